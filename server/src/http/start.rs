//! Starts the server, in a program of its own or within a test.

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::{
    App, HttpServer,
    dev::Server,
    middleware::from_fn,
    web::{self, Data},
};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tracing_actix_web::TracingLogger;

use super::{
    assets::Assets,
    bounds::Bounds,
    handle::{Handle, Phase, Running, keep_house},
    headers, problem,
    reach::{Behalf, Reach},
    services,
};
use crate::config::{self, Config, Database};
use crate::identity::{self, Identity};
use crate::live::Feed;
use crate::mailbox::{graph::Unusable, hints::Hints};
use crate::meter;
use crate::practice::{self, Practice, Store};
use crate::refusals::Refusals;
use crate::setup::Offered;
use crate::sync::{Sync, desk::Desk};
use crate::telemetry::RequestSpan;
use crate::tls::{self, Tls};

/// Routes beside the product's own, for a program that embeds the server. They do not pass its checks.
#[derive(Clone)]
pub struct Beside(Arc<dyn Fn(&mut web::ServiceConfig) + Send + std::marker::Sync>);

impl Beside {
    /// Those that this registers, for every worker anew.
    pub fn new(register: impl Fn(&mut web::ServiceConfig) + Send + std::marker::Sync + 'static) -> Self {
        Self(Arc::new(register))
    }
}

impl fmt::Debug for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Beside")
    }
}

/// What the command line says beside the configuration.
#[derive(Debug, Default)]
pub struct Options {
    /// Offer the development sign-in.
    pub development: bool,
    /// Listen here in place of `server.listen`: a test binds first, and knows the port.
    pub listener: Option<TcpListener>,
    /// What the embedding program answers at the same address.
    pub beside: Option<Beside>,
}

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The development sign-in lets everyone be anyone: it must not be reached from elsewhere.
    #[error("server.listen: {0} is not a loopback address: expected 127.0.0.1 or [::1] with --development")]
    NotLoopback(SocketAddr),
    /// The address is taken, or not this machine's.
    #[error("server.listen: cannot listen on {address}: {reason}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        reason: io::Error,
    },
    /// The address of the metrics is taken, or not this machine's.
    #[error("metrics.listen: cannot listen on {address}: {reason}")]
    Metrics {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        reason: io::Error,
    },
    /// There is no certificate.
    #[error(transparent)]
    Tls(#[from] tls::Error),
    /// The database is not there.
    #[error("database.url: {0}")]
    Database(#[from] practice::Error),
    /// Nobody could sign in.
    #[error(transparent)]
    Identity(#[from] identity::Error),
    /// The manifest does not take the address.
    #[error("server.public_url: {0}")]
    Manifest(#[from] manifest::Error),
    /// The way to mailboxes cannot be gone as it is described.
    #[error(transparent)]
    Graph(#[from] Unusable),
}

/// Starts the server: finds or makes the certificate, opens the database and brings its tables up to date, listens.
///
/// # Errors
/// [`Error`] names the key of the configuration that is wrong.
pub async fn start(config: Config, options: Options) -> Result<Handle, Error> {
    let listener = listen(&config, options.listener, options.development)?;
    let tls = tls::load(&config, Timestamp::now())?;
    let store = open(&config).await?;
    let (identity, first_admin) = Identity::open(Arc::new(store.clone()), &config, options.development).await?;
    let (phase, running) = watch::channel(Phase::Running);
    let (live, feed) = Feed::start(Arc::new(store.clone()));
    let hints = Arc::new(Hints::default());
    let mut reach = Reach::open(&config, Arc::new(store.clone()), Arc::clone(&hints), live.clone())?;
    let going_on = std::mem::take(&mut reach.tasks);
    let parts = Parts::new(&config, &store, identity, live, running, (reach, hints))?;
    let (bounds, refusals) = (parts.bounds.clone(), parts.refusals.clone());
    let address = listener.local_addr().map_err(|reason| Error::Listen { address: config.server.listen, reason })?;
    let mut beside = vec![feed, tokio::spawn(keep_house(bounds, refusals.clone()))];
    beside.extend(going_on);
    let metrics = config.metrics.map(measure).transpose()?.map(|(address, task)| {
        beside.push(task);
        address
    });
    let (url, certificate, drain) = (config.server.public_url.to_string(), tls.own.clone(), config.limits.drain);
    let server =
        serve(config, parts, options.beside, listener, tls).map_err(|reason| Error::Listen { address, reason })?;
    let (server, running) = (server.handle(), tokio::spawn(server));
    Ok(Handle {
        address,
        url,
        certificate,
        metrics,
        first_admin,
        phase,
        drain,
        server,
        running,
        beside,
        refusals,
        store,
    })
}

/// Serves the metrics until the task is aborted.
fn measure(config: config::Metrics) -> Result<(SocketAddr, JoinHandle<()>), Error> {
    let (address, server) = meter::serve(config).map_err(|reason| Error::Metrics { address: config.listen, reason })?;
    let serve = async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "the metrics ended badly");
        }
    };
    Ok((address, tokio::spawn(serve)))
}

/// Opens the practice database and brings its tables up to date.
///
/// # Errors
/// When there is none, or its tables cannot be made.
pub async fn open(config: &Config) -> Result<Store, practice::Error> {
    let store = match &config.database {
        Database::Sqlite(file) => {
            if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                std::fs::create_dir_all(folder).map_err(|reason| practice::Error::Unavailable(reason.to_string()))?;
            }
            Store::sqlite(file, practice::uuid_v7()).await?
        }
        Database::Postgres(url) => Store::postgres(url.expose_secret(), practice::uuid_v7()).await?,
    };
    store.migrate().await?;
    Ok(store)
}

fn listen(config: &Config, given: Option<TcpListener>, development: bool) -> Result<TcpListener, Error> {
    let address = match &given {
        Some(listener) => listener.local_addr(),
        None => Ok(config.server.listen),
    };
    let failed = |reason| Error::Listen { address: config.server.listen, reason };
    let address = address.map_err(failed)?;
    if development && !address.ip().is_loopback() {
        return Err(Error::NotLoopback(address));
    }
    given.map_or_else(|| TcpListener::bind(address), Ok).map_err(failed)
}

/// What handlers work with, the same for every worker.
#[derive(Clone)]
struct Parts {
    practice: Data<dyn Practice>,
    store: Data<Store>,
    identity: Data<Identity>,
    sync: Data<Sync>,
    desk: Data<dyn Desk>,
    behalf: Data<Behalf>,
    offered: Data<Offered>,
    live: Data<Feed>,
    hints: Data<Hints>,
    assets: Data<Assets>,
    running: Data<Running>,
    bounds: Data<Bounds>,
    refusals: Data<Refusals>,
}

impl Parts {
    fn new(
        config: &Config,
        store: &Store,
        identity: Identity,
        live: Feed,
        running: Running,
        (reach, hints): (Reach, Arc<Hints>),
    ) -> Result<Self, manifest::Error> {
        let practice: Arc<dyn Practice> = Arc::new(store.clone());
        Ok(Self {
            practice: Data::from(practice.clone()),
            store: Data::new(store.clone()),
            identity: Data::new(identity),
            sync: Data::new(Sync::new(practice.clone())),
            desk: Data::from(reach.desk),
            behalf: Data::new(reach.behalf),
            offered: Data::new(reach.offered),
            live: Data::new(live),
            hints: Data::from(hints),
            assets: Data::new(Assets::new(config)?),
            running: Data::new(running),
            bounds: Data::new(Bounds::new(config)),
            refusals: Data::new(Refusals::new(practice.clone())),
        })
    }

    fn give(self, config: &mut web::ServiceConfig) {
        let methods = self.identity.methods();
        config
            .app_data(self.practice)
            .app_data(self.store)
            .app_data(self.identity)
            .app_data(self.sync)
            .app_data(self.desk)
            .app_data(self.behalf)
            .app_data(self.offered)
            .app_data(self.live)
            .app_data(self.hints)
            .app_data(self.assets)
            .app_data(self.running)
            .app_data(self.bounds)
            .app_data(self.refusals)
            .configure(services(&methods));
    }
}

/// How long the headers of a request may take to arrive.
const HEADERS: Duration = Duration::from_secs(10);

fn serve(config: Config, parts: Parts, beside: Option<Beside>, listener: TcpListener, tls: Tls) -> io::Result<Server> {
    let shutdown = config.limits.shutdown.as_secs();
    let app = move || {
        let (parts, beside) = (parts.clone(), beside.clone());
        App::new()
            .configure(move |app| beside.iter().for_each(|beside| beside.0(app)))
            .configure(move |app| parts.give(app))
            .wrap(from_fn(problem::problems))
            .wrap(headers::headers(&config))
            .wrap(TracingLogger::<RequestSpan>::new())
    };
    // Signals are the caller's: it closes the live connections before it stops.
    let server = HttpServer::new(app).disable_signals().shutdown_timeout(shutdown).client_request_timeout(HEADERS);
    // Whoever hung up holds no place, and waits for nothing.
    let server = server.h1_allow_half_closed(false);
    // An answer goes in two writes; the second one must not wait until the first is acknowledged (40 ms and more).
    let server = server.tcp_nodelay(true);
    Ok(server.listen_rustls_0_23(listener, tls.config)?.run())
}
