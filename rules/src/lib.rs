//! The sync rules: records, items, mapping, merging, planning. Pure: no I/O, no clock, no randomness, not async.

pub mod mapping;
pub mod outlook;
pub mod record;
