//! The server over a database of its own, and the stand-in Outlook beside it.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::Value;
use server::config::Config;
use server::http::{self, Handle, Options};
use tempfile::TempDir;
use tokio::sync::Mutex;

use super::{firm, programs};

/// Both servers. Their ports are free ones; the certificate is the one that the server makes for this machine.
pub(crate) struct Servers {
    folder: TempDir,
    port: u16,
    /// The stand-in: its store, clock and faults.
    pub(crate) outlook: outlook::Handle,
    server: Mutex<Option<Handle>>,
}

impl Servers {
    pub(super) async fn start() -> Self {
        programs::must_have_pane();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let listener = TcpListener::bind(loopback(0)).expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        firm::fill(&folder.path().join("practice.db")).await;
        // The stand-in uses the server's certificate, so that is made first.
        let plain = config(folder.path(), port, "");
        server::tls::load(&plain, Timestamp::now()).expect("a certificate");
        let outlook = stand_in(folder.path(), port);
        let servers = Self { folder, port, outlook, server: Mutex::new(None) };
        servers.serve(listener).await;
        servers
    }

    async fn serve(&self, listener: TcpListener) {
        let config = config(self.folder.path(), self.port, &self.outlook.origin());
        let options = Options { development: true, listener: Some(listener), ..Options::default() };
        let handle = http::start(config, options).await.expect("the server starts");
        *self.server.lock().await = Some(handle);
    }

    /// Stops the server; the stand-in goes on.
    pub(crate) async fn stop_server(&self) {
        let handle = self.server.lock().await.take().expect("the server runs");
        handle.stop().await;
    }

    /// Starts the server again, at the same address and over the same database.
    pub(crate) async fn start_server(&self) {
        self.serve(TcpListener::bind(loopback(self.port)).expect("the port is still free")).await;
    }

    pub(super) async fn stop(self) {
        if let Some(handle) = self.server.into_inner() {
            handle.stop().await;
        }
        self.outlook.stop();
    }

    /// The file of the practice database.
    pub(super) fn database(&self) -> PathBuf {
        self.folder.path().join("practice.db")
    }

    /// Where the server is reached.
    pub(crate) fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// Sets what the stand-in does wrong.
    pub(crate) fn faults(&self, faults: Value) {
        self.outlook.faults.set(outlook::faults::read(faults).expect("faults"));
    }

    /// The event as it is saved in Outlook.
    pub(crate) fn saved(&self, id: &str) -> Value {
        self.outlook.store.event(id).unwrap_or_else(|| panic!("no event {id}")).1
    }
}

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

fn config(folder: &Path, port: u16, outlook: &str) -> Config {
    let folder = folder.display();
    let outlook =
        if outlook.is_empty() { String::new() } else { format!("[office]\nframe_ancestors = [\"{outlook}\"]\n") };
    let text = format!(
        "[server]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"https://localhost:{port}\"\ndata_dir = \"{folder}\"\n\
         [database]\nurl = \"sqlite://{folder}/practice.db\"\n[limits]\nshutdown_seconds = 1\n{outlook}"
    );
    Config::from_toml(&text, HashMap::new()).expect("a config")
}

fn stand_in(folder: &Path, port: u16) -> outlook::Handle {
    let seed = folder.join("outlook-seed.json");
    std::fs::write(&seed, firm::mailboxes().to_string()).expect("written");
    outlook::start(outlook::Config {
        listen: loopback(0),
        addin: format!("https://localhost:{port}/manifest.xml"),
        office_js: programs::office_js(),
        seed: Some(seed),
        store: None,
        certificate: folder.join("tls/localhost.crt"),
        key: folder.join("tls/localhost.key"),
        entra: outlook::entra::Registration::default(),
    })
    .expect("the stand-in starts")
}
