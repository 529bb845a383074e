//! A run that is looked at: what it would do, how far it is, what it did.

use std::collections::{BTreeMap, BTreeSet};

use api::{ChangeGroup, ConfirmRun, PendingChange, ProblemKind, RunDetail, RunState, WholeKind};
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
    /// What was chosen of kinds, where it is not the usual (C11, C4).
    pub choices: BTreeMap<KindOf, Choice>,
    /// What is planned is no longer what was shown (P9).
    pub moved: bool,
}

/// A kind of changes; whether it is of the list apart.
pub type KindOf = (What, bool);

/// What was chosen of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its changes are done.
    pub take: bool,
    /// All but these, by their positions.
    pub but: BTreeSet<u32>,
}

impl Choice {
    /// What holds while nothing was chosen: all are done, and of the list apart none is (C4).
    const fn usual((_, apart): KindOf) -> Self {
        Self { take: !apart, but: BTreeSet::new() }
    }
}

/// How many of a kind are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// All of them.
    All,
    /// Some of them.
    Some,
    /// None of them.
    None,
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
    /// A change was left out or taken in, or is not after all.
    Flip {
        /// Its kind.
        kind: KindOf,
        /// Its position.
        position: u32,
    },
    /// A kind was taken in whole, or left out where it was.
    FlipKind(KindOf),
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
        Self { id, detail: None, open: Vec::new(), choices: BTreeMap::new(), moved: false }
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
        self.known().into_iter().flat_map(|detail| &detail.groups).map(|group| self.taken_of(group)).sum()
    }

    fn taken_of(&self, group: &ChangeGroup) -> usize {
        let choice = self.choice((group.what, group.apart));
        let all = if choice.take { group.count as usize } else { 0 };
        all.abs_diff(choice.but.len())
    }

    fn choice(&self, kind: KindOf) -> Choice {
        self.choices.get(&kind).cloned().unwrap_or_else(|| Choice::usual(kind))
    }

    /// Would that change be done if the run were accepted now?
    pub fn takes(&self, kind: KindOf, position: u32) -> bool {
        let choice = self.choice(kind);
        choice.take != choice.but.contains(&position)
    }

    /// How many of a kind would be done if the run were accepted now?
    pub fn taken(&self, group: &ChangeGroup) -> Taken {
        match self.taken_of(group) {
            0 => Taken::None,
            all if all == group.count as usize => Taken::All,
            _ => Taken::Some,
        }
    }

    fn flip(&mut self, kind: KindOf, position: u32) {
        let choice = self.choices.entry(kind).or_insert_with(|| Choice::usual(kind));
        if !choice.but.remove(&position) {
            choice.but.insert(position);
        }
    }

    /// All of them, unless all are: then none.
    fn flip_kind(&mut self, kind: KindOf) {
        let groups = self.known().into_iter().flat_map(|detail| &detail.groups);
        let all = groups.into_iter().any(|it| (it.what, it.apart) == kind && self.taken(it) == Taken::All);
        self.choices.insert(kind, Choice { take: !all, but: BTreeSet::new() });
    }

    /// What is accepted now.
    fn confirm(&self, hash: String) -> ConfirmRun {
        let but = |take| {
            let chosen = self.choices.values().filter(move |choice| choice.take == take);
            chosen.flat_map(|choice| choice.but.iter().copied()).collect()
        };
        let whole = |(&kind, choice): (&KindOf, &Choice)| {
            let (what, apart) = kind;
            (choice.take != Choice::usual(kind).take).then_some(WholeKind { what, apart, take: choice.take })
        };
        let kinds = self.choices.iter().filter_map(whole).collect();
        ConfirmRun { hash, leave_out: but(true), take_in: but(false), kinds }
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
            self.choices.clear();
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

impl Model {
    pub(super) fn on_run(&mut self, event: RunEvent) -> Vec<Effect> {
        let Some(run) = &mut self.windows.run else { return Vec::new() };
        let id = run.id.clone();
        match event {
            RunEvent::Toggle { what, apart } => run.toggle(what, apart),
            RunEvent::Page(part) => run.turn(part),
            RunEvent::Flip { kind, position } => {
                run.flip(kind, position);
                Vec::new()
            }
            RunEvent::FlipKind(kind) => {
                run.flip_kind(kind);
                Vec::new()
            }
            RunEvent::Accept => {
                let Some(hash) = run.known().map(|detail| detail.hash.clone()) else { return Vec::new() };
                let confirm = run.confirm(hash);
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
            // One that has just begun is written down once it is planned; its end is told.
            Err(failure) if failure.kind() == Some(ProblemKind::NotFound) && run.detail.is_none() => Vec::new(),
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
