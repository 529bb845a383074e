//! The broker behind nested app authentication: the host gets tokens for the add-in in its frame.
//!
//! Status texts and answers are what MSAL's bridge expects of a host.

use super::authorize::within;
use super::registration::broker_uri;
use super::scope::Wanted;
use super::{Account, Entra, Issuer, Refusal, Tenant};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A request of an add-in's frame, and what the host knows about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct BrokerRequest {
    /// The application.
    pub client_id: String,
    /// The frame's origin.
    pub origin: String,
    /// The authority, when the add-in names one.
    pub authority: Option<String>,
    /// What for.
    pub scope: String,
    /// The account that the add-in means, by its home account id.
    pub account: Option<String>,
    /// The address of the mailbox that Outlook shows.
    pub mailbox: String,
    /// The account that the person picked in the host's window.
    pub picked: Option<String>,
    /// Whether the person agreed there.
    pub accepted: bool,
}

/// An error as the bridge carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BridgeError {
    /// One of the bridge's status texts.
    pub status: &'static str,
    /// The OAuth error.
    pub code: String,
    /// What MSAL looks at besides.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sub_error: String,
    /// The error's text.
    pub description: String,
}

impl BridgeError {
    fn new(status: &'static str, code: &str, description: &str) -> Self {
        Self { status, code: code.to_owned(), sub_error: String::new(), description: description.to_owned() }
    }
}

impl From<Refusal> for BridgeError {
    fn from(refusal: Refusal) -> Self {
        let status = if refusal.needs_person() { "USER_INTERACTION_REQUIRED" } else { "PERSISTENT_ERROR" };
        let error = Self::new(status, refusal.error(), &refusal.description());
        Self { sub_error: refusal.suberror().to_owned(), ..error }
    }
}

impl Entra {
    /// A token for an add-in: silently, or for the account that was picked.
    pub fn broker(&self, request: &BrokerRequest) -> Result<Value, BridgeError> {
        self.reachable()?;
        let tenant = self.may_broker(request)?;
        let wanted = Wanted::read(&request.scope, &self.registration)?;
        let account = self.meant(request)?;
        if !within(tenant, &account) {
            return Err(Refusal::NotInTenant.into());
        }
        match &request.picked {
            None => self.may_be_silent(&account)?,
            Some(_) if self.asks_consent(&account)? && !request.accepted => return Err(Refusal::ConsentRequired.into()),
            Some(_) => self.signed_in_at_host(&account, request.accepted),
        }
        Ok(self.brokered(&account, &wanted))
    }

    /// What the host says about its account when an add-in starts.
    pub fn account_context(&self, mailbox: &str) -> Option<Value> {
        let account = self.signed_in(mailbox)?;
        Some(
            json!({"homeAccountId": account.home_account_id(), "environment": self.environment(), "tenantId": account.tenant}),
        )
    }

    /// Who may be picked in the host's window, and whether each must agree.
    pub fn pickable(&self, request: &BrokerRequest) -> Result<Value, BridgeError> {
        self.reachable()?;
        let tenant = self.may_broker(request)?;
        let accounts = self.accounts().into_iter().filter(|account| within(tenant, account)).map(|account| {
            json!({"username": account.username, "name": account.name, "asks": self.asks_consent(&account) == Ok(true)})
        });
        let wanted = Wanted::read(&request.scope, &self.registration)?;
        Ok(
            json!({"application": self.registration.name, "scopes": wanted.scopes, "accounts": accounts.collect::<Vec<_>>()}),
        )
    }

    fn reachable(&self) -> Result<(), BridgeError> {
        match self.settings().issuer {
            Issuer::Here => Ok(()),
            Issuer::Away => {
                Err(BridgeError::new("NO_NETWORK", "no_network", "The identity service cannot be reached."))
            }
            Issuer::Failing => {
                Err(BridgeError::new("TRANSIENT_ERROR", "temporarily_unavailable", "The identity service answers 500."))
            }
        }
    }

    fn may_broker(&self, request: &BrokerRequest) -> Result<Tenant, Refusal> {
        if request.client_id != self.registration.client_id {
            return Err(Refusal::UnknownClient);
        }
        if !self.registration.allows(&broker_uri(&request.origin), &self.addin) {
            return Err(Refusal::RedirectMismatch);
        }
        let Some(authority) = request.authority.as_deref().filter(|text| !text.is_empty()) else {
            return Ok(Tenant::Any);
        };
        let name = authority.trim_end_matches('/').strip_prefix(&self.authority()).ok_or(Refusal::UnknownTenant)?;
        self.tenant(name.trim_start_matches('/'))
    }

    /// The account that was picked, that the add-in means, or that is signed in.
    fn meant(&self, request: &BrokerRequest) -> Result<Account, BridgeError> {
        let found = match (&request.picked, &request.account) {
            (Some(picked), _) => self.account(picked),
            (None, Some(meant)) => self.account(meant).filter(|account| self.is_at_host(account, &request.mailbox)),
            (None, None) => self.signed_in(&request.mailbox),
        };
        found.ok_or_else(|| {
            BridgeError::new("ACCOUNT_UNAVAILABLE", "no_account_found", "The account is not signed in here.")
        })
    }

    fn is_at_host(&self, account: &Account, mailbox: &str) -> bool {
        self.state().at_host.contains(&account.oid) || self.signed_in(mailbox).as_ref() == Some(account)
    }

    fn signed_in(&self, mailbox: &str) -> Option<Account> {
        let setting = self.settings().signed_in;
        match setting.as_str() {
            "nobody" => None,
            "mailbox" => self.account(mailbox),
            name => self.account(name),
        }
    }

    fn signed_in_at_host(&self, account: &Account, accepted: bool) {
        self.signed_in_by_hand(account, accepted);
        self.state().at_host.insert(account.oid);
    }

    fn brokered(&self, account: &Account, wanted: &Wanted) -> Value {
        let lifetime = self.lifetime();
        json!({
            "token": {
                "access_token": self.sign(self.access_claims(account, wanted, lifetime)),
                "id_token": self.sign(self.id_claims(account, "")),
                "expires_in": lifetime, "scope": wanted.granted(), "properties": null,
                "authority": format!("{}/{}/", self.authority(), account.tenant),
            },
            "account": {
                "homeAccountId": account.home_account_id(), "environment": self.environment(), "tenantId": account.tenant,
                "username": account.username, "localAccountId": account.oid, "name": account.name,
            },
        })
    }
}
