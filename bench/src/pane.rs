//! The pane against the same screen in React and Fluent UI: bytes, and time from navigation to the shown status.
//!
//! Both run in the stand-in Outlook, with the unmodified office.js, over the same server; each load is a new browser.

use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use actix_web::web::{self, Data};
use actix_web::{HttpResponse, http::header};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use server::http::{self, Beside, Handle, Options};

use crate::browser::Driver;
use crate::table::{Aim, Table, median};
use crate::{Args, firm};

/// Marks the moment at which the status is there, in whichever frame shows it.
const WATCH: &str = r#"(() => {
    const look = () => {
        const state = document.querySelector("[data-testid=state]");
        const shown = state && state.dataset.tone !== "busy" && state.textContent.trim();
        if (shown && performance.getEntriesByName("status-shown").length === 0) performance.mark("status-shown");
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
})();"#;

/// When it was, the bytes of what came from our own server without its API's answers, and when what it waits for came.
const FIGURES: &str = r#"
    const mark = performance.getEntriesByName("status-shown")[0];
    if (!mark) return null;
    const loaded = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    const isOwn = (one) => one.name.startsWith(location.origin);
    const isProgram = (one) => isOwn(one) && /\.(js|wasm)$/.test(new URL(one.name).pathname);
    const asked = loaded.filter((one) => isOwn(one) && one.name.includes("/api/") && one.startTime < mark.startTime);
    const own = loaded.filter((one) => isOwn(one) && !one.name.includes("/api/"));
    const sum = (some) => some.reduce((all, one) => all + one.encodedBodySize, 0);
    const last = (some) => Math.max(0, ...some.map((one) => one.responseEnd).filter((end) => end <= mark.startTime));
    return {
        shown: mark.startTime,
        all: sum(own),
        program: sum(own.filter(isProgram)),
        page: last(performance.getEntriesByType("navigation")),
        office: last(loaded.filter((one) => !isOwn(one))),
        code: last(own.filter(isProgram)),
        asks: Math.min(...asked.map((one) => one.startTime)),
        answered: last(asked),
        requests: asked.length,
    };"#;

/// What the shown status waits for, in the order in which it comes: a profile of the time.
const STEPS: [(&str, &str, &str); 6] = [
    ("page", "the page is there", "ms"),
    ("office", "office.js is there, both its servers' files", "ms"),
    ("code", "the program is there", "ms"),
    ("asks", "the first request of the API", "ms"),
    ("answered", "the last answer", "ms"),
    ("requests", "requests of the API", ""),
];

/// The peer's files below this.
const PEER: &str = "/peer";

/// Both panes, each in a stand-in Outlook of its own.
struct Stage {
    server: Handle,
    outlooks: [outlook::Handle; 2],
    _folder: tempfile::TempDir,
}

impl Stage {
    async fn set(args: &Args) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        firm::fill(folder.path(), 1_000).await?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        // The stand-in uses the server's certificate, so that is made first.
        server::tls::load(&firm::config(folder.path(), port, "")?, jiff::Timestamp::now())?;
        let ours = stand_in(folder.path(), port, "manifest.xml")?;
        let theirs = stand_in(folder.path(), port, "peer/manifest.xml")?;
        let origins = [ours.origin(), theirs.origin()];
        let config = firm::config(folder.path(), port, &format!("[office]\nframe_ancestors = {origins:?}\n"))?;
        let scripts: Vec<String> = config.office.scripts.iter().map(ToString::to_string).collect();
        let peer = Peer::load(&args.peer, &format!("https://localhost:{port}"), &scripts)?;
        let options = Options { development: true, listener: Some(listener), beside: Some(peer.beside()) };
        let server = http::start(config, options).await?;
        Ok(Self { server, outlooks: [ours, theirs], _folder: folder })
    }

    async fn end(self) {
        self.server.stop().await;
        self.outlooks.into_iter().for_each(outlook::Handle::stop);
    }
}

fn stand_in(folder: &Path, port: u16, manifest: &str) -> Result<outlook::Handle> {
    let seed = folder.join("outlook-seed.json");
    std::fs::write(&seed, mailbox().to_string())?;
    let office_js = std::env::var("CONCORDAT_OFFICE_JS").context("CONCORDAT_OFFICE_JS")?.into();
    Ok(outlook::start(outlook::Config {
        listen: ([127, 0, 0, 1], 0).into(),
        addin: format!("https://localhost:{port}/{manifest}"),
        office_js,
        seed: Some(seed),
        store: None,
        certificate: folder.join("tls/localhost.crt"),
        key: folder.join("tls/localhost.key"),
        entra: outlook::entra::Registration::default(),
    })?)
}

/// The item in Outlook's form: its subject was edited there.
fn mailbox() -> Value {
    let item = firm::item(0).replace('-', "/").replace('_', "+");
    let at = |time: &str| json!({ "dateTime": time, "timeZone": "W. Europe Standard Time" });
    json!({ "mailboxes": [{
        "address": firm::MAILBOX, "displayName": "Vera Lindqvist", "timeZone": "Europe/Berlin", "messages": [],
        "events": [{
            "id": item, "subject": "Review of the lease, moved", "type": "singleInstance", "isAllDay": false,
            "start": at("2026-01-05T09:00:00.0000000"), "end": at("2026-01-05T09:45:00.0000000"),
            "originalStartTimeZone": "W. Europe Standard Time", "originalEndTimeZone": "W. Europe Standard Time",
            "location": { "displayName": "Meeting room 2, second floor" }, "categories": ["Red category"],
            "body": { "contentType": "text", "content": "Bring the lease." }, "attendees": [], "isOrganizer": true,
            "organizer": { "emailAddress": { "name": "Vera Lindqvist", "address": firm::MAILBOX } },
            "lastModifiedDateTime": "2026-01-03T08:00:00Z",
        }],
    }] })
}

/// The peer's production build: each file with its compressed form.
#[derive(Clone)]
struct Peer {
    files: Arc<Vec<(String, Vec<u8>)>>,
    manifest: String,
}

impl Peer {
    fn load(dist: &Path, url: &str, scripts: &[String]) -> Result<Self> {
        let mut files = Vec::new();
        for (name, content) in read_all(dist, dist)? {
            let content = if name == "index.html" { with_scripts(content, scripts)? } else { content };
            files.push((name, brotli(&content)?));
        }
        anyhow::ensure!(files.iter().any(|(name, _)| name == "index.html"), "no index.html in {}", dist.display());
        let manifest = manifest::fill(url)?.replace("/pane.html", &format!("{PEER}/index.html"));
        Ok(Self { files: Arc::new(files), manifest })
    }

    /// Its routes, beside the product's own.
    fn beside(self) -> Beside {
        Beside::new(move |config| {
            let (peer, again) = (Data::new(self.clone()), Data::new(self.clone()));
            let manifest = move || {
                let text = again.manifest.clone();
                async move { HttpResponse::Ok().content_type("application/xml").body(text) }
            };
            let file = move |name: web::Path<String>| {
                let answer = peer.answer(&name);
                async move { answer }
            };
            config
                .route(&format!("{PEER}/manifest.xml"), web::get().to(manifest))
                .route(&format!("{PEER}/{{file:.+}}"), web::get().to(file));
        })
    }

    fn answer(&self, name: &str) -> HttpResponse {
        let Some((name, content)) = self.files.iter().find(|(known, _)| known == name) else {
            return HttpResponse::NotFound().finish();
        };
        let kind = match name.rsplit_once('.') {
            Some((_, "html")) => "text/html; charset=utf-8",
            Some((_, "js")) => "text/javascript",
            Some((_, "css")) => "text/css",
            _ => "application/octet-stream",
        };
        let mut answer = HttpResponse::Ok();
        answer.insert_header((header::CONTENT_ENCODING, "br")).content_type(kind).body(content.clone())
    }
}

fn with_scripts(page: Vec<u8>, scripts: &[String]) -> Result<Vec<u8>> {
    let tags: Vec<_> = scripts.iter().map(|script| format!("<script src=\"{script}\"></script>")).collect();
    Ok(String::from_utf8(page)?.replace("<!-- office-scripts -->", &tags.concat()).into_bytes())
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    brotli::CompressorWriter::new(&mut packed, 1 << 16, 11, 22).write_all(content)?;
    Ok(packed)
}

fn read_all(folder: &Path, root: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(read_all(&path, root)?);
        } else {
            let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            files.push((name, std::fs::read(&path)?));
        }
    }
    Ok(files)
}

/// One load's figures.
#[derive(Default)]
struct Loads {
    shown: Vec<f64>,
    all: Vec<f64>,
    program: Vec<f64>,
    steps: [Vec<f64>; STEPS.len()],
}

impl Loads {
    fn take(&mut self, figures: &Value) {
        let figure = |name: &str| figures[name].as_f64().unwrap_or_default();
        self.shown.push(figure("shown"));
        self.all.push(figure("all") / 1000.0);
        self.program.push(figure("program") / 1000.0);
        for ((name, ..), step) in STEPS.iter().zip(&mut self.steps) {
            step.push(figure(name));
        }
    }
}

/// Measures both, in turns.
pub(crate) async fn measure(args: &Args, table: &mut Table) -> Result<()> {
    let stage = Stage::set(args).await?;
    let driver = Driver::start()?;
    let mut loads = [Loads::default(), Loads::default()];
    for turn in 0..args.loads {
        for (side, outlook) in stage.outlooks.iter().enumerate() {
            let figures = load(&driver, outlook).await.with_context(|| format!("load {turn} of side {side}"))?;
            loads[side].take(&figures);
        }
    }
    let [ours, theirs] = &mut loads;
    let aim = Some(Aim::AtMost(2.0 / 3.0));
    table.add("pane, everything loaded", median(&mut ours.all), median(&mut theirs.all), "kB", aim);
    table.add(
        "pane, wasm and JS",
        median(&mut ours.program),
        median(&mut theirs.program),
        "kB",
        Some(Aim::Itself(120.0)),
    );
    table.add("pane, navigation to shown status", median(&mut ours.shown), median(&mut theirs.shown), "ms", aim);
    for (index, (_, what, unit)) in STEPS.iter().enumerate() {
        let what = format!("pane, of it: {what}");
        table.add(&what, median(&mut ours.steps[index]), median(&mut theirs.steps[index]), unit, None);
    }
    stage.end().await;
    Ok(())
}

/// Opens the item and its pane in a new browser.
async fn load(driver: &Driver, outlook: &outlook::Handle) -> Result<Value> {
    let browser = driver.open(&outlook.address().to_string()).await?;
    browser.at_start(WATCH).await?;
    let item = firm::item(0).replace('-', "%2F").replace('_', "%2B");
    browser.go(&format!("{}/#/open/{item}?as=attendee", outlook.origin())).await?;
    browser.find("[data-testid=read-view]").await?;
    browser.find("[data-testid^='ribbon-'][data-testid*='tatus']").await?.click().await?;
    browser.find("[data-testid=addin-frame]").await?.enter_frame().await?;
    let figures = browser.until(FIGURES).await;
    browser.close().await?;
    figures
}
