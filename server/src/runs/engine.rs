//! The engine: one run from its beginning to its end.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use rules::{
    merge::Side,
    plan::{Ask, Change, Exception, Guards, RunPlan, Suspension, guard},
    record::RecordKind,
};
use tokio::sync::broadcast;

use super::{
    Assent, Error, Event, Report,
    doubt::{self, Doubts},
    execute::{Done, Work},
    mark, planning,
    progress::{Phase, Progress, Teller},
    questions,
    sides::{self, Sides, Unfinished},
    terms::Terms,
    walk::walk,
};
use crate::{
    clock::Clock,
    mailbox::{self, Mailbox},
    practice::{self, ChangeState, Commit, Folder, PlannedChange, Practice, Question, Run, RunState, Step},
};

/// How long a turn is held without being prolonged: a server that died is waited for as long as that.
const TURN: SignedDuration = SignedDuration::from_secs(30);
/// How long somebody waits for a turn, and how often it is looked for.
const PATIENCE: u32 = 40;
const LOOK: Duration = Duration::from_secs(1);
/// The hour over which automatic runs are counted together (A4).
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// What is to be synchronized, and what may be done.
#[derive(Clone, Debug)]
pub struct Order {
    /// Whose folder.
    pub staff: String,
    /// Contacts or appointments.
    pub kind: RecordKind,
    /// What began it: `sync`, `automatic`, `periodic`, `setup`.
    pub cause: String,
    /// What it may do.
    pub assent: Assent,
    /// The run that this goes on with; `None` begins one.
    pub run: Option<String>,
    /// The identifier of a run that is begun, where whoever orders it has to know it before.
    pub id: Option<String>,
}

impl Order {
    /// A new run, under what the settings let it do.
    pub fn new(staff: impl Into<String>, kind: RecordKind, cause: &str) -> Self {
        Self { staff: staff.into(), kind, cause: cause.to_owned(), assent: Assent::AsSet, run: None, id: None }
    }
}

/// How a run ended, for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The run; `None` when there was nothing to do and nobody had asked: such a run leaves no trace.
    pub run: Option<String>,
    /// How far it came.
    pub state: RunState,
    /// What came of it.
    pub report: Report,
    /// Why it is suspended.
    pub suspended: Option<Suspension>,
}

/// The engine. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    practice: Arc<dyn Practice>,
    mailbox: Arc<dyn Mailbox>,
    clock: Arc<dyn Clock>,
    holder: Arc<str>,
    stopped: Arc<Mutex<BTreeSet<String>>>,
    running: Arc<Mutex<BTreeMap<String, Progress>>>,
    teller: Teller,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("holder", &self.holder).finish_non_exhaustive()
    }
}

/// A run under way: what it was made from.
struct Under {
    terms: Terms,
    folder: Folder,
    run: Run,
    sides: Sides,
    doubts: Doubts,
    questions: Vec<Question>,
    plan: RunPlan,
    cursor: String,
    whole: bool,
    critical: bool,
    /// What the same run did before it was interrupted.
    before: Vec<PlannedChange>,
}

impl Engine {
    /// Over these.
    pub fn new(practice: Arc<dyn Practice>, mailbox: Arc<dyn Mailbox>, clock: Arc<dyn Clock>) -> Self {
        let holder = practice.new_id().into();
        let (stopped, running) = (Arc::default(), Arc::default());
        Self { practice, mailbox, clock, holder, stopped, running, teller: Teller::default() }
    }

    /// Hears of everything that happens after this call.
    pub fn listen(&self) -> broadcast::Receiver<Event> {
        self.teller.listen()
    }

    pub(super) fn practice(&self) -> &dyn Practice {
        &*self.practice
    }

    pub(super) fn mailbox(&self) -> &dyn Mailbox {
        &*self.mailbox
    }

    pub(super) fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    pub(super) fn tell(&self, event: Event) {
        if let Event::Progress(progress) = &event {
            lock(&self.running).insert(progress.staff.clone(), progress.clone());
        }
        self.teller.tell(event);
    }

    /// How far the run of a staff member is that goes on now.
    pub fn progress(&self, staff: &str) -> Option<Progress> {
        lock(&self.running).get(staff).cloned()
    }

    /// Asks a run to end between two groups of changes.
    pub fn stop(&self, run: &str) {
        lock(&self.stopped).insert(run.to_owned());
    }

    pub(super) fn is_stopped(&self, run: &str) -> bool {
        lock(&self.stopped).contains(run)
    }

    /// Synchronizes, in its turn (P20).
    ///
    /// # Errors
    /// [`Error::Off`] when the folder takes no part, [`Error::Busy`], and what practice database and mailbox say. A run
    /// that had begun says in its report what stopped it; the next one goes on where it came to.
    pub async fn synchronize(&self, order: &Order) -> Result<Outcome, Error> {
        let terms = Terms::read(self.practice(), &order.staff, order.kind).await?;
        self.takes_part(&terms).await?;
        let folder = self.practice.folder(&terms.key).await?;
        self.take_turn(&folder.id).await?;
        let done = self.run(order, terms, &folder.id).await;
        self.give_turn(&folder.id, &order.staff).await?;
        done
    }

    pub(super) async fn give_turn(&self, folder: &str, staff: &str) -> Result<(), Error> {
        lock(&self.running).remove(staff);
        self.practice.release_lease(folder, &self.holder).await?;
        self.teller.state(staff);
        Ok(())
    }

    /// C1, C14.
    pub(super) async fn takes_part(&self, terms: &Terms) -> Result<(), Error> {
        let off = |why: &str| Err(Error::Off(why.to_owned()));
        match terms.key.kind {
            RecordKind::Contact if !self.practice.firm().await?.licences.client_management => {
                off("the firm has no licence for Client Management")
            }
            RecordKind::Contact if !terms.settings.contacts => off("contacts are switched off in the setup"),
            RecordKind::Appointment if !terms.settings.calendar => off("the calendar is switched off in the setup"),
            RecordKind::Contact | RecordKind::Appointment => Ok(()),
        }
    }

    pub(super) async fn take_turn(&self, folder: &str) -> Result<(), Error> {
        for _ in 0..PATIENCE {
            if self.keep_turn(folder).await.is_ok() {
                return Ok(());
            }
            self.clock.sleep(LOOK).await;
        }
        Err(Error::Busy)
    }

    /// Prolongs the turn; one that was lost is not taken back.
    pub(super) async fn keep_turn(&self, folder: &str) -> Result<(), Error> {
        let now = self.clock.now();
        let mine = self.practice.take_lease(folder, &self.holder, now, now + TURN).await?;
        if mine { Ok(()) } else { Err(Error::Busy) }
    }

    /// What is written in this turn only: once another server took it, this one writes nothing more (P20).
    pub(super) fn in_turn(&self, folder: &str, now: Timestamp, by: &str) -> Commit {
        Commit::new(now, by).step(Step::Turn { key: folder.to_owned(), holder: self.holder.to_string() })
    }

    async fn run(&self, order: &Order, terms: Terms, folder: &str) -> Result<Outcome, Error> {
        let folder = self.practice.folder_by_id(folder).await?;
        if let Some(paused) = Self::paused(order, &folder) {
            return Ok(paused);
        }
        let (run, before) = self.begin(order, &folder).await?;
        let order = interrupted(order, &run, &before);
        let before = before.into_iter().filter(|planned| planned.state == ChangeState::Done).collect();
        match self.plan(&order, terms, folder.clone(), run.clone(), before).await {
            Ok(under) => self.decide(&order, under).await,
            Err(error) => self.broke_off(run, folder, error).await,
        }
    }

    /// A paused folder waits for its person (A5, P10); only what they agreed to goes on.
    fn paused(order: &Order, folder: &Folder) -> Option<Outcome> {
        let why = folder.paused.clone().filter(|_| matches!(order.assent, Assent::AsSet) && order.cause != "sync")?;
        let suspended = serde_json::from_value(why).ok();
        Some(Outcome { run: None, state: RunState::Suspended, report: Report::default(), suspended })
    }

    /// The run's row, and what it had planned. A plan that still waits is replaced by what this run finds: the same row
    /// goes on. So does one that was interrupted, with what it had done.
    async fn begin(&self, order: &Order, folder: &Folder) -> Result<(Run, Vec<PlannedChange>), Error> {
        let open = match &order.run {
            Some(id) => Some(self.practice.run(id).await?),
            None => self.practice.open_run_of(&folder.id).await?,
        };
        // An undo that was interrupted is not gone on with as if it were a run.
        let open = match open {
            Some(run) if run.cause == "undo" => self.close(run).await?,
            open => open,
        };
        let fresh = || Run {
            id: order.id.clone().unwrap_or_else(|| self.practice.new_id()),
            staff_id: order.staff.clone(),
            folder_id: Some(folder.id.clone()),
            cause: order.cause.clone(),
            state: RunState::Planning,
            started_at: self.clock.now(),
            ended_at: None,
            plan_hash: String::new(),
            suspended: None,
            report: serde_json::Value::Null,
            outcome: String::new(),
        };
        let planned = match &open {
            Some(run) if run.state == RunState::Executing => self.practice.planned(&run.id).await?,
            _ => Vec::new(),
        };
        Ok((open.unwrap_or_else(fresh), planned))
    }

    async fn close(&self, run: Run) -> Result<Option<Run>, Error> {
        let now = self.clock.now();
        let run = Run { state: RunState::Failed, ended_at: Some(now), outcome: "failed".to_owned(), ..run };
        self.practice.commit(Commit::new(now, &run.staff_id).step(Step::Run(run.clone()))).await?;
        Ok(None)
    }

    /// A run that could not even begin: whoever asked for it sees why (P15).
    pub(super) async fn note_problem(&self, order: &Order, error: &Error) {
        let now = self.clock.now();
        let report = Report { problem: error.to_string(), ..Report::default() };
        let run = Run {
            id: order.id.clone().or_else(|| order.run.clone()).unwrap_or_else(|| self.practice.new_id()),
            staff_id: order.staff.clone(),
            folder_id: None,
            cause: order.cause.clone(),
            state: RunState::Failed,
            started_at: now,
            ended_at: Some(now),
            plan_hash: String::new(),
            suspended: None,
            report: serde_json::to_value(&report).unwrap_or_default(),
            outcome: "failed".to_owned(),
        };
        // A run that waits stays what it is; one that nobody has heard of yet is noted as what it became.
        if matches!(self.practice.run(&run.id).await, Err(practice::Error::NotFound { .. })) {
            let noted = self.practice.commit(Commit::new(now, &order.staff).step(Step::Run(run))).await;
            if let Err(error) = noted {
                tracing::warn!(%error, "what became of a run could not be noted");
            }
        }
        self.teller.state(&order.staff);
    }

    fn phase(&self, run: &Run, phase: Phase) {
        let (staff, run) = (run.staff_id.clone(), run.id.clone());
        self.tell(Event::Progress(Progress { staff, run, phase, done: 0, of: 0, seconds_left: None }));
    }

    async fn plan(
        &self,
        order: &Order,
        terms: Terms,
        folder: Folder,
        run: Run,
        before: Vec<PlannedChange>,
    ) -> Result<Under, Error> {
        self.phase(&run, Phase::Reading);
        let critical = folder.whole_due || (folder.cursor.is_some() && folder.settings_hash != terms.critical());
        let unfinished = unfinished_of(&folder);
        let cursor = folder.cursor.as_deref().filter(|_| !critical);
        let walk = walk(self.mailbox(), &terms.key, cursor).await?;
        // After the walk: an item that landed before it was walked is found by its key, and not taken for another.
        let doubts = doubt::resolve(self, &folder, &order.staff).await?;
        self.phase(&run, Phase::Planning);
        let (cursor, whole) = (walk.cursor.clone(), walk.whole);
        let touched = unfinished.and(&doubts.touched);
        let mut sides = sides::read(self.practice(), &folder, walk, &touched).await?;
        let questions = questions::of(self.practice(), &folder, self.clock.now()).await?;
        questions::hear(&questions, &mut sides);
        let first = folder.cursor.is_none();
        let plan = planning::plan(self.mailbox(), &terms, first, &mut sides, &doubts).await?;
        Ok(Under { terms, folder, run, sides, doubts, questions, plan, cursor, whole, critical, before })
    }

    /// What stands between a plan and its execution.
    async fn decide(&self, order: &Order, under: Under) -> Result<Outcome, Error> {
        let shown: Vec<&Change> = under.plan.changes.iter().filter(|change| change.what.is_shown()).collect();
        // After a run was undone nothing is done again by itself: the plan is shown first (P10).
        let undone = under.folder.paused.is_some() && !is_to_retry(&under.folder);
        let confirm = (under.terms.confirms() || undone) && !shown.is_empty();
        match &order.assent {
            Assent::Show => self.wait(under, RunState::Pending, None).await,
            Assent::Given { accepted, left_out } => self.execute(under, Some((accepted, left_out))).await,
            Assent::AsSet => match self.suspicion(order, &under).await? {
                Some(suspicion) => self.wait(under, RunState::Suspended, Some(suspicion)).await,
                None if confirm => self.wait(under, RunState::Pending, None).await,
                None => self.execute(under, None).await,
            },
        }
    }

    /// What makes the run look wrong (A4, A5, M8).
    async fn suspicion(&self, order: &Order, under: &Under) -> Result<Option<Suspension>, Error> {
        let changes = &under.plan.changes;
        let linked = usize::try_from(self.practice.count_links(&under.folder.id).await?).unwrap_or(usize::MAX);
        if changes.is_empty() {
            return Ok(None);
        }
        // C2: who changes a setting runs it at once; a change that somebody else made is looked at first (A5).
        if under.critical && is_by_itself(&order.cause) && !under.folder.whole_due {
            return Ok(Some(Suspension::Settings));
        }
        if let Some(exception) = mark::compare(self.mailbox(), &under.folder).await? {
            return Ok(Some(Suspension::Exception(exception)));
        }
        let gone = changes.iter().filter(|change| change.deletes()).count();
        if under.whole && linked > 0 && gone == linked && under.sides.items.is_empty() {
            return Ok(Some(Suspension::Exception(Exception::Emptied)));
        }
        let already = if order.cause == "automatic" {
            self.practice.written_since(&order.staff, self.clock.now() - HOUR).await?
        } else {
            0
        };
        let guards = Guards {
            threshold: under.terms.settings.confirm_from,
            already: usize::try_from(already).unwrap_or(usize::MAX),
            linked,
        };
        Ok(guard(changes, &guards))
    }

    /// The plan is kept and waits for the person (C11, A5).
    async fn wait(&self, mut under: Under, state: RunState, why: Option<Suspension>) -> Result<Outcome, Error> {
        let now = self.clock.now();
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
        let mut commit = self.in_turn(&under.folder.id, now, &under.terms.staff.id);
        commit.steps.extend(self.asking(&under, now));
        commit.steps.extend(Self::sightings(&under));
        commit.steps.push(Step::Run(under.run.clone()));
        commit.steps.push(Step::Plan { run_id: under.run.id.clone(), changes: list(&under, |_| ChangeState::Waiting) });
        self.practice.commit(commit).await?;
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
        let new_id = || self.practice.new_id();
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
        let listed = list(&under, chosen);
        let known = under.run.state != RunState::Planning;
        // Whoever asked for it sees that there was nothing to do (P2).
        let asked_for = !is_by_itself(&under.run.cause);
        let trace =
            agreed.is_some() || known || asked_for || !under.plan.changes.is_empty() || !under.plan.asks.is_empty();
        if trace {
            self.announce(&mut under, &listed).await?;
        }
        let todo = listed.iter().filter(|planned| planned.state == ChangeState::Waiting);
        let todo: Vec<(i64, Change)> =
            todo.filter_map(|planned| Some((planned.position, under.change(planned)?.clone()))).collect();
        let work = Work {
            engine: self,
            terms: &under.terms,
            folder: &under.folder,
            run: &under.run.id,
            sides: &under.sides,
            doubts: &under.doubts,
        };
        let mut done = if todo.is_empty() { Done::default() } else { work.execute(todo).await? };
        for planned in &listed {
            done.passed_over(planned, under.change(planned));
        }
        self.finish(under, done, trace).await
    }

    /// Before anything is done: the run with all that it is going to do, and the mark that it will leave.
    async fn announce(&self, under: &mut Under, listed: &[PlannedChange]) -> Result<(), Error> {
        let now = self.clock.now();
        under.run.state = RunState::Executing;
        under.run.suspended = None;
        under.run.plan_hash = under.plan.hash();
        if under.sends() {
            under.folder.mark = Some(mark::next(&under.folder));
        }
        let mut commit = self.in_turn(&under.folder.id, now, &under.terms.staff.id);
        commit.steps.extend(self.asking(under, now));
        commit.steps.push(Step::Run(under.run.clone()));
        let changes = under.before.iter().chain(listed).cloned().collect();
        commit.steps.push(Step::Plan { run_id: under.run.id.clone(), changes });
        commit.steps.push(Step::Folder(Box::new(under.folder.clone())));
        self.practice.commit(commit).await?;
        Ok(())
    }

    /// The cursors come last: what was not written before is read again.
    async fn finish(&self, mut under: Under, done: Done, trace: bool) -> Result<Outcome, Error> {
        if trace && under.sends() {
            let kept = under.folder.mark.clone().unwrap_or_default();
            under.folder.mark = match mark::leave(self.mailbox(), &under.terms.key, &kept).await {
                Ok(mark) => Some(mark),
                // Without it the next run cannot tell whether the mailbox went back in time: that is all.
                Err(_) => Some(kept),
            };
        }
        let now = self.clock.now();
        let mut report = Self::planned_report(&under);
        report.done.clone_from(&done.report.done);
        for planned in &under.before {
            if let Ok(change) = serde_json::from_value::<Change>(planned.change.clone())
                && change.what.is_shown()
            {
                *report.done.entry(change.what).or_default() += 1;
            }
        }
        report.counted();
        report.failed = done.report.failed;
        report.left_out = done.report.left_out;
        report.moved = done.report.moved;
        // As long as an item waits to be tied, the folder's first run is not over: only there it is matched (C8).
        let over = done.fatal.is_none() && !done.stopped && !(under.folder.cursor.is_none() && done.unjoined);
        report.problem = match (&done.fatal, done.stopped) {
            (Some(error), _) => error.to_string(),
            (None, true) => "stopped".to_owned(),
            (None, false) => String::new(),
        };
        let fatal = done.fatal.as_ref().and_then(exception);
        under.settle_folder(&done, over, fatal);
        let state = if fatal.is_some() { RunState::Suspended } else { RunState::Done };
        let suspended = fatal.map(Suspension::Exception);
        let mut commit = self.in_turn(&under.folder.id, now, &under.terms.staff.id);
        commit.steps.push(Step::Folder(Box::new(under.folder.clone())));
        commit.steps.extend(under.left_sightings(&done));
        if trace {
            under.run.state = state;
            under.run.ended_at = (state == RunState::Done).then_some(now);
            under.run.suspended = suspended.as_ref().and_then(|why| serde_json::to_value(why).ok());
            under.run.report = serde_json::to_value(&report).unwrap_or_default();
            if report.failed == 0 { "done" } else { "failed" }.clone_into(&mut under.run.outcome);
            commit.steps.push(Step::Run(under.run.clone()));
        }
        self.practice.commit(commit).await?;
        Ok(Outcome { run: trace.then_some(under.run.id), state, report, suspended })
    }

    /// A run that could not even plan. What concerns the whole mailbox suspends it (A5); all else is tried again.
    async fn broke_off(&self, mut run: Run, mut folder: Folder, error: Error) -> Result<Outcome, Error> {
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
        let commit = self.in_turn(&folder.id, self.clock.now(), &run.staff_id);
        self.practice.commit(commit.step(Step::Run(run)).step(Step::Folder(Box::new(folder)))).await?;
        Ok(Outcome { run: Some(id), state: RunState::Suspended, report, suspended: Some(why) })
    }
}

impl Under {
    /// The position of the plan's first change: after what was done before.
    fn offset(&self) -> i64 {
        self.before.iter().map(|planned| planned.position + 1).max().unwrap_or_default()
    }

    fn change(&self, planned: &PlannedChange) -> Option<&Change> {
        self.plan.changes.get(usize::try_from(planned.position - self.offset()).ok()?)
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

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Did nobody ask for it?
fn is_by_itself(cause: &str) -> bool {
    matches!(cause, "automatic" | "periodic")
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
fn is_to_retry(folder: &Folder) -> bool {
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
            change: serde_json::to_value(change).unwrap_or_default(),
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
