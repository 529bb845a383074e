//! SHA-256 and random numbers as text.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// SHA-256 of the parts, one after the other, in hexadecimal.
pub(crate) fn hex(parts: &[&[u8]]) -> String {
    text(&parts.iter().fold(Sha256::new(), Digest::chain_update).finalize())
}

/// The bytes in hexadecimal.
pub(crate) fn text(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
