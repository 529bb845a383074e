use std::collections::BTreeMap;

use jiff::{SignedDuration, civil::Date};
use rules::{
    merge::Side,
    outlook::item::{Part, Snapshot},
    plan::{Held, Known},
    record::{FieldId, Value},
};
use serde::{Deserialize, Serialize};

use crate::{ClientHit, Matter, StaffMember};

/// `POST items/status`: how does the open item stand?
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ItemRequest {
    /// The open item.
    pub item: Snapshot,
}

/// How an item stands in the practice database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ItemStatus {
    /// Which of the possible states it is in.
    pub state: ItemState,
    /// Single, series or occurrence: what an edit goes to.
    pub part: Part,
}

/// The states an open appointment can be in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", tag = "is")]
pub enum ItemState {
    /// Outlook has never saved it, so that there is nothing to tie a record to.
    Unsaved,
    /// It is not in the practice database.
    Unlinked {
        /// How it would be filed (A8).
        suggestion: Filing,
    },
    /// One day of a series that is in the practice database, moved before it was ever synchronized: Office.js does not
    /// tell which day it was.
    UnknownOccurrence {
        /// The series' record.
        series: String,
    },
    /// It is tied to a record.
    Linked(Box<Linked>),
}

/// An item's link and record: all that the plan is made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Linked {
    /// The link; `None` for an occurrence that follows its series so far.
    pub link: Option<String>,
    /// The record: the appointment's, or the series' for an occurrence that follows it.
    pub record: String,
    /// The civil day of the series that an occurrence stands for.
    pub occurrence: Option<Date>,
    /// What the rules need.
    pub known: Known,
    /// How far the two clocks may be apart (M3).
    pub uncertainty: SignedDuration,
    /// How it is filed.
    pub filing: Filing,
}

/// The practice side's own fields of an appointment, with the names to show.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Filing {
    /// The client.
    pub client: Option<ClientHit>,
    /// The client's matter.
    pub matter: Option<Matter>,
    /// The calendar code.
    pub code: Option<String>,
    /// The staff it is assigned to.
    pub staff: Vec<StaffMember>,
}

/// `POST items/add`: put the open item into the practice database.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AddItem {
    /// The open item.
    pub item: Snapshot,
    /// The client's id.
    #[serde(default)]
    pub client: Option<String>,
    /// The matter's id.
    #[serde(default)]
    pub matter: Option<String>,
    /// The calendar code.
    #[serde(default)]
    pub code: Option<String>,
    /// The ids of the staff to assign it to; empty is the person.
    #[serde(default)]
    pub staff: Vec<String>,
}

/// `POST items/sync`: bring the open item and its record into step.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SyncItem {
    /// The open item.
    pub item: Snapshot,
    /// The hash of the plan that was shown (P9). Without it whatever the server plans is done, as the ribbon asks.
    #[serde(default)]
    pub shown: Option<String>,
    /// The person's choices under *ask me*.
    #[serde(default)]
    pub answers: BTreeMap<FieldId, Side>,
}

/// `POST items/unlink` and `POST items/rejoin`: part or rejoin the pair.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UnlinkItem {
    /// The open item.
    pub item: Snapshot,
}

/// A field and its new value; `None` empties it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The field.
    pub field: FieldId,
    /// Its value.
    pub value: Option<Value>,
}

/// What came of a synchronization of one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// Nothing had to be written.
    InStep,
    /// Everything that had to be written was, or is in `to_item` for the form to show.
    Done,
    /// Nothing was written: the person has to choose first.
    Ask,
    /// Some values stay apart, and `held` says why; what could be written was.
    Held,
}

/// The answer to `POST items/sync`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SyncReport {
    /// In one word.
    pub outcome: Outcome,
    /// The fields that the record took from the item.
    pub to_record: Vec<FieldId>,
    /// What the form is to show; it then has to be saved in Outlook.
    pub to_item: Vec<Change>,
    /// Fields that wait for the person's choice.
    pub asked: Vec<FieldId>,
    /// Fields that stay apart, and why.
    pub held: Vec<(FieldId, Held)>,
    /// How many values gave way and are kept in the history.
    pub replaced: usize,
    /// How the item stands now.
    pub status: ItemStatus,
}
