//! `cargo xtask soak`: histories of the simulation with seeds that nobody has tried yet, for as long as one likes.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;

use crate::shell::{self, say};

/// For how long.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Goes on for so many minutes
    #[arg(long, default_value_t = 10)]
    minutes: u64,
    /// Begins with this seed; without it, with one that follows from the time
    #[arg(long)]
    from: Option<u64>,
}

/// Seeds begin so far apart from one second to the next: more than are told in one.
const APART: u64 = 1_000;

/// Runs the command.
pub(crate) fn run(args: &Args) -> Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let from = args.from.unwrap_or(now * APART);
    say(&format!("telling histories from seed {from} for {} minutes", args.minutes));
    let mut cargo = shell::cargo();
    cargo.args(["test", "--package", "simulation", "--test", "histories", "p01", "--", "--nocapture"]);
    cargo.env("CONCORDAT_FROM", from.to_string()).env("CONCORDAT_MINUTES", args.minutes.to_string());
    shell::run(&mut cargo)
}
