//! Both sides changed: who wins under each policy, and what becomes of the loser's values.

use serde_json::{Value, json};

use crate::harness::{Database, Servers, Stage, firm::HEARING, play};

const EARLIER: &str = "2026-11-20T08:00:00.000Z";
const LATER: &str = "2026-11-20T10:00:00.000Z";

/// The practice side has the hearing in Room 5 and wants the will; in Outlook it has a new subject and is in the hall.
fn change_both(database: &Database, servers: &Servers, practice_at: &str, outlook_at: &str) {
    database.edit("hearing", "notes", "Bring the will.");
    database.edit_at("hearing", "location", "Room 5", practice_at);
    let edit = json!({
        "subject": "Hearing, adjourned", "location": { "displayName": "Hall" }, "lastModifiedDateTime": outlook_at,
    });
    servers.outlook.store.patch_event(HEARING.item, &edit).expect("edited");
}

fn record(database: &Database) -> [String; 3] {
    ["subject", "location", "notes"].map(|column| database.appointment("hearing", column))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c07_m04_the_newest_record_wins_whole_and_one_click_brings_the_losers_value_back() {
    play(async |Stage { outlook, database, pane, servers }| {
        change_both(database, servers, EARLIER, LATER);
        outlook.read(HEARING.item).await;
        outlook.status("attendee").await;
        pane.window.says("newer", "Outlook is newer").await;
        pane.differs("location", "Room 5", "Hall").await;
        for field in ["subject", "location", "notes"] {
            pane.will(field, "toRecord").await;
        }
        pane.sync("3 changes taken into the practice database").await;
        assert_eq!(record(database), ["Hearing, adjourned", "Hall", "Bring the lease."]);
        let history = [
            "subject practice: Hearing > Hearing, adjourned (C7)",
            "location practice: Room 5 > Hall (C7)",
            "notes practice: Bring the will. > Bring the lease. (C7)",
        ];
        assert_eq!(database.history("hearing"), history);
        // M3: the edit's own time travels, not that of the write that carried it.
        assert_eq!(database.appointment("hearing", "edited_at"), LATER);
        pane.stands("In step").await;

        pane.window.click("restore-location").await;
        pane.window.says("outcome", "1 value brought back").await;
        assert_eq!(record(database), ["Hearing, adjourned", "Room 5", "Bring the lease."]);
        assert_eq!(database.audit("hearing"), ["vera sync done", "vera restore done"]);
        assert_eq!(
            database.history("hearing").last().map(String::as_str),
            Some("location practice: Hall > Room 5 (M4)")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c07_a_newer_record_wins_whole_but_a_saved_item_cannot_be_set_so_nothing_is_written() {
    play(async |Stage { outlook, database, pane, servers }| {
        change_both(database, servers, LATER, EARLIER);
        let before = servers.saved(HEARING.item);
        outlook.read(HEARING.item).await;
        outlook.status("attendee").await;
        pane.window.says("newer", "The practice database is newer").await;
        for field in ["subject", "location", "notes"] {
            pane.will(field, "held").await;
        }
        pane.sync("3 fields stay apart").await;
        assert_eq!(record(database), ["Hearing", "Room 5", "Bring the will."]);
        assert_eq!(database.history("hearing"), [""; 0]);
        assert_eq!(servers.saved(HEARING.item), before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m02_p04_under_newest_field_edits_to_different_fields_both_survive() {
    play(async |Stage { outlook, database, pane, servers }| {
        database.set("vera", "policy", &json!("newestField"));
        change_both(database, servers, EARLIER, LATER);
        outlook.read(HEARING.item).await;
        outlook.status("attendee").await;
        pane.will("subject", "toRecord").await;
        pane.will("location", "toRecord").await;
        pane.will("notes", "held").await;
        pane.sync("2 changes taken into the practice database").await;
        assert_eq!(record(database), ["Hearing, adjourned", "Hall", "Bring the will."]);
        assert!(database.history("hearing").contains(&"location practice: Room 5 > Hall (C7)".to_owned()));
    })
    .await;
}

/// Both sides changed only the location; the item is open as a form.
async fn form_with_both(stage: &Stage, policy: Value) {
    let Stage { outlook, database, servers, .. } = stage;
    database.set("vera", "policy", &policy);
    database.edit("hearing", "location", "Room 5");
    let edit = json!({ "location": { "displayName": "Hall" } });
    servers.outlook.store.patch_event(HEARING.item, &edit).expect("edited");
    outlook.open(HEARING.item).await;
    outlook.status("organizer").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m02_the_practice_side_wins_where_that_is_the_policy() {
    play(async |stage| {
        form_with_both(stage, json!("practiceWins")).await;
        let Stage { outlook, database, pane, .. } = stage;
        pane.will("location", "toItem").await;
        pane.window.says("why", "Your setting says who wins").await;
        pane.sync("1 field set in the form").await;
        outlook.window.holds("location", "Room 5").await;
        assert_eq!(database.appointment("hearing", "location"), "Room 5");
        assert_eq!(database.history("hearing"), ["location outlook: Hall > Room 5 (M2)"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m02_outlook_wins_where_that_is_the_policy() {
    play(async |stage| {
        form_with_both(stage, json!("outlookWins")).await;
        let Stage { outlook, database, pane, .. } = stage;
        pane.will("location", "toRecord").await;
        pane.sync("1 change taken into the practice database").await;
        outlook.window.holds("location", "Hall").await;
        assert_eq!(database.appointment("hearing", "location"), "Hall");
        assert_eq!(database.history("hearing"), ["location practice: Room 5 > Hall (M2)"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m02_whoever_wants_to_be_asked_chooses_for_each_field() {
    play(async |stage| {
        let Stage { outlook, database, pane, servers } = stage;
        database.edit("hearing", "subject", "Hearing in chambers");
        servers.outlook.store.patch_event(HEARING.item, &json!({ "subject": "Hearing, adjourned" })).expect("edited");
        form_with_both(stage, json!("askMe")).await;
        pane.window.says("why", "your setting is to be asked").await;
        pane.will("location", "ask").await;
        pane.will("subject", "ask").await;
        assert!(!pane.window.has("sync").await, "Sync is offered though there is something to choose");
        let said = outlook.sync("organizer").await;
        assert!(said.contains("Choose in Status which value to keep"), "{said}");
        let before = [database.appointment("hearing", "version"), database.history("hearing").join("; ")];
        assert_eq!(before, ["3", ""]);

        pane.window.click("choose-location-practice").await;
        pane.window.click("keep").await;
        pane.window.says("outcome", "Choose a value for every field first").await;
        assert_eq!(database.appointment("hearing", "version"), "3");
        pane.window.click("choose-subject-outlook").await;
        pane.window.click("keep").await;
        pane.window.says("outcome", "1 change taken into the practice database").await;
        outlook.window.holds("location", "Room 5").await;
        outlook.window.holds("subject", "Hearing, adjourned").await;
        assert_eq!(database.appointment("hearing", "location"), "Room 5");
        assert_eq!(database.appointment("hearing", "subject"), "Hearing, adjourned");
        let kept =
            ["subject practice: Hearing in chambers > Hearing, adjourned (M2)", "location outlook: Hall > Room 5 (M2)"];
        assert_eq!(database.history("hearing"), kept);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m03_a_form_has_no_time_so_the_person_is_asked_under_newest_record() {
    play(async |stage| {
        form_with_both(stage, json!("newestRecord")).await;
        let Stage { outlook, database, pane, .. } = stage;
        pane.window.says("why", "one has no time to go by").await;
        pane.will("location", "ask").await;
        pane.window.click("choose-location-outlook").await;
        pane.window.click("keep").await;
        pane.window.says("outcome", "1 change taken into the practice database").await;
        assert_eq!(database.appointment("hearing", "location"), "Hall");
        outlook.window.holds("location", "Hall").await;
        assert_eq!(database.history("hearing"), ["location practice: Room 5 > Hall (M2)"]);
    })
    .await;
}
