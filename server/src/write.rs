//! What comes with every write: its idempotency key and its times.

use jiff::Timestamp;

use crate::identity::Person;
use crate::practice::StoredAnswer;

/// What comes with every write, besides the person and the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteContext {
    /// The idempotency key that the sender chose: 8 to 100 visible ASCII characters.
    pub key: String,
    /// SHA-256 of method, path and body in hexadecimal, so that a key used for something else is noticed.
    pub fingerprint: String,
    /// The server's time.
    pub now: Timestamp,
    /// When the person made the edit, which may have waited for the server: it is the edit's own time (M3).
    pub made: Timestamp,
}

impl WriteContext {
    /// What to keep in the same transaction as the write, so that the same write sent twice is answered the same.
    pub fn answer(&self, person: &Person, status: u16, body: String) -> StoredAnswer {
        StoredAnswer {
            person: person.staff.clone(),
            key: self.key.clone(),
            fingerprint: self.fingerprint.clone(),
            status,
            body,
        }
    }
}
