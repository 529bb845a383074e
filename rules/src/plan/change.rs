//! One change that a run plans, as it is shown before it happens (C11) and done afterwards.

use serde::{Deserialize, Serialize};

use super::Replaced;
use crate::{
    merge::{Base, Side},
    record::{FieldId, Image, RecordKind, Value},
};

/// What a change does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum What {
    /// An item that only Outlook has becomes a record (C5).
    AddRecord,
    /// A record that only the practice database has becomes an item.
    AddItem,
    /// An item and a record that were found to be the same are tied (C8).
    Join,
    /// A parted pair is tied again: the filter selects the record again.
    Rejoin,
    /// The record takes the item's edits.
    UpdateRecord,
    /// The item takes the record's edits.
    UpdateItem,
    /// Both take each other's.
    UpdateBoth,
    /// A record is taken out of the bin with the item's edits (M5).
    RestoreRecord,
    /// A deleted item is made again from the edited record (M5), or because the filter selects the record again.
    RecreateItem,
    /// The item is removed from the folder: its record was deleted, or fails the filter (C4).
    RemoveItem,
    /// The record is moved to the practice bin: its item was deleted (M7).
    BinRecord,
    /// The pair is parted, and both stay (C4, M7).
    Part,
    /// The link is forgotten: neither side exists any more.
    DropLink,
    /// Nothing is written: both hold the same, or each its own as before, and that is what was agreed on now.
    Rebase,
}

json_words!(What {
    AddRecord,
    AddItem,
    Join,
    Rejoin,
    UpdateRecord,
    UpdateItem,
    UpdateBoth,
    RestoreRecord,
    RecreateItem,
    RemoveItem,
    BinRecord,
    Part,
    DropLink,
    Rebase,
});

impl What {
    /// Does it write that side? Only such changes are counted (A4) and need to be confirmed (C11).
    pub const fn writes(self, side: Side) -> bool {
        match self {
            Self::AddRecord | Self::UpdateRecord | Self::RestoreRecord | Self::BinRecord => {
                matches!(side, Side::Practice)
            }
            Self::AddItem | Self::UpdateItem | Self::RecreateItem | Self::RemoveItem => matches!(side, Side::Outlook),
            Self::UpdateBoth => true,
            Self::Join | Self::Rejoin | Self::Part | Self::DropLink | Self::Rebase => false,
        }
    }

    /// Does the person see it among what is pending? What only moves what we remember is not shown.
    pub const fn is_shown(self) -> bool {
        !matches!(self, Self::DropLink | Self::Rebase)
    }
}

/// Why a pair is parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Parting {
    /// A person wanted it.
    Person,
    /// Its item was deleted (M7).
    Deletion,
    /// Its record fails the filter (C4): it comes back when the filter selects it again.
    Filter,
}

json_words!(Parting { Person, Deletion, Filter });

/// What one side's field becomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FieldChange {
    /// The field.
    pub field: FieldId,
    /// On which side.
    pub side: Side,
    /// What it holds; `None` is empty.
    pub before: Option<Value>,
    /// What it will hold.
    pub after: Option<Value>,
}

json_struct!(FieldChange { field, side, before, after });

/// One change of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// What it does.
    pub what: What,
    /// Of which kind of record.
    pub kind: RecordKind,
    /// The link, where there is one already.
    pub link: Option<String>,
    /// The record, where there is one already.
    pub record: Option<String>,
    /// The item, where there is one already.
    pub item: Option<String>,
    /// What a person would call it.
    pub title: String,
    /// What is written, field by field; of a side that is made new, all that it gets; of one that goes, all that it had.
    pub fields: Vec<FieldChange>,
    /// The values that give way, for the history (M4).
    pub replaced: Vec<Replaced>,
    /// In a list apart, and left out unless the person takes it in: a removal of what this very run imports (C4).
    pub apart: bool,
    /// Why the pair is parted, where it is.
    pub parting: Option<Parting>,
    /// The number of the rule that says so.
    pub rule: String,
    /// The record as it is planned to be, with what is the practice side's own.
    pub record_image: Image,
    /// What both sides agree on after it, where they do.
    pub agreed: Option<Base>,
    /// The record's version that was planned against (P3); 0 where there is no record yet.
    pub version: i64,
    /// A digest of all that it was made from (P9).
    pub hash: String,
}

impl Change {
    /// Which fields of that side are written.
    pub fn written(&self, side: Side) -> impl Iterator<Item = &FieldChange> {
        self.fields.iter().filter(move |change| change.side == side)
    }

    /// Does something end to exist by it, or follow what ended to exist? Such changes are counted apart (M8).
    pub fn deletes(&self) -> bool {
        !self.apart
            && (matches!(self.what, What::RemoveItem | What::BinRecord) || self.parting == Some(Parting::Deletion))
    }

    /// By what the same change is found in another plan.
    pub fn key(&self) -> (What, Option<&str>, Option<&str>) {
        (self.what, self.record.as_deref(), self.item.as_deref())
    }
}
