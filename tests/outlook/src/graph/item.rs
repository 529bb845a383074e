//! What folders hold: a contact, an event, the master of a series or one of its exceptions.

use super::properties::Fields;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// An item as it is kept: what differs from the defaults, and what the service sets.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Item {
    /// Its number in the mailbox.
    pub(super) key: u64,
    /// The id that a move changes.
    pub(super) id: String,
    /// The id that stays.
    pub(super) immutable: String,
    pub(super) change_key: String,
    pub(super) created: Timestamp,
    pub(super) modified: Timestamp,
    pub(super) fields: Fields,
    /// `singleValueExtendedProperties`: name and value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) extended: Vec<(String, String)>,
    /// Its place in the folder's sequence of changes.
    pub(super) sequence: u64,
    /// Of an exception: what it is an exception of. Its fields are those in which it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) of: Option<Origin>,
    /// Of a series: what the pattern does not say.
    #[serde(default, skip_serializing_if = "Series::is_plain")]
    pub(super) series: Series,
}

/// Where an exception comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Origin {
    /// The number of the series, which is in the same calendar.
    pub(super) series: u64,
    /// When it would start by the pattern, in milliseconds since 1970 UTC.
    pub(super) start: i64,
}

/// What a series has besides its pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Series {
    /// The numbers of its exceptions by when they would start by the pattern.
    pub(super) exceptions: BTreeMap<i64, u64>,
    /// The days, in the series' own zone, on which it does not take place.
    pub(super) cancelled: BTreeSet<Date>,
}

impl Series {
    fn is_plain(&self) -> bool {
        self.exceptions.is_empty() && self.cancelled.is_empty()
    }
}

/// What can be asked for the value of a property by its name, for filters and orders; null for what there is not.
pub(super) trait Valued {
    /// The value of a property.
    fn value(&self, name: &str) -> Value;
    /// `singleValueExtendedProperties`: name and value.
    fn extended(&self) -> &[(String, String)];
}

/// Which of its ids an item shows and is found by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum IdForm {
    /// The one that a move changes.
    #[default]
    Regular,
    /// The one that stays.
    Immutable,
}

impl Item {
    pub(super) fn shown_id(&self, form: IdForm) -> &str {
        match form {
            IdForm::Regular => &self.id,
            IdForm::Immutable => &self.immutable,
        }
    }

    /// The entity tag.
    pub(super) fn etag(&self) -> String {
        format!("W/\"{}\"", self.change_key)
    }
}

/// A contact, that is.
impl Valued for Item {
    fn value(&self, name: &str) -> Value {
        match name {
            "id" => json!(self.id),
            "changeKey" => json!(self.change_key),
            "createdDateTime" => json!(second(self.created)),
            "lastModifiedDateTime" => json!(second(self.modified)),
            _ => self.fields.get(name).cloned().unwrap_or(Value::Null),
        }
    }

    fn extended(&self) -> &[(String, String)] {
        &self.extended
    }
}

/// A moment as Graph writes it in contacts: whole seconds, UTC.
pub(super) fn second(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// An extended property as it is shown.
pub(super) fn extended((id, value): &(String, String)) -> Value {
    json!({"id": id, "value": value})
}
