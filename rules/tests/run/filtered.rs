//! What a filter lets into the folder: C4, C5, P11.

use std::collections::BTreeMap;

use rules::{
    conflict::{Direction, Policy},
    filter::{ClientFacts, Filter, Method, Row},
    plan::{HeldWhy, ItemState, Parting, RunPlan},
    record::{Image, Value, contact as field},
};

use crate::world::{Rules, World, done, written};

/// Selects Boston's.
fn boston() -> Filter {
    let row = Row { field: "city".into(), method: Method::Single, values: vec!["Boston".into()] };
    Filter { match_all: true, rows: vec![row] }
}

fn of(city: &str) -> Image {
    let address = rules::record::Address { city: city.into(), ..Default::default() };
    Image::new()
        .with(field::GIVEN, Value::text("Anna"))
        .with(field::FILE_AS, Value::text("Anna"))
        .with(field::BUSINESS_ADDRESS, Value::Address(address))
}

fn filtered() -> Rules {
    Rules { filter: Some(boston()), ..Rules::default() }
}

fn keeping() -> Rules {
    Rules { keep_filtered: true, ..filtered() }
}

fn towards(direction: Direction) -> Rules {
    Rules { filter: Some(boston()), ..Rules::towards(direction) }
}

/// A pair in step whose record moved to that city.
fn moved_to(city: &str) -> (World, String) {
    let mut world = World::default();
    let link = world.pair(of("Boston"));
    let record = world.record_of(&link);
    record.image = of(city);
    record.version += 1;
    (world, link)
}

#[test]
fn c04_what_is_selected_comes_and_what_is_not_stays_out() {
    let mut world = World::default();
    world.record(of("Boston"));
    world.record(of("Rome"));
    assert_eq!(done(&world.run(&filtered())), ["addItem C4"]);
    assert_eq!(world.run(&filtered()), RunPlan { in_step: 1, ..RunPlan::default() });
    assert_eq!(done(&world.plan(&Rules::default())), ["addItem C4"], "without a filter everything comes");
    let mut closed = World::default();
    closed.record(of("Boston"));
    assert_eq!(closed.plan(&towards(Direction::ToPractice)), RunPlan::default());
}

#[test]
fn c04_a_contact_that_fails_the_filter_leaves_the_folder_and_only_that() {
    let (mut world, link) = moved_to("Rome");
    let plan = world.run(&filtered());
    assert_eq!(done(&plan), ["removeItem C4"]);
    assert!(plan.changes[0].fields.iter().all(|change| change.before.is_some() && change.after.is_none()), "shown");
    assert!(plan.changes[0].deletes() && plan.changes[0].parting == Some(Parting::Filter));
    assert!(world.items.is_empty() && !world.record_of(&link).binned && world.record_of(&link).image == of("Rome"));
    for _echo in 0..2 {
        assert_eq!(world.run(&filtered()), RunPlan::default(), "the tombstone never reaches the record");
    }
}

#[test]
fn c04_it_comes_back_when_the_filter_selects_it_again() {
    for rules in [filtered(), keeping()] {
        let (mut world, link) = moved_to("Rome");
        world.run(&rules);
        world.record_of(&link).image = of("Boston").with(field::NOTES, Value::text("back"));
        let back = if rules.keep_filtered { "rejoin C4" } else { "recreateItem C4" };
        assert_eq!(done(&world.run(&rules)), [back]);
        world.run(&rules);
        assert_eq!(world.plan(&rules), RunPlan { in_step: 1, ..RunPlan::default() });
        let link = world.links.keys().next().expect("a link").clone();
        assert_eq!(world.image_of(&link).expect("an item").text(field::NOTES), "back", "{back}");
        assert_eq!(world.record_of(&link).image.text(field::NOTES), "back", "{back}: nothing is older than it was");
    }
}

#[test]
fn c04_what_a_person_or_a_deletion_parted_does_not_come_back() {
    for why in [Parting::Person, Parting::Deletion] {
        for gone in [false, true] {
            let mut world = World::default();
            let link = world.pair(of("Boston"));
            world.part(&link, why);
            world.edit_record(&link, 100, &[(field::NOTES, "x")]);
            if gone {
                world.remove_item(&link);
            }
            assert_eq!(world.plan(&filtered()), RunPlan::default(), "{why:?} {gone}");
        }
    }
}

#[test]
fn c04_a_parted_pair_is_asked_about_before_it_is_made_again() {
    let mut world = World::default();
    let link = world.pair(of("Boston"));
    world.part(&link, Parting::Filter);
    world.remove_item(&link);
    let unproven = rules::plan::plan_run(&filtered().terms(), world.found(&filtered(), &[].into()));
    assert_eq!((unproven.prove.as_slice(), unproven.changes.len()), ([link.clone()].as_slice(), 0));
    assert_eq!(done(&world.plan(&filtered())), ["recreateItem C4"]);
    let closed = world.plan(&towards(Direction::ToPractice));
    assert_eq!((closed.changes.len(), &closed.held[0].why), (0, &HeldWhy::Direction));
    world.links.get_mut(&link).expect("a link").away = ItemState::Elsewhere;
    assert_eq!(world.plan(&filtered()), RunPlan::default(), "it was moved: nothing is made a second time");
}

#[test]
fn c04_one_can_choose_to_keep_the_item() {
    let (mut world, link) = moved_to("Rome");
    let plan = world.run(&keeping());
    assert_eq!(done(&plan), ["part C4"]);
    assert!(plan.changes[0].fields.is_empty() && !plan.changes[0].deletes());
    assert_eq!(world.image_of(&link), Some(of("Boston")), "as it was");
    assert_eq!(world.run(&keeping()), RunPlan::default());
}

#[test]
fn c04_outlooks_edits_are_taken_in_first() {
    for rules in [filtered(), keeping()] {
        let (mut world, link) = moved_to("Rome");
        world.edit_item(&link, 200, &[(field::NOTES, "typed last")]);
        let rules = Rules { settings: Rules::under(Policy::NewestField).settings, ..rules };
        let plan = world.run(&rules);
        assert!(written(&plan.changes[0]).contains(&"practice notes=typed last".to_owned()), "{plan:?}");
        assert!(
            !written(&plan.changes[0]).iter().any(|text| text.contains("outlook businessAddress=?")),
            "not written, but gone"
        );
        assert_eq!(world.record_of(&link).image, of("Rome").with(field::NOTES, Value::text("typed last")));
    }
    let (mut world, link) = moved_to("Rome");
    world.edit_item(&link, 200, &[(field::MOBILE, "+1 3")]);
    world.record_of(&link).image.set(field::MOBILE, Value::text("+1 2"));
    let plan = world.run(&Rules { settings: Rules::under(Policy::PracticeWins).settings, ..filtered() });
    assert_eq!(done(&plan), ["removeItem C4"]);
    let lost: Vec<_> = plan.changes[0].replaced.iter().map(|lost| (lost.field, lost.value.clone())).collect();
    assert_eq!(lost, [(field::MOBILE, Some(Value::text("+1 3")))], "an edit that lost is kept (M4)");
}

#[test]
fn c04_an_edit_may_bring_the_record_into_the_filter() {
    let mut world = World::default();
    let link = world.pair(of("Boston"));
    world.record_of(&link).image.set(field::CATEGORIES, Value::labels(["old"]));
    let selects = Row { field: "categories".into(), method: Method::IsBlank, values: vec![] };
    let rules =
        Rules { filter: Some(Filter { match_all: true, rows: vec![selects] }), ..Rules::under(Policy::OutlookWins) };
    world.edit_item(&link, 200, &[(field::NOTES, "x")]);
    assert_eq!(done(&world.plan(&rules)), ["updateRecord M2"], "judged with what is taken in");
}

#[test]
fn c04_where_the_direction_forbids_it_the_item_stays_and_is_named() {
    let (mut world, link) = moved_to("Rome");
    let plan = world.plan(&towards(Direction::ToPractice));
    assert_eq!((plan.changes.len(), &plan.held[0].why), (0, &HeldWhy::Direction));
    world.edit_item(&link, 200, &[(field::NOTES, "typed")]);
    let plan = world.plan(&towards(Direction::ToOutlook));
    assert_eq!(plan.held[0].why, HeldWhy::FilterWaitsForEdits);
    assert!(!done(&plan).iter().any(|what| what.starts_with("removeItem") || what.starts_with("part")));
    let plan = world.run(&Rules {
        settings: rules::plan::Settings {
            policy: Policy::NewestField,
            direction: Direction::ToPractice,
            ..Default::default()
        },
        ..filtered()
    });
    assert_eq!(written(&plan.changes[0]), ["practice notes=typed"], "what cannot leave goes on being taken in");
    let mut locked = Rules { settings: Rules::under(Policy::NewestField).settings, ..filtered() };
    locked.settings.fields.insert(field::MOBILE, Direction::ToOutlook);
    world.edit_item(&link, 300, &[(field::MOBILE, "+1 3")]);
    assert_eq!(world.plan(&locked).held[0].why, HeldWhy::FilterWaitsForEdits);
}

#[test]
fn c04_what_cannot_be_read_is_not_removed() {
    let (mut world, link) = moved_to("Rome");
    let item = world.links[&link].item.clone();
    world.items.get_mut(&item).expect("an item").content.insert("spouseName".into(), 5.into());
    let plan = world.plan(&filtered());
    assert_eq!((plan.changes.len(), plan.held.len()), (0, 1));
    world.record_of(&link).image = of("Boston");
    world.record_of(&link).binned = true;
    assert_eq!(world.plan(&filtered()).changes, []);
}

#[test]
fn c04_c05_an_item_is_imported_first_then_judged_and_not_removed_by_that_run() {
    let mut world = World::default();
    world.item(&of("Rome"));
    let plan = world.run(&filtered());
    assert_eq!(done(&plan), ["addRecord C5", "removeItem C4 apart"]);
    let (add, remove) = (&plan.changes[0], &plan.changes[1]);
    assert_eq!((&remove.item, remove.parting), (&add.item, Some(Parting::Filter)));
    assert!(!remove.deletes() && remove.hash != add.hash);
    let record = world.records.values().next().expect("a record");
    assert_eq!(record.image, of("Rome").with(field::KIND, Value::text("standalone")));
    assert_eq!(done(&world.run(&filtered())), ["removeItem C4"], "the next run may");
    assert_eq!((world.items.len(), world.records.len()), (0, 1));
    assert_eq!(world.run(&filtered()), RunPlan::default());

    let mut accepted = World::default();
    accepted.item(&of("Rome"));
    for change in &accepted.plan(&filtered()).changes {
        accepted.apply(change);
    }
    assert_eq!((accepted.items.len(), accepted.records.len()), (0, 1), "accepted in the list apart");
    assert_eq!(accepted.plan(&filtered()), RunPlan::default());
}

#[test]
fn c04_c05_an_import_that_fails_is_kept_or_stays_as_chosen_and_as_it_may() {
    #[rustfmt::skip]
    let cases: [(Rules, &[&str]); 5] = [
        (keeping(),                        &["addRecord C5", "part C4"]),
        (towards(Direction::ToPractice),   &["addRecord C5"]),
        (towards(Direction::ToOutlook),    &[]),
        (towards(Direction::Off),          &[]),
        (Rules::default(),                 &["addRecord C5"]),
    ];
    for (rules, expected) in cases {
        let mut world = World::default();
        world.item(&of("Rome"));
        assert_eq!(done(&world.run(&rules)), expected, "{:?}", rules.settings.direction);
        assert_eq!(world.plan(&rules).changes, [], "{:?}", rules.settings.direction);
        assert_eq!(world.items.len(), 1);
    }
}

#[test]
fn c04_a_filter_judges_by_the_clients_of_the_record_and_by_whose_it_is() {
    let row = Row { field: "associate".into(), method: Method::Single, values: vec!["me".into()] };
    let facts = ClientFacts { associate: "s1".into(), ..ClientFacts::default() };
    let mut rules = Rules { filter: Some(Filter { match_all: true, rows: vec![row] }), ..Rules::default() };
    let mut world = World::default();
    world.record(of("Rome").with(field::CLIENTS, Value::labels(["c1"])));
    assert_eq!(world.plan(&rules), RunPlan::default());
    rules.clients = BTreeMap::from([("c1".to_owned(), facts)]);
    assert_eq!(done(&world.plan(&rules)), ["addItem C4"]);
}

#[test]
fn p11_a_filter_never_deletes_a_record() {
    let mut rules = Rules { delete_records: true, ..filtered() };
    let (mut world, link) = moved_to("Rome");
    world.remove_item(&link);
    assert_eq!(done(&world.run(&rules)), ["part C4"], "whoever removed it, the filter wants it so");
    assert!(!world.record_of(&link).binned);
    rules.filter = None;
    assert_eq!(done(&world.run(&rules)), ["recreateItem C4"]);
}
