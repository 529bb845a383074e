//! Writing events: creating, changing, cancelling one occurrence, deleting and moving.

use super::super::extended::write_extended;
use super::super::item::{Item, Origin, Series};
use super::super::knobs::DeletedOccurrences;
use super::super::mailbox::{Mailbox, Pen, Place};
use super::super::problem::Problem;
use super::super::properties::Fields;
use super::{Event, Found, Writer, occurrence_id, properties};
use crate::zones;
use jiff::civil::DateTime;
use serde_json::{Value, json};

/// What makes another series of a series.
const SHAPE: [&str; 3] = ["recurrence", "start", "isAllDay"];

impl Mailbox {
    /// Creates an event in a calendar.
    pub(super) fn create_event(
        &mut self,
        calendar: u64,
        given: &Fields,
        writer: Writer,
        pen: &mut Pen<'_>,
    ) -> Result<Place, Problem> {
        let (mut fields, mut extended) = (Fields::new(), Vec::new());
        properties::write(&mut fields, given, writer)?;
        write_extended(&mut extended, given)?;
        let uid = pen.seeded.ical_uid();
        fields.entry("iCalUId").or_insert(json!(uid));
        fields.entry("body").or_insert(json!({"contentType": "html", "content": ""}));
        let item = Item { fields, extended, ..self.blank(pen) };
        if let Some(transaction) = item.fields.get("transactionId").and_then(Value::as_str) {
            self.transactions.insert(transaction.to_owned(), item.immutable.clone());
        }
        self.put(calendar, item)
    }

    /// Changes an event; an occurrence becomes an exception of its series.
    pub(super) fn write_event(
        &mut self,
        found: Found,
        given: &Fields,
        writer: Writer,
        pen: &mut Pen<'_>,
    ) -> Result<Found, Problem> {
        let event = self.event(found).ok_or(Problem::ItemNotFound)?;
        if event.original.is_some() {
            return self.write_occurrence(found, given, writer, pen);
        }
        let mut item = event.item.clone();
        properties::write(&mut item.fields, given, writer)?;
        write_extended(&mut item.extended, given)?;
        let before = &event.item.fields;
        let reshaped =
            before.contains_key("recurrence") && SHAPE.iter().any(|name| before.get(*name) != item.fields.get(*name));
        if reshaped {
            self.settle(found.place, &mut item);
        }
        self.stamp(item, found.place.folder, pen)?;
        Ok(found)
    }

    fn write_occurrence(
        &mut self,
        found: Found,
        given: &Fields,
        writer: Writer,
        pen: &mut Pen<'_>,
    ) -> Result<Found, Problem> {
        if writer == Writer::Application && given.get("recurrence").is_some_and(|value| !value.is_null()) {
            return Err(Problem::Property("An occurrence of a series has no recurrence of its own.".to_owned()));
        }
        let Event { item, master, original, fields: before, .. } = self.event(found).ok_or(Problem::ItemNotFound)?;
        let (master, start) = master.zip(original).ok_or(Problem::ItemNotFound)?;
        let (series, ids, before, old) = (master.key, ids_of(master, start), before.into_owned(), item.clone());
        let mut given = given.clone();
        given.remove("recurrence");
        let mut changed = before.clone();
        properties::write(&mut changed, &given, writer)?;
        self.check_neighbours(Place { item: series, ..found.place }, start, &changed)?;
        let mut item = match found.occurrence {
            None => old,
            Some(_) => Item { id: ids.0, immutable: ids.1, of: Some(Origin { series, start }), ..self.blank(pen) },
        };
        item.fields = differences(changed, &before, &item.fields);
        write_extended(&mut item.extended, &given)?;
        let place = Place { item: item.key, ..found.place };
        self.remember(&item, place.folder);
        self.stamp(item, place.folder, pen)?;
        self.item_mut(Place { item: series, ..place })?.series.exceptions.insert(start, place.item);
        Ok(Found { place, occurrence: None })
    }

    /// Another pattern or start makes another series: its exceptions and cancellations are gone, and nobody is told of
    /// the ids that go with them.
    fn settle(&mut self, place: Place, master: &mut Item) {
        for key in std::mem::take(&mut master.series).exceptions.into_values() {
            self.slip(Place { item: key, ..place });
        }
    }

    /// Takes an item away without a word.
    fn slip(&mut self, place: Place) -> Option<Item> {
        let item = self.folders.get_mut(&place.folder)?.slip(place.item)?;
        self.forget(&item);
        Some(item)
    }

    /// Deletes an event; of an occurrence the series remembers that it does not take place, of a series all goes.
    pub(super) fn delete_event(&mut self, found: Found, pen: &mut Pen<'_>) -> Result<(), Problem> {
        let event = self.event(found).ok_or(Problem::ItemNotFound)?;
        if let (Some(master), Some(start)) = (event.master, event.original) {
            return self.cancel(Place { item: master.key, ..found.place }, start, pen);
        }
        let mut item = self.delete(found.place)?;
        self.settle(found.place, &mut item);
        Ok(())
    }

    fn cancel(&mut self, place: Place, start: i64, pen: &mut Pen<'_>) -> Result<(), Problem> {
        let (_, master) = self.at(place).ok_or(Problem::ItemNotFound)?;
        let pattern = self.pattern(master).ok_or(Problem::ItemNotFound)?;
        let day = zones::wall_at(start, &pattern.zone).map(DateTime::date).ok_or(Problem::ItemNotFound)?;
        let (id, immutable) = ids_of(master, start);
        let exception = master.series.exceptions.get(&start).copied();
        let left = exception.and_then(|key| self.slip(Place { item: key, ..place }));
        let (id, immutable) = left.map_or((id, immutable), |item| (item.id, item.immutable));
        let master = self.item_mut(place)?;
        master.series.exceptions.remove(&start);
        master.series.cancelled.insert(day);
        master.change_key = pen.seeded.change_key();
        master.modified = pen.now;
        let master = master.clone();
        let folder = self.folders.get_mut(&place.folder).ok_or(Problem::FolderNotFound)?;
        match pen.knobs.deleted_occurrences {
            DeletedOccurrences::Series => folder.put(master),
            DeletedOccurrences::Told => folder.leave(&id, &immutable),
            DeletedOccurrences::Silent => {}
        }
        Ok(())
    }

    /// Moves an event to another calendar; a series goes with its exceptions, an occurrence with its series.
    pub(super) fn shift_event(&mut self, found: Found, to: u64, pen: &mut Pen<'_>) -> Result<Place, Problem> {
        let event = self.event(found).ok_or(Problem::ItemNotFound)?;
        let place = Place { item: event.master.map_or(event.item.key, |master| master.key), ..found.place };
        let exceptions: Vec<u64> =
            self.at(place).map(|(_, item)| item.series.exceptions.values().copied().collect()).unwrap_or_default();
        let exceptions: Vec<Item> =
            exceptions.into_iter().filter_map(|key| self.slip(Place { item: key, ..place })).collect();
        let place = self.shift(place, to, pen)?;
        let master = self.item_mut(place)?.clone();
        for mut exception in exceptions {
            if let Some(origin) = exception.of {
                (exception.id, exception.immutable) = ids_of(&master, origin.start);
            }
            exception.sequence = 0;
            self.put(to, exception)?;
        }
        Ok(place)
    }

    /// Copies an event as a person does it in Outlook: with what it carries, but as another appointment.
    pub(super) fn copy_event(&mut self, found: Found, to: u64, pen: &mut Pen<'_>) -> Result<Place, Problem> {
        let event = self.event(found).ok_or(Problem::ItemNotFound)?;
        let (fields, uid) = (event.fields.clone().into_owned(), pen.seeded.ical_uid());
        let place = self.copy(found.place, to, pen)?;
        let copy = self.item_mut(place)?;
        (copy.fields, copy.of, copy.series) = (fields, None, Series::default());
        copy.fields.remove("transactionId");
        copy.fields.insert("iCalUId".to_owned(), json!(uid));
        Ok(place)
    }
}

/// What an exception says for itself: where it differs from its series, or did; what was taken away is a default.
fn differences(changed: Fields, before: &Fields, own: &Fields) -> Fields {
    let taken = before.keys().filter(|name| !changed.contains_key(*name));
    let taken: Vec<(String, Value)> =
        taken.map(|name| (name.clone(), properties::DEFAULTS.get(name).cloned().unwrap_or(Value::Null))).collect();
    let differs = |(name, value): &(String, Value)| own.contains_key(name) || before.get(name) != Some(value);
    changed.into_iter().filter(differs).chain(taken).collect()
}

/// The ids of an occurrence: regular and immutable.
fn ids_of(master: &Item, start: i64) -> (String, String) {
    use super::super::item::IdForm::{Immutable, Regular};
    (occurrence_id(master, start, Regular), occurrence_id(master, start, Immutable))
}
