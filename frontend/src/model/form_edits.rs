//! What the form is told, field by field, so that it shows the record's values.
//!
//! Outlook moves the end when the start is set, and takes the times of a series only as part of its pattern.

use jiff::{SignedDuration, Timestamp, civil::Time, tz::TimeZone};
use rules::{
    mapping::{Unmappable, body, open_item::present, recurrence, zones},
    outlook::{
        item::{Part, Snapshot},
        recurrence::office,
    },
    record::{FieldId, Image, Value, appointment as field},
};

use super::standing::Changes;

/// One call to the form.
#[derive(Clone, Debug, PartialEq)]
pub enum FormEdit {
    /// `subject.setAsync`.
    Subject(String),
    /// `location.setAsync`.
    Location(String),
    /// `isAllDayEvent.setAsync`.
    AllDay(bool),
    /// `start.setAsync`.
    Start(Timestamp),
    /// `end.setAsync`.
    End(Timestamp),
    /// `recurrence.setAsync`; `None` makes it a single appointment.
    Recurrence(Option<Box<office::Recurrence>>),
    /// `sensitivity.setAsync`.
    Private(bool),
    /// `categories.addAsync` and `removeAsync`.
    Categories {
        /// Names to add.
        add: Vec<String>,
        /// Names to remove.
        remove: Vec<String>,
    },
    /// `body.setAsync` with text.
    Body(String),
}

impl FormEdit {
    /// The field that it shows.
    pub const fn field(&self) -> FieldId {
        match self {
            Self::Subject(_) => field::SUBJECT,
            Self::Location(_) => field::LOCATION,
            Self::AllDay(_) => field::ALL_DAY,
            Self::Start(_) => field::START,
            Self::End(_) => field::END,
            Self::Recurrence(_) => field::RECURRENCE,
            Self::Private(_) => field::PRIVATE,
            Self::Categories { .. } => field::CATEGORIES,
            Self::Body(_) => field::NOTES,
        }
    }
}

/// The calls, in the order they have to be made, and the fields that Outlook cannot be told.
pub fn form_edits(changes: &Changes, item: &Snapshot) -> (Vec<FormEdit>, Vec<Unmappable>) {
    let mut edits = Vec::new();
    let mut failed = Vec::new();
    match when(changes, item) {
        Ok(when) => edits.extend(when),
        Err(error) => failed.push(error),
    }
    for (id, value) in changes {
        edits.extend(simple(*id, value.as_ref(), item));
    }
    (edits, failed)
}

fn simple(id: FieldId, value: Option<&Value>, item: &Snapshot) -> Option<FormEdit> {
    let text = || value.and_then(Value::as_text).unwrap_or_default().to_owned();
    match id {
        field::SUBJECT => Some(FormEdit::Subject(text())),
        field::LOCATION => Some(FormEdit::Location(text())),
        field::PRIVATE => Some(FormEdit::Private(value.is_some())),
        field::CATEGORIES => Some(categories(value, item)),
        // What Outlook added for joining an online meeting stays below the notes.
        field::NOTES => Some(FormEdit::Body(text() + body::split(item.notes.as_deref().unwrap_or_default()).1)),
        _ => None,
    }
}

fn categories(value: Option<&Value>, item: &Snapshot) -> FormEdit {
    let wanted: Vec<String> = match value {
        Some(Value::Labels(words)) => words.iter().cloned().collect(),
        _ => Vec::new(),
    };
    let there = item.categories.clone().unwrap_or_default();
    let lacks = |list: &[String], word: &String| !list.iter().any(|other| other.eq_ignore_ascii_case(word));
    FormEdit::Categories {
        add: wanted.iter().filter(|word| lacks(&there, word)).cloned().collect(),
        remove: there.iter().filter(|word| lacks(&wanted, word)).cloned().collect(),
    }
}

/// The fields that say when.
const WHEN: [FieldId; 4] = [field::ALL_DAY, field::START, field::END, field::RECURRENCE];

fn when(changes: &Changes, item: &Snapshot) -> Result<Vec<FormEdit>, Unmappable> {
    if !WHEN.iter().any(|id| changes.contains_key(id)) {
        return Ok(Vec::new());
    }
    let wanted = wanted(changes, item);
    let mut edits = Vec::new();
    if changes.contains_key(&field::ALL_DAY) {
        edits.push(FormEdit::AllDay(wanted.get(field::ALL_DAY).is_some()));
    }
    let zone = zone(&wanted, item)?;
    match wanted.get(field::RECURRENCE) {
        Some(Value::Recurrence(series)) if item.part() != Part::Occurrence => {
            let start = at(&wanted, field::START, &zone)?;
            let end = at(&wanted, field::END, &zone)?;
            let minutes = whole_days(&wanted).unwrap_or_else(|| end.duration_since(start).as_mins());
            let name = zone.iana_name().unwrap_or("UTC");
            let office = recurrence::to_office(series, start.to_zoned(zone.clone()).datetime(), minutes, name)
                .map_err(|error| Unmappable::new(field::RECURRENCE, error))?;
            edits.push(FormEdit::Recurrence(Some(Box::new(office))));
        }
        _ => {
            if changes.contains_key(&field::RECURRENCE) {
                edits.push(FormEdit::Recurrence(None));
            }
            edits.push(FormEdit::Start(at(&wanted, field::START, &zone)?));
            edits.push(FormEdit::End(at(&wanted, field::END, &zone)?));
        }
    }
    Ok(edits)
}

/// The item with the changes laid over it.
fn wanted(changes: &Changes, item: &Snapshot) -> Image {
    let mut image = present(item, None).0.view.image;
    for (id, value) in changes {
        image.set(*id, value.clone());
    }
    image
}

/// The minutes of whole days: 1440 each, also on the day that the clocks are moved.
fn whole_days(image: &Image) -> Option<i64> {
    match (image.get(field::START), image.get(field::END)) {
        (Some(Value::Date(start)), Some(Value::Date(end))) => {
            Some(i64::from((*end - *start).get_days()) * SignedDuration::from_hours(24).as_mins())
        }
        _ => None,
    }
}

/// A series is in its own zone, everything else in the mailbox's.
fn zone(image: &Image, item: &Snapshot) -> Result<TimeZone, Unmappable> {
    let own = Some(image.text(field::ZONE)).filter(|zone| !zone.is_empty() && image.get(field::RECURRENCE).is_some());
    let name = own.unwrap_or(&item.time_zone);
    let name = if name.is_empty() { "UTC" } else { name };
    zones::time_zone(name).map_err(|error| Unmappable::new(field::ZONE, error))
}

fn at(image: &Image, id: FieldId, zone: &TimeZone) -> Result<Timestamp, Unmappable> {
    match image.get(id) {
        Some(Value::Instant(at)) => Ok(*at),
        Some(Value::Date(date)) => {
            let zoned = date.to_datetime(Time::midnight()).to_zoned(zone.clone());
            zoned
                .map(|zoned| zoned.timestamp())
                .map_err(|_| Unmappable::new(id, "it is not between the years -9999 and 9999"))
        }
        _ => Err(Unmappable::new(id, "it is empty")),
    }
}
