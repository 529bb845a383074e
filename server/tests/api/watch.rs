//! What whoever watches the server sees: its log and its metrics, and nothing of a person in them.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::world::{self, World, client, fill};

/// Stands in everything that a person or a record could bring.
const MARKS: &[&str] = &[
    "Archer",
    "Baker",
    "Clerk",
    "firm.example",
    "bank.example",
    "Banker",
    "Acme",
    "Foundry",
    "Audit 2026",
    "hushed",
    "HUSHED",
    "Hushed",
    "127.0.0.1",
];

/// The program itself, with all that it logs.
struct Program {
    folder: TempDir,
    child: Child,
    url: String,
    certificate: Vec<u8>,
}

impl Program {
    async fn start(level: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let more = format!("[log]\nformat = \"json\"\nlevel = \"{level}\"\n[limits]\nsign_ins_per_minute = 4\n");
        let text = world::text(&folder, 0, &more).replace("localhost:0\"", "localhost:8444\"");
        let file = folder.path().join("concordat.toml");
        std::fs::write(&file, text).expect("written");
        fill(&world::config(&folder, 8444, &more)).await;
        let log = File::create(folder.path().join("log")).expect("a file");
        let mut child = Command::new(env!("CARGO_BIN_EXE_concordat"))
            .args(["serve", "--development", "--config"])
            .arg(&file)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("run");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let line = lines.next().expect("a line").expect("text");
        let port = line.rsplit(':').next().expect("a port");
        let certificate = std::fs::read(folder.path().join("tls/localhost.crt")).expect("a certificate");
        Self { url: format!("https://localhost:{port}"), folder, child, certificate }
    }

    async fn send(&self, method: &str, path: &str, token: &str, body: Option<&Value>) -> Response {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        // A connection for each: an idle one can be closed just when it is used again.
        let mut request = client(&self.certificate).request(method, format!("{}{path}", self.url));
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body).header(api::IDEMPOTENCY_KEY, format!("hushed-{}", uuid(body)));
        }
        request.send().await.expect("answered")
    }

    /// Ends it, and gives its log.
    fn log(mut self) -> String {
        let sent = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().expect("kill");
        assert!(sent.success() && self.child.wait().expect("ended").success());
        std::fs::read_to_string(self.folder.path().join("log")).expect("a log")
    }
}

fn uuid(body: &Value) -> usize {
    body.to_string().len()
}

fn item(more: Value) -> Value {
    let mut item = json!({
        "itemType": "appointment", "mode": "read", "mailbox": "ada@firm.example", "itemId": "AAMk-hushed",
        "subject": "Hushed subject", "location": "Hushed place", "notes": "Hushed notes", "timeZone": "UTC",
        "start": "2026-11-10T09:00:00Z", "end": "2026-11-10T10:00:00Z", "categories": ["Hushed"],
        "required": [{"address": "bo@bank.example", "name": "Bo Banker"}],
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        item[name] = value.clone();
    }
    json!({ "item": item })
}

#[tokio::test]
async fn the_log_holds_request_numbers_and_nothing_of_a_person() {
    let program = Program::start("trace").await;
    let post = |path: &'static str, token: String, body: Value| {
        let program = &program;
        async move { program.send("POST", &format!("/api/v1/{path}"), &token, Some(&body)).await }
    };
    let signed = post("sign-in/development", String::new(), json!({"staff": "ada@firm.example"})).await;
    let token = signed.json::<Value>().await.expect("JSON")["token"].as_str().expect("a token").to_owned();
    let answers = [
        post("items/add", token.clone(), item(json!({}))).await,
        post("items/status", token.clone(), item(json!({}))).await,
        post("items/status", token.clone(), item(json!({"start": "hushed"}))).await,
        post("items/status", token.clone(), item(json!({"mode": "HUSHED"}))).await,
        post("items/sync", token.clone(), item(json!({"subject": "Hushed anew"}))).await,
        post("items/sync", token.clone(), json!({"item": item(json!({}))["item"], "answers": {"hushed": "hushed"}}))
            .await,
        post("contacts", token.clone(), json!({"name": "Hushed", "address": "hushed", "kind": "standalone"})).await,
        post("contacts", token.clone(), json!({"name": "Hushed", "address": "a@hushed.example", "kind": "standalone"}))
            .await,
        post("contacts/who", token.clone(), json!({"addresses": ["bo@bank.example", "hushed@x.example"]})).await,
        post("history/restore", token.clone(), json!({"entries": ["hushed"]})).await,
        post("sign-in/development", String::new(), json!({"staff": "hushed@firm.example"})).await,
        post("sign-in/development", String::new(), json!({"staff": {"hushed": 1}})).await,
        post("sign-in/development", String::new(), json!({"staff": "hushed"})).await,
        post("sign-in/development", String::new(), json!({"staff": "hushed"})).await,
        program.send("GET", "/api/v1/clients?q=Acme", &token, None).await,
        program.send("GET", "/api/v1/clients?limit=hushed", &token, None).await,
        program.send("GET", "/api/v1/appointments/hushed", &token, None).await,
        program.send("GET", "/api/v1/appointments/hushed/history", "hushed-token", None).await,
        program.send("GET", "/api/v1/me?hushed=1", "eyJodXNoZWQ.hushed.hushed", None).await,
        program.send("GET", "/api/v1/hushed", "", None).await,
        program.send("GET", "/hushed.js", "", None).await,
        program.send("HUSHED", "/api/v1/me", &token, None).await,
    ];
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status().as_u16()).collect();
    for status in [200, 400, 401, 404, 405, 422, 429] {
        assert!(statuses.contains(&status), "{status} is not among {statuses:?}");
    }
    // Another program writes nonsense, and the record is read.
    world::sqlite3(&program.folder, "UPDATE appointment SET start = 'hushed'");
    let broken = post("items/status", token.clone(), item(json!({}))).await;
    assert!(!broken.status().is_success(), "{broken:?}");

    let ids: Vec<_> = answers.iter().chain([&broken]).map(|answer| answer.headers()["x-request-id"].clone()).collect();
    let log = program.log();
    for id in ids {
        assert!(log.contains(id.to_str().expect("text")), "{id:?} is not in the log");
    }
    for mark in MARKS.iter().copied().chain([token.as_str()]) {
        let line = log.lines().find(|line| line.contains(mark));
        assert_eq!(line, None, "{mark}");
    }
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let add = lines.iter().find(|line| line["route"] == "/api/v1/items/add").expect("a line for the request");
    assert_eq!((&add["staff"], &add["status"]), (&json!("ada"), &json!(200)), "{add}");
    let read = lines.iter().find(|line| line["route"] == "/api/v1/appointments/{id}").expect("the pattern");
    assert_eq!(read["status"], 404, "{read}");
}

#[tokio::test]
async fn metrics_are_on_a_listener_of_their_own_and_say_nothing_of_a_person() {
    let world = World::start("[metrics]\nlisten = \"127.0.0.1:0\"\n", true).await;
    let ada = world.sign_in("ada").await;
    let body = json!({"name": "Eve", "address": "eve@early.example", "kind": "standalone"});
    ada.write("some-key", "/api/v1/contacts", &body).await;
    ada.get("/api/v1/appointments/banker").await;
    world.get("/api/v1/me").await;
    world.get("/nothing/hushed").await;
    world.request(Method::from_bytes(b"HUSHED").expect("a method"), "/hushed").send().await.expect("answered");
    let live = ada.get("/api/v1/live").await;
    assert_eq!(world.get("/metrics").await.status(), 404, "not where everyone is");

    let address = world.server.metrics.expect("a listener");
    let metrics = world.http.get(format!("http://{address}/metrics")).send().await.expect("answered");
    assert_eq!(metrics.status(), 200);
    let text = metrics.text().await.expect("text");
    let lines = [
        "concordat_http_requests_total{method=\"POST\",route=\"/api/v1/contacts\",status=\"200\"}",
        "concordat_http_requests_total{method=\"GET\",route=\"/api/v1/appointments/{id}\",status=\"404\"}",
        "concordat_http_requests_total{method=\"other\",route=\"/{file:.+}\",status=\"405\"}",
        "concordat_http_request_duration_seconds_bucket{method=\"GET\",route=\"/api/v1/me\",le=\"0.5\"}",
        "concordat_refusals_total{reason=\"not-signed-in\"}",
        "concordat_edits_total{action=\"add contact\",outcome=\"done\"}",
        "concordat_live_connections",
        "concordat_database_busy_total",
    ];
    for line in lines {
        let value = text.lines().find_map(|row| row.strip_prefix(line)?.trim().parse::<f64>().ok());
        assert!(value.is_some_and(|value| value >= 1.0 || line.ends_with("busy_total")), "{line} in {text}");
    }
    for mark in MARKS.iter().chain(&["ada", "Eve", "early"]) {
        assert!(!text.contains(mark), "{mark} in {text}");
    }
    drop(live);
    world.server.stop().await;
    assert!(world.http.get(format!("http://{address}/metrics")).send().await.is_err(), "it ends with the server");
}

#[tokio::test]
async fn asking_for_the_issuers_keys_is_counted() {
    let world = World::start(&format!("{}[metrics]\nlisten = \"127.0.0.1:0\"\n", crate::matrix::BOTH), true).await;
    let tenant = "11111111-2222-3333-4444-666666666666";
    let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let head = part(json!({"alg": "RS256", "typ": "JWT", "kid": "none"}));
    let claims = part(json!({
        "tid": tenant, "iss": format!("https://localhost:1/entra/{tenant}/v2.0"), "ver": "2.0",
        "aud": "11111111-2222-3333-4444-555555555555", "iat": 1, "nbf": 1, "exp": 9_999_999_999_u64,
    }));
    let token = format!("{head}.{claims}.{}", BASE64_URL_SAFE_NO_PAD.encode([0; 256]));
    let away = world.request(Method::GET, "/api/v1/me").bearer_auth(token).send().await.expect("answered");
    assert_eq!(away.status(), 503, "nobody is let in, and nobody is told to sign in anew");
    let address = world.server.metrics.expect("a listener");
    let text = world.http.get(format!("http://{address}/metrics")).send().await.expect("answered").text().await;
    let text = text.expect("text");
    assert!(text.contains("concordat_jwks_refreshes_total{outcome=\"failed\"}"), "{text}");
}
