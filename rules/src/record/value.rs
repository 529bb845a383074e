use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::recurrence::Recurrence;

/// The value of one field. An empty value is never held: the field is absent from its [`super::Image`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Value {
    /// Text, a choice, an address of a person, a number to call, a zone, a reference.
    Text(String),
    /// Yes. (No is the empty value.)
    Flag(bool),
    /// A number of minutes.
    Minutes(i64),
    /// A point in time, UTC.
    Instant(Timestamp),
    /// A civil date, in no zone.
    Date(Date),
    /// Words without an order.
    Labels(BTreeSet<String>),
    /// Entries in order.
    List(Vec<String>),
    /// Civil dates.
    Dates(BTreeSet<Date>),
    /// A postal address.
    Address(Address),
    /// The pattern of a series.
    Recurrence(Recurrence),
}

json_either!(Value {} holding {
    Text, Flag, Minutes, Instant, Date, Labels, List, Dates, Address, Recurrence,
});

/// A postal address, the parts as Microsoft Graph's `physicalAddress` has them. Empty parts are empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Address {
    /// Street and number, possibly several lines.
    pub street: String,
    /// City.
    pub city: String,
    /// State, province or county.
    pub state: String,
    /// Postal code.
    pub postal_code: String,
    /// Country or region.
    pub country: String,
}

json_struct!(Address {} or_default { street, city, state, postal_code, country });

impl Address {
    /// The parts in reading order.
    pub fn parts(&self) -> [&str; 5] {
        [&self.street, &self.city, &self.state, &self.postal_code, &self.country]
    }
}

impl Value {
    /// Text, whatever can be made into a string.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A set of words.
    pub fn labels<T: Into<String>>(words: impl IntoIterator<Item = T>) -> Self {
        Self::Labels(words.into_iter().map(Into::into).collect())
    }

    /// The text, of a value that is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Holds nothing: such a value is not kept (empty = absent).
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Flag(flag) => !flag,
            Self::Labels(words) => words.is_empty(),
            Self::List(entries) => entries.iter().all(String::is_empty),
            Self::Dates(dates) => dates.is_empty(),
            Self::Address(address) => address.parts().iter().all(|part| part.is_empty()),
            Self::Minutes(_) | Self::Instant(_) | Self::Date(_) | Self::Recurrence(_) => false,
        }
    }
}
