use std::collections::BTreeMap;

use jiff::{SignedDuration, civil::Date};
use rules::{
    json::{FromJson, Json, ToJson, property, write_object},
    json_struct, json_words,
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

json_struct!(ItemRequest { item });

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

json_struct!(ItemStatus { state, part });

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

impl FromJson for ItemState {
    fn from_json(json: &Json) -> Option<Self> {
        Some(match json.get("is")?.text()? {
            "unsaved" => Self::Unsaved,
            "unlinked" => Self::Unlinked { suggestion: property(json, "suggestion")? },
            "unknownOccurrence" => Self::UnknownOccurrence { series: property(json, "series")? },
            "linked" => Self::Linked(Box::from_json(json)?),
            _ => return None,
        })
    }
}

impl ToJson for ItemState {
    fn write(&self, out: &mut String) {
        match self {
            Self::Unsaved => write_object(out, &[("is", &"unsaved")]),
            Self::Unlinked { suggestion } => write_object(out, &[("is", &"unlinked"), ("suggestion", suggestion)]),
            Self::UnknownOccurrence { series } => {
                write_object(out, &[("is", &"unknownOccurrence"), ("series", series)]);
            }
            Self::Linked(linked) => {
                let open = out.len() + 1;
                linked.write(out);
                out.insert_str(open, "\"is\":\"linked\",");
            }
        }
    }
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

json_struct!(Linked { link, record, occurrence, known, uncertainty, filing });

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

json_struct!(Filing {} or_default { client, matter, code, staff });

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

json_struct!(AddItem { item } or_default { client, matter, code, staff });

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

json_struct!(SyncItem { item } or_default { shown, answers });

/// `POST items/unlink` and `POST items/rejoin`: part or rejoin the pair.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UnlinkItem {
    /// The open item.
    pub item: Snapshot,
}

json_struct!(UnlinkItem { item });

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

json_struct!(Change { field, value });

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

json_words!(Outcome { InStep, Done, Ask, Held });

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

json_struct!(SyncReport { outcome, to_record, to_item, asked, held, replaced, status });
