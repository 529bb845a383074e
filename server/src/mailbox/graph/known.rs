//! What was learnt of a mailbox's folders.

use std::collections::BTreeMap;

/// Identifiers of folders, as far as they are known.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The default folders' by the segment of their items: no listing has them, but their items do.
    pub(super) default: BTreeMap<&'static str, String>,
    /// That of the deleted items, if the service says.
    pub(super) deleted: Option<String>,
    /// Whether it was asked for that.
    pub(super) asked_deleted: bool,
    /// Default folders that take no mark, of which the log was told.
    pub(super) unmarked: bool,
}
