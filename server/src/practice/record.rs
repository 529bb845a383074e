//! Contacts and appointments as the practice database holds them.

use std::fmt;

use jiff::{Timestamp, civil::Date};
use rules::record::{Image, RecordKind, Value, contact};
use serde::{Deserialize, Serialize};

use super::ImportAs;

/// Which record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordRef {
    /// Its kind.
    pub kind: RecordKind,
    /// Its identifier; letter case counts.
    pub id: String,
}

impl RecordRef {
    /// That appointment.
    pub fn appointment(id: impl Into<String>) -> Self {
        Self { kind: RecordKind::Appointment, id: id.into() }
    }

    /// That contact.
    pub fn contact(id: impl Into<String>) -> Self {
        Self { kind: RecordKind::Contact, id: id.into() }
    }
}

impl fmt::Display for RecordRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            RecordKind::Appointment => "appointment",
            RecordKind::Contact => "contact",
        };
        write!(f, "{kind} {}", self.id)
    }
}

/// One record: an appointment or a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Which.
    pub record: RecordRef,
    /// All its fields, synced and practice only. References are identifiers: `client`, `matter`, `staff`.
    pub image: Image,
    /// Counts its edits, whoever made them; from 1.
    pub version: i64,
    /// When the last edit was made: the edit's own time (M3), or the database's clock when another program wrote it.
    pub edited_at: Timestamp,
    /// The staff member who made it; empty when another program did.
    pub edited_by: String,
    /// The token of the write of ours that made it; empty when another program did.
    pub origin: String,
    /// When it was moved to the practice bin (M7).
    pub binned_at: Option<Timestamp>,
    /// For an appointment that is one changed day of a series: which.
    pub series: Option<SeriesDay>,
}

impl Record {
    /// Its identifier.
    pub fn id(&self) -> &str {
        &self.record.id
    }
}

/// One day of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeriesDay {
    /// The appointment that repeats.
    pub series_id: String,
    /// The day on which it would have been, in the series' own zone.
    pub original: Date,
}

/// Someone who takes part in an appointment: shown, never written to Outlook (A10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attendee {
    /// E-mail address as given.
    pub address: String,
    /// Name as given; may be empty.
    pub name: String,
}

/// Under what something was filed (A8).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Filing {
    /// The client.
    pub client: Option<String>,
    /// The matter.
    pub matter: Option<String>,
    /// The calendar code.
    pub code: Option<String>,
}

/// A contact made from a message's sender or recipient: name, address, what it is (C5), and the clients it is tied to.
pub fn contact_image(name: &str, address: &str, import_as: ImportAs, clients: &[String]) -> Image {
    let name = name.trim();
    let (given, surname) = split_name(name);
    let kind = match import_as {
        ImportAs::Client => "client",
        ImportAs::Standalone => "standalone",
    };
    Image::new()
        .with(contact::FILE_AS, Value::text(if name.is_empty() { address.trim() } else { name }))
        .with(contact::GIVEN, Value::text(given))
        .with(contact::SURNAME, Value::text(surname))
        .with(contact::EMAIL1, Value::text(address.trim()))
        .with(contact::KIND, Value::text(kind))
        .with(contact::CLIENTS, Value::labels(clients.iter().cloned()))
}

/// Given name and surname, from "Given Surname" or "Surname, Given". An address or a single word is neither.
fn split_name(name: &str) -> (&str, &str) {
    if name.contains('@') {
        return ("", "");
    }
    match (name.split_once(','), name.rsplit_once(' ')) {
        (Some((surname, given)), _) => (given.trim(), surname.trim()),
        (None, Some((given, surname))) => (given.trim(), surname),
        (None, None) => ("", ""),
    }
}
