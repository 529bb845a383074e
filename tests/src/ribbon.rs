//! The ribbon: drawn from the manifest, and its **Sync**.

use serde_json::{Value, json};

use crate::harness::{
    Stage,
    firm::{FROM_NGOZI, HEARING, NOTARY},
    play, until,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a02_p02_dragged_an_hour_later_and_synced_in_the_ribbon_the_database_has_the_new_time() {
    play(async |Stage { outlook, database, pane, .. }| {
        let times = || ["start", "end"].map(|column| database.appointment("hearing", column));
        assert_eq!(times(), ["2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z"]);
        outlook.calendar("2026-11-24").await;
        outlook.drag(".event[data-subject='Hearing']", 1.0).await;
        outlook.window.text(".event[data-subject='Hearing'][data-start='2026-11-24T11:00']").await;
        outlook.open_entry("Hearing").await;
        outlook.window.text("compose-form").await;
        let said = outlook.sync("organizer").await;
        assert!(said.contains("2 changes taken into the practice database"), "{said}");
        assert_eq!(times(), ["2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z"]);
        let history = [
            "start practice: 2026-11-24T09:00:00Z > 2026-11-24T10:00:00Z (M1)",
            "end practice: 2026-11-24T10:00:00Z > 2026-11-24T11:00:00Z (M1)",
        ];
        assert_eq!(database.history("hearing"), history);
        assert_eq!(database.audit("hearing"), ["vera sync done"]);
        assert_eq!(database.appointment("hearing", "version"), "2");

        // P2: the next run plans nothing.
        let said = outlook.sync("organizer").await;
        assert!(said.contains("nothing to do"), "{said}");
        assert_eq!(database.appointment("hearing", "version"), "2");
        outlook.status("organizer").await;
        pane.stands("In step").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p17_syncing_saves_nothing_in_outlook() {
    play(async |Stage { outlook, servers, database, .. }| {
        database.edit("hearing", "location", "Room 9");
        outlook.open(HEARING.item).await;
        let before = servers.saved(HEARING.item);
        let said = outlook.sync("organizer").await;
        assert!(said.contains("1 field set in the form: save it in Outlook"), "{said}");
        outlook.window.holds("location", "Room 9").await;
        assert_eq!(servers.saved(HEARING.item), before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_item_that_is_not_in_the_practice_database_is_not_put_there_by_the_ribbon() {
    play(async |Stage { outlook, database, .. }| {
        let before = database.written();
        outlook.open(NOTARY).await;
        let said = outlook.sync("organizer").await;
        assert!(said.contains("Not in the practice database. Open Status to add it."), "{said}");
        assert_eq!(database.written(), before);
    })
    .await;
}

/// What is drawn of each button: its label, and how wide its picture really is.
const BUTTONS: &str =
    "return [...document.querySelectorAll('.view:not([hidden]) .ribbon :is(button, summary)')].map((button) => {
    const image = button.querySelector('img');
    return [button.dataset.testid, button.textContent, image && image.complete ? image.naturalWidth : 0];
});";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ribbon_is_the_manifests_on_every_surface() {
    play(async |Stage { outlook, servers, .. }| {
        let drawn = async |expected: Value| {
            until("the ribbon with its pictures", async || {
                let buttons = outlook.window.script(BUTTONS, vec![]).await?;
                if buttons == expected { Ok(()) } else { Err(buttons.to_string()) }
            })
            .await;
        };
        let buttons = |surface: &str, has_sync: bool| {
            let row = |name: &str, label: &str, pixels: u32| json!([format!("ribbon-{surface}{name}"), label, pixels]);
            let sync = has_sync.then(|| row("Sync", "Sync", 32));
            let more = [
                row("Menu", "Sync more ▾", 32),
                row("Everything", "Everything", 0),
                row("Contacts", "Contacts only", 0),
                row("Calendar", "Calendar only", 0),
                row("Status", "Status", 32),
            ];
            sync.into_iter().chain(more).collect::<Value>()
        };
        outlook.open(HEARING.item).await;
        drawn(buttons("organizer", true)).await;
        outlook.read(HEARING.item).await;
        drawn(buttons("attendee", true)).await;
        outlook.message(FROM_NGOZI).await;
        drawn(buttons("message", false)).await;
        let source =
            outlook.window.script("return document.querySelector('[data-testid=addin-status]').title", vec![]).await;
        assert_eq!(source, Ok(json!(format!("{}/manifest.xml", servers.url()))));
        assert_eq!(outlook.window.text("[data-group]").await.lines().last(), Some("Concordat"));
    })
    .await;
}
