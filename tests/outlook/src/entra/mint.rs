//! Tokens made to measure: right ones, and every wrong one that a server must refuse.

use super::jwt::Parts;
use super::scope::Wanted;
use super::{Entra, claims};
use serde::Deserialize;
use serde_json::{Map, Value};
use thiserror::Error;

/// What signs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signature {
    /// The issuer's key.
    #[default]
    Current,
    /// The key before the last rotation.
    Previous,
    /// A key that is published nowhere, under the id of the issuer's.
    Foreign,
    /// A key that is published, but for another issuer.
    OtherIssuer,
    /// None: `alg` is `none`.
    None,
    /// HS256 with the issuer's public key, as PEM, for the secret.
    PublicKeyAsSecret,
}

impl Signature {
    fn algorithm(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::PublicKeyAsSecret => "HS256",
            _ => "RS256",
        }
    }
}

/// What to make.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Mint {
    /// Whose: user name or object id; the first account when left out.
    pub account: Option<String>,
    /// What for; the application's own scope when left out.
    pub scope: Option<String>,
    /// A token of the application itself, without a person.
    pub app: bool,
    /// Lifetime in seconds; negative is expired.
    pub lifetime: Option<i64>,
    /// Claims to set; null takes one away.
    pub claims: Map<String, Value>,
    /// Header fields to set; null takes one away.
    pub header: Map<String, Value>,
    /// What signs.
    pub key: Signature,
}

/// Why a token cannot be made.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum MintError {
    /// No such account.
    #[error("there is no account {0:?}")]
    Account(String),
    /// No rotation yet.
    #[error("the keys were not rotated yet, so there is no previous one")]
    Previous,
    /// A scope that is not offered.
    #[error("{0}")]
    Scope(String),
}

impl Entra {
    /// Makes a token to measure.
    pub fn mint(&self, mint: &Mint) -> Result<String, MintError> {
        let (current, previous) = (self.keys.current(), self.keys.previous());
        let named = match mint.key {
            Signature::Previous => previous.as_ref().ok_or(MintError::Previous)?,
            Signature::OtherIssuer => &self.keys.elsewhere,
            _ => &current,
        };
        let signer = if mint.key == Signature::Foreign { &self.keys.foreign } else { named };
        let mut parts = Parts { header: claims::header(named.id()), claims: self.minted_claims(mint)? };
        parts.header.insert("alg".to_owned(), mint.key.algorithm().into());
        put(&mut parts.header, &mint.header);
        put(&mut parts.claims, &mint.claims);
        Ok(match mint.key {
            Signature::None => parts.unsigned(),
            Signature::PublicKeyAsSecret => parts.keyed(&current.public_pem()),
            _ => parts.signed(signer),
        })
    }

    fn minted_claims(&self, mint: &Mint) -> Result<Map<String, Value>, MintError> {
        let scope =
            mint.scope.clone().unwrap_or_else(|| format!("{}/{}", self.registration.api(), self.registration.scope));
        let wanted =
            Wanted::read(&scope, &self.registration).map_err(|refusal| MintError::Scope(refusal.to_string()))?;
        let lifetime = mint.lifetime.unwrap_or_else(|| self.lifetime());
        if mint.app {
            return Ok(self.app_claims(self.registration.tenant, &wanted.audience));
        }
        let account = match &mint.account {
            Some(name) => self.account(name).ok_or_else(|| MintError::Account(name.clone()))?,
            None => self.accounts().into_iter().next().ok_or_else(|| MintError::Account("the first".to_owned()))?,
        };
        Ok(self.access_claims(&account, &wanted, lifetime))
    }
}

fn put(map: &mut Map<String, Value>, given: &Map<String, Value>) {
    for (name, value) in given {
        if value.is_null() {
            map.remove(name);
        } else {
            map.insert(name.clone(), value.clone());
        }
    }
}
