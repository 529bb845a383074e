//! The server's configuration: a TOML file, over it the environment, and for any key a file that holds its value.
//!
//! [`KEYS`] lists every key; [`Config::load`] refuses what it does not know, naming every fault at once.

mod entra;
mod error;
mod graph;
mod keys;
mod limits;
mod parse;
mod reader;

use std::collections::HashMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use config::{ConfigError, Environment, File, FileFormat, Map, Source, Value};
use secrecy::SecretString;

pub use entra::{Admission, Entra};
pub use error::{Error, Fault};
pub use graph::{Graph, GraphAuth, GraphCredential, SealingKey};
pub use keys::{KEYS, Key};
pub use limits::{Limits, Metrics, Proxy, ProxyHeader, Rates};
use reader::Reader;

/// The configuration in force.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the server listens, and what it is called.
    pub server: Server,
    /// The certificate that the firm gives; `None`: the server makes one for this machine.
    pub tls: Option<Certificate>,
    /// The practice database.
    pub database: Database,
    /// Signing in with Microsoft 365; `None`: nobody does.
    pub entra: Option<Entra>,
    /// Mailboxes by Microsoft Graph; `None`: there are none.
    pub graph: Option<Graph>,
    /// Outlook's side of the pane.
    pub office: Office,
    /// What the log is like.
    pub log: Log,
    /// Bounds.
    pub limits: Limits,
    /// What stands between the server and those who ask it.
    pub proxy: Proxy,
    /// Where the metrics are; `None`: nowhere.
    pub metrics: Option<Metrics>,
}

/// `[server]`
#[derive(Clone, Debug)]
pub struct Server {
    /// The address and port to listen on; port 0 is any free one.
    pub listen: SocketAddr,
    /// What Outlook reaches the server at.
    pub public_url: Url,
    /// The folder for what the server writes besides the database.
    pub data_dir: PathBuf,
}

/// `[tls]`, when it is given.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// PEM: the certificate, and those between it and its root.
    pub certificate: PathBuf,
    /// PEM: its private key.
    pub key: PathBuf,
}

/// `[database]`: where the practice database is.
#[derive(Clone, Debug)]
pub enum Database {
    /// SQLite, in that file.
    Sqlite(PathBuf),
    /// PostgreSQL, at that address, which may hold a password.
    Postgres(SecretString),
}

/// `[office]`
#[derive(Clone, Debug)]
pub struct Office {
    /// The scripts that every page loads before its own, in order.
    pub scripts: Vec<url::Url>,
    /// Who may frame the pane.
    pub frame_ancestors: Vec<Url>,
}

/// `[log]`
#[derive(Clone, Debug)]
pub struct Log {
    /// How a line looks.
    pub format: LogFormat,
    /// The least that is logged.
    pub level: tracing::Level,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// An https origin: scheme, host and port.
#[derive(Clone, PartialEq, Eq)]
pub struct Url(url::Url);

impl Url {
    /// The host, without the brackets of an IPv6 address.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default().trim_matches(['[', ']'])
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.origin().ascii_serialization())
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What the names of the environment's variables begin with: `CONCORDAT__SERVER__LISTEN`.
const PREFIX: &str = "CONCORDAT";

impl Config {
    /// The configuration in that file, under the environment of this process.
    ///
    /// # Errors
    /// [`Error::Wrong`] with every fault.
    pub fn load(file: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(file)
            .map_err(|reason| Error::Unreadable { file: file.to_owned(), reason: reason.to_string() })?;
        Self::merge(&text, environment())
    }

    /// The configuration in that text, under these variables in place of the environment.
    ///
    /// # Errors
    /// [`Error::Wrong`] with every fault.
    pub fn from_toml(text: &str, variables: HashMap<String, String>) -> Result<Self, Error> {
        Self::merge(text, environment().source(Some(variables)))
    }

    fn merge(text: &str, environment: Environment) -> Result<Self, Error> {
        let table = collect(text, environment).map_err(|reason| Error::NotToml(reason.to_string()))?;
        let mut reader = Reader::new(table);
        let config = read(&mut reader);
        match (config, reader.finish()) {
            (Some(config), faults) if faults.is_empty() => Ok(config),
            (_, faults) => Err(Error::Wrong(faults)),
        }
    }
}

fn environment() -> Environment {
    Environment::with_prefix(PREFIX).prefix_separator("__").separator("__")
}

fn collect(text: &str, environment: Environment) -> Result<Map<String, Value>, ConfigError> {
    config::Config::builder()
        .add_source(File::from_str(text, FileFormat::Toml))
        .add_source(environment)
        .build()?
        .collect()
}

/// Every key is read before any `?`, so that all faults are found.
fn read(reader: &mut Reader) -> Option<Config> {
    let (server, tls) = (server(reader), tls(reader));
    let database = reader.required("database.url", parse::database);
    let signs_in = reader.gives("entra");
    let entra = entra::entra(reader);
    let graph = graph::graph(reader, signs_in, entra.as_ref());
    let (office, log) = (office(reader), log(reader));
    let (limits, proxy, metrics) = (limits::limits(reader), limits::proxy(reader), limits::metrics(reader));
    Some(Config {
        server: server?,
        tls,
        database: database?,
        entra,
        graph,
        office: office?,
        log: log?,
        limits: limits?,
        proxy: proxy?,
        metrics,
    })
}

fn server(reader: &mut Reader) -> Option<Server> {
    let listen = reader.required("server.listen", parse::address);
    let public_url = reader.required("server.public_url", parse::public_url);
    let data_dir = reader.required("server.data_dir", parse::path);
    Some(Server { listen: listen?, public_url: public_url?, data_dir: data_dir? })
}

fn tls(reader: &mut Reader) -> Option<Certificate> {
    let certificate = reader.optional("tls.certificate", parse::path);
    let key = reader.optional("tls.key", parse::path);
    match (certificate, key) {
        (Some(certificate), Some(key)) => return Some(Certificate { certificate, key }),
        (None, None) => {}
        (Some(_), None) => reader.fault("tls.key", "is missing: expected it beside tls.certificate, or neither"),
        (None, Some(_)) => reader.fault("tls.certificate", "is missing: expected it beside tls.key, or neither"),
    }
    None
}

fn office(reader: &mut Reader) -> Option<Office> {
    let scripts = reader.list("office.scripts", parse::https);
    let frame_ancestors = reader.list("office.frame_ancestors", parse::origin);
    Some(Office { scripts: scripts?, frame_ancestors: frame_ancestors? })
}

fn log(reader: &mut Reader) -> Option<Log> {
    let format = reader.required("log.format", parse::log_format);
    let level = reader.required("log.level", parse::level);
    Some(Log { format: format?, level: level? })
}
