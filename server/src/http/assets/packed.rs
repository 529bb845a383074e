//! Compression at start, of what is made at start.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};

/// Quality 9 of 11: a page takes milliseconds.
const QUALITY: i32 = 9;

/// `None` when compressing fails, which memory alone can cause.
pub(super) fn brotli(mut plain: &[u8]) -> Option<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams { quality: QUALITY, size_hint: plain.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut plain, &mut packed, &params).ok()?;
    Some(packed)
}

/// `None` when compressing fails, which memory alone can cause.
pub(super) fn gzip(plain: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).ok()?;
    encoder.finish().ok()
}
