//! An edit of the practice side, made by another program, reaches the open pane and the form.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::harness::{
    Stage,
    firm::{AUDIT, HEARING},
    play, until_within,
};

/// What the pane promises, counted from the statement.
const SOON: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m01_an_edit_by_sqlite3_is_in_the_open_pane_within_two_seconds_and_sync_sets_it_in_the_form() {
    play(async |Stage { outlook, database, pane, servers }| {
        outlook.open(HEARING.item).await;
        outlook.status("organizer").await;
        pane.stands("In step").await;
        pane.window.is("connection", "data-state", "live").await;
        pane.window.script("window.neverReloaded = true", vec![]).await.expect("set");

        let begun = Instant::now();
        database.edit("hearing", "location", "Room 9");
        let left = SOON.saturating_sub(begun.elapsed());
        until_within(left, "the new location in the pane", async || {
            if pane.window.has("practice-location").await { Ok(()) } else { Err("the old one".to_owned()) }
        })
        .await;
        pane.differs("location", "Room 9", "Court").await;
        pane.will("location", "toItem").await;
        assert_eq!(pane.window.script("return window.neverReloaded", vec![]).await, Ok(json!(true)));

        pane.sync("1 field set in the form: save it in Outlook").await;
        outlook.window.holds("location", "Room 9").await;
        pane.window.says("form-set", "Save the appointment in Outlook").await;
        assert_eq!(servers.saved(HEARING.item)["location"]["displayName"], "Court");
        outlook.save().await;
        outlook.close().await;
        outlook.open(HEARING.item).await;
        outlook.status("organizer").await;
        pane.stands("In step").await;
        assert_eq!(servers.saved(HEARING.item)["location"]["displayName"], "Room 9");
        assert_eq!(database.appointment("hearing", "location"), "Room 9");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p07_a_form_that_was_set_and_never_saved_leaves_the_difference_to_be_seen() {
    play(async |Stage { outlook, database, pane, .. }| {
        database.edit("hearing", "location", "Room 9");
        outlook.open(HEARING.item).await;
        outlook.status("organizer").await;
        pane.will("location", "toItem").await;
        pane.sync("1 field set in the form").await;
        outlook.window.holds("location", "Room 9").await;
        outlook.close().await;
        outlook.open(HEARING.item).await;
        outlook.window.holds("location", "Court").await;
        outlook.status("organizer").await;
        pane.differs("location", "Room 9", "Court").await;
        pane.will("location", "toItem").await;
        assert_eq!(database.appointment("hearing", "location"), "Room 9");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a10_an_attendee_is_told_why_the_item_cannot_be_set() {
    play(async |Stage { outlook, database, pane, servers }| {
        let before = servers.saved(AUDIT.item);
        outlook.read(AUDIT.item).await;
        outlook.status("attendee").await;
        pane.stands("In step").await;
        database.edit("audit", "location", "Room 9");
        pane.differs("location", "Room 9", "Meridian").await;
        pane.will("location", "held").await;
        pane.window.says("fate-location", "Outlook lets nothing be set in a saved appointment").await;
        pane.window.says("read-only", "Outlook lets nothing be set in it").await;
        pane.sync("1 field stays apart").await;
        let said = outlook.sync("attendee").await;
        assert!(said.contains("1 field stays apart"), "{said}");
        assert_eq!(database.appointment("audit", "location"), "Room 9");
        assert_eq!(servers.saved(AUDIT.item), before);
    })
    .await;
}
