//! A server that runs, and how it ends.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use actix_web::{dev::ServerHandle, web::Data};
use jiff::Timestamp;
use secrecy::SecretString;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{interval, sleep, timeout};

use super::bounds::Bounds;
use crate::meter;
use crate::practice::Store;
use crate::refusals::Refusals;

/// How far a server is on its way to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// It answers.
    Running,
    /// It answers, and is not ready for more.
    Draining,
    /// It answers only what was begun before.
    Stopping,
}

/// Tells in which [`Phase`] the server is.
pub(super) type Running = watch::Receiver<Phase>;

/// How often the server tidies up.
const TIDY: Duration = Duration::from_secs(10);
/// After so many times the audit is written.
const AUDIT: usize = 6;
/// How long the database may take to close.
const CLOSE: Duration = Duration::from_secs(5);

/// A server that runs.
pub struct Handle {
    /// Where it listens.
    pub address: SocketAddr,
    /// What it is reached at: `server.public_url`.
    pub url: String,
    /// The certificate that it made itself, for others to trust.
    pub certificate: Option<PathBuf>,
    /// Where its metrics are.
    pub metrics: Option<SocketAddr>,
    /// The one-time code of the first administrator, where there is none yet; for whoever runs the server.
    pub first_admin: Option<SecretString>,
    pub(super) phase: watch::Sender<Phase>,
    /// `limits.drain_seconds`
    pub(super) drain: Duration,
    pub(super) server: ServerHandle,
    pub(super) running: JoinHandle<io::Result<()>>,
    /// What goes on beside the server until it ends.
    pub(super) beside: Vec<JoinHandle<()>>,
    pub(super) refusals: Data<Refusals>,
    pub(super) store: Store,
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("address", &self.address).field("url", &self.url).finish_non_exhaustive()
    }
}

impl Handle {
    /// Says that it is not ready for a while; then lets the requests at hand end, cuts what takes too long, and closes the
    /// live connections and the database.
    pub async fn stop(self) {
        // Nobody hears it any more when nothing is served.
        let _ = self.phase.send(Phase::Draining);
        sleep(self.drain).await;
        let _ = self.phase.send(Phase::Stopping);
        self.server.stop(true).await;
        if let Ok(Err(error)) = self.running.await {
            tracing::error!(%error, "the server ended badly");
        }
        self.beside.iter().for_each(JoinHandle::abort);
        self.refusals.write(Timestamp::now()).await;
        match timeout(CLOSE, self.store.close()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "the practice database did not close"),
            Err(_) => tracing::error!("the practice database did not close in time"),
        }
    }
}

/// Forgets what is over, and writes the audit of refusals, until it is aborted.
pub(super) async fn keep_house(bounds: Data<Bounds>, refusals: Data<Refusals>) {
    let mut clock = interval(TIDY);
    for times in 0_usize.. {
        clock.tick().await;
        bounds.rates.tidy();
        meter::tidy();
        if times % AUDIT == 0 {
            refusals.write(Timestamp::now()).await;
        }
    }
}
