//! What only a person can decide (M2 *ask me*, C8).

use std::collections::BTreeMap;

use jiff::Timestamp;
use rules::{json_either, json_struct, merge::Side, plan::AskRow, record::FieldId};
use serde::{Deserialize, Serialize};

/// `GET questions`: an open question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct QuestionView {
    /// Identifier.
    pub id: String,
    /// What a person would call the pair or the item.
    pub title: String,
    /// When it was first asked.
    pub asked_at: Timestamp,
    /// What is asked.
    pub asked: Asked,
}

json_struct!(QuestionView { id, title, asked_at, asked });

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Asked {
    /// Both sides changed: which value of each field is kept (M2)?
    Conflict(Vec<AskRow>),
    /// Which of these records is the item (C8)?
    Match(Vec<Candidate>),
    /// One side is gone: shall the other one stay (M5, M7)?
    Deletion,
}

json_either!(Asked { Deletion } holding { Conflict, Match });

/// A record that an item may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// The record.
    pub record: String,
    /// What it is called.
    pub name: String,
    /// By what else it is known: company and addresses.
    pub detail: String,
}

json_struct!(Candidate { record, name, detail });

/// `POST questions/{id}/answer`. Answered by [`crate::SyncState`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AnswerQuestion {
    /// The person's choice.
    pub answer: Choice,
}

json_struct!(AnswerQuestion { answer });

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Choice {
    /// The item is none of the records: it is new.
    New,
    /// The side that is still there stays.
    Keep,
    /// It goes as the other one did.
    Delete,
    /// The item is that record.
    Record(String),
    /// Whose value of each field is kept.
    Sides(BTreeMap<FieldId, Side>),
}

json_either!(Choice { New, Keep, Delete } holding { Record, Sides });
