//! A small firm in a database of its own, a server over it, and what asks it.

use std::collections::HashMap;
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Certificate, Client, Method, RequestBuilder, Response};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use rustls_pki_types::{CertificateDer, pem::PemObject};
use serde_json::{Value, json};
use server::config::Config;
use server::http::{self, Handle, Options};
use server::practice::{
    CalendarCode, Client as FirmClient, Commit, Entity, FirmSettings, ImportAs, Matter, Practice, RecordRef, Role,
    StaffMember, Step, contact_image,
};
use tempfile::TempDir;

/// The firm, its server, and a client that trusts the server's certificate.
pub(crate) struct World {
    pub(crate) folder: TempDir,
    pub(crate) server: Handle,
    pub(crate) http: Client,
}

/// A server with the development sign-in.
pub(crate) async fn development() -> World {
    World::start("", true).await
}

impl World {
    /// A server with that much more configuration.
    pub(crate) async fn start(more: &str, development: bool) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let config = config(&folder, port, more);
        fill(&config).await;
        let options = Options { development, listener: Some(listener), ..Options::default() };
        let server = http::start(config, options).await.expect("started");
        let http = client(&std::fs::read(folder.path().join("tls/localhost.crt")).expect("a certificate"));
        Self { folder, server, http }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.server.url))
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.expect("answered")
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Response {
        self.request(Method::POST, path).json(body).send().await.expect("answered")
    }

    /// Signs that staff member in.
    pub(crate) async fn sign_in(&self, staff: &str) -> Session<'_> {
        let signed = self.post("/api/v1/sign-in/development", &json!({"staff": staff})).await;
        assert_eq!(signed.status(), 200);
        let token = json(signed).await["token"].as_str().expect("a token").to_owned();
        Session { world: self, token }
    }

    /// The plain program, as any other program of the firm.
    pub(crate) fn sqlite3(&self, sql: &str) -> String {
        sqlite3(&self.folder, sql)
    }
}

/// The same, for the database in that folder.
pub(crate) fn sqlite3(folder: &TempDir, sql: &str) -> String {
    let file = folder.path().join("practice.db");
    let Output { status, stdout, stderr } =
        Command::new("sqlite3").arg(file).arg(sql).output().expect("sqlite3 is installed");
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).expect("text").trim().to_owned()
}

/// A bare TLS connection to the server, for what no client would send. It waits half a minute for an answer.
pub(crate) fn connect(world: &World) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    let file = world.folder.path().join("tls/localhost.crt");
    roots.add(CertificateDer::from_pem_file(file).expect("PEM")).expect("a certificate");
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let name = "localhost".try_into().expect("a name");
    let stream = TcpStream::connect(world.server.address).expect("connected");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("set");
    StreamOwned::new(ClientConnection::new(config.into(), name).expect("a client"), stream)
}

/// Someone who is signed in.
pub(crate) struct Session<'w> {
    pub(crate) world: &'w World,
    pub(crate) token: String,
}

impl Session<'_> {
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.world.request(method, path).bearer_auth(&self.token)
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.expect("answered")
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Response {
        self.request(Method::POST, path).json(body).send().await.expect("answered")
    }

    pub(crate) async fn write(&self, key: &str, path: &str, body: &Value) -> Response {
        self.write_by(Method::POST, key, path, body).await
    }

    pub(crate) async fn write_by(&self, method: Method, key: &str, path: &str, body: &Value) -> Response {
        let request = self.request(method, path).header(api::IDEMPOTENCY_KEY, key);
        request.json(body).send().await.expect("answered")
    }
}

pub(crate) async fn json(response: Response) -> Value {
    response.json().await.expect("JSON")
}

/// The problem of a refusal, which has to be one.
pub(crate) async fn problem(response: Response) -> api::Problem {
    let kind = response.headers()["content-type"].to_str().expect("text").to_owned();
    assert_eq!(kind, "application/problem+json");
    let status = response.status().as_u16();
    let problem: api::Problem = response.json().await.expect("a problem");
    assert_eq!(problem.status, status);
    assert!(problem.kind().is_some(), "{}", problem.r#type);
    assert!(problem.request.is_some(), "no number of the request");
    problem
}

pub(crate) fn config(folder: &TempDir, port: u16, more: &str) -> Config {
    Config::from_toml(&text(folder, port, more), HashMap::new()).expect("a config")
}

/// The configuration as a file.
pub(crate) fn text(folder: &TempDir, port: u16, more: &str) -> String {
    let folder = folder.path().display();
    format!(
        "[server]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"https://localhost:{port}\"\ndata_dir = \"{folder}\"\n\
         [database]\nurl = \"sqlite://{folder}/practice.db\"\n{more}"
    )
}

pub(crate) fn client(certificate: &[u8]) -> Client {
    // Fails when another test was first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let certificate = Certificate::from_pem(certificate).expect("PEM");
    let builder = Client::builder().tls_certs_only([certificate]).no_proxy();
    builder.redirect(reqwest::redirect::Policy::none()).build().expect("a client")
}

/// Three staff, two clients with matters, a contact, calendar codes.
pub(crate) async fn fill(config: &Config) {
    let store = http::open(config).await.expect("a database");
    let now: Timestamp = "2026-01-05T08:00:00Z".parse().expect("a time");
    let mut commit = Commit::new(now, "");
    commit.steps.extend(staff().map(Step::Staff));
    commit.steps.extend(clients().map(Step::Client));
    commit.steps.extend(matters().map(Step::Matter));
    commit.steps.push(Step::Firm(Box::new(FirmSettings { codes: codes().into(), ..FirmSettings::default() })));
    commit.steps.push(Step::Create {
        record: RecordRef::contact("banker"),
        image: contact_image("Bo Banker", "bo@bank.example", ImportAs::Standalone, &["acme".to_owned()]),
        edited_at: now,
        series: None,
    });
    store.commit(commit).await.expect("filled");
    store.close().await.expect("closed");
}

fn staff() -> impl Iterator<Item = StaffMember> {
    let rows = [
        ("ada", "Ada Archer", Role::Staff, true),
        ("ben", "Ben Baker", Role::Admin, true),
        ("cleo", "Cleo Clerk", Role::Auditor, true),
        ("gone", "Gus Gone", Role::Staff, false),
    ];
    rows.into_iter().map(|(id, name, role, active)| StaffMember {
        id: id.to_owned(),
        name: name.to_owned(),
        mailbox: format!("{id}@firm.example"),
        initials: id[..2].to_uppercase(),
        role,
        time_zone: "Europe/Zurich".to_owned(),
        active,
    })
}

fn clients() -> impl Iterator<Item = FirmClient> {
    [("acme", "1001", "Acme Foundry"), ("bolt", "1002", "Bolt & Söhne")].into_iter().map(|(id, number, name)| {
        FirmClient {
            id: id.to_owned(),
            number: number.to_owned(),
            name: name.to_owned(),
            entity: Entity::Company,
            client_type: "corporate".to_owned(),
            status: "active".to_owned(),
            office: "Zurich".to_owned(),
            associate: Some("ada".to_owned()),
        }
    })
}

fn matters() -> impl Iterator<Item = Matter> {
    [("m1", "001", "Audit 2026", true), ("m2", "002", "Old lease", false)].into_iter().map(
        |(id, number, name, open)| Matter {
            id: id.to_owned(),
            client_id: "acme".to_owned(),
            number: number.to_owned(),
            name: name.to_owned(),
            open,
        },
    )
}

fn codes() -> [CalendarCode; 2] {
    [("COURT", "Court hearing", "Red category"), ("OFFICE", "In the office", "")].map(|(code, label, category)| {
        CalendarCode { code: code.to_owned(), label: label.to_owned(), category: category.to_owned() }
    })
}
