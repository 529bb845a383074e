//! Which record is which item, and what both sides last agreed on.

use jiff::Timestamp;
use rules::record::{Image, RecordKind};
use serde::{Deserialize, Serialize};

use super::{Error, JournalEntry, Record, RecordRef};
use crate::mailbox::Seen;

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
    pub fn default_of(mailbox: &str, kind: RecordKind) -> Self {
        Self::of(mailbox, kind, String::new())
    }

    /// The folder of that identifier. Addresses are compared without letter case, so they are kept in small letters.
    pub fn of(mailbox: &str, kind: RecordKind, outlook_id: String) -> Self {
        Self { mailbox: mailbox.to_lowercase(), kind, outlook_id }
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
    /// What Outlook calls it; empty while that is not known.
    pub name: String,
    /// How far its changes were read in Outlook: a delta link. `None` before the first whole walk.
    pub cursor: Option<String>,
    /// How far the change log was read for it.
    pub seen: i64,
    /// The mark that was last left on the mailbox's folder, by which a mailbox or a database that went back in time is
    /// noticed; `None` before the first.
    pub mark: Option<String>,
    /// Why nothing is written to it: what the person has to resolve (A5, P10). `None` when it is not paused.
    pub paused: Option<serde_json::Value>,
    /// Everything is to be compared anew, whatever the cursors say.
    pub whole_due: bool,
    /// The hash of the critical settings under which it was last synchronized whole (A5); empty before the first time.
    pub settings_hash: String,
    /// What the last run did not bring to an end: the next one looks at it again. `None` when that is nothing.
    pub unfinished: Option<serde_json::Value>,
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
    /// What parted it; `None` while it is joined.
    pub parted_by: Option<PartedBy>,
    /// The run that imported the item's record (C4: an item is never removed in the run that imported it).
    pub imported_by: Option<String>,
    /// The item's content as it was last seen, with the first modified time that was seen with it (M3).
    pub sighted: Option<Sighting>,
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

/// What parted a link. What a filter parted comes back when the filter selects the record again, the rest when a person
/// says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PartedBy {
    /// A person.
    Person,
    /// A deletion of the item (M7).
    Deletion,
    /// The record left the filter (C4).
    Filter,
}

/// An item's content as it was seen first (M3: its modified time moves without edits).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// A hash of the content.
    pub hash: String,
    /// The first modified time that was seen with it, by the mailbox's clock; `None` when none was given.
    pub modified: Option<Timestamp>,
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
    /// By what the mailbox tells that the item is still the same (P3).
    pub seen: Seen,
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

/// A link with both sides as the practice database knows them.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The link.
    pub link: Link,
    /// What both sides last agreed on, if they ever did.
    pub base: Option<Base>,
    /// The record, in the bin or not. `None` when it is not there, or when it is [`unread`](Self::unread).
    pub record: Option<Record>,
    /// Record or base are there and cannot be read, because another program wrote what no field can hold. Nothing can be
    /// said of such a pair, and least of all that the record is gone.
    pub unread: Option<Error>,
}

/// Which pairs of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// All of them, joined and parted.
    All,
    /// Those of these items, by their REST or immutable identifiers.
    Items(Vec<String>),
    /// Those of these records.
    Records(Vec<String>),
}

/// Which records of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhichRecords {
    /// All that are not in the bin.
    Present,
    /// Those that are there of these, in the bin or not.
    Ids(Vec<String>),
}

/// A subscription to a folder's changes, which Outlook keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSubscription {
    /// Its identifier in Outlook.
    pub id: String,
    /// [`Folder::id`].
    pub folder_id: String,
    /// The secret that a notification of it bears.
    pub client_state: String,
    /// Until when it holds.
    pub until: Timestamp,
}
