//! Direct doors to calendars: what tests, the page and a person in Outlook do without asking Graph.

use super::super::doors::{Answer, Store, fields};
use super::super::folder::{Folder, FolderKind};
use super::super::handlers::folder_of;
use super::super::item::IdForm;
use super::super::mailbox::{ChangeType, Mailbox, Place};
use super::super::mails::Mail;
use super::super::problem::Problem;
use super::super::route::FolderName;
use super::super::world::World;
use super::acts::By;
use super::{Found, ViewItem, Window, Writer};
use crate::zones;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A calendar of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CalendarInfo {
    /// Its id: the same in both forms.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The calendar that every mailbox has.
    pub default: bool,
    /// How many singles, series and exceptions are in it.
    pub events: usize,
}

/// A calendar is named by its id, the one that every mailbox has by an empty text. Ids of events go in in any form and
/// come out as immutable ids, but where a person's Outlook is meant.
impl Store<'_> {
    // Calendars

    /// The zone in which a mailbox's all-day events begin, by any of its names.
    pub fn set_time_zone(&self, address: &str, zone: &str) -> Answer<()> {
        let zone = zones::iana(zone).ok_or_else(|| Problem::TimeZone(zone.to_owned()))?;
        self.edit(address, |world, key| {
            world.open(key)?.0.time_zone = zone;
            Ok(())
        })
    }

    /// The calendars, the one that every mailbox has first.
    pub fn calendars(&self, address: &str) -> Answer<Vec<CalendarInfo>> {
        self.look(address, |mailbox| {
            let info = |(key, folder): (&u64, &Folder)| {
                let (id, name) = (folder.id.clone(), folder.name.clone());
                CalendarInfo { id, name, default: *key == mailbox.calendar, events: folder.items.len() }
            };
            let calendars = mailbox.folders.iter().filter(|(_, folder)| folder.kind == FolderKind::Calendar);
            Ok(calendars.map(info).collect())
        })
    }

    /// Adds a calendar and gives its id.
    pub fn add_calendar(&self, address: &str, name: &str) -> Answer<String> {
        self.edit(address, |world, key| {
            let (mailbox, pen) = world.open(key)?;
            let number = mailbox.add_folder(FolderKind::Calendar, None, name, pen.seeded)?;
            Ok(mailbox.folders[&number].id.clone())
        })
    }

    /// Removes a calendar with its events.
    pub fn remove_calendar(&self, address: &str, calendar: &str) -> Answer<()> {
        self.edit(address, |world, key| {
            let (mailbox, _) = world.open(key)?;
            let number = calendar_number(mailbox, calendar)?;
            mailbox.remove_folder(number)
        })
    }

    /// Gives a calendar another id, as a migration does: under the old one there is nothing any more.
    pub fn renew_calendar(&self, address: &str, calendar: &str) -> Answer<String> {
        self.edit(address, |world, key| {
            let (mailbox, pen) = world.open(key)?;
            let (number, id) = (calendar_number(mailbox, calendar)?, pen.seeded.folder());
            mailbox.folders.get_mut(&number).ok_or(Problem::FolderNotFound)?.id.clone_from(&id);
            Ok(id)
        })
    }

    // Events, as a person in Outlook

    /// The address of the mailbox in which an event is.
    pub fn mailbox_of_event(&self, id: &str) -> Option<String> {
        let world = self.0.world();
        let found = world.mailboxes.values().find(|mailbox| mailbox.found_in_any_form(id).is_some());
        found.map(|mailbox| mailbox.address.clone())
    }

    /// Creates an event and gives its id.
    pub fn create_event(&self, address: &str, calendar: &str, given: &Value) -> Answer<String> {
        let given = fields(given)?;
        self.edit(address, |world, key| {
            let number = calendar_number(world.open(key)?.0, calendar)?;
            let place = world.create_event(key, number, &given, By::person())?;
            Ok(immutable(world, key, Found { place, occurrence: None }))
        })
    }

    /// Changes an event, or one occurrence. What is left out stays; times and change keys that are given are kept.
    pub fn patch_event(&self, address: &str, id: &str, given: &Value) -> Answer<String> {
        let given = fields(given)?;
        self.edit(address, |world, key| {
            let found = found(world.open(key)?.0, id)?;
            let found = world.change_event(key, found, &given, By::person())?;
            let stamps: Vec<_> = ["changeKey", "lastModifiedDateTime", "createdDateTime"].into();
            let given = given.into_iter().filter(|(name, _)| stamps.contains(&name.as_str())).collect();
            world.open(key)?.0.identify(found.place, &given)?;
            Ok(immutable(world, key, found))
        })
    }

    /// Deletes an event, or cancels one occurrence.
    pub fn delete_event(&self, address: &str, id: &str) -> Answer<()> {
        self.edit(address, |world, key| {
            let found = found(world.open(key)?.0, id)?;
            world.remove_event(key, found, By::person())
        })
    }

    /// Moves an event to another calendar: its immutable id stays. A series goes as a whole.
    pub fn shift_event(&self, address: &str, id: &str, calendar: &str) -> Answer<()> {
        self.edit(address, |world, key| {
            let (mailbox, _) = world.open(key)?;
            let (found, to) = (found(mailbox, id)?, calendar_number(mailbox, calendar)?);
            world.announce_at(key, found.place, ChangeType::Deleted, By::person().1);
            let (mailbox, mut pen) = world.open(key)?;
            let place = mailbox.shift_event(found, to, &mut pen)?;
            world.announce_at(key, place, ChangeType::Created, By::person().1);
            Ok(())
        })
    }

    /// Copies an event, with its extended properties, and gives the copy's id. Of an occurrence it is a single event.
    pub fn copy_event(&self, address: &str, id: &str, calendar: &str) -> Answer<String> {
        self.edit(address, |world, key| {
            let (mailbox, mut pen) = world.open(key)?;
            let (found, to) = (found(mailbox, id)?, calendar_number(mailbox, calendar)?);
            let place = mailbox.copy_event(found, to, &mut pen)?;
            world.announce_at(key, place, ChangeType::Created, By::person().1);
            Ok(immutable(world, key, Found { place, occurrence: None }))
        })
    }

    /// Moves an event's time and change key though nothing of it is changed; of an occurrence its series'.
    pub fn touch_event(&self, address: &str, id: &str) -> Answer<()> {
        self.edit(address, |world, key| {
            let (mailbox, mut pen) = world.open(key)?;
            let place = found(mailbox, id)?.place;
            mailbox.touch(place, &mut pen)?;
            world.announce_at(key, place, ChangeType::Updated, By::person().1);
            Ok(())
        })
    }

    /// One event, wherever it is.
    pub fn event(&self, address: &str, id: &str) -> Answer<Value> {
        self.look(address, |mailbox| {
            let event = mailbox.event(found(mailbox, id)?).ok_or(Problem::ItemNotFound)?;
            Ok(event.for_tests())
        })
    }

    /// What a calendar keeps: singles, series and exceptions.
    pub fn events(&self, address: &str, calendar: &str) -> Answer<Vec<Value>> {
        self.look(address, |mailbox| {
            let events = kept(mailbox, calendar_number(mailbox, calendar)?);
            Ok(events.filter_map(|found| Some(mailbox.event(found)?.for_tests())).collect())
        })
    }

    /// What a calendar shows from `from` until before `until` (milliseconds since 1970 UTC), by start.
    pub fn occurrences(&self, address: &str, calendar: &str, from: i64, until: i64) -> Answer<Vec<Value>> {
        self.look(address, |mailbox| {
            let events = mailbox.view(calendar_number(mailbox, calendar)?, Window { from, until });
            Ok(events.iter().map(super::Event::for_tests).collect())
        })
    }

    // Mails

    /// The mails that the real service would have sent. Those that a run must not cause are an application's.
    pub fn mails(&self) -> Vec<Mail> {
        self.0.world().mails.clone()
    }

    /// How many mails an application has caused.
    pub fn mail_count(&self) -> usize {
        self.0.world().mails.iter().filter(|mail| mail.by == Writer::Application).count()
    }

    /// Forgets the mails.
    pub fn forget_mails(&self) {
        self.0.world().mails.clear();
    }

    // A person's Outlook

    /// Puts an event of a seed in, under the ids that it has there.
    pub(crate) fn seed_event(self, address: &str, given: &Value) -> Answer<()> {
        let given = fields(given)?;
        self.edit(address, |world, key| {
            let (mailbox, mut pen) = world.open(key)?;
            mailbox.seed_event(&given, &mut pen)
        })
    }

    /// The event of an id in any form as a person's Outlook has it, its mailbox's address, and its immutable id.
    pub(crate) fn persons_event(self, id: &str) -> Option<(String, Value, String)> {
        let world = self.0.world();
        world.mailboxes.values().find_map(|mailbox| {
            let event = mailbox.event(mailbox.found_in_any_form(id)?)?;
            Some((mailbox.address.clone(), event.for_person(), event.shown_id(IdForm::Immutable)))
        })
    }

    /// All that a mailbox's calendars keep, as a person's Outlook has it.
    pub(crate) fn persons_events(self, address: &str) -> Vec<Value> {
        let events = self.look(address, |mailbox| {
            let calendars = mailbox.folders.keys();
            let found = calendars.flat_map(|calendar| kept(mailbox, *calendar));
            Ok(found.filter_map(|found| Some(mailbox.event(found)?.for_person())).collect())
        });
        events.unwrap_or_default()
    }

    /// What a person's calendar shows from `from` until before `until`.
    pub(crate) fn persons_view(self, address: &str, from: i64, until: i64) -> Vec<ViewItem> {
        self.look(address, |mailbox| Ok(mailbox.view_items(Window { from, until }))).unwrap_or_default()
    }

    fn edit<T>(self, address: &str, edit: impl FnOnce(&mut World, &str) -> Answer<T>) -> Answer<T> {
        let key = address.to_lowercase();
        self.0.change(|world| edit(world, &key))
    }
}

fn kept(mailbox: &Mailbox, calendar: u64) -> impl Iterator<Item = Found> {
    let folder = mailbox.folders.get(&calendar).filter(|folder| folder.kind == FolderKind::Calendar);
    let place = move |item: &u64| Found { place: Place { folder: calendar, item: *item }, occurrence: None };
    folder.into_iter().flat_map(|folder| folder.items.keys()).map(place)
}

fn found(mailbox: &Mailbox, id: &str) -> Answer<Found> {
    mailbox.found_in_any_form(id).ok_or(Problem::ItemNotFound)
}

fn immutable(world: &World, key: &str, found: Found) -> String {
    world.event(key, found).map(|event| event.shown_id(IdForm::Immutable)).unwrap_or_default()
}

fn calendar_number(mailbox: &Mailbox, calendar: &str) -> Answer<u64> {
    let name = if calendar.is_empty() { FolderName::Default } else { FolderName::Id(calendar.to_owned()) };
    folder_of(mailbox, &name, FolderKind::Calendar).map(|(number, _)| number)
}
