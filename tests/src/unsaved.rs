//! An appointment that Outlook has not saved, and adding one that it has.

use fantoccini::key::Key;

use crate::harness::{Stage, play};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a08_an_unsaved_item_is_saved_by_the_person_and_then_added_under_the_chosen_client() {
    play(async |Stage { outlook, database, pane, servers }| {
        let before = database.written();
        outlook.begin("2026-11-27T15:00").await;
        outlook.window.fill("subject", "Accounts for November").await;
        outlook.status("organizer").await;
        pane.stands("Outlook has not saved this appointment yet").await;
        assert!(!pane.window.has("add").await, "Add is offered for an unsaved item");
        let said = outlook.sync("organizer").await;
        assert!(said.contains("Outlook must save this appointment first"), "{said}");
        assert_eq!(database.written(), before);
        let events = || servers.outlook.store.mailbox(crate::harness::firm::VERA).expect("hers").events.len();
        assert_eq!(events(), 4, "the add-in saved the item");

        outlook.save().await;
        assert_eq!(events(), 5);
        pane.stands("Not in the practice database").await;
        pane.window.types("client", "hart").await;
        pane.window.says("client-list", "Hartmann & Co.").await;
        pane.window.types("client", &[Key::Down, Key::Enter].map(char::from).iter().collect::<String>()).await;
        pane.window.says("matter", "Bookkeeping").await;
        pane.window.fill("matter", "books").await;
        pane.window.fill("code", "INT").await;
        assert_eq!(database.written(), before);
        pane.window.click("add").await;
        pane.window.says("outcome", "Added to the practice database").await;
        pane.stands("In step").await;
        let row = database.rows("select client_id, matter_id, code, start, \"end\", id from appointment where subject = 'Accounts for November'");
        let [row] = row.as_slice() else { panic!("not one record: {row:?}") };
        assert_eq!([&row["client_id"], &row["matter_id"], &row["code"]], ["hartmann", "books", "INT"]);
        assert_eq!([&row["start"], &row["end"]], ["2026-11-27T14:00:00Z", "2026-11-27T14:30:00Z"]);
        let id = row["id"].as_str().expect("text");
        assert_eq!(database.sql(&format!("select staff_id from appointment_staff where appointment_id = '{id}'")), "vera");
        assert_eq!(database.sql(&format!("select state from link where record_id = '{id}'")), "joined");
        assert_eq!(database.audit(id), ["vera add done"]);
    })
    .await;
}
