//! `cargo xtask`: sets up, builds, runs and tests the whole project.

mod compress;
mod paths;
mod pane;
mod setup;
mod shell;
mod wasm;

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
}

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Setup(args) => setup::run(&args),
        Command::Pane => {
            let wasm = setup::wasm_toolchain()?;
            pane::build(&wasm)
        }
    }
}
