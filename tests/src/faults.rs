//! Outlook refuses: what the pane then says, and that nothing is written.

use serde_json::{Value, json};

use crate::harness::{Stage, firm::HEARING, play, until};

/// office.js' code for a failure of Outlook's own.
const INTERNAL: u32 = 9042;

/// What a form is asked for, as office.js numbers it, without which there is no telling how it stands.
const NEEDED: [(u32, &str); 6] = [
    (18, "subject.getAsync"),
    (26, "location.getAsync"),
    (24, "start.getAsync"),
    (37, "body.getAsync"),
    (15, "requiredAttendees.getAsync"),
    (164, "getItemIdAsync"),
];

/// What a form is asked for that may stay unknown: organizer, categories, recurrence, all-day, sensitivity.
const OPTIONAL: [u32; 5] = [107, 157, 103, 169, 171];

/// `body.getAsync`.
const BODY: u32 = 37;

/// `location.setAsync`.
const SET_LOCATION: u32 = 27;

fn refusing(dispatches: &[u32]) -> Value {
    dispatches.iter().map(|id| json!({ "dispatchId": id, "errorCode": INTERNAL })).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_refused_read_is_said_and_writes_nothing() {
    play(async |Stage { outlook, servers, pane, database }| {
        outlook.open(HEARING.item).await;
        outlook.window.fill("location", "Hall").await;
        let before = database.written();
        for (dispatch, call) in NEEDED {
            servers.faults(refusing(&[dispatch]));
            outlook.status("organizer").await;
            let said = pane.window.says("state", "Outlook did not let the item be read").await;
            assert!(said.contains("(9042)"), "{call}: {said}");
            assert!(!pane.window.has("sync").await, "{call}: Sync is offered");
            outlook.window.click("pane-close").await;
            let said = outlook.sync("organizer").await;
            assert!(said.contains("Failed: ") && said.contains("(9042)"), "{call}: {said}");
        }
        assert_eq!(database.written(), before);
        servers.faults(refusing(&[18]));
        outlook.status("organizer").await;
        pane.stands("Outlook did not let the item be read").await;
        servers.faults(json!([]));
        pane.window.click("refresh").await;
        pane.will("location", "toRecord").await;
        assert_eq!(database.written(), before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p03_what_outlook_refuses_to_tell_is_unknown_and_not_empty() {
    play(async |Stage { outlook, servers, pane, database }| {
        servers.faults(refusing(&OPTIONAL));
        outlook.open(HEARING.item).await;
        outlook.window.fill("location", "Hall").await;
        outlook.status("organizer").await;
        pane.will("location", "toRecord").await;
        pane.stands("1 field differs").await;
        pane.sync("1 change taken into the practice database").await;
        assert_eq!(database.appointment("hearing", "location"), "Hall");
        assert_eq!(database.history("hearing"), ["location practice: Court > Hall (M1)"]);
        assert_eq!(database.appointment("hearing", "categories"), r#"["Red category"]"#);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m04_a_field_that_the_form_does_not_take_is_named_and_can_be_tried_again() {
    play(async |Stage { outlook, servers, pane, database }| {
        database.edit("hearing", "location", "Room 9");
        outlook.open(HEARING.item).await;
        servers.faults(refusing(&[SET_LOCATION]));
        let said = outlook.sync("organizer").await;
        assert!(said.contains("Outlook did not take Location") && said.contains("(9042)"), "{said}");
        outlook.status("organizer").await;
        pane.will("location", "toItem").await;
        pane.sync("Outlook did not take Location").await;
        outlook.window.holds("location", "Court").await;
        assert_eq!(database.appointment("hearing", "location"), "Room 9");
        pane.will("location", "toItem").await;
        servers.faults(json!([]));
        pane.sync("1 field set in the form").await;
        outlook.window.holds("location", "Room 9").await;
        assert_eq!(database.appointment("hearing", "location"), "Room 9");
        // What gave way in the form is kept once, however often it was tried.
        assert_eq!(database.history("hearing"), ["location outlook: Court > Room 9 (M1)"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_that_never_comes_does_not_hold_up_the_pane_for_good() {
    play(async |Stage { outlook, servers, pane, database }| {
        let never = json!([{ "dispatchId": BODY, "drop": true, "times": 1 }]);
        servers.faults(never.clone());
        outlook.open(HEARING.item).await;
        outlook.window.fill("location", "Hall").await;
        outlook.status("organizer").await;
        pane.stands("Outlook did not let the item be read: Outlook did not answer").await;
        pane.window.click("refresh").await;
        pane.will("location", "toRecord").await;
        let before = database.written();
        // The look at the form takes the fault, or Sync does: either way Sync works once it is over.
        servers.faults(never);
        until("Sync to work", async || {
            pane.window.click("sync").await;
            pane.window.text("outcome").await;
            if database.written() == before { Err(pane.window.text("outcome").await) } else { Ok(()) }
        })
        .await;
        assert_eq!(database.appointment("hearing", "location"), "Hall");
    })
    .await;
}
