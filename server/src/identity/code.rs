//! The one-time code that makes the first administrator.

use std::sync::{Mutex, PoisonError};

use secrecy::SecretString;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{Error, random};

/// Wrong tries that are let pass; after them there is no code until the server starts again.
const TRIES: u32 = 5;
/// Letters and digits that nobody takes for another (Crockford's base 32): 5 bits each.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs of a code: 100 bits.
const LENGTH: usize = 20;
/// So many stand together.
const GROUP: usize = 5;

/// A code that was given out, as its hash; it is good for one person.
#[derive(Debug, Default)]
pub(super) struct Code(Mutex<Option<Open>>);

#[derive(Debug)]
struct Open {
    hash: [u8; 32],
    left: u32,
}

impl Code {
    /// A new code, and its text for whoever runs the server.
    pub(super) fn new() -> Result<(Self, SecretString), Error> {
        let signs = random::<LENGTH>()?.map(|byte| char::from(SIGNS[usize::from(byte % 32)]));
        let text = signs.chunks(GROUP).map(String::from_iter).collect::<Vec<_>>().join("-");
        let open = Open { hash: hash(&text), left: TRIES };
        Ok((Self(Mutex::new(Some(open))), text.into()))
    }

    /// Whether there is one still.
    pub(super) fn is_open(&self) -> bool {
        self.open().is_some()
    }

    /// Whether that is it. A wrong one counts.
    pub(super) fn try_one(&self, text: &str) -> Result<(), Error> {
        let mut slot = self.open();
        let open = slot.as_mut().ok_or(Error::NoCode)?;
        if bool::from(open.hash.ct_eq(&hash(text))) {
            return Ok(());
        }
        open.left -= 1;
        if open.left == 0 {
            *slot = None;
        }
        Err(Error::WrongCode)
    }

    /// It did what it was for.
    pub(super) fn close(&self) {
        *self.open() = None;
    }

    fn open(&self) -> std::sync::MutexGuard<'_, Option<Open>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The hash of its signs, whatever stands between them and in whatever letter case they are.
fn hash(text: &str) -> [u8; 32] {
    let signs = text.bytes().filter(u8::is_ascii_alphanumeric).map(|sign| sign.to_ascii_uppercase());
    Sha256::digest(signs.collect::<Vec<_>>()).into()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_code_is_taken_however_it_is_typed_and_is_over_after_a_few_wrong_ones() {
        let (code, text) = Code::new().expect("a code");
        let text = text.expose_secret();
        assert_eq!((text.len(), text.matches('-').count()), (LENGTH + 3, 3), "{text}");
        let typed = [text.to_owned(), text.to_lowercase(), text.replace('-', " "), text.replace('-', "")];
        for typed in typed {
            code.try_one(&typed).expect("it is the code");
        }
        for wrong in ["", "00000-00000-00000-00000", &text[1..], &format!("{text}0"), "?"] {
            assert!(matches!(code.try_one(wrong), Err(Error::WrongCode)), "{wrong}");
        }
        assert!(!code.is_open());
        assert!(matches!(code.try_one(text), Err(Error::NoCode)), "the right one is no good either");
        assert!(!format!("{code:?}").contains(text));
    }

    #[test]
    fn no_two_codes_are_the_same_and_one_that_was_used_is_over() {
        let ((one, first), (_, second)) = (Code::new().expect("a code"), Code::new().expect("a code"));
        assert_ne!(first.expose_secret(), second.expose_secret());
        one.close();
        assert!(matches!(one.try_one(first.expose_secret()), Err(Error::NoCode)));
        assert!(matches!(Code::default().try_one(""), Err(Error::NoCode)), "there may be none at all");
    }
}
