//! A Chromium that has seen nothing before: a new profile for each load.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element, wd::WebDriverCompatibleCommand};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

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

/// Nobody waits longer for something to show.
const LIMIT: Duration = Duration::from_secs(30);

/// The driver, which starts browsers.
pub(crate) struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Starts it on a free port.
    pub(crate) fn start() -> Result<Self> {
        let mut driver = Command::new(program("CONCORDAT_CHROMEDRIVER", "chromedriver"));
        let mut child = driver.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("piped")?).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        // Somebody has to read what it says later.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, port: port.context("chromedriver names no port")? })
    }

    /// A new browser with an empty profile, which finds both of office.js' servers at that address.
    pub(crate) async fn open(&self, cdn: &str) -> Result<Browser> {
        let profile = tempfile::tempdir()?;
        let mut arguments = ARGUMENTS.map(str::to_owned).to_vec();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        arguments.push(format!(
            "--host-resolver-rules=MAP appsforoffice.microsoft.com:443 {cdn},MAP ajax.aspnetcdn.com:443 {cdn}"
        ));
        let capabilities = json!({
            "acceptInsecureCerts": true,
            "goog:chromeOptions": {"binary": program("CONCORDAT_CHROMIUM", "chromium"), "args": arguments},
        });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().cloned().unwrap_or_default())
            .connect(&format!("http://127.0.0.1:{}", self.port))
            .await?;
        Ok(Browser { client, _profile: profile })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program(variable: &str, otherwise: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| otherwise.to_owned())
}

/// A browser.
pub(crate) struct Browser {
    client: Client,
    _profile: TempDir,
}

impl Browser {
    /// Has each page and frame run this before its own scripts.
    pub(crate) async fn at_start(&self, script: &str) -> Result<()> {
        let body = json!({"cmd": "Page.addScriptToEvaluateOnNewDocument", "params": {"source": script}});
        self.client.issue_cmd(Post { path: "goog/cdp/execute", body }).await?;
        Ok(())
    }

    /// Goes there.
    pub(crate) async fn go(&self, address: &str) -> Result<()> {
        Ok(self.client.goto(address).await?)
    }

    /// Waits for it.
    pub(crate) async fn find(&self, css: &str) -> Result<Element> {
        Ok(self.client.wait().at_most(LIMIT).for_element(Locator::Css(css)).await?)
    }

    /// Waits until the script gives something.
    pub(crate) async fn until(&self, script: &str) -> Result<Value> {
        let began = Instant::now();
        while began.elapsed() < LIMIT {
            let value = self.client.execute(script, Vec::new()).await?;
            if !value.is_null() {
                return Ok(value);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("nothing came of {script}")
    }

    /// Ends it.
    pub(crate) async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }
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
