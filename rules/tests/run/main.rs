//! The plan of a whole run.

mod always;
mod deletions;
mod filtered;
mod guards;
mod matched;
mod merged;
#[path = "../support/mod.rs"]
mod support;
mod world;
