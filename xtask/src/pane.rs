//! `cargo xtask pane`: the task pane from Rust to what the server embeds.
//!
//! cargo builds the cdylib, wasm-bindgen binds it, and `frontend/dist` gets both beside the static files, each with its
//! compressed copies. What did not change is not made again.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::shell::{self, say};
use crate::wasm::{self, Toolchain};
use crate::{compress, npm, paths};

/// What the pane is made from, as paths in the workspace.
const INPUTS: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "rust-toolchain.toml",
    "api",
    "frontend",
    "rules",
    "xtask/src/pane.rs",
    "xtask/src/compress.rs",
    "xtask/src/npm.rs",
];

/// The WASM and JavaScript that a cold start loads. `entra.js` and Microsoft's library come only to sign in with Entra.
const LOADED: [&str; 4] = ["pane_bg.wasm", "pane.js", "boot.js", "words.js"];

/// Microsoft's sign-in library as it comes, with its licence: paths in its package, and names in `frontend/dist`.
const MSAL: [(&str, &str); 3] = [
    ("lib/msal-browser.min.js", "msal-browser.min.js"),
    ("lib/redirect-bridge/msal-redirect-bridge.min.js", "msal-redirect-bridge.min.js"),
    ("LICENSE", "msal-browser.LICENSE.txt"),
];

/// Builds `frontend/dist`, unless it is made from what is there now.
pub(crate) fn build(toolchain: &Toolchain) -> Result<()> {
    let stamp = Stamp::of_inputs(toolchain)?;
    if stamp.is_current() {
        say("the pane is up to date");
        return Ok(());
    }
    say(&format!("building the pane with {} (minutes the first time, then seconds)", toolchain.name()));
    let (took, files) = shell::timed(|| compile(toolchain).and_then(|wasm| fill_dist(&wasm)));
    stamp.keep(&files?)?;
    say(&format!("the pane is in frontend/dist after {:.1} s", took.as_secs_f32()));
    Ok(())
}

/// Makes the folder that the server embeds, so that it compiles before the pane is built.
pub(crate) fn make_dist() -> Result<()> {
    let dist = paths::pane_dist();
    fs::create_dir_all(&dist).with_context(|| format!("cannot make {}", dist.display()))
}

/// Builds in a target folder of its own: two compilers in one would make each other's work anew.
fn target() -> PathBuf {
    paths::target().join("pane-build")
}

fn compile(toolchain: &Toolchain) -> Result<PathBuf> {
    let mut cargo = toolchain.cargo();
    cargo.env("CARGO_TARGET_DIR", target()).args(["build", "--locked", "--package", "frontend", "--lib"]).args([
        "--target",
        wasm::TARGET,
        "--profile",
        "pane",
    ]);
    shell::run(&mut cargo)?;
    Ok(target().join(wasm::TARGET).join("pane/frontend.wasm"))
}

/// A file of the pane: its path below `frontend/dist`, and its content.
type PaneFile = (PathBuf, Vec<u8>);

/// Fills `frontend/dist`, removes what no longer belongs there, and gives the paths of its plain files.
fn fill_dist(wasm: &Path) -> Result<Vec<PathBuf>> {
    make_dist()?;
    let mut files = bind(wasm)?;
    files.extend(statics()?);
    files.extend(msal()?);
    let mut loaded = 0;
    for (name, content) in &files {
        let packed = compress::write(&paths::pane_dist().join(name), content)?;
        row(&name.to_string_lossy(), content.len(), packed);
        loaded += if LOADED.iter().any(|file| Path::new(file) == name) { packed } else { 0 };
    }
    row(&format!("loaded at first: {}", LOADED.join(", ")), 0, loaded);
    let names: Vec<_> = files.into_iter().map(|(name, _)| name).collect();
    remove_others(&names)?;
    Ok(names)
}

fn row(name: &str, plain: usize, packed: u64) {
    let plain = if plain == 0 { String::new() } else { format!("{plain} bytes") };
    eprintln!("    {name:<48} {plain:>15} {packed:>9} as brotli");
}

/// Runs wasm-bindgen: `pane.js`, `pane_bg.wasm` and the snippets of JavaScript that crates bring.
fn bind(wasm: &Path) -> Result<Vec<PaneFile>> {
    let folder = target().join("bound");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name("pane")
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen.web(true)?.generate(&folder).context("wasm-bindgen failed")?;
    read_all(&folder)
}

fn statics() -> Result<Vec<PaneFile>> {
    read_all(&paths::root().join("frontend/static"))
}

fn msal() -> Result<Vec<PaneFile>> {
    let folder = npm::MSAL.folder();
    let read = |(path, name): (&str, &str)| {
        let file = folder.join(path);
        let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        Ok((PathBuf::from(name), content))
    };
    MSAL.into_iter().map(read).collect()
}

fn read_all(folder: &Path) -> Result<Vec<PaneFile>> {
    let read = |file: PathBuf| {
        let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        Ok((file.strip_prefix(folder)?.to_path_buf(), content))
    };
    files_below(folder)?.into_iter().map(read).collect()
}

/// Every file below `path` in order; `path` itself when it is a file; none when it is missing.
fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    if !path.exists() {
        return Ok(Vec::new());
    }
    let mut entries = fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    let nested = entries.iter().map(|entry| files_below(&entry.path())).collect::<Result<Vec<_>>>()?;
    Ok(nested.into_iter().flatten().collect())
}

/// Every file the pane is made from, and not what is made of them.
fn inputs() -> Result<Vec<PathBuf>> {
    let found = INPUTS.iter().map(|input| files_below(&paths::root().join(input))).collect::<Result<Vec<_>>>()?;
    let dist = paths::pane_dist();
    Ok(found.into_iter().flatten().filter(|file| !file.starts_with(&dist)).collect())
}

fn remove_others(names: &[PathBuf]) -> Result<()> {
    let dist = paths::pane_dist();
    let ours: BTreeSet<_> = names.iter().flat_map(|name| with_copies(&dist.join(name))).collect();
    for file in files_below(&dist)?.iter().filter(|file| !ours.contains(*file)) {
        fs::remove_file(file)?;
    }
    Ok(())
}

fn with_copies(file: &Path) -> [PathBuf; 3] {
    [file.to_path_buf(), compress::with_ending(file, ".br"), compress::with_ending(file, ".gz")]
}

/// What the pane was last made from, kept beside the build: a hash, then the files that came of it.
struct Stamp {
    file: PathBuf,
    hash: String,
}

impl Stamp {
    fn of_inputs(toolchain: &Toolchain) -> Result<Self> {
        let mut hasher = DefaultHasher::new();
        toolchain.name().hash(&mut hasher);
        for file in inputs()? {
            file.strip_prefix(paths::root())?.hash(&mut hasher);
            fs::read(&file)?.hash(&mut hasher);
        }
        Ok(Self { file: target().join("made-from"), hash: format!("{:016x}", hasher.finish()) })
    }

    fn is_current(&self) -> bool {
        let text = fs::read_to_string(&self.file).unwrap_or_default();
        let mut lines = text.lines();
        let there = |name: &str| with_copies(&paths::pane_dist().join(name)).iter().all(|file| file.is_file());
        lines.next() == Some(&self.hash) && lines.all(there)
    }

    fn keep(&self, files: &[PathBuf]) -> Result<()> {
        let mut text = self.hash.clone();
        for file in files {
            text.push('\n');
            text.push_str(&file.to_string_lossy());
        }
        Ok(fs::write(&self.file, text)?)
    }
}
