//! `cargo xtask setup`: installs what is missing, and nothing else.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::npm::{self, NpmPackage};
use crate::paths;
use crate::python::{self, Environment};
use crate::shell::{self, say};
use crate::wasm::{self, Toolchain};

/// What to set up; everything when nothing is named.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Parts to set up [default: all]
    parts: Vec<Part>,
}

/// One thing that building, running or testing needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Part {
    /// A compiler for the pane
    Wasm,
    /// Microsoft's office.js, for the stand-in Outlook
    OfficeJs,
    /// Microsoft's sign-in library, for the pane
    Msal,
    /// Microsoft's client for Graph, for the stand-in Outlook's test
    GraphClient,
    /// The accessibility checker, for the end-to-end tests
    AxeCore,
    /// Microsoft's schema of the unified manifest, for its test
    AppManifest,
    /// Chromium and its driver, for the end-to-end tests
    Browser,
    /// `xmllint`, for checking the manifest against its schemas
    Xmllint,
    /// `sqlite3`, for editing the practice database from outside
    Sqlite,
    /// PostgreSQL, for the practice database's story
    Postgres,
    /// schemathesis, for trying the API against its description
    Python,
    /// vdirsyncer and Radicale, which the benchmark's contacts are held against
    Peers,
    /// SQLite's library, for the benchmark's other peer
    SqliteLibrary,
}

/// What the pane is built from.
pub(crate) const TO_BUILD: &[Part] = &[Part::Wasm, Part::Msal];
/// What `cargo xtask run` needs.
pub(crate) const TO_RUN: &[Part] = &[Part::Wasm, Part::OfficeJs, Part::Msal];
/// What `cargo xtask test` needs.
pub(crate) const TO_TEST: &[Part] = &[
    Part::Wasm,
    Part::OfficeJs,
    Part::Msal,
    Part::GraphClient,
    Part::AxeCore,
    Part::AppManifest,
    Part::Browser,
    Part::Xmllint,
    Part::Sqlite,
    Part::Postgres,
    Part::Python,
];

/// Runs the command.
pub(crate) fn run(args: &Args) -> Result<()> {
    ensure(if args.parts.is_empty() { TO_TEST } else { &args.parts })?;
    say("everything is here");
    Ok(())
}

/// Sets up each of `parts` that is missing.
pub(crate) fn ensure(parts: &[Part]) -> Result<()> {
    parts.iter().try_for_each(|part| match part {
        Part::Wasm => wasm_toolchain().map(drop),
        Part::OfficeJs => npm_package(&npm::OFFICE_JS),
        Part::Msal => npm_package(&npm::MSAL),
        Part::GraphClient => npm_package(&npm::GRAPH_CLIENT),
        Part::AxeCore => npm_package(&npm::AXE_CORE),
        Part::AppManifest => npm_package(&npm::APP_MANIFEST),
        Part::Browser => browser(),
        Part::Xmllint => debian_program("xmllint", &["libxml2-utils"]),
        Part::Sqlite => debian_program("sqlite3", &["sqlite3"]),
        Part::Postgres => postgres(),
        Part::Python => python_packages(&python::API),
        Part::Peers => python_packages(&python::PEERS),
        Part::SqliteLibrary => sqlite_library(),
    })
}

/// The compiler for the pane, installed when there is none: by rustup where it can, else from Debian's packages.
pub(crate) fn wasm_toolchain() -> Result<Toolchain> {
    if let Some(found) = Toolchain::find() {
        return Ok(found);
    }
    for remedy in [add_rustup_target, install_debian_compiler] {
        if let Err(error) = remedy() {
            say(&format!("that did not work: {error:#}"));
        } else if let Some(found) = Toolchain::find() {
            return Ok(found);
        }
    }
    bail!(
        "no compiler for {target} on this machine: run `rustup target add {target}`, or on Debian `apt-get install {packages}` \
         (rustc-web {rust} or newer), then try again",
        target = wasm::TARGET,
        packages = wasm::DEBIAN_PACKAGES.join(" "),
        rust = env!("CARGO_PKG_RUST_VERSION"),
    )
}

fn add_rustup_target() -> Result<()> {
    say("adding the wasm32 standard library and its sources with rustup (about 25 MB, some seconds)");
    shell::run(shell::command("rustup").args(["target", "add", wasm::TARGET]))?;
    shell::run(shell::command("rustup").args(["component", "add", "rust-src"]))
}

fn install_debian_compiler() -> Result<()> {
    say("installing Debian's compiler for wasm32 (about 200 MB, some minutes)");
    apt_install(&wasm::DEBIAN_PACKAGES)
}

/// Installs `package` unless that very version is there.
fn npm_package(package: &NpmPackage) -> Result<()> {
    if package.is_here() {
        return Ok(());
    }
    debian_program("npm", &["nodejs", "npm"])?;
    package.install()
}

/// Installs the Python packages unless they are there; Debian has the module for environments in a package of its own.
fn python_packages(environment: &Environment) -> Result<()> {
    if environment.is_here() {
        return Ok(());
    }
    debian_program("python3", &["python3", "python3-venv"])?;
    if shell::output(shell::command("python3").args(["-c", "import ensurepip"])).is_none() {
        apt_install(&["python3-venv"])?;
    }
    environment.install()
}

/// SQLite's library with its headers, which a crate finds by `pkg-config`.
fn sqlite_library() -> Result<()> {
    debian_program("pkg-config", &["pkg-config"])?;
    let is_here = || shell::output(shell::command("pkg-config").args(["--modversion", "sqlite3"])).is_some();
    if !is_here() {
        say("installing SQLite's library (about 5 MB, some seconds)");
        apt_install(&["libsqlite3-dev"])?;
    }
    if is_here() { Ok(()) } else { bail!("pkg-config still knows no sqlite3") }
}

/// Chromium, where the environment or `PATH` names it.
pub(crate) fn chromium() -> Option<PathBuf> {
    named("CONCORDAT_CHROMIUM").or_else(|| first_program(&["chromium", "chromium-browser", "google-chrome"]))
}

/// Chromium's driver, where the environment or `PATH` names it.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    named("CONCORDAT_CHROMEDRIVER").or_else(|| paths::program("chromedriver"))
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|file| file.is_file())
}

fn first_program(names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| paths::program(name))
}

fn browser() -> Result<()> {
    let here = || chromium().is_some() && chromedriver().is_some();
    if !here() {
        say("installing Chromium and its driver (about 100 MB, a minute or two)");
        apt_install(&["chromium", "chromium-driver"])?;
    }
    if !here() {
        bail!(
            "Chromium or chromedriver is still not in PATH: name them in CONCORDAT_CHROMIUM and CONCORDAT_CHROMEDRIVER"
        );
    }
    Ok(())
}

/// PostgreSQL's server, which Debian keeps out of `PATH`, by versions. The tests start one of their own.
fn postgres() -> Result<()> {
    let is_here = || {
        let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        paths::program("initdb").is_some() || versions.into_iter().any(|it| it.path().join("bin/initdb").is_file())
    };
    if is_here() {
        return Ok(());
    }
    say("installing PostgreSQL (about 50 MB, up to a minute)");
    apt_install(&["postgresql"])?;
    if is_here() { Ok(()) } else { bail!("initdb is still neither in PATH nor where Debian keeps it") }
}

/// Installs `packages` from Debian unless `program` is in `PATH`.
fn debian_program(program: &str, packages: &[&str]) -> Result<()> {
    if paths::program(program).is_some() {
        return Ok(());
    }
    say(&format!("installing {} for {program} (up to a minute)", packages.join(" and ")));
    apt_install(packages)?;
    paths::program(program).map(drop).with_context(|| format!("{program} is still not in PATH"))
}

/// Installs Debian packages as root; as anyone else says what root should type.
fn apt_install(packages: &[&str]) -> Result<()> {
    let typed = format!("apt-get install {}", packages.join(" "));
    if paths::program("apt-get").is_none() {
        bail!("there is no apt-get here: install what Debian has in {} by hand", packages.join(", "));
    }
    if !is_root() {
        bail!("only root may install packages: run `sudo {typed}`, then try again");
    }
    // A stale list is the usual reason why a package is not found; a failing update alone is no reason to stop.
    if let Err(error) = shell::run(shell::command("apt-get").args(["update", "-qq"])) {
        say(&format!("going on with the old package lists: {error:#}"));
    }
    let mut apt = shell::command("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    shell::run(apt.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages))
}

fn is_root() -> bool {
    shell::output(shell::command("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}
