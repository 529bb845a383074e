//! The queue of a person's edits: the one way by which edits are sent.
//!
//! An edit is kept first and sent then, so that nothing is lost whenever the window closes. What is kept is the
//! browser's, shared by all windows of that person; one of them has the turn to send. Edits go out one after the
//! other, each until it is answered, under its own idempotency key: whoever sends it again, it lands once.

use api::{Change, ItemState, ItemStatus};

use super::{Answer, Effect, Failure, Kept, Refused};

/// The most edits that are kept.
pub const MOST: usize = 100;

/// The most that they may hold together, in bytes: browsers give a site five million characters.
pub const ROOM: usize = 2_000_000;

/// The server keeps its answers for 30 days. An edit that may have arrived before that is not sent again by itself.
const ANSWERS_KEPT: i64 = 28 * 24 * 60 * 60 * 1000;

/// Is the server heard?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Reach {
    #[default]
    Here,
    Away,
}

/// Which of the windows sends?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Turn {
    #[default]
    Theirs,
    Asked,
    Ours,
}

/// What became of an edit that was sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Settled {
    /// It was done.
    Landed(Box<Kept>),
    /// It was refused, and is kept until the person decides.
    Refused(Box<Kept>),
    /// Nobody knows: it is kept, and sent again when the server is back.
    Waits(Box<Kept>),
    /// Another window had its answer before.
    Elsewhere,
}

/// There is no room for another edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

/// A person's edits.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// What this window's keys begin with: 128 random bits.
    seed: String,
    drawn: u64,
    person: Option<String>,
    /// It is not sure that the sign-in in use is that person's: nothing is sent.
    unsure: bool,
    /// Whose the browser does not keep, while nobody is signed in.
    parked: Option<(String, Vec<Kept>)>,
    /// In the order in which they were made.
    edits: Vec<Kept>,
    reach: Reach,
    turn: Turn,
    /// The key of the edit under way.
    sending: Option<String>,
    /// The server is being looked for.
    probing: bool,
    /// How often it was not there.
    tries: u32,
    /// The time, in milliseconds since 1970.
    pub now: i64,
}

impl Queue {
    /// An empty one that draws its keys from these 128 random bits.
    pub fn new(seed: String) -> Self {
        Self { seed, ..Self::default() }
    }

    /// Whose they are.
    pub fn person(&self) -> Option<&str> {
        self.person.as_deref()
    }

    /// All of them, in their order.
    pub fn edits(&self) -> &[Kept] {
        &self.edits
    }

    /// Is the server away, as far as anybody knows?
    pub fn is_away(&self) -> bool {
        self.reach == Reach::Away
    }

    /// The edit under way.
    pub fn under_way(&self) -> Option<&Kept> {
        self.edits.iter().find(|kept| self.sending.as_ref() == Some(&kept.key))
    }

    /// The first of those about that thing which are not done yet.
    pub fn about(&self, about: &str) -> Option<&Kept> {
        self.edits.iter().find(|kept| kept.about == about && !about.is_empty())
    }

    /// Is an edit of that thing about to be answered, so that another has to wait for what it says?
    pub fn is_busy(&self, about: &str) -> bool {
        self.can_send() && self.edits.iter().any(|kept| kept.about == about && self.is_ready(kept))
    }

    /// How many wait for the person to decide.
    pub fn refused(&self) -> usize {
        self.edits.iter().filter(|kept| kept.refused.is_some()).count()
    }

    /// Would one be lost if the window closed now?
    pub fn holds_unstored(&self) -> bool {
        self.edits.iter().any(|kept| !kept.stored)
    }

    /// That person is signed in: what the browser keeps for them is theirs to send.
    pub fn open(&mut self, person: &str) -> Vec<Effect> {
        if self.person.as_deref() == Some(person) {
            return self.resume();
        }
        self.unsure = false;
        let mut effects = self.close();
        self.person = Some(person.to_owned());
        self.edits = self.parked.take_if(|(whose, _)| whose == person).map(|(_, edits)| edits).unwrap_or_default();
        effects.push(Effect::LoadKept(person.to_owned()));
        effects
    }

    /// Somebody is signing in: nothing is sent until it is known who it is.
    pub fn pause(&mut self) -> Vec<Effect> {
        self.unsure = true;
        self.go()
    }

    /// Does everything wait until it is known who is signed in?
    pub fn is_paused(&self) -> bool {
        self.unsure
    }

    /// It is who it was.
    pub fn resume(&mut self) -> Vec<Effect> {
        self.unsure = false;
        self.back()
    }

    /// Nobody is signed in: nothing is sent any more.
    pub fn close(&mut self) -> Vec<Effect> {
        let Some(person) = self.person.take() else { return Vec::new() };
        let mut edits = std::mem::take(&mut self.edits);
        edits.retain(|kept| !kept.stored);
        if !edits.is_empty() {
            self.parked = Some((person.clone(), edits));
        }
        let ours = std::mem::take(&mut self.turn) == Turn::Ours;
        (self.reach, self.sending, self.probing) = (Reach::Here, None, false);
        if ours { vec![Effect::EndTurn(person)] } else { Vec::new() }
    }

    /// A key and a time for a new edit: later than any before, whatever the clock says.
    pub fn draw(&mut self) -> (String, i64) {
        self.drawn += 1;
        let times = |kept: &Kept| kept.refused.as_ref().map_or(kept.at, |refused| refused.at.max(kept.at));
        let last = self.edits.iter().map(times).max().unwrap_or(i64::MIN);
        (format!("{}-{}", self.seed, self.drawn), self.now.max(last.saturating_add(1)))
    }

    /// Keeps an edit. One of the same kind about the same thing that was never sent, or that was refused, gives way to
    /// it; one that is the same and may have arrived already makes it needless.
    pub fn add(&mut self, kept: Kept) -> Result<Vec<Effect>, Full> {
        let Some(person) = self.person.clone() else { return Ok(Vec::new()) };
        let last = self.edits.iter().rev().find(|other| other.about == kept.about);
        if last.is_some_and(|last| last.refused.is_none() && last.kind == kept.kind && last.body == kept.body) {
            return Ok(self.go());
        }
        let last = last.filter(|last| last.refused.is_none() && !last.tried).map(|last| last.key.clone());
        let gives_way =
            |other: &Kept| other.gives_way_to(&kept) && (other.refused.is_some() || last.as_ref() == Some(&other.key));
        let (gone, stay): (Vec<Kept>, Vec<Kept>) = self.edits.iter().cloned().partition(gives_way);
        let used: usize = stay.iter().map(|other| other.body.len()).sum();
        if stay.len() >= MOST || used + kept.body.len() > ROOM {
            return Err(Full);
        }
        self.edits = stay;
        self.edits.push(kept.clone());
        let replaces = gone.into_iter().map(|gone| gone.key).collect();
        let mut effects = vec![Effect::Store { person, kept: Box::new(kept), replaces }];
        effects.extend(self.go());
        Ok(effects)
    }

    /// The browser did not keep it. While the server is away it cannot be promised, so it is taken back: then there is
    /// something to be done.
    pub fn not_stored(&mut self, key: &str) -> Vec<Effect> {
        let away = self.is_away();
        let Some(kept) = self.edits.iter_mut().find(|kept| kept.key == key) else { return Vec::new() };
        kept.stored = false;
        if !away || kept.tried {
            return Vec::new();
        }
        self.edits.retain(|kept| kept.key != key);
        // What it was to replace is still there.
        self.reload()
    }

    /// What the browser keeps for that person now: another window may have added or finished some. `true` where one of
    /// ours is gone.
    pub fn load(&mut self, person: &str, stored: Vec<Kept>) -> (bool, Vec<Effect>) {
        if self.person.as_deref() != Some(person) {
            return (false, Vec::new());
        }
        let mut before = std::mem::take(&mut self.edits);
        self.edits = stored;
        for kept in &mut self.edits {
            if let Some(at) = before.iter().position(|other| other.key == kept.key) {
                kept.sent = before.swap_remove(at).sent;
            }
        }
        let (gone, own): (Vec<Kept>, Vec<Kept>) = before.into_iter().partition(|kept| kept.stored);
        self.edits.extend(own);
        self.edits.sort_by(|a, b| (a.at, &a.key).cmp(&(b.at, &b.key)));
        if self.under_way().is_none() {
            self.sending = None;
        }
        (!gone.is_empty(), self.go())
    }

    /// Another window changed what the browser keeps.
    pub fn reload(&self) -> Vec<Effect> {
        self.person.clone().map(Effect::LoadKept).into_iter().collect()
    }

    /// This window has the turn. What the browser keeps may have changed while it waited for it.
    pub fn turn(&mut self, person: &str) -> Vec<Effect> {
        if self.person.as_deref() != Some(person) || self.turn != Turn::Asked {
            return vec![Effect::EndTurn(person.to_owned())];
        }
        self.turn = Turn::Ours;
        self.reload()
    }

    /// The server was heard.
    pub fn back(&mut self) -> Vec<Effect> {
        (self.reach, self.probing) = (Reach::Here, false);
        self.go()
    }

    /// The server was not heard.
    pub fn away(&mut self) -> Vec<Effect> {
        self.reach = Reach::Away;
        self.go()
    }

    /// It was looked for, and is not there.
    pub fn still_away(&mut self) -> Vec<Effect> {
        self.probing = false;
        self.tries = self.tries.saturating_add(1);
        self.away()
    }

    /// Looks for the server, unless that is under way.
    pub fn probe(&mut self) -> Vec<Effect> {
        let asks = !self.probing;
        self.probing = true;
        if asks { vec![Effect::Probe(self.tries)] } else { Vec::new() }
    }

    /// An edit was answered; `sentence` says what failed.
    pub fn answered(
        &mut self,
        person: &str,
        key: &str,
        result: &Result<Answer, Failure>,
        sentence: impl FnOnce(&Failure) -> String,
    ) -> (Settled, Vec<Effect>) {
        let ours = self.person.as_deref() == Some(person);
        if ours && self.sending.as_deref() == Some(key) {
            self.sending = None;
        }
        self.tries = if result.as_ref().is_err_and(Failure::passes) { self.tries.saturating_add(1) } else { 0 };
        let at = self.edits.iter().position(|kept| ours && kept.key == key);
        let forget = || Effect::Forget { person: person.to_owned(), key: key.to_owned() };
        match (result, at) {
            (Ok(_), at) => {
                let kept = at.map(|at| Settled::Landed(Box::new(self.edits.remove(at))));
                let mut effects = vec![forget()];
                effects.extend(self.go());
                (kept.unwrap_or(Settled::Elsewhere), effects)
            }
            (Err(_), None) => (Settled::Elsewhere, self.go()),
            (Err(failure), Some(at)) if failure.is_sign_in() => {
                (Settled::Waits(Box::new(self.edits[at].clone())), self.pause())
            }
            (Err(failure), Some(at)) if failure.passes() => {
                (Settled::Waits(Box::new(self.edits[at].clone())), self.away())
            }
            (Err(failure), Some(at)) => {
                // After all that were made by now.
                let last = self.edits.iter().map(|kept| kept.at).max().unwrap_or_default().max(self.now);
                let kept = &mut self.edits[at];
                let refused = Refused::of(failure, sentence(failure), kept, last);
                kept.refused = Some(refused);
                let kept = Box::new(kept.clone());
                let mut effects =
                    vec![Effect::Store { person: person.to_owned(), kept: kept.clone(), replaces: Vec::new() }];
                effects.extend(self.go());
                (Settled::Refused(kept), effects)
            }
        }
    }

    /// The person gives an edit up, unless it is under way.
    pub fn drop_edit(&mut self, key: &str) -> Vec<Effect> {
        let Some(person) = self.person.clone().filter(|_| self.sending.as_deref() != Some(key)) else {
            return Vec::new();
        };
        self.edits.retain(|kept| kept.key != key);
        let mut effects = vec![Effect::Forget { person, key: key.to_owned() }];
        effects.extend(self.go());
        effects
    }

    /// The person wants a refused edit sent again, as it is and under its own key.
    pub fn again(&mut self, key: &str) -> Vec<Effect> {
        let Some(person) = self.person.clone() else { return Vec::new() };
        let found = self.edits.iter_mut().find(|kept| kept.key == key);
        let Some(kept) = found.filter(|kept| kept.refused.as_ref().is_some_and(|refused| refused.again)) else {
            return Vec::new();
        };
        kept.refused = None;
        let mut effects = vec![Effect::Store { person, kept: Box::new(kept.clone()), replaces: Vec::new() }];
        effects.extend(self.go());
        effects
    }

    const fn can_send(&self) -> bool {
        matches!(self.reach, Reach::Here) && !self.unsure
    }

    /// What is to be done next, if anything.
    fn go(&mut self) -> Vec<Effect> {
        let Some(person) = self.person.clone().filter(|_| self.sending.is_none()) else { return Vec::new() };
        let ready = self.edits.iter().any(|kept| self.is_ready(kept));
        match self.turn {
            Turn::Theirs if ready && self.can_send() => {
                self.turn = Turn::Asked;
                vec![Effect::TakeTurn(person)]
            }
            Turn::Ours if ready && self.can_send() => self.send_next(&person),
            turn => {
                let mut effects = Vec::new();
                if turn == Turn::Ours {
                    self.turn = Turn::Theirs;
                    effects.push(Effect::EndTurn(person));
                }
                if ready && self.is_away() && !self.unsure {
                    effects.extend(self.probe());
                }
                effects
            }
        }
    }

    fn send_next(&mut self, person: &str) -> Vec<Effect> {
        let Some(at) = self.edits.iter().position(|kept| self.is_ready(kept)) else { return Vec::new() };
        let kept = &mut self.edits[at];
        self.sending = Some(kept.key.clone());
        let mut effects = Vec::new();
        // Said before it goes out: a window that is closed meanwhile tells nobody.
        if !std::mem::replace(&mut kept.tried, true) && kept.stored {
            let (person, kept) = (person.to_owned(), Box::new(kept.clone()));
            effects.push(Effect::Store { person, kept, replaces: Vec::new() });
        }
        effects.push(Effect::Send { person: person.to_owned(), kept: Box::new(kept.clone()) });
        effects
    }

    fn is_ready(&self, kept: &Kept) -> bool {
        kept.refused.is_none() && !self.is_held(kept) && !self.is_old(kept)
    }

    /// Edits of the same thing keep their order: one that was made before an earlier one was refused waits until the
    /// person has decided about that.
    pub fn is_held(&self, kept: &Kept) -> bool {
        let holds = |other: &Kept| {
            other.at < kept.at
                && other.about == kept.about
                && other.refused.as_ref().is_some_and(|refused| refused.at >= kept.at)
        };
        self.edits.iter().any(holds)
    }

    /// It may have arrived, and the server no longer knows.
    fn is_old(&self, kept: &Kept) -> bool {
        kept.tried && self.now.saturating_sub(kept.at) > ANSWERS_KEPT
    }

    /// Is it so old that it is not sent by itself?
    pub fn is_stale(&self, kept: &Kept) -> bool {
        kept.refused.is_none() && self.is_old(kept)
    }
}

impl Refused {
    fn of(failure: &Failure, reason: String, kept: &Kept, at: i64) -> Self {
        let moved = failure.kind() == Some(api::ProblemKind::Moved);
        let reused = failure.kind() == Some(api::ProblemKind::KeyReused);
        let now_is = match failure {
            Failure::Problem(problem) => problem.now.as_deref().map(|now| values(now, kept)).unwrap_or_default(),
            _ => Vec::new(),
        };
        Self { at, moved, again: !moved && !reused, reason, now: now_is }
    }
}

/// What the record holds in the fields that the item showed.
fn values(now: &ItemStatus, kept: &Kept) -> Vec<Change> {
    let ItemState::Linked(linked) = &now.state else { return Vec::new() };
    let record = &linked.known.record;
    kept.shown.iter().map(|shown| Change { field: shown.field, value: record.get(shown.field).cloned() }).collect()
}
