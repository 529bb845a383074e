//! `cargo xtask`: sets up, builds, runs and tests the whole project.

#![forbid(unsafe_code)]

mod api;
mod bench;
mod children;
mod compress;
mod manifest_file;
mod mutants;
mod npm;
mod pane;
mod paths;
mod pictures;
mod ports;
mod python;
mod rule_list;
mod run;
mod sample;
mod selection;
mod setup;
mod shell;
mod soak;
mod test;
mod wasm;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The project's commands.
#[derive(Parser)]
#[command(name = "cargo xtask", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what building, running and testing need and this machine lacks
    Setup(setup::Args),
    /// Build the task pane into frontend/dist
    Pane,
    /// Build everything, fill a sample practice and start it beside a stand-in Outlook
    Run(run::Args),
    /// Check formatting and lints, run every test, list the rules the tests hold
    Test(test::Args),
    /// Take pictures of every state of the pane, by size, theme and language
    Pictures,
    /// Measure the product against yardsticks, as ratios in one run
    Bench(bench::Args),
    /// Tell histories of the simulation with fresh seeds, for as long as one likes
    Soak(soak::Args),
    /// Build known faults into a copy of the tree, one at a time: the simulation has to fail under each
    Mutants(mutants::Args),
    /// Print the add-in's manifest for a given address
    Manifest(manifest_file::Args),
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Setup(args) => setup::run(&args),
        Command::Pane => {
            setup::ensure(setup::TO_BUILD)?;
            pane::build(&setup::wasm_toolchain()?)
        }
        Command::Run(args) => run::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Pictures => pictures::run(),
        Command::Bench(args) => bench::run(&args),
        Command::Soak(args) => soak::run(&args),
        Command::Mutants(args) => mutants::run(&args),
        Command::Manifest(args) => manifest_file::run(&args),
    }
}
