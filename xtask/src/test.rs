//! `cargo xtask test`: everything that must hold before a change is taken.

use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::rule_list::RuleList;
use crate::setup::{self, Part};
use crate::shell::{self, say};
use crate::{api, npm, pane, selection};

/// What to check.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Check only this; may be given several times
    #[arg(long, value_enum)]
    only: Vec<Check>,
}

/// One kind of check, in the order they run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Check {
    /// Formatting
    Fmt,
    /// Lints
    Clippy,
    /// Every test but the end-to-end ones
    Unit,
    /// The tests in a real browser
    E2e,
    /// The API against its own description
    Api,
}

impl Check {
    /// What the machine must have for it.
    fn needs(self) -> &'static [Part] {
        match self {
            Self::Fmt | Self::Clippy => &[],
            // The stand-in Outlook is tested in the browser too.
            Self::Unit | Self::E2e => setup::TO_TEST,
            Self::Api => &[Part::Python],
        }
    }

    /// Whether it runs the pane as the server embeds it.
    fn needs_pane(self) -> bool {
        matches!(self, Self::Unit | Self::E2e)
    }

    fn run(self, rules: &mut RuleList) -> Result<()> {
        setup::ensure(self.needs())?;
        if self.needs_pane() {
            pane::build(&setup::wasm_toolchain()?)?;
        }
        match self {
            Self::Fmt => shell::run(shell::cargo().args(["fmt", "--all", "--check"])),
            Self::Clippy => {
                shell::run(shell::cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
            }
            Self::Unit => cargo_test(&selection::UNIT.map(str::to_owned), rules),
            Self::E2e => cargo_test(&selection::e2e()?, rules),
            Self::Api => api::run(),
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Fmt => "formatting",
            Self::Clippy => "lints",
            Self::Unit => "tests",
            Self::E2e => "end-to-end tests",
            Self::Api => "the API",
        })
    }
}

/// Runs the command: each check even when an earlier one failed, then the account of all.
pub(crate) fn run(args: &Args) -> Result<()> {
    pane::make_dist()?;
    let mut rules = RuleList::default();
    let checks = Check::value_variants().iter().filter(|check| args.only.is_empty() || args.only.contains(check));
    let outcomes: Vec<_> = checks.map(|check| outcome(*check, &mut rules)).collect();
    println!();
    for outcome in &outcomes {
        println!("{outcome}");
    }
    if !rules.is_empty() {
        println!("\n{rules}");
    }
    let failed = outcomes.iter().filter(|outcome| outcome.error.is_some()).count();
    if failed > 0 {
        bail!("{failed} of {} checks failed", outcomes.len());
    }
    Ok(())
}

/// How one check went.
struct Outcome {
    check: Check,
    took: Duration,
    error: Option<anyhow::Error>,
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:<18}{:>6.1} s  ", self.check, self.took.as_secs_f32())?;
        match &self.error {
            None => write!(out, "ok"),
            Some(error) => write!(out, "FAILED: {error:#}"),
        }
    }
}

fn outcome(check: Check, rules: &mut RuleList) -> Outcome {
    say(&format!("checking: {check}"));
    let (took, result) = shell::timed(|| check.run(rules));
    Outcome { check, took, error: result.err() }
}

/// Where tests find the browser and Microsoft's libraries.
pub(crate) fn browser_environment() -> Result<[(&'static str, PathBuf); 6]> {
    Ok([
        ("CONCORDAT_OFFICE_JS", npm::OFFICE_JS.folder().join("dist")),
        ("CONCORDAT_AXE", npm::AXE_CORE.folder().join("axe.min.js")),
        ("CONCORDAT_MSAL", npm::MSAL.folder().join("lib")),
        ("CONCORDAT_GRAPH_CLIENT", npm::GRAPH_CLIENT.folder()),
        ("CONCORDAT_CHROMEDRIVER", setup::chromedriver().context("chromedriver is missing")?),
        ("CONCORDAT_CHROMIUM", setup::chromium().context("Chromium is missing")?),
    ])
}

fn cargo_test(packages: &[String], rules: &mut RuleList) -> Result<()> {
    let mut cargo = shell::cargo();
    cargo.args(["test", "--no-fail-fast"]).args(packages);
    cargo.envs(browser_environment()?);
    read_along(cargo, |line| rules.read(line))
}

/// Runs `command` with its output on the terminal, and shows each line of it to `reader` as well.
fn read_along(mut command: Command, mut reader: impl FnMut(&str)) -> Result<()> {
    let shown = shell::shown(&command);
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start `{shown}`"))?;
    let output = child.stdout.take().context("no output to read")?;
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        reader(line.trim_end());
        writeln!(std::io::stdout(), "{line}")?;
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{shown}` failed: {status}");
    }
    Ok(())
}
