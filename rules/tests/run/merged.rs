//! Edits of both sides: M1 to M3, M9, C7, C9, answers.

use rules::{
    conflict::{Direction, Policy},
    merge::Side,
    plan::{Ask, Fate, Held, HeldWhy, RunPlan, plan_stored},
    record::{FieldId, Image, Value, contact as field},
};

use crate::world::{KIND, Rules, World, at, done, seen, written};

fn anna() -> Image {
    [
        (field::GIVEN, "Anna"),
        (field::SURNAME, "Meyer"),
        (field::FILE_AS, "Meyer, Anna"),
        (field::MOBILE, "+1 1"),
        (field::KIND, "client"),
    ]
    .iter()
    .fold(Image::new(), |image, (id, text)| image.with(*id, Value::text(*text)))
}

type Edits = &'static [(FieldId, &'static str)];

/// A pair in step, then edited in the practice database at second 100 and in Outlook at that second.
fn edited(practice: Edits, second: i64, outlook: Edits) -> (World, String) {
    let mut world = World::default();
    let link = world.pair(anna());
    if !practice.is_empty() {
        world.edit_record(&link, 100, practice);
    }
    if !outlook.is_empty() {
        world.edit_item(&link, second, outlook);
    }
    (world, link)
}

const MOBILE_2: Edits = &[(field::MOBILE, "+1 2")];
const MOBILE_3: Edits = &[(field::MOBILE, "+1 3")];
const BOTH_EDITS: (Edits, Edits) =
    (&[(field::MOBILE, "+1 2"), (field::COMPANY, "Acme")], &[(field::MOBILE, "+1 3"), (field::NOTES, "Seen")]);

#[test]
fn m01_m02_c07_each_policy_on_an_edit_of_one_side_and_of_both() {
    use Policy::{AskMe, NewestField, NewestRecord, OutlookWins, PracticeWins};
    let one_side: (&str, &[&str]) = ("updateItem M1", &["outlook mobile=+1 2"]);
    let other_side: (&str, &[&str]) = ("updateRecord M1", &["practice mobile=+1 3"]);
    for policy in Policy::ALL {
        for (practice, outlook, (what, fields)) in [(MOBILE_2, &[][..], one_side), (&[][..], MOBILE_3, other_side)] {
            let plan = edited(practice, 200, outlook).0.plan(&Rules::under(policy));
            assert_eq!(
                (done(&plan), written(&plan.changes[0])),
                (vec![what.to_owned()], fields.iter().map(|text| (*text).to_owned()).collect()),
                "{policy:?}"
            );
        }
    }
    let all_practice: &[&str] = &["outlook company=Acme", "outlook mobile=+1 2", "outlook notes="];
    let all_outlook: &[&str] = &["practice company=", "practice mobile=+1 3", "practice notes=Seen"];
    #[rustfmt::skip]
    let cases: [(Policy, i64, &str, &[&str]); 8] = [
        (NewestRecord, 200, "updateRecord C7", all_outlook),
        (NewestRecord, 50,  "updateItem C7",   all_practice),
        (NewestRecord, 102, "updateItem M3",   all_practice),
        (NewestRecord, 103, "updateRecord C7", all_outlook),
        (NewestField,  200, "updateBoth C7",   &["outlook company=Acme", "practice mobile=+1 3", "practice notes=Seen"]),
        (NewestField,  50,  "updateBoth C7",   &["outlook company=Acme", "outlook mobile=+1 2", "practice notes=Seen"]),
        (PracticeWins, 200, "updateItem M2",   all_practice),
        (OutlookWins,  50,  "updateRecord M2", all_outlook),
    ];
    for (policy, second, what, fields) in cases {
        let plan = edited(BOTH_EDITS.0, second, BOTH_EDITS.1).0.plan(&Rules::under(policy));
        assert_eq!(done(&plan), [what], "{policy:?} at {second}");
        assert_eq!(written(&plan.changes[0]), fields, "{policy:?} at {second}");
    }
    let plan = edited(BOTH_EDITS.0, 200, BOTH_EDITS.1).0.plan(&Rules::under(AskMe));
    assert_eq!((plan.changes.len(), plan.asks.len()), (0, 1));
}

#[test]
fn m04_what_loses_is_replaced_and_what_was_only_old_too() {
    let plan = edited(BOTH_EDITS.0, 200, BOTH_EDITS.1).0.plan(&Rules::default());
    let kept: Vec<_> =
        plan.changes[0].replaced.iter().map(|lost| (lost.field, lost.side, lost.value.clone())).collect();
    let mobile = (field::MOBILE, Side::Practice, Some(Value::text("+1 2")));
    let company = (field::COMPANY, Side::Practice, Some(Value::text("Acme")));
    assert_eq!(kept, [company, mobile, (field::NOTES, Side::Practice, None)]);
}

#[test]
fn m02_what_is_asked_names_each_field_and_the_answer_is_done() {
    let rules = Rules::under(Policy::AskMe);
    let (mut world, link) = edited(BOTH_EDITS.0, 200, BOTH_EDITS.1);
    let plan = world.run(&rules);
    let Ask::Conflict { rows, title, .. } = &plan.asks[0] else { panic!("{plan:?}") };
    assert_eq!(title, "Meyer, Anna");
    let mobile = rows.iter().find(|row| row.field == field::MOBILE).expect("the phone is asked for");
    let texts = [&mobile.base, &mobile.practice, &mobile.outlook].map(|value| value.as_ref().and_then(Value::as_text));
    assert_eq!(texts, [Some("+1 1"), Some("+1 2"), Some("+1 3")]);

    world.links.get_mut(&link).expect("a link").answers = [(field::MOBILE, Side::Outlook)].into();
    let plan = world.run(&rules);
    assert_eq!(done(&plan), ["updateBoth M2"]);
    assert_eq!(written(&plan.changes[0]), ["outlook company=Acme", "practice mobile=+1 3", "practice notes=Seen"]);
    assert!(plan.asks.is_empty());
    world.links.get_mut(&link).expect("a link").answers.clear();
    assert_eq!(world.plan(&rules), RunPlan { in_step: 1, ..RunPlan::default() });
}

#[test]
fn m03_where_outlook_has_no_time_the_person_is_asked() {
    let (mut world, link) = edited(MOBILE_2, 200, MOBILE_3);
    let item = world.links[&link].item.clone();
    world.items.get_mut(&item).expect("an item").modified = None;
    for policy in [Policy::NewestRecord, Policy::NewestField] {
        assert_eq!(world.plan(&Rules::under(policy)).asks.len(), 1, "{policy:?}");
    }
    assert_eq!(done(&world.plan(&Rules::under(Policy::OutlookWins))), ["updateRecord M2"]);
}

#[test]
fn m01_times_versions_and_shown_names_are_no_edits() {
    let (mut world, link) = edited(&[], 0, &[]);
    let item = world.links[&link].item.clone();
    let content = &mut world.items.get_mut(&item).expect("an item").content;
    content.insert("changeKey".into(), "EQAA2".into());
    content.insert("displayName".into(), "Anna M.".into());
    world.items.get_mut(&item).expect("an item").modified = Some(at(900));
    world.edit_record(&link, 900, &[(field::MOBILE, "+1-1")]);
    world.run(&Rules::default());
    assert_eq!(world.plan(&Rules::default()), RunPlan { in_step: 1, ..RunPlan::default() });
    assert_eq!(world.record_of(&link).image.text(field::MOBILE), "+1-1", "as it was typed");
}

#[test]
fn c09_blanks_are_written_once_and_are_no_edit() {
    let (mut world, link) = edited(&[(field::GIVEN, "Anna  ")], 200, &[(field::SURNAME, "Meyer \t")]);
    let rules = Rules::under(Policy::AskMe);
    let plan = world.run(&rules);
    assert_eq!(done(&plan), ["updateBoth C9"]);
    assert_eq!(written(&plan.changes[0]), ["practice given=Anna", "outlook surname=Meyer"]);
    assert!(plan.changes[0].replaced.is_empty());
    assert_eq!(world.plan(&rules), RunPlan { in_step: 1, ..RunPlan::default() });
    assert_eq!(world.image_of(&link).expect("an item").text(field::SURNAME), "Meyer");
}

#[test]
fn m09_p19_each_direction_of_the_person_and_of_a_field() {
    use Direction::{Both, ToOutlook, ToPractice};
    let practice = (MOBILE_2, &[][..], "updateItem M1");
    let outlook = (&[][..], MOBILE_3, "updateRecord M1");
    for (practice, outlook, what, open) in
        [(practice.0, practice.1, practice.2, [Both, ToOutlook]), (outlook.0, outlook.1, outlook.2, [Both, ToPractice])]
    {
        for direction in Direction::ALL {
            let world = edited(practice, 200, outlook).0;
            let mut locked = Rules::default();
            locked.settings.fields.insert(field::MOBILE, direction);
            let reason = [(Rules::towards(direction), Held::Direction), (locked, Held::FieldDirection)];
            for (rules, held) in reason {
                let plan = world.plan(&rules);
                if open.contains(&direction) {
                    assert_eq!((done(&plan), plan.held.len()), (vec![what.to_owned()], 0), "{direction:?}");
                } else {
                    assert_eq!(plan.changes, [], "{direction:?}");
                    assert_eq!(plan.held[0].why, HeldWhy::Fields(vec![(field::MOBILE, held)]), "{direction:?}");
                    assert_eq!(plan.in_step, 0, "{direction:?}: what waits is not in step");
                }
            }
        }
    }
    let world = edited(BOTH_EDITS.0, 200, BOTH_EDITS.1).0;
    let wins = Rules {
        settings: rules::plan::Settings { policy: Policy::PracticeWins, direction: ToPractice, ..Default::default() },
        ..Rules::default()
    };
    let plan = world.plan(&wins);
    assert!(
        matches!(&plan.held[0].why, HeldWhy::Fields(rows) if rows.iter().all(|(_, why)| *why == Held::WinnerMayNotTravel))
    );
}

#[test]
fn m09_a_locked_field_stays_while_the_others_travel_also_where_a_side_is_new() {
    let mut world = World::default();
    let item = world.item(&anna());
    let record = world.record(anna().with(field::GIVEN, Value::text("Bea")).with(field::FILE_AS, Value::text("Bea")));
    let mut rules = Rules::default();
    rules.settings.fields.insert(field::MOBILE, Direction::ToPractice);
    rules.settings.fields.insert(field::SURNAME, Direction::ToOutlook);
    let plan = world.run(&rules);
    assert_eq!(done(&plan), ["addRecord C5", "addItem C4"]);
    let made = &world.records.values().last().expect("a record").image;
    assert_eq!(
        (made.text(field::MOBILE), made.text(field::SURNAME), made.text(field::KIND)),
        ("+1 1", "", "standalone")
    );
    let link = world.links.values().find(|link| link.record == record).expect("a link");
    let made = seen(&world.items[&link.item].content);
    assert_eq!((made.text(field::MOBILE), made.text(field::SURNAME)), ("", "Meyer"));
    assert!(world.items.contains_key(&item));
    assert_eq!(world.plan(&rules), RunPlan { in_step: 2, ..RunPlan::default() });
}

#[test]
fn c15_a_gap_in_a_records_list_is_no_edit_and_an_edit_behind_it_travels() {
    let gap = anna().with(field::EMAIL2, Value::text("a@x.de"));
    let mut world = World::default();
    let link = world.pair(gap);
    assert_eq!(world.plan(&Rules::default()), RunPlan { in_step: 1, ..RunPlan::default() });
    world.edit_item(&link, 200, &[(field::EMAIL1, "b@x.de")]);
    let plan = world.run(&Rules::default());
    assert_eq!(written(&plan.changes[0]), ["practice email1=b@x.de"]);
    let image = &world.record_of(&link).image;
    assert_eq!([field::EMAIL1, field::EMAIL2].map(|id| image.text(id)), ["b@x.de", ""]);
    world.edit_record(&link, 300, &[(field::EMAIL1, ""), (field::EMAIL3, "c@x.de")]);
    world.run(&Rules::default());
    assert_eq!(world.image_of(&link).expect("an item").text(field::EMAIL1), "c@x.de");
    assert_eq!(world.plan(&Rules::default()), RunPlan { in_step: 1, ..RunPlan::default() });
}

#[test]
fn p03_what_cannot_be_read_is_left_alone_and_named() {
    let (mut world, link) = edited(MOBILE_2, 0, &[]);
    let item = world.links[&link].item.clone();
    world.items.get_mut(&item).expect("an item").content.insert("birthday".into(), 5.into());
    let plan = world.plan(&Rules::default());
    assert_eq!(done(&plan), ["updateItem M1"]);
    assert!(matches!(&plan.held[0].why, HeldWhy::Unmapped(errors) if errors[0].field == field::BIRTHDAY));
    let loose = world.item(&anna());
    world.items.get_mut(&loose).expect("an item").content.insert("givenName".into(), 5.into());
    let plan = world.plan(&Rules::default());
    assert_eq!(done(&plan), ["updateItem M1"], "what makes no sense is not imported");
    assert_eq!(plan.held[1].item, Some(loose));
}

#[test]
fn p09_the_hash_moves_with_all_content_and_not_with_the_modified_time() {
    let hash = |world: &World| world.plan(&Rules::default()).hash();
    let here = edited(MOBILE_2, 200, &[(field::NOTES, "Seen")]).0;
    let link = here.links.keys().next().expect("a link").clone();
    let changed = |change: &dyn Fn(&mut World)| {
        let mut world = here.clone();
        change(&mut world);
        world
    };
    let later = changed(&|world| world.items.values_mut().for_each(|item| item.modified = Some(at(300))));
    assert_eq!(hash(&later), hash(&here), "only the modified time moved");
    let mut moved = vec![
        changed(&|world| world.edit_record(&link, 100, MOBILE_3)),
        changed(&|world| world.record_of(&link).version += 1),
        changed(&|world| world.record_of(&link).image.set(field::STATUS, Value::text("former"))),
        changed(&|world| world.edit_item(&link, 200, &[(field::NOTES, "Seen twice")])),
        changed(&|world| world.edit_item(&link, 200, &[(field::SPOUSE, "Max")])),
        changed(&|world| world.links.get_mut(&link).expect("a link").base = None),
    ];
    moved.push(changed(&|world| {
        let _ = world.item(&anna());
    }));
    for (at, other) in moved.iter().enumerate() {
        assert_ne!(hash(other), hash(&here), "{at}");
    }
    let mut loose = World::default();
    let (item, record) = (loose.item(&anna()), loose.record(anna()));
    let before = loose.plan(&Rules::default());
    let mut locked = Rules::default();
    locked.settings.fields.insert(field::MOBILE, Direction::Off);
    let narrowed = loose.plan(&locked);
    for at in 0..2 {
        assert_ne!(before.changes[at].hash, narrowed.changes[at].hash, "what is written is part of it");
    }
    loose.items.get_mut(&item).expect("an item").modified = Some(at(900));
    assert_eq!(loose.plan(&Rules::default()).hash(), before.hash());
    loose.records.get_mut(&record).expect("a record").image.set(field::NOTES, Value::text("x"));
    assert_ne!(loose.plan(&Rules::default()).hash(), before.hash());
}

#[test]
fn m05_m06_p07_one_link_whatever_became_of_its_sides() {
    use rules::plan::{Action, ItemState, RecordState};
    #[rustfmt::skip]
    let cases = [
        // record               item               edited practice, Outlook   base?  action
        (RecordState::Present, ItemState::Present,   false, false, true,  Action::Nothing),
        (RecordState::Present, ItemState::Present,   true,  false, true,  Action::UpdateItem),
        (RecordState::Present, ItemState::Present,   false, true,  true,  Action::UpdateRecord),
        (RecordState::Present, ItemState::Present,   true,  true,  true,  Action::TakeNewer),
        (RecordState::Present, ItemState::Present,   false, false, false, Action::Nothing),
        (RecordState::Present, ItemState::Present,   true,  false, false, Action::TakeNewer),
        (RecordState::Present, ItemState::Deleted,   false, false, true,  Action::FollowItemDeletion),
        (RecordState::Present, ItemState::Deleted,   true,  false, true,  Action::RecreateItem),
        (RecordState::Present, ItemState::Deleted,   false, false, false, Action::Ask),
        (RecordState::Present, ItemState::Missing,   true,  false, true,  Action::Prove(Side::Outlook)),
        (RecordState::Present, ItemState::Missing,   false, false, false, Action::Prove(Side::Outlook)),
        (RecordState::Present, ItemState::Elsewhere, true,  false, true,  Action::Prove(Side::Outlook)),
        (RecordState::Binned,  ItemState::Present,   false, false, true,  Action::RemoveItem),
        (RecordState::Binned,  ItemState::Present,   true,  false, true,  Action::RemoveItem),
        (RecordState::Binned,  ItemState::Present,   false, true,  true,  Action::RestoreRecord),
        (RecordState::Binned,  ItemState::Present,   true,  true,  true,  Action::RestoreRecord),
        (RecordState::Binned,  ItemState::Present,   false, true,  false, Action::Ask),
        (RecordState::Binned,  ItemState::Deleted,   false, false, true,  Action::DropLink),
        (RecordState::Binned,  ItemState::Deleted,   true,  false, false, Action::DropLink),
        (RecordState::Binned,  ItemState::Missing,   false, false, true,  Action::Prove(Side::Outlook)),
        (RecordState::Missing, ItemState::Present,   false, true,  true,  Action::Prove(Side::Practice)),
        (RecordState::Missing, ItemState::Deleted,   false, false, true,  Action::Prove(Side::Practice)),
    ];
    for (record, item, practice, outlook, base, action) in cases {
        let (world, link) = edited(if practice { MOBILE_2 } else { &[] }, 200, if outlook { MOBILE_3 } else { &[] });
        let mut pair = world.found(&Rules::default(), &[link].into()).pairs.remove(0);
        pair.known.state = record;
        pair.stored.state = item;
        pair.known.base = pair.known.base.filter(|_| base);
        let plan = plan_stored(&pair.known, &pair.stored, &pair.times, &pair.answers);
        assert_eq!(plan.decision.action, action, "{record:?} {item:?} {practice} {outlook} {base}");
        assert!(plan.saved);
        let writes = plan.with_fate(Fate::ToItem).chain(plan.with_fate(Fate::ToRecord)).count();
        let held = plan.held().filter(|(_, why)| *why != Held::Waiting).count();
        assert!(
            held == 0
                && (writes > 0 || !matches!(action, Action::UpdateItem | Action::UpdateRecord | Action::TakeNewer))
        );
        assert_eq!(pair.known.kind, KIND);
    }
}
