//! Access tokens as Entra makes them, and as it does not.

use std::sync::LazyLock;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::rand_core::OsRng;
use rsa::sha2::{Digest, Sha256};
use rsa::signature::{SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};

/// The application.
pub(crate) const CLIENT: &str = "c1111111-2222-3333-4444-555555555555";
/// The firm's tenant.
pub(crate) const FIRM: &str = "a0000000-0000-0000-0000-000000000001";
/// The tenant of its subsidiary, on the list too.
pub(crate) const OTHER: &str = "a0000000-0000-0000-0000-000000000002";
/// A tenant that is not on the list.
pub(crate) const STRANGER: &str = "a0000000-0000-0000-0000-000000000003";

/// The name of the key that is published.
pub(crate) const KEY_ID: &str = "key-1";

/// Three keys, made once: the published one, the one that follows it, and one that nobody publishes.
pub(crate) static KEYS: LazyLock<[RsaPrivateKey; 3]> = LazyLock::new(|| [2048, 2048, 2048].map(made));

/// A key of so many bits.
pub(crate) fn made(bits: usize) -> RsaPrivateKey {
    RsaPrivateKey::new(&mut OsRng, bits).expect("a key")
}

/// A key as a JWKS holds it.
pub(crate) fn jwk(id: &str, key: &RsaPrivateKey, issuer: &str) -> Value {
    json!({
        "kty": "RSA", "use": "sig", "kid": id, "x5t": id, "issuer": issuer,
        "n": base64(key.n().to_bytes_be()), "e": base64(key.e().to_bytes_be()),
    })
}

pub(crate) fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// An `oid`, of any word.
pub(crate) fn object(word: &str) -> String {
    let digest = Sha256::digest(word);
    uuid::Uuid::from_slice(&digest[..16]).expect("16 bytes").to_string()
}

/// A token before it is signed.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) header: Value,
    pub(crate) claims: Value,
}

impl Token {
    /// A good one, of that person of the firm.
    pub(crate) fn of(authority: &str, word: &str, now: Timestamp) -> Self {
        let now = now.as_second();
        let username = format!("{word}@firm.example");
        let claims = json!({
            "aud": CLIENT, "iss": format!("{authority}/{FIRM}/v2.0"), "iat": now - 10, "nbf": now - 10, "exp": now + 3600,
            "azp": CLIENT, "azpacr": "0", "name": format!("Person {word}"), "oid": object(word),
            "preferred_username": username, "scp": "openid access_as_user", "sub": format!("pairwise-{word}"),
            "tid": FIRM, "uti": "u", "ver": "2.0",
        });
        Self { header: json!({ "typ": "JWT", "alg": "RS256", "kid": KEY_ID }), claims }
    }

    /// The same with another claim, or without it when the value is null.
    pub(crate) fn with(mut self, claim: &str, value: impl Into<Value>) -> Self {
        set(&mut self.claims, claim, value.into());
        self
    }

    /// The same with another header, or without it when the value is null.
    pub(crate) fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        set(&mut self.header, name, value.into());
        self
    }

    /// What is signed.
    pub(crate) fn message(&self) -> String {
        format!("{}.{}", base64(self.header.to_string()), base64(self.claims.to_string()))
    }

    /// Signed by RS256, whatever the header says.
    pub(crate) fn signed_by(&self, key: &RsaPrivateKey) -> String {
        let message = self.message();
        let signature = SigningKey::<Sha256>::new(key.clone()).sign(message.as_bytes());
        format!("{message}.{}", base64(signature.to_bytes()))
    }

    /// Signed by the published key.
    pub(crate) fn signed(&self) -> String {
        self.signed_by(&KEYS[0])
    }
}

fn set(object: &mut Value, name: &str, value: Value) {
    let members = object.as_object_mut().expect("an object");
    if value.is_null() {
        members.remove(name)
    } else {
        members.insert(name.to_owned(), value)
    };
}
