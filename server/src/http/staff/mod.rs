//! The people of the firm.

pub(super) mod list;
pub(super) mod tie;
pub(super) mod untie;
