//! The version of the rules: a hash of what decides how pane and server understand each other.
//!
//! That is the sources of `rules` and `api`, and which time zone data they are built with. It is the same on every
//! machine and for every target: paths with forward slashes in their order, lines without carriage returns.

use std::io;
use std::path::{Path, PathBuf};
use std::{fmt::Write as _, fs};

use sha2::{Digest as _, Sha256};

/// What is hashed, as folders in the workspace.
const SOURCES: [&str; 3] = ["api/src", "rules/build", "rules/src"];

/// Packages whose version decides as well begin with this: times, and the zones' clocks.
const TIMES: &str = "jiff";

/// The version, of the workspace in that folder.
pub(crate) fn version(workspace: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    for folder in SOURCES {
        let found = below(&workspace.join(folder))?;
        let name = |file: &Path| file.strip_prefix(workspace).unwrap_or(file).to_string_lossy().replace('\\', "/");
        files
            .extend(found.into_iter().map(|file| Ok((name(&file), fs::read(&file)?))).collect::<io::Result<Vec<_>>>()?);
    }
    Ok(hash(files, &fs::read_to_string(workspace.join("Cargo.lock"))?))
}

/// The hash of these files and of that lock file.
pub(crate) fn hash(mut files: Vec<(String, Vec<u8>)>, lock: &str) -> String {
    files.sort();
    let mut hash = Sha256::new();
    for (name, content) in files {
        part(&mut hash, name.as_bytes());
        part(&mut hash, &content);
    }
    for package in times(lock) {
        part(&mut hash, package.as_bytes());
    }
    let digest = hash.finalize();
    digest.iter().take(8).fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Its length first, so that no two rows of parts read the same.
fn part(hash: &mut Sha256, bytes: &[u8]) {
    let bytes: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != b'\r').collect();
    hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes());
    hash.update(bytes);
}

/// `name version` of each package that times come from.
fn times(lock: &str) -> Vec<String> {
    let value = |package: &str, key: &str| {
        let line = package.lines().find_map(|line| line.strip_prefix(key)?.trim().strip_prefix('='));
        line.map(|value| value.trim().trim_matches('"').to_owned())
    };
    let packages = lock.split("[[package]]").skip(1);
    let named = packages.filter_map(|package| Some((value(package, "name")?, value(package, "version")?)));
    named.filter(|(name, _)| name.starts_with(TIMES)).map(|(name, version)| format!("{name} {version}")).collect()
}

fn below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { files.extend(below(&path)?) } else { files.push(path) }
    }
    Ok(files)
}
