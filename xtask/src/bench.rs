//! `cargo xtask bench`: builds what is measured, in release, and measures it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::setup::{self, Part};
use crate::shell::{self, say};
use crate::{npm, pane, paths, python, test};

/// What to measure: the benchmark's own arguments.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Handed on to the benchmark: `--only status`, `--appointments 1000`, `--help`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<OsString>,
}

/// What the figures of the pane need beside what all do.
const FOR_PANE: &[Part] = &[Part::Wasm, Part::OfficeJs, Part::Msal, Part::Browser];

/// The crate around vstorage's engine, apart from the workspace.
const VSTORAGE: &str = "bench/peers/vstorage/Cargo.toml";

/// What the peer is built from, below its folder.
const PEER_SOURCES: &[&str] = &["package.json", "package-lock.json", "vite.config.js", "index.html", "src"];

impl Args {
    /// Is that figure measured? Without `--only` all are.
    fn wants(&self, figure: &str) -> bool {
        let words: Vec<_> = self.rest.iter().map(|word| word.to_string_lossy()).collect();
        let after = |at: usize| words.get(at + 1).is_some_and(|next| next == figure);
        let asked: Vec<bool> = (words.iter().enumerate())
            .filter_map(|(at, word)| match word.strip_prefix("--only")? {
                "" => Some(after(at)),
                given => Some(given.strip_prefix('=') == Some(figure)),
            })
            .collect();
        asked.is_empty() || asked.contains(&true)
    }
}

/// Runs the command.
pub(crate) fn run(args: &Args) -> Result<()> {
    let release = paths::target().join("release");
    let mut bench = shell::command(release.join("bench"));
    if args.wants("pane") {
        setup::ensure(FOR_PANE)?;
        pane::build(&setup::wasm_toolchain()?)?;
        bench.envs(test::browser_environment()?).arg("--peer").arg(build_peer()?);
    } else {
        setup::ensure(&[Part::OfficeJs])?;
        pane::make_dist()?;
        bench.env("CONCORDAT_OFFICE_JS", npm::OFFICE_JS.folder().join("dist")).args(["--peer", "-"]);
    }
    if args.wants("contacts") {
        add_peers(&mut bench);
    }
    say("building the server and the benchmark in release (minutes the first time)");
    shell::run(shell::cargo().args(["build", "--release", "--locked", "--package", "server", "--package", "bench"]))?;
    shell::run(bench.arg("--concordat").arg(release.join("concordat")).args(&args.rest))
}

/// Names the programs that contacts are held against. What cannot be installed here is said in the table.
fn add_peers(bench: &mut Command) {
    match setup::ensure(&[Part::Peers]) {
        Ok(()) => {
            bench.arg("--vdirsyncer").arg(python::PEERS.program("vdirsyncer"));
            bench.arg("--radicale").arg(python::PEERS.program("radicale"));
        }
        Err(why) => drop(bench.arg("--absent").arg(format!("vdirsyncer: {why:#}"))),
    }
    match build_vstorage() {
        Ok(program) => drop(bench.arg("--vstorage").arg(program)),
        Err(why) => drop(bench.arg("--absent").arg(format!("vstorage: {why:#}"))),
    }
}

/// Builds the program around vstorage's engine below `target`.
fn build_vstorage() -> Result<PathBuf> {
    setup::ensure(&[Part::SqliteLibrary])?;
    say("building a program around vstorage's engine in release (a minute the first time)");
    let target = paths::target().join("bench-vstorage");
    let mut cargo = shell::cargo();
    cargo.args(["build", "--quiet", "--release", "--locked", "--manifest-path", VSTORAGE, "--target-dir"]);
    shell::run(cargo.arg(&target))?;
    Ok(target.join("release/vstorage-peer"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_choice_every_figure_is_measured_and_else_those_that_are_named() {
        let args = |words: &[&str]| Args { rest: words.iter().map(OsString::from).collect() };
        assert!(args(&["--contacts", "50"]).wants("pane"));
        let some = args(&["--only", "contacts", "--only=status", "--loads", "3"]);
        assert_eq!(["contacts", "status", "pane"].map(|figure| some.wants(figure)), [true, true, false]);
    }
}
