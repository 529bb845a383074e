//! What is to be done for a link.

use super::{
    HeldWhy, Pair, RunPlan, Terms,
    changes::{after, binned, change, conflict, held, parted, recreate, removal},
};
use crate::{
    conflict::Why,
    merge::{Side, Standing},
    plan::{
        Action, Fate, Held, ItemPlan, ItemState, Known, Parting, PlannedRow, Reason, RecordState, Tie, What,
        plan_stored,
    },
    record::{FieldId, RecordKind},
};

pub(super) fn plan_pair(terms: &Terms<'_>, pair: &Pair, plan: &mut RunPlan) {
    if pair.known.tie == Tie::Parted {
        return plan_parted(terms, pair, plan);
    }
    let own = plan_stored(&pair.known, &pair.stored, &pair.times, &pair.answers);
    if pair.stored.state == ItemState::Present && !pair.unmapped.is_empty() {
        plan.held.push(held(pair, HeldWhy::Unmapped(pair.unmapped.clone())));
    }
    let there = pair.known.state == RecordState::Present;
    if pair.stored.state == ItemState::Elsewhere {
        return plan.changes.push(parted(terms, pair, None, Parting::Person, "M6"));
    }
    if own.asks() || own.decision.reason == Reason::NoBaseForDeletion && own.decision.action == Action::Ask {
        plan.asks.push(conflict(pair, &own));
    } else if both_there(pair) && !terms.selects(&after(pair, &own)) {
        filtered_out(terms, pair, &own, plan);
    } else if there && pair.stored.state == ItemState::Deleted && !terms.selects(&pair.known.record) {
        // Whoever removed it, the filter wants it so: it comes back when the filter selects the record again.
        plan.changes.push(parted(terms, pair, None, Parting::Filter, "C4"));
    } else {
        act(terms, pair, &own, plan);
    }
}

/// A parted pair comes back only when the filter that parted it selects the record again.
fn plan_parted(terms: &Terms<'_>, pair: &Pair, plan: &mut RunPlan) {
    if pair.known.state == RecordState::Binned && pair.stored.state == ItemState::Deleted {
        return plan.changes.push(change(terms, pair, What::DropLink, None, Reason::BothDeleted.rule()));
    }
    let returns = pair.parted == Some(Parting::Filter)
        && pair.known.state == RecordState::Present
        && terms.selects(&pair.known.record);
    if !returns {
        return;
    }
    match pair.stored.state {
        ItemState::Missing => plan.prove.push(pair.link.clone()),
        ItemState::Elsewhere => {}
        ItemState::Deleted if terms.writes(Side::Outlook) => {
            plan.changes.push(recreate(terms, pair, "C4"));
        }
        ItemState::Deleted => plan.held.push(held(pair, HeldWhy::Direction)),
        ItemState::Present => {
            let joined = Known { tie: Tie::Joined, ..pair.known.clone() };
            let own = plan_stored(&joined, &pair.stored, &pair.times, &pair.answers);
            // Only tied: what differs is the next run's, as of any other pair.
            if terms.selects(&after(pair, &own)) {
                plan.changes.push(change(terms, pair, What::Rejoin, None, "C4"));
            }
        }
    }
}

/// C4: what fails the filter leaves the folder, and only that; Outlook's edits are taken in first. What cannot leave
/// stays in agreement as far as it may.
fn filtered_out(terms: &Terms<'_>, pair: &Pair, own: &ItemPlan, plan: &mut RunPlan) {
    let edited = |row: &PlannedRow| matches!(row.row.standing, Standing::OutlookChanged | Standing::Both);
    let edits_wait = own.rows.iter().any(|row| matches!(row.fate, Fate::Held(_)) && edited(row));
    if terms.keep_filtered && !edits_wait {
        plan.changes.push(parted(terms, pair, Some(own), Parting::Filter, "C4"));
    } else if edits_wait {
        plan.held.push(held(pair, HeldWhy::FilterWaitsForEdits));
        act(terms, pair, own, plan);
    } else if !terms.writes(Side::Outlook) {
        plan.held.push(held(pair, HeldWhy::Direction));
        act(terms, pair, own, plan);
    } else if pair.unmapped.is_empty() {
        let mut removal = removal(terms, pair, Some(own), "C4");
        removal.parting = Some(Parting::Filter);
        plan.changes.push(removal);
    }
}

fn act(terms: &Terms<'_>, pair: &Pair, own: &ItemPlan, plan: &mut RunPlan) {
    let rule = own.decision.reason.rule();
    match own.decision.action {
        Action::Prove(Side::Outlook) => plan.prove.push(pair.link.clone()),
        // The practice database is asked whenever a pair is read: what it does not have is gone.
        Action::Prove(Side::Practice) => {}
        Action::DropLink => plan.changes.push(change(terms, pair, What::DropLink, None, rule)),
        // What cannot be read may be an edit: the item stays, and is named.
        Action::RemoveItem if !pair.unmapped.is_empty() => {}
        Action::RemoveItem => plan.changes.push(removal(terms, pair, None, rule)),
        Action::FollowItemDeletion if terms.delete_records || terms.kind == RecordKind::Appointment => {
            plan.changes.push(binned(terms, pair, rule));
        }
        Action::FollowItemDeletion => plan.changes.push(parted(terms, pair, None, Parting::Deletion, rule)),
        Action::RecreateItem => plan.changes.push(recreate(terms, pair, rule)),
        Action::RestoreRecord => plan.changes.push(change(terms, pair, What::RestoreRecord, Some(own), rule)),
        Action::Hold if !both_there(pair) => plan.held.push(held(pair, HeldWhy::Direction)),
        Action::Nothing
        | Action::Hold
        | Action::UpdateItem
        | Action::UpdateRecord
        | Action::TakeNewer
        | Action::MergeFields
        | Action::Ask => update(terms, pair, own, plan),
    }
}

fn both_there(pair: &Pair) -> bool {
    pair.stored.state == ItemState::Present && pair.known.state == RecordState::Present
}

fn update(terms: &Terms<'_>, pair: &Pair, own: &ItemPlan, plan: &mut RunPlan) {
    let (to_record, to_item) = (own.record_changes().is_empty(), own.item_changes().is_empty());
    let waits: Vec<(FieldId, Held)> = own.held().map(|(row, why)| (row.row.field, why)).collect();
    let waiting = !waits.is_empty();
    if waiting {
        plan.held.push(held(pair, HeldWhy::Fields(waits)));
    }
    let what = match (to_record, to_item) {
        (false, true) => What::UpdateRecord,
        (true, false) => What::UpdateItem,
        (false, false) => What::UpdateBoth,
        // A write in doubt is settled with the next base, though it be the same as before.
        (true, true) if is_agreed(pair, own) && pair.known.pending.is_none() => {
            plan.in_step += usize::from(!waiting);
            return;
        }
        (true, true) => What::Rebase,
    };
    plan.changes.push(change(terms, pair, what, Some(own), rule(own)));
}

/// Is what both hold what they agreed on already? Where nothing was seen, there is nothing to agree on.
fn is_agreed(pair: &Pair, own: &ItemPlan) -> bool {
    let base = pair.known.base.as_ref();
    Some(&own.agreed(base)) == base || own.rows.is_empty()
}

/// The rule by which values give way, else the one that decided.
fn rule(own: &ItemPlan) -> &'static str {
    match own.verdict.map(|verdict| verdict.why) {
        Some(Why::Later) => "C7",
        Some(Why::TooClose) => "M3",
        Some(Why::Policy | Why::Answer | Why::AskMe | Why::NoTime) => "M2",
        None if own.decision.reason == Reason::InStep && own.rows.iter().any(|row| row.row.blanks) => "C9",
        None => own.decision.reason.rule(),
    }
}
