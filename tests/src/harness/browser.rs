//! A headless Chromium, driven through its driver.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use fantoccini::{Client, ClientBuilder, Locator, elements::Element, wd::WebDriverCompatibleCommand};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

use super::{Servers, programs};

/// Which of the two servers that office.js comes from are there.
#[derive(Clone, Copy)]
pub(crate) enum Cdn {
    /// Both, at the stand-in.
    Here,
    /// Neither: nothing listens.
    Away,
    /// The one with office.js, but not the one that office.js itself asks for `MicrosoftAjax.js`.
    WithoutAjax,
}

/// Nothing listens on this port.
const NOWHERE: &str = "127.0.0.1:9";

const ARGUMENTS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--ignore-certificate-errors",
    "--window-size=1400,1000",
];

/// The browser with its driver.
pub(crate) struct Browser {
    pub(super) client: Client,
    driver: Mutex<Child>,
    _profile: TempDir,
}

impl Browser {
    pub(super) async fn open(servers: &Servers, cdn: Cdn) -> Self {
        let (driver, port) = start_driver();
        let profile = tempfile::tempdir().expect("a temporary folder");
        let mut arguments = ARGUMENTS.map(str::to_owned).to_vec();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        arguments.push(format!("--host-resolver-rules={}", rules(servers, cdn)));
        let capabilities = json!({
            "acceptInsecureCerts": true,
            "goog:chromeOptions": {"binary": programs::chromium(), "args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
        });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().expect("an object").clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("Chromium starts");
        Self { client, driver: Mutex::new(driver), _profile: profile }
    }

    pub(super) async fn close(&self) {
        self.client.clone().close().await.ok();
        self.end();
    }

    fn end(&self) {
        if let Ok(mut driver) = self.driver.lock() {
            driver.kill().ok();
            driver.wait().ok();
        }
    }

    /// Goes to the page itself, and from there into the frame of that selector.
    pub(super) async fn enter(&self, frame: Option<&str>) -> Result<(), String> {
        self.command("frame", json!({ "id": null })).await?;
        match frame {
            Some(css) => self.find(css).await?.enter_frame().await.map_err(text),
            None => Ok(()),
        }
    }

    pub(super) async fn find(&self, css: &str) -> Result<Element, String> {
        self.client.find(Locator::Css(css)).await.map_err(|error| format!("{css}: {error}"))
    }

    pub(super) async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value, String> {
        self.client.execute(script, arguments).await.map_err(text)
    }

    pub(super) async fn screenshot(&self) -> Result<Vec<u8>, String> {
        self.client.screenshot().await.map_err(text)
    }

    pub(super) async fn source(&self) -> Result<String, String> {
        self.client.source().await.map_err(text)
    }

    /// What the pages wrote to the console since it was last asked.
    pub(super) async fn console(&self) -> Result<String, String> {
        let entries = self.command("se/log", json!({"type": "browser"})).await?;
        let line = |entry: &Value| {
            format!("{} {}\n", entry["level"].as_str().unwrap_or(""), entry["message"].as_str().unwrap_or(""))
        };
        Ok(entries.as_array().into_iter().flatten().map(line).collect())
    }

    /// What is asked for at these addresses is not found; `*` stands for any text.
    pub(super) async fn block(&self, addresses: &[&str]) -> Result<(), String> {
        let commands = [("Network.enable", json!({})), ("Network.setBlockedURLs", json!({ "urls": addresses }))];
        for (name, parameters) in commands {
            self.command("goog/cdp/execute", json!({ "cmd": name, "params": parameters })).await?;
        }
        Ok(())
    }

    /// Pages see these media features: `prefers-color-scheme`, `forced-colors` and so on.
    pub(super) async fn emulate(&self, features: &[(&str, &str)]) -> Result<(), String> {
        let features: Vec<_> = features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        let command = json!({ "cmd": "Emulation.setEmulatedMedia", "params": { "features": features } });
        self.command("goog/cdp/execute", command).await.map(drop)
    }

    /// Runs a script that calls its last argument when it is done.
    pub(super) async fn script_async(&self, script: &str, arguments: Vec<Value>) -> Result<Value, String> {
        self.client.execute_async(script, arguments).await.map_err(text)
    }

    async fn command(&self, path: &'static str, body: Value) -> Result<Value, String> {
        self.client.issue_cmd(Post { path, body }).await.map_err(text)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.end();
    }
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// A command that fantoccini has no function for.
#[derive(Debug)]
struct Post {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Post {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

fn rules(servers: &Servers, cdn: Cdn) -> String {
    let here = servers.outlook.address().to_string();
    let (office, ajax) = match cdn {
        Cdn::Here => (here.as_str(), here.as_str()),
        Cdn::Away => (NOWHERE, NOWHERE),
        Cdn::WithoutAjax => (here.as_str(), NOWHERE),
    };
    format!("MAP appsforoffice.microsoft.com:443 {office},MAP ajax.aspnetcdn.com:443 {ajax}")
}

/// Starts the driver on a free port.
/// On a busy machine one may end before it listens: then another is started.
fn start_driver() -> (Child, u16) {
    (0..3).find_map(|_| try_driver()).expect("chromedriver names its port")
}

fn try_driver() -> Option<(Child, u16)> {
    let mut driver = Command::new(programs::chromedriver())
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts");
    let mut lines = BufReader::new(driver.stdout.take().expect("piped")).lines();
    let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    // Somebody has to read what it says later.
    std::thread::spawn(move || lines.for_each(drop));
    Some((driver, port?))
}
