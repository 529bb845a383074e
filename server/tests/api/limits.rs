//! How often, how much, how long: what is beyond is refused, and the audit knows.

use std::time::{Duration, Instant};

use api::ProblemKind;
use futures_util::{StreamExt, stream};
use reqwest::{Body, Method, Response};
use serde_json::{Value, json};

use crate::world::{World, development, problem};

const ME: &str = "/api/v1/me";

fn limits(keys: &str) -> String {
    format!("[limits]\n{keys}\n")
}

/// A refusal because of too many, that says when it may be tried again.
async fn too_many(answer: Response) -> bool {
    if answer.status() != 429 {
        return false;
    }
    let wait: u64 = answer.headers()["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((1..=61).contains(&wait), "{wait}");
    assert_eq!(problem(answer).await.kind(), Some(ProblemKind::TooMany));
    true
}

#[tokio::test]
async fn one_person_reads_and_writes_only_so_often() {
    let world = World::start(&limits("reads_per_minute = 5\nwrites_per_minute = 3"), true).await;
    let (ada, ben) = (world.sign_in("ada").await, world.sign_in("ben").await);
    for _ in 0..5 {
        assert_eq!(ada.get(ME).await.status(), 200);
    }
    assert!(too_many(ada.get(ME).await).await);
    assert!(too_many(ada.post("/api/v1/contacts/who", &json!({"addresses": []})).await).await, "a POST that reads");
    for n in 0..3 {
        let written = ada.write(&format!("some-key-{n}"), "/api/v1/contacts", &json!({})).await;
        assert_eq!(written.status(), 400, "not limited yet");
    }
    assert!(too_many(ada.write("some-key-4", "/api/v1/contacts", &json!({})).await).await);
    let again = world.sign_in("ada").await;
    assert!(too_many(again.get(ME).await).await, "another sign-in is the same person");
    assert_eq!(ben.get(ME).await.status(), 200, "someone else");
}

#[tokio::test]
async fn whoever_waited_may_ask_again() {
    let world = World::start(&limits("reads_per_minute = 60"), true).await;
    let ada = world.sign_in("ada").await;
    let mut refused = ada.get(ME).await;
    while refused.status() == 200 {
        refused = ada.get(ME).await;
    }
    assert_eq!(refused.headers()["retry-after"], "1");
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(ada.get(ME).await.status(), 200);
}

#[tokio::test]
async fn sign_ins_from_one_address_are_limited() {
    let world = World::start(&limits("sign_ins_per_minute = 3"), true).await;
    let sign_in = || world.post("/api/v1/sign-in/development", &Value::Null);
    for _ in 0..3 {
        assert_eq!(sign_in().await.status(), 400);
    }
    assert!(too_many(sign_in().await).await);
    assert_eq!(world.get("/api/v1/sign-in").await.status(), 200, "asking how to sign in is no sign-in");
}

#[tokio::test]
async fn refused_tokens_of_one_address_are_limited_and_good_ones_are_not() {
    let world = World::start(&limits("refused_sign_ins_per_minute = 3"), true).await;
    let ada = world.sign_in("ada").await;
    let guess = |n: u32| world.request(Method::GET, ME).bearer_auth(format!("guess-{n}")).send();
    for n in 0..3 {
        assert_eq!(guess(n).await.expect("answered").status(), 401);
    }
    assert!(too_many(guess(4).await.expect("answered")).await);
    assert_eq!(ada.get(ME).await.status(), 200, "a colleague behind the same address");
    assert_eq!(world.get(ME).await.status(), 401, "no token at all is no guess");
}

#[tokio::test]
async fn an_address_is_the_peers_unless_a_trusted_proxy_speaks_for_another() {
    let few = limits("requests_per_minute = 3");
    let (plain, proxied) = (few.clone(), format!("{few}[proxy]\ntrusted = [\"127.0.0.1\", \"::1\"]\n"));
    for (more, believed) in [(plain, false), (proxied, true)] {
        let world = World::start(&more, true).await;
        let from =
            |address: &str| world.request(Method::GET, "/api/v1/sign-in").header("X-Forwarded-For", address).send();
        for _ in 0..3 {
            assert_eq!(from("203.0.113.7").await.expect("answered").status(), 200);
        }
        assert!(too_many(from("203.0.113.7").await.expect("answered")).await);
        assert_eq!(from("203.0.113.8").await.expect("answered").status() == 200, believed);
        assert!(too_many(from("203.0.113.8, 203.0.113.7").await.expect("answered")).await, "what it added is the last");
    }
}

#[tokio::test]
async fn live_connections_of_one_person_are_limited() {
    let world = World::start(&limits("live_per_person = 2"), true).await;
    let (ada, ben) = (world.sign_in("ada").await, world.sign_in("ben").await);
    let (first, second) = (ada.get("/api/v1/live").await, ada.get("/api/v1/live").await);
    assert_eq!((first.status().as_u16(), second.status().as_u16()), (200, 200));
    assert!(too_many(ada.get("/api/v1/live").await).await);
    assert_eq!(ben.get("/api/v1/live").await.status(), 200);
    drop(first);
    let began = Instant::now();
    while ada.get("/api/v1/live").await.status() != 200 {
        assert!(began.elapsed() < Duration::from_secs(20), "the place is not given back");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// A body of that many bytes, whose length is not told.
fn unannounced(bytes: usize) -> Body {
    let chunk = |_| Ok::<_, std::io::Error>(vec![b' '; 1024]);
    Body::wrap_stream(stream::iter(0..bytes / 1024).map(chunk))
}

#[tokio::test]
async fn a_body_is_only_so_large_as_its_route_takes() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let large = |bytes: usize| json!({"name": "x".repeat(bytes), "addresses": []});
    let table = [
        ("contacts", 16_000, 400),
        ("contacts", 17_000, 413),
        ("history/restore", 17_000, 413),
        ("items/status", 17_000, 400),
        ("contacts/who", 1_000_000, 200),
        ("contacts/who", 1_100_000, 413),
        ("sign-out", 17_000, 413),
    ];
    for (path, bytes, status) in table {
        let answer = ada.write("some-key", &format!("/api/v1/{path}"), &large(bytes)).await;
        assert_eq!(answer.status(), status, "{path} {bytes}");
    }
    let ada = world.sign_in("ada").await;
    for (path, bytes) in [("contacts", 32 * 1024), ("items/status", 2 * 1024 * 1024)] {
        let request = ada.request(Method::POST, &format!("/api/v1/{path}")).header(api::IDEMPOTENCY_KEY, "some-key");
        let answer = request.header("Content-Type", "application/json").body(unannounced(bytes)).send().await;
        let answer = answer.expect("answered");
        assert_eq!(answer.status(), 413, "{path}");
        assert_eq!(problem(answer).await.kind(), Some(ProblemKind::TooLarge), "{path}");
    }
}

#[tokio::test]
async fn json_nests_only_so_deep() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let nested =
        |depth: usize| format!("{{\"addresses\": [], \"x\": {}{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    for (depth, status) in [(32, 200), (33, 400), (100_000, 400)] {
        let request = ada.request(Method::POST, "/api/v1/contacts/who").header("Content-Type", "application/json");
        let answer = request.body(nested(depth)).send().await.expect("answered");
        assert_eq!(answer.status(), status, "{depth}");
    }
}

#[tokio::test]
async fn headers_are_only_so_large() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let with = |bytes: usize| ada.request(Method::GET, ME).header("X-More", "x".repeat(bytes)).send();
    assert_eq!(with(30_000).await.expect("answered").status(), 200);
    let refused = with(40_000).await.expect("answered");
    assert_eq!(refused.status(), 431);
    assert_eq!(problem(refused).await.kind(), Some(ProblemKind::TooLarge));
    // Beyond what is read at all, the connection ends.
    let beyond = with(400_000).await;
    assert!(beyond.is_err() || beyond.is_ok_and(|answer| answer.status().is_client_error()));
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let world = World::start(&limits("body_seconds = 1"), true).await;
    let ada = world.sign_in("ada").await;
    let began = Instant::now();
    let never = Body::wrap_stream(stream::iter([Ok::<_, std::io::Error>("{")]).chain(stream::pending()));
    let request = ada.request(Method::POST, "/api/v1/contacts/who").header("Content-Type", "application/json");
    let answer = request.body(never).send().await.expect("answered");
    assert_eq!(answer.status(), 408);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert_eq!(problem(answer).await.kind(), Some(ProblemKind::Unavailable));
}

#[tokio::test]
async fn headers_that_do_not_come_are_not_waited_for() {
    use std::io::{Read, Write};
    let world = development().await;
    let mut connection = crate::world::connect(&world);
    let (rest, took) = tokio::task::spawn_blocking(move || {
        let (mut rest, began) = (Vec::new(), Instant::now());
        connection.write_all(b"GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").expect("sent");
        // However it is ended, it is.
        let _ = connection.read_to_end(&mut rest);
        (rest, began.elapsed())
    })
    .await
    .expect("done");
    assert!((5..20).contains(&took.as_secs()), "{took:?}");
    assert!(rest.is_empty() || rest.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&rest));
}

#[tokio::test]
async fn refusals_are_in_the_audit_once_a_minute_with_their_number_and_no_content() {
    let world = World::start(&limits("reads_per_minute = 3"), true).await;
    let (ada, cleo) = (world.sign_in("ada").await, world.sign_in("cleo").await);
    for n in 0..20 {
        let token = format!("guess-{n}");
        world.request(Method::GET, "/api/v1/appointments/hushed").bearer_auth(token).send().await.expect("answered");
        world.get("/api/v1/clients?q=hushed").await;
    }
    for n in 0..3 {
        cleo.write(&format!("some-key-{n}"), "/api/v1/contacts", &json!({"name": "hushed"})).await;
    }
    for _ in 0..5 {
        ada.get(ME).await;
    }
    let before = world.sqlite3("SELECT count(*) FROM audit WHERE outcome = 'refused' AND by = 'ada'");
    assert_eq!(before, "0", "not one by one");
    let World { folder, server, .. } = world;
    server.stop().await;
    let audit = crate::world::sqlite3(
        &folder,
        "SELECT by || '|' || action || '|' || detail FROM audit WHERE outcome = 'refused' ORDER BY 1",
    );
    let expected = [
        "ada|GET /me|too-many, 2 times, from 127.0.0.1",
        "cleo|POST /contacts|forbidden, 3 times, from 127.0.0.1",
        "|GET /appointments/{id}|not-signed-in, 20 times, from 127.0.0.1",
        "|GET /clients|not-signed-in, 20 times, from 127.0.0.1",
    ];
    let (mut found, mut expected) = (audit.lines().collect::<Vec<_>>(), expected.to_vec());
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert!(!crate::world::sqlite3(&folder, ".dump audit").contains("hushed"));
}

#[tokio::test]
async fn an_attacker_fills_no_audit() {
    let more = format!("{}[proxy]\ntrusted = [\"127.0.0.1\"]\n", limits("requests_per_minute = 1000000"));
    let world = World::start(&more, true).await;
    for n in 0..300 {
        let from = format!("203.0.{}.{}", n / 100, n % 100);
        world.request(Method::GET, ME).header("X-Forwarded-For", from).send().await.expect("answered");
    }
    let World { folder, server, .. } = world;
    server.stop().await;
    let rows = crate::world::sqlite3(&folder, "SELECT count(*) FROM audit WHERE outcome = 'refused'");
    assert_eq!(rows, "65");
    let rest = crate::world::sqlite3(&folder, "SELECT detail FROM audit WHERE action = 'any'");
    assert_eq!(rest, "not-signed-in, 236 times, from many addresses");
}
