//! The firm's list of contact filters.

pub(super) mod add;
pub(super) mod change;
pub(super) mod drop;
pub(super) mod list;
pub(super) mod sample;
