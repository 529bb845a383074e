//! Tokens as text: signed by hand, so that any mistake can be made on purpose.

use super::keys::Key;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::hmac;
use serde_json::{Map, Value};

/// The parts of a compact token.
pub(super) struct Parts {
    pub(super) header: Map<String, Value>,
    pub(super) claims: Map<String, Value>,
}

impl Parts {
    /// Signs with RS256.
    pub(super) fn signed(&self, key: &Key) -> String {
        let text = self.text();
        let signature = key.sign(text.as_bytes());
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Signs with HS256 and a secret that everybody knows.
    pub(super) fn keyed(&self, secret: &str) -> String {
        let text = self.text();
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes())))
    }

    /// Signs with nothing.
    pub(super) fn unsigned(&self) -> String {
        format!("{}.", self.text())
    }

    fn text(&self) -> String {
        let part = |map: &Map<String, Value>| URL_SAFE_NO_PAD.encode(Value::Object(map.clone()).to_string());
        format!("{}.{}", part(&self.header), part(&self.claims))
    }
}

/// The claims of a token that `key` signed; RS256 signatures of the same text are the same.
pub(super) fn claims_signed_by(token: &str, key: &Key) -> Option<Map<String, Value>> {
    let (text, signature) = token.rsplit_once('.')?;
    if URL_SAFE_NO_PAD.decode(signature).ok()? != key.sign(text.as_bytes()) {
        return None;
    }
    let (_, claims) = text.split_once('.')?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
}
