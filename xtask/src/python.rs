//! Python packages at exact versions, each list of them in an environment of its own below `target`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::paths;
use crate::shell::{self, say};

/// An environment and what is to be in it.
pub(crate) struct Environment {
    /// The packages, one a line, in a file below the workspace's folder.
    list: &'static str,
    /// Its folder below `target`.
    folder: &'static str,
    /// What to tell who waits: what it is, and how much.
    what: &'static str,
}

/// What the API is tried with.
pub(crate) const API: Environment = Environment {
    list: "xtask/python/requirements.txt",
    folder: "python",
    what: "schemathesis and what it needs into target/python (about 100 MB, up to a minute)",
};

/// What the benchmark holds the synchronization of contacts against.
pub(crate) const PEERS: Environment = Environment {
    list: "xtask/python/peers.txt",
    folder: "bench-python",
    what: "vdirsyncer and Radicale into target/bench-python (about 50 MB, up to a minute)",
};

impl Environment {
    fn wanted(&self) -> PathBuf {
        paths::root().join(self.list)
    }

    fn folder(&self) -> PathBuf {
        paths::root().join("target").join(self.folder)
    }

    /// The list of what was installed, written last.
    fn installed(&self) -> PathBuf {
        self.folder().join("requirements.txt")
    }

    /// A program of the environment.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder().join("bin").join(name)
    }

    /// Whether these very packages are installed.
    pub(crate) fn is_here(&self) -> bool {
        let read = |file| fs::read_to_string(file).ok();
        self.program("python").is_file() && read(self.installed()).is_some_and(|list| Some(list) == read(self.wanted()))
    }

    /// Installs them. Each package stands in the list, so nothing else is looked for.
    pub(crate) fn install(&self) -> Result<()> {
        say(&format!("installing {}", self.what));
        shell::run(shell::command("python3").args(["-m", "venv", "--clear"]).arg(self.folder()))?;
        let mut pip = shell::command(self.program("python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"]);
        shell::run(pip.arg(self.wanted()))?;
        fs::copy(self.wanted(), self.installed()).map(drop).context("cannot note what was installed")
    }
}
