//! The server goes away while somebody works: edits are kept, survive the window, and land once.

use serde_json::{Value, json};

use crate::harness::{
    Pane, Stage,
    firm::{HEARING, NOTARY},
    play, until,
};

/// Notes the key of each Sync that is sent, and loses the first `lost` replies after the server gave them. What is
/// `silent` is never answered at all.
const WATCH: &str = "const [lost, silent] = arguments; window.keys = []; const real = window.fetch;
    window.fetch = async (...given) => {
        const request = new Request(...given);
        const sync = request.url.endsWith('/items/sync');
        if (sync) window.keys.push(request.headers.get('Idempotency-Key'));
        const answer = await real(request);
        if (sync && silent) await new Promise(() => {});
        if (sync && window.keys.length <= lost) throw new TypeError('the reply was lost');
        return answer;
    };";

/// No Sync leaves the window; everything else does.
const HOLD: &str = "const real = window.fetch; window.held = 0; window.fetch = (...given) => {
        const request = new Request(...given);
        if (!request.url.endsWith('/items/sync')) return real(request);
        window.held += 1;
        return Promise.reject(new TypeError('held'));
    };";

/// The browser lets nothing be stored.
const DENY: &str = "Storage.prototype.setItem = () => { throw new DOMException('denied', 'QuotaExceededError'); };";

/// The server of the next connection has other rules.
const OTHER_RULES: &str = "const real = window.fetch; window.fetch = async (...given) => {
        const request = new Request(...given);
        if (!request.url.endsWith('/live')) return real(request);
        await real(request.clone());
        const event = 'data: {\"is\":\"hello\",\"rules\":\"0123456789abcdef\"}\\n\\n';
        return new Response(new Blob([event]).stream());
    }; document.body.dataset.before = 'yes';";

async fn run(pane: &Pane, script: &str, arguments: Vec<Value>) {
    pane.window.script(script, arguments).await.expect("the script runs");
}

async fn keys(pane: &Pane) -> Vec<Value> {
    let keys = pane.window.script("return window.keys", vec![]).await.expect("watched");
    keys.as_array().expect("a list").clone()
}

fn one_key(keys: &[Value]) {
    assert!(keys.len() > 1, "it was sent once: {keys:?}");
    assert!(keys.iter().all(|key| key.is_string() && key == &keys[0]), "not one key: {keys:?}");
}

async fn with_an_edit(Stage { outlook, pane, servers, .. }: &Stage) {
    let edit = json!({ "location": { "displayName": "Hall" } });
    servers.outlook.store.patch_event(HEARING.item, &edit).expect("edited");
    outlook.open(HEARING.item).await;
    outlook.status("organizer").await;
    pane.will("location", "toRecord").await;
    pane.window.is("connection", "data-state", "live").await;
}

/// The server is away, and Sync was pressed.
async fn with_a_kept_edit(stage: &Stage) {
    with_an_edit(stage).await;
    let Stage { pane, servers, .. } = stage;
    servers.stop_server().await;
    pane.window.is("connection", "data-state", "lost").await;
    pane.window.click("sync").await;
    pane.window.says("kept", "Offline, 1 edit kept").await;
    pane.window.says("kept-of-item", "sent when the server is back").await;
}

/// Nothing is left of any edit.
async fn all_done(pane: &Pane) {
    pane.window.gone("kept").await;
    assert_eq!(pane.kept().await, [""; 0]);
}

const LANDED: [&str; 1] = ["location practice: Court > Hall (M1)"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p03_an_edit_is_kept_while_the_server_is_away_and_sent_when_it_is_back() {
    play(async |stage| {
        with_a_kept_edit(stage).await;
        let Stage { database, pane, servers, .. } = stage;
        assert_eq!(database.appointment("hearing", "location"), "Court");
        pane.window.click("kept-toggle").await;
        pane.window.says("kept-list", "Sync: Hearing").await;
        pane.window.is("kept-edit", "data-state", "waiting").await;
        assert_eq!(pane.kept().await.len(), 1);
        servers.start_server().await;
        pane.window.says("outcome", "1 change taken into the practice database").await;
        pane.stands("In step").await;
        pane.window.is("connection", "data-state", "live").await;
        assert_eq!(database.history("hearing"), LANDED);
        assert_eq!(database.audit("hearing"), ["vera sync done"]);
        all_done(pane).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p07_an_edit_whose_reply_is_lost_is_sent_again_under_its_key_and_lands_once() {
    play(async |stage| {
        with_an_edit(stage).await;
        let Stage { database, pane, .. } = stage;
        run(pane, WATCH, vec![json!(2), json!(false)]).await;
        pane.sync("1 change taken into the practice database").await;
        pane.stands("In step").await;
        let keys = keys(pane).await;
        assert_eq!(keys.len(), 3);
        one_key(&keys);
        assert_eq!(database.appointment("hearing", "version"), "2");
        assert_eq!(database.history("hearing"), LANDED);
        assert_eq!(database.audit("hearing"), ["vera sync done"]);
        all_done(pane).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p07_a_kept_edit_survives_the_window_and_lands_once_when_the_server_is_back() {
    play(async |stage| {
        with_a_kept_edit(stage).await;
        let Stage { database, pane, servers, outlook } = stage;
        // Loaded anew while the server is away, there is no pane at all.
        run(pane, "location.reload()", vec![]).await;
        until("the pane to be gone", async || if pane.window.has("kept").await { Err(String::new()) } else { Ok(()) })
            .await;
        outlook.window.click("pane-close").await;
        assert_eq!(database.history("hearing"), [""; 0]);
        servers.start_server().await;
        outlook.status("organizer").await;
        pane.window.says("outcome", "1 change taken into the practice database").await;
        pane.stands("In step").await;
        assert_eq!(database.history("hearing"), LANDED);
        assert_eq!(database.audit("hearing"), ["vera sync done"]);
        all_done(pane).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p07_loaded_anew_without_the_server_the_pane_comes_up_by_itself_and_sends_what_was_kept() {
    play(async |stage| {
        with_an_edit(stage).await;
        let Stage { database, pane, .. } = stage;
        pane.cut_off(true).await;
        pane.window.click("sync").await;
        pane.window.says("kept", "Offline, 1 edit kept").await;
        run(pane, "location.reload()", vec![]).await;
        pane.window.says("failure", "cannot be reached").await;
        assert_eq!(pane.kept().await.len(), 1);
        pane.cut_off(false).await;
        pane.window.says("outcome", "1 change taken into the practice database").await;
        pane.stands("In step").await;
        assert_eq!(database.history("hearing"), LANDED);
        all_done(pane).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p07_an_edit_that_was_under_way_when_the_pane_was_closed_is_sent_again_and_lands_once() {
    play(async |stage| {
        with_an_edit(stage).await;
        let Stage { database, pane, outlook, .. } = stage;
        run(pane, WATCH, vec![json!(0), json!(true)]).await;
        pane.window.click("sync").await;
        pane.window.says("busy", "Synchronizing").await;
        until("the edit to land", async || match &database.history("hearing")[..] {
            [] => Err("nothing".to_owned()),
            _ => Ok(()),
        })
        .await;
        assert_eq!(pane.kept().await.len(), 1, "nobody told this window that it landed");
        outlook.window.click("pane-close").await;
        outlook.status("organizer").await;
        pane.window.says("outcome", "1 change taken into the practice database").await;
        pane.stands("In step").await;
        assert_eq!(database.history("hearing"), LANDED);
        assert_eq!(database.audit("hearing"), ["vera sync done"]);
        all_done(pane).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_kept_edits_land_in_their_order_and_a_later_sync_takes_the_place_of_one_before() {
    play(async |stage| {
        with_a_kept_edit(stage).await;
        let Stage { database, pane, servers, outlook } = stage;
        outlook.window.fill("location", "Library").await;
        pane.window.says("outlook-location", "Library").await;
        pane.window.click("sync").await;
        pane.window.click("unlink").await;
        pane.window.click("unlink-now").await;
        pane.window.says("kept", "Offline, 2 edits kept").await;
        servers.start_server().await;
        pane.stands("Unlinked").await;
        assert_eq!(database.appointment("hearing", "location"), "Library");
        assert_eq!(database.history("hearing"), ["location practice: Court > Library (M1)"]);
        assert_eq!(database.audit("hearing"), ["vera sync done", "vera unlink done"]);
        all_done(pane).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p09_where_the_record_moved_meanwhile_the_person_sees_the_difference_and_decides() {
    play(async |stage| {
        with_a_kept_edit(stage).await;
        let Stage { database, pane, servers, outlook } = stage;
        database.edit("hearing", "location", "Room 9");
        servers.start_server().await;
        pane.window.says("kept", "1 edit waits for your decision").await;
        pane.window.is("kept-of-item", "data-state", "moved").await;
        pane.differs("location", "Room 9", "Hall").await;
        assert_eq!(database.appointment("hearing", "location"), "Room 9");
        pane.window.click("kept-toggle").await;
        pane.window.says("kept-location", "practice database Room 9, Outlook Hall").await;

        // Kept beyond the window, until the person has decided.
        outlook.window.click("pane-close").await;
        outlook.status("organizer").await;
        pane.window.is("kept-of-item", "data-state", "moved").await;
        pane.window.click("choose-location-outlook").await;
        pane.window.click("keep").await;
        pane.window.says("outcome", "1 change taken into the practice database").await;
        assert_eq!(database.history("hearing"), ["location practice: Room 9 > Hall (M2)"]);
        assert_eq!(database.audit("hearing"), ["vera sync done"]);
        all_done(pane).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p09_an_edit_of_an_item_that_is_not_open_now_is_named_with_its_difference_and_can_be_dropped() {
    play(async |stage| {
        with_a_kept_edit(stage).await;
        let Stage { database, pane, servers, outlook } = stage;
        database.edit("hearing", "location", "Room 9");
        outlook.window.click("pane-close").await;
        servers.start_server().await;
        outlook.open(NOTARY).await;
        outlook.status("organizer").await;
        pane.window.says("outcome", "Kept edit of “Hearing”: It moved").await;
        pane.window.click("kept-toggle").await;
        pane.window.says("kept-list", "Open the item to synchronize it anew").await;
        pane.window.says("kept-location", "practice database Room 9, Outlook Hall").await;
        assert!(!pane.window.has("kept-of-item").await, "the open item has no such edit");
        pane.window.click("kept-drop").await;
        pane.window.says("outcome", "Dropped").await;
        all_done(pane).await;
        assert_eq!(database.appointment("hearing", "location"), "Room 9");
        assert_eq!(database.history("hearing"), [""; 0]);
        assert_eq!(database.audit("hearing"), [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_person_left_is_not_sent_for_another() {
    play(async |stage| {
        with_an_edit(stage).await;
        let Stage { database, pane, .. } = stage;
        run(pane, HOLD, vec![]).await;
        pane.window.click("sync").await;
        until("Sync to be tried again", async || match pane.window.script("return window.held", vec![]).await? {
            Value::Number(held) if held.as_u64() > Some(1) => Ok(()),
            other => Err(other.to_string()),
        })
        .await;
        pane.window.click("switch-person").await;
        pane.window.fill("staff-member", "ben").await;
        pane.window.click("sign-in").await;
        pane.window.says("person", "Ben Adler").await;
        pane.will("location", "toRecord").await;
        let held = pane.window.script("return window.held", vec![]).await.expect("counted");
        assert!(!pane.window.has("kept").await, "Ben sees an edit of hers");
        assert_eq!(pane.kept().await.len(), 1);
        assert_eq!(pane.window.script("return window.held", vec![]).await, Ok(held), "hers was sent as his");
        assert_eq!(database.audit("hearing"), [""; 0]);

        pane.window.click("switch-person").await;
        pane.window.fill("staff-member", "vera").await;
        pane.window.click("sign-in").await;
        pane.window.says("person", "Vera").await;
        run(pane, "location.reload()", vec![]).await;
        pane.stands("In step").await;
        assert_eq!(database.history("hearing"), LANDED);
        assert_eq!(database.audit("hearing"), ["vera sync done"]);
        all_done(pane).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_stores_nothing_syncs_all_the_same_and_says_what_it_cannot_keep() {
    play(async |stage| {
        with_an_edit(stage).await;
        let Stage { database, pane, servers, outlook } = stage;
        run(pane, DENY, vec![]).await;
        pane.sync("1 change taken into the practice database").await;
        pane.stands("In step").await;
        outlook.window.fill("location", "Library").await;
        pane.will("location", "toRecord").await;
        servers.stop_server().await;
        pane.window.is("connection", "data-state", "lost").await;
        pane.window.click("sync").await;
        pane.window.says("outcome", "Not kept: this browser lets nothing be stored here").await;
        assert!(!pane.window.has("kept").await);
        servers.start_server().await;
        pane.window.is("connection", "data-state", "live").await;
        pane.will("location", "toRecord").await;
        assert_eq!(database.history("hearing"), LANDED);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p07_the_ribbons_sync_is_kept_too_and_sent_by_the_pane() {
    play(async |stage| {
        with_an_edit(stage).await;
        let Stage { database, pane, outlook, .. } = stage;
        outlook.window.click("pane-close").await;
        pane.cut_off(true).await;
        let said = outlook.sync("organizer").await;
        assert!(said.contains("The server is away. Kept, and sent when it is back"), "{said}");
        assert!(said.encode_utf16().count() <= 150, "{said}");
        // Pressed again it is the same edit.
        outlook.sync("organizer").await;
        pane.cut_off(false).await;
        assert_eq!(database.audit("hearing"), [""; 0]);
        outlook.status("organizer").await;
        pane.window.says("outcome", "1 change taken into the practice database").await;
        pane.stands("In step").await;
        assert_eq!(database.history("hearing"), LANDED);
        assert_eq!(database.audit("hearing"), ["vera sync done"]);
        all_done(pane).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_kept_goes_before_the_ribbons_own_edit() {
    play(async |stage| {
        with_an_edit(stage).await;
        let Stage { database, pane, outlook, .. } = stage;
        run(pane, HOLD, vec![]).await;
        pane.window.click("sync").await;
        pane.window.says("kept", "Offline, 1 edit kept").await;
        outlook.window.click("pane-close").await;
        outlook.window.fill("location", "Library").await;
        let said = outlook.sync("organizer").await;
        assert!(said.contains("1 change taken into the practice database"), "{said}");
        let history = ["location practice: Court > Hall (M1)", "location practice: Hall > Library (M1)"];
        assert_eq!(database.history("hearing"), history);
        outlook.status("organizer").await;
        pane.stands("In step").await;
        all_done(pane).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_with_other_rules_has_the_pane_load_itself_anew_once_with_what_was_typed() {
    play(async |Stage { pane, servers, outlook, .. }| {
        outlook.open(NOTARY).await;
        outlook.status("organizer").await;
        pane.stands("Not in the practice database").await;
        pane.window.is("connection", "data-state", "live").await;
        pane.window.types("client", "unfinished").await;
        pane.window.holds("client", "unfinished").await;
        run(pane, OTHER_RULES, vec![]).await;
        servers.stop_server().await;
        servers.start_server().await;
        until("the pane to be loaded anew", async || {
            match pane.window.script("return document.body.dataset.before ?? null", vec![]).await? {
                Value::Null => Ok(()),
                other => Err(other.to_string()),
            }
        })
        .await;
        pane.stands("Not in the practice database").await;
        pane.window.holds("client", "unfinished").await;
        // Once for those rules: the second time it says so instead.
        run(pane, OTHER_RULES, vec![]).await;
        servers.stop_server().await;
        servers.start_server().await;
        pane.window.says("outdated", "newer rules").await;
        pane.window.holds("client", "unfinished").await;
    })
    .await;
}
