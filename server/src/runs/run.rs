//! One run: planned, looked at, done, brought to its end.

use std::{collections::BTreeSet, mem};

use jiff::Timestamp;
use rules::{
    merge::Side,
    plan::{Ask, Change, Exception, RunPlan, Suspension},
};

use super::{
    Assent, Engine, Error, Event, Order, Outcome, Report,
    doubt::{self, Doubts},
    engine::Turn,
    execute::{Done, Work},
    guards::{is_by_itself, suspicion},
    mark, planning,
    progress::{Phase, Progress},
    questions,
    sides::{self, Sides, Unfinished},
    terms::Terms,
    walk::walk,
};
use crate::{
    mailbox,
    practice::{ChangeState, Folder, PlannedChange, Question, Run, RunState, Step},
};

/// A run under way: what it was made from.
pub(super) struct Under {
    turn: Turn,
    pub(super) terms: Terms,
    pub(super) folder: Folder,
    run: Run,
    pub(super) sides: Sides,
    doubts: Doubts,
    questions: Vec<Question>,
    pub(super) plan: RunPlan,
    cursor: String,
    pub(super) whole: bool,
    pub(super) critical: bool,
    /// What the same run did before it was interrupted.
    before: Vec<PlannedChange>,
}

/// What is known of a plan before it is done.
struct Planned {
    report: Report,
    /// Anything is to be written to Outlook.
    sends: bool,
    /// The run stands in the list.
    trace: bool,
}

impl Engine {
    pub(super) async fn run(&self, order: &Order, terms: Terms, turn: &Turn, folder: &str) -> Result<Outcome, Error> {
        let folder = self.practice().folder_by_id(folder).await?;
        if let Some(paused) = Self::paused(order, &folder) {
            return Ok(paused);
        }
        let (run, before) = self.begin(order, turn, &folder).await?;
        let order = interrupted(order, &run, &before);
        let before = before.into_iter().filter(|planned| planned.state == ChangeState::Done).collect();
        match self.plan(&order, terms, turn, folder.clone(), run.clone(), before).await {
            Ok(under) => self.decide(&order, under).await,
            Err(error) => self.broke_off(turn, run, folder, error).await,
        }
    }

    /// A paused folder waits for its person (A5, P10); only what they agreed to goes on.
    fn paused(order: &Order, folder: &Folder) -> Option<Outcome> {
        let looks = order.cause == "sync" || (order.probe && is_to_retry(folder));
        let why = folder.paused.clone().filter(|_| matches!(order.assent, Assent::AsSet) && !looks)?;
        let suspended = serde_json::from_value(why).ok();
        Some(Outcome { run: None, state: RunState::Suspended, report: Report::default(), suspended })
    }

    /// The run's row, and what it had planned. A plan that still waits is replaced by what this run finds: the same row
    /// goes on. So does one that was interrupted, with what it had done.
    async fn begin(&self, order: &Order, turn: &Turn, folder: &Folder) -> Result<(Run, Vec<PlannedChange>), Error> {
        let open = match &order.run {
            Some(id) => Some(to_go_on_with(self.practice().run(id).await?)?),
            None => self.practice().open_run_of(&folder.id).await?,
        };
        // An undo that was interrupted is not gone on with as if it were a run.
        let open = match open {
            Some(run) if run.cause == "undo" => self.close(turn, run).await?,
            open => open,
        };
        let fresh = || {
            let id = order.id.clone().unwrap_or_else(|| self.practice().new_id());
            Run::new(id, &order.staff, Some(folder.id.clone()), &order.cause, self.clock().now())
        };
        // Of a firm-wide folder whoever synchronizes it next goes on with what waits (C1).
        let open = open.map(|run| match &order.run {
            None => Run { staff_id: order.staff.clone(), ..run },
            Some(_) => run,
        });
        let planned = match &open {
            Some(run) if run.state == RunState::Executing => self.practice().planned(&run.id).await?,
            _ => Vec::new(),
        };
        Ok((open.unwrap_or_else(fresh), planned))
    }

    async fn close(&self, turn: &Turn, run: Run) -> Result<Option<Run>, Error> {
        let now = self.clock().now();
        let run = Run { state: RunState::Failed, ended_at: Some(now), outcome: "failed".to_owned(), ..run };
        self.practice().commit(turn.commit(now, &run.staff_id).step(Step::Run(run.clone()))).await?;
        Ok(None)
    }

    fn phase(&self, run: &Run, phase: Phase) {
        let (staff, run) = (run.staff_id.clone(), run.id.clone());
        self.tell(Event::Progress(Progress { staff, run, phase, done: 0, of: 0, seconds_left: None }));
    }

    async fn plan(
        &self,
        order: &Order,
        terms: Terms,
        turn: &Turn,
        folder: Folder,
        run: Run,
        before: Vec<PlannedChange>,
    ) -> Result<Under, Error> {
        self.may_reach(&terms)?;
        self.phase(&run, Phase::Reading);
        let critical = folder.whole_due || (folder.cursor.is_some() && folder.settings_hash != terms.critical());
        let unfinished = unfinished_of(&folder);
        let cursor = folder.cursor.as_deref().filter(|_| !critical);
        let walk = walk(self.mailbox(), &terms.key, cursor).await?;
        // After the walk: an item that landed before it was walked is found by its key, and not taken for another.
        let doubts = doubt::resolve(self, turn, &folder, &order.staff).await?;
        self.phase(&run, Phase::Planning);
        let (cursor, whole) = (walk.cursor.clone(), walk.whole);
        let touched = unfinished.and(&doubts.touched);
        let mut sides = sides::read(self.practice(), &folder, walk, &touched).await?;
        let questions = questions::of(self.practice(), &folder, self.clock().now()).await?;
        questions::hear(&questions, &mut sides);
        let first = folder.cursor.is_none();
        let plan = planning::plan(self.mailbox(), &terms, first, &mut sides, &doubts).await?;
        Ok(Under {
            turn: turn.clone(),
            terms,
            folder,
            run,
            sides,
            doubts,
            questions,
            plan,
            cursor,
            whole,
            critical,
            before,
        })
    }

    /// What stands between a plan and its execution.
    async fn decide(&self, order: &Order, under: Under) -> Result<Outcome, Error> {
        let shown: Vec<&Change> = under.plan.changes.iter().filter(|change| change.what.is_shown()).collect();
        // After a run was undone nothing is done again by itself: the plan is shown first (P10).
        let undone = under.folder.paused.is_some() && !is_to_retry(&under.folder);
        let confirm = (under.terms.confirms() || undone) && !shown.is_empty();
        match &order.assent {
            Assent::Given { accepted, left_out } => self.execute(under, Some((accepted, left_out))).await,
            Assent::AsSet => match suspicion(self, order, &under).await? {
                Some(suspicion) => self.wait(under, RunState::Suspended, Some(suspicion)).await,
                None if confirm => self.wait(under, RunState::Pending, None).await,
                None => self.execute(under, None).await,
            },
        }
    }

    /// The plan is kept and waits for the person (C11, A5).
    async fn wait(&self, mut under: Under, state: RunState, why: Option<Suspension>) -> Result<Outcome, Error> {
        let now = self.clock().now();
        let report = Self::planned_report(&under);
        let suspended = why.as_ref().and_then(|why| serde_json::to_value(why).ok());
        under.run = Run {
            state,
            plan_hash: under.plan.hash(),
            suspended,
            report: serde_json::to_value(&report).unwrap_or_default(),
            ended_at: None,
            ..under.run
        };
        let mut commit = under.turn.commit(now, &under.terms.staff.id);
        if is_to_retry(&under.folder) {
            // The mailbox has answered: what waits now is the plan.
            under.folder.paused = None;
            commit.steps.push(Step::Folder(Box::new(under.folder.clone())));
        }
        commit.steps.extend(self.asking(&under, now));
        commit.steps.extend(Self::sightings(&under));
        commit.steps.push(Step::Run(under.run.clone()));
        commit.steps.push(Step::Plan { run_id: under.run.id.clone(), changes: list(&under, |_| ChangeState::Waiting) });
        self.practice().commit(commit).await?;
        Ok(Outcome { run: Some(under.run.id), state, report, suspended: why })
    }

    fn planned_report(under: &Under) -> Report {
        let mut report = Report {
            asked: u32::try_from(under.plan.asks.len()).unwrap_or(u32::MAX),
            in_step: u32::try_from(under.plan.in_step).unwrap_or(u32::MAX),
            held: under.plan.held.clone(),
            ..Report::default()
        };
        report.planned(&under.plan.changes);
        report
    }

    fn asking(&self, under: &Under, now: Timestamp) -> Vec<Step> {
        let new_id = || self.practice().new_id();
        let staff = &under.terms.staff.id;
        questions::ask(&under.plan, &under.questions, &under.sides, &under.folder, staff, now, &new_id)
    }

    /// What was seen of items that stay different from what was agreed on (M3).
    fn sightings(under: &Under) -> Vec<Step> {
        let kind = under.folder.key.kind;
        let seen = under.sides.pairs.values().filter_map(|pair| under.sides.sighting(kind, pair));
        seen.collect()
    }

    async fn execute(
        &self,
        mut under: Under,
        agreed: Option<(&BTreeSet<String>, &BTreeSet<String>)>,
    ) -> Result<Outcome, Error> {
        let chosen = |change: &Change| match agreed {
            _ if !change.what.is_shown() => ChangeState::Waiting,
            None if change.apart => ChangeState::LeftOut,
            None => ChangeState::Waiting,
            Some((accepted, _)) if accepted.contains(&change.hash) => ChangeState::Waiting,
            Some((_, left_out)) if left_out.contains(&change.hash) || change.apart => ChangeState::LeftOut,
            Some(_) => ChangeState::Moved,
        };
        let known = under.run.state != RunState::Planning;
        // Whoever asked for it sees that there was nothing to do (P2).
        let asked_for = !is_by_itself(&under.run.cause);
        let trace =
            agreed.is_some() || known || asked_for || !under.plan.changes.is_empty() || !under.plan.asks.is_empty();
        if trace {
            let listed = list(&under, chosen);
            self.announce(&mut under, listed).await?;
        }
        let planned = Planned { report: Self::planned_report(&under), sends: under.sends(), trace };
        // Each change is its task's from here on: of a first synchronization there are thousands.
        let (mut done, mut todo) = (Done::default(), Vec::new());
        for (position, change) in (under.offset()..).zip(mem::take(&mut under.plan.changes)) {
            match chosen(&change) {
                ChangeState::Waiting => todo.push((position, change)),
                passed => done.passed_over(passed, &change),
            }
        }
        let work = Work {
            engine: self,
            turn: &under.turn,
            terms: &under.terms,
            folder: &under.folder,
            run: &under.run.id,
            sides: &under.sides,
            doubts: &under.doubts,
        };
        let done = if todo.is_empty() { done } else { work.execute(todo, done).await? };
        self.finish(under, done, planned).await
    }

    /// Before anything is done: the run with all that it is going to do, and the mark that it will leave.
    async fn announce(&self, under: &mut Under, listed: Vec<PlannedChange>) -> Result<(), Error> {
        let now = self.clock().now();
        under.run.state = RunState::Executing;
        under.run.suspended = None;
        under.run.plan_hash = under.plan.hash();
        if under.sends() {
            under.folder.mark = Some(mark::next(&under.folder));
        }
        let mut commit = under.turn.commit(now, &under.terms.staff.id);
        commit.steps.extend(self.asking(under, now));
        commit.steps.push(Step::Run(under.run.clone()));
        let changes = under.before.iter().cloned().chain(listed).collect();
        commit.steps.push(Step::Plan { run_id: under.run.id.clone(), changes });
        commit.steps.push(Step::Folder(Box::new(under.folder.clone())));
        self.practice().commit(commit).await?;
        Ok(())
    }

    /// The cursors come last: what was not written before is read again.
    async fn finish(&self, mut under: Under, done: Done, planned: Planned) -> Result<Outcome, Error> {
        let Planned { mut report, sends, trace } = planned;
        if trace && sends {
            let kept = under.folder.mark.clone().unwrap_or_default();
            under.folder.mark = match mark::leave(self.mailbox(), &under.terms.key, &kept).await {
                Ok(mark) => Some(mark),
                // Without it the next run cannot tell whether the mailbox went back in time: that is all.
                Err(_) => Some(kept),
            };
        }
        let now = self.clock().now();
        report.done.clone_from(&done.report.done);
        for planned in &under.before {
            if let Some(change) = planned.read().filter(|change| change.what.is_shown()) {
                *report.done.entry(change.what).or_default() += 1;
            }
        }
        report.counted();
        report.failed = done.report.failed;
        report.left_out = done.report.left_out;
        report.moved = done.report.moved;
        // As long as an item waits to be tied, the folder's first run is not over: only there it is matched (C8).
        let cut_short = done.fatal.is_some() || done.stopped || done.away;
        let over = !(cut_short || under.folder.cursor.is_none() && done.unjoined);
        report.problem = match (&done.fatal, done.stopped) {
            (Some(error), _) => error.to_string(),
            (None, true) => "stopped".to_owned(),
            (None, false) if done.away => "the mailbox does not answer now".to_owned(),
            (None, false) => String::new(),
        };
        let fatal = done.fatal.as_ref().and_then(exception);
        under.settle_folder(&done, over, fatal);
        let state = if fatal.is_some() { RunState::Suspended } else { RunState::Done };
        let suspended = fatal.map(Suspension::Exception);
        let mut commit = under.turn.commit(now, &under.terms.staff.id);
        commit.steps.push(Step::Folder(Box::new(under.folder.clone())));
        commit.steps.extend(under.left_sightings(&done));
        if trace {
            under.run.state = state;
            under.run.ended_at = (state == RunState::Done).then_some(now);
            under.run.suspended = suspended.as_ref().and_then(|why| serde_json::to_value(why).ok());
            under.run.report = serde_json::to_value(&report).unwrap_or_default();
            under.run.outcome = report.outcome();
            commit.steps.push(Step::Run(under.run.clone()));
        }
        self.practice().commit(commit).await?;
        Ok(Outcome { run: trace.then_some(under.run.id), state, report, suspended })
    }

    /// A run that could not even plan. What concerns the whole mailbox suspends it (A5); all else is tried again.
    async fn broke_off(&self, turn: &Turn, mut run: Run, mut folder: Folder, error: Error) -> Result<Outcome, Error> {
        let Some(exception) = (match &error {
            Error::Mailbox(error) => exception(error),
            _ => None,
        }) else {
            return Err(error);
        };
        let why = Suspension::Exception(exception);
        run.state = RunState::Suspended;
        run.suspended = serde_json::to_value(&why).ok();
        folder.paused.clone_from(&run.suspended);
        let report = Report { problem: error.to_string(), ..Report::default() };
        run.report = serde_json::to_value(&report).unwrap_or_default();
        let id = run.id.clone();
        let commit = turn.commit(self.clock().now(), &run.staff_id);
        self.practice().commit(commit.step(Step::Run(run)).step(Step::Folder(Box::new(folder)))).await?;
        Ok(Outcome { run: Some(id), state: RunState::Suspended, report, suspended: Some(why) })
    }
}

impl Under {
    /// The position of the plan's first change: after what was done before.
    fn offset(&self) -> i64 {
        self.before.iter().map(|planned| planned.position + 1).max().unwrap_or_default()
    }

    /// Is anything to be written to Outlook?
    fn sends(&self) -> bool {
        self.plan.changes.iter().any(|change| change.what.writes(Side::Outlook) || !change.fields.is_empty())
    }

    fn settle_folder(&mut self, done: &Done, over: bool, fatal: Option<Exception>) {
        let mut left = done.unfinished.clone();
        left.records.extend(self.doubts.held().iter().cloned());
        for held in &self.plan.held {
            left.records.extend(held.record.clone());
            left.items.extend(held.item.clone());
        }
        for ask in &self.plan.asks {
            left.of(ask);
        }
        self.folder.paused = fatal.and_then(|fatal| serde_json::to_value(Suspension::Exception(fatal)).ok());
        self.folder.unfinished = (left != Unfinished::default()).then(|| serde_json::to_value(&left).ok()).flatten();
        if over {
            self.folder.cursor = Some(self.cursor.clone());
            self.folder.seen = self.sides.seen;
            self.folder.whole_due = false;
            self.folder.settings_hash = self.terms.critical();
            self.folder.name.clone_from(&self.terms.name);
        }
    }

    /// M3 of the pairs that this run leaves different.
    fn left_sightings(&self, done: &Done) -> Vec<Step> {
        let kind = self.folder.key.kind;
        let asked: BTreeSet<&str> = self.plan.asks.iter().filter_map(Ask::link).collect();
        let held: BTreeSet<&str> = self.plan.held.iter().filter_map(|held| held.item.as_deref()).collect();
        let left = self.sides.pairs.values().filter(|pair| {
            let item = sides::item_id(pair);
            done.unfinished.items.contains(item) || held.contains(item) || asked.contains(pair.link.id.as_str())
        });
        let steps = left.filter_map(|pair| self.sides.sighting(kind, pair));
        steps.collect()
    }
}

/// A run that is over is not begun again: what it did stands in it.
fn to_go_on_with(run: Run) -> Result<Run, Error> {
    if run.state.is_open() { Ok(run) } else { Err(Error::not_now(&run)) }
}

/// A run that was interrupted goes on with what was agreed to then, whoever begins it again.
fn interrupted(order: &Order, run: &Run, planned: &[PlannedChange]) -> Order {
    if run.state != RunState::Executing || !matches!(order.assent, Assent::AsSet) {
        return order.clone();
    }
    let of = |state| planned.iter().filter(move |planned| planned.state == state).map(|planned| planned.hash.clone());
    let assent =
        Assent::Given { accepted: of(ChangeState::Waiting).collect(), left_out: of(ChangeState::LeftOut).collect() };
    Order { assent, ..order.clone() }
}

/// An exception of the mailbox is over when the mailbox answers; an undone run waits for its person.
pub(super) fn is_to_retry(folder: &Folder) -> bool {
    let why = folder.paused.clone().and_then(|why| serde_json::from_value(why).ok());
    matches!(why, Some(Suspension::Exception(Exception::FolderGone | Exception::Refused)))
}

fn unfinished_of(folder: &Folder) -> Unfinished {
    let kept = folder.unfinished.clone().and_then(|kept| serde_json::from_value(kept).ok());
    kept.unwrap_or_default()
}

/// The plan's changes as they are kept, each with its place.
fn list(under: &Under, state: impl Fn(&Change) -> ChangeState) -> Vec<PlannedChange> {
    let changes = (under.offset()..).zip(&under.plan.changes);
    changes
        .map(|(position, change)| PlannedChange {
            run_id: under.run.id.clone(),
            position,
            hash: change.hash.clone(),
            change: serde_json::to_string(change).unwrap_or_default(),
            state: state(change),
            journal_id: None,
            note: String::new(),
        })
        .collect()
}

/// What concerns the whole mailbox (A5).
const fn exception(error: &mailbox::Error) -> Option<Exception> {
    match error {
        mailbox::Error::Refused { .. } => Some(Exception::Refused),
        mailbox::Error::FolderGone { .. } => Some(Exception::FolderGone),
        _ => None,
    }
}
