//! Doing what was planned: in groups, journalled before they are sent, written together after (P3, P7, P15).

use std::collections::BTreeMap;

use futures_util::{FutureExt, StreamExt, stream};
use jiff::Timestamp;
use rules::plan::{Change, What};

use super::{
    Error,
    doubt::Doubts,
    engine::{Engine, Turn},
    progress::{Event, Phase, Progress, seconds_left},
    report::Report,
    sides::{Sides, Unfinished},
    task::{Fresh, Sent, Task},
    terms::Terms,
};
use crate::{
    mailbox::{self, Item},
    practice::{self, ChangeState, Folder, Step},
};

/// As many sends are in doubt after a crash at the most.
const GROUP: usize = 20;

/// As many are written together at the most. Where nothing is sent nothing can be in doubt, and the disk is waited for
/// once a group.
const WRITTEN: usize = 100;

/// How many are sent at once: what Graph lets one mailbox do.
const AT_ONCE: usize = 3;

/// One execution.
pub(super) struct Work<'a> {
    pub engine: &'a Engine,
    pub turn: &'a Turn,
    pub terms: &'a Terms,
    pub folder: &'a Folder,
    pub run: &'a str,
    pub sides: &'a Sides,
    pub doubts: &'a Doubts,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Done {
    pub report: Report,
    pub unfinished: Unfinished,
    /// What stops the whole mailbox.
    pub fatal: Option<mailbox::Error>,
    /// A person stopped it.
    pub stopped: bool,
    /// The mailbox does not answer now.
    pub away: bool,
    /// An item was to be tied to its record, and was not.
    pub unjoined: bool,
    /// The items that were imported, or found to be a record's, and are to be judged: only those may be.
    imported: BTreeMap<String, Option<Item>>,
}

impl<'a> Work<'a> {
    /// Does these changes, each with its place in the run's list.
    pub(super) async fn execute(&self, changes: Vec<(i64, Change)>, mut done: Done) -> Result<Done, Error> {
        let (began, of) = (self.engine.clock().now(), changes.len());
        let (tasks, following) = self.tasks(changes);
        let mut through = 0;
        for group in groups(&tasks).into_iter().chain(groups(&following)) {
            let group: Vec<Task<'_>> = group.iter().map(|task| done.as_it_is_now(task)).collect();
            self.tell(began, through, of);
            through += group.len();
            done.stopped = done.stopped || self.engine.is_stopped(self.run);
            if done.stopped || done.away || done.fatal.is_some() {
                for task in &group {
                    done.unfinished(task);
                }
                continue;
            }
            self.group(&group, &mut done).await?;
        }
        self.tell(began, of, of);
        Ok(done)
    }

    /// The tasks; and those that judge what this very run imports, which come after all others.
    fn tasks(&self, changes: Vec<(i64, Change)>) -> (Vec<Task<'a>>, Vec<Task<'a>>) {
        let new_id = || self.engine.practice().new_id();
        let mut imported: BTreeMap<String, usize> = BTreeMap::new();
        let (mut tasks, mut following): (Vec<Task<'_>>, Vec<_>) = (Vec::with_capacity(changes.len()), Vec::new());
        for (position, change) in changes {
            let doubt = change.link.as_deref().and_then(|link| self.doubts.told(link));
            let mut task = Task::new(self.run, position, change, self.sides, doubt, &Fresh(&new_id));
            let item = task.change.item.clone().unwrap_or_default();
            match imported.get(&item) {
                Some(earlier) if task.change.link.is_none() && !ties(task.change.what) => {
                    task.follow(&mut tasks[*earlier]);
                    following.push(task);
                }
                _ => {
                    if ties(task.change.what) {
                        imported.insert(item, tasks.len());
                    }
                    tasks.push(task);
                }
            }
        }
        (tasks, following)
    }

    async fn group(&self, tasks: &[Task<'_>], done: &mut Done) -> Result<(), Error> {
        let now = self.engine.clock().now();
        let tasks: Vec<&Task<'_>> = tasks.iter().filter(|task| done.may_follow(task)).collect();
        let ready = self.commit_each(&tasks, done, |task| task.before(self.folder, now)).await?;
        let (mailbox, key) = (self.engine.mailbox(), &self.terms.key);
        let sending = ready.into_iter().map(|task| async move { (task.send(mailbox, key).await, task) }.boxed());
        let sending: Vec<_> = sending.collect();
        let answers: Vec<_> = stream::iter(sending).buffered(AT_ONCE).collect().await;
        let now = self.engine.clock().now();
        let mut good = Vec::new();
        // Where nothing gets through, nothing more is sent: what is in doubt stays within a group.
        done.away = !answers.is_empty() && answers.iter().all(|(answer, _)| answer.as_ref().is_err_and(is_away));
        // One item that may not be changed is that item's affair; all of a group are the mailbox's.
        let refuses = |error: &mailbox::Error| matches!(error, mailbox::Error::Refused { .. });
        let closed = answers.len() > 1 && answers.iter().all(|(answer, _)| answer.as_ref().is_err_and(refuses));
        for (answer, task) in answers {
            match answer {
                Ok(sent) => good.push((task, sent)),
                Err(error) => self.refused(task, error, now, closed, done).await?,
            }
        }
        self.settle(good, now, done).await
    }

    /// Commits what each has to write first, together where that works, else one by one (P15).
    async fn commit_each<'t>(
        &self,
        tasks: &[&'t Task<'t>],
        done: &mut Done,
        steps: impl Fn(&Task<'_>) -> Vec<Step>,
    ) -> Result<Vec<&'t Task<'t>>, Error> {
        let now = self.engine.clock().now();
        let all: Vec<Step> = tasks.iter().flat_map(|task| steps(task)).collect();
        if self.commit(all, now).await?.is_ok() {
            return Ok(tasks.to_vec());
        }
        let mut ready = Vec::new();
        for task in tasks.iter().copied() {
            match self.commit(steps(task), now).await? {
                Ok(()) => ready.push(task),
                Err(error) => self.kept_out(task, &error, now, done).await?,
            }
        }
        Ok(ready)
    }

    async fn settle(&self, good: Vec<(&Task<'_>, Sent)>, now: Timestamp, done: &mut Done) -> Result<(), Error> {
        let all = good.iter().flat_map(|(task, sent)| task.after(self.folder, sent, now)).collect();
        if self.commit(all, now).await?.is_ok() {
            for (task, sent) in &good {
                done.count(task, sent);
            }
            return Ok(());
        }
        for (task, sent) in good {
            match self.commit(task.after(self.folder, &sent, now), now).await? {
                Ok(()) => done.count(task, &sent),
                Err(error) => self.kept_out(task, &error, now, done).await?,
            }
        }
        Ok(())
    }

    /// Writes; an error that is about these steps is given back, one that is about the database ends the run.
    async fn commit(&self, steps: Vec<Step>, now: Timestamp) -> Result<Result<(), practice::Error>, Error> {
        if steps.is_empty() {
            return Ok(Ok(()));
        }
        let mut commit = self.turn.commit(now, &self.terms.staff.id);
        commit.steps.extend(steps);
        match self.engine.practice().commit(commit).await {
            Ok(_) => Ok(Ok(())),
            Err(error @ (practice::Error::Busy | practice::Error::TurnLost | practice::Error::Unavailable(_))) => {
                Err(error.into())
            }
            Err(error) => Ok(Err(error)),
        }
    }

    /// The practice database does not take it: what moved leaves for a new plan.
    async fn kept_out(
        &self,
        task: &Task<'_>,
        error: &practice::Error,
        now: Timestamp,
        done: &mut Done,
    ) -> Result<(), Error> {
        let moved = matches!(
            error,
            practice::Error::Stale { .. } | practice::Error::Taken { .. } | practice::Error::NotFound { .. }
        );
        let state = if moved { ChangeState::Moved } else { ChangeState::Failed };
        self.note(task, state, &error.to_string(), now, done).await
    }

    async fn note(
        &self,
        task: &Task<'_>,
        state: ChangeState,
        note: &str,
        now: Timestamp,
        done: &mut Done,
    ) -> Result<(), Error> {
        done.missed(task, state);
        self.commit(vec![task.planned(state, note)], now).await?.map_err(Error::from)
    }

    async fn refused(
        &self,
        task: &Task<'_>,
        error: mailbox::Error,
        now: Timestamp,
        closed: bool,
        done: &mut Done,
    ) -> Result<(), Error> {
        tracing::info!(run = self.run, what = ?task.change.what, %error, "a change could not be made in Outlook");
        self.commit(task.failed(&error), now).await?.map_err(Error::from)?;
        let moved = matches!(error, mailbox::Error::Moved | mailbox::Error::Gone);
        done.missed(task, if moved { ChangeState::Moved } else { ChangeState::Failed });
        if closed || matches!(error, mailbox::Error::FolderGone { .. }) {
            done.fatal = Some(error);
        }
        Ok(())
    }

    fn tell(&self, began: Timestamp, done: usize, of: usize) {
        let now = self.engine.clock().now();
        self.engine.tell(Event::Progress(Progress {
            staff: self.terms.staff.id.clone(),
            run: self.run.to_owned(),
            phase: Phase::Writing,
            done,
            of,
            seconds_left: seconds_left(began, now, done, of),
        }));
    }
}

impl Done {
    /// What judges an import waits until that is written: nothing is removed that the practice database does not have.
    fn may_follow(&mut self, task: &Task<'_>) -> bool {
        let item = task.change.item.as_deref().unwrap_or_default();
        let may = !task.follows || self.imported.contains_key(item);
        if !may {
            self.unfinished(task);
        }
        may
    }

    /// What judges an item is about the item as it is after it was written.
    fn as_it_is_now<'a>(&self, task: &Task<'a>) -> Task<'a> {
        let item = task.change.item.as_ref().and_then(|item| self.imported.get(item)).cloned().flatten();
        item.filter(|_| task.follows).map_or_else(|| task.clone(), |item| task.about_item(item))
    }

    fn count(&mut self, task: &Task<'_>, sent: &Sent) {
        if let Some(item) = task.change.item.clone().filter(|_| task.leads) {
            self.imported.insert(item, sent.item().cloned());
        }
        if task.change.what.is_shown() {
            *self.report.done.entry(task.change.what).or_default() += 1;
        }
        // What was tied again is compared by the next run.
        if matches!(task.change.what, What::Rejoin) || (task.change.what == What::Join && task.change.agreed.is_none())
        {
            self.unfinished(task);
        }
    }

    /// A change that nobody was to do: the next run names it again.
    pub(super) fn passed_over(&mut self, state: ChangeState, change: &Change) {
        match state {
            ChangeState::LeftOut => self.report.left_out += 1,
            ChangeState::Moved => self.report.moved += 1,
            ChangeState::Waiting | ChangeState::Done | ChangeState::Failed => return,
        }
        self.unjoined |= change.what == What::Join;
        self.unfinished.records.extend(change.record.clone());
        self.unfinished.items.extend(change.item.clone());
    }

    fn missed(&mut self, task: &Task<'_>, state: ChangeState) {
        match state {
            ChangeState::Moved => self.report.moved += 1,
            _ => self.report.failed += 1,
        }
        self.unjoined |= task.change.what == What::Join;
        self.unfinished(task);
    }

    fn unfinished(&mut self, task: &Task<'_>) {
        let (record, item) = task.about();
        self.unfinished.records.extend(record.map(str::to_owned));
        self.unfinished.items.extend(item.map(str::to_owned));
    }
}

/// Does the mailbox not answer at all?
const fn is_away(error: &mailbox::Error) -> bool {
    matches!(error, mailbox::Error::Later { .. } | mailbox::Error::InDoubt { .. })
}

/// The tasks in groups, in their order.
fn groups<'t, 'a>(mut tasks: &'t [Task<'a>]) -> Vec<&'t [Task<'a>]> {
    let mut groups = Vec::new();
    while !tasks.is_empty() {
        let mut sends = 0;
        let fits = |task: &&Task<'_>| {
            sends += usize::from(task.sends());
            sends <= GROUP
        };
        let (group, rest) = tasks.split_at(tasks.iter().take(WRITTEN).take_while(fits).count());
        groups.push(group);
        tasks = rest;
    }
    groups
}

/// Does it tie an item that had no link?
const fn ties(what: What) -> bool {
    matches!(what, What::AddRecord | What::Join)
}
