//! Item ids in the forms that Exchange gives out.
//!
//! An id is base64 in the standard alphabet, so `/`, `+` and `=` occur in it; Graph's REST form writes `-` and `_`
//! instead of the first two. Every item also has an immutable id, a different text for the same item.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Bytes that base64 turns into `+` and `/`, so that nobody gets away with ids that need no escaping.
const AWKWARD: [u8; 5] = [0xfb, 0xef, 0xbe, 0xff, 0xff];

/// A new item's id.
pub fn item() -> String {
    let mut bytes = AWKWARD.to_vec();
    bytes.extend(Uuid::new_v4().as_bytes());
    bytes.extend(Uuid::new_v4().as_bytes());
    bytes.push(0);
    form("AAMkADNl", &bytes)
}

/// The immutable id of an item.
pub fn immutable(id: &str) -> String {
    let mut bytes = AWKWARD.to_vec();
    bytes.extend(Sha256::digest(format!("immutable {}", plain(id))));
    form("AAkALgAA", &bytes)
}

/// An item's id that follows from bytes.
pub(crate) fn item_of(bytes: &[u8]) -> String {
    form("AAMkADNl", &[&AWKWARD, bytes, &[0]].concat())
}

/// An immutable id that follows from bytes.
pub(crate) fn immutable_of(bytes: &[u8]) -> String {
    form("AAkALgAA", &[&AWKWARD, bytes].concat())
}

/// A folder's id that follows from bytes.
pub(crate) fn folder_of(bytes: &[u8]) -> String {
    form("AQMkADNl", &[&AWKWARD, bytes, &[0]].concat())
}

/// A change key that follows from bytes.
pub(crate) fn change_key_of(bytes: &[u8]) -> String {
    form("EQAAABYA", &[&AWKWARD, bytes].concat())
}

/// Whether a text can be an id of Exchange at all.
pub(crate) fn is_item_id(id: &str) -> bool {
    let known = ["AAMk", "AAkA", "AQMk"].iter().any(|prefix| id.starts_with(prefix));
    known && STANDARD.decode(ews(id)).is_ok()
}

/// An id in Graph's form.
pub(crate) fn rest(id: &str) -> String {
    id.replace('/', "-").replace('+', "_")
}

/// An id in the form of Exchange's web services.
pub(crate) fn ews(id: &str) -> String {
    plain(id)
}

/// Before the ids of occurrences.
const OCCURRENCE: &str = "AAMkADNo";

/// Before the immutable ids of occurrences.
const IMMUTABLE_OCCURRENCE: &str = "AAkALgAB";

/// The id of one occurrence: the same for the same series and original start (milliseconds since 1970, UTC).
pub fn occurrence(master: &str, original_start: i64) -> String {
    form(OCCURRENCE, &occurrence_bytes(master, original_start))
}

/// The immutable id of one occurrence, from its series' immutable id.
pub(crate) fn immutable_occurrence(master: &str, original_start: i64) -> String {
    form(IMMUTABLE_OCCURRENCE, &occurrence_bytes(master, original_start))
}

fn occurrence_bytes(master: &str, original_start: i64) -> Vec<u8> {
    [&AWKWARD[..], &series_digest(master), &original_start.to_be_bytes(), &[1, 1, 0]].concat()
}

fn series_digest(master: &str) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(format!("occurrence {}", plain(master)))[..16]);
    bytes
}

/// What the ids of a series' occurrences carry of its id.
pub(crate) fn series_part(master: &str) -> String {
    STANDARD.encode(series_digest(master))
}

/// What an occurrence's id carries: of its series, and the original start. None for other ids.
pub(crate) fn occurrence_parts(id: &str, immutable: bool) -> Option<(String, i64)> {
    let prefix = if immutable { IMMUTABLE_OCCURRENCE } else { OCCURRENCE };
    let bytes = STANDARD.decode(plain(id).strip_prefix(prefix)?).ok()?;
    let start = i64::from_be_bytes(bytes.get(21..29)?.try_into().ok()?);
    Some((STANDARD.encode(bytes.get(5..21)?), start))
}

/// A new change key.
pub fn change_key() -> String {
    let mut bytes = AWKWARD.to_vec();
    bytes.extend(Uuid::new_v4().as_bytes());
    form("DwAAABYA", &bytes)
}

/// A new `iCalUId`.
pub fn ical_uid() -> String {
    format!("040000008200E00074C5B7101A82E008{}", Uuid::new_v4().simple()).to_uppercase()
}

/// Whether two ids are the same one, be it in EWS or in REST form.
pub fn same(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

fn plain(id: &str) -> String {
    id.replace('-', "/").replace('_', "+")
}

fn form(prefix: &str, bytes: &[u8]) -> String {
    format!("{prefix}{}", STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_occurrences_id_leads_back_to_its_original_start() {
        let master = item();
        let id = occurrence(&master, 1_764_000_000_000);
        let parts = Some((series_part(&master), 1_764_000_000_000));
        assert_eq!(occurrence_parts(&id, false), parts);
        assert_eq!(occurrence_parts(&rest(&id), false), parts);
        assert_eq!(occurrence_parts(&immutable_occurrence(&master, 1_764_000_000_000), true), parts);
        assert_eq!((occurrence_parts(&id, true), occurrence_parts(&master, false)), (None, None));
        assert_eq!(id, occurrence(&master, 1_764_000_000_000));
    }

    #[test]
    fn ids_need_escaping_and_have_a_second_form() {
        let id = item();
        assert!(id.contains('/') && id.contains('+') && id.contains('='), "{id}");
        assert!(!same(&id, &immutable(&id)));
        assert!(same(&id, &id.replace('/', "-").replace('+', "_")));
    }
}
