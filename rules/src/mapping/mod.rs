//! Lenses between records and Outlook's shapes.

pub mod appointment;
pub mod body;
pub mod contact;
pub mod expand;
pub mod item;
pub mod occurrence;
pub mod open_item;
pub mod recurrence;
pub mod zones;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::record::FieldId;

/// A value that the other side cannot hold, or that makes no sense: the field, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[error("{field}: {reason}")]
pub struct Unmappable {
    /// The field.
    pub field: FieldId,
    /// Why, as a sentence.
    pub reason: String,
}

json_struct!(Unmappable { field, reason });

impl Unmappable {
    /// That field, for that reason.
    pub fn new(field: FieldId, reason: impl fmt::Display) -> Self {
        Self { field, reason: reason.to_string() }
    }
}
