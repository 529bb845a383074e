//! A run that is looked at: what it would do, how far it is, what it did.

use std::collections::BTreeSet;

use api::{ChangeGroup, ConfirmRun, PendingChange, ProblemKind, RunDetail, RunState};
use rules::plan::What;

use super::{
    super::{Effect, Failure, Model},
    Ask, Loaded, Part, Verb, outcome_of,
};

/// How many changes are shown at once.
pub const PAGE: u32 = 50;

/// Kinds with no more changes than this are open from the start.
const SHORT: u32 = 20;

/// A run that is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct RunWindow {
    /// The run.
    pub id: String,
    /// All but its changes.
    pub detail: Loaded<Box<RunDetail>>,
    /// The kinds that are open, each with a page of its changes.
    pub open: Vec<Group>,
    /// The positions of the changes that are left out (C11).
    pub left_out: BTreeSet<u32>,
    /// Those of the list apart that are taken in (C4).
    pub taken_in: BTreeSet<u32>,
    /// What is planned is no longer what was shown (P9).
    pub moved: bool,
}

/// A kind of changes that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Which kind, and from which change on.
    pub part: Part,
    /// The changes from there on.
    pub page: Loaded<Vec<PendingChange>>,
}

/// In a run.
#[derive(Clone, Debug)]
pub enum RunEvent {
    /// A kind was opened or closed.
    Toggle {
        /// The kind.
        what: What,
        /// Of the list apart.
        apart: bool,
    },
    /// Another page of a kind.
    Page(Part),
    /// A change was left out, or is not after all.
    Leave(u32),
    /// A change of the list apart was taken in, or is not after all.
    TakeIn(u32),
    /// *Accept* was pressed.
    Accept,
    /// *Cancel* was pressed.
    Cancel,
    /// *Stop* was pressed.
    Stop,
}

impl RunWindow {
    /// Of which nothing is known yet.
    pub fn new(id: String) -> Self {
        let (left_out, taken_in) = (BTreeSet::new(), BTreeSet::new());
        Self { id, detail: None, open: Vec::new(), left_out, taken_in, moved: false }
    }

    /// What is known of it.
    pub fn known(&self) -> Option<&RunDetail> {
        self.detail.as_ref()?.as_ref().ok().map(|detail| &**detail)
    }

    /// Does it wait for the person?
    pub fn waits(&self) -> bool {
        self.known().is_some_and(|detail| matches!(detail.summary.state, RunState::Pending | RunState::Suspended))
    }

    /// Is it under way?
    pub fn is_under_way(&self) -> bool {
        self.known().is_none_or(|detail| matches!(detail.summary.state, RunState::Planning | RunState::Executing))
    }

    /// How many changes would be done if it were accepted now.
    pub fn accepted(&self) -> usize {
        let groups = self.known().into_iter().flat_map(|detail| &detail.groups);
        let all: u32 = groups.filter(|group| !group.apart).map(|group| group.count).sum();
        (all as usize + self.taken_in.len()).saturating_sub(self.left_out.len())
    }

    /// The group of that kind, if it is open.
    pub fn group(&self, what: What, apart: bool) -> Option<&Group> {
        self.open.iter().find(|group| (group.part.what, group.part.apart) == (what, apart))
    }

    fn ask(&self, part: Part) -> Vec<Effect> {
        vec![Effect::Ask(Ask::Run { id: self.id.clone(), part: Some(part) })]
    }

    fn toggle(&mut self, what: What, apart: bool) -> Vec<Effect> {
        if self.group(what, apart).is_some() {
            self.open.retain(|group| (group.part.what, group.part.apart) != (what, apart));
            return Vec::new();
        }
        let part = Part { what, apart, from: 0 };
        self.open.push(Group { part, page: None });
        self.ask(part)
    }

    fn turn(&mut self, part: Part) -> Vec<Effect> {
        let group = self.open.iter_mut().find(|group| (group.part.what, group.part.apart) == (part.what, part.apart));
        if let Some(group) = group {
            group.part = part;
        }
        self.ask(part)
    }

    /// Takes what the server said. What is planned otherwise than before is shown anew.
    fn take(&mut self, detail: Box<RunDetail>) -> Vec<Effect> {
        let before = self.known().map(|known| (known.hash.clone(), known.groups.clone()));
        let anew = before.as_ref().is_none_or(|(hash, _)| *hash != detail.hash);
        if anew {
            self.moved = before.is_some_and(|(hash, _)| !hash.is_empty()) && !self.open.is_empty();
            self.left_out.clear();
            self.taken_in.clear();
            self.open.clear();
        } else if before.is_some_and(|(_, groups)| groups == detail.groups) {
            self.detail = Some(Ok(detail));
            return Vec::new();
        }
        let mut effects = Vec::new();
        let short = |(at, group): &(usize, &ChangeGroup)| *at == 0 || group.count <= SHORT;
        for (_, group) in detail.groups.iter().enumerate().filter(short).filter(|_| anew) {
            effects.extend(self.toggle(group.what, group.apart));
        }
        if !anew {
            // What became of each is told with its page.
            effects.extend(self.open.iter().flat_map(|group| self.ask(group.part)));
        }
        self.detail = Some(Ok(detail));
        effects
    }
}

/// Puts a position in, or takes it out.
fn flip(positions: &mut BTreeSet<u32>, position: u32) {
    if !positions.remove(&position) {
        positions.insert(position);
    }
}

impl Model {
    pub(super) fn on_run(&mut self, event: RunEvent) -> Vec<Effect> {
        let Some(run) = &mut self.windows.run else { return Vec::new() };
        let id = run.id.clone();
        match event {
            RunEvent::Toggle { what, apart } => run.toggle(what, apart),
            RunEvent::Page(part) => run.turn(part),
            RunEvent::Leave(position) => {
                flip(&mut run.left_out, position);
                Vec::new()
            }
            RunEvent::TakeIn(position) => {
                flip(&mut run.taken_in, position);
                Vec::new()
            }
            RunEvent::Accept => {
                let Some(hash) = run.known().map(|detail| detail.hash.clone()) else { return Vec::new() };
                let (leave_out, take_in) = (&run.left_out, &run.taken_in);
                let confirm = ConfirmRun {
                    hash,
                    leave_out: leave_out.iter().copied().collect(),
                    take_in: take_in.iter().copied().collect(),
                };
                self.write(Ask::Confirm { id, confirm })
            }
            RunEvent::Cancel => self.write(Ask::Act { id, verb: Verb::Cancel }),
            RunEvent::Stop => self.write(Ask::Act { id, verb: Verb::Stop }),
        }
    }

    pub(super) fn on_run_told(
        &mut self,
        id: &str,
        part: Option<Part>,
        result: Result<Box<RunDetail>, Failure>,
    ) -> Vec<Effect> {
        let Some(run) = self.windows.run.as_mut().filter(|run| run.id == id) else { return Vec::new() };
        if let Some(part) = part {
            // A page that was turned meanwhile shows another.
            if let Some(group) = run.open.iter_mut().find(|group| group.part == part) {
                group.page = Some(result.map(|detail| detail.changes));
            }
            return Vec::new();
        }
        match result {
            Ok(detail) => {
                let went_on = run.known().is_some() && run.is_under_way();
                let effects = run.take(detail);
                let summary = run.known().filter(|_| !run.is_under_way() && !run.waits()).map(|it| it.summary.clone());
                if let Some(summary) = summary.filter(|_| went_on) {
                    let (text, failed) = (outcome_of(&summary, self.words), summary.failed > 0);
                    self.say(text, failed || summary.state == RunState::Failed);
                }
                effects
            }
            // What is shown already stays.
            Err(failure) if failure.kind() != Some(ProblemKind::NotFound) && run.known().is_some() => {
                self.wrong(&failure)
            }
            Err(failure) => {
                run.detail = Some(Err(failure.clone()));
                if failure.is_sign_in() { self.sign_in_anew(&failure) } else { Vec::new() }
            }
        }
    }
}
