//! What ties an item and a record: the link, and the form in doubt.

use jiff::Timestamp;
use rules::{
    merge::{Pending, Side},
    outlook::item::Snapshot,
};

use crate::practice::{Folder, JournalEntry, JournalState, Link, LinkState, RecordRef};

/// A new link of the open item.
pub(super) fn new_link(id: String, folder: &Folder, item: &Snapshot, record: &RecordRef, now: Timestamp) -> Link {
    Link {
        id,
        folder_id: folder.id.clone(),
        record: record.clone(),
        item_id: item.item_id.clone().unwrap_or_default(),
        immutable_id: None,
        ical_uid: None,
        series_item_id: item.series_id.clone(),
        state: LinkState::Joined,
        parted_by: None,
        imported_by: None,
        sighted: None,
        created_at: now,
    }
}

/// The form as it was last synchronized, with what it showed and what both sides agreed on: a write in doubt until the
/// item is seen saved (P7).
pub(super) fn form_in_doubt(id: String, link: &Link, action: &str, form: Pending, now: Timestamp) -> JournalEntry {
    JournalEntry {
        id,
        run_id: None,
        position: None,
        link_id: Some(link.id.clone()),
        side: Side::Outlook,
        action: action.to_owned(),
        record: link.record.clone(),
        folder_id: Some(link.folder_id.clone()),
        item_id: Some(link.item_id.clone()),
        create_key: None,
        before: Some(form.shown),
        after: Some(form.agreed),
        state: JournalState::Sent,
        at: now,
        settled_at: None,
        sought_at: None,
        note: String::new(),
    }
}
