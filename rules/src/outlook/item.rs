//! The open item, as Office.js gives it to the pane: a snapshot of plain values.
//!
//! In read mode `item.subject` is a value, while in compose every field must be asked for; the pane gathers both into
//! the same shape. What could not be read is `None`, which means unknown, never empty.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::recurrence::office;
use crate::record::FieldId;

/// What kind of item is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum ItemType {
    /// An appointment or meeting.
    Appointment,
    /// A message, or a meeting request in the inbox.
    Message,
}

json_words!(ItemType { Appointment, Message });

/// How the item is open. The organiser composes, an attendee reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Mode {
    /// Shown as saved; Office.js can change nothing.
    Read,
    /// A form being edited: what it shows may not be saved, and has no modified time.
    Compose,
}

json_words!(Mode { Read, Compose });

/// Which part of a series an appointment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Part {
    /// It takes place once.
    Single,
    /// All of a series.
    Series,
    /// One day of a series.
    Occurrence,
}

json_words!(Part { Single, Series, Occurrence });

/// A person of the item: organiser, attendee, sender, recipient.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Person {
    /// Name as shown.
    pub name: String,
    /// SMTP address.
    pub address: String,
}

json_struct!(Person {} or_default { name, address });

/// The open item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// Appointment or message.
    pub item_type: ItemType,
    /// Read or compose.
    pub mode: Mode,
    /// The mailbox that the item lies in: the user's own, or the owner's of a shared folder.
    pub mailbox: String,
    /// The REST form of the item's id (`/` as `-`, `+` as `_`); `None` until the item was saved.
    #[serde(default)]
    pub item_id: Option<String>,
    /// The REST form of the id of the series that this is an occurrence of.
    #[serde(default)]
    pub series_id: Option<String>,
    /// Subject.
    #[serde(default)]
    pub subject: Option<String>,
    /// Location's text.
    #[serde(default)]
    pub location: Option<String>,
    /// Start.
    #[serde(default)]
    pub start: Option<Timestamp>,
    /// End, exclusive.
    #[serde(default)]
    pub end: Option<Timestamp>,
    /// Whole days; `None` before requirement set 1.14.
    #[serde(default)]
    pub all_day: Option<bool>,
    /// The body as text.
    #[serde(default)]
    pub notes: Option<String>,
    /// Category names; `None` before requirement set 1.8.
    #[serde(default)]
    pub categories: Option<Vec<String>>,
    /// `normal`, `personal`, `private`, `confidential`; `None` before requirement set 1.14.
    #[serde(default)]
    pub sensitivity: Option<String>,
    /// The series' pattern, on the series and on its occurrences.
    #[serde(default)]
    pub recurrence: Option<office::Recurrence>,
    /// Could the recurrence be asked for (requirement set 1.7)?
    #[serde(default)]
    pub recurrence_known: bool,
    /// Organiser of an appointment, sender of a message.
    #[serde(default)]
    pub organizer: Option<Person>,
    /// Required attendees of an appointment, `to` of a message.
    #[serde(default)]
    pub required: Vec<Person>,
    /// Optional attendees of an appointment, `cc` of a message.
    #[serde(default)]
    pub optional: Vec<Person>,
    /// When it was last saved. Only in read mode.
    #[serde(default)]
    pub modified: Option<Timestamp>,
    /// The mailbox's time zone, by its Windows name (`userProfile.timeZone`).
    #[serde(default)]
    pub time_zone: String,
    /// The fields that the form can be told to show; empty in read mode.
    #[serde(default)]
    pub can_set: BTreeSet<FieldId>,
}

json_struct!(Snapshot { item_type, mode, mailbox } or_default {
    item_id, series_id, subject, location, start, end, all_day, notes, categories, sensitivity, recurrence,
    recurrence_known, organizer, required, optional, modified, time_zone, can_set,
});

impl Snapshot {
    /// An empty one of that type and mode.
    pub fn new(item_type: ItemType, mode: Mode, mailbox: impl Into<String>) -> Self {
        Self {
            item_type,
            mode,
            mailbox: mailbox.into(),
            item_id: None,
            series_id: None,
            subject: None,
            location: None,
            start: None,
            end: None,
            all_day: None,
            notes: None,
            categories: None,
            sensitivity: None,
            recurrence: None,
            recurrence_known: false,
            organizer: None,
            required: Vec::new(),
            optional: Vec::new(),
            modified: None,
            time_zone: String::new(),
            can_set: BTreeSet::new(),
        }
    }

    /// Single, series or occurrence. An occurrence names its series and shows the series' pattern.
    pub fn part(&self) -> Part {
        match (&self.series_id, &self.recurrence) {
            (Some(_), _) => Part::Occurrence,
            (None, Some(_)) => Part::Series,
            (None, None) => Part::Single,
        }
    }

    /// Everyone on the item but the mailbox's own person.
    pub fn others(&self) -> Vec<&Person> {
        let everyone = self.organizer.iter().chain(&self.required).chain(&self.optional);
        everyone.filter(|person| !person.address.eq_ignore_ascii_case(&self.mailbox)).collect()
    }

    /// A meeting: it has attendees, so that Outlook mails what is saved in it (A10).
    pub fn is_meeting(&self) -> bool {
        !self.required.is_empty() || !self.optional.is_empty()
    }
}
