//! What a plan for the open item is made from.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Tie;
use crate::{
    conflict::{Direction, Policy},
    merge::{Base, Pending, Side},
    outlook::item::Mode,
    record::{FieldId, Image, RecordKind, View},
};

/// What a staff member and the firm have set that bears on one item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Who wins when both sides changed (M2).
    pub policy: Policy,
    /// The ways that are open (A1).
    pub direction: Direction,
    /// The ways of single fields, where the firm narrowed them (M9).
    #[serde(default)]
    pub fields: BTreeMap<FieldId, Direction>,
}

json_struct!(Settings { policy, direction } or_default { fields });

impl Settings {
    /// The ways open to that field.
    pub fn direction_of(&self, field: FieldId) -> Direction {
        self.fields.get(&field).copied().unwrap_or_default().and(self.direction)
    }
}

/// Whether the linked record is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum RecordState {
    /// It is there.
    Present,
    /// It lies in the practice bin, which is proof of its deletion.
    Binned,
    /// It was not found.
    Missing,
}

json_words!(RecordState { Present, Binned, Missing });

/// What the practice side knows of a linked item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Known {
    /// Which field table.
    pub kind: RecordKind,
    /// The record's content.
    pub record: Image,
    /// Whether it is there.
    pub state: RecordState,
    /// The record's version: a write must find it unchanged (P3).
    pub version: i64,
    /// When it was last edited (M3).
    pub edited_at: Timestamp,
    /// Joined or parted.
    pub tie: Tie,
    /// What both agreed on, known from the saved item.
    pub base: Option<Base>,
    /// What a form being composed was last synchronized with, until the saved item is seen.
    pub pending: Option<Pending>,
    /// The settings in force.
    pub settings: Settings,
}

json_struct!(Known { kind, record, state, version, edited_at, tie, base, pending, settings });

/// The open item, mapped: what is seen of it, and what its window can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Presented {
    /// What was seen.
    pub view: View,
    /// Read or compose.
    pub mode: Mode,
    /// When the item was saved, if the window tells.
    pub modified: Option<Timestamp>,
    /// The fields that the window can be told to show.
    pub can_set: BTreeSet<FieldId>,
}

json_struct!(Presented { view, mode, modified, can_set });

/// The person's choices under *ask me*: whose value is kept, by field. Fields that only make sense together follow the
/// first of them that was answered.
pub type Answers = BTreeMap<FieldId, Side>;
