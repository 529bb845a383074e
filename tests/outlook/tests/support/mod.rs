//! A stage for tests: the stand-in, a fixture add-in on a server of its own, and a real Chromium.

#![allow(dead_code, reason = "each test binary uses its part")]

use actix_web::{App, HttpResponse, HttpServer, web};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use outlook::entra::Registration;
use outlook::{Config, Handle};
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::{Value, json};
use std::future::{Ready, ready};
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

pub(crate) const FIXTURE_MANIFEST: &str = include_str!("../fixture-addin/manifest.xml");
const PANE: &str = include_str!("../fixture-addin/pane.html");
const DIALOG: &str = include_str!("../fixture-addin/dialog.html");
const COMMANDS: &str = include_str!("../fixture-addin/commands.html");
const ICON: &str = include_str!("../../page/icon.svg");

const PATIENCE: Duration = Duration::from_secs(30);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn from_env(name: &str, default: PathBuf) -> PathBuf {
    let path = std::env::var_os(name).map_or(default, PathBuf::from);
    assert!(path.exists(), "{} is not there: set {name}", path.display());
    path
}

pub(crate) fn office_js() -> PathBuf {
    from_env("CONCORDAT_OFFICE_JS", root().join("target/npm/node_modules/@microsoft/office-js/dist"))
}

/// Microsoft's sign-in library, as a page loads it.
fn msal() -> String {
    let lib = from_env("CONCORDAT_MSAL", root().join("target/npm/node_modules/@azure/msal-browser/lib"));
    std::fs::read_to_string(lib.join("msal-browser.min.js")).unwrap()
}

/// Microsoft's client for Graph, as a package of Node.js.
pub(crate) fn graph_client() -> PathBuf {
    let here = root().join("target/npm/node_modules/@microsoft/microsoft-graph-client");
    from_env("CONCORDAT_GRAPH_CLIENT", here).canonicalize().unwrap()
}

/// The stand-in with its certificate and, when asked, its seed.
pub(crate) struct Stage {
    pub(crate) outlook: Handle,
    pub(crate) addin: String,
    folder: TempDir,
}

impl Stage {
    pub(crate) fn new(seed: Option<Value>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        std::fs::write(certificate, made.cert.pem()).unwrap();
        std::fs::write(key, made.signing_key.serialize_pem()).unwrap();
        let seed = seed.map(|mailboxes| {
            let file = folder.path().join("seed.json");
            std::fs::write(&file, mailboxes.to_string()).unwrap();
            file
        });
        let addin = serve_fixture(&made);
        let outlook = start(folder.path(), &addin, seed);
        Self { outlook, addin, folder }
    }

    /// Stops it, and starts it anew on what it kept.
    pub(crate) fn again(self) -> Self {
        let Self { outlook, addin, folder } = self;
        outlook.stop();
        Self { outlook: start(folder.path(), &addin, None), addin, folder }
    }

    pub(crate) fn store_file(&self) -> PathBuf {
        self.folder.path().join("store.json")
    }

    pub(crate) fn certificate(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.outlook.origin())
    }

    /// An HTTP client that believes the stand-in's certificate.
    pub(crate) fn http() -> reqwest::Client {
        reqwest::Client::builder().tls_danger_accept_invalid_certs(true).build().unwrap()
    }
}

/// Starts the stand-in on a folder that has the certificate and its key.
fn start(folder: &Path, addin: &str, seed: Option<PathBuf>) -> Handle {
    outlook::start(Config {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        addin: format!("{addin}/manifest.xml"),
        office_js: office_js(),
        seed,
        store: Some(folder.join("store.json")),
        certificate: folder.join("cert.pem"),
        key: folder.join("key.pem"),
        entra: Registration::default(),
    })
    .unwrap()
}

/// Serves the fixture add-in on a port of its own; ends with the test process.
fn serve_fixture(made: &rcgen::CertifiedKey<rcgen::KeyPair>) -> String {
    drop(rustls::crypto::ring::default_provider().install_default());
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let tls = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let own_origin = origin.clone();
    let library = msal();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = HttpServer::new(move || {
                let manifest = FIXTURE_MANIFEST.replace("{origin}", &own_origin);
                let library = library.clone();
                App::new()
                    .route("/manifest.xml", web::get().to(move || answer("text/xml", manifest.clone())))
                    .route("/pane.html", web::get().to(|| answer("text/html; charset=utf-8", PANE.to_owned())))
                    .route("/commands.html", web::get().to(|| answer("text/html; charset=utf-8", COMMANDS.to_owned())))
                    .route("/dialog.html", web::get().to(|| answer("text/html; charset=utf-8", DIALOG.to_owned())))
                    .route("/msal-browser.min.js", web::get().to(move || answer("text/javascript", library.clone())))
                    .route("/icon.png", web::get().to(|| answer("image/svg+xml", ICON.to_owned())))
            });
            server.workers(1).disable_signals().listen_rustls_0_23(listener, tls).unwrap().run().await
        })
    });
    origin
}

fn answer(kind: &'static str, text: String) -> Ready<HttpResponse> {
    ready(HttpResponse::Ok().content_type(kind).body(text))
}

/// A Chromium with its driver. `chromedriver` ends when this is dropped; close the client first.
pub(crate) struct Browser {
    pub(crate) client: Client,
    driver: Child,
    _profile: TempDir,
}

impl Browser {
    /// A browser that finds both CDN hosts at the stand-in.
    pub(crate) async fn open(stage: &Stage) -> Self {
        let (driver, port) = start_driver();
        let profile = tempfile::tempdir().unwrap();
        let cdn = stage.outlook.address();
        let rules = format!("MAP appsforoffice.microsoft.com {cdn},MAP ajax.aspnetcdn.com {cdn}");
        let options = json!({
            "binary": from_env("CONCORDAT_CHROMIUM", "/usr/bin/chromium".into()),
            "args": ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--ignore-certificate-errors", "--window-size=1200,800",
                format!("--user-data-dir={}", profile.path().display()), format!("--host-resolver-rules={rules}")],
        });
        let capabilities = json!({"acceptInsecureCerts": true, "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}});
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().unwrap().clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap();
        Self { client, driver, _profile: profile }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.driver.kill().ok();
        self.driver.wait().ok();
    }
}

fn start_driver() -> (Child, u16) {
    let mut driver = Command::new(from_env("CONCORDAT_CHROMEDRIVER", "/usr/bin/chromedriver".into()))
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    // What the driver says later is of no interest, but somebody must read it.
    std::thread::spawn(move || lines.for_each(drop));
    (driver, port.unwrap())
}

/// Runs a test in a browser; closes the browser also when the test fails.
pub(crate) async fn in_browser<F, R>(seed: Option<Value>, test: F)
where
    F: FnOnce(std::sync::Arc<Stage>, Page) -> R,
    R: Future<Output = ()> + Send + 'static,
{
    let stage = std::sync::Arc::new(Stage::new(seed));
    let browser = Browser::open(&stage).await;
    let page = Page(browser.client.clone(), stage.outlook.origin());
    let result = tokio::spawn(test(stage.clone(), page.clone())).await;
    if result.is_err() {
        page.report().await;
    }
    browser.client.clone().close().await.ok();
    if let Err(failure) = result {
        std::panic::resume_unwind(failure.into_panic());
    }
}

/// The page, with the words tests use.
#[derive(Clone)]
pub(crate) struct Page(pub(crate) Client, String);

impl Page {
    /// Opens a deep link and waits until the page stands.
    pub(crate) async fn open(&self, hash: &str) {
        self.0.goto(&format!("{}/{hash}", self.1)).await.unwrap();
        self.find("body[data-ready=true]").await;
    }

    pub(crate) async fn find(&self, css: &str) -> fantoccini::elements::Element {
        self.0
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(css))
            .await
            .unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    pub(crate) async fn click(&self, testid: &str) {
        self.find(&format!("[data-testid='{testid}']")).await.click().await.unwrap();
    }

    pub(crate) async fn text(&self, testid: &str) -> String {
        self.find(&format!("[data-testid='{testid}']")).await.text().await.unwrap()
    }

    pub(crate) async fn value(&self, testid: &str) -> String {
        self.find(&format!("[data-testid='{testid}']")).await.prop("value").await.unwrap().unwrap_or_default()
    }

    /// Types into a field anew.
    pub(crate) async fn fill(&self, testid: &str, text: &str) {
        let script = "const [id, text] = arguments; const field = document.querySelector(`[data-testid='${id}']`);
            field.value = text; field.dispatchEvent(new Event('input', {bubbles: true})); field.dispatchEvent(new Event('change', {bubbles: true}));";
        self.find(&format!("[data-testid='{testid}']")).await;
        self.0.execute(script, vec![json!(testid), json!(text)]).await.unwrap();
    }

    /// Waits until a script answers something true, and gives it.
    pub(crate) async fn until(&self, script: &str) -> Value {
        let started = std::time::Instant::now();
        loop {
            let value = self.0.execute(script, vec![]).await.unwrap();
            if value.as_bool() != Some(false) && !value.is_null() {
                return value;
            }
            assert!(started.elapsed() < PATIENCE, "never true: {script}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Opens the pane by a ribbon button, goes into its frame and waits for Office.onReady.
    pub(crate) async fn enter_pane(&self, button: &str) {
        self.click(&format!("ribbon-{button}")).await;
        self.find("[data-testid='addin-frame']").await.enter_frame().await.unwrap();
        self.until(
            "const state = document.getElementById('state'); return !!state && state.textContent === 'ready Outlook'",
        )
        .await;
    }

    pub(crate) async fn leave_frame(&self) {
        // The top-level context, whatever frame one is in: WebDriver's "switch to frame null".
        self.0.enter_parent_frame().await.unwrap();
    }

    /// Calls an asynchronous method of office.js in the pane: `item.subject.getAsync(done)`.
    pub(crate) async fn office(&self, call: &str) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1]; const item = Office.context.mailbox.item; call((done) => {call}).then(done);"
        );
        self.0.execute_async(&script, vec![]).await.unwrap()
    }

    /// What an expression in the pane is.
    pub(crate) async fn pane(&self, expression: &str) -> Value {
        self.0
            .execute(&format!("const item = Office.context.mailbox.item; return plain({expression});"), vec![])
            .await
            .unwrap()
    }

    /// Prints what a failed test's page looks like.
    async fn report(&self) {
        if let Ok(png) = self.0.screenshot().await {
            let file = std::env::temp_dir().join(format!("outlook-failed-{}.png", uuid::Uuid::new_v4()));
            if std::fs::write(&file, png).is_ok() {
                eprintln!("screenshot: {}", file.display());
            }
        }
    }
}
