use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Session, development, json, problem};

fn eve() -> Value {
    json!({"name": "Eve Early", "address": "eve@early.example", "kind": "standalone", "clients": ["acme"]})
}

fn count(session: &Session<'_>, sql: &str) -> String {
    session.world.sqlite3(sql)
}

const EVES: &str = "SELECT count(*) FROM contact WHERE email1 = 'eve@early.example'";

#[tokio::test]
async fn c5_a_sender_becomes_a_standalone_contact_tied_to_clients() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let added = json(ada.write("first-key", "/api/v1/contacts", &eve()).await).await;
    assert_eq!(added["name"], "Eve Early");
    assert_eq!(added["kind"], "standalone");
    assert_eq!(added["clients"][0]["number"], "1001");
    let who = json(ada.post("/api/v1/contacts/who", &json!({"addresses": ["eve@early.example"]})).await).await;
    assert_eq!(who[0], added, "asked again it is the same");
    assert_eq!(count(&ada, "SELECT by || ' ' || outcome FROM audit WHERE action = 'add contact'"), "ada done");
}

#[tokio::test]
async fn a_contact_that_cannot_be_names_the_field() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let table = [
        ("address", json!("no address"), "address"),
        ("address", json!("eve early@x.example"), "address"),
        ("address", json!("bo@bank.example"), "address"),
        ("address", json!("ben@firm.example"), "address"),
        ("name", json!("two\nlines"), "name"),
        ("clients", json!(["acme", "none"]), "clients[1]"),
        ("kind", json!("client"), "clients"),
    ];
    for (index, (name, value, field)) in table.into_iter().enumerate() {
        let mut body = eve();
        body[name] = value;
        let refused = ada.write(&format!("wrong-key-{index}"), "/api/v1/contacts", &body).await;
        assert_eq!(refused.status(), 422, "{body}");
        assert_eq!(problem(refused).await.field.as_deref(), Some(field), "{body}");
    }
    assert_eq!(count(&ada, "SELECT count(*) FROM contact"), "1");
}

#[tokio::test]
async fn a_write_sent_twice_lands_once_and_is_answered_the_same() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let first = ada.write("same-key", "/api/v1/contacts", &eve()).await;
    assert!(!first.headers().contains_key("Idempotency-Replayed"));
    let second = ada.write("same-key", "/api/v1/contacts", &eve()).await;
    assert_eq!(second.headers()["Idempotency-Replayed"], "true");
    assert_eq!((first.status(), json(first).await), (second.status(), json(second).await));
    assert_eq!(count(&ada, EVES), "1");

    let ben = world.sign_in("ben").await;
    let other = ben.write("same-key", "/api/v1/contacts", &eve()).await;
    assert_eq!(other.status(), 422, "a key is one person's: this is a new write, of an address that is taken");
    assert_eq!(problem(other).await.field.as_deref(), Some("address"));
}

#[tokio::test]
async fn a_key_is_for_one_request() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    assert_eq!(ada.write("same-key", "/api/v1/contacts", &eve()).await.status(), 200);
    let mut other = eve();
    other["name"] = json!("Eve Later");
    for (path, body) in [("/api/v1/contacts", &other), ("/api/v1/history/restore", &json!({"entries": ["x"]}))] {
        let refused = ada.write("same-key", path, body).await;
        assert_eq!(refused.status(), 422, "{path}");
        assert_eq!(problem(refused).await.kind(), Some(api::ProblemKind::KeyReused), "{path}");
    }
}

#[tokio::test]
async fn the_same_write_twice_at_the_same_time_lands_once() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    for round in 0..8 {
        let key = format!("race-{round:04}");
        let body = json!({"name": "Rae", "address": format!("rae{round}@race.example"), "kind": "standalone"});
        let send = || ada.write(&key, "/api/v1/contacts", &body);
        let answers = tokio::join!(send(), send(), send(), send());
        let [a, b, c, d] = [answers.0, answers.1, answers.2, answers.3].map(|answer| async {
            assert_eq!(answer.status(), 200);
            json(answer).await
        });
        let (a, b, c, d) = tokio::join!(a, b, c, d);
        assert!(a == b && b == c && c == d, "{a} {b} {c} {d}");
    }
    assert_eq!(count(&ada, "SELECT count(*) FROM contact WHERE email1 LIKE 'rae%'"), "8");
}

#[tokio::test]
async fn every_write_has_a_key() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let writes = ["items/add", "items/sync", "items/unlink", "items/rejoin", "contacts", "history/restore"];
    for path in writes {
        let refused = ada.post(&format!("/api/v1/{path}"), &json!({})).await;
        assert_eq!(refused.status(), 400, "{path}");
        let problem = problem(refused).await;
        assert_eq!(problem.field.as_deref(), Some(api::IDEMPOTENCY_KEY), "{path}");
        assert!(problem.detail.contains("8 to 100"), "{}", problem.detail);
    }
    let long = "k".repeat(101);
    for key in ["short", "with blank", &long, "umlaut-\u{e4}\u{e4}"] {
        let request = ada.request(Method::POST, "/api/v1/contacts").header(api::IDEMPOTENCY_KEY, key);
        assert_eq!(request.json(&eve()).send().await.expect("answered").status(), 400, "{key}");
    }
    assert_eq!(count(&ada, EVES), "0");
}

#[tokio::test]
async fn an_auditor_reads_and_writes_nothing() {
    let world = development().await;
    let cleo = world.sign_in("cleo").await;
    assert_eq!(cleo.get("/api/v1/clients").await.status(), 200);
    for path in ["items/add", "items/sync", "items/unlink", "items/rejoin", "contacts", "history/restore"] {
        let refused = cleo.write("some-key", &format!("/api/v1/{path}"), &eve()).await;
        assert_eq!(problem(refused).await.kind(), Some(api::ProblemKind::Forbidden), "{path}");
    }
    assert_eq!(count(&cleo, EVES), "0");
}

#[tokio::test]
async fn an_edit_of_somebody_else_is_refused_whoever_sends_it() {
    let world = development().await;
    let (ada, ben) = (world.sign_in("ada").await, world.sign_in("ben").await);
    let send = async |session: &Session<'_>, header: &str, value: &str| {
        let request = session.request(Method::POST, "/api/v1/contacts").header(api::IDEMPOTENCY_KEY, "kept-key");
        request.header(header, value).json(&eve()).send().await.expect("answered")
    };
    let refused = send(&ben, api::PERSON, "ada").await;
    assert_eq!(problem(refused).await.kind(), Some(api::ProblemKind::Forbidden));
    assert_eq!(count(&ada, EVES), "0");
    for age in ["-1", "soon", "99999999999"] {
        let refused = send(&ada, api::AGE, age).await;
        assert_eq!(
            (refused.status().as_u16(), problem(refused).await.field.as_deref()),
            (400, Some(api::AGE)),
            "{age}"
        );
    }
    assert_eq!(send(&ada, api::PERSON, "ada").await.status(), 200);
    assert_eq!(count(&ada, EVES), "1");
}

#[tokio::test]
async fn a_write_sent_again_after_a_long_weekend_lands_once() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let first = ada.write("weekend-key", "/api/v1/contacts", &eve()).await;
    assert_eq!(first.status(), 200);
    let before = |days: u32| {
        let at = format!("strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-{days} days')");
        count(&ada, &format!("UPDATE idempotency SET at = {at} WHERE key = 'weekend-key'"));
    };
    for days in [4, 28] {
        before(days);
        // Every write clears away what is too old.
        let body = json!({"name": "Rae", "address": format!("rae{days}@race.example"), "kind": "standalone"});
        assert_eq!(ada.write(&format!("other-key-{days}"), "/api/v1/contacts", &body).await.status(), 200);
        let again = ada.write("weekend-key", "/api/v1/contacts", &eve()).await;
        assert_eq!(
            (again.status().as_u16(), &again.headers()["Idempotency-Replayed"]),
            (200, &"true".parse().expect("a header")),
            "{days}"
        );
    }
    assert_eq!(count(&ada, EVES), "1");
}
