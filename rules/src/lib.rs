//! The sync rules: records, items, mapping, merging, planning. Pure: no I/O, no clock, no randomness, not async.
//!
//! The same code runs in the task pane, to show what will happen, and in the server, to do it.

#![forbid(unsafe_code)]

#[macro_use]
pub mod json;

pub mod conflict;
pub mod filter;
pub mod mapping;
pub mod matching;
pub mod merge;
pub mod needs;
pub mod normalize;
pub mod outlook;
pub mod plan;
pub mod record;
#[cfg(feature = "openapi")]
mod schema;

/// The version of these rules and of what pane and server say to each other: a hash of their sources, made by
/// `build/version.rs`. A pane whose version differs from the server's loads itself anew.
pub const VERSION: &str = env!("CONCORDAT_RULES");
