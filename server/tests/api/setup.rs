//! The setup and the firm's contact filters, over HTTP.

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Session, development, json, problem};

const SETUP: &str = "/api/v1/setup";
const FILTERS: &str = "/api/v1/filters";

/// What Ada would save.
fn choice() -> Value {
    json!({
        "contacts": {
            "on": true, "folder": { "mailbox": "ADA@firm.example", "id": "f-1", "name": "Contacts" }, "filter": null,
            "keepFiltered": true, "importAs": "client", "confirm": false, "mode": "periodic", "minutes": 5,
            "toOutlook": true, "toPractice": false, "deleteRecords": true
        },
        "options": { "confirmFrom": 10, "policy": "newestField" }
    })
}

fn filter(name: &str, rows: &Value) -> Value {
    json!({ "name": name, "filter": { "matchAll": true, "rows": rows } })
}

fn banks() -> Value {
    json!([{ "field": "surname", "method": "contains", "values": ["bank"] }])
}

async fn added(session: &Session<'_>, key: &str, body: &Value) -> String {
    let answer = session.write(key, FILTERS, body).await;
    assert_eq!(answer.status(), 200);
    json(answer).await["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn c1_what_a_person_chooses_is_theirs_and_is_kept() {
    let world = development().await;
    let (ada, ben) = (world.sign_in("ada").await, world.sign_in("ben").await);
    let before = json(ben.get(SETUP).await).await;
    let saved = ada.write_by(Method::PUT, "setup-of-ada", SETUP, &choice()).await;
    assert_eq!(saved.status(), 200);
    let saved = json(saved).await;
    assert_eq!(saved["run"], Value::Null);
    let setup = json(ada.get(SETUP).await).await;
    assert_eq!(setup, saved["setup"]);
    let mut expected = choice();
    // It is her own: no firm-wide folder, and no filter.
    let without = |value: &mut Value, name| drop(value.as_object_mut().expect("an object").remove(name));
    without(&mut expected["contacts"]["folder"], "mailbox");
    without(&mut expected["contacts"], "filter");
    assert_eq!((&setup["contacts"], &setup["options"]), (&expected["contacts"], &expected["options"]));
    assert_eq!(json(ben.get(SETUP).await).await, before);
}

#[tokio::test]
async fn c14_the_setup_says_when_the_licence_or_the_way_to_mailboxes_is_missing() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let setup = json(ada.get(SETUP).await).await;
    assert_eq!((&setup["licensed"], &setup["configured"]), (&json!(false), &json!(false)));
    let refused = ada.get("/api/v1/setup/folders").await;
    assert_eq!(refused.status(), 422);
    let refused = problem(refused).await;
    assert_eq!(refused.kind(), Some(api::ProblemKind::NotConfigured));
    assert!(refused.detail.contains("[graph]"), "{}", refused.detail);
}

#[tokio::test]
async fn a_wrong_choice_is_refused_by_the_name_of_its_field() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let table = [
        ("/contacts/minutes", json!(0), 422, "contacts.minutes"),
        ("/contacts/minutes", json!(1441), 422, "contacts.minutes"),
        ("/contacts/mode", json!("sometimes"), 400, "contacts.mode"),
        ("/contacts/filter", json!("none"), 422, "contacts.filter"),
        ("/contacts/folder/mailbox", json!("nobody"), 422, "contacts.folder.mailbox"),
        // Nobody gets at another one's contacts: only at what the configuration shares.
        ("/contacts/folder/mailbox", json!("ben@firm.example"), 422, "contacts.folder.mailbox"),
        ("/contacts/folder/id", json!("../x"), 422, "contacts.folder.id"),
        ("/contacts/importAs", json!(null), 400, "contacts.importAs"),
        ("/options/confirmFrom", json!(0), 422, "options.confirmFrom"),
        ("/options/confirmFrom", json!(-1), 400, "options.confirmFrom"),
        ("/options/policy", json!("whoever"), 400, "options.policy"),
    ];
    for (place, value, status, field) in table {
        let mut body = choice();
        *body.pointer_mut(place).expect("a place") = value.clone();
        for (method, path) in [(Method::PUT, SETUP), (Method::POST, "/api/v1/setup/effect")] {
            let refused = ada.write_by(method, &format!("wrong-{place}-{value}"), path, &body).await;
            assert_eq!(refused.status(), status, "{place} {value}");
            assert_eq!(problem(refused).await.field.as_deref(), Some(field), "{place} {value}");
        }
    }
}

#[tokio::test]
async fn c3_a_filter_is_added_changed_and_dropped_and_everyone_sees_it() {
    let world = development().await;
    let (ada, ben) = (world.sign_in("ada").await, world.sign_in("ben").await);
    let id = added(&ada, "add-banks", &filter(" Banks ", &banks())).await;
    let path = format!("{FILTERS}/{id}");
    let list = json(ben.get(FILTERS).await).await;
    let shown = filter("Banks", &banks());
    assert_eq!(list, json!([{ "id": id, "name": "Banks", "filter": shown["filter"], "usedBy": [] }]));

    let changed = ben.write_by(Method::PUT, "change-banks", &path, &filter("All", &json!([]))).await;
    assert_eq!(json(changed).await["name"], "All");
    let dropped = ben.write_by(Method::DELETE, "drop-banks", &path, &json!({})).await;
    assert_eq!(dropped.status(), 200);
    assert_eq!(json(ada.get(FILTERS).await).await, json!([]));
    let again = ben.write_by(Method::DELETE, "drop-again", &path, &json!({})).await;
    assert_eq!(again.status(), 404);
}

#[tokio::test]
async fn a_filter_sent_twice_is_added_once() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let body = filter("Banks", &banks());
    let (one, two) = (added(&ada, "add-twice", &body).await, added(&ada, "add-twice", &body).await);
    assert_eq!(one, two);
    assert_eq!(json(ada.get(FILTERS).await).await.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn c3_a_filter_in_use_stays_and_the_refusal_names_who_uses_it() {
    let world = development().await;
    let (ada, ben) = (world.sign_in("ada").await, world.sign_in("ben").await);
    let id = added(&ben, "add-banks", &filter("Banks", &banks())).await;
    let mut body = choice();
    body["contacts"]["filter"] = json!(id);
    assert_eq!(ada.write_by(Method::PUT, "use-banks", SETUP, &body).await.status(), 200);
    assert_eq!(json(ben.get(FILTERS).await).await[0]["usedBy"], json!(["Ada Archer"]));
    let refused = ben.write_by(Method::DELETE, "drop-banks", &format!("{FILTERS}/{id}"), &json!({})).await;
    assert_eq!(refused.status(), 409);
    let refused = problem(refused).await;
    assert_eq!(refused.kind(), Some(api::ProblemKind::InUse));
    assert!(refused.detail.contains("Ada Archer"), "{}", refused.detail);
}

#[tokio::test]
async fn a_wrong_filter_is_refused_by_the_row_and_the_part() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    added(&ada, "add-banks", &filter("Banks", &banks())).await;
    let row = |field: &str, method: &str, values: Value| json!([banks()[0], { "field": field, "method": method, "values": values }]);
    let table = [
        (filter("BANKS", &banks()), "name"),
        (filter("  ", &banks()), "name"),
        (filter("x", &row("shoe", "single", json!(["x"]))), "filter.rows[1].field"),
        (filter("x", &row("city", "single", json!([]))), "filter.rows[1].values"),
        (filter("x", &row("city", "isBlank", json!(["x"]))), "filter.rows[1].values"),
        (filter("x", &row("city", "single", json!(["x".repeat(256)]))), "filter.rows[1].values"),
        (filter("x", &json!(vec![banks()[0].clone(); 51])), "filter.rows"),
    ];
    for (at, (body, field)) in table.into_iter().enumerate() {
        let refused = ada.write(&format!("wrong-filter-{at}"), FILTERS, &body).await;
        assert_eq!(refused.status(), 422, "{body}");
        assert_eq!(problem(refused).await.field.as_deref(), Some(field), "{body}");
    }
}

#[tokio::test]
async fn c3_a_filter_is_tried_before_it_is_kept() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let of_whom = |whom: &str| json!([{ "field": "associate", "method": "single", "values": [whom] }]);
    for (rows, count) in [(banks(), 1), (json!([]), 1), (of_whom("me"), 1), (of_whom("ben"), 0)] {
        let asked = json!({ "filter": { "matchAll": true, "rows": rows } });
        let sample = json(ada.post("/api/v1/filters/sample", &asked).await).await;
        assert_eq!(sample["count"], count, "{rows}");
        assert_eq!(sample["names"].as_array().map(Vec::len), Some(count), "{rows}");
    }
}
