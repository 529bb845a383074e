//! Signing in with Microsoft 365: whom an access token of Entra ID vouches for.
//!
//! Nothing here reads a clock or knows the practice database: a token and the time go in, an [`Account`] or the reason
//! comes out.

mod claims;
mod fetch;
mod keys;
mod token;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use crate::config;
use crate::practice::IdentityKey;
use claims::Expected;
use fetch::Source;
use keys::{Missing, TenantKeys};
use token::Unverified;

pub use token::{LARGEST, Refusal};

/// Checks access tokens.
pub struct Entra {
    expected: Expected,
    tenants: BTreeMap<String, Arc<TenantKeys>>,
}

/// A person whom Entra vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who: (`tid`, `oid`).
    pub key: IdentityKey,
    /// What Entra calls them; may be empty.
    pub name: String,
    /// Their sign-in name; may be empty. It can be changed and given to another, so it proves nothing by itself.
    pub username: String,
    /// Of another organisation, invited by this tenant: their sign-in name is not this tenant's to give.
    pub guest: bool,
}

/// Why there is no account.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The token is not what it has to be.
    #[error("the token is refused: {0}")]
    Refused(#[from] Refusal),
    /// Nobody can say: the keys to check it with cannot be fetched.
    #[error("Entra's keys cannot be fetched")]
    Away,
}

/// Why tokens cannot be checked at all: the configuration's fault.
#[derive(Debug, thiserror::Error)]
#[error("{key}: {reason}")]
pub struct Unusable {
    key: &'static str,
    reason: String,
}

impl Unusable {
    fn new(key: &'static str, reason: impl ToString) -> Self {
        Self { key, reason: reason.to_string() }
    }
}

impl Entra {
    /// Takes tokens of that application. Keys are fetched when the first token comes.
    ///
    /// # Errors
    /// When `entra.ca` holds no certificate.
    pub fn new(config: &config::Entra) -> Result<Self, Unusable> {
        let source = Arc::new(Source::new(config)?);
        let keys = |tenant: &String| {
            let keys = TenantKeys::new(config, tenant, Arc::clone(&source));
            (tenant.clone(), Arc::new(keys))
        };
        let expected = Expected { audience: config.audience.clone(), scope: config.scope.clone() };
        Ok(Self { expected, tenants: config.tenants.iter().map(keys).collect() })
    }

    /// Whom the token vouches for.
    ///
    /// # Errors
    /// [`Error::Refused`] with the reason, which is for the log; [`Error::Away`] when it cannot be checked.
    pub async fn verify(&self, token: &str, now: Timestamp) -> Result<Account, Error> {
        let token = Unverified::read(token)?;
        let keys = self.tenants.get(token.tenant()).ok_or(Refusal::Tenant)?;
        let key = keys.key(token.key_id(), now).await.map_err(|missing| match missing {
            Missing::Unknown => Error::Refused(Refusal::UnknownKey),
            Missing::Foreign => Error::Refused(Refusal::KeyIssuer),
            Missing::Away => Error::Away,
        })?;
        let claims = token.verified(&key)?;
        Ok(claims.account(keys.issuer(), &self.expected, now)?)
    }
}

impl fmt::Debug for Entra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entra").field("tenants", &self.tenants.keys()).finish_non_exhaustive()
    }
}
