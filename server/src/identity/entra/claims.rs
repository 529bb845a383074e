use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use super::{Account, token::Refusal};
use crate::practice::IdentityKey;

/// How far Entra's clock and ours may be apart, in seconds.
const LEEWAY: i64 = 60;

/// The version of access tokens that name their tenant's own issuer.
const VERSION: &str = "2.0";

/// What every token has to be for.
pub(super) struct Expected {
    /// What `aud` may be.
    pub(super) audience: Vec<String>,
    /// What `scp` has to contain.
    pub(super) scope: String,
}

/// What a token says ("Access token claims reference"). What is missing is empty, so that the check that needs it fails.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Claims {
    iss: String,
    aud: String,
    tid: String,
    ver: String,
    exp: Option<i64>,
    nbf: Option<i64>,
    oid: String,
    sub: String,
    /// Scopes, with blanks between them; only where a person is signed in.
    scp: Option<String>,
    /// `app` where no person is.
    idtyp: Option<String>,
    name: String,
    preferred_username: String,
    upn: String,
    /// Who signed the person in, where that is not `iss`.
    idp: Option<String>,
    /// 1 for a guest.
    acct: Option<i64>,
}

impl Claims {
    pub(super) fn tenant(&self) -> &str {
        &self.tid
    }

    /// The person, if everything is as it has to be.
    pub(super) fn account(self, issuer: &str, expected: &Expected, now: Timestamp) -> Result<Account, Refusal> {
        let now = now.as_second();
        let person = Uuid::try_parse(&self.oid).map(|id| id.hyphenated().to_string());
        let checks = [
            (self.iss == issuer, Refusal::Issuer),
            (expected.audience.contains(&self.aud), Refusal::Audience),
            (self.ver == VERSION, Refusal::Version),
            (self.exp.is_some_and(|exp| now < exp.saturating_add(LEEWAY)), Refusal::Expired),
            (self.nbf.is_some_and(|nbf| nbf.saturating_sub(LEEWAY) <= now), Refusal::NotYetValid),
            (!self.is_of_an_application(), Refusal::AppOnly),
            (self.has_scope(&expected.scope), Refusal::Scope),
            (person.is_ok(), Refusal::NoPerson),
        ];
        match (checks.into_iter().find(|(holds, _)| !holds), person) {
            (None, Ok(object)) => Ok(self.into_account(object)),
            (Some((_, refusal)), _) => Err(refusal),
            (None, Err(_)) => Err(Refusal::NoPerson),
        }
    }

    /// By any of the signs that Microsoft names: its type says so, no scope, or its subject is its own object (a person's
    /// subject is another one for each application).
    fn is_of_an_application(&self) -> bool {
        let by_subject = !self.oid.is_empty() && self.oid == self.sub;
        self.scp.is_none() || self.idtyp.as_deref() == Some("app") || by_subject
    }

    fn has_scope(&self, scope: &str) -> bool {
        self.scp.iter().flat_map(|scopes| scopes.split(' ')).any(|one| one == scope)
    }

    fn into_account(self, object: String) -> Account {
        let guest = self.acct == Some(1) || self.idp.is_some_and(|idp| idp != self.iss);
        let username = if self.preferred_username.is_empty() { self.upn } else { self.preferred_username };
        Account { key: IdentityKey { tenant: self.tid, object }, name: self.name, username, guest }
    }
}
