//! Unlinking and linking again, and an edit that lands once.

use serde_json::{Value, json};

use crate::harness::{Database, Servers, Stage, firm::HEARING, play, until};

fn move_in_outlook(servers: &Servers, location: &str) {
    let edit = json!({ "location": { "displayName": location } });
    servers.outlook.store.patch_event(HEARING.item, &edit).expect("edited");
}

fn state(database: &Database) -> String {
    database.sql("select state from link where record_id = 'hearing'")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p06_an_unlinked_pair_is_left_alone_until_it_is_linked_again() {
    play(async |Stage { outlook, database, pane, servers }| {
        outlook.open(HEARING.item).await;
        outlook.status("organizer").await;
        pane.stands("In step").await;
        pane.window.click("unlink").await;
        pane.window.click("unlink-cancel").await;
        pane.window.gone("unlink-question").await;
        assert_eq!(state(database), "joined");
        pane.window.click("unlink").await;
        pane.window.click("unlink-now").await;
        pane.stands("Unlinked").await;
        assert_eq!(state(database), "parted");
        outlook.close().await;

        move_in_outlook(servers, "Hall");
        outlook.open(HEARING.item).await;
        let said = outlook.sync("organizer").await;
        assert!(said.contains("This appointment was unlinked"), "{said}");
        assert_eq!(database.appointment("hearing", "location"), "Court");
        outlook.status("organizer").await;
        pane.window.click("rejoin").await;
        pane.will("location", "toRecord").await;
        assert_eq!(state(database), "joined");
        pane.sync("1 change taken into the practice database").await;
        assert_eq!(database.appointment("hearing", "location"), "Hall");
        assert_eq!(database.count("link"), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p05_a_double_click_on_sync_lands_once() {
    play(async |Stage { outlook, database, pane, servers }| {
        move_in_outlook(servers, "Hall");
        outlook.open(HEARING.item).await;
        outlook.status("organizer").await;
        pane.will("location", "toRecord").await;
        pane.window.double_click("sync").await;
        pane.window.says("outcome", "1 change taken into the practice database").await;
        pane.stands("In step").await;
        // What a second click would send comes before this.
        pane.window.click("open-record").await;
        pane.window.says("record-location", "Hall").await;
        assert_eq!(database.audit("hearing"), ["vera sync done"]);
        assert_eq!(database.appointment("hearing", "version"), "2");
        assert_eq!(database.history("hearing").len(), 1);
    })
    .await;
}

/// Holds a Sync back until `go` is called.
const HOLD: &str = "const real = window.fetch; window.fetch = async (...given) => {
        const request = new Request(...given);
        if (request.url.endsWith('/items/sync')) await new Promise((go) => { window.go = go; });
        return real(request);
    };";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p09_what_moved_since_it_was_shown_is_shown_anew_and_not_done() {
    play(async |Stage { outlook, database, pane, servers }| {
        move_in_outlook(servers, "Hall");
        outlook.open(HEARING.item).await;
        outlook.status("organizer").await;
        pane.will("location", "toRecord").await;
        pane.window.script(HOLD, vec![]).await.expect("held");
        pane.window.click("sync").await;
        until("Sync to be sent", async || match pane.window.script("return !!window.go", vec![]).await? {
            Value::Bool(true) => Ok(()),
            other => Err(other.to_string()),
        })
        .await;
        database.edit("hearing", "location", "Room 9");
        pane.window.script("window.go()", vec![]).await.expect("sent");
        pane.window.says("moved", "It moved since you saw it").await;
        pane.will("location", "ask").await;
        pane.differs("location", "Room 9", "Hall").await;
        assert_eq!(database.appointment("hearing", "location"), "Room 9");
        assert_eq!(database.history("hearing"), [""; 0]);
        assert_eq!(database.audit("hearing"), [""; 0]);
    })
    .await;
}
