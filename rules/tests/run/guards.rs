//! What stops a run: A4, M8.

use rules::{
    filter::{Filter, Method, Row},
    merge::Side,
    plan::{DELETIONS, Guards, RunPlan, Suspension, What, counted, guard},
    record::{Image, Value, contact as field},
};

use crate::world::{Rules, World};

fn named(name: &str) -> Image {
    Image::new().with(field::GIVEN, Value::text(name)).with(field::FILE_AS, Value::text(name))
}

/// A plan that adds so many records to Outlook, and removes so many items.
fn plan(adds: usize, removes: usize) -> RunPlan {
    let mut world = World::default();
    for at in 0..removes {
        let link = world.pair(named(&format!("gone {at}")));
        world.record_of(&link).binned = true;
    }
    for at in 0..adds {
        world.record(named(&format!("new {at}")));
    }
    world.plan(&Rules::default())
}

#[test]
fn a04_a_run_is_suspended_from_the_threshold_on() {
    #[rustfmt::skip]
    let cases = [
        // changes, of the last hour, threshold, counted
        (4,  0,          Some(5), None),
        (5,  0,          Some(5), Some(5)),
        (6,  0,          Some(5), Some(6)),
        (6,  0,          None,    None),
        (1,  3,          Some(5), None),
        (1,  4,          Some(5), Some(5)),
        (1,  99,         Some(5), Some(100)),
        (0,  99,         Some(5), None),
        (1,  0,          Some(0), Some(1)),
        (0,  0,          Some(0), None),
        (1,  usize::MAX, Some(5), Some(usize::MAX)),
    ];
    for (adds, already, threshold, expected) in cases {
        let found = guard(&plan(adds, 0).changes, &Guards { threshold, already, linked: 0 });
        let limit = threshold.unwrap_or_default() as usize;
        let expected = expected.map(|count| Suspension::Threshold { count, limit });
        assert_eq!(found, expected, "{adds} after {already}, from {threshold:?} on");
    }
}

#[test]
fn m08_deletions_are_counted_apart_whatever_the_threshold_says() {
    #[rustfmt::skip]
    let cases = [
        // removes, linked, limit if suspended
        (4, 4,   None),
        (5, 5,   Some(5)),
        (5, 50,  Some(5)),
        (5, 51,  None),
        (6, 51,  Some(6)),
        (6, 60,  Some(6)),
        (6, 61,  None),
        (5, 0,   Some(5)),
        (9, 100, None),
        (10, 100, Some(10)),
    ];
    for (removes, linked, limit) in cases {
        let plan = plan(3, removes);
        for threshold in [None, Some(1000)] {
            let found = guard(&plan.changes, &Guards { threshold, already: 0, linked });
            let expected = limit.map(|limit| Suspension::Deletions { count: removes, limit });
            assert_eq!(found, expected, "{removes} of {linked}");
        }
        let low = guard(&plan.changes, &Guards { threshold: Some(1), already: 0, linked });
        let of_deletions = matches!(low, Some(Suspension::Deletions { .. }));
        assert_eq!(of_deletions, limit.is_some(), "deletions are named first");
    }
    assert_eq!(DELETIONS, 5);
}

#[test]
fn m08_c04_removals_count_and_what_stands_apart_does_not() {
    let nobody = Row { field: "given".into(), method: Method::IsBlank, values: vec![] };
    let rules = Rules { filter: Some(Filter { match_all: true, rows: vec![nobody] }), ..Rules::default() };
    let guards = Guards { threshold: Some(7), already: 0, linked: 6 };
    let mut linked = World::default();
    for at in 0..6 {
        linked.pair(named(&format!("n{at}")));
    }
    let found = guard(&linked.plan(&rules).changes, &guards);
    assert_eq!(found, Some(Suspension::Deletions { count: 6, limit: 5 }), "a filter's removals");
    let mut imported = World::default();
    for at in 0..6 {
        imported.item(&named(&format!("n{at}")));
    }
    let plan = imported.plan(&rules);
    assert_eq!((plan.changes.len(), counted(&plan.changes), guard(&plan.changes, &guards)), (12, 6, None));
    let kept = Rules { keep_filtered: true, ..rules };
    let plan = linked.plan(&kept);
    assert_eq!(
        (plan.changes.len(), counted(&plan.changes), guard(&plan.changes, &guards)),
        (6, 0, None),
        "parting writes nothing"
    );
    let mut deleted = World::default();
    let links: Vec<String> = (0..6).map(|at| deleted.pair(named(&format!("n{at}")))).collect();
    for link in &links {
        deleted.remove_item(link);
    }
    let found = guard(&deleted.plan(&Rules::default()).changes, &guards);
    assert_eq!(found, Some(Suspension::Deletions { count: 6, limit: 5 }), "what follows a deletion");
}

#[test]
fn a04_c11_what_only_moves_what_is_remembered_is_neither_counted_nor_shown() {
    let of = |what: What| (what.writes(Side::Practice), what.writes(Side::Outlook), what.is_shown());
    #[rustfmt::skip]
    let table = [
        (What::AddRecord,     (true,  false, true)),
        (What::AddItem,       (false, true,  true)),
        (What::Join,          (false, false, true)),
        (What::Rejoin,        (false, false, true)),
        (What::UpdateRecord,  (true,  false, true)),
        (What::UpdateItem,    (false, true,  true)),
        (What::UpdateBoth,    (true,  true,  true)),
        (What::RestoreRecord, (true,  false, true)),
        (What::RecreateItem,  (false, true,  true)),
        (What::RemoveItem,    (false, true,  true)),
        (What::BinRecord,     (true,  false, true)),
        (What::Part,          (false, false, true)),
        (What::DropLink,      (false, false, false)),
        (What::Rebase,        (false, false, false)),
    ];
    for (what, expected) in table {
        assert_eq!(of(what), expected, "{what:?}");
    }
    let mut world = World::default();
    let link = world.pair(named("Anna"));
    world.edit_record(&link, 1, &[(field::NOTES, "x")]);
    world.edit_item(&link, 1, &[(field::NOTES, "x")]);
    let plan = world.run(&Rules::default());
    assert_eq!((plan.changes[0].what, counted(&plan.changes)), (What::Rebase, 0));
    assert_eq!(world.plan(&Rules::default()), RunPlan { in_step: 1, ..RunPlan::default() });
}
