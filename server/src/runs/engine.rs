//! The engine: whose turn it is, what it is asked for, and who hears of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::future::{Either, select};
use jiff::{SignedDuration, Timestamp};
use rules::{plan::Suspension, record::RecordKind};
use tokio::sync::broadcast;

use super::{
    Assent, Error, Event, Report,
    progress::{Progress, Teller},
    terms::Terms,
};
use crate::{
    clock::Clock,
    mailbox::{self, Mailbox},
    practice::{self, Commit, Practice, Run, RunState, Step},
};

/// How long a turn is held without being prolonged: a server that died is waited for as long as that.
const TURN: SignedDuration = SignedDuration::from_secs(30);
/// How often it is prolonged while something goes on in it.
const RENEW: Duration = Duration::from_secs(10);
/// How long somebody waits for a turn, and how often it is looked for.
const PATIENCE: u32 = 40;
const LOOK: Duration = Duration::from_secs(1);

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
    /// It may look whether a mailbox that refused, or a folder that was gone, is there again (A5).
    pub probe: bool,
}

impl Order {
    /// A new run, under what the settings let it do.
    pub fn new(staff: impl Into<String>, kind: RecordKind, cause: &str) -> Self {
        let (assent, staff, cause) = (Assent::AsSet, staff.into(), cause.to_owned());
        Self { staff, kind, cause, assent, run: None, id: None, probe: false }
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

/// The turn of a folder: only what bears it is written (P20). Two runs of one server have two turns.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    folder: String,
    holder: String,
}

impl Turn {
    /// What is written in this turn only: once another run took it, this one writes nothing more.
    pub(super) fn commit(&self, now: Timestamp, by: &str) -> Commit {
        Commit::new(now, by).step(Step::Turn { key: self.folder.clone(), holder: self.holder.clone() })
    }
}

/// The engine. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    practice: Arc<dyn Practice>,
    mailbox: Arc<dyn Mailbox>,
    clock: Arc<dyn Clock>,
    stopped: Arc<Mutex<BTreeSet<String>>>,
    running: Arc<Mutex<BTreeMap<String, Progress>>>,
    teller: Teller,
    /// The mailboxes whose folders are the firm's (C1); `None` where nobody said which.
    shared: Option<Arc<[String]>>,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Engine {
    /// Over these.
    pub fn new(practice: Arc<dyn Practice>, mailbox: Arc<dyn Mailbox>, clock: Arc<dyn Clock>) -> Self {
        let (stopped, running) = (Arc::default(), Arc::default());
        Self { practice, mailbox, clock, stopped, running, teller: Teller::default(), shared: None }
    }

    /// The same, which beside a person's own mailbox reaches only these (C1): whatever was chosen before.
    #[must_use]
    pub fn sharing(self, mailboxes: &[String]) -> Self {
        Self { shared: Some(mailboxes.into()), ..self }
    }

    /// The mailboxes whose folders are the firm's (C1).
    pub(super) fn shared(&self) -> &[String] {
        self.shared.as_deref().unwrap_or_default()
    }

    /// A mailbox may have been the firm's when its folder was chosen, and be nobody else's affair by now.
    pub(super) fn may_reach(&self, terms: &Terms) -> Result<(), mailbox::Error> {
        let Some(shared) = &self.shared else { return Ok(()) };
        let mailbox = &terms.key.mailbox;
        let is = |other: &String| other.eq_ignore_ascii_case(mailbox);
        if is(&terms.staff.mailbox) || shared.iter().any(is) {
            return Ok(());
        }
        Err(mailbox::Error::FolderGone { reason: format!("{mailbox} is no mailbox that the firm shares any more") })
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
        let work = async |turn: &Turn| self.run(order, terms, turn, &folder.id).await;
        Box::pin(self.in_its_turn(&folder.id, &order.staff, work)).await
    }

    /// Does something in the folder's turn, which is prolonged for as long as it takes (P20).
    pub(super) async fn in_its_turn<T>(
        &self,
        folder: &str,
        staff: &str,
        work: impl AsyncFnOnce(&Turn) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let turn = self.take_turn(folder).await?;
        let done = match select(pin!(work(&turn)), pin!(self.keeps(&turn))).await {
            Either::Left((done, _)) => done,
            Either::Right((lost, _)) => Err(lost),
        };
        let given = self.give_turn(&turn, staff).await;
        done.and_then(|done| given.map(|()| done))
    }

    /// Prolongs the turn until it is lost.
    async fn keeps(&self, turn: &Turn) -> Error {
        loop {
            self.clock.lapse(RENEW).await;
            if let Err(error @ Error::Busy) = self.keep_turn(turn).await {
                return error;
            }
        }
    }

    /// Gives up a run that waits: nothing of it is written. A run that a changed setting had made necessary leaves the
    /// folder suspended (A5).
    ///
    /// # Errors
    /// [`Error::NotNow`] for a run that does not wait any more, [`Error::Busy`].
    pub async fn cancel(&self, run: Run) -> Result<Run, Error> {
        let Some(folder) = run.folder_id.clone() else { return self.give_up(&run.id, None).await };
        let work = async |turn: &Turn| self.give_up(&run.id, Some((turn, &folder))).await;
        self.in_its_turn(&folder, &run.staff_id, work).await
    }

    async fn give_up(&self, run: &str, folder: Option<(&Turn, &str)>) -> Result<Run, Error> {
        let (now, run) = (self.clock.now(), self.practice.run(run).await?);
        if !matches!(run.state, RunState::Pending | RunState::Suspended) {
            return Err(Error::not_now(&run));
        }
        let mut commit = match folder {
            Some((turn, _)) => turn.commit(now, &run.staff_id),
            None => Commit::new(now, &run.staff_id),
        };
        if let Some((_, folder)) = folder.filter(|_| run.cause == "setup") {
            let mut folder = self.practice.folder_by_id(folder).await?;
            folder.paused = serde_json::to_value(Suspension::Settings).ok();
            folder.whole_due = true;
            commit = commit.step(Step::Folder(Box::new(folder)));
        }
        let outcome = "cancelled".to_owned();
        let run = Run { state: RunState::Cancelled, ended_at: Some(now), suspended: None, outcome, ..run };
        self.practice.commit(commit.step(Step::Run(run.clone()))).await?;
        self.tell(Event::State { staff: run.staff_id.clone() });
        Ok(run)
    }

    async fn give_turn(&self, turn: &Turn, staff: &str) -> Result<(), Error> {
        if let Some(progress) = lock(&self.running).remove(staff) {
            lock(&self.stopped).remove(&progress.run);
        }
        self.practice.release_lease(&turn.folder, &turn.holder).await?;
        self.teller.state(staff);
        Ok(())
    }

    /// C1, C14.
    async fn takes_part(&self, terms: &Terms) -> Result<(), Error> {
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

    async fn take_turn(&self, folder: &str) -> Result<Turn, Error> {
        let turn = Turn { folder: folder.to_owned(), holder: self.practice.new_id() };
        for _ in 0..PATIENCE {
            let now = self.clock.now();
            match self.practice.take_lease(folder, &turn.holder, now, now + TURN).await {
                Ok(true) => return Ok(turn),
                Ok(false) | Err(practice::Error::Busy) => self.clock.sleep(LOOK).await,
                Err(error) => return Err(error.into()),
            }
        }
        Err(Error::Busy)
    }

    /// Prolongs the turn; one that was lost is not taken back.
    async fn keep_turn(&self, turn: &Turn) -> Result<(), Error> {
        let until = self.clock.now() + TURN;
        let mine = self.practice.prolong_lease(&turn.folder, &turn.holder, until).await?;
        if mine { Ok(()) } else { Err(Error::Busy) }
    }

    /// A run that could not even begin: whoever asked for it sees why (P15).
    pub(super) async fn note_problem(&self, order: &Order, error: &Error) {
        let id = order.id.clone().or_else(|| order.run.clone()).unwrap_or_else(|| self.practice.new_id());
        // A run that waits stays what it is; one that nobody has heard of yet is noted as what it became.
        if matches!(self.practice.run(&id).await, Err(practice::Error::NotFound { .. })) {
            let report = Report { problem: error.to_string(), ..Report::default() };
            self.note(id, order, RunState::Failed, "failed", &report).await;
        }
        self.teller.state(&order.staff);
    }

    /// What had failed by itself works again, and there was nothing to do: the list of runs says so.
    pub(super) async fn note_recovery(&self, order: &Order) {
        self.note(self.practice.new_id(), order, RunState::Done, "done", &Report::default()).await;
        self.teller.state(&order.staff);
    }

    /// A run that did nothing stands in the list.
    async fn note(&self, id: String, order: &Order, state: RunState, outcome: &str, report: &Report) {
        let now = self.clock.now();
        let run = Run {
            state,
            ended_at: Some(now),
            report: serde_json::to_value(report).unwrap_or_default(),
            outcome: outcome.to_owned(),
            ..Run::new(id, &order.staff, None, &order.cause, now)
        };
        let noted = self.practice.commit(Commit::new(now, &order.staff).step(Step::Run(run))).await;
        if let Err(error) = noted {
            tracing::warn!(%error, "what became of a run could not be noted");
        }
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
