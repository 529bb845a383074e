use reqwest::Method;
use serde_json::json;
use server::http::{self, Error, Options};

use crate::world::{World, config, development, json, problem};

#[tokio::test]
async fn development_sign_in_exists_only_with_its_switch() {
    let world = World::start("", false).await;
    assert_eq!(json(world.get("/api/v1/sign-in").await).await, json!({"development": null}));
    let refused = world.post("/api/v1/sign-in/development", &json!({"staff": "ada"})).await;
    assert_eq!(refused.status(), 404);
    problem(refused).await;

    let world = development().await;
    let listed = json(world.get("/api/v1/sign-in").await).await;
    let names: Vec<_> = listed["development"].as_array().expect("a list").iter().map(|staff| &staff["name"]).collect();
    assert_eq!(names, ["Ada Archer", "Ben Baker", "Cleo Clerk"], "those who work here, by name");
}

#[tokio::test]
async fn development_sign_in_refuses_to_listen_beyond_loopback() {
    let folder = tempfile::tempdir().expect("a folder");
    for listen in ["0.0.0.0:0", "[::]:0"] {
        let mut config = config(&folder, 1, "");
        config.server.listen = listen.parse().expect("an address");
        let error =
            http::start(config, Options { development: true, ..Options::default() }).await.expect_err("refused");
        assert!(matches!(error, Error::NotLoopback(_)), "{error}");
        assert!(error.to_string().contains("server.listen"), "{error}");
    }
    assert!(!folder.path().join("practice.db").exists(), "nothing was made");
}

#[tokio::test]
async fn the_token_names_the_person_and_is_kept_as_a_hash() {
    let world = development().await;
    for staff in ["ada", "ADA@firm.example"] {
        let session = world.sign_in(staff).await;
        let me = json(session.get("/api/v1/me").await).await;
        assert_eq!(me["staff"]["id"], "ada");
        assert_eq!(me["development"], true);
        assert!(session.token.len() * 4 >= 128);
        assert!(!world.sqlite3(".dump session").contains(&session.token));
    }
    assert_eq!(world.sqlite3("SELECT count(DISTINCT token_hash) FROM session"), "2");
}

#[tokio::test]
async fn without_a_good_token_there_is_no_person() {
    let world = development().await;
    let session = world.sign_in("ada").await;
    let paths = ["me", "clients?q=a", "calendar-codes", "staff", "live", "appointments/x", "appointments/x/history"];
    for path in paths {
        let refused = world.get(&format!("/api/v1/{path}")).await;
        assert_eq!(refused.status(), 401, "{path}");
        assert_eq!(refused.headers()["www-authenticate"], "Bearer");
        assert_eq!(problem(refused).await.kind(), Some(api::ProblemKind::NotSignedIn));
    }
    let writes =
        ["items/status", "items/add", "items/sync", "items/unlink", "items/rejoin", "contacts", "contacts/who"];
    for path in writes.iter().chain(&["history/restore", "sign-out"]) {
        let request = world.request(Method::POST, &format!("/api/v1/{path}")).header(api::IDEMPOTENCY_KEY, "12345678");
        let refused = request.json(&json!({})).send().await.expect("answered");
        assert_eq!(refused.status(), 401, "{path}");
    }
    for token in ["0", &session.token[1..], "Basic"] {
        let refused = world.request(Method::GET, "/api/v1/me").bearer_auth(token).send().await.expect("answered");
        assert_eq!(refused.status(), 401, "{token}");
        assert_eq!(refused.headers()["www-authenticate"], "Bearer error=\"invalid_token\"");
    }
    let in_url = world.get(&format!("/api/v1/me?token={0}&access_token={0}", session.token)).await;
    assert_eq!(in_url.status(), 401);
}

#[tokio::test]
async fn an_expired_session_a_signed_out_one_and_someone_who_left_are_nobody() {
    let world = development().await;
    let [over, left, out] = [world.sign_in("ada").await, world.sign_in("ben").await, world.sign_in("cleo").await];
    world.sqlite3("UPDATE session SET expires_at = '2026-01-01T00:00:00Z' WHERE staff_id = 'ada'");
    world.sqlite3("UPDATE staff SET active = 0 WHERE id = 'ben'");
    assert_eq!(out.post("/api/v1/sign-out", &json!({})).await.status(), 204);
    for session in [over, left, out] {
        assert_eq!(session.get("/api/v1/me").await.status(), 401);
    }
}

#[tokio::test]
async fn only_those_who_work_here_sign_in() {
    let world = development().await;
    for staff in ["gone", "gone@firm.example", "nobody", ""] {
        let refused = world.post("/api/v1/sign-in/development", &json!({"staff": staff})).await;
        assert_eq!(refused.status(), 422, "{staff}");
        assert_eq!(problem(refused).await.field.as_deref(), Some("staff"));
    }
}

#[tokio::test]
async fn a_session_of_development_is_worth_nothing_on_a_server_without_it() {
    let world = development().await;
    let token = world.sign_in("ada").await.token;
    let World { folder, server, .. } = world;
    server.stop().await;
    let config = config(&folder, 1, "");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let server =
        http::start(config, Options { listener: Some(listener), ..Options::default() }).await.expect("started");
    let http = crate::world::client(&std::fs::read(folder.path().join("tls/localhost.crt")).expect("a certificate"));
    let me = http.get(format!("https://localhost:{port}/api/v1/me")).bearer_auth(token).send().await.expect("answered");
    assert_eq!(me.status(), 401);
    server.stop().await;
}
