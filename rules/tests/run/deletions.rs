//! One side is gone: M5 to M8, P8.

use rules::{
    conflict::Direction,
    merge::Side,
    plan::{Ask, HeldWhy, ItemState, Parting, RunPlan, plan_run},
    record::{Image, RecordKind, Value, contact as field},
};

use crate::world::{Rules, World, done, written};

fn anna() -> Image {
    Image::new().with(field::GIVEN, Value::text("Anna")).with(field::FILE_AS, Value::text("Anna"))
}

fn paired() -> (World, String) {
    let mut world = World::default();
    let link = world.pair(anna());
    (world, link)
}

fn deleting() -> Rules {
    Rules { delete_records: true, ..Rules::default() }
}

#[test]
fn m06_p08_nothing_missing_is_believed_before_it_is_proven() {
    let (mut world, link) = paired();
    world.remove_item(&link);
    for (edited, binned) in [(false, false), (true, false), (false, true)] {
        let mut world = world.clone();
        if edited {
            world.edit_record(&link, 100, &[(field::NOTES, "x")]);
        }
        world.record_of(&link).binned = binned;
        let plan = plan_run(&deleting().terms(), world.found(&deleting(), &[].into()));
        assert_eq!(plan, RunPlan { prove: vec![link.clone()], ..RunPlan::default() });
    }
}

#[test]
fn m07_an_items_deletion_parts_or_bins_as_chosen() {
    let (mut world, link) = paired();
    world.remove_item(&link);
    let mut binning = world.clone();
    let plan = world.run(&Rules::default());
    assert_eq!(done(&plan), ["part M7"]);
    assert!(
        plan.changes[0].parting == Some(Parting::Deletion)
            && plan.changes[0].deletes()
            && plan.changes[0].fields.is_empty()
    );
    assert!(!world.record_of(&link).binned);
    assert_eq!(world.run(&Rules::default()), RunPlan::default(), "nothing comes back by itself");

    let plan = binning.run(&deleting());
    assert_eq!(done(&plan), ["binRecord M7"]);
    assert_eq!(written(&plan.changes[0]), ["practice fileAs=", "practice given="], "all that it had is shown");
    assert!(binning.records.values().all(|record| record.binned && record.image == anna()));
    assert_eq!(binning.run(&deleting()), RunPlan::default());
}

#[test]
fn m07_an_appointments_deletion_always_bins() {
    let (mut world, link) = paired();
    world.remove_item(&link);
    let mut found = world.found(&Rules::default(), &[link].into());
    let rules = Rules::default();
    let mut terms = rules.terms_of(RecordKind::Appointment);
    terms.imported = Image::new();
    let subject = Image::new().with(rules::record::appointment::SUBJECT, Value::text("Call"));
    let known = &mut found.pairs[0].known;
    known.kind = RecordKind::Appointment;
    known.record = subject.clone();
    known.base = Some(rules::merge::Base { practice: subject.clone(), outlook: subject });
    assert_eq!(done(&plan_run(&terms, found)), ["binRecord M7"]);
}

#[test]
fn m05_an_edit_wins_over_a_deletion() {
    for rules in [Rules::default(), deleting()] {
        let (mut world, link) = paired();
        world.edit_record(&link, 100, &[(field::NOTES, "x")]);
        world.remove_item(&link);
        let plan = world.run(&rules);
        assert_eq!(done(&plan), ["recreateItem M5"]);
        assert_eq!(written(&plan.changes[0]), ["outlook fileAs=Anna", "outlook given=Anna", "outlook notes=x"]);
        assert_eq!(world.plan(&rules), RunPlan { in_step: 1, ..RunPlan::default() });
    }
    let (mut world, link) = paired();
    world.edit_item(&link, 100, &[(field::NOTES, "y")]);
    world.record_of(&link).binned = true;
    let plan = world.run(&Rules::default());
    assert_eq!(
        (done(&plan), written(&plan.changes[0])),
        (vec!["restoreRecord M5".into()], vec!["practice notes=y".into()])
    );
    assert!(!world.record_of(&link).binned);
    assert_eq!(world.plan(&Rules::default()), RunPlan { in_step: 1, ..RunPlan::default() });
}

#[test]
fn m05_a_records_deletion_removes_the_item() {
    let (mut world, link) = paired();
    world.record_of(&link).binned = true;
    let plan = world.run(&Rules::default());
    assert_eq!((done(&plan), plan.changes[0].parting), (vec!["removeItem M7".into()], None));
    assert_eq!(written(&plan.changes[0]), ["outlook fileAs=", "outlook given="]);
    assert!(world.items.is_empty() && world.links.is_empty());
    assert_eq!(world.plan(&Rules::default()), RunPlan::default());
}

#[test]
fn p19_where_the_direction_is_closed_a_deletion_waits_and_is_named() {
    for direction in [Direction::ToOutlook, Direction::Off] {
        let (mut world, link) = paired();
        world.remove_item(&link);
        let plan = world.plan(&Rules { delete_records: true, ..Rules::towards(direction) });
        assert_eq!((plan.changes.len(), plan.in_step, &plan.held[0].why), (0, 0, &HeldWhy::Direction), "{direction:?}");
    }
    for direction in [Direction::ToPractice, Direction::Off] {
        let (mut world, link) = paired();
        world.record_of(&link).binned = true;
        let plan = world.plan(&Rules::towards(direction));
        assert_eq!((plan.changes.len(), plan.in_step, &plan.held[0].why), (0, 0, &HeldWhy::Direction), "{direction:?}");
    }
}

#[test]
fn p03_without_a_base_the_person_says_whether_a_deletion_is_meant() {
    for record_gone in [false, true] {
        #[rustfmt::skip]
        let answers = if record_gone {
            [(Side::Outlook, "restoreRecord P3"), (Side::Practice, "removeItem P3")]
        } else {
            [(Side::Practice, "recreateItem P3"), (Side::Outlook, "binRecord P3")]
        };
        for (side, expected) in answers {
            let (mut world, link) = paired();
            world.links.get_mut(&link).expect("a link").base = None;
            if record_gone {
                world.edit_item(&link, 100, &[(field::NOTES, "y")]);
                world.record_of(&link).binned = true;
            } else {
                world.remove_item(&link);
            }
            let plan = world.run(&deleting());
            assert_eq!(plan.changes, []);
            let Ask::Conflict { rows, .. } = &plan.asks[0] else { panic!("{plan:?}") };
            let answers = rows.iter().map(|row| (row.field, side)).collect();
            world.links.get_mut(&link).expect("a link").answers = answers;
            assert_eq!(done(&world.run(&deleting())), [expected]);
            for link in world.links.values_mut() {
                link.answers.clear();
            }
            assert_eq!(world.plan(&deleting()).changes, [], "{expected}");
        }
    }
}

#[test]
fn m06_an_item_that_was_moved_is_parted_and_no_deletion() {
    let (mut world, link) = paired();
    world.links.get_mut(&link).expect("a link").away = ItemState::Elsewhere;
    world.remove_item(&link);
    let plan = world.run(&deleting());
    assert_eq!((done(&plan), plan.changes[0].deletes()), (vec!["part M6".into()], false));
    assert_eq!(world.run(&deleting()), RunPlan::default());
}

#[test]
fn m07_a_link_is_forgotten_once_neither_side_exists() {
    for parted in [None, Some(Parting::Person), Some(Parting::Filter)] {
        let (mut world, link) = paired();
        world.remove_item(&link);
        world.record_of(&link).binned = true;
        world.links.get_mut(&link).expect("a link").parted = parted;
        let plan = if parted.is_some() {
            plan_run(&Rules::default().terms(), world.found(&Rules::default(), &[link.clone()].into()))
        } else {
            world.plan(&Rules::default())
        };
        assert_eq!(done(&plan), ["dropLink M7"], "{parted:?}");
    }
    let (mut world, link) = paired();
    world.remove_item(&link);
    world.part(&link, Parting::Person);
    let mut found = world.found(&Rules::default(), &[link].into());
    found.pairs[0].known.state = rules::plan::RecordState::Missing;
    assert_eq!(plan_run(&Rules::default().terms(), found), RunPlan::default(), "not found is no proof");
}

#[test]
fn m06_a_pair_of_which_nothing_was_seen_agrees_on_nothing() {
    let (mut world, link) = paired();
    world.links.get_mut(&link).expect("a link").base = None;
    let mut found = world.found(&Rules::default(), &[].into());
    found.pairs[0].stored.view = rules::record::View::default();
    let plan = plan_run(&Rules::default().terms(), found);
    assert_eq!(plan.changes, []);
}
