//! The queue against a server, a browser and several windows that come, go and are killed.

use std::collections::{BTreeMap, VecDeque};

use api::{AddContact, ContactKind, ProblemKind, Restore, Restored, SyncItem, UnlinkItem};
use proptest::prelude::*;
use rules::outlook::item::Mode;

use super::support::item;
use crate::model::{Answer, Edit, Effect, Failure, Kept, Kind, MOST, Queue, ROOM, Settled};

const DAY: i64 = 24 * 60 * 60 * 1000;

fn restore(queue: &mut Queue, about: &str, what: &str) -> Kept {
    let (key, at) = queue.draw();
    let kept = Kept::new(Edit::Restore(Restore { entries: vec![what.to_owned()] }), key, at);
    Kept { about: about.to_owned(), ..kept }
}

fn sync(queue: &mut Queue, subject: &str) -> Kept {
    let (key, at) = queue.draw();
    let mut item = item(Mode::Read);
    item.subject = Some(subject.to_owned());
    Kept::new(Edit::Sync(SyncItem { item, shown: None, answers: [].into() }), key, at)
}

#[allow(clippy::unnecessary_wraps, reason = "an answer is a result, and `problem` is the other kind")]
fn done() -> Result<Answer, Failure> {
    Ok(Answer::Restored(Restored { record: "r".to_owned(), version: 1, fields: Vec::new() }))
}

fn problem(kind: ProblemKind) -> Result<Answer, Failure> {
    let name = serde_json::to_value(kind).expect("a name");
    let problem = serde_json::json!({
        "type": format!("urn:concordat:problem:{}", name.as_str().expect("a text")),
        "title": "", "status": 409, "detail": "",
    });
    Err(Failure::Problem(Box::new(serde_json::from_value(problem).expect("a problem"))))
}

fn sentence(failure: &Failure) -> String {
    failure.to_string()
}

/// Ada's, with nothing kept so far.
fn open() -> Queue {
    let mut queue = Queue::new("seed".to_owned());
    queue.now = 100 * DAY;
    queue.open("ada");
    queue.load("ada", Vec::new());
    queue
}

/// Gives the turn; the browser keeps these then.
fn turn_with(queue: &mut Queue, kept: Vec<Kept>) -> Vec<Effect> {
    assert!(matches!(&queue.turn("ada")[..], [Effect::LoadKept(_)]));
    queue.load("ada", kept).1
}

/// Gives the turn, nothing having changed.
fn take_turn(queue: &mut Queue) -> Vec<Effect> {
    let kept = queue.edits().to_vec();
    turn_with(queue, kept)
}

fn sent(effects: &[Effect]) -> Option<&Kept> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send { kept, .. } => Some(&**kept),
        _ => None,
    })
}

#[test]
fn p7_an_edit_is_kept_before_it_is_sent_and_forgotten_once_it_is_answered() {
    let mut queue = open();
    let kept = restore(&mut queue, "a", "1");
    let effects = queue.add(kept.clone()).expect("room");
    let [Effect::Store { kept: stored, .. }, Effect::TakeTurn(person)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((&**stored, person.as_str()), (&kept, "ada"));
    let effects = take_turn(&mut queue);
    let [Effect::Store { kept: tried, .. }, Effect::Send { kept: sent, .. }] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert!(tried.tried && tried == sent, "that it may have arrived is kept before it goes out");
    let (settled, effects) = queue.answered("ada", &kept.key, &done(), sentence);
    assert!(matches!(settled, Settled::Landed(_)));
    assert!(matches!(&effects[..], [Effect::Forget { key, .. }, Effect::EndTurn(_)] if *key == kept.key));
    assert!(queue.edits().is_empty());
}

#[test]
fn p7_while_the_server_is_away_nothing_is_sent_and_it_is_looked_for() {
    let mut queue = open();
    queue.away();
    let kept = restore(&mut queue, "a", "1");
    let effects = queue.add(kept).expect("room");
    assert!(matches!(&effects[..], [Effect::Store { .. }, Effect::Probe(0)]), "{effects:?}");
    assert!(matches!(&queue.still_away()[..], [Effect::Probe(1)]));
    assert!(matches!(&queue.back()[..], [Effect::TakeTurn(_)]));
    assert!(!queue.edits()[0].tried);
}

#[test]
fn a_later_sync_of_an_item_takes_the_place_of_one_that_was_never_sent() {
    let mut queue = open();
    queue.away();
    let first = sync(&mut queue, "one");
    queue.add(first.clone()).expect("room");
    let second = sync(&mut queue, "two");
    let effects = queue.add(second.clone()).expect("room");
    assert!(matches!(&effects[0], Effect::Store { replaces, .. } if *replaces == [first.key.clone()]));
    assert_eq!(queue.edits(), std::slice::from_ref(&second));
    // One that may have arrived stays, and goes first.
    queue.back();
    take_turn(&mut queue);
    queue.answered("ada", &second.key, &Err(Failure::Away), sentence);
    let third = sync(&mut queue, "three");
    queue.add(third).expect("room");
    let titles: Vec<&str> = queue.edits().iter().map(|kept| kept.title.as_str()).collect();
    assert_eq!(titles, ["two", "three"]);
}

#[test]
fn two_presses_keep_one_edit_and_unlinking_after_linking_again_is_another() {
    let mut queue = open();
    queue.away();
    for (edit, expected) in
        [(Edit::Unlink as fn(_) -> _, 1), (Edit::Unlink, 1), (Edit::Rejoin, 2), (Edit::Unlink, 3), (Edit::Unlink, 3)]
    {
        let (key, at) = queue.draw();
        queue.add(Kept::new(edit(UnlinkItem { item: item(Mode::Read) }), key, at)).expect("room");
        assert_eq!(queue.edits().len(), expected);
    }
    let kinds: Vec<Kind> = queue.edits().iter().map(|kept| kept.kind).collect();
    assert_eq!(kinds, [Kind::Unlink, Kind::Rejoin, Kind::Unlink]);
}

#[test]
fn p9_a_refused_edit_is_kept_and_holds_only_what_was_made_after_it_on_the_same_item() {
    let mut queue = open();
    queue.away();
    let made: Vec<Kept> = [("a", "1"), ("a", "2"), ("b", "3")]
        .map(|(about, what)| {
            let kept = restore(&mut queue, about, what);
            queue.add(kept.clone()).expect("room");
            kept
        })
        .into();
    queue.back();
    assert_eq!(sent(&take_turn(&mut queue)).map(|kept| &kept.key), Some(&made[0].key));
    let (settled, effects) = queue.answered("ada", &made[0].key, &problem(ProblemKind::Moved), sentence);
    assert!(matches!(settled, Settled::Refused(kept) if kept.refused.as_ref().is_some_and(|it| it.moved && !it.again)));
    assert_eq!(sent(&effects).map(|kept| &kept.key), Some(&made[2].key), "the other item's goes on");
    assert!(queue.is_held(&queue.edits()[1].clone()));
    let (_, effects) = queue.answered("ada", &made[2].key, &done(), sentence);
    assert!(sent(&effects).is_none(), "{effects:?}");
    let later = restore(&mut queue, "a", "4");
    queue.add(later.clone()).expect("room");
    assert_eq!(sent(&take_turn(&mut queue)).map(|kept| &kept.key), Some(&later.key), "made knowing of the refusal");
    queue.answered("ada", &later.key, &done(), sentence);
    queue.drop_edit(&made[0].key);
    assert_eq!(sent(&take_turn(&mut queue)).map(|kept| &kept.key), Some(&made[1].key));
}

#[test]
fn an_edit_that_was_refused_can_be_tried_again_under_its_own_key_where_that_may_help() {
    for (kind, again) in [
        (ProblemKind::Forbidden, true),
        (ProblemKind::Invalid, true),
        (ProblemKind::NotFound, true),
        (ProblemKind::KeyReused, false),
        (ProblemKind::Moved, false),
    ] {
        let mut queue = open();
        let kept = restore(&mut queue, "a", "1");
        queue.add(kept.clone()).expect("room");
        take_turn(&mut queue);
        queue.answered("ada", &kept.key, &problem(kind), sentence);
        assert_eq!(queue.again(&kept.key).is_empty(), !again, "{kind:?}");
        let effects = if again { take_turn(&mut queue) } else { Vec::new() };
        assert_eq!(sent(&effects).map(|sent| &sent.key), again.then_some(&kept.key), "{kind:?}");
    }
}

#[test]
fn what_waits_for_the_server_or_for_signing_in_is_not_refused() {
    for (result, paused) in [
        (Err(Failure::Away), false),
        (Err(Failure::Unreadable(503)), false),
        (problem(ProblemKind::Unavailable), false),
        (problem(ProblemKind::TooMany), false),
        (problem(ProblemKind::NotSignedIn), true),
    ] {
        let mut queue = open();
        let kept = restore(&mut queue, "a", "1");
        queue.add(kept.clone()).expect("room");
        take_turn(&mut queue);
        let (settled, effects) = queue.answered("ada", &kept.key, &result, sentence);
        assert!(matches!(settled, Settled::Waits(_)), "{result:?}");
        assert!(matches!(effects[0], Effect::EndTurn(_)), "another window may send: {effects:?}");
        assert_eq!((queue.is_paused(), queue.refused()), (paused, 0), "{result:?}");
        assert!(matches!(&queue.resume()[..], [Effect::TakeTurn(_)]));
    }
}

#[test]
fn nothing_of_one_person_is_sent_for_another() {
    let mut queue = open();
    let kept = restore(&mut queue, "a", "1");
    queue.add(kept.clone()).expect("room");
    let effects = queue.open("ben");
    assert!(matches!(&effects[..], [Effect::LoadKept(person)] if person == "ben"), "{effects:?}");
    assert!(queue.edits().is_empty());
    let effects = queue.turn("ada");
    assert!(matches!(&effects[..], [Effect::EndTurn(person)] if person == "ada"), "the turn comes too late");
    assert!(queue.load("ada", vec![kept.clone()]).1.is_empty() && queue.edits().is_empty());
    // Hers was under way when he came: its answer is still hers.
    let (settled, effects) = queue.answered("ada", &kept.key, &done(), sentence);
    assert_eq!(settled, Settled::Elsewhere);
    assert!(matches!(&effects[..], [Effect::Forget { person, .. }] if person == "ada"), "{effects:?}");
    // While it is not known who is signed in, nothing is sent at all.
    queue.pause();
    let kept = restore(&mut queue, "a", "2");
    assert!(matches!(&queue.add(kept).expect("room")[..], [Effect::Store { .. }]));
    assert!(matches!(&queue.open("ben")[..], [Effect::TakeTurn(_)]));
}

#[test]
fn what_the_browser_does_not_keep_is_sent_at_once_or_taken_back() {
    let mut queue = open();
    let here = restore(&mut queue, "a", "1");
    queue.add(here.clone()).expect("room");
    assert!(queue.not_stored(&here.key).is_empty() && queue.holds_unstored());
    let effects = turn_with(&mut queue, Vec::new());
    assert!(matches!(&effects[..], [Effect::Send { .. }]), "{effects:?}");
    queue.answered("ada", &here.key, &Err(Failure::Away), sentence);
    assert_eq!(queue.edits().len(), 1, "it may have arrived: it stays as long as the window does");
    queue.close();
    queue.open("ada");
    assert_eq!(queue.edits().len(), 1, "signed in again it is still there");

    let mut queue = open();
    queue.away();
    let away = restore(&mut queue, "a", "1");
    queue.add(away.clone()).expect("room");
    assert!(matches!(&queue.not_stored(&away.key)[..], [Effect::LoadKept(_)]));
    assert!(queue.edits().is_empty());
}

#[test]
fn there_is_room_for_so_many_and_no_more() {
    let mut queue = open();
    queue.away();
    for at in 0..MOST {
        let kept = restore(&mut queue, "a", &at.to_string());
        queue.add(kept).expect("room");
    }
    let kept = restore(&mut queue, "a", "more");
    assert!(queue.add(kept).is_err());
    assert_eq!(queue.edits().len(), MOST);
    let mut queue = open();
    let kept = restore(&mut queue, "a", &"x".repeat(ROOM));
    assert!(queue.add(kept).is_err());
}

#[test]
fn what_may_have_arrived_weeks_ago_is_not_sent_again_by_itself() {
    let mut queue = open();
    let (old, new) = (restore(&mut queue, "a", "1"), restore(&mut queue, "a", "2"));
    queue.now += 40 * DAY;
    queue.load("ada", vec![Kept { tried: true, ..old.clone() }, new.clone()]);
    assert!(queue.is_stale(&queue.edits()[0].clone()));
    let effects = take_turn(&mut queue);
    assert_eq!(sent(&effects).map(|kept| &kept.key), Some(&new.key), "one that never went out is");
}

#[test]
fn what_is_kept_reads_back_the_same_to_the_byte() {
    let mut queue = open();
    let (key, at) = queue.draw();
    let contact = AddContact {
        name: "Zoë \u{1f600} \"Q\"".to_owned(),
        address: "zoe@example.net".to_owned(),
        kind: ContactKind::Client,
        clients: Vec::new(),
    };
    let kept = Kept::new(Edit::AddContact(contact), key, at);
    assert_eq!(Kept::from_text(&kept.to_text()).as_ref(), Some(&kept));
    let kept = sync(&mut queue, "one");
    let read = Kept::from_text(&kept.to_text()).expect("read");
    assert_eq!((&read.body, read.sent), (&kept.body, None));
    assert_eq!(Kept::from_text("{\"key\":1}"), None);
}

/// One window: its queue, and what it still has to do.
struct Window {
    queue: Queue,
    todo: VecDeque<Effect>,
}

/// A request on its way: from which window, and whether the server has seen it.
struct Request {
    window: usize,
    kept: Kept,
    answer: Option<Result<(), ()>>,
}

/// A server that keeps its answers by key, a browser that keeps edits, and windows that share it.
#[derive(Default)]
struct World {
    locks: bool,
    clock: i64,
    away: bool,
    windows: Vec<Option<Window>>,
    seeds: u64,
    stored: BTreeMap<String, String>,
    holder: Option<usize>,
    waiting: VecDeque<usize>,
    requests: Vec<Request>,
    /// What landed, by thing, in order.
    landed: BTreeMap<String, Vec<(i64, String)>>,
    answers: BTreeMap<String, Result<(), ()>>,
    made: BTreeMap<String, String>,
    refuses: u32,
}

impl World {
    fn new(locks: bool) -> Self {
        Self { locks, windows: vec![None, None, None], ..Self::default() }
    }

    fn kept(&self) -> Vec<Kept> {
        self.stored.values().map(|text| Kept::from_text(text).expect("readable")).collect()
    }

    fn open(&mut self, at: usize) {
        if self.windows[at].is_none() {
            self.seeds += 1;
            let mut queue = Queue::new(format!("window{}", self.seeds));
            queue.now = self.clock;
            self.windows[at] = Some(Window { queue, todo: VecDeque::new() });
            self.with(at, |queue| queue.open("ada"));
        }
    }

    /// The window is closed: whatever it had to do is not done, and its turn ends.
    fn kill(&mut self, at: usize) {
        self.windows[at] = None;
        self.waiting.retain(|waiting| *waiting != at);
        self.requests.iter_mut().filter(|request| request.window == at).for_each(|request| request.window = usize::MAX);
        self.end_turn(at);
    }

    fn end_turn(&mut self, at: usize) {
        if self.holder == Some(at) {
            self.holder = self.waiting.pop_front();
            if let Some(next) = self.holder {
                self.grant(next);
            }
        }
    }

    fn grant(&mut self, at: usize) {
        self.with(at, |queue| queue.turn("ada"));
    }

    /// Something happens in a window. What it does with the browser's storage is done in the same breath, the rest
    /// when its time comes.
    fn with(&mut self, at: usize, act: impl FnOnce(&mut Queue) -> Vec<Effect>) {
        let clock = self.clock;
        let Some(window) = &mut self.windows[at] else { return };
        window.queue.now = clock;
        for effect in act(&mut window.queue) {
            match effect {
                Effect::LoadKept(_) | Effect::Store { .. } | Effect::Forget { .. } => self.keep(at, effect),
                later => self.windows[at].iter_mut().for_each(|window| window.todo.push_back(later.clone())),
            }
        }
    }

    fn keep(&mut self, at: usize, effect: Effect) {
        match effect {
            Effect::LoadKept(_) => {
                let kept = self.kept();
                self.with(at, |queue| queue.load("ada", kept).1);
            }
            Effect::Store { kept, replaces, .. } => {
                self.stored.insert(kept.key.clone(), kept.to_text());
                for key in &replaces {
                    self.stored.remove(key);
                }
                self.tell_others(at);
            }
            Effect::Forget { key, .. } => {
                self.stored.remove(&key);
                self.tell_others(at);
            }
            _ => {}
        }
    }

    fn tell_others(&mut self, of: usize) {
        let kept = self.kept();
        for at in (0..self.windows.len()).filter(|at| *at != of) {
            let kept = kept.clone();
            self.with(at, |queue| queue.load("ada", kept).1);
        }
    }

    fn make(&mut self, at: usize, about: &str) {
        let what = self.clock.to_string();
        let mut made = None;
        self.with(at, |queue| {
            let kept = restore(queue, about, &what);
            made = Some(kept.clone());
            queue.add(kept).unwrap_or_default()
        });
        if let Some(kept) = made {
            self.made.insert(kept.key, about.to_owned());
        }
    }

    fn run_one(&mut self, at: usize) {
        let Some(effect) = self.windows[at].as_mut().and_then(|window| window.todo.pop_front()) else { return };
        match effect {
            Effect::TakeTurn(_) if !self.locks => self.grant(at),
            Effect::TakeTurn(_) if self.holder.is_none() => {
                self.holder = Some(at);
                self.grant(at);
            }
            Effect::TakeTurn(_) => self.waiting.push_back(at),
            Effect::EndTurn(_) => self.end_turn(at),
            Effect::Probe(_) if self.away => self.with(at, Queue::still_away),
            Effect::Probe(_) => self.with(at, Queue::back),
            Effect::Send { kept, .. } => self.requests.push(Request { window: at, kept: *kept, answer: None }),
            other => panic!("not the queue's: {other:?}"),
        }
    }

    /// The request arrives, unless the server is away: then nothing of it ever does.
    fn arrive(&mut self, at: usize) {
        let Some(request) = self.requests.get_mut(at).filter(|request| request.answer.is_none()) else { return };
        if self.away {
            return self.lose(at);
        }
        let key = request.kept.key.clone();
        let known = self.answers.get(&key).copied();
        let answer = known.unwrap_or_else(|| {
            let refused = self.refuses > 0;
            self.refuses = self.refuses.saturating_sub(1);
            if refused { Err(()) } else { Ok(()) }
        });
        request.answer = Some(answer);
        if known.is_none() && answer.is_ok() {
            // What was refused is looked at anew when it comes again: only what was done is remembered.
            self.answers.insert(key.clone(), answer);
            self.landed.entry(request.kept.about.clone()).or_default().push((request.kept.at, key));
        }
    }

    /// The answer arrives; before the request did, it cannot.
    fn answer(&mut self, at: usize) {
        self.arrive(at);
        let Some(answer) = self.requests.get(at).and_then(|request| request.answer) else { return };
        let request = self.requests.remove(at);
        let result = if answer.is_ok() { done() } else { problem(ProblemKind::Invalid) };
        self.tell(request, &result);
    }

    /// Neither the answer nor, perhaps, the request ever arrives.
    fn lose(&mut self, at: usize) {
        if at < self.requests.len() {
            let request = self.requests.remove(at);
            self.tell(request, &Err(Failure::Away));
        }
    }

    fn tell(&mut self, request: Request, result: &Result<Answer, Failure>) {
        if request.window != usize::MAX {
            self.with(request.window, |queue| queue.answered("ada", &request.kept.key, result, sentence).1);
        }
    }

    fn step(&mut self, (what, at): (u8, usize)) {
        self.clock += 1000;
        let window = at % 3;
        match what {
            0 | 1 => self.make(window, ["a", "b"][at % 2]),
            2 => self.away = true,
            3 => self.away = false,
            4 => self.kill(window),
            5 => self.open(window),
            6 => self.arrive(at),
            7 => self.answer(at),
            8 => self.lose(at),
            9 => self.refuses += 1,
            10 => self.with(window, Queue::away),
            11 => self.with(window, Queue::back),
            _ => self.run_one(window),
        }
    }

    /// The server stays, a window stays, and everything comes to its end.
    fn finish(&mut self) {
        (self.away, self.refuses) = (false, 0);
        self.open(0);
        for _ in 0..2_000 {
            self.clock += 1000;
            (0..3).for_each(|at| self.run_one(at));
            if !self.requests.is_empty() {
                self.answer(0);
            }
        }
        // What was refused is decided: tried again.
        let keys: Vec<String> = self.kept().into_iter().map(|kept| kept.key).collect();
        for key in &keys {
            self.with(0, |queue| queue.again(key));
        }
        for _ in 0..500 {
            (0..3).for_each(|at| self.run_one(at));
            if !self.requests.is_empty() {
                self.answer(0);
            }
        }
    }
}

proptest! {
    #[test]
    fn p7_each_edit_lands_exactly_once_however_windows_and_server_come_and_go(
        locks: bool,
        steps in prop::collection::vec((0_u8..20, 0_usize..6), 0..200),
    ) {
        let mut world = World::new(locks);
        world.open(0);
        let steady = steps.iter().all(|(what, _)| *what != 9);
        for step in steps {
            world.step(step);
        }
        world.finish();
        let mut landed: Vec<(&String, &String)> = Vec::new();
        for (about, edits) in &world.landed {
            landed.extend(edits.iter().map(|(_, key)| (key, about)));
            let times: Vec<i64> = edits.iter().map(|(at, _)| *at).collect();
            // An edit that the person tries again later comes later.
            prop_assert!(!steady || times.is_sorted(), "{about}: {times:?}");
        }
        landed.sort();
        prop_assert_eq!(landed, world.made.iter().collect::<Vec<_>>(), "lost or doubled");
        prop_assert!(world.stored.is_empty(), "left behind: {:?}", world.stored);
        prop_assert!(world.windows.iter().flatten().all(|window| window.queue.edits().is_empty()));
    }
}
