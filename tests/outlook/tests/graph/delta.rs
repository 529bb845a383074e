//! What changed in a folder.

use crate::talk::{Talk, VERA, code, id, named};
use outlook::graph::{FaultKind, FaultPlan, Kind};
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Instant;

#[test]
fn graph1_the_first_walk_tells_all_and_the_next_only_what_changed() {
    let talk = Talk::new();
    let ids = talk.fill(7);
    talk.graph.store().delete(VERA, &ids[6]).unwrap();
    let first = talk.walk(None, 4);
    assert_eq!((first.pages, first.names().len(), first.removed().len()), (2, 6, 0));
    assert!(talk.walk(Some(&first.link), 4).entries.is_empty());

    talk.patch(&ids[2], &json!({"displayName": "Changed"}));
    talk.graph.store().delete(VERA, &ids[0]).unwrap();
    let next = talk.walk(Some(&first.link), 4);
    assert_eq!((next.names(), next.removed()), (vec!["Changed"], vec![ids[0].as_str()]));
    assert_eq!(next.entries[1]["@removed"]["reason"], "deleted");
    // A link may be used again.
    assert_eq!(talk.walk(Some(&first.link), 1).entries, next.entries);
}

#[test]
fn graph1_each_folder_has_its_own_changes() {
    let talk = Talk::new();
    let store = talk.graph.store();
    let clients = store.add_folder(VERA, "Clients").unwrap();
    let path = format!("/contactFolders/{clients}/contacts/delta");
    let (own, other) = (talk.walk(None, 9), talk.walk(Some(&path), 9));
    let moved = talk.fill(1).remove(0);
    store.shift(VERA, &moved, &clients).unwrap();
    assert_eq!(talk.walk(Some(&own.link), 9).removed(), [moved.as_str()]);
    assert_eq!(id(&talk.walk(Some(&other.link), 9).entries[0]), moved);
    let refused = talk.try_walk(Some(&own.link.replace("/contacts/delta", &path)), 9).unwrap_err();
    assert_eq!(code(&refused), "BadRequest");
}

#[test]
fn graph4_a_contact_moved_away_and_back_is_reported_deleted() {
    let talk = Talk::new();
    let store = talk.graph.store();
    let clients = store.add_folder(VERA, "Clients").unwrap();
    let ids = talk.fill(2);
    let link = talk.walk(None, 9).link;
    let there_and_back = || {
        store.shift(VERA, &ids[0], &clients).unwrap();
        store.shift(VERA, &ids[0], "").unwrap();
    };
    there_and_back();
    let both = talk.walk(Some(&link), 9);
    assert_eq!((both.removed(), both.names().len()), (vec![ids[0].as_str()], 1));
    store.turn(&json!({"lyingTombstones": true})).unwrap();
    there_and_back();
    let lie = talk.walk(Some(&link), 9);
    assert_eq!(lie.names().len(), 0);
    assert!(lie.removed().contains(&ids[0].as_str()));
    assert_eq!(id(&talk.contact(&ids[0])), ids[0]);
    // Who walks anew is told.
    assert_eq!(talk.walk(None, 9).names().len(), 2);
}

#[test]
fn graph2_preferences_are_not_remembered_and_the_selection_is() {
    let talk = Talk::new();
    talk.fill(5);
    let request = |path: &str| {
        talk.graph.answer(&outlook::graph::Request::new("GET", path).header("prefer", "odata.maxpagesize=2")).json()
    };
    let page = request("/v1.0/me/contacts/delta?$select=surname");
    assert_eq!(
        page["value"][0].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["@odata.etag", "@odata.type", "id", "surname"]
    );
    let next = page["@odata.nextLink"].as_str().unwrap();
    let with = talk.get(next, "collection.contact.delta");
    assert_eq!(with["value"].as_array().unwrap().len(), 3);
    let ids: Vec<_> = with["value"].as_array().unwrap().iter().map(id).collect();
    assert!(ids.iter().all(|id| id.starts_with("AAkALgAA")) && id(&page["value"][0]).starts_with("AAMk"));
    assert!(with["value"][0].get("surname").is_some() && with["value"][0].get("title").is_none());
}

#[test]
fn a_restored_mailbox_loses_its_tokens_or_goes_back_unnoticed() {
    let talk = Talk::new();
    let store = talk.graph.store();
    talk.fill(2);
    let backup = store.snapshot(VERA).unwrap();
    let before = talk.there();
    talk.fill(3);
    let link = talk.walk(None, 9).link;
    store.restore(&backup);
    assert_eq!(talk.there(), before);
    let lost = talk.try_walk(Some(&link), 9).unwrap_err();
    assert_eq!((lost.status, code(&lost).as_str()), (410, "SyncStateNotFound"));

    store.turn(&json!({"restoreKeepsTokens": true})).unwrap();
    talk.fill(3);
    let link = talk.walk(None, 9).link;
    store.restore(&backup);
    assert_eq!(talk.walk(Some(&link), 9).entries.len(), 0);
}

#[test]
fn a_token_that_was_tampered_with_is_refused() {
    let talk = Talk::new();
    talk.fill(1);
    let link = talk.walk(None, 9).link;
    let (start, token) = link.split_once("deltatoken=").unwrap();
    for wrong in
        [format!("{start}deltatoken=AAAA{token}"), format!("{start}deltatoken=x"), format!("{start}deltatoken=")]
    {
        assert_eq!(talk.try_walk(Some(&wrong), 9).unwrap_err().status, 400, "{wrong}");
    }
    assert_eq!(talk.send(&talk.request("GET", "/contacts/delta?$filter=surname eq 'x'")).status, 400);
}

/// Fifty thousand contacts: a list and a walk are quick, and an unchanged folder costs nothing.
#[test]
fn a_large_folder_is_told_quickly_and_an_unchanged_one_at_once() {
    let talk = Talk::new();
    let count = if cfg!(debug_assertions) { 10_000 } else { 50_000 };
    let ids = talk.fill(count);
    let delta = |link: &str| {
        let request = talk.request("GET", link).header("Prefer", "odata.maxpagesize=1000");
        let body = talk.graph.answer(&request).json();
        ["@odata.nextLink", "@odata.deltaLink"].iter().find_map(|name| body[*name].as_str()).unwrap().to_owned()
    };
    let mut link = "/contacts/delta".to_owned();
    while !link.contains("deltatoken") {
        link = delta(&link);
    }
    let once = |link: &str| {
        let started = Instant::now();
        let link = delta(link);
        (started.elapsed(), link)
    };
    // A page of one change costs as little in a large folder as in a small one.
    talk.graph.store().touch(VERA, &ids[0]).unwrap();
    let (took, next) = once(&link);
    let (unchanged, _) = once(&next);
    assert!(took.as_millis() < 100 && unchanged.as_millis() < 100, "{took:?} {unchanged:?}");
    assert_eq!(talk.graph.store().counts()[&("GET".to_owned(), Kind::Delta)], u64::try_from(count / 1000).unwrap() + 2);
}

/// One thing that somebody does between two pages.
#[derive(Debug, Clone)]
enum Step {
    Add,
    Change(usize),
    Delete(usize),
    Away(usize),
    Back(usize),
    Walk(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => Just(Step::Add),
        3 => any::<usize>().prop_map(Step::Change),
        2 => any::<usize>().prop_map(Step::Delete),
        1 => any::<usize>().prop_map(Step::Away),
        1 => any::<usize>().prop_map(Step::Back),
        2 => (1_usize..6).prop_map(Step::Walk),
    ];
    proptest::collection::vec(step, 1..60)
}

fn pick(ids: &[String], at: usize) -> Option<&String> {
    ids.get(at.checked_rem(ids.len())?)
}

fn live(talk: &Talk, steps: &[Step], mut walk: impl FnMut(&Talk, usize)) {
    let store = talk.graph.store();
    let away = store.add_folder(VERA, "Away").unwrap();
    for (number, step) in steps.iter().enumerate() {
        let (here, there): (Vec<_>, Vec<_>) =
            (talk.there().into_keys().collect(), named(&store.contacts(VERA, &away).unwrap()).into_keys().collect());
        match step {
            Step::Add => drop(store.create(VERA, "", &json!({"displayName": format!("n{number}")})).unwrap()),
            Step::Change(at) => pick(&here, *at)
                .into_iter()
                .for_each(|id| store.patch(VERA, id, &json!({"displayName": format!("c{number}")})).unwrap()),
            Step::Delete(at) => pick(&here, *at).into_iter().for_each(|id| store.delete(VERA, id).unwrap()),
            Step::Away(at) => pick(&here, *at).into_iter().for_each(|id| store.shift(VERA, id, &away).unwrap()),
            Step::Back(at) => pick(&there, *at).into_iter().for_each(|id| store.shift(VERA, id, "").unwrap()),
            Step::Walk(size) => walk(talk, *size),
        }
    }
    walk(talk, 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Played in their order, the pages give the folder as it is, whatever the page size, what is repeated and which pages are empty.
    #[test]
    fn graph2_playing_the_pages_gives_the_folder(steps in steps(), seed in any::<u64>()) {
        let talk = Talk::seeded(seed);
        let plan = [FaultKind::EmptyPage, FaultKind::Replay, FaultKind::Duplicate].into_iter();
        talk.graph.store().set_faults(plan.fold(FaultPlan::default(), |plan, kind| plan.rate(kind, 0.2)));
        let (mut known, mut link) = (BTreeMap::new(), None::<String>);
        live(&talk, &steps, |talk, size| {
            let walk = talk.walk(link.as_deref(), size);
            walk.play(&mut known);
            link = Some(walk.link);
            assert_eq!(known, talk.there());
        });
    }

    /// In disorder and with lies, asking for each that was told gives the folder.
    #[test]
    fn graph4_asking_for_what_was_told_gives_the_folder(steps in steps(), seed in any::<u64>()) {
        let talk = Talk::seeded(seed);
        let plan = [FaultKind::EmptyPage, FaultKind::Replay, FaultKind::Duplicate, FaultKind::Disorder, FaultKind::LyingTombstone, FaultKind::Touch];
        talk.graph.store().set_faults(plan.into_iter().fold(FaultPlan::default(), |plan, kind| plan.rate(kind, 0.2)));
        talk.graph.store().turn(&json!({"lyingTombstones": true})).unwrap();
        let (mut known, mut link) = (BTreeMap::<String, String>::new(), None::<String>);
        live(&talk, &steps, |talk, size| {
            let walk = talk.walk(link.as_deref(), size);
            for entry in &walk.entries {
                let contact = talk.graph.store().contact(VERA, id(entry)).ok();
                let here = contact.filter(|contact| contact["parentFolderId"] == talk.folder.as_str());
                known.remove(id(entry));
                known.extend(named(here.as_slice()));
            }
            link = Some(walk.link);
            assert_eq!(known, talk.there());
        });
    }
}
