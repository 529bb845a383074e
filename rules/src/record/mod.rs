//! Records of the practice database, as tables of fields (C15, A7).
//!
//! A record's synced content is an [`Image`]: a value for each field that is not empty. What a field is called on
//! either side, what it may hold and which fields belong together stands in one table a kind of record:
//! [`appointment::FIELDS`] and [`contact::FIELDS`]. Everything that compares, merges or plans works on those tables
//! and knows no field by name.

pub mod appointment;
pub mod check;
pub mod contact;
mod image;
pub mod recurrence;
mod value;

pub use image::{Image, View};
pub use value::{Address, Value};

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// The name of a field: `subject`, `location`, `email1`. The same in JSON, in the database and in messages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId(&'static str);

impl FieldId {
    /// The name itself.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// The field of that name in any of the tables.
    pub fn find(name: &str) -> Option<Self> {
        [appointment::FIELDS, contact::FIELDS].into_iter().flatten().map(|field| field.id).find(|id| id.0 == name)
    }
}

impl fmt::Debug for FieldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for FieldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for FieldId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for FieldId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::find(&name).ok_or_else(|| D::Error::custom(format!("there is no field {name:?}")))
    }
}

/// What a field holds, hence how its values are compared ([`crate::normalize`]) and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line of text.
    Text,
    /// Several lines of text.
    Note,
    /// An e-mail address: letter case is not content.
    Email,
    /// A telephone number: blanks and punctuation are not content.
    Phone,
    /// A web address.
    Web,
    /// A postal address.
    Address,
    /// A civil date.
    Date,
    /// A point in time, or a civil date when the appointment lasts all day.
    Moment,
    /// A time zone by its IANA name; zones that Outlook cannot tell apart are the same.
    Zone,
    /// Yes or no; no is the empty value.
    Flag,
    /// A number of minutes.
    Minutes,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A set of words: order is not content.
    Labels,
    /// A list of up to so many entries, where order counts.
    List,
    /// A set of civil dates.
    Dates,
    /// The pattern of a series.
    Recurrence,
    /// The identifier of a record of the practice database.
    Reference,
}

/// Fields that only make sense together: an edit to one is an edit to all, and a merge takes all from one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// The field stands alone.
    Single,
    /// When an appointment takes place: start, end, zone, all-day, recurrence and its exceptions.
    When,
}

/// How Office.js can carry a field of the open item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfficeAccess {
    /// Not at all.
    None,
    /// It can be read, never set.
    Read,
    /// It can be read, and set while the item is being composed.
    Write,
}

/// One row of a field table.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub id: FieldId,
    /// What it holds.
    pub kind: Kind,
    /// What it belongs together with.
    pub unit: Unit,
    /// The most characters it may hold (entries for lists); 0 is no limit.
    pub limit: usize,
    /// Its column in the practice database.
    pub column: &'static str,
    /// Its property in Microsoft Graph (`location/displayName`); empty when the field is practice only.
    pub graph: &'static str,
    /// What Office.js can do with it.
    pub office: OfficeAccess,
}

impl Field {
    /// The key of its label in the message tables: `field-` and the name.
    pub fn label(&self) -> String {
        format!("field-{}", self.id)
    }

    /// Does the field travel between the two sides, or belong to the practice side alone?
    pub const fn is_synced(&self) -> bool {
        !self.graph.is_empty()
    }
}

/// Which kind of record: chooses the field table and the mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum RecordKind {
    /// An appointment, Graph's event.
    Appointment,
    /// A contact.
    Contact,
}

json_words!(RecordKind { Appointment, Contact });

impl RecordKind {
    /// The field table of that kind.
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::Appointment => appointment::FIELDS,
            Self::Contact => contact::FIELDS,
        }
    }

    /// The fields that travel between the two sides.
    pub fn synced(self) -> impl Iterator<Item = &'static Field> {
        self.fields().iter().filter(|field| field.is_synced())
    }

    /// The row of that field, when the kind has it.
    pub fn field(self, id: FieldId) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.id == id)
    }
}
