//! The item changes while it is being read, or goes away.

use serde_json::{Value, json};

use crate::harness::{
    Pane, Stage,
    firm::{FROM_JONAS, FROM_NGOZI, HEARING, NOTARY},
    play, until,
};

/// Notes every subject that the pane ever shows, and Outlook's replies: how many, and which of them told of the hearing.
const WATCH: &str = "window.seen = []; window.replies = 0; window.late = 0;
    const note = () => { const shown = document.querySelector('[data-testid=item-subject]')?.textContent;
        if (shown && window.seen.at(-1) !== shown) window.seen.push(shown); };
    note(); new MutationObserver(note).observe(document.body, {subtree: true, childList: true, characterData: true});
    window.addEventListener('message', ({data}) => { window.replies += 1;
        if (typeof data === 'string' && data.includes('Hearing')) window.late = window.replies; });";

/// The reply about the hearing came, and since then as many replies as it takes to read another item.
const LATE: &str = "return window.late > 0 && window.replies - window.late > 20;";

/// `body.getAsync` and `subject.getAsync`, as office.js numbers them.
const BODY: u32 = 37;
const SUBJECT: u32 = 18;

async fn seen(pane: &Pane) -> Value {
    pane.window.script("return window.seen", vec![]).await.expect("watched")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_reply_about_the_item_before_never_shows() {
    play(async |Stage { outlook, servers, pane, database }| {
        outlook.open(HEARING.item).await;
        outlook.status("organizer").await;
        pane.stands("In step").await;
        let before = database.written();
        pane.window.script(WATCH, vec![]).await.expect("watched");
        // While the form is looked at once more, Outlook turns to another item, and the reply comes all the same.
        servers.faults(json!([{
            "dispatchId": SUBJECT, "delayMs": 1500, "deliverStale": true, "times": 1, "itemChange": { "to": NOTARY },
        }]));
        pane.window.says("item-subject", "Call with the notary").await;
        pane.stands("Not in the practice database").await;
        until("the late reply", async || match pane.window.script(LATE, vec![]).await? {
            Value::Bool(true) => Ok(()),
            other => Err(other.to_string()),
        })
        .await;
        assert_eq!(seen(pane).await, json!(["Hearing", "Call with the notary"]));
        assert_eq!(database.written(), before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replies_that_outlook_refuses_because_the_item_changed_are_no_failure() {
    play(async |Stage { outlook, servers, pane, .. }| {
        servers.faults(json!([{ "dispatchId": BODY, "delayMs": 800, "times": 1, "itemChange": { "to": NOTARY } }]));
        outlook.open(HEARING.item).await;
        outlook.status("organizer").await;
        pane.window.says("item-subject", "Call with the notary").await;
        pane.stands("Not in the practice database").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pinned_pane_follows_the_messages_and_says_when_there_is_none() {
    play(async |Stage { outlook, pane, .. }| {
        outlook.message(FROM_NGOZI).await;
        outlook.status("message").await;
        pane.window.says("item-subject", "The lease").await;
        outlook.window.click("pane-pin").await;
        pane.window.script(WATCH, vec![]).await.expect("watched");
        outlook.message(FROM_JONAS).await;
        pane.window.says("item-subject", "A question").await;
        pane.window.is("[data-address='jonas@example.net']", "data-state", "unknown").await;
        outlook.window.click("nav-mail").await;
        pane.stands("No item is open").await;
        outlook.message(FROM_NGOZI).await;
        pane.window.says("item-subject", "The lease").await;
        assert_eq!(seen(pane).await, json!(["The lease", "A question", "The lease"]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pane_that_starts_without_an_item_says_so() {
    play(async |Stage { outlook, servers, pane, .. }| {
        servers.faults(json!([{ "action": "GetInitialData", "nullItem": true, "times": 1 }]));
        outlook.open(HEARING.item).await;
        outlook.status("organizer").await;
        // Nor does Outlook then say whose mailbox it is.
        pane.window.fill("staff-member", "vera").await;
        pane.window.click("sign-in").await;
        pane.stands("No item is open").await;
    })
    .await;
}
