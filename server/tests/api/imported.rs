//! Imported contacts that lack fields the practice database needs (C6): read, and completed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use reqwest::{Method, Response};
use rules::record::{FieldId, Image, RecordKind, Value as FieldValue};
use serde_json::{Value, json};
use server::practice::{Commit, FolderKey, Link, LinkState, Links as _, Practice as _, RecordRef, Run, RunState, Step};

use crate::world::{Session, World, development, json, problem};

const LIST: &str = "/api/v1/contacts/incomplete";

fn at() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().expect("a time")
}

fn image(fields: &[(&str, &str)]) -> Image {
    let find = |name: &str| FieldId::find(name).expect("a field");
    fields.iter().map(|(name, text)| (find(name), FieldValue::text(*text))).collect()
}

fn run() -> Run {
    Run {
        id: "run-1".to_owned(),
        staff_id: "ada".to_owned(),
        folder_id: None,
        cause: "sync".to_owned(),
        state: RunState::Done,
        started_at: at(),
        ended_at: Some(at()),
        plan_hash: String::new(),
        suspended: None,
        report: json!({}),
        outcome: String::new(),
    }
}

fn link(folder_id: &str, record: &RecordRef) -> Link {
    Link {
        id: format!("link-{}", record.id),
        folder_id: folder_id.to_owned(),
        record: record.clone(),
        item_id: format!("item-{}", record.id),
        immutable_id: None,
        ical_uid: None,
        series_item_id: None,
        state: LinkState::Joined,
        parted_by: None,
        imported_by: Some("run-1".to_owned()),
        sighted: None,
        created_at: at(),
    }
}

/// What a run of Ada's imported: a client with a name, a standalone contact without one, and one that lacks nothing.
async fn imported(world: &World) {
    let store = server::http::open(&crate::world::config(&world.folder, 1, "")).await.expect("the database");
    let folder = store.folder(&FolderKey::default_of("ada@firm.example", RecordKind::Contact)).await.expect("a folder");
    let contacts = [
        (
            "k-client",
            image(&[("kind", "client"), ("given", "Jonas"), ("surname", "Wolf"), ("email1", "j@wolf.example")]),
        ),
        ("k-nobody", image(&[("kind", "standalone"), ("given", "Lena"), ("mobile", "+41 79 555 01 02")])),
        ("k-whole", image(&[("kind", "standalone"), ("company", "Whole AG")])),
    ];
    let mut commit = Commit::new(at(), "ada").step(Step::Run(run()));
    for (id, image) in contacts {
        let record = RecordRef::contact(id);
        let link = Step::Link(link(&folder.id, &record));
        commit = commit.step(Step::Create { record, image, edited_at: at(), series: None }).step(link);
    }
    store.commit(commit).await.expect("imported");
    store.close().await.expect("closed");
}

/// What fills these fields in, each with a text.
fn filling(version: u32, fields: &[(&str, &str)]) -> Value {
    json!({ "version": version, "fields": fields.iter().copied().collect::<BTreeMap<_, _>>() })
}

async fn complete(session: &Session<'_>, key: &str, id: &str, body: &Value) -> Response {
    session.write_by(Method::PATCH, key, &format!("/api/v1/contacts/{id}"), body).await
}

fn jonas(version: u32, lacks: &Value) -> Value {
    let (name, detail) = ("Jonas Wolf", "j@wolf.example");
    json!({ "id": "k-client", "version": version, "name": name, "detail": detail, "kind": "client", "lacks": lacks })
}

const ALL: [[&str; 1]; 4] = [["clientId"], ["associate"], ["clientType"], ["status"]];

#[tokio::test]
async fn c06_a_person_sees_which_imported_contacts_lack_something_and_what() {
    let world = development().await;
    imported(&world).await;
    let (ada, ben) = (world.sign_in("ada").await, world.sign_in("ben").await);
    let nobody = json!({
        "id": "k-nobody", "version": 1, "name": "Lena", "detail": "", "kind": "standalone",
        "lacks": [["surname", "company"]],
    });
    let list = json(ada.get(LIST).await).await;
    assert_eq!(list, json!({ "count": 2, "contacts": [jonas(1, &json!(ALL)), nobody] }));
    let first = json(ada.get(&format!("{LIST}?limit=1")).await).await;
    assert_eq!(first, json!({ "count": 2, "contacts": [jonas(1, &json!(ALL))] }));
    assert_eq!(json(ben.get(LIST).await).await, json!({ "count": 0, "contacts": [] }), "another one's runs");
    let state = async |session: &Session<'_>| json(session.get("/api/v1/sync").await).await["incomplete"].clone();
    assert_eq!((state(&ada).await, state(&ben).await), (json!(2), json!(0)));
    for (limit, status) in [("201", 422), ("many", 400)] {
        let refused = ada.get(&format!("{LIST}?limit={limit}")).await;
        assert_eq!(refused.status(), status, "{limit}");
        assert_eq!(problem(refused).await.field.as_deref(), Some("limit"));
    }
}

#[tokio::test]
async fn c06_what_is_filled_in_stands_in_the_practice_database_and_what_is_whole_leaves_the_list() {
    let world = development().await;
    imported(&world).await;
    let ada = world.sign_in("ada").await;
    let some = filling(1, &[("clientId", " 4711 "), ("associate", "ben")]);
    let saved = json(complete(&ada, "first-half", "k-client", &some).await).await;
    assert_eq!(saved, jonas(2, &json!([["clientType"], ["status"]])));
    assert_eq!(json(ada.get(LIST).await).await["contacts"][0], saved);
    let rest = filling(2, &[("clientType", "Bäuerin"), ("status", "active")]);
    let saved = json(complete(&ada, "second-half", "k-client", &rest).await).await;
    assert_eq!(saved, jonas(3, &json!([])));
    let left = json(ada.get(LIST).await).await;
    assert_eq!((&left["count"], &left["contacts"][0]["id"]), (&json!(1), &json!("k-nobody")));

    let row = "SELECT surname || '|' || client_number || '|' || associate_id || '|' || client_type || '|' || status \
        || '|' || version || '|' || edited_by FROM contact WHERE id = 'k-client'";
    assert_eq!(world.sqlite3(row), "Wolf|4711|ben|Bäuerin|active|3|ada");
    let audit =
        "SELECT by || ' ' || outcome || ': ' || detail FROM audit WHERE action = 'complete contact' ORDER BY seq";
    assert_eq!(world.sqlite3(audit), "ada done: associate, clientId\nada done: clientType, status");
    assert_eq!(world.sqlite3("SELECT count(*) FROM history"), "0", "nothing gave way");
    let logged = "SELECT count(*) FROM change_log WHERE record_id = 'k-client' AND what = 'update'";
    assert_eq!(world.sqlite3(logged), "2", "it synchronizes as any other edit");
}

#[tokio::test]
async fn c06_a_value_that_cannot_be_names_its_field_and_nothing_is_written() {
    let world = development().await;
    imported(&world).await;
    let ada = world.sign_in("ada").await;
    let long = "9".repeat(33);
    let table = [
        ("k-client", json!({ "clientId": "" }), 422, "fields.clientId"),
        ("k-client", json!({ "clientId": " \u{a0}\t" }), 422, "fields.clientId"),
        ("k-client", json!({ "clientId": long }), 422, "fields.clientId"),
        ("k-client", json!({ "clientId": "47\n11" }), 422, "fields.clientId"),
        ("k-client", json!({ "status": "active", "associate": "nobody" }), 422, "fields.associate"),
        ("k-client", json!({ "associate": "gone" }), 422, "fields.associate"),
        ("k-client", json!({ "jobTitle": "Banker" }), 422, "fields.jobTitle"),
        ("k-nobody", json!({ "clientId": "4711" }), 422, "fields.clientId"),
        ("k-nobody", json!({}), 422, "fields"),
        ("k-nobody", json!({ "shoes": "47" }), 400, "fields.shoes"),
        ("k-nobody", json!({ "surname": 47 }), 400, "fields.surname"),
        ("k-client", json!({ "status": true }), 400, "fields.status"),
    ];
    let before = world.sqlite3("SELECT count(*) FROM change_log");
    for (index, (id, fields, status, field)) in table.into_iter().enumerate() {
        let body = json!({ "version": 1, "fields": fields });
        let refused = complete(&ada, &format!("wrong-key-{index}"), id, &body).await;
        assert_eq!(refused.status(), status, "{body}");
        assert_eq!(problem(refused).await.field.as_deref(), Some(field), "{body}");
    }
    let refused = complete(&ada, "wrong-version", "k-nobody", &json!({ "version": -1, "fields": {} })).await;
    assert_eq!((refused.status().as_u16(), problem(refused).await.field.as_deref()), (400, Some("version")));
    assert_eq!(world.sqlite3("SELECT count(*) FROM change_log"), before);
    assert_eq!(world.sqlite3("SELECT count(*) FROM idempotency"), "0");
}

#[tokio::test]
async fn c06_p03_a_contact_that_moved_meanwhile_is_not_written() {
    let world = development().await;
    imported(&world).await;
    let ada = world.sign_in("ada").await;
    world.sqlite3("UPDATE contact SET status = 'former', client_number = '  ' WHERE id = 'k-client'");
    let body = filling(1, &[("status", "active")]);
    let refused = complete(&ada, "moved-key", "k-client", &body).await;
    assert_eq!(refused.status(), 409);
    assert_eq!(problem(refused).await.kind(), Some(api::ProblemKind::Moved));
    assert_eq!(world.sqlite3("SELECT status FROM contact WHERE id = 'k-client'"), "former");
    // Whoever has seen it may put another in its place; what gave way is kept (M4).
    let body = filling(2, &[("status", "active"), ("clientId", "4711")]);
    assert_eq!(complete(&ada, "seen-key", "k-client", &body).await.status(), 200);
    let kept = "SELECT field || ' ' || side || ' ' || value || ' ' || replaced_by || ' ' || why FROM history";
    assert_eq!(world.sqlite3(kept), r#"status practice {"text":"former"} {"text":"active"} C6"#);
    // The same again is no edit.
    let body = filling(3, &[("status", "active")]);
    let same = json(complete(&ada, "same-value", "k-client", &body).await).await;
    assert_eq!(same["version"], 3);
    assert_eq!(world.sqlite3("SELECT version FROM contact WHERE id = 'k-client'"), "3");

    world.sqlite3("UPDATE contact SET binned_at = '2026-11-22T10:00:00.000Z' WHERE id = 'k-nobody'");
    for id in ["k-nobody", "nowhere"] {
        let body = filling(2, &[("surname", "Stein")]);
        let refused = complete(&ada, &format!("gone-{id}"), id, &body).await;
        assert_eq!(refused.status(), 404, "{id}");
        assert_eq!(problem(refused).await.kind(), Some(api::ProblemKind::NotFound));
    }
}

#[tokio::test]
async fn c06_a_completion_sent_twice_lands_once() {
    let world = development().await;
    imported(&world).await;
    let ada = world.sign_in("ada").await;
    let body = json!({ "version": 1.0, "fields": { "company": "Stein & Co" } });
    let first = complete(&ada, "same-key", "k-nobody", &body).await;
    assert!(!first.headers().contains_key("Idempotency-Replayed"));
    let second = complete(&ada, "same-key", "k-nobody", &body).await;
    assert_eq!(second.headers()["Idempotency-Replayed"], "true");
    let first = json(first).await;
    assert_eq!((&first["lacks"], &first["name"]), (&json!([]), &json!("Lena")));
    assert_eq!(first, json(second).await);
    assert_eq!(world.sqlite3("SELECT version FROM contact WHERE id = 'k-nobody'"), "2");
    let cleo = world.sign_in("cleo").await;
    let refused = complete(&cleo, "auditors-key", "k-nobody", &body).await;
    assert_eq!(problem(refused).await.kind(), Some(api::ProblemKind::Forbidden));
}
