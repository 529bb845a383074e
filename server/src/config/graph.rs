use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretBox, SecretString};
use url::Url as Address;

use super::{Entra, Url, parse, reader::Reader};

/// `[graph]`, when it is given: mailboxes by Microsoft Graph.
#[derive(Clone, Debug)]
pub struct Graph {
    /// The application's id in Entra.
    pub client_id: String,
    /// The cloud's address that grants tokens, without a tenant.
    pub authority: String,
    /// PEM: a root that is trusted beside the system's.
    pub ca: Option<PathBuf>,
    /// Where it is, with the version: `https://graph.microsoft.com/v1.0`.
    pub base: Address,
    /// The tenant that grants tokens.
    pub tenant: String,
    /// What tokens are for: `https://graph.microsoft.com/.default`.
    pub scope: String,
    /// Whose tokens open mailboxes.
    pub auth: GraphAuth,
    /// How the application proves that it is it.
    pub credential: GraphCredential,
    /// The shared mailboxes whose folders anyone may choose as firm-wide ones (C1).
    pub shared_mailboxes: Vec<String>,
    /// How many items a page holds at most.
    pub page_size: u32,
    /// Where Microsoft reaches the server; `None`: it does not.
    pub notify_url: Option<Url>,
    /// How often a folder is looked at of whose changes nobody tells.
    pub poll: Duration,
    /// How long a subscription to changes is asked for.
    pub subscription: Duration,
}

/// Whose tokens open mailboxes.
#[derive(Clone, Debug)]
pub enum GraphAuth {
    /// The application's own.
    App,
    /// People's, whose refresh tokens are kept, sealed with this key.
    OnBehalfOf(SealingKey),
}

/// How the application proves to Entra that it is it.
#[derive(Clone, Debug)]
pub enum GraphCredential {
    /// A client secret.
    Secret(SecretString),
    /// PEM files of a certificate and its key.
    Certificate {
        /// The certificate.
        certificate: PathBuf,
        /// Its private key.
        key: PathBuf,
    },
}

/// A key of 32 bytes.
#[derive(Clone)]
pub struct SealingKey(Arc<SecretBox<[u8; 32]>>);

impl SealingKey {
    pub(super) fn new(bytes: [u8; 32]) -> Self {
        Self(Arc::new(SecretBox::new(Box::new(bytes))))
    }

    /// Itself.
    pub fn bytes(&self) -> &[u8; 32] {
        self.0.expose_secret()
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey")
    }
}

impl Graph {
    /// Where notifications of changes go, when Microsoft reaches the server.
    pub fn notify_address(&self) -> Option<String> {
        self.notify_url.as_ref().map(|url| format!("{url}{}/graph/notify", api::ROOT))
    }

    /// Where notifications about subscriptions go.
    pub fn lifecycle_address(&self) -> Option<String> {
        self.notify_url.as_ref().map(|url| format!("{url}{}/graph/lifecycle", api::ROOT))
    }
}

/// Where Microsoft's worldwide cloud grants tokens.
const WORLDWIDE: &str = "https://login.microsoftonline.com";

/// The section, when any key of it is given. Every key is read before any `?`, so that all faults are found.
pub(super) fn graph(reader: &mut Reader, signs_in: bool, entra: Option<&Entra>) -> Option<Graph> {
    if !reader.gives("graph") {
        return None;
    }
    let client_id = reader.optional("graph.client_id", parse::guid).or_else(|| Some(entra?.client_id.clone()));
    if client_id.is_none() && !signs_in {
        reader.fault_once("graph.client_id", "is missing: expected the application's id here, or in [entra]");
    }
    let authority = reader.optional("graph.authority", parse::authority);
    let authority = authority.or_else(|| Some(entra?.authority.clone()));
    let ca = reader.optional("graph.ca", parse::path).or_else(|| entra?.ca.clone());
    let base = reader.required("graph.base", parse::service);
    let tenant = tenant(reader, entra);
    let scope = reader.optional("graph.scope", parse::resource_scope);
    let auth = auth(reader);
    let credential = credential(reader);
    let shared_mailboxes = reader.list("graph.shared_mailboxes", parse::mailbox);
    let page_size = reader.required("graph.page_size", parse::within(1, 1000));
    let notify_url = reader.optional("graph.notify_url", parse::origin);
    let poll = minutes(reader, "graph.poll_minutes", 1, 1440);
    let subscription = minutes(reader, "graph.subscription_minutes", 60, 10_080);
    let base = base?;
    Some(Graph {
        client_id: client_id?,
        authority: authority.unwrap_or_else(|| WORLDWIDE.to_owned()),
        ca,
        tenant: tenant?,
        scope: scope.unwrap_or_else(|| format!("{}/.default", base.origin().ascii_serialization())),
        base,
        auth: auth?,
        credential: credential?,
        shared_mailboxes: shared_mailboxes?,
        page_size: u32::try_from(page_size?).ok()?,
        notify_url,
        poll: poll?,
        subscription: subscription?,
    })
}

/// The one that is given, or the only one whose people sign in.
fn tenant(reader: &mut Reader, entra: Option<&Entra>) -> Option<String> {
    let given = reader.optional("graph.tenant", parse::guid);
    match (given, entra.map(|entra| entra.tenants.as_slice())) {
        (Some(given), _) => Some(given),
        (None, Some([only])) => Some(only.clone()),
        (None, Some(_)) => {
            reader.fault("graph.tenant", "is missing: expected one of entra.tenants, which has several");
            None
        }
        (None, None) => {
            reader.fault_once("graph.tenant", "is missing: expected the id of the firm's tenant");
            None
        }
    }
}

fn auth(reader: &mut Reader) -> Option<GraphAuth> {
    let on_behalf = reader.required("graph.auth", parse::graph_auth);
    let key = reader.optional("graph.key", parse::sealing_key);
    match (on_behalf?, key) {
        (false, _) => Some(GraphAuth::App),
        (true, Some(key)) => Some(GraphAuth::OnBehalfOf(key)),
        (true, None) => {
            reader.fault_once("graph.key", "is missing: expected 32 bytes in Base64 beside auth = \"on-behalf-of\"");
            None
        }
    }
}

/// The certificate goes before the secret.
fn credential(reader: &mut Reader) -> Option<GraphCredential> {
    let secret = reader.optional("graph.client_secret", parse::secret);
    let certificate = reader.optional("graph.certificate", parse::path);
    let key = reader.optional("graph.private_key", parse::path);
    match (certificate, key, secret) {
        (Some(certificate), Some(key), _) => return Some(GraphCredential::Certificate { certificate, key }),
        (None, None, Some(secret)) => return Some(GraphCredential::Secret(secret)),
        (Some(_), None, _) => {
            reader.fault_once("graph.private_key", "is missing: expected it beside graph.certificate");
        }
        (None, Some(_), _) => {
            reader.fault_once("graph.certificate", "is missing: expected it beside graph.private_key");
        }
        (None, None, None) => reader.fault_once(
            "graph.client_secret",
            "is missing: expected the application's secret, or graph.certificate and graph.private_key",
        ),
    }
    None
}

fn minutes(reader: &mut Reader, key: &'static str, least: u64, most: u64) -> Option<Duration> {
    reader.required(key, parse::within(least, most)).map(|minutes| Duration::from_secs(minutes * 60))
}
