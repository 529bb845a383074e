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
use super::{Engine, Error, Report};
use crate::practice::{ChangeState, Folder, JournalEntry, PlannedChange, Run, RunState, Step, Which, WhichRecords};

impl Engine {
    /// Takes a run back, and pauses its folder.
    ///
    /// # Errors
    /// [`Error::NotNow`] for a run that is not over, or has no folder.
    pub async fn undo(&self, staff: &str, run: Run) -> Result<Run, Error> {
        let over = matches!(run.state, RunState::Done | RunState::Failed) && run.cause != "undo";
        let (true, Some(folder)) = (over, run.folder_id.clone()) else {
            return Err(Error::not_now(&run));
        };
        self.take_turn(&folder).await?;
        let done = self.take_back(staff, run, &folder).await;
        let given = self.give_turn(&folder, staff).await;
        done.and_then(|undo| given.map(|()| undo))
    }

    async fn take_back(&self, staff: &str, run: Run, folder: &str) -> Result<Run, Error> {
        let folder = self.practice().folder_by_id(folder).await?;
        let undo = self.announce_undo(staff, &run, &folder).await?;
        let journal = self.practice().journal_of(&run.id).await?;
        let planned = self.practice().planned(&run.id).await?;
        let (mut listed, mut report, mut first) = (Vec::new(), Report::default(), false);
        for planned in planned.iter().rev().filter(|planned| planned.state == ChangeState::Done) {
            let Ok(change) = serde_json::from_value::<Change>(planned.change.clone()) else { continue };
            self.keep_turn(&folder.id).await?;
            let of = |entry: &&JournalEntry| entry.position == Some(planned.position);
            let mine: Vec<&JournalEntry> = journal.iter().filter(of).collect();
            let written = mine.iter().find(|entry| entry.side == Side::Practice).map(|entry| (*entry).clone());
            let record = mine.first().map(|entry| entry.record.id.clone()).or_else(|| change.record.clone());
            let back = self.back(&folder, &undo, planned.position, &change, record, written).await?;
            let (state, note) = match back.take().await? {
                Ok(steps) => self.write_back(&folder.id, &undo, steps).await?,
                Err(refusal) => (ChangeState::Failed, refusal.to_string()),
            };
            count(&mut report, &change, state);
            // What the first run found to be the same is to be found again, and not doubled (C8).
            first |= change.what == What::Join && state == ChangeState::Done;
            listed.push(PlannedChange { run_id: undo.id.clone(), state, note, ..planned.clone() });
        }
        if first {
            let folder = self.practice().folder_by_id(&folder.id).await?;
            let step = Step::Folder(Box::new(Folder { cursor: None, ..folder.clone() }));
            let commit = self.in_turn(&folder.id, self.clock().now(), staff);
            self.practice().commit(commit.step(step)).await?;
        }
        self.finish_undo(&folder.id, undo, run, listed, report).await
    }

    async fn write_back(&self, folder: &str, undo: &Run, steps: Vec<Step>) -> Result<(ChangeState, String), Error> {
        use crate::practice::Error as Refused;
        let mut commit = self.in_turn(folder, self.clock().now(), &undo.staff_id);
        commit.steps.extend(steps);
        match self.practice().commit(commit).await {
            Ok(_) => Ok((ChangeState::Done, String::new())),
            Err(error @ (Refused::Busy | Refused::TurnLost | Refused::Unavailable(_))) => Err(error.into()),
            Err(error) => Ok((ChangeState::Failed, error.to_string())),
        }
    }

    async fn announce_undo(&self, staff: &str, run: &Run, folder: &Folder) -> Result<Run, Error> {
        let now = self.clock().now();
        let undo = Run {
            id: self.practice().new_id(),
            staff_id: staff.to_owned(),
            folder_id: Some(folder.id.clone()),
            cause: "undo".to_owned(),
            state: RunState::Executing,
            started_at: now,
            ended_at: None,
            plan_hash: run.plan_hash.clone(),
            suspended: None,
            report: serde_json::Value::Null,
            outcome: String::new(),
        };
        // A server that dies while it undoes must not do it all again either.
        let mut paused = folder.clone();
        paused.paused = serde_json::to_value(Suspension::Exception(Exception::Undone)).ok();
        paused.whole_due = true;
        let commit = self.in_turn(&folder.id, now, staff);
        let commit = commit.step(Step::Run(undo.clone())).step(Step::Folder(Box::new(paused)));
        self.practice().commit(commit).await?;
        Ok(undo)
    }

    async fn back<'a>(
        &'a self,
        folder: &'a Folder,
        run: &'a Run,
        position: i64,
        change: &'a Change,
        record: Option<String>,
        written: Option<JournalEntry>,
    ) -> Result<Back<'a>, Error> {
        let ids: Vec<String> = record.into_iter().collect();
        let pair = self.practice().pairs(&folder.id, &Which::Records(ids.clone())).await?.into_iter().next();
        let record = self.practice().records(change.kind, &WhichRecords::Ids(ids)).await?.into_iter().next();
        Ok(Back { engine: self, folder, run, position, change, pair, record, written })
    }

    async fn finish_undo(
        &self,
        folder: &str,
        undo: Run,
        run: Run,
        listed: Vec<PlannedChange>,
        mut report: Report,
    ) -> Result<Run, Error> {
        let now = self.clock().now();
        report.counted();
        let undo = Run {
            state: RunState::Done,
            ended_at: Some(now),
            outcome: if report.failed == 0 { "done" } else { "failed" }.to_owned(),
            report: serde_json::to_value(&report).unwrap_or_default(),
            ..undo
        };
        let run = Run { state: RunState::Undone, ..run };
        let commit = self
            .in_turn(folder, now, &undo.staff_id)
            .step(Step::Run(undo.clone()))
            .step(Step::Plan { run_id: undo.id.clone(), changes: listed })
            .step(Step::Run(run));
        self.practice().commit(commit).await?;
        Ok(undo)
    }
}

fn count(report: &mut Report, change: &Change, state: ChangeState) {
    match state {
        ChangeState::Done if change.what.is_shown() => *report.done.entry(change.what).or_default() += 1,
        ChangeState::Done => {}
        _ => report.failed += 1,
    }
}
