//! Python packages at exact versions, in `target/python`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::paths;
use crate::shell::{self, say};

/// The packages, one a line.
fn wanted() -> PathBuf {
    paths::root().join("xtask/python/requirements.txt")
}

/// The environment's folder.
fn folder() -> PathBuf {
    paths::root().join("target/python")
}

/// The environment's list of what was installed, written last.
fn installed() -> PathBuf {
    folder().join("requirements.txt")
}

/// A program of the environment.
pub(crate) fn program(name: &str) -> PathBuf {
    folder().join("bin").join(name)
}

/// Whether these very packages are installed.
pub(crate) fn is_here() -> bool {
    let read = |file| fs::read_to_string(file).ok();
    program("python").is_file() && read(installed()).is_some_and(|list| Some(list) == read(wanted()))
}

/// Installs them into an environment of their own. Each package stands in the list, so nothing else is looked for.
pub(crate) fn install() -> Result<()> {
    say("installing schemathesis and what it needs into target/python (about 100 MB, up to a minute)");
    shell::run(shell::command("python3").args(["-m", "venv", "--clear"]).arg(folder()))?;
    let mut pip = shell::command(program("python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"]);
    shell::run(pip.arg(wanted()))?;
    fs::copy(wanted(), installed()).map(drop).context("cannot note what was installed")
}
