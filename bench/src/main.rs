//! The benchmark: each figure is a ratio of the product to a yardstick, both measured in this one run.
//!
//! `cargo xtask bench` builds what it needs and starts it. What is measured against what stands in `README.md`.

#![forbid(unsafe_code)]

mod bare;
mod browser;
mod firm;
mod load;
mod pane;
mod planning;
mod serving;
mod start;
mod table;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, ValueEnum};

use table::Table;

/// Measures Concordat against yardsticks.
#[derive(Debug, Parser)]
struct Args {
    /// Measure only this; may be given several times
    #[arg(long, value_enum)]
    only: Vec<Figure>,
    /// Linked appointments in the practice database
    #[arg(long, default_value_t = 50_000)]
    appointments: usize,
    /// Connections that ask at the same time
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// Seconds of each measurement under load
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// Loads of each pane
    #[arg(long, default_value_t = 20)]
    loads: usize,
    /// The peer's production build
    #[arg(long, value_name = "DIR")]
    peer: PathBuf,
    /// The release build of the server
    #[arg(long, value_name = "FILE")]
    concordat: PathBuf,
    /// Be the bare server of the cold start, over the files of that folder
    #[arg(long, hide = true, value_name = "DIR")]
    bare: Option<PathBuf>,
}

/// What can be measured, in the order in which it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Figure {
    /// How fast items are looked up
    Status,
    /// How fast items are synchronized
    Sync,
    /// How long a plan takes
    Planning,
    /// How long the server takes to start
    Start,
    /// How large the pane is, and how long it takes to show something
    Pane,
}

#[tokio::main]
async fn main() -> Result<()> {
    // Somebody else may have chosen already: then that holds.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let args = Args::parse();
    if let Some(folder) = &args.bare {
        return start::be_bare(folder).await;
    }
    let mut table = Table::default();
    for figure in Figure::value_variants().iter().filter(|one| args.only.is_empty() || args.only.contains(one)) {
        match figure {
            Figure::Status => serving::status(&args, &mut table).await?,
            Figure::Sync => serving::sync(&args, &mut table).await?,
            Figure::Planning => planning::measure(&mut table)?,
            Figure::Start => start::measure(&args, &mut table).await?,
            Figure::Pane => pane::measure(&args, &mut table).await?,
        }
    }
    println!("\n{table}");
    Ok(())
}
