//! What is said of runs, the setup, filters and questions.

use serde_json::{Value, json};

pub(crate) fn progress() -> Value {
    json!({ "run": "u1", "done": 12, "of": 40, "secondsLeft": 9, "phase": "writing" })
}

fn suspension() -> Value {
    json!({
        "cause": "exception", "exception": "mailboxRestored", "count": 12, "limit": 10, "run": "u1", "action": "review"
    })
}

fn summary() -> Value {
    json!({
        "id": "u1", "cause": "automatic", "state": "suspended", "startedAt": "2026-11-22T10:00:00Z",
        "endedAt": "2026-11-22T10:00:05Z", "failed": 1, "leftOut": 2, "held": 3, "canUndo": true, "problem": "",
        "counts": {
            "addRecord": 1, "addItem": 2, "updateRecord": 3, "updateItem": 4, "removeItem": 5, "binRecord": 6,
            "other": 7
        }
    })
}

fn changed() -> Value {
    json!({ "field": "email1", "side": "practice", "before": { "text": "a@b" }, "after": null })
}

fn change() -> Value {
    json!({
        "position": 4, "what": "removeItem", "kind": "contact", "title": "Meyer", "record": "r1", "item": "i1",
        "fields": [changed()], "apart": true, "parting": "filter", "rule": "C4", "state": "leftOut", "note": "x"
    })
}

fn held() -> Value {
    let why = [
        json!("direction"),
        json!("filterWaitsForEdits"),
        json!({ "fields": [["notes", "fieldDirection"]] }),
        json!({ "unmapped": [{ "field": "birthday", "reason": "no date" }] }),
    ];
    why.map(|why| json!({ "record": "r1", "item": null, "title": "Meyer", "why": why })).into()
}

pub(crate) fn run() -> Vec<Value> {
    vec![json!({
        "summary": summary(), "hash": "abc", "suspended": suspension(), "of": 17, "held": held(), "changes": [change()],
        "groups": [{ "what": "updateBoth", "apart": false, "count": 17, "leftOut": 1, "failed": 2 }]
    })]
}

pub(crate) fn runs() -> Vec<Value> {
    vec![json!([summary()])]
}

pub(crate) fn state() -> Vec<Value> {
    let idle = json!({
        "suspended": null, "pending": 0, "pendingRun": null, "running": null, "last": null, "questions": 0,
        "incomplete": 0, "paused": "notConfigured"
    });
    let busy = json!({
        "suspended": suspension(), "pending": 4, "pendingRun": "u1", "running": progress(), "last": summary(),
        "questions": 2, "incomplete": 3, "paused": null
    });
    vec![idle, busy]
}

pub(crate) fn start() -> Vec<Value> {
    vec![json!({ "what": "contacts" })]
}

pub(crate) fn started() -> Vec<Value> {
    vec![json!({ "run": "u1" })]
}

pub(crate) fn confirm() -> Vec<Value> {
    vec![json!({
        "hash": "abc", "leaveOut": [1, 2], "takeIn": [7],
        "kinds": [{ "what": "removeItem", "apart": true, "take": true }],
    })]
}

pub(crate) fn folders() -> Vec<Value> {
    vec![json!([{ "mailbox": "firm@example.com", "id": "f1", "name": "Contacts" }])]
}

pub(crate) fn save_setup() -> Vec<Value> {
    let contacts = json!({
        "on": true, "folder": folders()[0][0], "filter": "f1", "keepFiltered": true, "importAs": "client",
        "confirm": true, "mode": "periodic", "minutes": 15, "toOutlook": true, "toPractice": false,
        "deleteRecords": true
    });
    vec![json!({ "contacts": contacts, "options": { "confirmFrom": 10, "policy": "newestField" } })]
}

pub(crate) fn setup() -> Vec<Value> {
    let mut setup = save_setup();
    setup[0]["licensed"] = json!(true);
    setup[0]["configured"] = json!(false);
    setup
}

pub(crate) fn saved_setup() -> Vec<Value> {
    vec![json!({ "setup": setup()[0], "run": "u1" })]
}

pub(crate) fn effect() -> Vec<Value> {
    let some = &sample()[0];
    vec![json!({ "critical": true, "leave": some, "add": some, "import": some, "filterOf": "Ann" })]
}

pub(crate) fn sample() -> Vec<Value> {
    vec![json!({ "count": 17, "names": ["Meyer", "Weber"] })]
}

pub(crate) fn save_filter() -> Vec<Value> {
    let rows = json!([
        { "field": "associate", "method": "single", "values": ["me"] },
        { "field": "city", "method": "isNotBlank", "values": [] }
    ]);
    vec![json!({ "name": "Mine", "filter": { "matchAll": true, "rows": rows } })]
}

pub(crate) fn sample_filter() -> Vec<Value> {
    vec![json!({ "filter": save_filter()[0]["filter"] })]
}

pub(crate) fn filter() -> Vec<Value> {
    let mut filter = save_filter();
    filter[0]["id"] = json!("f1");
    filter[0]["usedBy"] = json!(["Ann"]);
    filter
}

pub(crate) fn question() -> Vec<Value> {
    let rows =
        json!([{ "field": "email1", "base": null, "practice": { "text": "a@b" }, "outlook": { "text": "c@d" } }]);
    let asked = [
        json!({ "conflict": rows }),
        json!({ "match": [{ "record": "r1", "name": "Meyer", "detail": "Meyer AG" }] }),
        json!("deletion"),
    ];
    let of = |asked| json!({ "id": "q1", "title": "Meyer", "askedAt": "2026-11-22T10:00:00Z", "asked": asked });
    asked.map(of).into()
}

pub(crate) fn answer() -> Vec<Value> {
    let answers = [
        json!("new"),
        json!("keep"),
        json!("delete"),
        json!({ "record": "r1" }),
        json!({ "sides": { "email1": "outlook" } }),
    ];
    answers.map(|answer| json!({ "answer": answer })).into()
}
