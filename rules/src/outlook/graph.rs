//! Microsoft Graph's event, as JSON with typed readers.
//!
//! The JSON itself is what is held, so that unknown properties are kept and never sent back changed. Readers are
//! lenient: a property of the wrong type reads as if it were not there (P16).

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use super::{
    item::{Part, Person},
    recurrence::PatternedRecurrence,
};

/// An event (`microsoft.graph.event`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Event(pub Map<String, Json>);

/// Graph's `dateTimeTimeZone`: a civil time in a zone named by its Windows or IANA name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZonedText {
    /// The civil time.
    pub civil: DateTime,
    /// The zone's name, as given.
    pub zone: String,
}

impl Event {
    /// Is the property there, be it null?
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The text of a property.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// The text of a property of a property.
    pub fn inner_text(&self, outer: &str, inner: &str) -> Option<&str> {
        self.0.get(outer)?.get(inner)?.as_str()
    }

    /// A yes-or-no property.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.0.get(name)?.as_i64()
    }

    /// The texts of a list, passing over what is none.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        let entries = self.0.get(name).and_then(Json::as_array);
        entries.into_iter().flatten().filter_map(Json::as_str).collect()
    }

    /// `start` or `end`.
    pub fn zoned(&self, name: &str) -> Option<ZonedText> {
        let moment = self.0.get(name)?;
        let civil = moment.get("dateTime")?.as_str()?.trim_end_matches('Z').parse().ok()?;
        let zone = moment.get("timeZone").and_then(Json::as_str).unwrap_or("UTC").to_owned();
        Some(ZonedText { civil, zone })
    }

    /// A point in time (`lastModifiedDateTime`, `createdDateTime`).
    pub fn timestamp(&self, name: &str) -> Option<Timestamp> {
        self.text(name)?.parse().ok()
    }

    /// The series' pattern.
    pub fn recurrence(&self) -> Option<PatternedRecurrence> {
        let recurrence = self.0.get("recurrence").filter(|value| value.is_object())?;
        serde_json::from_value(recurrence.clone()).ok()
    }

    /// Single, series or occurrence, by `type`, or else by what is there.
    pub fn part(&self) -> Part {
        match self.text("type") {
            Some("occurrence" | "exception") => Part::Occurrence,
            Some("seriesMaster") => Part::Series,
            _ if self.recurrence().is_some() => Part::Series,
            _ => Part::Single,
        }
    }

    /// The days on which a series does not take place: the last part of each id in `cancelledOccurrences`
    /// (`OID.<series>.<date>`).
    pub fn cancelled(&self) -> Vec<Date> {
        let date = |id: &str| id.rsplit('.').next()?.parse().ok();
        self.texts("cancelledOccurrences").into_iter().filter_map(date).collect()
    }

    /// A person of the event (`organizer`).
    pub fn person(&self, name: &str) -> Option<Person> {
        person(self.0.get(name)?)
    }

    /// The attendees.
    pub fn attendees(&self) -> Vec<Person> {
        let entries = self.0.get("attendees").and_then(Json::as_array);
        entries.into_iter().flatten().filter_map(person).collect()
    }

    /// Sets a property.
    pub fn set(&mut self, name: &str, value: Json) {
        self.0.insert(name.to_owned(), value);
    }
}

fn person(entry: &Json) -> Option<Person> {
    let address = entry.get("emailAddress")?;
    let part = |name| address.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    Some(Person { name: part("name"), address: part("address") })
}

impl ZonedText {
    /// As Graph writes it, with seven digits of a second.
    pub fn to_json(&self) -> Json {
        json!({ "dateTime": format!("{:.7}", self.civil), "timeZone": self.zone })
    }
}
