//! Runs: begun, looked at, confirmed, given up, stopped, taken back.

pub(super) mod cancel;
pub(super) mod confirm;
pub(super) mod list;
pub(super) mod read;
pub(super) mod start;
pub(super) mod stop;
pub(super) mod undo;
