//! Compressed copies of a file, as large as they are worth sending.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Writes `content` to `file`, and `.br` (quality 11) and `.gz` (level 9) next to it, unless they are there already.
/// Gives the size of the brotli copy in bytes.
pub(crate) fn write(file: &Path, content: &[u8]) -> Result<u64> {
    let (brotli, gzip) = (with_ending(file, ".br"), with_ending(file, ".gz"));
    let same = fs::read(file).is_ok_and(|old| old == content);
    if !(same && brotli.is_file() && gzip.is_file()) {
        // The plain file last: it is what says that the other two are whole.
        put(&brotli, &brotli_of(content)?)?;
        put(&gzip, &gzip_of(content)?)?;
        put(file, content)?;
    }
    Ok(fs::metadata(&brotli)?.len())
}

/// `pane.js` and `.br` make `pane.js.br`.
pub(crate) fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(ending);
    name.into()
}

fn put(file: &Path, content: &[u8]) -> Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, content).with_context(|| format!("cannot write {}", file.display()))
}

fn brotli_of(mut content: &[u8]) -> Result<Vec<u8>> {
    let params = BrotliEncoderParams { quality: 11, size_hint: content.len(), ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut content, &mut out, &params)?;
    Ok(out)
}

fn gzip_of(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn both_copies_unpack_to_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a/pane.css");
        let text = b"button { color: red }\n".repeat(50);
        let size = write(&file, &text).expect("written");
        assert!(size < 100, "{size} bytes");

        let mut brotli = Vec::new();
        brotli::BrotliDecompress(&mut &fs::read(with_ending(&file, ".br")).expect("brotli")[..], &mut brotli)
            .expect("unpacked");
        let mut gzip = Vec::new();
        let packed = fs::read(with_ending(&file, ".gz")).expect("gzip");
        flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut gzip).expect("unpacked");
        assert_eq!(fs::read(&file).expect("plain"), text);
        assert_eq!(brotli, text);
        assert_eq!(gzip, text);
    }

    #[test]
    fn a_missing_copy_is_made_again_and_a_changed_file_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("pane.js");
        write(&file, b"one").expect("written");
        fs::remove_file(with_ending(&file, ".gz")).expect("removed");
        write(&file, b"one").expect("written");
        assert!(with_ending(&file, ".gz").is_file());
        let before = fs::read(with_ending(&file, ".br")).expect("brotli");
        write(&file, b"two").expect("written");
        assert_ne!(fs::read(with_ending(&file, ".br")).expect("brotli"), before);
    }
}
