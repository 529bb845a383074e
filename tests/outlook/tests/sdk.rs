//! Microsoft's own Graph client, run by Node.js, lists, pages, creates, updates, deletes and batches.

mod support;

use outlook::entra::Mint;
use outlook::graph::{Fault, FaultPlan, Kind, Planned};
use serde_json::{Value, json};
use std::process::Command;
use support::{Stage, graph_client};

const VERA: &str = "vera@example.com";
const STAMP: &str = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Key";

/// What the library saw.
fn run(stage: &Stage) -> Value {
    let scope = "https://graph.microsoft.com/Contacts.ReadWrite";
    let mint: Mint = serde_json::from_value(json!({"account": VERA, "scope": scope})).unwrap();
    let output = Command::new("node")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sdk/contacts.mjs"))
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

#[test]
fn microsofts_client_lists_pages_creates_updates_deletes_and_batches() {
    let mailboxes = json!({"mailboxes": [{"address": VERA, "displayName": "Vera", "timeZone": "Europe/Berlin"}]});
    let stage = Stage::new(Some(mailboxes));
    // The library waits and tries again by itself.
    let throttled = Planned::at(1, Fault::Status { status: 429, retry_after: Some(1), done: false });
    stage.outlook.graph.store().set_faults(FaultPlan::default().with(throttled));
    let seen = run(&stage);

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
