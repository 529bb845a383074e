//! What the person has chosen.

pub(super) mod effect;
pub(super) mod folders;
pub(super) mod read;
pub(super) mod save;

/// Whether the server has access to mailboxes: its configuration has a section `[graph]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Configured(pub(super) bool);
