//! The claims of access tokens and ID tokens, version 2.0.

use super::jwt::Parts;
use super::{Account, Entra, accounts};
use crate::entra::scope::Wanted;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// Entra dates tokens back by five minutes, for servers whose clocks are behind.
const BACK: i64 = 300;

/// Lifetimes of access tokens by chance, in seconds: the least, and how much more it may be.
const LIFETIME: (i64, i64) = (3600, 1800);

/// Lifetime of ID tokens, and of tokens without a person, in seconds.
const HOUR: i64 = 3600;

impl Entra {
    /// How long the next access token lives, in seconds.
    pub(super) fn lifetime(&self) -> i64 {
        let chance = i64::from(Uuid::new_v4().as_bytes()[0]) * LIFETIME.1 / 256;
        self.settings().lifetime.unwrap_or(LIFETIME.0 + chance)
    }

    /// What every token says.
    fn common(&self, tenant: Uuid, audience: &str, lifetime: i64) -> Map<String, Value> {
        let now = self.clock.now().as_second();
        object(json!({
            "aud": audience, "iss": self.issuer(tenant), "iat": now - BACK, "nbf": now - BACK, "exp": now + lifetime, "tid": tenant,
            "uti": unique(), "ver": "2.0",
        }))
    }

    /// An access token for a person.
    pub(super) fn access_claims(&self, account: &Account, wanted: &Wanted, lifetime: i64) -> Map<String, Value> {
        let client = &self.registration.client_id;
        let mut claims = self.common(account.tenant, &wanted.audience, lifetime);
        claims.extend(object(json!({
            "aio": unique(), "azp": client, "azpacr": "0", "name": account.name, "oid": account.oid, "preferred_username": account.username,
            "rh": format!("1.{}", unique()), "scp": wanted.scopes.join(" "), "sid": account.session(), "sub": account.subject(&wanted.audience),
        })));
        claims
    }

    /// An access token for the application itself, without a person.
    pub(super) fn app_claims(&self, tenant: Uuid, audience: &str) -> Map<String, Value> {
        let client = &self.registration.client_id;
        let principal = accounts::id("service principal", &format!("{tenant} {client}"));
        let mut claims = self.common(tenant, audience, HOUR);
        claims.extend(object(json!({
            "aio": unique(), "azp": client, "azpacr": "1", "idtyp": "app", "oid": principal, "sub": principal, "rh": format!("1.{}", unique()),
            "roles": [],
        })));
        claims
    }

    /// An ID token.
    pub(super) fn id_claims(&self, account: &Account, nonce: &str) -> Map<String, Value> {
        let client = &self.registration.client_id;
        let mut claims = self.common(account.tenant, client, HOUR);
        claims.extend(object(json!({
            "name": account.name, "oid": account.oid, "preferred_username": account.username, "rh": format!("1.{}", unique()),
            "sid": account.session(), "sub": account.subject(client),
        })));
        if !nonce.is_empty() {
            claims.insert("nonce".to_owned(), json!(nonce));
        }
        claims
    }

    /// Signs claims as Entra does.
    pub(super) fn sign(&self, claims: Map<String, Value>) -> String {
        let key = self.keys.current();
        Parts { header: header(key.id()), claims }.signed(&key)
    }
}

/// A token's header.
pub(super) fn header(key: &str) -> Map<String, Value> {
    object(json!({"typ": "JWT", "alg": "RS256", "kid": key}))
}

/// A JSON object's map.
pub(super) fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(map) = value { map } else { Map::new() }
}

/// MSAL's account id in the form it comes in.
pub(super) fn client_info(account: &Account) -> String {
    URL_SAFE_NO_PAD.encode(json!({"uid": account.oid, "utid": account.tenant}).to_string())
}

fn unique() -> String {
    URL_SAFE_NO_PAD.encode(Uuid::new_v4().as_bytes())
}
