//! How synchronization stands for the person.

pub(super) mod read;
pub(super) mod resume;
