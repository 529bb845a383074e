//! The ribbon: drawn from the manifest, and its **Sync**.

use serde_json::json;

use crate::harness::{Stage, firm::HEARING, play};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a02_p02_dragged_an_hour_later_and_synced_in_the_ribbon_the_database_has_the_new_time() {
    play(async |Stage { outlook, database, .. }| {
        let before = database.appointment("hearing", "start");
        assert_eq!(before, "2026-11-24T09:00:00Z");
        outlook.calendar("2026-11-24").await;
        outlook.drag(".event[data-subject='Hearing']", 1.0).await;
        outlook.window.text(".event[data-subject='Hearing'][data-start='2026-11-24T11:00']").await;
        outlook.open_entry("Hearing").await;
        outlook.window.text("compose-form").await;
        let said = outlook.sync("organizer").await;
        assert!(said.contains("2 changes taken into the practice database"), "{said}");
        assert_eq!(database.appointment("hearing", "start"), "2026-11-24T10:00:00Z");
        assert_eq!(database.appointment("hearing", "end"), "2026-11-24T11:00:00Z");
        assert_eq!(database.history("hearing"), [""]);
        assert_eq!(database.audit("hearing"), ["vera sync done"]);

        // P2: the next run plans nothing.
        let said = outlook.sync("organizer").await;
        assert!(said.contains("nothing to do"), "{said}");
    })
    .await;
}
