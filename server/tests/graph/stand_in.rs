//! Over the stand-in Outlook, in this process.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::join_all;
use outlook::graph::{self, Fault, FaultKind, FaultPlan, Kind, Knobs, Planned, Standing};
use rules::record::RecordKind;
use serde_json::json;
use server::clock::Clock as _;
use server::mailbox::graph::{Broken, Graph, Options, Request, Response, Transport};
use server::mailbox::{Error, From, Item, Mailbox, Next, Presence};

use crate::clock::VirtualClock;
use crate::script::{Given, MAILBOX, default_folder, folder, options, properties};

const ORIGIN: &str = "https://graph.example";

/// The stand-in, reached without a network.
struct InProcess {
    service: graph::Graph,
    theirs: Arc<outlook::clock::Clock>,
    clock: Arc<VirtualClock>,
}

#[async_trait]
impl Transport for InProcess {
    async fn send(&self, request: Request) -> Result<Response, Broken> {
        self.clock.sleep(Duration::from_millis(10)).await;
        self.theirs.set(Some(self.clock.now()), false);
        let asked = graph::Request {
            method: request.method.as_str().to_owned(),
            path: request.url.as_str().strip_prefix(ORIGIN).expect("our service").to_owned(),
            headers: request.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            body: request.body.clone().unwrap_or_default(),
        };
        let answer = self.service.answer(&asked);
        self.clock.sleep(answer.delay + Duration::from_millis(10)).await;
        if answer.cut {
            return Err(Broken { sent: true });
        }
        Ok(Response { status: answer.status, headers: answer.headers, body: answer.body })
    }
}

struct World {
    transport: Arc<InProcess>,
    graph: Graph,
}

impl World {
    fn new(seed: u64) -> Self {
        Self::with(seed, options())
    }

    fn with(seed: u64, options: Options) -> Self {
        let (clock, theirs) = (VirtualClock::new(), Arc::new(outlook::clock::Clock::at(VirtualClock::new().now())));
        let service = graph::Graph::new(Arc::clone(&theirs), seed, ORIGIN.to_owned());
        service.store().add_mailbox(MAILBOX, false);
        let transport = Arc::new(InProcess { service, theirs, clock });
        let clock = Arc::clone(&transport.clock);
        let graph = Graph::new(Arc::clone(&transport) as _, Arc::new(Given::default()), clock, options);
        Self { transport, graph }
    }

    fn store(&self) -> graph::Store<'_> {
        self.transport.service.store()
    }

    fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.transport.clock.run(future)
    }

    fn person(&self, name: &str) -> String {
        self.store().create(MAILBOX, "", &json!({ "givenName": name, "surname": "Byron" })).expect("created")
    }

    /// Walks from there to the end; the items by their identifiers, those said to be gone, and the cursor.
    async fn walk(&self, mut from: From) -> Result<(BTreeMap<String, Item>, Vec<String>, From), Error> {
        let (mut items, mut removed) = (BTreeMap::new(), Vec::new());
        for _ in 0..1000 {
            let page = self.graph.changes(&default_folder(), &from).await?;
            items.extend(page.items.into_iter().map(|item| (item.id.clone(), item)));
            removed.extend(page.removed);
            match page.next {
                Next::More(next) => from = From::Cursor(next),
                Next::Done(cursor) => return Ok((items, removed, From::Cursor(cursor))),
            }
        }
        panic!("the walk does not end");
    }
}

#[test]
fn a_walk_sees_everything_and_then_what_changed() {
    let world = World::new(1);
    let ids: Vec<_> = (0..25).map(|number| world.person(&format!("Ada {number}"))).collect();
    let other = world.store().add_folder(MAILBOX, "Courts").expect("added");
    world.run(async {
        let (items, removed, cursor) = world.walk(From::Beginning).await.expect("walked");
        assert_eq!((items.len(), removed.len()), (25, 0));
        assert!(ids.iter().all(|id| items.contains_key(id)), "immutable identifiers");
        let (items, removed, cursor) = world.walk(cursor).await.expect("walked");
        assert_eq!((items.len(), removed.len()), (0, 0));
        world.store().patch(MAILBOX, &ids[3], &json!({ "jobTitle": "Countess" })).expect("changed");
        world.store().delete(MAILBOX, &ids[4]).expect("deleted");
        world.store().shift(MAILBOX, &ids[5], &other).expect("moved");
        let (items, removed, _) = world.walk(cursor).await.expect("walked");
        assert_eq!(items.keys().collect::<Vec<_>>(), [&ids[3]]);
        assert_eq!(items[&ids[3]].content["jobTitle"], "Countess");
        assert!(removed.contains(&ids[4]) && removed.contains(&ids[5]), "{removed:?}");
        assert!(matches!(world.graph.item(&default_folder(), &ids[3]).await, Ok(Presence::Here(_))));
        assert_eq!(world.graph.item(&default_folder(), &ids[4]).await, Ok(Presence::Gone));
        assert_eq!(world.graph.item(&default_folder(), &ids[5]).await, Ok(Presence::Elsewhere));
        assert!(matches!(world.graph.item(&folder(&other), &ids[5]).await, Ok(Presence::Here(_))));
    });
}

#[test]
fn an_item_is_made_found_changed_and_deleted() {
    let world = World::new(2);
    let (graph, place) = (&world.graph, default_folder());
    world.run(async {
        let content = properties(
            json!({ "givenName": "Ada", "emailAddresses": [{ "address": "ada@example.com", "name": "Ada" }] }),
        );
        let made = graph.create(&place, &content, "key 'one'").await.expect("made");
        assert_eq!(
            graph.created(&place, "key 'one'").await.expect("found").iter().map(|item| &item.id).collect::<Vec<_>>(),
            [&made.id]
        );
        assert!(graph.created(&place, "key").await.expect("none").is_empty());
        let copy = world.store().copy(MAILBOX, &made.id, "").expect("copied");
        let found = graph.created(&place, "key 'one'").await.expect("found");
        assert!(found.len() == 2 && found.iter().any(|item| item.id == copy), "{found:?}");
        let changed = graph
            .update(&place, &made.id, &properties(json!({ "surname": "Byron" })), Some(&made.seen))
            .await
            .expect("changed");
        assert_ne!(changed.seen, made.seen);
        let stale = graph.update(&place, &made.id, &properties(json!({ "surname": "King" })), Some(&made.seen)).await;
        assert_eq!(stale, Err(Error::Moved));
        assert_eq!(graph.delete(&place, &made.id, Some(&made.seen)).await, Err(Error::Moved));
        assert_eq!(graph.delete(&place, &made.id, Some(&changed.seen)).await, Ok(()));
        assert_eq!(graph.delete(&place, &made.id, None).await, Err(Error::Gone));
        let gone = graph.update(&place, &made.id, &properties(json!({ "surname": "King" })), None).await;
        assert_eq!(gone, Err(Error::Gone));
        let limit = properties(json!({ "businessPhones": ["1", "2", "3"] }));
        let refused = graph.update(&place, &copy, &limit, None).await;
        assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
    });
}

#[test]
fn p7_a_create_without_an_answer_is_in_doubt_and_found_by_its_key() {
    let faults = [
        Fault::Cut { done: true },
        Fault::Status { status: 504, retry_after: None, done: true },
        Fault::Late { calls: 2 },
    ];
    for fault in faults {
        let world = World::new(3);
        world.store().set_faults(FaultPlan::default().with(Planned::once(fault.clone()).method("POST")));
        world.run(async {
            let made = world.graph.create(&default_folder(), &properties(json!({ "surname": "Byron" })), "k").await;
            assert!(matches!(made, Err(Error::InDoubt { .. })), "{fault:?}: {made:?}");
            world.store().settle();
            assert_eq!(world.graph.created(&default_folder(), "k").await.expect("found").len(), 1, "{fault:?}");
        });
    }
}

#[test]
fn a_lost_cursor_is_told_in_all_its_forms() {
    for status in [400, 404, 410] {
        let world = World::new(4);
        world.person("Ada");
        world.run(async {
            let (.., cursor) = world.walk(From::Beginning).await.expect("walked");
            let lost = Planned::once(Fault::LostCursor { status }).about(Kind::Delta);
            world.store().set_faults(FaultPlan::default().with(lost));
            assert_eq!(world.walk(cursor.clone()).await.expect_err("lost"), Error::CursorLost);
            assert!(world.walk(cursor.clone()).await.is_ok());
            world.store().forget_tokens(MAILBOX).expect("forgotten");
            assert_eq!(world.walk(cursor).await.expect_err("lost"), Error::CursorLost);
        });
    }
}

#[test]
fn a_mailbox_that_is_away_is_told_apart_from_a_folder_that_is_gone() {
    let world = World::new(5);
    let other = world.store().add_folder(MAILBOX, "Courts").expect("added");
    let id = world.person("Ada");
    let place = default_folder();
    world.run(async {
        world.store().remove_folder(MAILBOX, &other).expect("removed");
        let gone = world.graph.changes(&folder(&other), &From::Beginning).await;
        assert!(matches!(gone, Err(Error::FolderGone { .. })), "{gone:?}");
        let mut stranger = default_folder();
        stranger.mailbox = "nobody@example.com".to_owned();
        let gone = world.graph.changes(&stranger, &From::Beginning).await;
        assert!(matches!(gone, Err(Error::FolderGone { .. })), "{gone:?}");
        for standing in [Standing::Refused, Standing::NotEnabled] {
            world.store().set_standing(MAILBOX, standing).expect("set");
            let refused = world.graph.changes(&place, &From::Beginning).await;
            assert!(matches!(refused, Err(Error::Refused { .. })), "{refused:?}");
            // M6: that is no deletion.
            let refused = world.graph.item(&place, &id).await;
            assert!(matches!(refused, Err(Error::Refused { .. })), "{refused:?}");
        }
    });
}

#[test]
fn folders_and_marks_are_those_of_the_mailbox() {
    let world = World::new(6);
    let courts = world.store().add_folder(MAILBOX, "Courts").expect("added");
    world.person("Ada");
    world.run(async {
        let found = world.graph.folders(MAILBOX, RecordKind::Contact).await.expect("folders");
        let rows: Vec<_> = found.iter().map(|one| (one.id.as_str(), one.name.as_str())).collect();
        assert_eq!(rows, [("", "Contacts"), (courts.as_str(), "Courts")]);
        for place in [folder(&courts), default_folder()] {
            assert_eq!(world.graph.mark(&place).await, Ok(None));
            world.graph.leave_mark(&place, "run 7").await.expect("left");
            assert_eq!(world.graph.mark(&place).await, Ok(Some("run 7".to_owned())), "{place:?}");
        }
        let before = world.store().snapshot(MAILBOX).expect("a backup");
        world.graph.leave_mark(&default_folder(), "run 8").await.expect("left");
        world.store().restore(&before);
        assert_eq!(world.graph.mark(&default_folder()).await, Ok(Some("run 7".to_owned())));
    });
}

#[test]
fn m3_the_services_clock_is_measured() {
    let world = World::new(7);
    world.store().set_knobs(Knobs { clock_ahead: 95, ..Knobs::default() });
    world.run(world.walk(From::Beginning)).expect("walked");
    let found = world.graph.clock_difference(MAILBOX).expect("measured");
    let truth = jiff::SignedDuration::from_secs(-95);
    assert!((found.add - truth).abs() <= found.uncertainty, "{found:?}");
    assert!(found.uncertainty < jiff::SignedDuration::from_millis(1100), "{found:?}");
}

#[test]
fn the_services_limits_are_used_and_never_met() {
    let budget = 500;
    let world = World::with(8, Options { budget, ..options() });
    world.store().set_knobs(Knobs { requests: 500, ..Knobs::default() });
    world.store().set_faults(FaultPlan::default().rate(FaultKind::Slow, 0.01));
    let place = default_folder();
    let wanted = 1600;
    world.run(async {
        let all = join_all((0..wanted).map(|_| world.graph.created(&place, "k"))).await;
        assert!(all.iter().all(Result::is_ok));
    });
    assert_eq!(world.store().throttled(), 0, "the service had to refuse");
    // Three windows go by before the last hundred; the work itself is on top of the third.
    let elapsed = world.transport.clock.elapsed();
    assert!(elapsed < Duration::from_mins(30).mul_f64(1.0 / 0.95), "{elapsed:?}");
}

/// All faults by chance, for each seed other ones.
fn everything() -> FaultPlan {
    use FaultKind::{
        Conflict, CutAfter, CutBefore, Disorder, Duplicate, EmptyPage, Failing, FailingDone, Late, LostCursor,
        LyingTombstone, Replay, Slow, Throttled, Touch,
    };
    let kinds = [
        Throttled,
        Failing,
        FailingDone,
        CutBefore,
        CutAfter,
        Late,
        Slow,
        LostCursor,
        Conflict,
        EmptyPage,
        Replay,
        Duplicate,
        Disorder,
        LyingTombstone,
        Touch,
    ];
    kinds.into_iter().fold(FaultPlan::default(), |plan, kind| plan.rate(kind, 0.05))
}

#[test]
fn p7_under_all_faults_nothing_is_made_twice_and_what_is_said_is_so() {
    for seed in 0..40 {
        let world = World::new(seed);
        let mut sure = BTreeMap::new();
        world.store().set_faults(everything());
        world.run(async {
            for number in 0..12 {
                let content = properties(json!({ "givenName": format!("Ada {number}") }));
                match world.graph.create(&default_folder(), &content, &format!("k{number}")).await {
                    Ok(item) => drop(sure.insert(number, item.id)),
                    Err(Error::InDoubt { .. }) => {}
                    Err(Error::Later { .. }) => drop(sure.insert(number, String::new())),
                    Err(other) => panic!("seed {seed}: {other:?}"),
                }
                let _ = world.walk(From::Beginning).await;
            }
            world.store().set_faults(FaultPlan::default());
            world.store().settle();
            for number in 0..12 {
                let found = world.graph.created(&default_folder(), &format!("k{number}")).await.expect("asked");
                assert!(found.len() <= 1, "seed {seed}: made twice");
                match sure.get(&number).map(String::as_str) {
                    Some("") => assert!(found.is_empty(), "seed {seed}: said to be not made"),
                    Some(id) => assert_eq!(found[0].id, id, "seed {seed}"),
                    None => {}
                }
            }
            let (items, ..) = world.walk(From::Beginning).await.expect("walked");
            let there = world.store().contacts(MAILBOX, "").expect("contacts");
            assert_eq!(items.len(), there.len(), "seed {seed}");
        });
    }
}
