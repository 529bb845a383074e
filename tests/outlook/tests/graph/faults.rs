//! Every fault, one by one.

use crate::talk::{Talk, VERA, code, id};
use outlook::graph::{Fault, FaultKind, FaultPlan, Kind, Planned, Request};
use serde_json::json;

#[test]
fn a_status_comes_instead_of_the_answer_before_or_after_the_work_was_done() {
    let talk = Talk::new();
    let create = || talk.send(&talk.request("POST", "/contacts").json(&json!({"givenName": "Ada"})));
    for (status, retry_after, done, expected) in [
        (429, Some(7), false, "ApplicationThrottled"),
        (429, None, false, "ApplicationThrottled"),
        (500, None, false, "generalException"),
        (503, Some(2), false, "serviceNotAvailable"),
        (504, None, true, "UnknownError"),
    ] {
        let before = talk.there().len();
        talk.faults([Planned::once(Fault::Status { status, retry_after, done })]);
        let answer = create();
        assert_eq!((answer.status, code(&answer).as_str()), (status, expected));
        assert_eq!(answer.header("retry-after").map(str::to_owned), retry_after.map(|seconds| seconds.to_string()));
        assert_eq!(talk.there().len(), before + usize::from(done));
    }
    assert_eq!(create().status, 201);
}

#[test]
fn a_connection_is_cut_before_or_after_the_write_was_done() {
    let talk = Talk::new();
    for done in [false, true] {
        talk.faults([Planned::once(Fault::Cut { done }).method("POST")]);
        assert_eq!(talk.send(&talk.request("GET", "/contacts")).status, 200);
        let answer = talk.send(&talk.request("POST", "/contacts").json(&json!({"givenName": "Ada"})));
        assert!(answer.cut && answer.body.is_empty());
        assert_eq!(talk.there().len(), usize::from(done));
    }
}

#[test]
fn p7_a_write_lands_some_calls_later() {
    let talk = Talk::new();
    let get = || talk.get("/contacts", "collection.contact")["value"].as_array().unwrap().len();
    let create = || talk.send(&talk.request("POST", "/contacts").json(&json!({"givenName": "Ada"})));
    talk.faults([Planned::once(Fault::Late { calls: 3 })]);
    assert!(create().cut);
    assert_eq!([get(), get(), get(), get()], [0, 0, 1, 1]);
    talk.faults([Planned::once(Fault::Late { calls: 300 })]);
    assert!(create().cut);
    talk.graph.store().settle();
    assert_eq!(get(), 2);
}

#[test]
fn an_answer_is_slow() {
    let talk = Talk::new();
    talk.faults([Planned::at(2, Fault::Slow { ms: 1_500 })]);
    let delays: Vec<_> = (0..3).map(|_| talk.send(&talk.request("GET", "/contacts")).delay.as_millis()).collect();
    assert_eq!(delays, [0, 1_500, 0]);
}

#[test]
fn graph3_a_cursor_is_lost_at_any_step_of_a_walk() {
    let talk = Talk::new();
    talk.fill(9);
    let link = talk.walk(None, 3).link;
    for status in [410, 400, 404] {
        talk.faults([Planned::once(Fault::LostCursor { status })]);
        let lost = talk.try_walk(Some(&link), 3).unwrap_err();
        assert_eq!(lost.status, status);
        let code = code(&lost).to_lowercase();
        assert!(["syncstatenotfound", "resyncrequired"].contains(&code.as_str()), "{code}");
    }
    // The first page has no token that could be lost; the third page's is.
    talk.faults([Planned::once(Fault::LostCursor { status: 410 }).after(1)]);
    assert!(talk.try_walk(None, 3).is_err());
    assert_eq!(talk.walk(None, 3).names().len(), 9);
    talk.graph.store().forget_tokens(VERA).unwrap();
    assert_eq!(talk.try_walk(Some(&link), 3).unwrap_err().status, 410);
}

#[test]
fn graph7_a_conflict_comes_without_a_precondition_and_if_match_is_ignored() {
    let talk = Talk::new();
    let made = talk.create(&json!({"givenName": "Ada"}));
    for status in [409, 412] {
        talk.faults([Planned::once(Fault::Conflict { status })]);
        let refused = talk.patch(id(&made), &json!({"title": "Dr."}));
        assert_eq!((refused.status, code(&refused).as_str()), (status, "ErrorIrresolvableConflict"));
        assert_eq!(talk.contact(id(&made))["title"], json!(null));
    }
    talk.faults([Planned::once(Fault::IfMatchIgnored)]);
    let old = || {
        talk.request("PATCH", &format!("/contacts/{}", id(&made)))
            .header("If-Match", "W/\"old\"")
            .json(&json!({"title": "Dr."}))
    };
    assert_eq!([talk.send(&old()).status, talk.send(&old()).status], [200, 412]);
}

#[test]
fn graph2_pages_are_empty_replayed_doubled_and_in_disorder() {
    let talk = Talk::new();
    let ids = talk.fill(6);
    let told = |fault: Fault| {
        talk.faults([Planned::once(fault).about(Kind::Delta).after(1)]);
        let walk = talk.walk(None, 2);
        let order: Vec<_> =
            walk.entries.iter().map(|entry| ids.iter().position(|own| own == id(entry)).unwrap()).collect();
        (walk.pages, order)
    };
    assert_eq!(told(Fault::EmptyPage), (4, vec![0, 1, 2, 3, 4, 5]));
    assert_eq!(told(Fault::Replay), (4, vec![0, 1, 2, 3, 2, 3, 4, 5]));
    let (pages, doubled) = told(Fault::Duplicate);
    assert_eq!((pages, doubled.len()), (3, 9));
    assert_eq!(told(Fault::Disorder).1.len(), 6);
    let disorders = (0..20).filter(|_| told(Fault::Disorder).1 != [0, 1, 2, 3, 4, 5]).count();
    assert!(disorders > 5, "{disorders}");
}

#[test]
fn graph4_a_tombstone_lies_about_one_that_is_there() {
    let talk = Talk::new();
    let ids = talk.fill(3);
    let link = talk.walk(None, 9).link;
    talk.faults([Planned::once(Fault::LyingTombstone)]);
    let walk = talk.walk(Some(&link), 9);
    assert_eq!(walk.entries.len(), 1);
    assert!(ids.iter().any(|own| own == walk.removed()[0]));
    assert_eq!(id(&talk.contact(walk.removed()[0])), walk.removed()[0]);
}

#[test]
fn graph9_a_contact_is_touched_at_a_call() {
    let talk = Talk::new();
    talk.fill(3);
    let link = talk.walk(None, 9).link;
    talk.faults([Planned::once(Fault::Touch)]);
    talk.send(&talk.request("GET", "/contacts"));
    assert_eq!(talk.walk(Some(&link), 9).names().len(), 1);
}

#[test]
fn faults_come_by_chance_the_same_for_the_same_seed_and_in_their_share() {
    let statuses = |seed: u64| {
        let talk = Talk::seeded(seed);
        let plan = FaultPlan::default()
            .rate(FaultKind::Failing, 0.1)
            .rate(FaultKind::Throttled, 0.1)
            .rate(FaultKind::CutAfter, 0.05);
        talk.graph.store().set_faults(plan);
        (0..2_000)
            .map(|_| talk.graph.answer(&Request::new("GET", "/v1.0/me/contacts")))
            .map(|answer| (answer.status, answer.cut))
            .collect::<Vec<_>>()
    };
    let all = statuses(5);
    assert_eq!(all, statuses(5));
    assert_ne!(all, statuses(6));
    let share = |fits: fn(&(u16, bool)) -> bool| all.iter().filter(|one| fits(one)).count();
    assert!((150..250).contains(&share(|one| one.0 == 429)), "{}", share(|one| one.0 == 429));
    assert!((120..240).contains(&share(|one| one.0 >= 500)));
    assert!((50..150).contains(&share(|one| one.1)));
}

#[test]
fn a_plan_is_read_and_written_as_json() {
    let plan = json!({"planned": [{"call": 3, "fault": {"kind": "status", "status": 503}}, {"about": "delta", "times": 2, "after": 1, "fault": {"kind": "emptyPage"}}],
        "rates": {"cutAfter": 0.01}});
    let read: FaultPlan = serde_json::from_value(plan).unwrap();
    assert_eq!(read.planned[0].fault, Fault::Status { status: 503, retry_after: None, done: false });
    assert_eq!(serde_json::from_value::<FaultPlan>(serde_json::to_value(&read).unwrap()).unwrap(), read);
    assert!(serde_json::from_value::<FaultPlan>(json!({"rates": {"floods": 1.0}})).is_err());
}
