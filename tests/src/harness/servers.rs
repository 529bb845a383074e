//! The server over a database of its own, and the stand-in Outlook beside it.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use server::config::Config;
use server::http::{self, Handle, Options};
use tempfile::TempDir;
use tokio::sync::Mutex;

use super::{contacts, firm, programs};

/// How people sign in on a stage.
#[derive(Clone, Copy)]
pub(crate) enum SignIn {
    /// By being picked from a list: the development sign-in.
    Development,
    /// With Microsoft 365 and in no other way. These staff members are tied to the accounts of their mailboxes.
    Entra(&'static [&'static str]),
}

/// What a stage has.
#[derive(Clone, Copy)]
pub(crate) struct Scene {
    /// How people sign in.
    pub(super) sign_in: SignIn,
    /// The firm and Vera's mailbox have contacts, and the server reaches mailboxes.
    pub(super) contacts: bool,
}

/// Both servers. Their ports are free ones; the certificate is the one that the server makes for this machine.
pub(crate) struct Servers {
    folder: TempDir,
    port: u16,
    scene: Scene,
    /// The stand-in: its store, clock, faults and issuer.
    pub(crate) outlook: outlook::Handle,
    server: Mutex<Option<Handle>>,
}

impl Servers {
    pub(super) async fn start(scene: Scene) -> Self {
        programs::must_have_pane();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let listener = TcpListener::bind(loopback(0)).expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let database = folder.path().join("practice.db");
        firm::fill(&database).await;
        let mut mailboxes = firm::mailboxes();
        if scene.contacts {
            contacts::fill(&database).await;
            mailboxes["mailboxes"][0]["contacts"] = contacts::of_mailbox();
        }
        // The stand-in uses the server's certificate, so that is made first.
        let plain = config(folder.path(), port, "");
        server::tls::load(&plain, Timestamp::now()).expect("a certificate");
        let outlook = stand_in(folder.path(), port, &mailboxes);
        if let SignIn::Entra(staff) = scene.sign_in {
            let account = |mailbox: &str| outlook.entra.account(mailbox).expect("an account");
            firm::tie(&database, staff, account).await;
        }
        let servers = Self { folder, port, scene, outlook, server: Mutex::new(None) };
        servers.serve(listener).await;
        servers
    }

    async fn serve(&self, listener: TcpListener) {
        let mut more = format!("[office]\nframe_ancestors = [\"{}\"]\n", self.outlook.origin());
        if let SignIn::Entra(_) = self.scene.sign_in {
            more.push_str(&self.entra_section());
        }
        if self.scene.contacts {
            more.push_str(&self.graph_section());
        }
        let config = config(self.folder.path(), self.port, &more);
        let development = matches!(self.scene.sign_in, SignIn::Development);
        let options = Options { development, listener: Some(listener), ..Options::default() };
        let handle = http::start(config, options).await.expect("the server starts");
        *self.server.lock().await = Some(handle);
    }

    /// The stand-in's issuer as the server's configuration names it.
    fn entra_section(&self) -> String {
        let registration = self.outlook.entra.registration();
        let (client, tenant) = (&registration.client_id, registration.tenant);
        let (authority, folder) = (self.outlook.entra.authority(), self.folder.path().display());
        format!(
            "[entra]\nclient_id = \"{client}\"\ntenants = [\"{tenant}\"]\nauthority = \"{authority}\"\n\
             ca = \"{folder}/tls/localhost.crt\"\n"
        )
    }

    /// The stand-in's Microsoft Graph as the server's configuration names it. Notifications of changes come here.
    fn graph_section(&self) -> String {
        let registration = self.outlook.entra.registration();
        let (client, secret, tenant) = (&registration.client_id, &registration.secret, registration.tenant);
        let (graph, authority) = (self.outlook.graph.origin(), self.outlook.entra.authority());
        let (folder, here) = (self.folder.path().display(), self.url());
        format!(
            "[graph]\nbase = \"{graph}/v1.0\"\nclient_id = \"{client}\"\nclient_secret = \"{secret}\"\n\
             scope = \"https://graph.microsoft.com/.default\"\ntenant = \"{tenant}\"\nauthority = \"{authority}\"\n\
             ca = \"{folder}/tls/localhost.crt\"\nnotify_url = \"{here}\"\n"
        )
    }

    /// The one-time code of the first administrator, as the server prints it.
    pub(crate) async fn first_admin_code(&self) -> String {
        let server = self.server.lock().await;
        let code = server.as_ref().and_then(|handle| handle.first_admin.as_ref()).expect("a code");
        code.expose_secret().to_owned()
    }

    /// Turns the knobs of the stand-in's issuer and of its host's sign-in.
    pub(crate) fn entra(&self, change: &Value) {
        self.outlook.entra.turn(change).expect("settings of the issuer");
    }

    /// A good access token of that account, as another program of theirs would have it.
    pub(crate) fn token(&self, username: &str) -> String {
        let mint = serde_json::from_value(json!({ "account": username })).expect("what to mint");
        self.outlook.entra.mint(&mint).expect("a token")
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

fn config(folder: &Path, port: u16, more: &str) -> Config {
    let folder = folder.display();
    let text = format!(
        "[server]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"https://localhost:{port}\"\ndata_dir = \"{folder}\"\n\
         [database]\nurl = \"sqlite://{folder}/practice.db\"\n[limits]\nshutdown_seconds = 1\n{more}"
    );
    Config::from_toml(&text, HashMap::new()).expect("a config")
}

fn stand_in(folder: &Path, port: u16, mailboxes: &Value) -> outlook::Handle {
    let seed = folder.join("outlook-seed.json");
    std::fs::write(&seed, mailboxes.to_string()).expect("written");
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
