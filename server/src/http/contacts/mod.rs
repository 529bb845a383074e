//! The contacts that a message's addresses are, and those that were imported and lack something.

pub(super) mod add;
pub(super) mod complete;
pub(super) mod incomplete;
pub(super) mod who;
