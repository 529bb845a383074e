//! Who may: bearer tokens of the stand-in's issuer.

use super::problem::Problem;
use super::request::Request;
use super::world::{Caller, Rights};
use crate::entra::Entra;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Checks tokens. What was verified once is remembered, for verifying is slow.
#[derive(Debug)]
pub(super) struct Access {
    entra: Arc<Entra>,
    verified: Mutex<HashMap<String, Map<String, Value>>>,
}

/// The most tokens remembered.
const REMEMBERED: usize = 256;

impl Access {
    pub(super) fn new(entra: Arc<Entra>) -> Self {
        Self { entra, verified: Mutex::default() }
    }

    /// Who asks, by the token of the request.
    pub(super) fn caller(&self, request: &Request) -> Result<Caller, Problem> {
        let token = request.first("authorization").and_then(|header| header.strip_prefix("Bearer "));
        let token = token.ok_or(Problem::Token("Access token is empty."))?.trim();
        let claims = self.claims(token).ok_or(Problem::Token("Access token validation failure. Invalid signature."))?;
        let now = self.entra.now().as_second();
        let time = |name: &str| claims.get(name).and_then(Value::as_i64).unwrap_or_default();
        if time("exp") <= now || time("nbf") > now {
            return Err(Problem::Token("Lifetime validation failed, the token is expired."));
        }
        if !self.entra.is_for_graph(&claims) {
            return Err(Problem::Token("Access token validation failure. Invalid audience."));
        }
        let Some(scopes) = claims.get("scp").and_then(Value::as_str) else { return Ok(Caller::Application) };
        let scope = |name: &str| scopes.split(' ').any(|one| one == ".default" || one.starts_with(name));
        let rights = |what: &str| {
            let rights = [("ReadWrite", Rights::Write), ("Read", Rights::Read)];
            let found = rights.into_iter().find(|(name, _)| scope(&format!("{what}.{name}")));
            found.map_or(Rights::None, |(_, rights)| rights)
        };
        let (contacts, calendars) = (rights("Contacts"), rights("Calendars"));
        if contacts.max(calendars) == Rights::None {
            return Err(Problem::Denied);
        }
        let oid = claims.get("oid").and_then(Value::as_str).unwrap_or_default();
        let account = self.entra.account(oid).ok_or(Problem::Token("The user of the token is unknown."))?;
        Ok(Caller::Person { address: account.username.to_lowercase(), contacts, calendars })
    }

    fn claims(&self, token: &str) -> Option<Map<String, Value>> {
        let lock = || self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(claims) = lock().get(token) {
            return Some(claims.clone());
        }
        let claims = self.entra.verified(token)?;
        let mut verified = lock();
        if verified.len() >= REMEMBERED {
            verified.clear();
        }
        verified.insert(token.to_owned(), claims.clone());
        Some(claims)
    }
}
