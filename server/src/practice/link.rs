//! Which record is which item, and what both sides last agreed on.

use jiff::Timestamp;
use rules::record::{Image, RecordKind};
use serde::{Deserialize, Serialize};

use super::{JournalEntry, Record, RecordRef};

/// One folder of one mailbox.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FolderKey {
    /// The mailbox's address; compared without letter case.
    pub mailbox: String,
    /// Appointments: a calendar. Contacts: a contact folder.
    pub kind: RecordKind,
    /// Outlook's identifier of the folder; empty is the mailbox's default one.
    pub outlook_id: String,
}

impl FolderKey {
    /// The default folder of that kind in that mailbox.
    pub fn default_of(mailbox: impl Into<String>, kind: RecordKind) -> Self {
        Self { mailbox: mailbox.into(), kind, outlook_id: String::new() }
    }
}

/// A folder that takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Identifier.
    pub id: String,
    /// Which one.
    pub key: FolderKey,
    /// The staff member whose mailbox it is; `None` for a firm-wide one (C1).
    pub staff_id: Option<String>,
    /// How far its changes were read in Outlook: a delta link. `None` before the first whole walk.
    pub cursor: Option<String>,
    /// How far the change log was read for it.
    pub seen: i64,
}

/// The 1-to-1 tie of one record to one item in one folder (P6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Identifier.
    pub id: String,
    /// [`Folder::id`].
    pub folder_id: String,
    /// The record.
    pub record: RecordRef,
    /// The item's identifier in its REST form (`-` and `_`, not `/` and `+`); letter case counts.
    pub item_id: String,
    /// The item's immutable identifier, once known.
    pub immutable_id: Option<String>,
    /// The event's `iCalUId`.
    pub ical_uid: Option<String>,
    /// The item of the series, when the item is one day of it.
    pub series_item_id: Option<String>,
    /// Joined or parted.
    pub state: LinkState,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Does the link synchronize?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LinkState {
    /// Yes.
    Joined,
    /// No: parted by a person, a deletion or a filter, and remembered so that nothing comes back by itself.
    Parted,
}

/// What both sides agreed on when the link was last in step, as the image of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// The record then.
    pub practice: Image,
    /// The item then, as the server had normalised it.
    pub outlook: Image,
    /// When that was.
    pub taken_at: Timestamp,
    /// The item's modified time with that content, where one was given (M3).
    pub outlook_modified: Option<Timestamp>,
}

/// What an open item is tied to, read at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// Counts the changes of what changes seldom: staff, settings, clients, matters. As long as it is the same, what
    /// was read of them holds. `None` when nobody counts.
    pub revision: Option<i64>,
    /// The folder; `None` when nothing of it takes part yet.
    pub folder: Option<Folder>,
    /// The item's link; `None` when it has none.
    pub linked: Option<OpenedLink>,
}

/// A link with all that is planned from.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenedLink {
    /// The link.
    pub link: Link,
    /// The appointment; `None` when it is gone.
    pub record: Option<Record>,
    /// What both sides last agreed on.
    pub base: Option<Base>,
    /// The form that was last synchronized while it was being composed (P7).
    pub in_doubt: Option<JournalEntry>,
}
