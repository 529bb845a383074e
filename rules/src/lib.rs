//! The sync rules: records, items, mapping, merging, planning. Pure: no I/O, no clock, no randomness, not async.
//!
//! The same code runs in the task pane, to show what will happen, and in the server, to do it.

#![forbid(unsafe_code)]

pub mod conflict;
pub mod mapping;
pub mod merge;
pub mod normalize;
pub mod outlook;
pub mod plan;
pub mod record;
#[cfg(feature = "openapi")]
mod schema;

/// The version of these rules. A pane whose rules differ from the server's reloads itself.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
