//! Direct doors to the store: what tests, the page and a person in Outlook do without asking Graph.

use super::contact::Shown;
use super::faults::{FaultPlan, NotificationFaults};
use super::folder::{Folder, FolderKind};
use super::item::{IdForm, Item, Valued as _};
use super::knobs::Knobs;
use super::mailbox::{ChangeType, Mailbox, Place, Standing};
use super::problem::Problem;
use super::properties::Fields;
use super::query::Options;
use super::route::{FolderName, Kind};
use super::subscriptions::{LifecycleEvent, Notification};
use super::world::World;
use super::{Graph, handlers};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A folder of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FolderInfo {
    /// Its id: the same in both forms.
    pub id: String,
    /// Its name.
    pub display_name: String,
    /// The folder that every mailbox has.
    pub default: bool,
    /// How many contacts are in it.
    pub contacts: usize,
}

/// A line of a list of contacts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// The immutable id.
    pub id: String,
    /// The display name, or what the contact is filed as.
    pub display_name: String,
    /// The company.
    pub company_name: String,
    /// The first e-mail address.
    pub email: String,
}

impl Person {
    fn of(contact: &Item) -> Self {
        let text = |name: &str| contact.value(name).as_str().unwrap_or_default().to_owned();
        let email = contact.value("emailAddresses")[0]["address"].as_str().unwrap_or_default().to_owned();
        let (shown, filed) = (text("displayName"), text("fileAs"));
        let display_name = if shown.is_empty() { filed } else { shown };
        Self { id: contact.immutable.clone(), display_name, company_name: text("companyName"), email }
    }

    fn has(&self, wanted: &str) -> bool {
        [&self.display_name, &self.company_name, &self.email].iter().any(|text| text.to_lowercase().contains(wanted))
    }
}

/// A mailbox as it stood at some moment.
#[derive(Debug, Clone)]
pub struct Snapshot(Mailbox);

/// The doors. Ids go in in either form and come out as immutable ids; a folder is named by its id, the one that every
/// mailbox has by an empty text.
#[derive(Debug, Clone, Copy)]
pub struct Store<'a>(pub(super) &'a Graph);

pub(super) type Answer<T> = Result<T, Problem>;

impl Store<'_> {
    // Mailboxes and folders

    /// Adds a mailbox with its one folder, and gives that folder's id. The first mailbox is `me` for callers that
    /// nobody asks who they are.
    pub fn add_mailbox(&self, address: &str, shared: bool) -> String {
        let user = crate::entra::object_id(address);
        self.add_mailbox_of(address, user, shared)
    }

    /// The same for a user whose object id is known.
    pub fn add_mailbox_of(&self, address: &str, user: Uuid, shared: bool) -> String {
        self.0.change(|world| {
            let mailbox = Mailbox::new(address, user, shared, &mut world.seeded);
            let folder = mailbox.folders[&mailbox.default].id.clone();
            world.first.get_or_insert_with(|| address.to_lowercase());
            world.mailboxes.insert(address.to_lowercase(), mailbox);
            folder
        })
    }

    /// Names the person of a mailbox.
    pub fn set_name(&self, address: &str, name: &str) -> Answer<()> {
        self.0.change(|world| {
            name.clone_into(&mut world.open(&address.to_lowercase())?.0.name);
            Ok(())
        })
    }

    /// The addresses of all mailboxes.
    pub fn mailboxes(&self) -> Vec<String> {
        self.0.world().mailboxes.values().map(|mailbox| mailbox.address.clone()).collect()
    }

    /// The address of the mailbox that is `me` for callers that nobody asks who they are.
    pub fn first(&self) -> Option<String> {
        self.0.world().first.clone()
    }

    /// Whether and how a mailbox answers from now on.
    pub fn set_standing(&self, address: &str, standing: Standing) -> Answer<()> {
        self.0.change(|world| {
            world.open(&address.to_lowercase())?.0.standing = standing;
            Ok(())
        })
    }

    /// Adds a folder at the top and gives its id.
    pub fn add_folder(&self, address: &str, name: &str) -> Answer<String> {
        self.0.change(|world| {
            let (mailbox, pen) = world.open(&address.to_lowercase())?;
            let key = mailbox.add_folder(FolderKind::Contacts, None, name, pen.seeded)?;
            Ok(mailbox.folders[&key].id.clone())
        })
    }

    /// Removes a folder with its contacts.
    pub fn remove_folder(&self, address: &str, folder: &str) -> Answer<()> {
        self.0.change(|world| {
            let (mailbox, _) = world.open(&address.to_lowercase())?;
            let key = folder_key(mailbox, folder)?;
            mailbox.remove_folder(key)
        })
    }

    /// All folders, the one that every mailbox has first.
    pub fn folders(&self, address: &str) -> Answer<Vec<FolderInfo>> {
        self.look(address, |mailbox| {
            let info = |(key, folder): (&u64, &Folder)| FolderInfo {
                id: folder.id.clone(),
                display_name: folder.name.clone(),
                default: *key == mailbox.default,
                contacts: folder.items.len(),
            };
            let of_contacts = mailbox.folders.iter().filter(|(_, folder)| folder.kind == FolderKind::Contacts);
            Ok(of_contacts.map(info).collect())
        })
    }

    // Contacts, as another client

    /// The contacts of a folder, with their extended properties.
    pub fn contacts(&self, address: &str, folder: &str) -> Answer<Vec<Value>> {
        self.look(address, |mailbox| {
            let folder = &mailbox.folders[&folder_key(mailbox, folder)?];
            Ok(folder.items.values().map(|contact| shown(contact, &folder.id)).collect())
        })
    }

    /// What a list shows of a folder's contacts: how many have the text in their name, company or address, and the
    /// first of them by name.
    pub fn people(&self, address: &str, folder: &str, search: &str, most: usize) -> Answer<(usize, Vec<Person>)> {
        self.look(address, |mailbox| {
            let folder = &mailbox.folders[&folder_key(mailbox, folder)?];
            let mut people: Vec<Person> = folder.items.values().map(Person::of).collect();
            let wanted = search.to_lowercase();
            people.retain(|person| person.has(&wanted));
            people.sort_by_cached_key(|person| person.display_name.to_lowercase());
            let found = people.len();
            people.truncate(most);
            Ok((found, people))
        })
    }

    /// The address of the mailbox in which a contact is.
    pub fn mailbox_of(&self, id: &str) -> Option<String> {
        let world = self.0.world();
        let found = world.mailboxes.values().find(|mailbox| place(mailbox, id).is_ok());
        found.map(|mailbox| mailbox.address.clone())
    }

    /// One contact, wherever it is.
    pub fn contact(&self, address: &str, id: &str) -> Answer<Value> {
        self.look(address, |mailbox| {
            let (folder, contact) = mailbox.at(place(mailbox, id)?).ok_or(Problem::ItemNotFound)?;
            Ok(shown(contact, &folder.id))
        })
    }

    /// Creates a contact and gives its immutable id.
    pub fn create(&self, address: &str, folder: &str, contact: &Value) -> Answer<String> {
        let given = fields(contact)?;
        self.0.change(|world| {
            let (mailbox, mut pen) = world.open(&address.to_lowercase())?;
            let folder = folder_key(mailbox, folder)?;
            let place = mailbox.create(folder, &given, &mut pen)?;
            Ok(told(world, address, place, ChangeType::Created))
        })
    }

    /// Changes the properties given.
    pub fn patch(&self, address: &str, id: &str, patch: &Value) -> Answer<()> {
        self.write(address, id, patch, false)
    }

    /// Replaces all properties.
    pub fn put(&self, address: &str, id: &str, contact: &Value) -> Answer<()> {
        self.write(address, id, contact, true)
    }

    fn write(self, address: &str, id: &str, given: &Value, whole: bool) -> Answer<()> {
        let given = fields(given)?;
        self.0.change(|world| {
            let (mailbox, mut pen) = world.open(&address.to_lowercase())?;
            let place = place(mailbox, id)?;
            mailbox.write(place, &given, whole, &mut pen)?;
            told(world, address, place, ChangeType::Updated);
            Ok(())
        })
    }

    /// Moves a contact's time and change key though nothing of it is changed.
    pub fn touch(&self, address: &str, id: &str) -> Answer<()> {
        self.0.change(|world| {
            let (mailbox, mut pen) = world.open(&address.to_lowercase())?;
            let place = place(mailbox, id)?;
            mailbox.touch(place, &mut pen)?;
            told(world, address, place, ChangeType::Updated);
            Ok(())
        })
    }

    /// Deletes a contact.
    pub fn delete(&self, address: &str, id: &str) -> Answer<()> {
        self.0.change(|world| {
            let place = place(world.open(&address.to_lowercase())?.0, id)?;
            told(world, address, place, ChangeType::Deleted);
            world.open(&address.to_lowercase())?.0.delete(place).map(drop)
        })
    }

    /// Moves a contact to another folder: its immutable id stays.
    pub fn shift(&self, address: &str, id: &str, folder: &str) -> Answer<()> {
        self.0.change(|world| {
            let (mailbox, _) = world.open(&address.to_lowercase())?;
            let (place, to) = (place(mailbox, id)?, folder_key(mailbox, folder)?);
            told(world, address, place, ChangeType::Deleted);
            let (mailbox, mut pen) = world.open(&address.to_lowercase())?;
            let place = mailbox.shift(place, to, &mut pen)?;
            told(world, address, place, ChangeType::Created);
            Ok(())
        })
    }

    /// Copies a contact, with its extended properties, and gives the copy's immutable id.
    pub fn copy(&self, address: &str, id: &str, folder: &str) -> Answer<String> {
        self.0.change(|world| {
            let (mailbox, mut pen) = world.open(&address.to_lowercase())?;
            let (place, to) = (place(mailbox, id)?, folder_key(mailbox, folder)?);
            let copy = mailbox.copy(place, to, &mut pen)?;
            Ok(told(world, address, copy, ChangeType::Created))
        })
    }

    // Backups

    /// A mailbox as it stands.
    pub fn snapshot(&self, address: &str) -> Answer<Snapshot> {
        self.look(address, |mailbox| Ok(Snapshot(mailbox.clone())))
    }

    /// Puts a mailbox back as it stood: delta tokens are lost unless a knob keeps them.
    pub fn restore(&self, snapshot: &Snapshot) {
        self.0.change(|world| {
            let mut mailbox = snapshot.0.clone();
            let key = mailbox.address.to_lowercase();
            let generation = world.mailboxes.get(&key).map_or(mailbox.generation, |now| now.generation);
            mailbox.generation = generation + u64::from(!world.knobs.restore_keeps_tokens);
            world.mailboxes.insert(key, mailbox);
        });
    }

    /// Makes every delta token of a mailbox unknown.
    pub fn forget_tokens(&self, address: &str) -> Answer<()> {
        self.0.change(|world| {
            world.open(&address.to_lowercase())?.0.generation += 1;
            Ok(())
        })
    }

    // Subscriptions

    /// The subscriptions, as Graph shows them.
    pub fn subscriptions(&self) -> Vec<Value> {
        self.0.world().subscription_values()
    }

    /// Does to a subscription what the event says, and tells it at the lifecycle address.
    pub fn lifecycle(&self, subscription: &str, event: LifecycleEvent) -> Answer<()> {
        self.0.world().lifecycle(subscription, event)
    }

    /// The notifications whose time has come: whoever takes them posts them.
    pub fn due_notifications(&self) -> Vec<Notification> {
        self.0.world().due()
    }

    // Counts, knobs and faults

    /// How many requests there were, by method and by what they were about.
    pub fn counts(&self) -> BTreeMap<(String, Kind), u64> {
        self.0.world().counts.clone()
    }

    /// How many requests there were.
    pub fn calls(&self) -> u64 {
        self.0.world().calls
    }

    /// How many requests the limits refused.
    pub fn throttled(&self) -> u64 {
        self.0.world().limits.values().map(|limits| limits.refused).sum()
    }

    /// Counts from nothing again.
    pub fn reset_counts(&self) {
        let mut world = self.0.world();
        world.counts.clear();
        world.limits.values_mut().for_each(|limits| limits.refused = 0);
    }

    /// The knobs as they stand.
    pub fn knobs(&self) -> Knobs {
        self.0.world().knobs.clone()
    }

    /// Turns the knobs all at once.
    pub fn set_knobs(&self, knobs: Knobs) {
        self.0.world().knobs = knobs;
    }

    /// Turns the knobs that `change` names; null takes a default back.
    pub fn turn(&self, change: &Value) -> Result<Knobs, serde_json::Error> {
        let mut world = self.0.world();
        world.knobs = world.knobs.changed(change)?;
        Ok(world.knobs.clone())
    }

    /// The plan of faults as it stands: those used up are gone.
    pub fn faults(&self) -> FaultPlan {
        self.0.world().plan.clone()
    }

    /// Sets what goes wrong; calls are counted from here.
    pub fn set_faults(&self, plan: FaultPlan) {
        let mut world = self.0.world();
        world.plan = plan;
        world.planned_calls = 0;
    }

    /// Lets all writes land that are on their way.
    pub fn settle(&self) {
        self.0.change(|world| world.land(true));
    }

    pub(super) fn look<T>(self, address: &str, answer: impl FnOnce(&Mailbox) -> Answer<T>) -> Answer<T> {
        let world: &World = &self.0.world();
        let mailbox = world.mailboxes.get(&address.to_lowercase());
        answer(mailbox.ok_or_else(|| Problem::User(address.to_owned()))?)
    }
}

pub(super) fn fields(given: &Value) -> Answer<Fields> {
    given.as_object().cloned().ok_or_else(|| Problem::Body("An object was expected.".to_owned()))
}

fn place(mailbox: &Mailbox, id: &str) -> Answer<Place> {
    let found = mailbox.find(id, IdForm::Immutable).or_else(|| mailbox.find(id, IdForm::Regular));
    let of_contacts =
        |place: &Place| mailbox.folders.get(&place.folder).is_some_and(|folder| folder.kind == FolderKind::Contacts);
    found.filter(of_contacts).ok_or(Problem::ItemNotFound)
}

/// Tells whoever subscribed of a change, and gives the contact's immutable id.
fn told(world: &mut World, address: &str, place: Place, change: ChangeType) -> String {
    let key = address.to_lowercase();
    world.announce_at(&key, place, change, NotificationFaults::default());
    let contact = world.mailboxes.get(&key).and_then(|mailbox| mailbox.at(place));
    contact.map(|(_, contact)| contact.immutable.clone()).unwrap_or_default()
}

fn folder_key(mailbox: &Mailbox, folder: &str) -> Answer<u64> {
    let name = if folder.is_empty() { FolderName::Default } else { FolderName::Id(folder.to_owned()) };
    handlers::folder_of(mailbox, &name, FolderKind::Contacts).map(|(key, _)| key)
}

/// A contact with all that it has, under its immutable id.
fn shown(contact: &Item, folder: &str) -> Value {
    let options = Options::default();
    let shown = Shown { contact, folder, form: IdForm::Immutable, options: &options, context: None, typed: false };
    let mut value = shown.to_value();
    if !contact.extended.is_empty() {
        let list = contact.extended.iter().map(|(id, value)| serde_json::json!({"id": id, "value": value}));
        value["singleValueExtendedProperties"] = list.collect();
    }
    value
}
