//! What a person asks of runs, done by the engine.

use std::collections::BTreeSet;

use api::{Choice, ConfirmRun, ContactFolder, Paused, RunSummary, RunWhat, SetupEffect, Started, SyncState, WholeKind};
use async_trait::async_trait;
use rules::{
    plan::{Answers, Change, MatchAnswer, Suspension},
    record::RecordKind,
};

use super::{Assent, Engine, Error as RunError, Order, Phase, Progress, terms::Terms};
use crate::{
    identity::Person,
    mailbox::MailFolder,
    practice::{
        self, ChangeState, Commit, ContactFilter, Folder, Mode, PlannedChange, Practice, QuestionAbout, Run, RunState,
        StaffSettings, Step,
    },
    sync::{
        desk::{Desk, Error},
        report,
    },
};

/// The desk of a server that reaches mailboxes.
#[derive(Clone, Debug)]
pub struct RunDesk {
    engine: Engine,
}

impl RunDesk {
    /// Over that engine.
    pub const fn new(engine: Engine) -> Self {
        Self { engine }
    }

    async fn folders_of(&self, mailbox: &str, shared: Option<&String>) -> Result<Vec<ContactFolder>, Error> {
        let folders = self.engine.mailbox().folders(mailbox, RecordKind::Contact).await?;
        let shown = |folder: MailFolder| ContactFolder { mailbox: shared.cloned(), id: folder.id, name: folder.name };
        Ok(folders.into_iter().map(shown).collect())
    }

    fn practice(&self) -> &dyn Practice {
        self.engine.practice()
    }

    /// Runs in the background; whoever ordered it hears of it by events.
    fn spawn(&self, order: Order) {
        let engine = self.engine.clone();
        tokio::spawn(async move {
            if let Err(error) = engine.synchronize(&order).await {
                tracing::warn!(%error, cause = order.cause, "a run could not be made");
                engine.note_problem(&order, &error).await;
            }
        });
    }

    /// The folder of the person's contacts, if it takes part already.
    async fn folder(&self, person: &Person) -> Result<Option<Folder>, Error> {
        let terms = Terms::read(self.practice(), &person.staff, RecordKind::Contact).await.map_err(failed)?;
        let folders = self.practice().folders().await?;
        Ok(folders.into_iter().find(|folder| folder.key == terms.key))
    }

    /// Begins a run, or names the one that is under way.
    async fn begin(&self, person: &Person, cause: &str) -> Result<Started, Error> {
        if let Some(progress) = self.engine.progress(&person.staff) {
            return Ok(Started { run: Some(progress.run) });
        }
        let open = match self.folder(person).await? {
            Some(folder) => self.practice().open_run_of(&folder.id).await?,
            None => None,
        };
        let id = open.map_or_else(|| self.practice().new_id(), |run| run.id);
        let order = Order { id: Some(id.clone()), ..Order::new(&person.staff, RecordKind::Contact, cause) };
        self.spawn(order);
        Ok(Started { run: Some(id) })
    }

    /// A run of the person's that waits.
    async fn waiting(&self, person: &Person, id: &str) -> Result<Run, Error> {
        let run = report::own_run(self.practice(), &person.staff, id).await?;
        match run.state {
            RunState::Pending | RunState::Suspended => Ok(run),
            _ => Err(Error::Moved("this run does not wait any more".to_owned())),
        }
    }

    /// Why nothing can be synchronized, if anything stands against it (C1, C14).
    async fn hindrance(&self, settings: &StaffSettings) -> Result<Option<Paused>, Error> {
        let licensed = self.practice().firm().await?.licences.client_management;
        Ok(match (licensed, settings.contacts, &settings.contact_folder) {
            (false, ..) => Some(Paused::NotLicensed),
            (true, false, _) => Some(Paused::Off),
            (true, true, None) => Some(Paused::NoFolder),
            (true, true, Some(_)) => None,
        })
    }
}

#[async_trait]
impl Desk for RunDesk {
    async fn state(&self, person: &Person) -> Result<SyncState, Error> {
        let mut state = report::idle(self.practice(), &person.staff).await?;
        let settings = self.practice().settings(&person.staff).await?;
        state.paused = self.hindrance(&settings).await?;
        state.running = self.engine.progress(&person.staff).map(progress);
        if state.suspended.is_none() && state.paused.is_none() {
            let why = self.folder(person).await?.and_then(|folder| folder.paused);
            let why = why.and_then(|why| serde_json::from_value::<Suspension>(why).ok());
            state.suspended = why.as_ref().map(report::suspended);
        }
        Ok(state)
    }

    async fn start(&self, person: &Person, what: RunWhat) -> Result<Started, Error> {
        let settings = self.practice().settings(&person.staff).await?;
        if what == RunWhat::Calendar || self.hindrance(&settings).await?.is_some() {
            return Ok(Started::default());
        }
        self.begin(person, "sync").await
    }

    async fn confirm(&self, person: &Person, run: &str, confirm: ConfirmRun) -> Result<RunSummary, Error> {
        let run = self.waiting(person, run).await?;
        if run.plan_hash != confirm.hash {
            return Err(Error::Moved("the changes are not those that were shown: look at them again".to_owned()));
        }
        let planned = self.practice().planned(&run.id).await?;
        let assent = assent(&planned, &confirm)?;
        let kind = RecordKind::Contact;
        let order = Order { assent, run: Some(run.id.clone()), ..Order::new(&person.staff, kind, &run.cause) };
        self.spawn(order);
        Ok(report::summary(&Run { state: RunState::Executing, suspended: None, ..run }))
    }

    async fn cancel(&self, person: &Person, run: &str) -> Result<RunSummary, Error> {
        let run = self.waiting(person, run).await?;
        let run = self.engine.cancel(run).await.map_err(failed)?;
        Ok(report::summary(&run))
    }

    async fn stop(&self, person: &Person, run: &str) -> Result<RunSummary, Error> {
        let run = report::own_run(self.practice(), &person.staff, run).await?;
        if matches!(run.state, RunState::Planning | RunState::Executing) {
            self.engine.stop(&run.id);
        }
        Ok(report::summary(&run))
    }

    async fn undo(&self, person: &Person, run: &str) -> Result<RunSummary, Error> {
        let run = report::own_run(self.practice(), &person.staff, run).await?;
        let undo = self.engine.undo(&person.staff, run).await.map_err(failed)?;
        Ok(report::summary(&undo))
    }

    async fn resume(&self, person: &Person) -> Result<Started, Error> {
        self.start(person, RunWhat::Contacts).await
    }

    async fn effect(&self, person: &Person, settings: &StaffSettings) -> Result<SetupEffect, Error> {
        if !settings.contacts {
            return Ok(SetupEffect::default());
        }
        self.engine.effect(&person.staff, RecordKind::Contact, settings).await.map_err(failed)
    }

    async fn saved(&self, person: &Person, _: &StaffSettings, after: &StaffSettings) -> Result<Option<String>, Error> {
        if self.hindrance(after).await?.is_some() {
            return Ok(None);
        }
        Ok(self.begin(person, "setup").await?.run)
    }

    async fn filter_changed(&self, person: &Person, filter: &ContactFilter) -> Result<(), Error> {
        for staff in self.practice().staff().await?.into_iter().filter(|staff| staff.active) {
            let settings = self.practice().settings(&staff.id).await?;
            if settings.filter.as_ref() == Some(&filter.id) && self.hindrance(&settings).await?.is_none() {
                let cause = if staff.id == person.staff { "setup" } else { "automatic" };
                self.spawn(Order::new(staff.id, RecordKind::Contact, cause));
            }
        }
        Ok(())
    }

    async fn folders(&self, person: &Person) -> Result<Vec<ContactFolder>, Error> {
        let mut shown = self.folders_of(&person.mailbox, None).await?;
        for shared in self.engine.shared().iter().filter(|shared| !shared.eq_ignore_ascii_case(&person.mailbox)) {
            match self.folders_of(shared, Some(shared)).await {
                Ok(folders) => shown.extend(folders),
                // The person's own are there all the same.
                Err(error) => tracing::warn!(%error, "the folders of a shared mailbox cannot be listed"),
            }
        }
        Ok(shown)
    }

    async fn answer(&self, person: &Person, question: &str, choice: Choice) -> Result<SyncState, Error> {
        let none = || Error::NotFound(format!("question {question}"));
        let asked = match self.practice().question(question).await {
            Ok(asked) if asked.staff_id == person.staff => asked,
            Ok(_) | Err(practice::Error::NotFound { .. }) => return Err(none()),
            Err(error) => return Err(error.into()),
        };
        if let Choice::Record(id) = &choice
            && !asked.candidates.contains(id)
        {
            return Err(Error::invalid("answer", "expected one of the question's candidates"));
        }
        let answer = answer(asked.about, choice).ok_or_else(|| Error::invalid("answer", "is none to that question"))?;
        let step = Step::Answer { question_id: asked.id, answer };
        self.practice().commit(Commit::new(self.engine.clock().now(), &person.staff).step(step)).await?;
        // What was switched to manual waits for Sync (C10).
        if self.practice().settings(&person.staff).await?.contact_mode != Mode::Manual {
            self.spawn(Order::new(&person.staff, asked.record.kind, "automatic"));
        }
        self.state(person).await
    }
}

/// How an answer is kept, where it is one to such a question.
fn answer(about: QuestionAbout, choice: Choice) -> Option<serde_json::Value> {
    let match_answer = match (about, &choice) {
        (QuestionAbout::Match, Choice::New) => Some(MatchAnswer::New),
        (QuestionAbout::Match, Choice::Record(id)) => Some(MatchAnswer::Record(id.clone())),
        _ => None,
    };
    match (about, choice) {
        (QuestionAbout::Conflict | QuestionAbout::Deletion, Choice::Sides(sides)) => {
            let answers: Answers = sides.into_iter().collect();
            serde_json::to_value(answers).ok()
        }
        _ => serde_json::to_value(match_answer?).ok(),
    }
}

/// What a person agreed to, by the hashes of what they saw.
fn assent(planned: &[PlannedChange], confirm: &ConfirmRun) -> Result<Assent, Error> {
    let positions: BTreeSet<i64> = planned.iter().map(|planned| planned.position).collect();
    let known = |field: &'static str, given: &[u32]| {
        let unknown = given.iter().find(|position| !positions.contains(&i64::from(**position)));
        let wrong = |position| Error::invalid(field, format!("there is no change {position} in this run"));
        unknown.map_or(Ok(()), |position| Err(wrong(position)))
    };
    known("leaveOut", &confirm.leave_out)?;
    known("takeIn", &confirm.take_in)?;
    let given = |given: &[u32], position: i64| given.iter().any(|one| i64::from(*one) == position);
    let (mut accepted, mut left_out) = (BTreeSet::new(), BTreeSet::new());
    for planned in planned.iter().filter(|planned| planned.state == ChangeState::Waiting) {
        let change = planned.read();
        let takes = !given(&confirm.leave_out, planned.position)
            && (given(&confirm.take_in, planned.position) || takes_kind(&confirm.kinds, change.as_ref()));
        if takes { &mut accepted } else { &mut left_out }.insert(planned.hash.clone());
    }
    Ok(Assent::Given { accepted, left_out })
}

/// Whether changes of that kind are done where nothing is said of the single one.
fn takes_kind(kinds: &[WholeKind], change: Option<&Change>) -> bool {
    let Some(change) = change else { return true };
    let said = kinds.iter().find(|kind| (kind.what, kind.apart) == (change.what, change.apart));
    said.map_or(!change.apart, |kind| kind.take)
}

fn progress(progress: Progress) -> api::Progress {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    api::Progress {
        run: progress.run,
        done: number(progress.done),
        of: number(progress.of),
        seconds_left: progress.seconds_left.map(|left| u32::try_from(left).unwrap_or(u32::MAX)),
        phase: match progress.phase {
            Phase::Waiting => api::Phase::Waiting,
            Phase::Reading => api::Phase::Reading,
            Phase::Planning => api::Phase::Planning,
            Phase::Writing => api::Phase::Writing,
        },
    }
}

impl From<Progress> for api::Live {
    fn from(told: Progress) -> Self {
        Self::Progress { progress: progress(told) }
    }
}

fn failed(error: RunError) -> Error {
    match error {
        RunError::Practice(error) => error.into(),
        RunError::Mailbox(error) => error.into(),
        RunError::Busy => Error::Unavailable(error.to_string()),
        RunError::Off(reason) => Error::Forbidden(reason),
        RunError::Moved | RunError::NotNow(_) => Error::Moved(error.to_string()),
    }
}
