//! A tenant's keys, kept: fetched when they are needed, anew from time to time, and for a key that nobody knows yet.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use super::fetch::Source;
use crate::{config, meter};

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
    /// When it was tried last for a key that was not among them.
    asked: Option<Timestamp>,
    /// The last attempt failed.
    failed: bool,
}

/// Why keys are fetched.
#[derive(Clone)]
enum Cause {
    /// They are old.
    Age,
    /// A token names one that is not among them.
    Lacks(String),
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
        let cause = match self.find(&known, id) {
            Ok(key) if known.age(now) < DUE => return Ok(key),
            Ok(key) if known.age(now) < OVERDUE => {
                if known.is_due(now) {
                    drop(self.refresh(now, Cause::Age));
                }
                return Ok(key);
            }
            Ok(_) => Cause::Age,
            Err(_) => Cause::Lacks(id.to_owned()),
        };
        if let Err(reason) = self.refresh(now, cause).await {
            tracing::error!(%reason, "fetching Entra's keys ended badly");
        }
        let known = self.known();
        self.find(&known, id).map_err(|missing| if known.failed { Missing::Away } else { missing })
    }

    fn find(&self, known: &Known, id: &str) -> Result<Key, Missing> {
        let mut named = known.keys.iter().filter(|key| key.id == id).peekable();
        named.peek().ok_or(Missing::Unknown)?;
        named.find(|key| key.issuer == self.issuer || key.issuer == self.any).cloned().ok_or(Missing::Foreign)
    }

    /// In a task of its own: it goes on when the request that wants it is given up, or the limits would not hold.
    fn refresh(self: &Arc<Self>, now: Timestamp, cause: Cause) -> JoinHandle<()> {
        let keys = Arc::clone(self);
        tokio::spawn(async move { keys.fetch(now, cause).await })
    }

    /// Fetches them, unless another just did. A failure leaves those from before in force.
    async fn fetch(&self, now: Timestamp, cause: Cause) {
        let _turn = self.turn.lock().await;
        if !self.is_wanted(&self.known(), now, &cause) {
            return;
        }
        self.change(|known| {
            known.tried = Some(now);
            known.asked =
                if matches!(cause, Cause::Lacks(_)) && known.fetched.is_some() { Some(now) } else { known.asked };
        });
        let fetched = self.source.keys(&self.issuer).await;
        meter::keys_asked(fetched.is_ok());
        if let Err(reason) = &fetched {
            tracing::warn!(issuer = self.issuer, %reason, "Entra's keys cannot be fetched");
        }
        self.change(|known| {
            known.failed = fetched.is_err();
            if let Ok(keys) = fetched {
                (known.keys, known.fetched) = (keys.into(), Some(now));
            }
        });
    }

    fn is_wanted(&self, known: &Known, now: Timestamp, cause: &Cause) -> bool {
        match cause {
            Cause::Age => known.is_due(now),
            Cause::Lacks(id) => self.find(known, id).is_err() && known.may_ask(now),
        }
    }

    fn known(&self) -> Known {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(&self, change: impl FnOnce(&mut Known)) {
        change(&mut self.known.write().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Known {
    fn age(&self, now: Timestamp) -> SignedDuration {
        self.fetched.map_or(SignedDuration::MAX, |at| now.duration_since(at))
    }

    /// Old, and not tried just now.
    fn is_due(&self, now: Timestamp) -> bool {
        self.age(now) >= DUE && is_past(self.tried, RETRY, now)
    }

    /// One that is not among them may be asked for: once, and then not for a while.
    fn may_ask(&self, now: Timestamp) -> bool {
        if self.failed { is_past(self.tried, RETRY, now) } else { is_past(self.asked, PAUSE, now) }
    }
}

/// Whether that is so long ago. A clock that was set back holds up nobody.
fn is_past(at: Option<Timestamp>, pause: SignedDuration, now: Timestamp) -> bool {
    at.is_none_or(|at| now.duration_since(at).abs() >= pause)
}
