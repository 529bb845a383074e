//! Undoing a run (P10): each change is taken back by itself, in reverse, where nobody has edited what it made since.
//!
//! What was taken back stays what the other side says of it: the base says that the same edit waits again, and the
//! folder is paused, so that nothing does it all again before the person has seen the plan.

mod back;

use rules::{
    merge::Side,
    plan::{Change, Exception, Suspension, What},
};

use self::back::Back;
use super::{Engine, Error, Report, engine::Turn};
use crate::practice::{ChangeState, Folder, JournalEntry, PlannedChange, RecordRef, Run, RunState, Step};

impl Engine {
    /// Takes a run back, and pauses its folder.
    ///
    /// # Errors
    /// [`Error::NotNow`] for a run that is not over, or has no folder.
    pub async fn undo(&self, staff: &str, run: Run) -> Result<Run, Error> {
        let Some(folder) = run.folder_id.clone() else { return Err(Error::not_now(&run)) };
        let work = async |turn: &Turn| self.take_back(turn, staff, &run.id, &folder).await;
        self.in_its_turn(&folder, staff, work).await
    }

    async fn take_back(&self, turn: &Turn, staff: &str, run: &str, folder: &str) -> Result<Run, Error> {
        // As it is in this turn: another undo may have been first.
        let run = self.practice().run(run).await?;
        if !matches!(run.state, RunState::Done | RunState::Failed) || run.cause == "undo" {
            return Err(Error::not_now(&run));
        }
        let folder = self.practice().folder_by_id(folder).await?;
        let planned = self.practice().planned(&run.id).await?;
        let done: Vec<_> = planned.into_iter().filter(|planned| planned.state == ChangeState::Done).collect();
        let undo = self.announce_undo(turn, staff, &run, &folder, &done).await?;
        let journal = self.practice().journal_of(&run.id).await?;
        let mut report = Report::default();
        for planned in done.iter().rev() {
            let Some(change) = planned.read() else { continue };
            let of = |entry: &&JournalEntry| entry.position == Some(planned.position);
            let mine: Vec<&JournalEntry> = journal.iter().filter(of).collect();
            let written = mine.iter().find(|entry| entry.side == Side::Practice).map(|entry| (*entry).clone());
            let record = mine.first().map(|entry| entry.record.clone());
            let named = || change.record.clone().map(|id| RecordRef { kind: change.kind, id });
            let back = Back::new(self, turn, &folder, &undo, planned.position, &change);
            let back = back.of(record.or_else(named), written).await?;
            let state = match back.take().await? {
                Ok(steps) => self.write_back(turn, &undo, planned.position, steps).await?,
                Err(refusal) => self.not_taken_back(turn, &undo, planned.position, &refusal.to_string()).await?,
            };
            count(&mut report, &change, state);
        }
        self.finish_undo(turn, undo, run, report).await
    }

    async fn write_back(&self, turn: &Turn, undo: &Run, position: i64, steps: Vec<Step>) -> Result<ChangeState, Error> {
        use crate::practice::Error as Refused;
        let mut commit = turn.commit(self.clock().now(), &undo.staff_id);
        commit.steps.extend(steps);
        match self.practice().commit(commit.step(became(undo, position, ChangeState::Done, ""))).await {
            Ok(_) => Ok(ChangeState::Done),
            Err(error @ (Refused::Busy | Refused::TurnLost | Refused::Unavailable(_))) => Err(error.into()),
            Err(error) => self.not_taken_back(turn, undo, position, &error.to_string()).await,
        }
    }

    async fn not_taken_back(&self, turn: &Turn, undo: &Run, position: i64, why: &str) -> Result<ChangeState, Error> {
        let commit = turn.commit(self.clock().now(), &undo.staff_id);
        self.practice().commit(commit.step(became(undo, position, ChangeState::Failed, why))).await?;
        Ok(ChangeState::Failed)
    }

    async fn announce_undo(
        &self,
        turn: &Turn,
        staff: &str,
        run: &Run,
        folder: &Folder,
        done: &[PlannedChange],
    ) -> Result<Run, Error> {
        let now = self.clock().now();
        let (id, folder_id) = (self.practice().new_id(), Some(folder.id.clone()));
        let (state, plan_hash) = (RunState::Executing, run.plan_hash.clone());
        let undo = Run { state, plan_hash, ..Run::new(id, staff, folder_id, "undo", now) };
        // A server that dies while it undoes must not do it all again either.
        let mut paused = folder.clone();
        paused.paused = serde_json::to_value(Suspension::Exception(Exception::Undone)).ok();
        paused.whole_due = true;
        // What the first run found to be the same is to be found again, and not doubled (C8).
        if done.iter().any(|planned| planned.read().is_some_and(|change| change.what == What::Join)) {
            paused.cursor = None;
        }
        let waits = |planned: &PlannedChange| PlannedChange {
            run_id: undo.id.clone(),
            state: ChangeState::Waiting,
            note: String::new(),
            journal_id: None,
            ..planned.clone()
        };
        let plan = Step::Plan { run_id: undo.id.clone(), changes: done.iter().map(waits).collect() };
        let commit = turn.commit(now, staff).step(Step::Run(undo.clone())).step(plan);
        let commit = commit.step(Step::Folder(Box::new(paused)));
        self.practice().commit(commit).await?;
        Ok(undo)
    }

    async fn finish_undo(&self, turn: &Turn, undo: Run, run: Run, mut report: Report) -> Result<Run, Error> {
        let now = self.clock().now();
        report.counted();
        let undo = Run {
            state: RunState::Done,
            ended_at: Some(now),
            outcome: report.outcome(),
            report: serde_json::to_value(&report).unwrap_or_default(),
            ..undo
        };
        let run = Run { state: RunState::Undone, ..run };
        let commit = turn.commit(now, &undo.staff_id).step(Step::Run(undo.clone())).step(Step::Run(run));
        self.practice().commit(commit).await?;
        Ok(undo)
    }
}

fn became(undo: &Run, position: i64, state: ChangeState, note: &str) -> Step {
    Step::Planned { run_id: undo.id.clone(), position, state, note: note.to_owned(), journal_id: None }
}

fn count(report: &mut Report, change: &Change, state: ChangeState) {
    match state {
        ChangeState::Done if change.what.is_shown() => *report.done.entry(change.what).or_default() += 1,
        ChangeState::Done => {}
        _ => report.failed += 1,
    }
}
