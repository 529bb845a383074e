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

/// The keys of this process. Making one is slow, so stand-ins in one process share them, each with its own account of
/// which one signs.
static MADE: Mutex<Vec<Arc<Key>>> = Mutex::new(Vec::new());

/// Which of the process's keys is another issuer's.
const ELSEWHERE: usize = 0;
/// Which is never published.
const FOREIGN: usize = 1;
/// Which signs first; those that follow sign one after the other.
const FIRST: usize = 2;

impl Key {
    /// One of the process's keys.
    fn of_process(index: usize) -> Arc<Self> {
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        while made.len() <= index {
            made.push(Arc::default());
        }
        Arc::clone(&made[index])
    }

    /// Makes the key unless it is made.
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

/// Which of the process's keys sign and are published.
#[derive(Debug)]
struct Ring {
    current: usize,
    oldest_published: usize,
}

impl Keys {
    pub(super) fn new() -> Self {
        let ring = Ring { current: FIRST, oldest_published: FIRST };
        let (elsewhere, foreign) = (Key::of_process(ELSEWHERE), Key::of_process(FOREIGN));
        Self { ring: Mutex::new(ring), elsewhere, foreign }
    }

    /// Makes what is published in the background, so that whoever starts does not wait for it.
    pub(super) fn make_in_the_background(&self) {
        let wanted = [self.current(), Arc::clone(&self.elsewhere)];
        let make = move || wanted.iter().for_each(|key| key.make());
        // Without a thread the keys are made when they are first asked for.
        drop(std::thread::Builder::new().name("keys".into()).spawn(make));
    }

    /// Waits until what is published, and the key that is not, are made.
    pub(super) fn make(&self) {
        for key in [&self.current(), &self.elsewhere, &self.foreign] {
            key.make();
        }
    }

    /// The key that signs.
    pub(super) fn current(&self) -> Arc<Key> {
        Key::of_process(self.ring().current)
    }

    /// The key that signed before the last rotation.
    pub(super) fn previous(&self) -> Option<Arc<Key>> {
        let current = self.ring().current;
        (current > FIRST).then(|| Key::of_process(current - 1))
    }

    /// The keys that signed before and are still published, the last first.
    pub(super) fn previous_published(&self) -> Vec<Arc<Key>> {
        let indices = {
            let ring = self.ring();
            ring.oldest_published..ring.current
        };
        indices.rev().map(Key::of_process).collect()
    }

    /// Another key signs from now on; the old ones stay published when `keep` says so.
    pub(super) fn rotate(&self, keep: bool) {
        let mut ring = self.ring();
        ring.current += 1;
        if !keep {
            ring.oldest_published = ring.current;
        }
    }

    /// The published keys of `issuer`, and the one of the issuer `elsewhere`.
    pub(super) fn published(&self, issuer: &str, elsewhere: &str) -> Value {
        let indices = {
            let ring = self.ring();
            ring.oldest_published..=ring.current
        };
        let mut keys: Vec<Value> = indices.rev().map(|index| Key::of_process(index).jwk(issuer)).collect();
        keys.push(self.elsewhere.jwk(elsewhere));
        json!({ "keys": keys })
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
