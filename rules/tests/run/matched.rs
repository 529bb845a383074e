//! Items and records without a link: C5, C8, P6.

use std::collections::BTreeSet;

use rules::{
    conflict::{Direction, Policy},
    plan::{Ask, HeldWhy, MatchAnswer, RunPlan},
    record::{FieldId, Image, Value, contact as field},
};

use crate::world::{Rules, World, at, done, written};

fn anna(email: &str) -> Image {
    [(field::GIVEN, "Anna"), (field::SURNAME, "Meyer"), (field::FILE_AS, "Meyer, Anna"), (field::EMAIL1, email)]
        .iter()
        .fold(Image::new(), |image, (id, text)| image.with(*id, Value::text(*text)))
}

fn first(policy: Policy) -> Rules {
    Rules { first: true, ..Rules::under(policy) }
}

fn candidates(plan: &RunPlan) -> Vec<(String, BTreeSet<String>)> {
    let of = |ask: &Ask| match ask {
        Ask::Match { item, candidates, .. } => Some((item.clone(), candidates.clone())),
        Ask::Conflict { .. } => None,
    };
    plan.asks.iter().filter_map(of).collect()
}

#[test]
fn c08_only_the_first_run_matches() {
    let mut world = World::default();
    let (record, item) = (world.record(anna("a@x.de")), world.item(&anna("A@x.de")));
    assert_eq!(done(&world.plan(&Rules::default())), ["addRecord C5", "addItem C4"], "a duplicate added later is new");
    let plan = world.run(&first(Policy::NewestRecord));
    assert_eq!(done(&plan), ["join C8"]);
    assert!(written(&plan.changes[0]).is_empty());
    assert_eq!((plan.changes[0].record.as_ref(), plan.changes[0].item.as_ref()), (Some(&record), Some(&item)));
    assert_eq!(world.plan(&Rules::default()), RunPlan { in_step: 1, ..RunPlan::default() });
}

#[test]
fn c08_where_part_agrees_the_person_is_asked_until_they_answer() {
    let mut world = World::default();
    let (record, item) = (world.record(anna("a@x.de")), world.item(&anna("b@x.de")));
    let (other, bystander) = (anna("m@x.de").with(field::SURNAME, Value::text("Schulz")), anna("n@x.de"));
    world.item(&other);
    world.record(bystander.with(field::SURNAME, Value::text("Berger")));
    let plan = world.run(&first(Policy::NewestRecord));
    assert_eq!(done(&plan), ["addRecord C5", "addItem C4"], "only that item and that record wait");
    assert_eq!(candidates(&plan), [(item.clone(), BTreeSet::from([record.clone()]))]);
    for _later in 0..2 {
        let plan = world.run(&Rules::default());
        assert_eq!(plan.changes, [], "it waits in whichever run");
        assert_eq!(candidates(&plan).len(), 1, "and is named (P2)");
    }

    let mut same = world.clone();
    same.answers.insert(item.clone(), MatchAnswer::Record(record.clone()));
    assert_eq!(done(&same.run(&Rules::default())), ["join C8"]);
    assert_eq!(same.plan(&Rules::default()), RunPlan { in_step: 3, ..RunPlan::default() });

    let mut new = world.clone();
    new.answers.insert(item.clone(), MatchAnswer::New);
    assert_eq!(done(&new.run(&Rules::default())), ["addRecord C5", "addItem C4"]);
    assert_eq!(new.plan(&Rules::default()), RunPlan { in_step: 4, ..RunPlan::default() });

    let mut binned = world.clone();
    binned.answers.insert(item.clone(), MatchAnswer::Record(record.clone()));
    binned.records.get_mut(&record).expect("a record").binned = true;
    assert_eq!(done(&binned.run(&Rules::default())), ["addRecord C5"], "an answer that nobody can follow is none");

    world.records.get_mut(&record).expect("a record").image = anna("z@x.de").with(field::GIVEN, Value::text("Zoe"));
    assert_eq!(
        done(&world.plan(&Rules::default())),
        ["addRecord C5", "addItem C4"],
        "what nobody has to be asked any more"
    );
}

#[test]
fn c08_p06_one_record_is_not_two_items() {
    let mut world = World::default();
    let record = world.record(anna("a@x.de"));
    let items = [world.item(&anna("a@x.de")), world.item(&anna("a@x.de"))];
    assert_eq!(candidates(&world.plan(&first(Policy::NewestRecord))).len(), 2);
    for item in &items {
        world.answers.insert(item.clone(), MatchAnswer::Record(record.clone()));
    }
    assert_eq!(done(&world.run(&first(Policy::NewestRecord))), ["join C8", "addRecord C5"]);
    assert!(world.is_one_to_one());
}

#[test]
fn c08_an_answer_takes_its_record_out_of_every_other_question() {
    let mut world = World::default();
    let record = world.record(anna("a@x.de"));
    let asked = world.item(&anna("b@x.de"));
    let answered = world.item(&anna("c@x.de"));
    world.answers.insert(answered, MatchAnswer::Record(record));
    let plan = world.plan(&first(Policy::NewestRecord));
    assert_eq!(done(&plan), ["addRecord C5", "join C8"]);
    assert_eq!(plan.changes[0].item, Some(asked));
}

const BOTH: [(FieldId, &str); 3] = [(field::MOBILE, "+1 1"), (field::NOTES, ""), (field::SPOUSE, "Max")];

#[test]
fn c08_what_is_tied_fills_what_is_empty_and_the_policy_decides_the_rest() {
    let record = BOTH.iter().fold(anna("a@x.de"), |image, (id, text)| image.with(*id, Value::text(*text)));
    let item = anna("a@x.de").with(field::MOBILE, Value::text("+1 2")).with(field::NOTES, Value::text("met"));
    let fill = ["outlook spouse=Max", "practice notes=met"];
    #[rustfmt::skip]
    let cases: [(Policy, i64, Option<&str>); 5] = [
        (Policy::NewestRecord, 100,  Some("practice mobile=+1 2")),
        (Policy::NewestRecord, -100, Some("outlook mobile=+1 1")),
        (Policy::NewestField,  100,  Some("practice mobile=+1 2")),
        (Policy::PracticeWins, 100,  Some("outlook mobile=+1 1")),
        (Policy::OutlookWins, -100,  Some("practice mobile=+1 2")),
    ];
    for (policy, second, phone) in cases {
        let mut world = World::default();
        world.record(record.clone());
        let id = world.item(&item);
        world.items.get_mut(&id).expect("an item").modified = Some(at(second));
        let plan = world.run(&first(policy));
        let mut fields = written(&plan.changes[0]);
        fields.sort();
        let mut expected: Vec<String> = fill.iter().copied().chain(phone).map(str::to_owned).collect();
        expected.sort();
        assert_eq!(fields, expected, "{policy:?}");
        assert_eq!(plan.changes[0].replaced.iter().filter(|lost| lost.value.is_some()).count(), 1, "{policy:?}: M4");
        assert_eq!(world.plan(&Rules::under(policy)), RunPlan { in_step: 1, ..RunPlan::default() }, "{policy:?}");
    }
    let mut world = World::default();
    world.record(record);
    world.item(&item);
    let plan = world.run(&first(Policy::AskMe));
    assert_eq!((done(&plan), written(&plan.changes[0]).len()), (vec!["join C8".into()], 0), "first tied, then asked");
    let plan = world.plan(&Rules::under(Policy::AskMe));
    assert_eq!((plan.changes.len(), plan.asks.len()), (0, 1));
}

#[test]
fn c08_p19_tied_in_one_direction_only_that_side_is_written() {
    for (direction, expected) in [
        (Direction::ToOutlook, vec!["outlook mobile=+1 1", "outlook spouse=Max"]),
        (Direction::ToPractice, vec!["practice notes=met"]),
        (Direction::Off, vec![]),
    ] {
        let mut world = World::default();
        world.record(BOTH.iter().fold(anna("a@x.de"), |image, (id, text)| image.with(*id, Value::text(*text))));
        world.item(&anna("a@x.de").with(field::MOBILE, Value::text("+1 2")).with(field::NOTES, Value::text("met")));
        let rules = Rules { first: true, ..Rules::towards(direction) };
        let plan = world.run(&rules);
        assert_eq!(
            (done(&plan), written(&plan.changes[0])),
            (vec!["join C8".into()], expected.iter().map(|text| (*text).to_owned()).collect())
        );
        let next = world.plan(&Rules { first: false, ..rules });
        assert!(next.changes.is_empty(), "{direction:?}: {next:?}");
        assert!(matches!(&next.held[0].why, HeldWhy::Fields(_)), "{direction:?}: what differs is named");
    }
}

#[test]
fn c05_an_import_is_what_was_chosen_and_without_blanks() {
    let mut world = World::default();
    world.item(&anna("a@x.de").with(field::COMPANY, Value::text("Acme  ")));
    let plan = world.run(&Rules::default());
    let record = world.records.values().next().expect("a record");
    let expected =
        anna("a@x.de").with(field::COMPANY, Value::text("Acme")).with(field::KIND, Value::text("standalone"));
    assert_eq!((&record.image, plan.changes[0].version), (&expected, 0));
    assert_eq!(done(&world.run(&Rules::default())), ["updateItem C9"], "blanks show once");
    assert_eq!(world.plan(&Rules::default()), RunPlan { in_step: 1, ..RunPlan::default() });
}
