//! The benchmark: each figure is a ratio of the product to a yardstick, both measured in this one run.
//!
//! `cargo xtask bench` builds what it needs and starts it. What is measured against what stands in `README.md`.

#![forbid(unsafe_code)]

mod bare;
mod browser;
mod contacts;
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
    /// Linked contacts
    #[arg(long, default_value_t = 5_000)]
    contacts: usize,
    /// The same of the folder that is large
    #[arg(long, default_value_t = 50_000)]
    more_contacts: usize,
    /// Minutes after which a peer that synchronizes contacts is ended
    #[arg(long, default_value_t = 3)]
    peer_minutes: u64,
    /// The program around the vstorage crate's engine
    #[arg(long, value_name = "FILE")]
    vstorage: Option<PathBuf>,
    /// vdirsyncer
    #[arg(long, value_name = "FILE")]
    vdirsyncer: Option<PathBuf>,
    /// Radicale, which vdirsyncer writes to
    #[arg(long, value_name = "FILE")]
    radicale: Option<PathBuf>,
    /// A peer that is not there, and why: `vstorage: no network`
    #[arg(long, value_name = "PEER: WHY")]
    absent: Vec<String>,
    /// Be the engine over the files of that folder
    #[arg(long, hide = true, value_name = "DIR")]
    engine: Option<PathBuf>,
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
    /// How long a folder of contacts takes, and how much memory
    Contacts,
}

#[tokio::main]
async fn main() -> Result<()> {
    // Somebody else may have chosen already: then that holds.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let args = Args::parse();
    if let Some(folder) = &args.bare {
        return start::be_bare(folder).await;
    }
    if let Some(folder) = &args.engine {
        return contacts::engine::be(folder).await;
    }
    let mut table = Table::default();
    for figure in Figure::value_variants().iter().filter(|one| args.only.is_empty() || args.only.contains(one)) {
        match figure {
            Figure::Status => serving::status(&args, &mut table).await?,
            Figure::Sync => serving::sync(&args, &mut table).await?,
            Figure::Planning => planning::measure(&mut table)?,
            Figure::Start => start::measure(&args, &mut table).await?,
            Figure::Pane => pane::measure(&args, &mut table).await?,
            Figure::Contacts => contacts::measure(&args, &mut table).await?,
        }
    }
    println!("\n{table}");
    Ok(())
}
