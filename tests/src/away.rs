//! The server goes away while an edit is on its way.

use serde_json::{Value, json};

use crate::harness::{Pane, Stage, firm::HEARING, play};

/// Notes the key of each Sync that is sent, and loses the first `lost` replies after the server gave them.
const WATCH: &str = "const [lost] = arguments; window.keys = []; const real = window.fetch;
    window.fetch = async (...given) => {
        const request = new Request(...given);
        const sync = request.url.endsWith('/items/sync');
        if (sync) window.keys.push(request.headers.get('Idempotency-Key'));
        const answer = await real(request);
        if (sync && window.keys.length <= lost) throw new TypeError('the reply was lost');
        return answer;
    };";

async fn keys(pane: &Pane) -> Vec<Value> {
    let keys = pane.window.script("return window.keys", vec![]).await.expect("watched");
    keys.as_array().expect("a list").clone()
}

fn one_key(keys: &[Value]) {
    assert!(keys.len() > 1, "it was sent once: {keys:?}");
    assert!(keys.iter().all(|key| key.is_string() && key == &keys[0]), "not one key: {keys:?}");
}

async fn with_an_edit(Stage { outlook, pane, servers, .. }: &Stage, lost: u32) {
    let edit = json!({ "location": { "displayName": "Hall" } });
    servers.outlook.store.patch_event(HEARING.item, &edit).expect("edited");
    outlook.open(HEARING.item).await;
    outlook.status("organizer").await;
    pane.will("location", "toRecord").await;
    pane.window.is("connection", "data-state", "live").await;
    pane.window.script(WATCH, vec![json!(lost)]).await.expect("watched");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p03_an_edit_is_kept_while_the_server_is_away_and_sent_when_it_is_back() {
    play(async |stage| {
        with_an_edit(stage, 0).await;
        let Stage { database, pane, servers, .. } = stage;
        servers.stop_server().await;
        pane.window.is("connection", "data-state", "lost").await;
        pane.window.click("sync").await;
        pane.window.says("busy", "Your edit is kept and sent when it is back").await;
        assert_eq!(database.appointment("hearing", "location"), "Court");
        servers.start_server().await;
        pane.window.says("outcome", "1 change taken into the practice database").await;
        pane.stands("In step").await;
        pane.window.is("connection", "data-state", "live").await;
        assert_eq!(database.appointment("hearing", "location"), "Hall");
        assert_eq!(database.audit("hearing"), ["vera sync done"]);
        one_key(&keys(pane).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p07_an_edit_whose_reply_is_lost_is_sent_again_under_its_key_and_lands_once() {
    play(async |stage| {
        with_an_edit(stage, 2).await;
        let Stage { database, pane, .. } = stage;
        pane.sync("1 change taken into the practice database").await;
        pane.stands("In step").await;
        let keys = keys(pane).await;
        assert_eq!(keys.len(), 3);
        one_key(&keys);
        assert_eq!(database.appointment("hearing", "version"), "2");
        assert_eq!(database.history("hearing"), ["location practice: Court > Hall (M1)"]);
        assert_eq!(database.audit("hearing"), ["vera sync done"]);
    })
    .await;
}
