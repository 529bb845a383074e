//! A mailbox: its folders, their contacts, and for each folder the sequence of its changes.

use super::contact::{Contact, IdForm};
use super::knobs::Knobs;
use super::problem::Problem;
use super::properties::{self, Fields};
use super::seeded::Seeded;
use crate::ids;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
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

/// Where a contact is: folder and contact by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) folder: u64,
    pub(super) contact: u64,
}

/// What a folder remembers of a change: each contact has one entry, its last.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Entry {
    /// The contact of this number was created or changed.
    Here(u64),
    /// A contact left the folder.
    Left { id: String, immutable: String },
    /// The contact of this number is here, but who asks what changed is told that it left.
    Hidden(u64),
}

/// A folder of contacts.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Folder {
    pub(super) id: String,
    pub(super) name: String,
    /// The folder above; none at the top.
    pub(super) parent: Option<u64>,
    /// `singleValueExtendedProperties`: name and value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) extended: Vec<(String, String)>,
    pub(super) contacts: BTreeMap<u64, Contact>,
    /// The changes by their place in the sequence.
    pub(super) log: BTreeMap<u64, Entry>,
    /// The place of the last change.
    pub(super) sequence: u64,
    /// The contacts that left, and where the log says so.
    left: HashMap<String, u64>,
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
    pub(super) default: u64,
    pub(super) folders: BTreeMap<u64, Folder>,
    /// Contacts by the id that a move changes.
    regular: HashMap<String, Place>,
    /// Contacts by the id that stays.
    immutable: HashMap<String, Place>,
    /// The last number given to a folder or contact.
    last: u64,
}

/// What a write needs besides the mailbox.
pub(super) struct Pen<'a> {
    pub(super) seeded: &'a mut Seeded,
    pub(super) knobs: &'a Knobs,
    pub(super) now: Timestamp,
}

/// The name of the folder that every mailbox has.
const DEFAULT_NAME: &str = "Contacts";

impl Folder {
    fn new(id: String, name: &str, parent: Option<u64>) -> Self {
        let (contacts, log, left) = (BTreeMap::new(), BTreeMap::new(), HashMap::new());
        Self { id, name: name.to_owned(), parent, extended: Vec::new(), contacts, log, sequence: 0, left }
    }

    /// Puts a contact in, as the folder's last change.
    fn put(&mut self, mut contact: Contact) {
        self.log.remove(&contact.sequence);
        self.sequence += 1;
        contact.sequence = self.sequence;
        self.log.insert(self.sequence, Entry::Here(contact.key));
        self.contacts.insert(contact.key, contact);
    }

    /// Takes a contact out, and remembers that it left.
    fn take(&mut self, key: u64) -> Option<Contact> {
        let contact = self.contacts.remove(&key)?;
        self.log.remove(&contact.sequence);
        self.leave(&contact);
        Some(contact)
    }

    /// Writes down that a contact left.
    fn leave(&mut self, contact: &Contact) {
        self.sequence += 1;
        if let Some(before) = self.left.insert(contact.immutable.clone(), self.sequence) {
            self.log.remove(&before);
        }
        let (id, immutable) = (contact.id.clone(), contact.immutable.clone());
        self.log.insert(self.sequence, Entry::Left { id, immutable });
    }

    /// Whether a contact was here, left, and is said to have left still.
    fn was_left_by(&self, immutable: &str) -> bool {
        self.left.contains_key(immutable)
    }
}

impl Mailbox {
    pub(super) fn new(address: &str, user: Uuid, shared: bool, seeded: &mut Seeded) -> Self {
        let default = Folder::new(seeded.folder(), DEFAULT_NAME, None);
        Self {
            address: address.to_owned(),
            user,
            shared,
            standing: Standing::Reachable,
            generation: 1,
            root: seeded.folder(),
            default: 1,
            folders: BTreeMap::from([(1, default)]),
            regular: HashMap::new(),
            immutable: HashMap::new(),
            last: 1,
        }
    }

    fn next(&mut self) -> u64 {
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

    fn named(&self, parent: Option<u64>, name: &str) -> bool {
        self.folders.values().any(|folder| folder.parent == parent && folder.name.eq_ignore_ascii_case(name))
    }

    pub(super) fn add_folder(&mut self, parent: Option<u64>, name: &str, seeded: &mut Seeded) -> Result<u64, Problem> {
        if name.trim().is_empty() {
            return Err(Problem::Invalid("The folder needs a name.".to_owned()));
        }
        if self.named(parent, name) {
            return Err(Problem::FolderExists);
        }
        let key = self.next();
        self.folders.insert(key, Folder::new(seeded.folder(), name, parent));
        Ok(key)
    }

    pub(super) fn rename_folder(&mut self, key: u64, name: &str) -> Result<(), Problem> {
        let parent = self.folders.get(&key).ok_or(Problem::FolderNotFound)?.parent;
        if key == self.default {
            return Err(Problem::Distinguished);
        }
        let same = self.folders.get(&key).is_some_and(|folder| folder.name.eq_ignore_ascii_case(name));
        if !same && self.named(parent, name) {
            return Err(Problem::FolderExists);
        }
        if let Some(folder) = self.folders.get_mut(&key) {
            name.clone_into(&mut folder.name);
        }
        Ok(())
    }

    /// Removes a folder with all that is in it, and gives its contacts.
    pub(super) fn remove_folder(&mut self, key: u64) -> Result<(), Problem> {
        if key == self.default {
            return Err(Problem::Distinguished);
        }
        let folder = self.folders.remove(&key).ok_or(Problem::FolderNotFound)?;
        for contact in folder.contacts.values() {
            self.forget(contact);
        }
        let below: Vec<u64> =
            self.folders.iter().filter(|(_, folder)| folder.parent == Some(key)).map(|(key, _)| *key).collect();
        below.into_iter().try_for_each(|key| self.remove_folder(key))
    }

    // Contacts

    pub(super) fn find(&self, id: &str, form: IdForm) -> Option<Place> {
        let id = ids::rest(id);
        match form {
            IdForm::Regular => self.regular.get(&id).copied(),
            IdForm::Immutable => self.immutable.get(&id).copied(),
        }
    }

    pub(super) fn at(&self, place: Place) -> Option<(&Folder, &Contact)> {
        let folder = self.folders.get(&place.folder)?;
        Some((folder, folder.contacts.get(&place.contact)?))
    }

    fn remember(&mut self, contact: &Contact, folder: u64) {
        let place = Place { folder, contact: contact.key };
        self.regular.insert(contact.id.clone(), place);
        self.immutable.insert(contact.immutable.clone(), place);
    }

    fn forget(&mut self, contact: &Contact) {
        self.regular.remove(&contact.id);
        self.immutable.remove(&contact.immutable);
    }

    fn put(&mut self, folder: u64, contact: Contact) -> Result<Place, Problem> {
        let place = Place { folder, contact: contact.key };
        self.remember(&contact, folder);
        self.folders.get_mut(&folder).ok_or(Problem::FolderNotFound)?.put(contact);
        Ok(place)
    }

    /// Creates a contact of what a request gives.
    pub(super) fn create(&mut self, folder: u64, given: &Fields, pen: &mut Pen<'_>) -> Result<Place, Problem> {
        let (mut fields, mut extended) = (Fields::new(), Vec::new());
        properties::write(&mut fields, given, pen.knobs)?;
        write_extended(&mut extended, given)?;
        let contact = Contact {
            key: self.next(),
            id: pen.seeded.item(),
            immutable: pen.seeded.immutable(),
            change_key: pen.seeded.change_key(),
            created: pen.now,
            modified: pen.now,
            fields,
            extended,
            sequence: 0,
        };
        self.put(folder, contact)
    }

    /// Changes the properties that a request gives; `whole` takes away those that it does not.
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

    /// Moves a contact's time and change key though nothing of it was changed.
    pub(super) fn touch(&mut self, place: Place, pen: &mut Pen<'_>) -> Result<(), Problem> {
        let (_, contact) = self.at(place).ok_or(Problem::ItemNotFound)?;
        let contact = contact.clone();
        self.stamp(contact, place.folder, pen)
    }

    fn stamp(&mut self, mut contact: Contact, folder: u64, pen: &mut Pen<'_>) -> Result<(), Problem> {
        contact.change_key = pen.seeded.change_key();
        contact.modified = pen.now;
        self.folders.get_mut(&folder).ok_or(Problem::FolderNotFound)?.put(contact);
        Ok(())
    }

    /// Deletes a contact.
    pub(super) fn delete(&mut self, place: Place) -> Result<Contact, Problem> {
        let folder = self.folders.get_mut(&place.folder).ok_or(Problem::FolderNotFound)?;
        let contact = folder.take(place.contact).ok_or(Problem::ItemNotFound)?;
        self.forget(&contact);
        Ok(contact)
    }

    /// Moves a contact to another folder: one id is another, one stays.
    pub(super) fn shift(&mut self, place: Place, to: u64, pen: &mut Pen<'_>) -> Result<Place, Problem> {
        if !self.folders.contains_key(&to) {
            return Err(Problem::FolderNotFound);
        }
        let mut contact = self.delete(place)?;
        contact.id = pen.seeded.item();
        contact.change_key = pen.seeded.change_key();
        contact.modified = pen.now;
        contact.sequence = 0;
        let (key, immutable) = (contact.key, contact.immutable.clone());
        let place = self.put(to, contact)?;
        if pen.knobs.lying_tombstones
            && let Some(folder) = self.folders.get_mut(&to).filter(|folder| folder.was_left_by(&immutable))
        {
            folder.hide(key);
        }
        Ok(place)
    }

    /// Copies a contact, with all that it carries, into a folder.
    pub(super) fn copy(&mut self, place: Place, to: u64, pen: &mut Pen<'_>) -> Result<Place, Problem> {
        let (_, contact) = self.at(place).ok_or(Problem::ItemNotFound)?;
        let mut copy = contact.clone();
        copy.key = self.next();
        copy.id = pen.seeded.item();
        copy.immutable = pen.seeded.immutable();
        copy.change_key = pen.seeded.change_key();
        (copy.created, copy.modified, copy.sequence) = (pen.now, pen.now, 0);
        self.put(to, copy)
    }
}

impl Folder {
    /// The contact is here, and who asks what changed is told that it left: one that was moved away and back.
    fn hide(&mut self, key: u64) {
        if let Some(contact) = self.contacts.get(&key) {
            self.log.insert(contact.sequence, Entry::Hidden(key));
        }
    }
}

/// Writes `singleValueExtendedProperties`: each by its name, null takes one away, the others stay.
pub(super) fn write_extended(extended: &mut Vec<(String, String)>, given: &Fields) -> Result<(), Problem> {
    let Some(list) = given.get("singleValueExtendedProperties") else { return Ok(()) };
    let wrong = || Problem::Body("singleValueExtendedProperties: id and value are texts.".to_owned());
    for entry in list.as_array().ok_or_else(wrong)? {
        let id = entry["id"].as_str().ok_or_else(wrong)?;
        if !is_property_id(id) {
            return Err(Problem::Invalid(format!("The extended property id '{id}' is invalid.")));
        }
        extended.retain(|(own, _)| !own.eq_ignore_ascii_case(id));
        match &entry["value"] {
            Value::Null => {}
            Value::String(value) => extended.push((id.to_owned(), value.clone())),
            _ => return Err(wrong()),
        }
    }
    Ok(())
}

/// `String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Colour`, or `… Id 0x8233`.
fn is_property_id(id: &str) -> bool {
    let words: Vec<&str> = id.splitn(4, ' ').collect();
    let [kind, guid, by, name] = words.as_slice() else { return false };
    let guid = guid.strip_prefix('{').and_then(|guid| guid.strip_suffix('}'));
    let known = ["String", "Integer", "Boolean", "SystemTime"].iter().any(|known| known.eq_ignore_ascii_case(kind));
    let by = by.eq_ignore_ascii_case("Name") || by.eq_ignore_ascii_case("Id");
    known && by && !name.is_empty() && guid.is_some_and(|guid| Uuid::parse_str(guid).is_ok())
}
