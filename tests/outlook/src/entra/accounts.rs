//! The accounts of the tenants: one for each person's mailbox, and what else the seed names.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// An account that the seed names. One whose user name is a mailbox's address says more about that mailbox's person.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedAccount {
    /// The object id; left out it follows from the user name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oid: Option<Uuid>,
    /// The person's name.
    pub name: String,
    /// What the person signs in with.
    pub username: String,
    /// The tenant; left out it is the stand-in's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<Uuid>,
}

/// An account as tokens name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// The object id: with the tenant's id it names the person for ever.
    pub oid: Uuid,
    /// The person's name.
    pub name: String,
    /// What the person signs in with; it may change.
    pub username: String,
    /// The tenant's id.
    pub tenant: Uuid,
}

impl Account {
    /// The account of a seed in a tenant.
    pub fn of_seed(seed: &SeedAccount, tenant: Uuid) -> Self {
        let tenant = seed.tenant.unwrap_or(tenant);
        let oid = seed.oid.unwrap_or_else(|| object_id(&seed.username));
        Self { oid, name: seed.name.clone(), username: seed.username.clone(), tenant }
    }

    /// Whether it is the one somebody names: by user name, object id or MSAL's home account id.
    pub fn is(&self, name: &str) -> bool {
        self.username.eq_ignore_ascii_case(name) || self.oid.to_string() == name || self.home_account_id() == name
    }

    /// MSAL's name for an account in its home tenant: `<oid>.<tid>`.
    pub fn home_account_id(&self) -> String {
        format!("{}.{}", self.oid, self.tenant)
    }

    /// The pairwise subject for one application.
    pub fn subject(&self, client: &str) -> String {
        digest(&format!("subject {} {} {client}", self.tenant, self.oid))
    }

    /// The id of the person's sign-in session.
    pub fn session(&self) -> Uuid {
        id("session", &self.oid.to_string())
    }
}

/// The object id of a user name that nobody gave another.
pub fn object_id(username: &str) -> Uuid {
    id("object", username)
}

/// An id that follows from a text: the same after a restart, so that ties to a person hold.
pub(super) fn id(kind: &str, text: &str) -> Uuid {
    let digest = Sha256::digest(format!("{kind} {}", text.to_lowercase()));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// A short opaque text that follows from another.
pub(super) fn digest(text: &str) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}
