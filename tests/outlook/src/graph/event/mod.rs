//! Events: what is kept of them, how a series is read as its occurrences, and how all of it is written and shown.
//!
//! A calendar keeps singles, masters of series and exceptions; what an exception does not say its series says.
//! Occurrences are computed each time they are asked for.

mod acts;
mod body;
mod calendars;
mod doors;
mod handlers;
mod person;
mod properties;
mod recurrence;
mod seed;
mod series;
mod shown;
mod times;
mod write;

pub use doors::CalendarInfo;
pub use person::ViewItem;
pub(super) use shown::told;

use super::folder::Folder;
use super::item::{IdForm, Item, Valued};
use super::knobs::{Knobs, ZoneNames};
use super::mailbox::{Mailbox, Place};
use super::problem::Problem;
use super::properties::Fields;
use super::world::{Ask, Caller};
use crate::{ids, zones};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::DateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::borrow::Cow;

/// Properties that filters and orders may name.
pub(super) const COMPARED: [&str; 13] = [
    "subject",
    "start/dateTime",
    "end/dateTime",
    "type",
    "iCalUId",
    "seriesMasterId",
    "transactionId",
    "showAs",
    "sensitivity",
    "importance",
    "isAllDay",
    "isCancelled",
    "isOrganizer",
];

/// Who writes: an application over Graph, or a person in Outlook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Writer {
    /// An application, which Graph takes at its word and no further.
    Application,
    /// A person, whose client may do what Graph does not offer.
    Person,
}

/// An event that was found: one that is kept, or an occurrence of the series at the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) place: Place,
    /// When the occurrence starts by the pattern, in milliseconds since 1970 UTC.
    pub(super) occurrence: Option<i64>,
}

/// A span of time, the end exclusive, in milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) from: i64,
    pub(super) until: i64,
}

/// An event with all that it says.
#[derive(Debug, Clone)]
pub(super) struct Event<'a> {
    pub(super) mailbox: &'a Mailbox,
    pub(super) calendar: &'a Folder,
    /// What is kept: of a computed occurrence its master.
    pub(super) item: &'a Item,
    /// Of an occurrence and an exception.
    pub(super) master: Option<&'a Item>,
    /// When an occurrence or exception starts by the pattern, in milliseconds since 1970 UTC.
    pub(super) original: Option<i64>,
    pub(super) fields: Cow<'a, Fields>,
}

/// How events are to be shown.
#[derive(Debug, Clone)]
pub(super) struct Look {
    form: IdForm,
    /// The zone asked for, by the name by which it was.
    zone: Option<(String, TimeZone)>,
    /// Bodies as text.
    text: bool,
    wrap: bool,
    names: ZoneNames,
    /// Private events show that the time is taken, and no more.
    masked: bool,
}

impl Window {
    /// Reads `startDateTime` and `endDateTime`: without an offset they are UTC.
    pub(super) fn read(from: Option<&str>, until: Option<&str>) -> Result<Self, Problem> {
        let missing = "This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.";
        let (Some(from), Some(until)) = (from, until) else { return Err(Problem::Window(missing.to_owned())) };
        let window = Self { from: moment(from)?, until: moment(until)? };
        if window.until < window.from {
            return Err(Problem::Window("The end of the window is before its start.".to_owned()));
        }
        Ok(window)
    }

    /// Refuses a window of too many days.
    fn within(self, days: i64) -> Result<Self, Problem> {
        if self.until - self.from > days * DAY { Err(Problem::RangeTooBig(days)) } else { Ok(self) }
    }

    /// Whether a span shows in it; one without length where it begins in it.
    fn meets(self, (start, end): (i64, i64)) -> bool {
        start < self.until && (end > self.from || start == end && start >= self.from)
    }
}

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

fn moment(text: &str) -> Result<i64, Problem> {
    let read = text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond);
    let read = read.or_else(|| zones::instant(text.parse::<DateTime>().ok()?, &TimeZone::UTC));
    read.ok_or_else(|| Problem::Window(format!("The value '{text}' is not a date and time.")))
}

impl Look {
    /// As a request prefers it.
    pub(super) fn of(mailbox: &str, ask: &Ask<'_>, knobs: &Knobs) -> Result<Self, Problem> {
        let named = ask.request.zone().filter(|_| ask.route.target.kind().is_of_calendar());
        let zone = |name: &str| {
            let zone = zones::zone(name).ok_or_else(|| Problem::TimeZone(name.to_owned()))?;
            Ok((name.to_owned(), zone))
        };
        Ok(Self {
            form: ask.form,
            zone: named.map(zone).transpose()?,
            text: ask.request.wants_text(),
            wrap: knobs.wrap_bodies,
            names: knobs.zone_names,
            masked: matches!(ask.caller, Caller::Person { address, .. } if address != mailbox),
        })
    }
}

impl Event<'_> {
    /// `singleInstance`, `seriesMaster`, `occurrence` or `exception`.
    pub(super) fn kind(&self) -> &'static str {
        match (self.original, self.item.of) {
            (Some(_), Some(_)) => "exception",
            (Some(_), None) => "occurrence",
            _ if self.fields.contains_key("recurrence") => "seriesMaster",
            _ => "singleInstance",
        }
    }

    pub(super) fn shown_id(&self, form: IdForm) -> String {
        match (self.original, self.item.of) {
            (Some(start), None) => occurrence_id(self.item, start, form),
            _ => self.item.shown_id(form).to_owned(),
        }
    }

    /// Start and end in milliseconds since 1970 UTC; all-day events begin at midnight in the mailbox's zone.
    pub(super) fn span(&self) -> Option<(i64, i64)> {
        self.mailbox.span(&self.fields)
    }

    fn field(&self, name: &str) -> &Value {
        self.fields.get(name).unwrap_or(&Value::Null)
    }

    /// A meeting that this mailbox's person has called: what is done to it others are told.
    pub(super) fn is_called_meeting(&self) -> bool {
        is_called_meeting(&self.fields)
    }
}

/// The id of a computed occurrence, in Graph's form.
fn occurrence_id(master: &Item, start: i64, form: IdForm) -> String {
    ids::rest(&match form {
        IdForm::Regular => ids::occurrence(&master.id, start),
        IdForm::Immutable => ids::immutable_occurrence(&master.immutable, start),
    })
}

fn is_called_meeting(fields: &Fields) -> bool {
    let invited = fields.get("attendees").and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    invited && fields.get("isOrganizer") != Some(&Value::Bool(false))
}

/// The addresses of those who are invited.
fn invited(fields: &Fields) -> Vec<String> {
    let list = fields.get("attendees").and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|entry| entry["emailAddress"]["address"].as_str().map(str::to_owned)).collect()
}

impl Valued for Event<'_> {
    fn value(&self, name: &str) -> Value {
        match name {
            "id" => json!(self.item.id),
            "type" => json!(self.kind()),
            "seriesMasterId" => json!(self.master.map(|master| &master.id)),
            "start/dateTime" => json!(times::shown(self.field("start"), None)["dateTime"]),
            "end/dateTime" => json!(times::shown(self.field("end"), None)["dateTime"]),
            "changeKey" | "createdDateTime" | "lastModifiedDateTime" => Valued::value(self.item, name),
            _ => self.fields.get(name).or_else(|| properties::DEFAULTS.get(name)).cloned().unwrap_or(Value::Null),
        }
    }

    fn extended(&self) -> &[(String, String)] {
        &self.item.extended
    }
}
