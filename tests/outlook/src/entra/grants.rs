//! Codes and refresh tokens that were handed out.

use super::Refusal;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// How long a code may be redeemed: ten minutes.
const CODE_LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// How long a browser application's refresh token is good for, counted from the sign-in.
const REFRESH_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// What a code stands for.
#[derive(Debug, Clone)]
pub(super) struct Code {
    /// The person.
    pub(super) oid: Uuid,
    /// The `scope` that was asked for.
    pub(super) scope: String,
    /// Where the code was sent.
    pub(super) redirect_uri: String,
    /// To be repeated in the ID token.
    pub(super) nonce: String,
    /// The S256 challenge.
    pub(super) challenge: String,
}

/// What a refresh token stands for.
#[derive(Debug, Clone)]
pub(super) struct Refresh {
    /// The person.
    pub(super) oid: Uuid,
    /// When it ends, and every one that follows from it.
    pub(super) ends: Timestamp,
}

/// Holds them.
#[derive(Debug, Default)]
pub(super) struct Grants(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    codes: HashMap<String, Issued>,
    refresh: HashMap<String, Refresh>,
}

#[derive(Debug)]
struct Issued {
    code: Code,
    ends: Timestamp,
    used: bool,
}

impl Grants {
    /// A code for this.
    pub(super) fn code(&self, code: Code, now: Timestamp) -> String {
        let text = opaque();
        let ends = now.saturating_add(CODE_LIFETIME).unwrap_or(now);
        self.held().codes.insert(text.clone(), Issued { code, ends, used: false });
        text
    }

    /// What a code stands for; it can be redeemed once.
    pub(super) fn redeem(&self, text: &str, now: Timestamp) -> Result<Code, Refusal> {
        let mut held = self.held();
        let issued = held.codes.get_mut(text).filter(|issued| issued.ends > now).ok_or(Refusal::CodeExpired)?;
        if issued.used {
            return Err(Refusal::CodeUsed);
        }
        issued.used = true;
        Ok(issued.code.clone())
    }

    /// A refresh token for a sign-in, or one that follows from another and ends with it.
    pub(super) fn refresh(&self, oid: Uuid, ends: Option<Timestamp>, now: Timestamp) -> String {
        let text = opaque();
        let ends = ends.unwrap_or_else(|| now.saturating_add(REFRESH_LIFETIME).unwrap_or(now));
        self.held().refresh.insert(text.clone(), Refresh { oid, ends });
        text
    }

    /// What a refresh token stands for. It stays good, as Entra's do.
    pub(super) fn refreshed(&self, text: &str, now: Timestamp) -> Result<Refresh, Refusal> {
        let refresh = self.held().refresh.get(text).cloned().ok_or(Refusal::RefreshUnknown)?;
        if refresh.ends > now { Ok(refresh) } else { Err(Refusal::RefreshExpired) }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn opaque() -> String {
    format!("1.{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}
