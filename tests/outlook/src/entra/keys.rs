//! Signing keys: made at start, published as a JWKS, rotated on request.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::{EncodePublicKey as _, LineEnding};
use rsa::rand_core::OsRng;
use rsa::sha2::{Digest as _, Sha256};
use rsa::signature::{SignatureEncoding as _, Signer as _};
use rsa::traits::PublicKeyParts as _;
use rsa::{RsaPrivateKey, RsaPublicKey};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Size of the keys in bits, as Entra's are.
const BITS: usize = 2048;

/// A key pair. It is made when it is first wanted, which takes some tenths of a second.
#[derive(Debug, Default)]
pub(super) struct Key(OnceLock<Pair>);

#[derive(Debug)]
struct Pair {
    id: String,
    private: RsaPrivateKey,
}

impl Key {
    /// A key that is being made in the background, so that whoever starts does not wait for it.
    fn in_the_background() -> Arc<Self> {
        let key = Arc::new(Self::default());
        let worker = Arc::clone(&key);
        // Without a thread the key is made when it is first asked for.
        drop(std::thread::Builder::new().name("key".into()).spawn(move || worker.make()));
        key
    }

    fn make(&self) {
        self.pair();
    }

    fn pair(&self) -> &Pair {
        self.0.get_or_init(Pair::new)
    }

    /// The key's id.
    pub(super) fn id(&self) -> &str {
        &self.pair().id
    }

    /// The RS256 signature of `data`.
    pub(super) fn sign(&self, data: &[u8]) -> Vec<u8> {
        SigningKey::<Sha256>::new(self.pair().private.clone()).sign(data).to_vec()
    }

    /// The public half as PEM: what somebody would misuse as the secret of HS256.
    pub(super) fn public_pem(&self) -> String {
        self.public().to_public_key_pem(LineEnding::LF).unwrap_or_default()
    }

    fn public(&self) -> RsaPublicKey {
        self.pair().private.to_public_key()
    }

    /// The public half as an entry of a JWKS, with the issuer it signs for.
    fn jwk(&self, issuer: &str) -> Value {
        let public = self.public();
        let number = |value: &rsa::BigUint| URL_SAFE_NO_PAD.encode(value.to_bytes_be());
        json!({
            "kty": "RSA", "use": "sig", "kid": self.id(), "n": number(public.n()), "e": number(public.e()),
            "cloud_instance_name": "localhost", "issuer": issuer,
        })
    }
}

impl Pair {
    fn new() -> Self {
        // It fails only for sizes that cannot be, and this one can.
        let private = RsaPrivateKey::new(&mut OsRng, BITS).expect("2048 bits are enough for a key");
        let digest = Sha256::digest(private.n().to_bytes_be());
        Self { id: URL_SAFE_NO_PAD.encode(&digest[..20]), private }
    }
}

/// The keys of an issuer.
#[derive(Debug)]
pub(super) struct Keys {
    ring: Mutex<Ring>,
    /// Published, but for the tokens of another issuer: what a checker must look at `issuer` for.
    pub(super) elsewhere: Arc<Key>,
    /// Never published.
    pub(super) foreign: Arc<Key>,
}

#[derive(Debug)]
struct Ring {
    current: Arc<Key>,
    published_before: Vec<Arc<Key>>,
    last: Option<Arc<Key>>,
}

impl Keys {
    pub(super) fn new() -> Self {
        let ring = Ring { current: Key::in_the_background(), published_before: Vec::new(), last: None };
        Self { ring: Mutex::new(ring), elsewhere: Key::in_the_background(), foreign: Arc::default() }
    }

    /// The key that signs.
    pub(super) fn current(&self) -> Arc<Key> {
        Arc::clone(&self.ring().current)
    }

    /// The key that signed before the last rotation.
    pub(super) fn previous(&self) -> Option<Arc<Key>> {
        self.ring().last.clone()
    }

    /// A new key signs from now on; the old one stays published when `keep` says so.
    pub(super) fn rotate(&self, keep: bool) {
        let mut ring = self.ring();
        let old = std::mem::take(&mut ring.current);
        if keep {
            ring.published_before.push(Arc::clone(&old));
        } else {
            ring.published_before.clear();
        }
        ring.last = Some(old);
    }

    /// The published keys of `issuer`, and the one of the issuer `elsewhere`.
    pub(super) fn published(&self, issuer: &str, elsewhere: &str) -> Value {
        let (current, before) = {
            let ring = self.ring();
            (Arc::clone(&ring.current), ring.published_before.clone())
        };
        let mut keys: Vec<Value> = std::iter::once(&current).chain(&before).map(|key| key.jwk(issuer)).collect();
        keys.push(self.elsewhere.jwk(elsewhere));
        json!({ "keys": keys })
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
