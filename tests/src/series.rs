//! A series, and one day of it.

use crate::harness::{Database, Outlook, Stage, firm::PARTNERS, play};

fn day(database: &Database, date: &str, column: &str) -> String {
    database
        .sql(&format!("select \"{column}\" from appointment where series_id = 'partners' and original_date = '{date}'"))
}

async fn open_day(outlook: &Outlook, date: &str) {
    outlook.calendar(date).await;
    outlook.open_entry("Partners").await;
    outlook.window.click("ask-occurrence").await;
    outlook.window.says("repeats-words", "One occurrence of a series").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a07_an_edit_of_one_day_goes_to_that_day_and_one_of_the_series_to_the_series() {
    play(async |Stage { outlook, database, pane, .. }| {
        open_day(outlook, "2026-11-30").await;
        outlook.status("organizer").await;
        pane.window.is("part", "data-part", "occurrence").await;
        pane.window.says("part", "an edit goes to this day only").await;
        pane.stands("In step").await;
        outlook.window.fill("location", "Annex").await;
        outlook.save().await;
        pane.differs("location", "Library", "Annex").await;
        pane.sync("1 change taken into the practice database").await;
        pane.stands("In step").await;
        assert_eq!(day(database, "2026-11-30", "location"), "Annex");
        assert_eq!(day(database, "2026-11-30", "start"), "2026-11-30T08:00:00Z");
        assert_eq!(database.appointment("partners", "location"), "Library");
        assert_eq!(database.appointment("partners", "version"), "1");
        outlook.close().await;

        outlook.open(PARTNERS.item).await;
        outlook.status("organizer").await;
        pane.window.is("part", "data-part", "series").await;
        pane.window.says("part", "an edit goes to every day of it").await;
        pane.stands("In step").await;
        outlook.window.fill("location", "Large library").await;
        outlook.save().await;
        pane.differs("location", "Library", "Large library").await;
        pane.sync("1 change taken into the practice database").await;
        assert_eq!(database.appointment("partners", "location"), "Large library");
        assert_eq!(day(database, "2026-11-30", "location"), "Annex");
        assert_eq!(database.sql("select count(*) from appointment where series_id = 'partners'"), "1");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a07_one_day_dragged_in_the_calendar_moves_only_that_day() {
    play(async |Stage { outlook, database, pane, .. }| {
        let monday = ".day[data-date='2026-12-07'] .event[data-subject='Partners']";
        outlook.calendar("2026-12-07").await;
        outlook.drag(monday, 2.0).await;
        outlook.window.text(".event[data-subject='Partners'][data-start='2026-12-07T11:00']").await;
        outlook.open_entry("Partners").await;
        outlook.window.click("ask-occurrence").await;
        outlook.window.text("compose-form").await;
        outlook.status("organizer").await;
        pane.will("start", "toRecord").await;
        pane.sync("2 changes taken into the practice database").await;
        let hours = ["start", "end"].map(|column| day(database, "2026-12-07", column));
        assert_eq!(hours, ["2026-12-07T10:00:00Z", "2026-12-07T10:45:00Z"]);
        assert_eq!(database.appointment("partners", "start"), "2026-11-23T08:00:00Z");
        assert_eq!(database.appointment("partners", "version"), "1");
        let said = outlook.sync("organizer").await;
        assert!(said.contains("nothing to do"), "{said}");
    })
    .await;
}
