//! Who may use which route: every row of the table, by everyone, over HTTP.

use reqwest::{Method, Response};
use serde_json::json;
use server::http::routes::{Access, ENDPOINTS, Endpoint, Kind};

use crate::world::{World, development, problem};

/// Both ways of signing in; nobody asks the issuer here.
pub(crate) const BOTH: &str = "[entra]\nclient_id = \"11111111-2222-3333-4444-555555555555\"\n\
    tenants = [\"11111111-2222-3333-4444-666666666666\"]\nauthority = \"https://localhost:1/entra\"\n";

/// Who may, as it is meant: `-` anyone, `n` those who are not admitted yet, `s` staff, `a` administrators, `u` auditors;
/// `w` is a write.
const MEANT: &[(&str, &str)] = &[
    ("GET /sign-in", "-"),
    ("POST /sign-in/development", "-"),
    ("POST /sign-in/first-admin", "n"),
    ("GET /sign-in/waiting", "a"),
    ("POST /sign-out", "sau"),
    ("GET /me", "sau"),
    ("POST /items/status", "sau"),
    ("POST /items/add", "saw"),
    ("POST /items/sync", "saw"),
    ("POST /items/unlink", "saw"),
    ("POST /items/rejoin", "saw"),
    ("GET /clients", "sau"),
    ("GET /calendar-codes", "sau"),
    ("GET /staff", "sau"),
    ("POST /staff/{id}/tie", "aw"),
    ("POST /staff/{id}/untie", "aw"),
    ("POST /contacts/who", "sau"),
    ("POST /contacts", "saw"),
    ("GET /contacts/incomplete", "sau"),
    ("PATCH /contacts/{id}", "saw"),
    ("GET /appointments/{id}", "sau"),
    ("GET /appointments/{id}/history", "sau"),
    ("POST /history/restore", "saw"),
    ("GET /setup", "sau"),
    ("PUT /setup", "saw"),
    ("POST /setup/effect", "sa"),
    ("GET /setup/folders", "sa"),
    ("GET /filters", "sau"),
    ("POST /filters", "saw"),
    ("POST /filters/sample", "sau"),
    ("PUT /filters/{id}", "saw"),
    ("DELETE /filters/{id}", "saw"),
    ("GET /sync", "sau"),
    ("POST /sync/resume", "saw"),
    ("GET /runs", "sau"),
    ("POST /runs", "saw"),
    ("GET /runs/{id}", "sau"),
    ("POST /runs/{id}/confirm", "saw"),
    ("POST /runs/{id}/cancel", "saw"),
    ("POST /runs/{id}/stop", "saw"),
    ("POST /runs/{id}/undo", "saw"),
    ("GET /questions", "sau"),
    ("POST /questions/{id}/answer", "saw"),
    ("GET /live", "sau"),
    ("POST /graph/notify", "-"),
    ("POST /graph/lifecycle", "-"),
    ("GET /openapi.json", "-"),
    ("GET /docs", "-"),
];

fn letters(endpoint: &Endpoint) -> String {
    let who = match endpoint.access {
        Access::Public => "-".to_owned(),
        Access::Newcomer => "n".to_owned(),
        Access::Roles(roles) => roles
            .iter()
            .map(|role| match role {
                api::Role::Staff => 's',
                api::Role::Admin => 'a',
                api::Role::Auditor => 'u',
            })
            .collect(),
    };
    if endpoint.kind == Kind::Write { who + "w" } else { who }
}

#[test]
fn the_table_says_what_is_meant() {
    let table: Vec<_> = ENDPOINTS.iter().map(|row| (format!("{} {}", row.method, row.path), letters(row))).collect();
    let meant: Vec<_> = MEANT.iter().map(|(route, who)| ((*route).to_owned(), (*who).to_owned())).collect();
    assert_eq!(table, meant);
}

fn path(endpoint: &Endpoint) -> String {
    format!("{}{}", api::ROOT, endpoint.path.replace("{id}", "none"))
}

async fn send(world: &World, endpoint: &Endpoint, token: Option<&str>) -> Response {
    let method = Method::from_bytes(endpoint.method.as_str().as_bytes()).expect("a method");
    let mut request = world.request(method.clone(), &path(endpoint));
    if method != Method::GET {
        request = request.json(&json!({})).header(api::IDEMPOTENCY_KEY, "key-of-the-matrix");
    }
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    request.send().await.expect("answered")
}

/// Whether a handler answered.
async fn reached(response: Response) -> bool {
    match response.status().as_u16() {
        401 | 403 | 405 | 429 => false,
        404 => problem(response).await.detail != "there is nothing at this address",
        _ => true,
    }
}

#[tokio::test]
async fn whoever_is_nobody_reaches_only_what_is_public() {
    let world = World::start(BOTH, true).await;
    for endpoint in ENDPOINTS {
        for (token, challenge) in [(None, "Bearer"), (Some("nonsense"), "Bearer error=\"invalid_token\"")] {
            let answer = send(&world, endpoint, token).await;
            if endpoint.access == Access::Public {
                assert!(reached(answer).await, "{endpoint:?}");
                continue;
            }
            assert_eq!(answer.status(), 401, "{endpoint:?}");
            assert_eq!(answer.headers()["www-authenticate"], challenge, "{endpoint:?}");
            assert_eq!(problem(answer).await.kind(), Some(api::ProblemKind::NotSignedIn));
        }
    }
}

#[tokio::test]
async fn each_role_reaches_its_routes_and_is_refused_at_all_others() {
    // Everyone signs in once for each route.
    let limits = "[limits]\nsign_ins_per_minute = 1000\n";
    let world = World::start(&format!("{BOTH}{limits}"), true).await;
    let changes = world.sqlite3("SELECT count(*) FROM change_log");
    for (staff, letter) in [("ada", "s"), ("ben", "a"), ("cleo", "u")] {
        for (endpoint, (route, who)) in ENDPOINTS.iter().zip(MEANT) {
            // Anew for each: one of them signs out.
            let session = world.sign_in(staff).await;
            let answer = send(&world, endpoint, Some(&session.token)).await;
            if who.contains(letter) || *who == "-" {
                let status = answer.status();
                assert!(reached(answer).await, "{staff} {route}: {status}");
            } else {
                assert_eq!(answer.status(), 403, "{staff} {route}");
                assert_eq!(problem(answer).await.kind(), Some(api::ProblemKind::Forbidden), "{staff} {route}");
            }
        }
    }
    assert_eq!(world.sqlite3("SELECT count(*) FROM change_log"), changes);
    assert_eq!(world.sqlite3("SELECT count(*) FROM idempotency"), "0");
}

#[tokio::test]
async fn without_a_way_to_sign_in_nobody_reaches_anything() {
    let signed = development().await;
    let token = signed.sign_in("ben").await.token;
    let world = World::start("", false).await;
    let copied = signed.sqlite3("SELECT token_hash FROM session");
    world.sqlite3(&format!(
        "INSERT INTO session (token_hash, staff_id, created_at, expires_at) \
         VALUES ('{copied}', 'ben', '2026-01-01T00:00:00Z', '2999-01-01T00:00:00Z')"
    ));
    for endpoint in ENDPOINTS {
        for token in [None, Some(token.as_str())] {
            let answer = send(&world, endpoint, token).await;
            let status = answer.status().as_u16();
            let expected = match (endpoint.only, endpoint.access) {
                (Some(_), _) => status == 404,
                (None, Access::Public) => matches!(status, 200 | 202),
                (None, _) => status == 401,
            };
            assert!(expected, "{status} to {endpoint:?}");
        }
    }
}

#[tokio::test]
async fn the_router_takes_what_the_table_says_and_nothing_else() {
    let world = World::start(BOTH, true).await;
    let token = world.sign_in("ben").await.token;
    for endpoint in ENDPOINTS {
        let path = path(endpoint);
        let rows = ENDPOINTS.iter().filter(|row| row.path == endpoint.path);
        let allowed: Vec<_> = rows.map(|row| row.method.as_str()).collect();
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"] {
            if allowed.contains(&method) {
                continue;
            }
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            let answer = world.request(method.clone(), &path).bearer_auth(&token).send().await.expect("answered");
            assert_eq!(answer.status(), 405, "{method} {path}");
            assert_eq!(answer.headers()["allow"], allowed.join(", "), "{method} {path}");
        }
    }
    let elsewhere =
        ["", "/", "/me/", "//me", "/Me", "/me/x", "/items", "/items/", "/appointments/", "/staff/ada", "/%6de"];
    for path in elsewhere {
        let answer = world.request(Method::GET, &format!("{}{path}", api::ROOT)).bearer_auth(&token).send().await;
        assert_eq!(answer.expect("answered").status(), 404, "{path}");
    }
}
