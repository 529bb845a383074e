//! `cargo xtask bench`: builds what is measured, in release, and measures it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::setup::{self, Part};
use crate::shell::{self, say};
use crate::{pane, paths, test};

/// What to measure: the benchmark's own arguments.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Handed on to the benchmark: `--only status`, `--appointments 1000`, `--help`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<OsString>,
}

const NEEDS: &[Part] = &[Part::Wasm, Part::OfficeJs, Part::Msal, Part::Browser];

/// What the peer is built from, below its folder.
const PEER_SOURCES: &[&str] = &["package.json", "package-lock.json", "vite.config.js", "index.html", "src"];

/// Runs the command.
pub(crate) fn run(args: &Args) -> Result<()> {
    setup::ensure(NEEDS)?;
    pane::build(&setup::wasm_toolchain()?)?;
    let peer = build_peer()?;
    say("building the server and the benchmark in release (minutes the first time)");
    shell::run(shell::cargo().args(["build", "--release", "--locked", "--package", "server", "--package", "bench"]))?;
    let release = paths::target().join("release");
    let mut bench = shell::command(release.join("bench"));
    bench.envs(test::browser_environment()?).arg("--peer").arg(peer);
    shell::run(bench.arg("--concordat").arg(release.join("concordat")).args(&args.rest))
}

/// Builds the peer below `target`, and gives the folder that it is in.
fn build_peer() -> Result<PathBuf> {
    let (from, to) = (paths::root().join("bench/peer"), paths::target().join("bench-peer"));
    fs::create_dir_all(&to).with_context(|| format!("cannot make {}", to.display()))?;
    for source in PEER_SOURCES {
        copy(&from.join(source), &to.join(source))?;
    }
    say("building the peer: the same screen in React and Fluent UI (a minute or two the first time)");
    let npm = |arguments: &[&str]| {
        let mut npm = shell::command("npm");
        shell::run(npm.args(arguments).arg("--loglevel=error").current_dir(&to))
    };
    npm(&["ci", "--no-audit", "--no-fund", "--prefer-offline"])?;
    npm(&["run", "build"])?;
    Ok(to.join("dist"))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        return fs::copy(from, to).map(drop).with_context(|| format!("cannot copy {}", from.display()));
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}
