//! Keeps secrets in the practice database unreadable without the key of the configuration.

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use secrecy::SecretString;

use crate::mailbox::Error;

/// Seals by AES-256-GCM. What was sealed for one person opens for no other.
pub struct Seal(LessSafeKey);

/// What a sealed text begins with: how it was sealed.
const VERSION: u8 = 1;

impl Seal {
    /// The bytes that a key has.
    pub const KEY: usize = 32;

    /// Seals with that key; `None` when it has not [`Seal::KEY`] bytes.
    pub fn new(key: &[u8]) -> Option<Self> {
        UnboundKey::new(&AES_256_GCM, key).ok().map(|key| Self(LessSafeKey::new(key)))
    }

    /// Seals a text for a staff member, in Base64.
    ///
    /// # Errors
    /// [`Error::Later`] when the system gives no random numbers.
    pub fn close(&self, staff: &str, text: &str) -> Result<String, Error> {
        let failed = |_| Error::Later { reason: "the system gives no random numbers".to_owned(), after: None };
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).map_err(failed)?;
        let mut sealed = text.as_bytes().to_vec();
        let (nonce_used, aad) = (Nonce::assume_unique_for_key(nonce), Aad::from(staff.as_bytes()));
        self.0.seal_in_place_append_tag(nonce_used, aad, &mut sealed).map_err(failed)?;
        Ok(BASE64_STANDARD.encode([&[VERSION], nonce.as_slice(), &sealed].concat()))
    }

    /// Opens what was sealed for that staff member; `None` when it was not, or with another key.
    pub fn open(&self, staff: &str, sealed: &str) -> Option<SecretString> {
        let bytes = BASE64_STANDARD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.strip_prefix(&[VERSION])?.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut sealed = sealed.to_vec();
        let text = self.0.open_in_place(nonce, Aad::from(staff.as_bytes()), &mut sealed).ok()?;
        String::from_utf8(text.to_vec()).ok().map(SecretString::from)
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal")
    }
}
