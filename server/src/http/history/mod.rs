//! Values that gave way.

pub(super) mod restore;
