//! The comparison of both sides with the base, field by field, and who gives what in a three-way merge.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    normalize,
    record::{Field, FieldId, Image, RecordKind, Unit, Value, View},
};

/// One of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Side {
    /// The practice database.
    Practice,
    /// Outlook.
    Outlook,
}

json_words!(Side { Practice, Outlook });

impl Side {
    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Practice => Self::Outlook,
            Self::Outlook => Self::Practice,
        }
    }
}

/// What both sides agreed on when the link was last in step, as the image of each: a server normalises what it is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Base {
    /// The record then.
    pub practice: Image,
    /// The item then.
    pub outlook: Image,
}

json_struct!(Base { practice, outlook });

/// What a form being composed was last synchronized with. It may never have been saved, so it is no base (P7).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Pending {
    /// What the form showed.
    pub shown: Image,
    /// What both sides were to hold after it.
    pub agreed: Image,
}

json_struct!(Pending { shown, agreed });

/// How a field stands, after M1: compared by content with the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
    /// Nobody changed it.
    Same,
    /// The record's was changed.
    PracticeChanged,
    /// The item's was changed.
    OutlookChanged,
    /// Both were changed, to the same content.
    Agreed,
    /// Both were changed, and differ; or they differ and there is no base to tell who changed.
    Both,
}

json_words!(Standing { Same, PracticeChanged, OutlookChanged, Agreed, Both });

/// A field that was seen on both sides, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The field.
    pub field: FieldId,
    /// The record's value.
    pub practice: Option<Value>,
    /// The item's value.
    pub outlook: Option<Value>,
    /// How it stands. Fields of one [`Unit`] that were changed on either side stand alike.
    pub standing: Standing,
    /// The two differ by blanks only, which plans a write and is no edit (C9).
    pub blanks: bool,
}

/// Compares every synced field that was looked at in the item. The record is always known whole.
pub fn compare(
    kind: RecordKind,
    record: &Image,
    item: &View,
    base: Option<&Base>,
    pending: Option<&Pending>,
) -> Vec<Row> {
    let mut rows: Vec<Row> = kind
        .synced()
        .filter(|field| item.scope.contains(&field.id))
        .map(|field| {
            let outlook = item.image.get(field.id);
            row(field, record.get(field.id), outlook, measure(field, outlook, base, pending))
        })
        .collect();
    join_units(kind, &mut rows);
    rows
}

/// What both values of a field are measured against.
enum Measure<'a> {
    /// What each side held when they last agreed.
    Sides { practice: Option<&'a Value>, outlook: Option<&'a Value> },
    /// They never agreed, or nobody can tell whether the item's value is older or newer than what they agreed on.
    Nothing,
}

/// The base, until a form was synchronized; then it depends on what became of the form.
fn measure<'a>(
    field: &Field,
    outlook: Option<&Value>,
    base: Option<&'a Base>,
    pending: Option<&'a Pending>,
) -> Measure<'a> {
    let of_base =
        |base: &'a Base| Measure::Sides { practice: base.practice.get(field.id), outlook: base.outlook.get(field.id) };
    let Some(pending) = pending else { return base.map_or(Measure::Nothing, of_base) };
    let (shown, agreed) = (pending.shown.get(field.id), pending.agreed.get(field.id));
    let holds = |value: Option<&Value>| normalize::same(field, outlook, value);
    let both = |value| Measure::Sides { practice: value, outlook: value };
    match base {
        // It was saved as agreed, or is still open so.
        _ if holds(agreed) => both(agreed),
        // What the form was told to show never came to be saved: Outlook is as it was.
        _ if holds(shown) => both(shown),
        // The form was thrown away; but where it was Outlook's own value that was taken, it may as well have been
        // changed back, and nobody knows which is the later one.
        Some(base) if holds(base.outlook.get(field.id)) => {
            if normalize::same(field, shown, agreed) {
                Measure::Nothing
            } else {
                of_base(base)
            }
        }
        // Another edit since.
        _ => both(agreed),
    }
}

fn row(field: &Field, practice: Option<&Value>, outlook: Option<&Value>, measure: Measure<'_>) -> Row {
    let equal = normalize::same(field, practice, outlook);
    Row {
        field: field.id,
        standing: standing(field, practice, outlook, measure, equal),
        blanks: equal && practice != outlook && has_blanks(practice, outlook),
        practice: practice.cloned(),
        outlook: outlook.cloned(),
    }
}

/// C9: one of the two is not as it would be kept, and cleaned they are the same to the letter.
fn has_blanks(practice: Option<&Value>, outlook: Option<&Value>) -> bool {
    practice.and_then(normalize::clean) == outlook.and_then(normalize::clean)
}

fn standing(
    field: &Field,
    practice: Option<&Value>,
    outlook: Option<&Value>,
    measure: Measure<'_>,
    equal: bool,
) -> Standing {
    let Measure::Sides { practice: old_practice, outlook: old_outlook } = measure else {
        return if equal { Standing::Agreed } else { Standing::Both };
    };
    let practice_changed = !normalize::same(field, practice, old_practice);
    let outlook_changed = !normalize::same(field, outlook, old_outlook);
    match (practice_changed, outlook_changed) {
        (false, false) => Standing::Same,
        // Whoever changed it, both hold it now.
        (true, _) | (_, true) if equal => Standing::Agreed,
        (true, true) => Standing::Both,
        (true, false) => Standing::PracticeChanged,
        (false, true) => Standing::OutlookChanged,
    }
}

/// Fields that only make sense together stand alike where they differ: one side's edit to any is its edit to all.
fn join_units(kind: RecordKind, rows: &mut [Row]) {
    let unit = |row: &Row| kind.field(row.field).map_or(Unit::Single, |field| field.unit);
    let mut joint: BTreeMap<Unit, Standing> = BTreeMap::new();
    for row in rows.iter().filter(|row| unit(row) != Unit::Single && row.standing != Standing::Same) {
        let seen = joint.entry(unit(row)).or_insert(row.standing);
        *seen = both(*seen, row.standing);
    }
    for row in rows.iter_mut() {
        if let Some(standing) = joint.get(&unit(row)) {
            let equal = kind
                .field(row.field)
                .is_some_and(|field| normalize::same(field, row.practice.as_ref(), row.outlook.as_ref()));
            row.standing = if equal { row.standing } else { *standing };
        }
    }
}

const fn both(a: Standing, b: Standing) -> Standing {
    use Standing::{Agreed, Both, OutlookChanged, PracticeChanged, Same};
    match (a, b) {
        (Same | Agreed, other) | (other, Same | Agreed) => other,
        (PracticeChanged, PracticeChanged) => PracticeChanged,
        (OutlookChanged, OutlookChanged) => OutlookChanged,
        (Both, _) | (_, Both) | (PracticeChanged, OutlookChanged) | (OutlookChanged, PracticeChanged) => Both,
    }
}
