//! Sync: the open item and its record are brought into step.

use api::{Change, ItemState, ItemStatus, Linked, Outcome, SyncItem, SyncReport};
use jiff::Timestamp;
use rules::{
    conflict::{EditTimes, Why},
    mapping::open_item::present,
    merge::Side,
    normalize,
    plan::{self, Fate, ItemPlan, Presented, RecordState, plan_open_item},
    record::{Image, RecordKind, check::faults},
};

use super::{
    Error, Sync, UNMEASURED, access,
    pair::{form_in_doubt, new_link},
    status::check,
    target::{Pair, Target},
};
use crate::{
    identity::Person,
    mailbox::Seen,
    practice::{AuditEntry, Base as StoredBase, Commit, RecordRef, Replaced, Step},
    write::WriteContext,
};

/// One synchronization under way.
struct Work<'a> {
    person: &'a Person,
    request: &'a SyncItem,
    write: &'a WriteContext,
    pair: &'a Pair,
    item: Presented,
    plan: ItemPlan,
}

impl Sync {
    /// Does what the plan for the open item says.
    pub async fn sync(&self, person: &Person, request: SyncItem, write: WriteContext) -> Result<SyncReport, Error> {
        access::may_write(person)?;
        check(&request.item)?;
        let pair = match self.target(person, &request.item).await? {
            Target::Pair(pair) => pair,
            Target::Unsaved => return Err(Error::invalid("item.itemId", "Outlook must save the appointment first")),
            Target::Unlinked | Target::UnknownOccurrence(_) => {
                return Err(Error::NotFound("record of this appointment in the practice database".to_owned()));
            }
        };
        let (item, unmapped) = present(&request.item, Some(&pair.known.record));
        if let Some(error) = unmapped.first() {
            return Err(Error::invalid(format!("item.{}", error.field), &error.reason));
        }
        let times = EditTimes { practice: Some(pair.known.edited_at), outlook: item.modified, uncertainty: UNMEASURED };
        let plan = plan_open_item(&pair.known, &item, &times, &request.answers);
        // The pane shows the plan before anything is answered.
        let shown = || {
            if request.answers.is_empty() {
                return plan.hash.clone();
            }
            plan_open_item(&pair.known, &item, &times, &plan::Answers::new()).hash
        };
        if request.shown.as_ref().is_some_and(|hash| *hash != shown()) {
            return Err(Error::Moved(Box::new(self.status_of(person, &request.item).await?)));
        }
        self.execute(&Work { person, request: &request, write: &write, pair: &pair, item, plan }).await
    }

    async fn execute(&self, work: &Work<'_>) -> Result<SyncReport, Error> {
        let steps = if work.plan.asks() { Steps::default() } else { self.steps(work)? };
        let mut linked = steps.linked.clone().unwrap_or_else(|| linked_now(work));
        linked.filing = self.filing(&linked.known.record, work.pair.revision).await?;
        let record = linked.record.clone();
        let report = report(work, linked);
        let body = serde_json::to_string(&report).map_err(|error| Error::Internal(error.to_string()))?;
        let mut commit = Commit::new(work.write.now, &work.person.staff);
        commit.steps = steps.all;
        let commit = commit.step(audit(work, &report, record)).answering(work.write.answer(work.person, 200, body));
        match self.practice.commit(commit).await {
            Ok(_) => Ok(report),
            Err(crate::practice::Error::Stale { .. } | crate::practice::Error::Taken { .. }) => {
                Err(Error::Moved(Box::new(self.status_of(work.person, &work.request.item).await?)))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What the plan writes, in order, and how the pair stands after it.
    fn steps(&self, work: &Work<'_>) -> Result<Steps, Error> {
        let mut steps = Steps::default();
        let mut linked = linked_now(work);
        let changes = work.plan.record_changes();
        if !changes.is_empty() {
            self.write_record(work, &mut steps, &mut linked)?;
        } else if let Some(record) = &work.pair.record {
            steps.all.push(Step::Expect { record: record.record.clone(), version: record.version });
        }
        let rule = rule(work);
        let record = RecordRef::appointment(&linked.record);
        let replaced = work.plan.replaced().into_iter().filter(|replaced| !kept_before(work, replaced));
        steps.all.extend(replaced.map(|replaced| {
            Step::Keep(Replaced {
                record: record.clone(),
                field: replaced.field,
                side: replaced.side,
                value: replaced.value,
                replaced_by: replaced.by,
                why: rule.to_owned(),
                run_id: None,
                journal_id: None,
            })
        }));
        self.settle(work, &mut steps, &mut linked, &record);
        steps.linked = Some(linked);
        Ok(steps)
    }

    /// The record takes the item's values; a day that followed its series becomes a record of its own.
    fn write_record(&self, work: &Work<'_>, steps: &mut Steps, linked: &mut Linked) -> Result<(), Error> {
        let mut image = work.pair.known.record.clone();
        for (id, value) in work.plan.record_changes() {
            image.set(id, value);
        }
        sound(&image)?;
        // A later edit of another field stays the record's latest (M3).
        let edited_at = edit_time(&work.item, work.write.made).max(work.pair.known.edited_at);
        let own = work.pair.record.as_ref().filter(|_| !work.pair.follows);
        if let Some(own) = own {
            let binned = work.pair.known.state == RecordState::Binned;
            if binned {
                steps.all.push(Step::Unbin { record: own.record.clone(), expected: own.version });
            }
            let (record, expected) = (own.record.clone(), own.version + i64::from(binned));
            steps.all.push(Step::Update { record, expected, image: image.clone(), edited_at });
            linked.known.version = expected + 1;
        } else {
            let record = RecordRef::appointment(self.practice.new_id());
            linked.record.clone_from(&record.id);
            linked.known.version = 1;
            let series = work.pair.day.clone();
            steps.all.push(Step::Create { record, image: image.clone(), edited_at, series });
        }
        linked.known.state = RecordState::Present;
        linked.known.record = image;
        linked.known.edited_at = edited_at;
        Ok(())
    }

    /// Moves the base where the item is known to be saved; else journals the form as a write in doubt (P7).
    fn settle(&self, work: &Work<'_>, steps: &mut Steps, linked: &mut Linked, record: &RecordRef) {
        let fresh_record = linked.record != work.pair.record_ref().id;
        if work.plan.waits() || (work.pair.follows && !fresh_record) {
            return;
        }
        let link = work.pair.link.clone().unwrap_or_else(|| {
            let link = new_link(self.practice.new_id(), &work.pair.folder, &work.request.item, record, work.write.now);
            linked.link = Some(link.id.clone());
            steps.all.push(Step::Link(link.clone()));
            link
        });
        let agreed = work.plan.agreed(linked.known.base.as_ref());
        let (folder_id, item_id) = (link.folder_id.clone(), link.item_id.clone());
        steps.all.push(Step::SettleItem { folder_id, item_id });
        if work.plan.saved {
            let base = StoredBase {
                practice: agreed.practice.clone(),
                outlook: agreed.outlook.clone(),
                taken_at: work.write.now,
                outlook_modified: work.item.modified,
                seen: Seen::default(),
            };
            steps.all.push(Step::Base { link_id: link.id, base });
            linked.known.base = Some(agreed);
            linked.known.pending = None;
        } else {
            let pending = work.plan.pending(linked.known.base.as_ref());
            let (id, now) = (self.practice.new_id(), work.write.now);
            steps.all.push(Step::Journal(form_in_doubt(id, &link, "update", pending.clone(), now)));
            linked.known.pending = Some(pending);
        }
    }
}

#[derive(Default)]
struct Steps {
    all: Vec<Step>,
    linked: Option<Linked>,
}

fn linked_now(work: &Work<'_>) -> Linked {
    Linked {
        link: work.pair.link.as_ref().map(|link| link.id.clone()),
        record: work.pair.record_ref().id,
        occurrence: work.pair.day.as_ref().map(|day| day.original),
        known: work.pair.known.clone(),
        uncertainty: UNMEASURED,
        filing: api::Filing::default(),
    }
}

/// M3: the edit's own time travels with it. A form has none: it was edited when the person pressed the button.
pub(super) fn edit_time(item: &Presented, made: Timestamp) -> Timestamp {
    item.modified.unwrap_or(made)
}

/// Refuses what cannot be a record, naming the item's field.
pub(super) fn sound(image: &Image) -> Result<(), Error> {
    match faults(RecordKind::Appointment, &normalize::clean_image(image)).into_iter().next() {
        Some(fault) => Err(Error::invalid(format!("item.{}", fault.field), fault.reason)),
        None => Ok(()),
    }
}

/// Was the form told the same before, and did not take it or was never saved? Then the history has its value already.
fn kept_before(work: &Work<'_>, replaced: &plan::Replaced) -> bool {
    work.pair.known.pending.as_ref().is_some_and(|form| {
        replaced.side == Side::Outlook
            && form.shown.get(replaced.field) == replaced.value.as_ref()
            && form.agreed.get(replaced.field) == replaced.by.as_ref()
    })
}

/// The rule by which values gave way.
fn rule(work: &Work<'_>) -> &'static str {
    match work.plan.verdict.map(|verdict| verdict.why) {
        Some(Why::Later) => "C7",
        Some(Why::TooClose) => "M3",
        Some(Why::Policy | Why::Answer | Why::AskMe | Why::NoTime) => "M2",
        None => work.plan.decision.reason.rule(),
    }
}

fn report(work: &Work<'_>, linked: Linked) -> SyncReport {
    let plan = &work.plan;
    let fields = |fate| plan.with_fate(fate).map(|row| row.row.field).collect::<Vec<_>>();
    let asked = fields(Fate::Ask);
    let held: Vec<_> = plan.held().map(|(row, why)| (row.row.field, why)).collect();
    let to_item: Vec<Change> = plan.item_changes().into_iter().map(|(field, value)| Change { field, value }).collect();
    let to_record: Vec<_> = plan.record_changes().into_iter().map(|(field, _)| field).collect();
    let outcome = if !asked.is_empty() {
        Outcome::Ask
    } else if !held.is_empty() || plan.waits() {
        Outcome::Held
    } else if to_item.is_empty() && to_record.is_empty() {
        Outcome::InStep
    } else {
        Outcome::Done
    };
    let status = ItemStatus { state: ItemState::Linked(Box::new(linked)), part: work.request.item.part() };
    SyncReport { outcome, to_record, to_item, asked, held, replaced: plan.replaced().len(), status }
}

/// Field names only: an audit holds no content (A11).
fn audit(work: &Work<'_>, report: &SyncReport, record: String) -> Step {
    let names = |fields: Vec<String>| if fields.is_empty() { "nothing".to_owned() } else { fields.join(", ") };
    let to_record = names(report.to_record.iter().map(ToString::to_string).collect());
    let to_item = names(report.to_item.iter().map(|change| change.field.to_string()).collect());
    let outcome = match report.outcome {
        Outcome::InStep | Outcome::Done => "done",
        Outcome::Ask => "asked",
        Outcome::Held => "held",
    };
    Step::Audit(AuditEntry {
        action: "sync".to_owned(),
        record: Some(RecordRef::appointment(record)),
        outcome: outcome.to_owned(),
        detail: format!("to the record: {to_record}; to the form: {to_item}; in {}", work.request.item.mailbox),
    })
}
