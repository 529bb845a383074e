//! A tenant's keys, kept: fetched when they are needed, anew from time to time, and for a key that nobody knows yet.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use super::fetch::Source;
use crate::config;

/// After so long keys are fetched anew beside the requests.
const DUE: SignedDuration = SignedDuration::from_hours(6);
/// After so long a request waits for it: a key that was withdrawn must not be believed for ever.
const OVERDUE: SignedDuration = SignedDuration::from_hours(24);
/// For a key that nobody knows they are fetched at most so often: anyone can name one.
const PAUSE: SignedDuration = SignedDuration::from_mins(5);
/// After a failure they are tried again at most so often.
const RETRY: SignedDuration = SignedDuration::from_secs(5);

/// Entra writes this into a key's issuer where the key serves every tenant.
const ANY_TENANT: &str = "{tenantid}";

/// A public key.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Key {
    /// `kid`
    pub(super) id: String,
    /// The issuer whose tokens it signs.
    pub(super) issuer: String,
    /// Big-endian, without leading zeros.
    pub(super) modulus: Vec<u8>,
    /// The same.
    pub(super) exponent: Vec<u8>,
}

/// Why there is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// The tenant has none of that name.
    Unknown,
    /// The one of that name is another issuer's.
    Foreign,
    /// Nobody knows: they cannot be fetched.
    Away,
}

/// The keys of one tenant.
pub(super) struct TenantKeys {
    issuer: String,
    /// The issuer as it stands where a key serves every tenant.
    any: String,
    source: Arc<Source>,
    known: RwLock<Known>,
    /// One fetch at a time; whoever comes meanwhile waits for it.
    turn: Mutex<()>,
}

#[derive(Clone, Default)]
struct Known {
    keys: Arc<[Key]>,
    /// When they were fetched.
    fetched: Option<Timestamp>,
    /// When that was tried last.
    tried: Option<Timestamp>,
    /// The last attempt failed.
    failed: bool,
}

impl TenantKeys {
    pub(super) fn new(config: &config::Entra, tenant: &str, source: Arc<Source>) -> Self {
        let (issuer, any) = (config.issuer(tenant), config.issuer(ANY_TENANT));
        Self { any, issuer, source, known: RwLock::default(), turn: Mutex::default() }
    }

    /// The issuer of the tenant's tokens.
    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The key of that name, for this tenant's tokens.
    pub(super) async fn key(self: &Arc<Self>, id: &str, now: Timestamp) -> Result<Key, Missing> {
        let known = self.known();
        match self.find(&known, id) {
            Ok(key) if known.age(now) < DUE => return Ok(key),
            Ok(key) if known.age(now) < OVERDUE => {
                if known.may_try(now, DUE) {
                    drop(self.refresh(now, DUE));
                }
                return Ok(key);
            }
            Ok(_) => self.refreshed(now, DUE).await,
            Err(_) => self.refreshed(now, PAUSE).await,
        }
        let known = self.known();
        self.find(&known, id).map_err(|missing| if known.failed { Missing::Away } else { missing })
    }

    fn find(&self, known: &Known, id: &str) -> Result<Key, Missing> {
        let mut named = known.keys.iter().filter(|key| key.id == id).peekable();
        named.peek().ok_or(Missing::Unknown)?;
        named.find(|key| key.issuer == self.issuer || key.issuer == self.any).cloned().ok_or(Missing::Foreign)
    }

    async fn refreshed(self: &Arc<Self>, now: Timestamp, pause: SignedDuration) {
        if let Err(reason) = self.refresh(now, pause).await {
            tracing::error!(%reason, "fetching Entra's keys ended badly");
        }
    }

    /// In a task of its own: it goes on when the request that wants it is given up, or the limit would not hold.
    fn refresh(self: &Arc<Self>, now: Timestamp, pause: SignedDuration) -> JoinHandle<()> {
        let keys = Arc::clone(self);
        tokio::spawn(async move { keys.fetch(now, pause).await })
    }

    /// Fetches them unless that was tried within `pause`. A failure leaves those from before in force.
    async fn fetch(&self, now: Timestamp, pause: SignedDuration) {
        let _turn = self.turn.lock().await;
        if !self.known().may_try(now, pause) {
            return;
        }
        self.known.write().unwrap_or_else(PoisonError::into_inner).tried = Some(now);
        let fetched = self.source.keys(&self.issuer).await;
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.failed = fetched.is_err();
        match fetched {
            Ok(keys) => (known.keys, known.fetched) = (keys.into(), Some(now)),
            Err(reason) => tracing::warn!(issuer = self.issuer, %reason, "Entra's keys cannot be fetched"),
        }
    }

    fn known(&self) -> Known {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Known {
    fn age(&self, now: Timestamp) -> SignedDuration {
        self.fetched.map_or(SignedDuration::MAX, |at| now.duration_since(at))
    }

    /// Whoever waited for another's fetch finds that it was just done. A clock that was set back holds up nobody.
    fn may_try(&self, now: Timestamp, pause: SignedDuration) -> bool {
        let pause = if self.failed { RETRY } else { pause };
        self.tried.is_none_or(|at| now.duration_since(at).abs() >= pause)
    }
}
