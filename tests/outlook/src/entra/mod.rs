//! Microsoft Entra ID, as far as an add-in and its server meet it: an issuer below `/entra` on the stand-in's own
//! origin, and the broker behind the host's nested app authentication.

mod accounts;
mod assertion;
mod authorize;
mod broker;
mod claims;
mod grants;
mod jwt;
mod keys;
mod mint;
mod refusal;
mod registration;
mod scope;
mod settings;
mod token;

pub use accounts::{Account, SeedAccount, object_id};
pub use authorize::{Choice, Outcome, Request};
pub use broker::{BridgeError, BrokerRequest};
pub use mint::{Mint, MintError, Signature};
pub use refusal::Refusal;
pub use registration::{CLIENT, Registration, TENANT};
pub use settings::{Consent, Issuer, Settings};
pub use token::TokenRequest;

use crate::{Store, clock::Clock};
use grants::Grants;
use keys::Keys;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// The tenant of personal accounts: its key is published among those of all tenants, and signs for none of ours.
const PERSONAL: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// Names that stand for any tenant.
const ANY_TENANT: [&str; 2] = ["organizations", "common"];

/// The issuer and the broker.
#[derive(Debug)]
pub struct Entra {
    origin: String,
    addin: String,
    registration: Registration,
    store: Arc<Store>,
    clock: Arc<Clock>,
    keys: Keys,
    grants: Grants,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    settings: Settings,
    /// Those who agreed to the application.
    agreed: HashSet<Uuid>,
    /// Those who signed in by hand in the host's window.
    at_host: HashSet<Uuid>,
}

/// Which tenant an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tenant {
    /// This one.
    One(Uuid),
    /// `organizations` or `common`.
    Any,
}

impl Tenant {
    fn name(self) -> String {
        match self {
            Self::One(id) => id.to_string(),
            Self::Any => ANY_TENANT[0].to_owned(),
        }
    }
}

impl Entra {
    /// An issuer on `origin` for the add-in whose manifest is at `addin`.
    pub fn new(
        origin: String,
        addin: String,
        registration: Registration,
        store: Arc<Store>,
        clock: Arc<Clock>,
    ) -> Self {
        let (keys, grants, state) = (Keys::new(), Grants::default(), Mutex::default());
        keys.make_in_the_background();
        Self { origin, addin, registration, store, clock, keys, grants, state }
    }

    /// Waits until the keys are made, which takes seconds on a busy machine; later it is no work.
    pub fn make_keys(&self) {
        self.keys.make();
    }

    /// The base of every tenant's addresses, to be configured as the authority.
    pub fn authority(&self) -> String {
        format!("{}/entra", self.origin)
    }

    /// The host and port, by which MSAL calls the cloud.
    pub fn environment(&self) -> &str {
        self.origin.split_once("://").map_or(self.origin.as_str(), |(_, host)| host)
    }

    /// The `iss` of a tenant's tokens.
    pub fn issuer(&self, tenant: Uuid) -> String {
        format!("{}/{tenant}/v2.0", self.authority())
    }

    /// The registered application.
    pub fn registration(&self) -> &Registration {
        &self.registration
    }

    /// All accounts, the first mailbox's person first.
    pub fn accounts(&self) -> Vec<Account> {
        self.store.accounts().iter().map(|seed| Account::of_seed(seed, self.registration.tenant)).collect()
    }

    /// The account of a user name, an object id or a home account id.
    pub fn account(&self, name: &str) -> Option<Account> {
        self.accounts().into_iter().find(|account| account.is(name))
    }

    fn account_of(&self, oid: Uuid) -> Option<Account> {
        self.accounts().into_iter().find(|account| account.oid == oid)
    }

    /// The tenant that a part of an address names.
    pub fn tenant(&self, name: &str) -> Result<Tenant, Refusal> {
        if ANY_TENANT.contains(&name) {
            return Ok(Tenant::Any);
        }
        let id: Uuid = name.parse().map_err(|_| Refusal::UnknownTenant)?;
        let known = id == self.registration.tenant || self.accounts().iter().any(|account| account.tenant == id);
        if known { Ok(Tenant::One(id)) } else { Err(Refusal::UnknownTenant) }
    }

    /// The discovery document of a tenant, or of any.
    pub fn configuration(&self, tenant: Tenant) -> Value {
        let (name, issuer) = (tenant.name(), self.issuer_of(tenant));
        let base = format!("{}/{name}", self.authority());
        json!({
            "token_endpoint": format!("{base}/oauth2/v2.0/token"),
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "jwks_uri": format!("{base}/discovery/v2.0/keys"),
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "issuer": issuer,
            "request_uri_parameter_supported": false,
            "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
            "end_session_endpoint": format!("{base}/oauth2/v2.0/logout"),
            "http_logout_supported": true,
            "frontchannel_logout_supported": true,
            "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "ver"],
            "tenant_region_scope": "EU",
            "cloud_instance_name": self.environment(),
        })
    }

    /// The published keys of a tenant, or of any.
    pub fn jwks(&self, tenant: Tenant) -> Value {
        let elsewhere = format!("{}/{PERSONAL}/v2.0", self.authority());
        self.keys.published(&self.issuer_of(tenant), &elsewhere)
    }

    /// What MSAL asks of a cloud that it does not know.
    pub fn instance(&self, tenant: &str) -> Value {
        let host = self.environment();
        json!({
            "tenant_discovery_endpoint": format!("{}/{tenant}/v2.0/.well-known/openid-configuration", self.authority()),
            "api-version": "1.1",
            "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
        })
    }

    /// A new key signs from now on; the old one stays published when `keep` says so.
    pub fn rotate_keys(&self, keep: bool) {
        self.keys.rotate(keep);
    }

    /// The knobs as they stand.
    pub fn settings(&self) -> Settings {
        self.state().settings.clone()
    }

    /// Turns the knobs that `change` names; null takes a default back.
    pub fn turn(&self, change: &Value) -> Result<Settings, serde_json::Error> {
        let mut state = self.state();
        state.settings = state.settings.changed(change)?;
        Ok(state.settings.clone())
    }

    /// Takes every knob back, and forgets who agreed and who signed in by hand.
    pub fn reset(&self) {
        *self.state() = State::default();
    }

    /// Whether an account gets a token without being asked.
    pub(crate) fn may_be_silent(&self, account: &Account) -> Result<(), Refusal> {
        let state = self.state();
        if state.settings.interaction_required.iter().any(|name| account.is(name)) {
            return Err(Refusal::InteractionRequired);
        }
        match state.settings.consent {
            Consent::Given => Ok(()),
            Consent::Asked if state.agreed.contains(&account.oid) => Ok(()),
            Consent::Asked | Consent::Refused | Consent::Admin => Err(Refusal::ConsentRequired),
        }
    }

    /// Whether an account that is there by hand must still be asked to agree.
    pub(crate) fn asks_consent(&self, account: &Account) -> Result<bool, Refusal> {
        let state = self.state();
        match state.settings.consent {
            Consent::Given => Ok(false),
            Consent::Asked => Ok(!state.agreed.contains(&account.oid)),
            Consent::Refused => Err(Refusal::Declined),
            Consent::Admin => Err(Refusal::AdminConsent),
        }
    }

    /// The account did by hand what was required of it, and agreed when it was asked.
    fn signed_in_by_hand(&self, account: &Account, agreed: bool) {
        let mut state = self.state();
        state.settings.interaction_required.retain(|name| !account.is(name));
        if agreed {
            state.agreed.insert(account.oid);
        }
    }

    /// The issuer's time.
    pub(crate) fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    /// The claims of a token that one of the published keys signed.
    pub(crate) fn verified(&self, token: &str) -> Option<serde_json::Map<String, Value>> {
        let keys = std::iter::once(self.keys.current()).chain(self.keys.previous_published());
        keys.into_iter().find_map(|key| jwt::claims_signed_by(token, &key))
    }

    /// Whether a token's claims are for Microsoft Graph, and of the registered application in its tenant.
    pub(crate) fn is_for_graph(&self, claims: &serde_json::Map<String, Value>) -> bool {
        let is = |name: &str, value: &str| claims.get(name).and_then(Value::as_str) == Some(value);
        is("aud", scope::GRAPH)
            && is("tid", &self.registration.tenant.to_string())
            && is("azp", &self.registration.client_id)
    }

    fn issuer_of(&self, tenant: Tenant) -> String {
        match tenant {
            Tenant::One(id) => self.issuer(id),
            Tenant::Any => format!("{}/{{tenantid}}/v2.0", self.authority()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
