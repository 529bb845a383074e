//! A folder, of contacts or a calendar, and the sequence of its changes.

use super::item::Item;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// What a folder holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum FolderKind {
    /// Contacts.
    #[default]
    Contacts,
    /// Events.
    Calendar,
}

impl FolderKind {
    /// The name of the folder of this kind that every mailbox has.
    pub(super) fn default_name(self) -> &'static str {
        match self {
            Self::Contacts => "Contacts",
            Self::Calendar => "Calendar",
        }
    }
}

/// What a folder remembers of a change: each item has one entry, its last.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Entry {
    /// The item of this number was created or changed.
    Here(u64),
    /// An item left the folder.
    Left { id: String, immutable: String },
    /// The item of this number is here, but who asks what changed is told that it left.
    Hidden(u64),
}

/// A folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Folder {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) kind: FolderKind,
    /// The folder above; none at the top.
    pub(super) parent: Option<u64>,
    /// `singleValueExtendedProperties`: name and value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) extended: Vec<(String, String)>,
    /// Its items by their number.
    #[serde(alias = "contacts")]
    pub(super) items: BTreeMap<u64, Item>,
    /// The changes by their place in the sequence.
    pub(super) log: BTreeMap<u64, Entry>,
    /// The place of the last change.
    pub(super) sequence: u64,
    /// The items that left, and where the log says so.
    left: HashMap<String, u64>,
}

impl Folder {
    pub(super) fn new(id: String, name: &str, kind: FolderKind, parent: Option<u64>) -> Self {
        let (items, log, left) = (BTreeMap::new(), BTreeMap::new(), HashMap::new());
        Self { id, name: name.to_owned(), kind, parent, extended: Vec::new(), items, log, sequence: 0, left }
    }

    /// Puts an item in, as the folder's last change.
    pub(super) fn put(&mut self, mut item: Item) {
        self.log.remove(&item.sequence);
        self.sequence += 1;
        item.sequence = self.sequence;
        self.log.insert(self.sequence, Entry::Here(item.key));
        self.items.insert(item.key, item);
    }

    /// Takes an item out, and remembers that it left.
    pub(super) fn take(&mut self, key: u64) -> Option<Item> {
        let item = self.slip(key)?;
        self.leave(&item.id, &item.immutable);
        Some(item)
    }

    /// Takes an item out, and tells nobody.
    pub(super) fn slip(&mut self, key: u64) -> Option<Item> {
        let item = self.items.remove(&key)?;
        self.log.remove(&item.sequence);
        Some(item)
    }

    /// Writes down that what had these ids left.
    pub(super) fn leave(&mut self, id: &str, immutable: &str) {
        self.sequence += 1;
        if let Some(before) = self.left.insert(immutable.to_owned(), self.sequence) {
            self.log.remove(&before);
        }
        let (id, immutable) = (id.to_owned(), immutable.to_owned());
        self.log.insert(self.sequence, Entry::Left { id, immutable });
    }

    /// Whether an item was here, left, and is said to have left still.
    pub(super) fn was_left_by(&self, immutable: &str) -> bool {
        self.left.contains_key(immutable)
    }

    /// The item is here, and who asks what changed is told that it left: one that was moved away and back.
    pub(super) fn hide(&mut self, key: u64) {
        if let Some(item) = self.items.get(&key) {
            self.log.insert(item.sequence, Entry::Hidden(key));
        }
    }
}
