//! Contacts: whole runs of the engine over HTTPS on loopback, and what other programs take for the same contacts.

pub(crate) mod engine;
mod limits;
mod peers;
mod people;
mod reconcile;
mod runs;
mod scene;

use anyhow::Result;

use crate::Args;
use crate::table::Table;

/// Edits of a turn, half of them on each side.
const EDITS: usize = 50;

/// What the engine takes, to be held against the peers: in seconds.
#[derive(Clone, Copy)]
struct Ours {
    first: f64,
    unchanged: f64,
    edits: f64,
}

/// Measures everything about contacts.
pub(crate) async fn measure(args: &Args, table: &mut Table) -> Result<()> {
    let ours = runs::measure(args, table).await?;
    peers::measure(args, ours, table).await?;
    limits::measure(table).await?;
    reconcile::measure(table)
}
