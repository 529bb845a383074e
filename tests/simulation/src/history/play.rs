//! A history as it happens.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use rules::{
    merge::Side,
    plan::{DELETIONS, What},
    record::RecordKind,
};
use serde_json::json;
use server::{
    mailbox,
    practice::{ChangeState, Commit, PlannedChange, QuestionAbout, Run, RunState, StaffSettings, Step as Write},
    runs::{Assent, Error, Order, Outcome},
};
use tokio::runtime::Handle;

use super::{Failure, Held, History, Step, check, person::World};
use crate::{Server, ServerOptions, drive, mailbox_of, staff_id};

/// How often everybody's runs are repeated until nothing is left to do.
const ROUNDS: usize = 8;
/// Longer than a turn is held by a server that died.
const TURN: Duration = Duration::from_secs(31);
/// Longer than anything that may still land, or be waited for.
const REST: Duration = Duration::from_mins(15);

pub(crate) struct Play<'a> {
    pub world: Arc<World>,
    history: &'a History,
    server: Server,
    held: Held,
    told: &'a dyn Fn(&str),
}

/// How a run ended.
enum End {
    /// The server died.
    Died,
    /// It gave up for now.
    GaveUp(Error),
    /// As it says.
    Ended(Box<Outcome>),
}

pub(super) fn play(history: &History, runtime: &Handle, told: &dyn Fn(&str)) -> Result<Held, Failure> {
    let world = World::new(history.seed, &history.world, runtime);
    let server = world.firm.server(&options(&world));
    server.life.ends_after(history.kill.unwrap_or_default());
    let mut play = Play { world, history, server, held: Held::default(), told };
    for (number, step) in &history.steps {
        (play.told)(&format!("{number:>5} {step:?}"));
        play.step(*number, step)?;
    }
    play.settles()?;
    play.held.ends = check::all(&play)?;
    Ok(play.held)
}

fn options(world: &World) -> ServerOptions {
    ServerOptions {
        page_size: world.setting.page_size,
        at_once: world.setting.at_once,
        among_others: None,
        apart: Some(world.runtime.clone()),
    }
}

impl Play<'_> {
    pub(super) fn tell(&self, text: impl FnOnce() -> String) {
        (self.told)(&text());
    }

    fn step(&mut self, number: u32, step: &Step) -> Result<(), Failure> {
        match step {
            Step::Run { staff, cause } => self.run(*staff, cause).map(drop),
            Step::Both { staff, other, seed } => self.both(*staff, *other, *seed),
            Step::Confirm { staff, leave_out } => self.confirm(*staff, *leave_out),
            Step::Cancel { staff } => self.cancel(*staff),
            Step::Answer { staff, seed } => {
                self.answer(*staff, *seed);
                Ok(())
            }
            Step::Restart => {
                self.restart();
                Ok(())
            }
            Step::During { after, what } => {
                let (world, what) = (Arc::clone(&self.world), (**what).clone());
                self.server.life.meanwhile(*after, move || world.does(number, &what));
                Ok(())
            }
            other => {
                self.world.does(number, other);
                Ok(())
            }
        }
    }

    /// A new server in place of this one, which ends with what remains of the other's life.
    fn restart(&mut self) {
        self.held.steps += self.server.life.steps();
        let server = self.world.firm.server(&options(&self.world));
        let left = self.history.kill.unwrap_or_default().saturating_sub(self.held.steps);
        if self.held.deaths == 0 {
            server.life.ends_after(left);
        }
        self.server = server;
    }

    fn died(&mut self) {
        self.tell(|| "      the server dies".to_owned());
        self.held.deaths += 1;
        self.restart();
        self.world.firm.clock.0.advance(TURN);
    }

    fn run(&mut self, staff: usize, cause: &str) -> Result<Option<Outcome>, Failure> {
        self.order(staff, &Order::new(staff_id(staff), RecordKind::Contact, cause))
    }

    fn order(&mut self, staff: usize, order: &Order) -> Result<Option<Outcome>, Failure> {
        match self.send(staff, order)? {
            End::Died => {
                self.died();
                Ok(None)
            }
            End::GaveUp(error) => {
                self.tell(|| format!("      gave up: {error}"));
                Ok(None)
            }
            End::Ended(outcome) => {
                self.tell(|| format!("      {outcome:?}"));
                Ok(Some(*outcome))
            }
        }
    }

    fn send(&mut self, staff: usize, order: &Order) -> Result<End, Failure> {
        self.held.runs += 1;
        let settings = self.world.settings(staff);
        let ways = settings.contact_direction;
        drop((self.server.wire.written(), self.server.practice.record_writes(), self.server.wire.requests()));
        self.world.ledger().running = true;
        let done = drive(&self.world.firm.clock, self.server.engine.synchronize(order));
        self.world.ledger().running = false;
        self.world.see();
        let (written, writes) = (self.server.wire.written(), self.server.practice.record_writes());
        if !ways.to_outlook && !written.is_empty() {
            return Err(Failure::of("P19", format!("nothing may go to Outlook, and {written:?} was written to")));
        }
        if !ways.to_practice && writes > 0 {
            return Err(Failure::of("P19", format!("nothing may go to the practice database, and {writes} did")));
        }
        if self.server.wire.was_impatient() {
            return Err(Failure::of("P15", "the service was asked again before the time that it said"));
        }
        let end = self.end(done)?;
        if let End::Ended(outcome) = &end {
            self.asks_first(&settings, order, outcome)?;
            Self::waits_unwritten(outcome, &written, writes)?;
            self.as_agreed(order, outcome)?;
        }
        Ok(end)
    }

    /// Only what a mailbox can be to blame for may stop a run.
    fn end(&self, done: Option<Result<Outcome, Error>>) -> Result<End, Failure> {
        match done {
            None if self.server.life.is_over() => Ok(End::Died),
            None => Err(Failure::of("P7", "a run waits for something that never comes")),
            Some(Ok(outcome)) => Ok(End::Ended(Box::new(outcome))),
            Some(Err(
                error @ (Error::Mailbox(mailbox::Error::Later { .. } | mailbox::Error::Nonsense { .. }) | Error::Busy),
            )) => Ok(End::GaveUp(error)),
            Some(Err(error)) => Err(Failure::of("P15", format!("a run ends with: {error}"))),
        }
    }

    /// P9, C11: until it is confirmed nothing is written.
    fn waits_unwritten(outcome: &Outcome, written: &[String], writes: u64) -> Result<(), Failure> {
        let waits = matches!(outcome.state, RunState::Pending | RunState::Suspended) && outcome.report.failed == 0;
        if waits && (!written.is_empty() || writes > 0) {
            return Err(Failure::of("P9", format!("{written:?} and {writes} records were written by {outcome:?}")));
        }
        Ok(())
    }

    /// C11, A4, M8: what the person has to see first is not done by itself.
    fn asks_first(&self, settings: &StaffSettings, order: &Order, outcome: &Outcome) -> Result<(), Failure> {
        // A run that was interrupted goes on with what was agreed to then.
        if !matches!(order.assent, Assent::AsSet) || self.held.deaths > 0 {
            return Ok(());
        }
        let sum = |of: &dyn Fn(What) -> bool| {
            outcome.report.done.iter().filter(|(what, _)| of(**what)).map(|(_, count)| *count).sum::<u32>()
        };
        let writes = sum(&|what| what.writes(Side::Practice) || what.writes(Side::Outlook));
        let deletes = sum(&|what| matches!(what, What::RemoveItem | What::BinRecord));
        let parts = if settings.filter.is_none() { sum(&|what| what == What::Part) } else { 0 };
        let most = u32::try_from(DELETIONS).unwrap_or(u32::MAX);
        let rule = if settings.contact_confirm && writes > 0 {
            "C11"
        } else if settings.confirm_from.is_some_and(|limit| writes >= limit && writes > 0) {
            "A4"
        } else if deletes + parts >= most {
            "M8"
        } else {
            return Ok(());
        };
        Err(Failure::of(rule, format!("nobody was asked: {outcome:?}")))
    }

    /// P9: what was done is what was agreed to.
    fn as_agreed(&self, order: &Order, outcome: &Outcome) -> Result<(), Failure> {
        let (Assent::Given { accepted, .. }, Some(run)) = (&order.assent, &outcome.run) else { return Ok(()) };
        let strange = |planned: &PlannedChange| {
            let shown = planned.read().is_some_and(|change| change.what.is_shown());
            planned.state == ChangeState::Done && shown && !accepted.contains(&planned.hash)
        };
        // What the same run did before it was interrupted was agreed to then.
        let interrupted = self.held.deaths > 0;
        match self.planned(run).into_iter().find(strange) {
            Some(planned) if !interrupted => {
                Err(Failure::of("P9", format!("nobody agreed to {:?}", planned.read().map(|change| change.what))))
            }
            _ => Ok(()),
        }
    }

    fn planned(&self, run: &str) -> Vec<PlannedChange> {
        self.world.runtime.block_on(self.world.practice().planned(run)).expect("reads")
    }

    /// Two servers at once, or two runs of one, for the same folder or for two (P20).
    fn both(&mut self, staff: usize, other: usize, seed: u64) -> Result<(), Failure> {
        let beside = |seed| {
            let options = ServerOptions { among_others: Some(seed), ..options(&self.world) };
            self.world.firm.server(&options)
        };
        let one = beside(seed);
        let another = seed.is_multiple_of(2).then(|| beside(!seed));
        let two = another.as_ref().unwrap_or(&one);
        let order = |staff| Order::new(staff_id(staff), RecordKind::Contact, "automatic");
        let (first, second) = (order(staff), order(other));
        let together = async {
            let (one, two) = (one.engine.synchronize(&first), two.engine.synchronize(&second));
            Box::pin(futures_util::future::join(one, two)).await
        };
        let done = drive(&self.world.firm.clock, together);
        self.world.see();
        let (one, two) = done.ok_or_else(|| Failure::of("P20", "two runs wait for each other"))?;
        for done in [one, two] {
            if let End::Ended(outcome) = self.end(Some(done))? {
                self.tell(|| format!("      {outcome:?}"));
            }
        }
        Ok(())
    }

    /// The run of that person's folder that waits.
    fn waiting(&self, staff: usize) -> Option<Run> {
        let runs = self.world.runtime.block_on(self.world.practice().runs(&staff_id(staff), 5)).expect("reads");
        runs.into_iter().find(|run| matches!(run.state, RunState::Pending | RunState::Suspended))
    }

    fn confirm(&mut self, staff: usize, leave_out: usize) -> Result<(), Failure> {
        let Some(run) = self.waiting(staff) else { return Ok(()) };
        let planned = self.planned(&run.id);
        let left = |position: usize| leave_out > 0 && position.is_multiple_of(leave_out);
        let (mut accepted, mut left_out) = (BTreeSet::new(), BTreeSet::new());
        for (position, planned) in planned.iter().enumerate() {
            let apart = planned.read().is_some_and(|change| change.apart);
            let out = left(position) || apart && !self.world.setting.take_in;
            if out { &mut left_out } else { &mut accepted }.insert(planned.hash.clone());
        }
        let assent = Assent::Given { accepted, left_out };
        let order = Order { assent, run: Some(run.id), ..Order::new(staff_id(staff), RecordKind::Contact, &run.cause) };
        self.order(staff, &order).map(drop)
    }

    fn cancel(&mut self, staff: usize) -> Result<(), Failure> {
        let Some(run) = self.waiting(staff) else { return Ok(()) };
        match drive(&self.world.firm.clock, self.server.engine.cancel(run)) {
            None => {
                self.died();
                Ok(())
            }
            Some(Ok(_)) => Ok(()),
            Some(Err(error)) => Err(Failure::of("C11", format!("a run cannot be cancelled: {error}"))),
        }
    }

    /// Answers everything that a person is asked, one way or the other.
    fn answer(&self, staff: usize, seed: u64) {
        let (world, mut rng) = (&self.world, fastrand::Rng::with_seed(seed));
        let asked = world.runtime.block_on(world.practice().open_questions(&staff_id(staff))).expect("reads");
        for question in asked {
            let answer = match question.about {
                QuestionAbout::Match if rng.bool() || question.candidates.is_empty() => json!("new"),
                QuestionAbout::Match => json!({ "record": question.candidates[0] }),
                QuestionAbout::Conflict | QuestionAbout::Deletion => {
                    let side = if rng.bool() { "practice" } else { "outlook" };
                    question.rows.iter().map(|row| (row.field.to_string(), json!(side))).collect()
                }
            };
            self.tell(|| format!("      {:?} is answered: {answer}", question.about));
            let now = server::clock::Clock::now(&world.firm.clock);
            let step = Write::Answer { question_id: question.id, answer };
            let commit = Commit::new(now, staff_id(staff)).step(step);
            world.runtime.block_on(world.practice().commit(commit)).expect("a person's own answer");
        }
    }

    /// Faults end, everything lands, and everybody runs until nothing is left to do (P1).
    fn settles(&mut self) -> Result<(), Failure> {
        self.tell(|| "      everything calms down".to_owned());
        self.world.calms();
        self.restart();
        self.server.life.ends_after(0);
        self.held.deaths += 1;
        for round in 0..ROUNDS {
            self.world.firm.clock.0.advance(REST);
            let mut quiet = true;
            for staff in 0..self.world.setting.staff {
                self.answer(staff, self.history.seed ^ round as u64);
                quiet &= self.settles_one(staff)?;
                self.world.firm.clock.0.advance(Duration::from_secs(5));
            }
            // What may still land is waited for from the first look on.
            let doubts = self.world.runtime.block_on(self.world.practice().unsettled()).expect("reads");
            if quiet && doubts.is_empty() {
                return Ok(());
            }
        }
        Err(Failure::of("P2", "it never comes to rest"))
    }

    /// Runs once, and once more with all that the person agrees to. Was there nothing to do?
    fn settles_one(&mut self, staff: usize) -> Result<bool, Failure> {
        let Some(outcome) = self.run(staff, "sync")? else {
            return Err(Failure::of("P15", "a run gives up though nothing goes wrong"));
        };
        if matches!(outcome.state, RunState::Pending | RunState::Suspended) {
            self.confirm(staff, 0)?;
            return Ok(false);
        }
        let questions = self.world.runtime.block_on(self.world.practice().open_questions(&staff_id(staff)));
        Ok(outcome.report.is_empty() && questions.is_ok_and(|questions| questions.is_empty()))
    }

    /// The last run of all, which finds nothing to do, by as few requests as there can be (P2).
    pub(super) fn last_run(&self, staff: usize) -> Result<Outcome, Failure> {
        drop((self.server.wire.requests(), self.server.wire.written()));
        let order = Order::new(staff_id(staff), RecordKind::Contact, "sync");
        let done = drive(&self.world.firm.clock, self.server.engine.synchronize(&order));
        let Some(Ok(outcome)) = done else { return Err(Failure::of("P2", format!("the last run ends: {done:?}"))) };
        let (requests, written) = (self.server.wire.requests(), self.server.wire.written());
        if !outcome.report.is_empty() || outcome.state != RunState::Done || !written.is_empty() {
            return Err(Failure::of("P2", format!("the last run of {} does: {outcome:?}", mailbox_of(staff))));
        }
        if requests != 1 && outcome.report.held.is_empty() {
            return Err(Failure::of("P2", format!("a run without changes takes {requests} requests")));
        }
        Ok(outcome)
    }
}
