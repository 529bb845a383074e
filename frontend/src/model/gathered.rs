//! From what Office.js gave, read or compose alike, to the snapshot that the rules take.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rules::{
    outlook::{
        item::{ItemType, Mode, Person, Snapshot},
        recurrence::office,
    },
    record::{FieldId, appointment as field},
};

/// Values of the open item, as plain as they come. `None` is what this Outlook cannot tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gathered {
    /// It is a message; otherwise an appointment.
    pub message: bool,
    /// It is being composed.
    pub compose: bool,
    /// The mailbox it lies in.
    pub mailbox: String,
    /// The item's id, in REST form.
    pub item_id: Option<String>,
    /// The series' id, in REST form.
    pub series_id: Option<String>,
    /// Subject.
    pub subject: Option<String>,
    /// Location.
    pub location: Option<String>,
    /// Milliseconds since 1970.
    pub start: Option<f64>,
    /// Milliseconds since 1970.
    pub end: Option<f64>,
    /// Milliseconds since 1970.
    pub modified: Option<f64>,
    /// Whole days.
    pub all_day: Option<bool>,
    /// Body as text.
    pub body: Option<String>,
    /// Category names.
    pub categories: Option<Vec<String>>,
    /// Sensitivity.
    pub sensitivity: Option<String>,
    /// Could the recurrence be asked for, and is there one?
    pub recurrence: Option<Option<office::Recurrence>>,
    /// Organiser or sender.
    pub organizer: Option<Person>,
    /// Required attendees, or `to`.
    pub required: Vec<Person>,
    /// Optional attendees, or `cc`.
    pub optional: Vec<Person>,
    /// The mailbox's zone, by its Windows name.
    pub time_zone: String,
    /// The fields for which the form has a `setAsync`.
    pub setters: Vec<FieldId>,
}

impl Gathered {
    /// The snapshot.
    pub fn snapshot(self) -> Snapshot {
        let mode = if self.compose { Mode::Compose } else { Mode::Read };
        let item_type = if self.message { ItemType::Message } else { ItemType::Appointment };
        let known = self.recurrence.is_some();
        let mut snapshot = Snapshot {
            item_id: filled(self.item_id),
            series_id: filled(self.series_id),
            subject: self.subject,
            location: self.location,
            start: self.start.and_then(timestamp),
            end: self.end.and_then(timestamp),
            all_day: self.all_day,
            notes: self.body,
            categories: self.categories,
            sensitivity: filled(self.sensitivity),
            recurrence: self.recurrence.flatten(),
            recurrence_known: known,
            organizer: self.organizer,
            required: self.required,
            optional: self.optional,
            modified: self.modified.filter(|_| mode == Mode::Read).and_then(timestamp),
            time_zone: self.time_zone,
            ..Snapshot::new(item_type, mode, self.mailbox)
        };
        if mode == Mode::Compose {
            snapshot.can_set = can_set(&self.setters, &snapshot);
        }
        snapshot
    }
}

/// What the form can be told. A series takes its times only through its pattern, an occurrence takes no pattern.
fn can_set(setters: &[FieldId], snapshot: &Snapshot) -> BTreeSet<FieldId> {
    use rules::outlook::item::Part;
    let has = |id: FieldId| setters.contains(&id);
    let settable = |id: &FieldId| match *id {
        field::RECURRENCE => snapshot.recurrence_known && snapshot.part() != Part::Occurrence,
        field::START | field::END if snapshot.part() == Part::Series => has(field::RECURRENCE),
        field::CATEGORIES => snapshot.categories.is_some(),
        field::ALL_DAY => snapshot.all_day.is_some(),
        field::PRIVATE => snapshot.sensitivity.is_some(),
        _ => true,
    };
    setters.iter().copied().filter(settable).collect()
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// A point in time of so many milliseconds since 1970, when there is one.
#[allow(clippy::cast_possible_truncation, reason = "checked to be a number of milliseconds that a date can have")]
pub(crate) fn timestamp(millis: f64) -> Option<Timestamp> {
    let plausible = millis.is_finite() && millis.abs() < 8.64e15;
    plausible.then(|| Timestamp::from_millisecond(millis as i64).ok()).flatten()
}

/// An item's id in the form that REST uses.
pub fn rest_id(id: &str) -> String {
    id.replace('/', "-").replace('+', "_")
}
