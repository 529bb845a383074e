//! Microsoft's own Graph client, run by Node.js, lists, pages, creates, updates, deletes and batches.

mod support;

use outlook::entra::Mint;
use outlook::graph::{Fault, FaultPlan, Kind, Planned};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use support::{Stage, graph_client};

const VERA: &str = "vera@example.com";
const STAMP: &str = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Key";

/// What the library saw, in one of the scripts and with one right.
fn run(stage: &Stage, script: &str, right: &str) -> Value {
    let scope = format!("https://graph.microsoft.com/{right}");
    let mint: Mint = serde_json::from_value(json!({"account": VERA, "scope": scope})).unwrap();
    let output = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sdk").join(script))
        .env("CONCORDAT_GRAPH_CLIENT", graph_client())
        .env("BASE", stage.url("/graph"))
        .env("TOKEN", stage.outlook.entra.mint(&mint).unwrap())
        .env("MAILBOX", VERA)
        .env("STAMP", STAMP)
        .env("NODE_EXTRA_CA_CERTS", stage.certificate())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    assert!(output.status.success(), "{}", text(output.stderr));
    serde_json::from_str(text(output.stdout).trim()).unwrap()
}

fn stage() -> Stage {
    let mailboxes = json!({"mailboxes": [{"address": VERA, "displayName": "Vera", "timeZone": "Europe/Berlin"}]});
    Stage::new(Some(mailboxes))
}

#[test]
fn microsofts_client_lists_pages_creates_updates_deletes_and_batches() {
    let stage = stage();
    // The library waits and tries again by itself.
    let throttled = Planned::at(1, Fault::Status { status: 429, retry_after: Some(1), done: false });
    stage.outlook.graph.store().set_faults(FaultPlan::default().with(throttled));
    let seen = run(&stage, "contacts.mjs", "Contacts.ReadWrite");

    let stamps = json!([{"id": STAMP, "value": "key-1"}]);
    let found = json!([{"displayName": "Pavel Bansky", "stamps": stamps}]);
    assert_eq!(seen["one"], json!({"displayName": "Pavel Bansky", "jobTitle": "Notary", "found": found}));
    assert_eq!(seen["conflict"], json!({"known": true, "status": 412, "code": "ErrorIrresolvableConflict"}));
    assert_eq!(seen["gone"], json!({"known": true, "status": 404, "code": "ErrorItemNotFound"}));
    let mut statuses = vec![201; 20];
    statuses[18] = 404;
    assert_eq!(seen["batch"], json!(statuses));
    let mut names: Vec<_> = (1..=18).chain([20]).map(|number| format!("S{number}")).collect();
    names.sort();
    assert_eq!(seen["pages"], json!(names));
    let next = json!([{"first": true, "removed": "deleted"}]);
    assert_eq!(seen["delta"], json!({"told": 19, "next": next, "complete": true}));
    assert_eq!(seen["subscription"], json!({"known": true, "status": 400, "code": "ValidationError"}));
    assert_eq!(stage.outlook.graph.store().counts()[&("POST".to_owned(), Kind::Batch)], 1);
}

#[test]
fn microsofts_client_works_with_events_series_and_their_delta() {
    let stage = stage();
    let throttled = Planned::at(1, Fault::Status { status: 429, retry_after: Some(1), done: false });
    stage.outlook.graph.store().set_faults(FaultPlan::default().with(throttled));
    let seen = run(&stage, "events.mjs", "Calendars.ReadWrite");

    let stamps = json!([{"id": STAMP, "value": "key-1"}]);
    assert_eq!(
        seen["one"],
        json!({"subject": "Hearing", "showAs": "tentative", "start": "2026-11-24T10:00:00.0000000", "text": "one\r\ntwo\r\n",
            "found": [{"subject": "Hearing", "stamps": stamps}]})
    );
    assert_eq!(seen["twice"], json!({"known": true, "status": 409, "code": "ErrorDuplicateTransactionId"}));
    assert_eq!(seen["conflict"], json!({"known": true, "status": 412, "code": "ErrorIrresolvableConflict"}));
    assert_eq!(seen["gone"], json!({"known": true, "status": 404, "code": "ErrorItemNotFound"}));
    assert_eq!(seen["crossing"], json!({"known": true, "status": 400, "code": "ErrorOccurrenceCrossingBoundary"}));
    assert_eq!(seen["series"], json!({"before": 4, "after": 3, "exception": "exception", "cancelled": 1}));
    let mut statuses = vec![201; 20];
    statuses[18] = 404;
    assert_eq!(seen["batch"], json!(statuses));
    let names: Vec<_> = (1..=18).chain([20]).map(|number| format!("E{number:02}")).collect();
    assert_eq!(seen["pages"], json!(names));
    let types = json!({"exception": 1, "occurrence": 2, "seriesMaster": 1, "singleInstance": 19});
    assert_eq!(
        seen["delta"],
        json!({"types": types, "next": [{"first": true, "removed": "deleted"}], "complete": true})
    );
    assert_eq!(seen["subscription"], json!({"known": true, "status": 400, "code": "ValidationError"}));
    let store = stage.outlook.graph.store();
    assert_eq!((store.mail_count(), seen["meeting"].as_u64()), (2, Some(202)));
}
