//! The stand-in Outlook: an https server on loopback that plays Outlook on the web for an add-in.
//!
//! It serves a page with calendar, mail and forms, sideloads the add-in's own manifest, draws the ribbon from it, and
//! answers the unmodified office.js. All of it stands on one Graph-shaped [`Store`].

#![forbid(unsafe_code)]

pub mod addin;
pub mod clock;
pub mod entra;
pub mod faults;
pub mod graph;
mod http;
pub mod ids;
mod kept;
pub mod manifest;
pub mod series;
mod settings;
pub mod store;
pub mod zones;

pub use store::Store;

use addin::Sideloading;
use clock::Clock;
use entra::{Entra, Registration};
use faults::Faults;
use graph::{Graph, Problem, SeedMailbox};
use http::graph::Post;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use store::{FileError, Seed, State};
use thiserror::Error;

/// How to start.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Address of the add-in's manifest.
    pub addin: String,
    /// The `dist` folder of npm's `@microsoft/office-js`.
    pub office_js: PathBuf,
    /// Mailboxes to start with; without it a small built-in seed.
    pub seed: Option<PathBuf>,
    /// Where the store is kept; used instead of the seed when it exists.
    pub store: Option<PathBuf>,
    /// PEM with the certificate chain.
    pub certificate: PathBuf,
    /// PEM with the private key.
    pub key: PathBuf,
    /// The application that people sign in to.
    pub entra: Registration,
}

/// Why it does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The seed or store file.
    #[error(transparent)]
    File(#[from] FileError),
    /// The built-in seed.
    #[error("the built-in seed: {0}")]
    Seed(#[from] serde_json::Error),
    /// Contacts or events of the seed.
    #[error("the contacts and events of the seed: {0}")]
    Items(#[from] Problem),
    /// The certificate or its key.
    #[error("the certificate or key cannot be used: {0}")]
    Certificate(String),
    /// The `dist` folder.
    #[error("{0} has no office.js: give the dist folder of @microsoft/office-js")]
    OfficeJs(PathBuf),
    /// The client that fetches the manifest.
    #[error("the HTTP client: {0}")]
    Client(#[from] reqwest::Error),
    /// The socket.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
}

/// What the routes share.
pub(crate) struct Shared {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Arc<Clock>,
    pub(crate) faults: Arc<Faults>,
    pub(crate) entra: Arc<Entra>,
    pub(crate) graph: Arc<Graph>,
    pub(crate) backups: http::Backups,
    pub(crate) addin: Sideloading,
    pub(crate) office_js: PathBuf,
}

/// A running stand-in. Dropped, it stops.
#[derive(Debug)]
pub struct Handle {
    address: SocketAddr,
    /// The store: tests may read and change it.
    pub store: Arc<Store>,
    /// The clock: tests may set it.
    pub clock: Arc<Clock>,
    /// The faults: tests may set them.
    pub faults: Arc<Faults>,
    /// The issuer and the broker: tests may turn their knobs and mint tokens.
    pub entra: Arc<Entra>,
    /// Microsoft Graph: tests may go through its doors.
    pub graph: Arc<Graph>,
    kept: Option<PathBuf>,
    server: actix_web::dev::ServerHandle,
    thread: Option<JoinHandle<std::io::Result<()>>>,
}

impl Handle {
    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its origin.
    pub fn origin(&self) -> String {
        origin(self.address)
    }

    /// Answers what is under way and stops.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // The stop is sent at once; the future only tells when it is done, and so does the thread.
        drop(self.server.stop(true));
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the server thread panicked");
        }
        if let Some(file) = self.kept.take() {
            kept::write(&self.graph, &file);
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.end();
    }
}

/// Starts the stand-in on a thread of its own.
pub fn start(config: Config) -> Result<Handle, StartError> {
    // A second installation is no error: whoever was first installed the same provider.
    drop(rustls::crypto::ring::default_provider().install_default());
    if !config.office_js.join("office.js").is_file() {
        return Err(StartError::OfficeJs(config.office_js));
    }
    let clock = Arc::new(Clock::default());
    let (state, items) = first_state(&config, &clock)?;
    let tls = tls(&config)?;
    let failed = |error| StartError::Listen(config.listen, error);
    let listener = TcpListener::bind(config.listen).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let (origin, registered) = (origin(address), config.entra.clone());
    let graph = Arc::new(Graph::new(Arc::clone(&clock), SEED, format!("{origin}{}", http::graph::AT)));
    let store = Arc::new(Store::new(state, Arc::clone(&graph), Arc::clone(&clock), config.store.clone()));
    let entra = Entra::new(origin, config.addin.clone(), registered, Arc::clone(&store), Arc::clone(&clock));
    let (faults, entra) = (Arc::new(Faults::default()), Arc::new(entra));
    let kept = config.store.as_deref().map(kept::beside);
    fill(&graph, &entra, items, kept.as_deref())?;
    if let Some(file) = &kept {
        kept::write(&graph, file);
    }
    graph.require_tokens(Arc::clone(&entra));
    let shared = Shared {
        store: Arc::clone(&store),
        clock: Arc::clone(&clock),
        faults: Arc::clone(&faults),
        entra: Arc::clone(&entra),
        graph: Arc::clone(&graph),
        backups: http::Backups::default(),
        addin: Sideloading::new(config.addin.clone())?,
        office_js: config.office_js.clone(),
    };
    let background =
        Background { graph: Arc::clone(&graph), store: Arc::clone(&store), post: Post::new()?, kept: kept.clone() };
    let (server, thread) = run(listener, tls, shared, background).map_err(failed)?;
    Ok(Handle { address, store, clock, faults, entra, graph, kept, server, thread: Some(thread) })
}

/// The host name must be `localhost`, or office.js refuses the frame's parent.
fn origin(address: SocketAddr) -> String {
    format!("https://localhost:{}", address.port())
}

/// What Graph's ids follow from: the same for the same seed file, so that ties to items hold.
const SEED: u64 = 1;

/// The state, and the contacts and events of its mailboxes apart.
fn first_state(config: &Config, clock: &Clock) -> Result<(State, Vec<SeedMailbox>), StartError> {
    let mut state = read_state(config, clock)?;
    let items = state.mailboxes.iter_mut().map(|mailbox| SeedMailbox {
        address: mailbox.address.clone(),
        name: mailbox.display_name.clone(),
        time_zone: mailbox.time_zone.clone(),
        events: std::mem::take(&mut mailbox.events),
        shared: mailbox.shared,
        contacts: std::mem::take(&mut mailbox.contacts),
        folders: std::mem::take(&mut mailbox.contact_folders),
        ..SeedMailbox::default()
    });
    let items = items.collect();
    Ok((state, items))
}

/// Graph's mailboxes: those that were kept, and the seed's where there are none.
fn fill(graph: &Graph, entra: &Entra, seed: Vec<SeedMailbox>, kept: Option<&Path>) -> Result<(), StartError> {
    if let Some(file) = kept.filter(|file| file.exists()) {
        kept::read(graph, file)?;
    }
    let known = graph.store().mailboxes();
    for mut mailbox in seed.into_iter().filter(|mailbox| !known.contains(&mailbox.address)) {
        let address = mailbox.address.as_str();
        mailbox.user = entra.account(address).map_or_else(|| entra::object_id(address), |account| account.oid);
        graph.seed(&mailbox)?;
    }
    Ok(())
}

fn read_state(config: &Config, clock: &Clock) -> Result<State, StartError> {
    if let Some(file) = config.store.as_deref().filter(|file| file.exists()) {
        return Ok(State::read(file)?);
    }
    let seed = match &config.seed {
        Some(file) => Seed::read(file)?,
        None => Seed::built_in(clock)?,
    };
    Ok(seed.into_state(clock))
}

fn tls(config: &Config) -> Result<rustls::ServerConfig, StartError> {
    let failed = |error: &dyn std::fmt::Display| StartError::Certificate(error.to_string());
    let chain = CertificateDer::pem_file_iter(&config.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| failed(&error))?;
    let key = PrivateKeyDer::from_pem_file(&config.key).map_err(|error| failed(&error))?;
    rustls::ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).map_err(|error| failed(&error))
}

type Running = (actix_web::dev::ServerHandle, JoinHandle<std::io::Result<()>>);

/// What goes on beside the server.
struct Background {
    graph: Arc<Graph>,
    store: Arc<Store>,
    post: Post,
    kept: Option<PathBuf>,
}

impl Background {
    /// Starts it on this thread's runtime.
    fn start(self) {
        let Self { graph, store, post, kept } = self;
        http::graph::ask_subscribers(&graph, post.clone());
        drop(tokio::task::spawn_local(http::graph::post_notifications(Arc::clone(&graph), post)));
        drop(tokio::task::spawn_local(kept::follow(graph, store, kept)));
    }
}

fn run(
    listener: TcpListener,
    tls: rustls::ServerConfig,
    shared: Shared,
    background: Background,
) -> std::io::Result<Running> {
    let (sender, receiver) = mpsc::channel();
    let thread = std::thread::Builder::new().name("outlook".into()).spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            background.start();
            let server = http::server(listener, tls, shared)?;
            // Nobody waits for the handle only when the start has failed already.
            drop(sender.send(server.handle()));
            server.await
        })
    })?;
    match receiver.recv() {
        Ok(handle) => Ok((handle, thread)),
        Err(_) => Err(thread.join().map_or_else(
            |_| std::io::Error::other("the server thread panicked"),
            |result| result.err().unwrap_or_else(|| std::io::Error::other("the server did not start")),
        )),
    }
}
