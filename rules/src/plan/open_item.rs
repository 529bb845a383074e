//! The plan for the item that is open in Outlook, its link and its record.
//!
//! The pane makes it to show what Sync will do, the server makes it again to do it; the [`ItemPlan::hash`] of both must
//! be the same (P9).

use sha2::{Digest, Sha256};

use super::{
    Action, Answers, Decision, Fate, Held, ItemPlan, Known, LinkState, PlannedRow, Presence, Presented, Reason,
    RecordState, Settings, decide,
};
use crate::{
    conflict::{self, EditTimes, Verdict, Why},
    json::ToJson,
    merge::{self, Row, Side, Standing},
    normalize,
    outlook::item::Mode,
    record::{FieldId, Kind, RecordKind, Unit, Value},
};

/// Plans for the open item.
///
/// `uncertainty` of the clocks is in `times` together with the edit times; `answers` are empty until the person chose.
pub fn plan_open_item(known: &Known, item: &Presented, times: &EditTimes, answers: &Answers) -> ItemPlan {
    let rows = merge::compare(known.kind, &known.record, &item.view, known.base.as_ref(), known.pending.as_ref());
    let decision = decide(state(known, &rows));
    let verdict = verdict(known, decision.action, &rows, times);
    let planned: Vec<PlannedRow> = rows
        .into_iter()
        .map(|row| {
            let wanted = wanted(known.kind, &row, decision, verdict, answers);
            PlannedRow { fate: permitted(wanted, &row, known, item), row }
        })
        .collect();
    let saved = item.mode == Mode::Read;
    let hash = hash(known, item, times, decision, &planned);
    ItemPlan { decision, verdict, rows: planned, saved, hash }
}

/// How the pair stands, with an item that is there. While the record is there too, an edit that its field's own
/// direction (M9) keeps from ever travelling counts for nothing: it must not decide over other fields.
pub(super) fn state(known: &Known, rows: &[Row]) -> LinkState {
    let both_there = known.state == RecordState::Present;
    let counts = |row: &&Row| !both_there || !stays(row, &known.settings);
    let edited =
        |side: Standing| rows.iter().filter(counts).any(|row| row.standing == side || row.standing == Standing::Both);
    let presence = |changed| {
        if changed { Presence::Changed } else { Presence::Unchanged }
    };
    LinkState {
        practice: match known.state {
            RecordState::Present => presence(edited(Standing::PracticeChanged)),
            RecordState::Binned => Presence::Deleted,
            RecordState::Missing => Presence::Missing,
        },
        outlook: presence(edited(Standing::OutlookChanged)),
        base: known.base.is_some() || known.pending.is_some() || rows.iter().all(|row| row.standing != Standing::Both),
        tie: known.tie,
        policy: known.settings.policy,
        direction: known.settings.direction,
    }
}

/// One side's edit, where the field's own direction does not lead to the other.
fn stays(row: &Row, settings: &Settings) -> bool {
    let own = settings.fields.get(&row.field).copied().unwrap_or_default();
    match row.standing {
        Standing::PracticeChanged => !own.writes(Side::Outlook),
        Standing::OutlookChanged => !own.writes(Side::Practice),
        Standing::Same | Standing::Agreed | Standing::Both => false,
    }
}

/// Who wins, when the decision is one between two edits.
pub(super) fn verdict(known: &Known, action: Action, rows: &[Row], times: &EditTimes) -> Option<Verdict> {
    let contested = rows.iter().any(|row| row.standing == Standing::Both);
    let newest = conflict::resolve(known.settings.policy, times);
    match action {
        Action::TakeNewer => Some(newest),
        Action::MergeFields | Action::UpdateItem | Action::UpdateRecord | Action::Hold if contested => Some(newest),
        Action::Ask if contested => Some(Verdict { winner: None, why: Why::AskMe }),
        Action::MergeFields
        | Action::UpdateItem
        | Action::UpdateRecord
        | Action::Hold
        | Action::Ask
        | Action::Nothing
        | Action::RecreateItem
        | Action::RestoreRecord
        | Action::RemoveItem
        | Action::FollowItemDeletion
        | Action::DropLink
        | Action::Prove(_) => None,
    }
}

/// What the decision wants for one field, before anybody asks whether it may or can be done.
pub(super) fn wanted(
    kind: RecordKind,
    row: &Row,
    decision: Decision,
    verdict: Option<Verdict>,
    answers: &Answers,
) -> Fate {
    if matches!(row.standing, Standing::Same | Standing::Agreed) {
        return if row.blanks && writes(decision) { blanks(kind, row) } else { Fate::Keep };
    }
    match decision.action {
        // An edit that its field's own direction holds may stand beside (M9).
        Action::Nothing | Action::UpdateItem | Action::UpdateRecord
            if matches!(decision.reason, Reason::InStep | Reason::OneSideEdited) =>
        {
            one_sided(row)
        }
        Action::Hold if decision.reason == Reason::WinnerMayNotTravel => Fate::Held(Held::WinnerMayNotTravel),
        Action::Hold => Fate::Held(Held::Direction),
        Action::Nothing | Action::Prove(_) | Action::DropLink | Action::RemoveItem | Action::FollowItemDeletion => {
            Fate::Held(Held::Waiting)
        }
        Action::UpdateItem | Action::RecreateItem => Fate::ToItem,
        Action::UpdateRecord | Action::RestoreRecord => Fate::ToRecord,
        Action::TakeNewer => whole(kind, row, verdict, answers),
        Action::MergeFields | Action::Ask => by_field(kind, row, verdict, answers),
    }
}

/// May anything be written at all? A parted pair, a deletion, a missing side are left as they are.
fn writes(decision: Decision) -> bool {
    match decision.action {
        Action::Nothing => decision.reason == Reason::InStep,
        Action::UpdateItem
        | Action::UpdateRecord
        | Action::TakeNewer
        | Action::MergeFields
        | Action::Ask
        | Action::RestoreRecord => true,
        Action::RecreateItem
        | Action::RemoveItem
        | Action::FollowItemDeletion
        | Action::DropLink
        | Action::Prove(_)
        | Action::Hold => false,
    }
}

/// C9: the side that has the blanks is written. An item's body is never written for blanks: its formatting would go.
fn blanks(kind: RecordKind, row: &Row) -> Fate {
    let clean = |value: &Option<Value>| value.as_ref().and_then(normalize::clean) == *value;
    let note = kind.field(row.field).is_some_and(|field| field.kind == Kind::Note);
    match (clean(&row.practice), note) {
        (false, _) => Fate::ToRecord,
        (true, false) => Fate::ToItem,
        (true, true) => Fate::Keep,
    }
}

/// The newest record wins whole; where nobody can tell, as by field.
fn whole(kind: RecordKind, row: &Row, verdict: Option<Verdict>, answers: &Answers) -> Fate {
    match verdict.and_then(|verdict| verdict.winner) {
        Some(winner) => take(winner),
        None => by_field(kind, row, verdict, answers),
    }
}

/// An edit of one side travels; a field that both changed goes to the winner, or to the person.
fn by_field(kind: RecordKind, row: &Row, verdict: Option<Verdict>, answers: &Answers) -> Fate {
    match row.standing {
        Standing::Both => {
            let winner = answer(kind, row.field, answers).or_else(|| verdict.and_then(|verdict| verdict.winner));
            winner.map_or(Fate::Ask, take)
        }
        _ => one_sided(row),
    }
}

/// The person's choice for a field: for fields that only make sense together, that of the first one answered.
fn answer(kind: RecordKind, id: FieldId, answers: &Answers) -> Option<Side> {
    let unit = kind.field(id).map_or(Unit::Single, |field| field.unit);
    if unit == Unit::Single {
        return answers.get(&id).copied();
    }
    kind.fields().iter().filter(|field| field.unit == unit).find_map(|field| answers.get(&field.id).copied())
}

const fn one_sided(row: &Row) -> Fate {
    match row.standing {
        Standing::PracticeChanged => Fate::ToItem,
        Standing::OutlookChanged => Fate::ToRecord,
        Standing::Both => Fate::Ask,
        Standing::Same | Standing::Agreed => Fate::Keep,
    }
}

/// The winner's value is taken by the other side.
const fn take(winner: Side) -> Fate {
    match winner {
        Side::Practice => Fate::ToItem,
        Side::Outlook => Fate::ToRecord,
    }
}

/// What remains of a wish once directions (P19, M9) and the window's abilities are asked.
fn permitted(wanted: Fate, row: &Row, known: &Known, item: &Presented) -> Fate {
    let wanted = open_way(wanted, row, &known.settings);
    if wanted != Fate::ToItem {
        wanted
    } else if item.mode == Mode::Read {
        if row.blanks { Fate::Keep } else { Fate::Held(Held::ReadOnly) }
    } else if !item.can_set.contains(&row.field) {
        Fate::Held(Held::NotSettable)
    } else {
        wanted
    }
}

/// What the directions leave of a wish (P19, M9).
pub(super) fn open_way(wanted: Fate, row: &Row, settings: &Settings) -> Fate {
    let target = match wanted {
        Fate::ToRecord => Side::Practice,
        Fate::ToItem => Side::Outlook,
        Fate::Keep | Fate::Ask | Fate::Held(_) => return wanted,
    };
    if !settings.direction.writes(target) {
        Fate::Held(Held::Direction)
    } else if !settings.direction_of(row.field).writes(target) {
        Fate::Held(Held::FieldDirection)
    } else {
        wanted
    }
}

/// P9: a digest over the canonical JSON of everything that went in and came out.
fn hash(known: &Known, item: &Presented, times: &EditTimes, decision: Decision, rows: &[PlannedRow]) -> String {
    digest(&[known as &dyn ToJson, item, times, &decision, &rows])
}

/// The first half of a SHA-256 over the canonical JSON of these parts, in hexadecimal.
pub(super) fn digest(parts: &[&dyn ToJson]) -> String {
    let mut all = String::new();
    for part in parts {
        part.write(&mut all);
    }
    Sha256::digest(&all).iter().take(16).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}
