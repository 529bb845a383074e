use jiff::Timestamp;
use rules::json_struct;
use rules::{
    merge::Side,
    record::{FieldId, Value},
};
use serde::{Deserialize, Serialize};

/// `GET appointments/{id}/history`, newest first: a value that gave way (M4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// Identifier.
    pub id: String,
    /// The field.
    pub field: FieldId,
    /// Whose value it was.
    pub side: Side,
    /// The value; `None` where the field was empty.
    pub value: Option<Value>,
    /// What took its place.
    pub replaced_by: Option<Value>,
    /// When it gave way.
    pub at: Timestamp,
    /// The name of the person whose synchronization or edit it was.
    pub by: String,
    /// The rule that said so: `C7`, `M2`.
    pub rule: String,
    /// When it was brought back, if it was.
    pub restored_at: Option<Timestamp>,
}

json_struct!(HistoryEntry { id, field, side, value, replaced_by, at, by, rule, restored_at });

/// `POST history/restore`: bring values back into the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Restore {
    /// The entries, of one record; for each field at most one.
    pub entries: Vec<String>,
}

json_struct!(Restore { entries });

/// The answer: what the record holds now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Restored {
    /// The record.
    pub record: String,
    /// Its new version.
    pub version: i64,
    /// The fields that were brought back; one that already held the value is not among them.
    pub fields: Vec<FieldId>,
}

json_struct!(Restored { record, version, fields });
