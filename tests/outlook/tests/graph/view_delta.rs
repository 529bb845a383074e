//! What changed in the window of a calendar.

use crate::talk::{Talk, VERA, WINDOW, Walk, at, code, hour, id, weekly};
use outlook::graph::{Fault, FaultKind, FaultPlan, Kind, Planned};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

fn delta() -> String {
    format!("/calendarView/delta?{WINDOW}")
}

fn first(talk: &Talk) -> Walk {
    talk.walk(Some(&delta()), 50)
}

/// The types of what was told, removals included.
fn types(walk: &Walk) -> Vec<&str> {
    let name = |entry: &'_ Value| entry.get("@removed").is_some();
    walk.entries.iter().map(|entry| if name(entry) { "removed" } else { entry["type"].as_str().unwrap() }).collect()
}

#[test]
fn graph1_a_window_is_told_with_masters_and_stubs_of_their_occurrences() {
    let talk = Talk::new();
    let master = talk.create_event(&weekly(4));
    talk.create_event(&hour("Single", "2026-11-24", 10));
    talk.create_event(&hour("Outside", "2027-03-01", 10));
    let third = talk.instances(id(&master))[2].clone();
    talk.patch_event(id(&third), &json!({"subject": "Edited"}));
    let walk = first(&talk);
    assert_eq!(types(&walk), ["seriesMaster", "occurrence", "occurrence", "occurrence", "singleInstance", "exception"]);
    let stub: BTreeSet<&str> = walk.entries[1].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(stub, BTreeSet::from(["@odata.etag", "@odata.type", "end", "id", "seriesMasterId", "start", "type"]));
    assert_eq!((&walk.entries[0]["subject"], &walk.entries[5]["subject"]), (&json!("Weekly"), &json!("Edited")));
    assert_eq!(talk.walk(Some(&walk.link), 50).entries, Vec::<Value>::new());
    assert_eq!(talk.graph.store().counts()[&("GET".to_owned(), Kind::ViewDelta)], 2);

    let zoned = talk.request("GET", &delta()).header("Prefer", "outlook.timezone=\"Europe/Berlin\"");
    let page = talk.send(&zoned).json();
    assert_eq!(
        page["value"][1]["start"],
        json!({"dateTime": "2026-11-23T09:00:00.0000000", "timeZone": "Europe/Berlin"})
    );
    for query in [
        "$select=subject",
        "$filter=subject eq 'x'",
        "$orderby=subject",
        "$expand=singleValueExtendedProperties($filter=id eq 'x')",
    ] {
        assert_eq!(talk.send(&talk.request("GET", &format!("{}&{query}", delta()))).status, 400, "{query}");
    }
}

#[test]
fn graph2_a_series_is_cut_into_pages_and_the_window_stays_in_the_token() {
    let talk = Talk::new();
    talk.create_event(&json!({"subject": "Daily", "start": at("2026-11-10T09:00", "UTC"), "end": at("2026-11-10T10:00", "UTC"),
        "recurrence": {"pattern": {"type": "daily", "interval": 1}, "range": {"type": "noEnd", "startDate": "2026-11-10"}}}));
    talk.create_event(&hour("Single", "2026-11-24", 10));
    let walk = talk.walk(Some(&delta()), 10);
    // 21 days of November, 31 of December, the master and the single.
    assert_eq!((walk.pages, walk.entries.len()), (6, 54));
    let ids: BTreeSet<&str> = walk.entries.iter().map(id).collect();
    assert_eq!(ids.len(), 54);
    let other = format!("{}&startDateTime=2026-01-01T00:00:00Z&endDateTime=2026-01-02T00:00:00Z", walk.link);
    talk.create_event(&hour("In the window", "2026-12-01", 10));
    assert_eq!(talk.walk(Some(&other), 10).entries[0]["subject"], "In the window");
}

#[test]
fn graph5_a_changed_occurrence_is_told_and_a_deleted_one_is_not() {
    let talk = Talk::new();
    let master = talk.create_event(&weekly(4));
    let instances = talk.instances(id(&master));
    let mut link = first(&talk).link;
    let mut next = || {
        let walk = talk.walk(Some(&link), 50);
        link.clone_from(&walk.link);
        walk
    };
    talk.patch_event(id(&instances[0]), &json!({"subject": "Edited"}));
    let walk = next();
    assert_eq!((types(&walk), id(&walk.entries[0])), (vec!["exception"], id(&instances[0])));

    let delete = |place: usize| talk.send(&talk.request("DELETE", &format!("/events/{}", id(&instances[place]))));
    delete(1);
    let walk = next();
    assert_eq!(types(&walk), ["seriesMaster", "occurrence", "occurrence"]);
    assert!(walk.entries.iter().all(|entry| id(entry) != id(&instances[1])));
    talk.graph.store().turn(&json!({"deletedOccurrences": "silent"})).unwrap();
    delete(2);
    assert_eq!(types(&next()), Vec::<&str>::new());
    talk.graph.store().turn(&json!({"deletedOccurrences": "told"})).unwrap();
    delete(0);
    let walk = next();
    assert_eq!(walk.removed(), [id(&instances[0])]);
    assert_eq!(talk.instances(id(&master)).len(), 1);
}

#[test]
fn graph5_a_moved_series_leaves_its_old_ids_without_a_word() {
    let talk = Talk::new();
    let master = talk.create_event(&weekly(3));
    let old = talk.instances(id(&master));
    talk.patch_event(id(&old[1]), &json!({"subject": "Edited"}));
    let link = first(&talk).link;
    talk.patch_event(
        id(&master),
        &json!({"start": at("2026-11-23T11:00", "Europe/Berlin"), "end": at("2026-11-23T12:00", "Europe/Berlin")}),
    );
    let walk = talk.walk(Some(&link), 50);
    assert_eq!(types(&walk), ["seriesMaster", "occurrence", "occurrence", "occurrence"]);
    assert!(walk.entries[1..].iter().all(|entry| old.iter().all(|old| id(old) != id(entry))));
    // A series that goes takes its occurrences with it: one removal.
    talk.send(&talk.request("DELETE", &format!("/events/{}", id(&master))));
    assert_eq!(talk.walk(Some(&walk.link), 50).removed(), [id(&master)]);
}

#[test]
fn graph4_an_event_that_leaves_the_window_is_told_as_removed_though_it_is_there() {
    let talk = Talk::new();
    let made = talk.create_event(&hour("Single", "2026-11-24", 10));
    let link = first(&talk).link;
    let shift = |day: &str| {
        let (start, end) = (at(&format!("{day}T10:00"), "UTC"), at(&format!("{day}T11:00"), "UTC"));
        talk.patch_event(id(&made), &json!({"start": start, "end": end}));
    };
    shift("2027-03-01");
    let walk = talk.walk(Some(&link), 50);
    assert_eq!(walk.removed(), [id(&made)]);
    assert_eq!(talk.event(id(&made))["subject"], "Single");
    shift("2026-12-01");
    assert_eq!(types(&talk.walk(Some(&walk.link), 50)), ["singleInstance"]);
}

#[test]
fn graph4_an_event_moved_away_and_back_is_reported_deleted() {
    let talk = Talk::new();
    let store = talk.graph.store();
    let other = store.add_calendar(VERA, "Other").unwrap();
    let made = talk.create_event(&hour("Single", "2026-11-24", 10));
    let link = first(&talk).link;
    store.turn(&json!({"lyingTombstones": true})).unwrap();
    store.shift_event(VERA, id(&made), &other).unwrap();
    store.shift_event(VERA, id(&made), "").unwrap();
    let walk = talk.walk(Some(&link), 50);
    assert!(walk.removed().contains(&id(&made)) && !types(&walk).contains(&"singleInstance"));
    assert_eq!(types(&first(&talk)), ["singleInstance"]);
}

#[test]
fn graph3_the_cursor_is_lost_by_fault_by_restoring_and_by_the_wrong_calendar() {
    let talk = Talk::new();
    let store = talk.graph.store();
    let link = first(&talk).link;
    talk.faults([Planned::once(Fault::LostCursor { status: 410 })]);
    assert_eq!(talk.try_walk(Some(&link), 9).unwrap_err().status, 410);
    assert!(talk.try_walk(Some(&link), 9).is_ok());
    store.forget_tokens(VERA).unwrap();
    assert_eq!(code(&talk.try_walk(Some(&link), 9).unwrap_err()), "SyncStateNotFound");
    let link = first(&talk).link;
    let other = store.add_calendar(VERA, "Other").unwrap();
    let wrong = link.replace("/calendarView/", &format!("/calendars/{other}/calendarView/"));
    assert_eq!(talk.try_walk(Some(&wrong), 9).unwrap_err().status, 400);
}

/// What a person does in the calendar.
#[derive(Debug, Clone)]
enum Step {
    Single(u8),
    Series(u8),
    Rename(usize),
    Drag(usize, u8),
    Delete(usize),
    Touch(usize),
    Walk(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (1..28_u8).prop_map(Step::Single),
        (1..6_u8).prop_map(Step::Series),
        any::<usize>().prop_map(Step::Rename),
        (any::<usize>(), 1..28_u8).prop_map(|(place, day)| Step::Drag(place, day)),
        any::<usize>().prop_map(Step::Delete),
        any::<usize>().prop_map(Step::Touch),
        (1..20_usize).prop_map(Step::Walk),
    ]
}

const DAY: i64 = 86_400_000;

/// What the calendar shows in the window, by id: subject and start.
fn there(talk: &Talk) -> BTreeMap<String, (String, String)> {
    let from = "2026-11-01T00:00:00Z".parse::<jiff::Timestamp>().unwrap().as_millisecond();
    let shown = talk.graph.store().occurrences(VERA, "", from, from + 61 * DAY).unwrap();
    let row = |event: &Value| {
        let start = event["start"]["dateTime"].as_str().unwrap().to_owned();
        (id(event).to_owned(), (event["subject"].as_str().unwrap().to_owned(), start))
    };
    shown.iter().map(row).collect()
}

fn live(talk: &Talk, step: &Step, number: usize) {
    let store = talk.graph.store();
    let ids: Vec<String> = there(talk).into_keys().collect();
    let pick = |place: usize| ids.get(place % ids.len().max(1)).cloned();
    let december =
        |day: u8, from: u8| json!({"dateTime": format!("2026-12-{day:02}T{from:02}:00:00"), "timeZone": "UTC"});
    // What Outlook refuses a person does not do.
    match step {
        Step::Single(day) => {
            let event = json!({"subject": format!("S{number}"), "start": december(*day, 9), "end": december(*day, 10)});
            store.create_event(VERA, "", &event).map(drop).unwrap();
        }
        Step::Series(times) => {
            store.create_event(VERA, "", &weekly(*times)).map(drop).unwrap();
        }
        Step::Rename(place) => {
            drop(pick(*place).map(|id| store.patch_event(VERA, &id, &json!({"subject": format!("R{number}")}))));
        }
        Step::Drag(place, day) => {
            drop(pick(*place).map(|id| {
                store.patch_event(VERA, &id, &json!({"start": december(*day, 12), "end": december(*day, 13)}))
            }));
        }
        Step::Delete(place) => drop(pick(*place).map(|id| store.delete_event(VERA, &id))),
        Step::Touch(place) => drop(pick(*place).map(|id| store.touch_event(VERA, &id))),
        Step::Walk(_) => {}
    }
}

/// What somebody knows who believes nothing but what is read after a hint: the whole series when any of it shows up.
fn learn(
    talk: &Talk,
    walk: &Walk,
    known: &mut BTreeMap<String, (String, String)>,
    series: &mut BTreeMap<String, BTreeSet<String>>,
) {
    let now = there(talk);
    for entry in &walk.entries {
        let own = id(entry).to_owned();
        known.remove(&own);
        for gone in series.remove(&own).into_iter().flatten() {
            known.remove(&gone);
        }
        let master = entry["seriesMasterId"].as_str().unwrap_or(&own).to_owned();
        for gone in series.remove(&master).into_iter().flatten() {
            known.remove(&gone);
        }
        let read = talk.graph.store().event(VERA, &master);
        if read.as_ref().is_ok_and(|event| event["type"] == "seriesMaster") {
            let ids: BTreeSet<String> = talk.instances(&master).iter().map(|one| id(one).to_owned()).collect();
            known.extend(ids.iter().filter_map(|id| Some((id.clone(), now.get(id)?.clone()))));
            series.insert(master, ids);
        } else {
            known.extend(now.get(&own).map(|row| (own.clone(), row.clone())));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever is doubled, shuffled, replayed or lied about: who asks again what a hint is about knows what is there.
    #[test]
    fn graph5_reconciling_every_series_that_shows_up_leads_to_what_is_there(steps in prop::collection::vec(step(), 1..40)) {
        let talk = Talk::new();
        let kinds = [FaultKind::EmptyPage, FaultKind::Replay, FaultKind::Duplicate, FaultKind::Disorder, FaultKind::LyingTombstone, FaultKind::Touch];
        talk.graph.store().set_faults(kinds.into_iter().fold(FaultPlan::default(), |plan, kind| plan.rate(kind, 0.2)));
        let (mut known, mut series, mut link) = (BTreeMap::new(), BTreeMap::new(), delta());
        for (number, step) in steps.iter().chain([&Step::Walk(7)]).enumerate() {
            live(&talk, step, number);
            if let Step::Walk(size) = step {
                let walk = talk.walk(Some(&link), *size);
                learn(&talk, &walk, &mut known, &mut series);
                prop_assert_eq!(&known, &there(&talk));
                link = walk.link;
            }
        }
    }
}

/// Five thousand events, five hundred of them series, in a window of sixteen months.
#[test]
fn a_large_calendar_is_told_quickly_and_an_unchanged_one_at_once() {
    let talk = Talk::new();
    let store = talk.graph.store();
    store.turn(&json!({"limits": false})).unwrap();
    let many = if cfg!(debug_assertions) { 500 } else { 5_000 };
    for number in 0..many {
        let day = format!("2026-{:02}-{:02}", 9 + number % 4, 1 + number % 28);
        let event = if number % 10 == 0 {
            json!({"subject": "Series", "start": at(&format!("{day}T09:00"), "Europe/Berlin"), "end": at(&format!("{day}T10:00"), "Europe/Berlin"),
            "recurrence": {"pattern": {"type": "daily", "interval": 7}, "range": {"type": "noEnd", "startDate": day}}})
        } else {
            hour("Single", &day, 9)
        };
        store.create_event(VERA, "", &event).unwrap();
    }
    let long = store.create_event(VERA, "", &json!({"subject": "Long", "start": at("2026-09-01T09:00", "UTC"), "end": at("2026-09-01T10:00", "UTC"),
        "recurrence": {"pattern": {"type": "daily", "interval": 1}, "range": {"type": "numbered", "startDate": "2026-09-01", "numberOfOccurrences": 500}}})).unwrap();
    let send = |link: &str| {
        let answer = talk.graph.answer(&talk.request("GET", link).header("Prefer", "odata.maxpagesize=1000")).json();
        ["@odata.nextLink", "@odata.deltaLink"].iter().find_map(|name| answer[*name].as_str()).unwrap().to_owned()
    };
    let timed = |link: &str| {
        let started = Instant::now();
        let mut link = send(link);
        while !link.contains("deltatoken") {
            link = send(&link);
        }
        (started.elapsed(), link)
    };
    let (first, link) =
        timed("/calendarView/delta?startDateTime=2026-08-01T00:00:00Z&endDateTime=2027-12-01T00:00:00Z");
    let path = format!(
        "/events/{long}/instances?startDateTime=2026-08-01T00:00:00Z&endDateTime=2028-12-01T00:00:00Z&$top=1000"
    );
    let instances = talk.get(&path, "collection.event");
    let started = Instant::now();
    let last = instances["value"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        talk.graph
            .answer(&talk.request("PATCH", &format!("/events/{}", id(&last))).json(&json!({"subject": "Edited"})))
            .status,
        200
    );
    let patched = started.elapsed();
    let (edited, link) = timed(&link);
    let (unchanged, _) = timed(&link);
    assert!(
        unchanged.as_millis() < 50 && edited.as_millis() < 100 && patched.as_millis() < 500,
        "{unchanged:?} {edited:?} {patched:?}"
    );
    assert!(first.as_secs() < 10, "{first:?}");
    eprintln!("first {first:?}, one edit told {edited:?}, the edit {patched:?}, unchanged {unchanged:?}");
}
