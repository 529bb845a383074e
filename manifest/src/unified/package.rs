//! The app package: what an administrator uploads.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Application, unified};
use crate::fill::Error;
use crate::icons::PACKAGE_ICONS;

/// The app package of a server reached at `public_url`: a zip of the unified manifest, its languages and its icons. The
/// same facts make the same bytes.
pub fn package(public_url: &str, application: Option<&Application>) -> Result<Vec<u8>, Error> {
    let unified = unified(public_url, application)?;
    let manifest = std::iter::once(("manifest.json".to_owned(), unified.manifest.into_bytes()));
    let languages = unified.languages.into_iter().map(|(name, text)| (name, text.into_bytes()));
    let icons = PACKAGE_ICONS.iter().map(|(_, icon)| (icon.name.to_owned(), icon.png.to_vec()));
    packed(manifest.chain(languages).chain(icons)).map_err(|reason| Error::Package { reason: reason.to_string() })
}

fn packed(files: impl Iterator<Item = (String, Vec<u8>)>) -> zip::result::ZipResult<Vec<u8>> {
    // A few kilobytes, most of them images: packing would save nothing worth its code.
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(name, stored)?;
        archive.write_all(&content)?;
    }
    Ok(archive.finish()?.into_inner())
}
