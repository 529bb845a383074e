//! The contacts that a message's addresses are.

pub(super) mod add;
pub(super) mod who;
