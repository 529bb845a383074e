//! What the person has chosen.

pub(super) mod effect;
pub(super) mod folders;
pub(super) mod read;
pub(super) mod save;
