//! What the windows show, put into the practice database as the server would have left it.

use serde_json::{Value, json};

use crate::harness::Database;

/// A text as SQL has it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A filter of the firm's.
pub(crate) fn filter(database: &Database) {
    let rows = json!([
        { "field": "associate", "method": "single", "values": ["me"] },
        { "field": "city", "method": "anyOf", "values": ["Berlin", "Frankfurt am Main"] },
    ]);
    let rows = quoted(&rows.to_string());
    database.sql(&format!("insert into filter (id, name, match_all, rows) values ('berlin', 'Berlin', 1, {rows})"));
}

fn change(what: &str, title: &str, apart: bool) -> Value {
    let field = |name: &str, side: &str, before: Value, after: Value| json!({ "field": name, "side": side, "before": before, "after": after });
    json!({
        "what": what, "kind": "contact", "link": null, "record": null, "item": null, "title": title,
        "fields": [
            field("company", "outlook", json!({ "text": "Lindqvist & Partner" }), json!({ "text": "Lindqvist AG" })),
            field("email1", "practice", json!({ "text": "a-rather-long-address@a-rather-long-domain.example" }), Value::Null),
        ],
        "replaced": [], "apart": apart, "parting": null, "rule": "C7", "recordImage": {}, "agreed": null, "version": 1,
        "hash": title
    })
}

/// A run of Vera's that is suspended at its threshold, with changes of three kinds and a list apart.
pub(crate) fn suspended_run(database: &Database) {
    let changes: Vec<Value> = (0..70)
        .map(|number| change("addItem", &format!("Contact {number}"), false))
        .chain([change("updateBoth", "Meyer, Anna", false), change("removeItem", "Weber, Ben", false)])
        .chain([change("removeItem", "Imported, Ida", true)])
        .collect();
    let suspended = json!({ "threshold": { "count": 72, "limit": 10 } });
    let held = json!([{ "record": "r", "item": "i", "title": "Held, Hugo", "why": { "fields": [["notes", "fieldDirection"]] } }]);
    let report =
        json!({ "counts": { "addItem": 70, "updateRecord": 1, "updateItem": 1, "removeItem": 1 }, "held": held });
    run(database, "waiting", "suspended", &suspended.to_string(), &report, &changes);
}

/// A run that was done, all but one change.
pub(crate) fn done_run(database: &Database) {
    let report = json!({ "counts": { "addRecord": 3, "addItem": 67 }, "failed": 1, "leftOut": 2 });
    run(database, "done", "done", "null", &report, &[change("addItem", "Meyer, Anna", false)]);
}

fn run(database: &Database, id: &str, state: &str, suspended: &str, report: &Value, changes: &[Value]) {
    let (suspended, report) = (quoted(suspended), quoted(&report.to_string()));
    let ended = if state == "done" { "'2026-11-20T08:01:00.000Z'" } else { "null" };
    database.sql(&format!(
        "insert into run (id, staff_id, cause, started_at, ended_at, outcome, state, plan_hash, suspended, report) values \
         ('{id}', 'vera', 'sync', '2026-11-20T08:00:00.000Z', {ended}, '', '{state}', 'hash', {suspended}, {report})"
    ));
    let rows: Vec<String> = (0..)
        .zip(changes)
        .map(|(position, change)| {
            let change = quoted(&change.to_string());
            format!("('{id}', {position}, 'hash', {change}, 'waiting', null, '')")
        })
        .collect();
    let columns = "run_id, position, hash, change, state, journal_id, note";
    database.sql(&format!("insert into planned_change ({columns}) values {}", rows.join(", ")));
}

/// What that run imported: contacts that lack this and that, and one that lacks all.
pub(crate) fn imported(database: &Database, run: &str) {
    let contacts = [
        ("i1", "'Rechtsanwaltskanzlei-und-Notariat', 'Meyer-Lüdenscheidt, Anna-Katharina', 'client', '4711'"),
        ("i2", "null, null, 'client', null"),
        ("i3", "null, null, 'standalone', null"),
    ];
    let address = "'a-rather-long-address@a-rather-long-domain.example'";
    database.sql("insert into folder (id, mailbox, kind) values ('people', 'vera@example.com', 'contact')");
    for (id, columns) in contacts {
        database.sql(&format!(
            "insert into contact (id, email1, company, file_as, kind, client_number) values ('{id}', {address}, {columns});
             insert into link (id, folder_id, kind, record_id, item_id, state, created_at, imported_by) values
             ('{id}', 'people', 'contact', '{id}', 'item-{id}', 'joined', '2026-11-20T08:00:00.000Z', '{run}')"
        ));
    }
}

/// Two conflicts that Vera is asked about, of people of one name.
pub(crate) fn questions(database: &Database) {
    let row = |field: &str, practice: &str, outlook: &str| json!({ "field": field, "base": null, "practice": { "text": practice }, "outlook": { "text": outlook } });
    let first = json!([
        row("mobile", "+49 30 1234567", "+49 30 7654321"),
        row("company", "Lindqvist & Partner", "Lindqvist AG")
    ]);
    for (id, rows) in [("one", first), ("other", json!([row("jobTitle", "Notary", "Partner")]))] {
        database.sql(&format!(
            "insert into question (id, staff_id, kind, record_id, rows, asked_at, about) values \
             ('{id}', 'vera', 'contact', (select id from contact limit 1), {}, '2026-11-20T08:00:00.000Z', 'conflict')",
            quoted(&rows.to_string())
        ));
    }
}
