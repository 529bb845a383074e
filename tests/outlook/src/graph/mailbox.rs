//! A mailbox: its folders, and what is in them by its ids.

use super::extended::write_extended;
use super::folder::{Folder, FolderKind};
use super::item::{IdForm, Item, Series};
use super::knobs::Knobs;
use super::problem::Problem;
use super::properties::{self, Fields};
use super::seeded::Seeded;
use crate::ids;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Whether and how a mailbox is reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
    /// It answers.
    #[default]
    Reachable,
    /// There is no such user any more.
    Gone,
    /// The user has no mailbox that Graph reaches.
    NotEnabled,
    /// The application may not.
    Refused,
}

/// A change of a contact, as subscriptions name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChangeType {
    /// It is new in the folder.
    Created,
    /// It was written.
    Updated,
    /// It left the folder.
    Deleted,
}

/// Where an item is: folder and item by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) folder: u64,
    pub(super) item: u64,
}

/// A mailbox.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Mailbox {
    pub(super) address: String,
    pub(super) user: Uuid,
    pub(super) shared: bool,
    #[serde(default)]
    pub(super) standing: Standing,
    /// Counts restorations: delta tokens belong to one generation.
    pub(super) generation: u64,
    pub(super) root: String,
    /// The number of its own folder of contacts.
    pub(super) default: u64,
    /// The number of its own calendar.
    #[serde(default)]
    pub(super) calendar: u64,
    /// The person's name.
    #[serde(default)]
    pub(super) name: String,
    /// IANA name of the zone in which all-day events begin.
    #[serde(default = "utc")]
    pub(super) time_zone: String,
    pub(super) folders: BTreeMap<u64, Folder>,
    /// Items by the id that a move changes.
    regular: HashMap<String, Place>,
    /// Items by the id that stays.
    immutable: HashMap<String, Place>,
    /// Series by what the ids of their occurrences carry.
    #[serde(default)]
    series: HashMap<String, Place>,
    /// The immutable ids of events by the transactions that created them.
    #[serde(default)]
    pub(super) transactions: HashMap<String, String>,
    /// The last number given to a folder or item.
    last: u64,
}

/// What a write needs besides the mailbox.
pub(super) struct Pen<'a> {
    pub(super) seeded: &'a mut Seeded,
    pub(super) knobs: &'a Knobs,
    pub(super) now: Timestamp,
}

/// The number of the calendar that every mailbox has: apart from those that are counted.
const CALENDAR: u64 = 0;

fn utc() -> String {
    "UTC".to_owned()
}

impl Mailbox {
    pub(super) fn new(address: &str, user: Uuid, shared: bool, seeded: &mut Seeded) -> Self {
        let default = Folder::new(seeded.folder(), FolderKind::Contacts.default_name(), FolderKind::Contacts, None);
        let mut mailbox = Self {
            address: address.to_owned(),
            user,
            shared,
            standing: Standing::Reachable,
            generation: 1,
            root: seeded.folder(),
            default: 1,
            calendar: CALENDAR,
            name: address.to_owned(),
            time_zone: utc(),
            folders: BTreeMap::from([(1, default)]),
            regular: HashMap::new(),
            immutable: HashMap::new(),
            series: HashMap::new(),
            transactions: HashMap::new(),
            last: 1,
        };
        mailbox.complete();
        mailbox
    }

    /// Gives the mailbox its calendar where it has none. Its id follows from the root's.
    pub(super) fn complete(&mut self) {
        let id = ids::rest(&ids::folder_of(&Sha256::digest(format!("calendar {}", self.root))));
        let kind = FolderKind::Calendar;
        self.folders.entry(self.calendar).or_insert_with(|| Folder::new(id, kind.default_name(), kind, None));
    }

    /// The number of the mailbox's own folder of a kind.
    pub(super) fn own(&self, kind: FolderKind) -> u64 {
        match kind {
            FolderKind::Contacts => self.default,
            FolderKind::Calendar => self.calendar,
        }
    }

    pub(super) fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    // Folders

    pub(super) fn folder(&self, id: &str) -> Option<(u64, &Folder)> {
        let id = ids::rest(id);
        self.folders.iter().find(|(_, folder)| folder.id == id).map(|(key, folder)| (*key, folder))
    }

    /// The id of what a folder is in.
    pub(super) fn parent_id(&self, folder: &Folder) -> &str {
        folder.parent.and_then(|key| self.folders.get(&key)).map_or(&self.root, |parent| &parent.id)
    }

    fn named(&self, kind: FolderKind, parent: Option<u64>, name: &str) -> bool {
        let beside = |folder: &&Folder| folder.kind == kind && folder.parent == parent;
        self.folders.values().filter(beside).any(|folder| folder.name.eq_ignore_ascii_case(name))
    }

    pub(super) fn add_folder(
        &mut self,
        kind: FolderKind,
        parent: Option<u64>,
        name: &str,
        seeded: &mut Seeded,
    ) -> Result<u64, Problem> {
        if name.trim().is_empty() {
            return Err(Problem::Invalid("The folder needs a name.".to_owned()));
        }
        if self.named(kind, parent, name) {
            return Err(Problem::FolderExists);
        }
        let key = self.next();
        self.folders.insert(key, Folder::new(seeded.folder(), name, kind, parent));
        Ok(key)
    }

    pub(super) fn rename_folder(&mut self, key: u64, name: &str) -> Result<(), Problem> {
        let folder = self.folders.get(&key).ok_or(Problem::FolderNotFound)?;
        if key == self.own(folder.kind) {
            return Err(Problem::Distinguished);
        }
        if !folder.name.eq_ignore_ascii_case(name) && self.named(folder.kind, folder.parent, name) {
            return Err(Problem::FolderExists);
        }
        if let Some(folder) = self.folders.get_mut(&key) {
            name.clone_into(&mut folder.name);
        }
        Ok(())
    }

    /// Removes a folder with all that is in it.
    pub(super) fn remove_folder(&mut self, key: u64) -> Result<(), Problem> {
        if key == self.default || key == self.calendar {
            return Err(Problem::Distinguished);
        }
        let folder = self.folders.remove(&key).ok_or(Problem::FolderNotFound)?;
        for item in folder.items.values() {
            self.forget(item);
        }
        let below: Vec<u64> =
            self.folders.iter().filter(|(_, folder)| folder.parent == Some(key)).map(|(key, _)| *key).collect();
        below.into_iter().try_for_each(|key| self.remove_folder(key))
    }

    // Items

    pub(super) fn find(&self, id: &str, form: IdForm) -> Option<Place> {
        let id = ids::rest(id);
        match form {
            IdForm::Regular => self.regular.get(&id).copied(),
            IdForm::Immutable => self.immutable.get(&id).copied(),
        }
    }

    /// The series that an id of an occurrence belongs to, and when that one starts by the pattern.
    pub(super) fn find_series(&self, id: &str, form: IdForm) -> Option<(Place, i64)> {
        let (series, start) = ids::occurrence_parts(id, form == IdForm::Immutable)?;
        Some((*self.series.get(&series)?, start))
    }

    pub(super) fn at(&self, place: Place) -> Option<(&Folder, &Item)> {
        let folder = self.folders.get(&place.folder)?;
        Some((folder, folder.items.get(&place.item)?))
    }

    pub(super) fn item_mut(&mut self, place: Place) -> Result<&mut Item, Problem> {
        let folder = self.folders.get_mut(&place.folder).ok_or(Problem::FolderNotFound)?;
        folder.items.get_mut(&place.item).ok_or(Problem::ItemNotFound)
    }

    pub(super) fn remember(&mut self, item: &Item, folder: u64) {
        let place = Place { folder, item: item.key };
        self.regular.insert(item.id.clone(), place);
        self.immutable.insert(item.immutable.clone(), place);
        if self.folders.get(&folder).is_some_and(|folder| folder.kind == FolderKind::Calendar) {
            self.series.insert(ids::series_part(&item.id), place);
            self.series.insert(ids::series_part(&item.immutable), place);
        }
    }

    pub(super) fn forget(&mut self, item: &Item) {
        self.regular.remove(&item.id);
        self.immutable.remove(&item.immutable);
        self.series.remove(&ids::series_part(&item.id));
        self.series.remove(&ids::series_part(&item.immutable));
    }

    /// Puts an item into a folder, as its last change.
    pub(super) fn put(&mut self, folder: u64, item: Item) -> Result<Place, Problem> {
        let place = Place { folder, item: item.key };
        self.remember(&item, folder);
        self.folders.get_mut(&folder).ok_or(Problem::FolderNotFound)?.put(item);
        Ok(place)
    }

    /// A new item with ids and times, and nothing else.
    pub(super) fn blank(&mut self, pen: &mut Pen<'_>) -> Item {
        Item {
            key: self.next(),
            id: pen.seeded.item(),
            immutable: pen.seeded.immutable(),
            change_key: pen.seeded.change_key(),
            created: pen.now,
            modified: pen.now,
            fields: Fields::new(),
            extended: Vec::new(),
            sequence: 0,
            of: None,
            series: Series::default(),
        }
    }

    /// Creates a contact of what a request gives.
    pub(super) fn create(&mut self, folder: u64, given: &Fields, pen: &mut Pen<'_>) -> Result<Place, Problem> {
        let (mut fields, mut extended) = (Fields::new(), Vec::new());
        properties::write(&mut fields, given, pen.knobs)?;
        write_extended(&mut extended, given)?;
        let contact = Item { fields, extended, ..self.blank(pen) };
        self.put(folder, contact)
    }

    /// Changes the properties of a contact that a request gives; `whole` takes away those that it does not.
    pub(super) fn write(
        &mut self,
        place: Place,
        given: &Fields,
        whole: bool,
        pen: &mut Pen<'_>,
    ) -> Result<(), Problem> {
        let (_, contact) = self.at(place).ok_or(Problem::ItemNotFound)?;
        let mut contact = contact.clone();
        if whole {
            contact.fields.clear();
        }
        properties::write(&mut contact.fields, given, pen.knobs)?;
        write_extended(&mut contact.extended, given)?;
        self.stamp(contact, place.folder, pen)
    }

    /// Moves an item's time and change key though nothing of it was changed.
    pub(super) fn touch(&mut self, place: Place, pen: &mut Pen<'_>) -> Result<(), Problem> {
        let (_, item) = self.at(place).ok_or(Problem::ItemNotFound)?;
        let item = item.clone();
        self.stamp(item, place.folder, pen)
    }

    /// Puts an item that was changed in its place.
    pub(super) fn stamp(&mut self, mut item: Item, folder: u64, pen: &mut Pen<'_>) -> Result<(), Problem> {
        item.change_key = pen.seeded.change_key();
        item.modified = pen.now;
        self.folders.get_mut(&folder).ok_or(Problem::FolderNotFound)?.put(item);
        Ok(())
    }

    /// Deletes an item.
    pub(super) fn delete(&mut self, place: Place) -> Result<Item, Problem> {
        let folder = self.folders.get_mut(&place.folder).ok_or(Problem::FolderNotFound)?;
        let item = folder.take(place.item).ok_or(Problem::ItemNotFound)?;
        self.forget(&item);
        Ok(item)
    }

    /// Moves an item to another folder of the same kind: one id is another, one stays.
    pub(super) fn shift(&mut self, place: Place, to: u64, pen: &mut Pen<'_>) -> Result<Place, Problem> {
        let kind = |key: u64| self.folders.get(&key).map(|folder| folder.kind);
        if kind(to).is_none() || kind(to) != kind(place.folder) {
            return Err(Problem::FolderNotFound);
        }
        let mut item = self.delete(place)?;
        item.id = pen.seeded.item();
        item.change_key = pen.seeded.change_key();
        item.modified = pen.now;
        item.sequence = 0;
        let (key, immutable) = (item.key, item.immutable.clone());
        let place = self.put(to, item)?;
        if pen.knobs.lying_tombstones
            && let Some(folder) = self.folders.get_mut(&to).filter(|folder| folder.was_left_by(&immutable))
        {
            folder.hide(key);
        }
        Ok(place)
    }

    /// Copies an item, with all that it carries, into a folder of the same kind.
    pub(super) fn copy(&mut self, place: Place, to: u64, pen: &mut Pen<'_>) -> Result<Place, Problem> {
        let (folder, item) = self.at(place).ok_or(Problem::ItemNotFound)?;
        if self.folders.get(&to).is_none_or(|other| other.kind != folder.kind) {
            return Err(Problem::FolderNotFound);
        }
        let mut copy = item.clone();
        copy.key = self.next();
        copy.id = pen.seeded.item();
        copy.immutable = pen.seeded.immutable();
        copy.change_key = pen.seeded.change_key();
        (copy.created, copy.modified, copy.sequence) = (pen.now, pen.now, 0);
        self.put(to, copy)
    }
}
