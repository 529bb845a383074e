//! Graph over HTTP: tokens, notifications that are posted, what is kept, and the control routes.

mod support;

use actix_web::{App, HttpResponse, HttpServer, web};
use outlook::entra::{Mint, TENANT};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use support::Stage;

const VERA: &str = "vera@example.com";
const GRAPH: &str = "https://graph.microsoft.com";

fn seed() -> Value {
    let mailbox = |address: &str, shared: bool, more: Value| {
        let mut mailbox =
            json!({"address": address, "displayName": address, "timeZone": "Europe/Berlin", "shared": shared});
        mailbox.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        mailbox
    };
    let contacts = json!({"contacts": [{"givenName": "Ada", "surname": "Byron", "birthday": "1815-12-10T00:00:00Z"}],
        "contactFolders": [{"displayName": "Clients", "contacts": [{"companyName": "Hartmann & Co."}, {"surname": "Okafor"}]}]});
    json!({"mailboxes": [mailbox(VERA, false, contacts), mailbox("jonas@example.com", false, json!({})), mailbox("office@example.com", true, json!({}))]})
}

struct Talk {
    client: Client,
    stage: Stage,
}

impl Talk {
    fn new() -> Self {
        let stage = Stage::new(Some(seed()));
        Self { client: Stage::http(), stage }
    }

    async fn send(&self, method: Method, path: &str, token: &str, body: Option<Value>) -> (StatusCode, Value) {
        let mut request = self.client.request(method, self.stage.url(path)).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        (response.status(), serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
    }

    async fn get(&self, path: &str, token: &str) -> (StatusCode, Value) {
        self.send(Method::GET, path, token, None).await
    }

    async fn control(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let (status, value) = self.send(method, path, "", body).await;
        assert!(status.is_success(), "{path}: {status} {value}");
        value
    }

    /// A token from the issuer's token endpoint.
    async fn granted(&self, form: &[(&str, &str)]) -> Value {
        let url = self.stage.url(&format!("/entra/{TENANT}/oauth2/v2.0/token"));
        let registration = self.stage.outlook.entra.registration();
        let mut all =
            vec![("client_id", registration.client_id.as_str()), ("client_secret", registration.secret.as_str())];
        all.extend(form);
        self.client.post(url).form(&all).send().await.unwrap().json().await.unwrap()
    }

    async fn app_token(&self) -> String {
        let body = self.granted(&[("grant_type", "client_credentials"), ("scope", &format!("{GRAPH}/.default"))]).await;
        body["access_token"].as_str().unwrap().to_owned()
    }

    fn minted(&self, mint: Value) -> String {
        self.stage.outlook.entra.mint(&serde_json::from_value::<Mint>(mint).unwrap()).unwrap()
    }
}

#[actix_web::test]
async fn an_application_reaches_every_mailbox_and_has_none_of_its_own() {
    let talk = Talk::new();
    let token = talk.app_token().await;
    let (status, list) = talk.get(&format!("/graph/v1.0/users/{VERA}/contacts"), &token).await;
    assert_eq!((status, &list["value"][0]["birthday"]), (StatusCode::OK, &json!("1815-12-10T11:59:00Z")));
    assert_eq!(talk.get("/graph/v1.0/users/jonas@example.com/contacts", &token).await.0, StatusCode::OK);
    assert_eq!(talk.get("/graph/v1.0/me/contacts", &token).await.0, StatusCode::BAD_REQUEST);
    let (_, folders) = talk.get(&format!("/graph/v1.0/users/{VERA}/contactFolders"), &token).await;
    let folder = folders["value"][0]["id"].as_str().unwrap();
    let path = format!("/graph/v1.0/users/{VERA}/contactFolders/{folder}/contacts?$top=1");
    let (_, page) = talk.get(&path, &token).await;
    let next = page["@odata.nextLink"].as_str().unwrap();
    assert!(next.starts_with(&talk.stage.url("/graph/v1.0/users/")), "{next}");
}

#[actix_web::test]
async fn on_a_persons_behalf_one_reaches_what_the_person_may() {
    let talk = Talk::new();
    let assertion = talk.minted(json!({"account": VERA}));
    let body = talk
        .granted(&[
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("requested_token_use", "on_behalf_of"),
            ("assertion", &assertion),
            ("scope", &format!("{GRAPH}/Contacts.ReadWrite {GRAPH}/Contacts.ReadWrite.Shared offline_access")),
        ])
        .await;
    let refresh = body["refresh_token"].as_str().unwrap();
    let renewed = talk
        .granted(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh),
            ("scope", &format!("{GRAPH}/Contacts.ReadWrite")),
        ])
        .await;
    for token in [&body["access_token"], &renewed["access_token"]].map(|token| token.as_str().unwrap()) {
        let (status, list) = talk.get("/graph/v1.0/me/contacts", token).await;
        assert_eq!((status, &list["value"][0]["surname"]), (StatusCode::OK, &json!("Byron")));
        assert_eq!(talk.get("/graph/v1.0/users/office@example.com/contacts", token).await.0, StatusCode::OK);
        let (status, refused) = talk.get("/graph/v1.0/users/jonas@example.com/contacts", token).await;
        assert_eq!((status, &refused["error"]["code"]), (StatusCode::FORBIDDEN, &json!("ErrorAccessDenied")));
        let made = talk.send(Method::POST, "/graph/v1.0/me/contacts", token, Some(json!({"surname": "New"}))).await;
        assert_eq!(made.0, StatusCode::CREATED);
    }
}

#[actix_web::test]
async fn tokens_that_are_not_good_are_refused() {
    let talk = Talk::new();
    let reads = format!("{GRAPH}/Contacts.Read");
    let good = talk.minted(json!({"scope": reads}));
    assert_eq!(talk.get("/graph/v1.0/me/contacts", &good).await.0, StatusCode::OK);
    let written = talk.send(Method::POST, "/graph/v1.0/me/contacts", &good, Some(json!({"surname": "New"}))).await;
    assert_eq!(written.0, StatusCode::FORBIDDEN);
    for (wrong, status) in [
        (json!({"scope": format!("{GRAPH}/Calendars.Read")}), StatusCode::FORBIDDEN),
        (json!({"scope": reads, "key": "foreign"}), StatusCode::UNAUTHORIZED),
        (json!({"scope": reads, "key": "none"}), StatusCode::UNAUTHORIZED),
        (json!({"scope": reads, "lifetime": -1}), StatusCode::UNAUTHORIZED),
        (json!({}), StatusCode::UNAUTHORIZED),
    ] {
        let (answered, body) = talk.get("/graph/v1.0/me/contacts", &talk.minted(wrong.clone())).await;
        assert_eq!(answered, status, "{wrong}: {body}");
    }
    let none = talk.client.get(talk.stage.url("/graph/v1.0/me/contacts")).send().await.unwrap();
    assert_eq!(none.status(), StatusCode::UNAUTHORIZED);
    assert!(none.headers().contains_key("www-authenticate"));
}

#[actix_web::test]
async fn p7_a_connection_is_cut_after_the_write_was_done() {
    let talk = Talk::new();
    let token = talk.app_token().await;
    talk.control(
        Method::POST,
        "/_control/graph",
        Some(json!({"faults": {"planned": [{"times": 1, "fault": {"kind": "cut", "done": true}}]}})),
    )
    .await;
    let url = talk.stage.url(&format!("/graph/v1.0/users/{VERA}/contacts"));
    let sent = talk.client.post(url).bearer_auth(&token).json(&json!({"surname": "In doubt"})).send().await;
    let broken = match sent {
        Ok(answer) => answer.bytes().await.is_err(),
        Err(_) => true,
    };
    assert!(broken);
    let list = talk.control(Method::GET, &format!("/_control/contacts?mailbox={VERA}"), None).await;
    assert_eq!(list[1]["surname"], "In doubt");
}

#[actix_web::test]
async fn graph15_four_at_once_are_measured_while_answers_are_under_way() {
    let talk = Talk::new();
    let token = talk.app_token().await;
    talk.control(Method::POST, "/_control/graph", Some(json!({"knobs": {"latencyMs": 400}}))).await;
    let path = format!("/graph/v1.0/users/{VERA}/contacts");
    let answers = futures_util::future::join_all((0..6).map(|_| talk.get(&path, &token))).await;
    let throttled = answers.iter().filter(|(status, _)| *status == StatusCode::TOO_MANY_REQUESTS).count();
    assert_eq!(throttled, 2, "{answers:?}");
    assert_eq!(talk.get(&path, &token).await.0, StatusCode::OK);
}

type Seen = Arc<Mutex<Vec<Value>>>;

async fn hook(seen: web::Data<Seen>, query: web::Query<HashMap<String, String>>, body: web::Bytes) -> HttpResponse {
    if let Some(token) = query.get("validationToken") {
        return HttpResponse::Ok().content_type("text/plain").body(token.clone());
    }
    seen.lock().unwrap().push(serde_json::from_slice(&body).unwrap());
    HttpResponse::Accepted().finish()
}

fn serve_hook(seen: Seen) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let app = move || {
        let wrong = web::post().to(|| async { HttpResponse::Ok().content_type("text/plain").body("no") });
        App::new()
            .app_data(web::Data::new(Arc::clone(&seen)))
            .route("/hook", web::post().to(hook))
            .route("/wrong", wrong)
    };
    drop(actix_web::rt::spawn(HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run()));
    port
}

#[actix_web::test]
async fn graph6_a_subscriber_is_asked_first_and_told_of_changes_within_a_second() {
    let talk = Talk::new();
    let token = talk.app_token().await;
    let seen = Seen::default();
    let port = serve_hook(Arc::clone(&seen));
    let until = talk.stage.outlook.clock.now() + jiff::SignedDuration::from_hours(1);
    let subscribe = |path: &str| {
        let body = json!({"changeType": "created,updated,deleted", "notificationUrl": format!("http://127.0.0.1:{port}{path}"),
            "resource": format!("users/{VERA}/contacts"), "expirationDateTime": until.to_string(), "clientState": "secret"});
        talk.send(Method::POST, "/graph/v1.0/subscriptions", &token, Some(body))
    };
    let (status, refused) = subscribe("/wrong").await;
    assert_eq!((status, &refused["error"]["code"]), (StatusCode::BAD_REQUEST, &json!("ValidationError")));
    assert_eq!(subscribe("/hook").await.0, StatusCode::CREATED);

    let started = Instant::now();
    let made = talk
        .control(Method::POST, &format!("/_control/contacts?mailbox={VERA}"), Some(json!({"surname": "Told"})))
        .await;
    while seen.lock().unwrap().is_empty() {
        assert!(started.elapsed() < Duration::from_secs(20), "never told");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let told = seen.lock().unwrap()[0]["value"][0].clone();
    assert_eq!((&told["changeType"], &told["clientState"]), (&json!("created"), &json!("secret")));
    // The subscription was made without the preference: it tells ids that a move changes.
    assert_ne!(told["resourceData"]["id"], made["contact"]["id"]);
}

#[actix_web::test]
async fn control_reads_and_changes_contacts_as_a_person_in_outlook_would() {
    let talk = Talk::new();
    let folders = talk.control(Method::GET, &format!("/_control/folders?mailbox={VERA}"), None).await;
    let (own, clients) = (&folders[0], &folders[1]);
    assert_eq!(
        (&own["default"], &own["contacts"], &clients["displayName"], &clients["contacts"]),
        (&json!(true), &json!(1), &json!("Clients"), &json!(2))
    );
    let made = talk
        .control(
            Method::POST,
            &format!("/_control/contacts?mailbox={VERA}&folder={}", clients["id"].as_str().unwrap()),
            Some(json!({"surname": "Weber"})),
        )
        .await;
    let path = format!("/_control/contacts/{}", made["contact"]["id"].as_str().unwrap());
    let patched = talk.control(Method::PATCH, &path, Some(json!({"title": "Dr."}))).await;
    assert_ne!(patched["contact"]["changeKey"], made["contact"]["changeKey"]);
    let put = talk.control(Method::PUT, &path, Some(json!({"surname": "Weber"}))).await;
    assert_eq!(put["contact"]["title"], Value::Null);
    let moved = talk.control(Method::POST, &format!("{path}/move"), Some(json!({"folder": ""}))).await;
    assert_eq!(moved["contact"]["parentFolderId"], own["id"]);
    talk.control(Method::POST, &format!("{path}/copy"), Some(json!({"folder": ""}))).await;
    talk.control(Method::POST, &format!("{path}/touch"), None).await;

    talk.control(Method::POST, &format!("/_control/graph/backup?mailbox={VERA}"), None).await;
    talk.control(Method::DELETE, &path, None).await;
    assert_eq!(talk.send(Method::GET, &path, "", None).await.0, StatusCode::NOT_FOUND);
    talk.control(Method::POST, &format!("/_control/graph/restore?mailbox={VERA}"), None).await;
    assert_eq!(talk.control(Method::GET, &path, None).await["mailbox"], VERA);

    let standing = talk
        .control(
            Method::POST,
            "/_control/graph",
            Some(json!({"knobs": {"trimTrailing": true}, "faults": {"rates": {"slow": 0.5}}})),
        )
        .await;
    assert_eq!((&standing["knobs"]["trimTrailing"], &standing["faults"]["rates"]["slow"]), (&json!(true), &json!(0.5)));
    assert_eq!(
        talk.send(Method::POST, "/_control/graph", "", Some(json!({"knobs": {"trim": true}}))).await.0,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(talk.control(Method::DELETE, "/_control/graph", None).await["knobs"]["trimTrailing"], false);
    talk.control(Method::POST, &format!("/_control/graph/standing?mailbox={VERA}"), Some(json!({"standing": "gone"})))
        .await;
    let token = talk.app_token().await;
    assert_eq!(
        talk.get(&format!("/graph/v1.0/users/{VERA}/contacts"), &token).await.1["error"]["code"],
        "ErrorInvalidUser"
    );
}

#[actix_web::test]
async fn contacts_are_kept_beside_the_store_and_their_ids_with_them() {
    let talk = Talk::new();
    let path = format!("/_control/contacts?mailbox={VERA}");
    talk.control(Method::POST, &path, Some(json!({"surname": "Kept"}))).await;
    let before = talk.control(Method::GET, &path, None).await;
    let Talk { client, stage } = talk;
    let again = stage.again();
    let after: Value = client.get(again.url(&path)).send().await.unwrap().json().await.unwrap();
    assert_eq!(after, before);
}
