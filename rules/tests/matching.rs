//! Which unlinked item is which unlinked record (C8).

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rules::{
    matching::{Face, Match, matches},
    record::{Image, Value, contact as field},
};

/// A contact as `Given Surname|Company|File as|address address`.
fn face(written: &str) -> Face {
    let mut parts = written.split('|');
    let mut next = || parts.next().unwrap_or_default();
    let (name, company, file_as, emails) = (next(), next(), next(), next());
    let (given, surname) = name.split_once(' ').unwrap_or((name, ""));
    let texts =
        [(field::GIVEN, given), (field::SURNAME, surname), (field::COMPANY, company), (field::FILE_AS, file_as)];
    let slots = [field::EMAIL1, field::EMAIL2, field::EMAIL3];
    let emails = slots.into_iter().zip(emails.split(' '));
    Face::of(&texts.into_iter().chain(emails).fold(Image::new(), |image, (id, text)| image.with(id, Value::text(text))))
}

fn faces(written: &[(&str, &str)]) -> BTreeMap<String, Face> {
    written.iter().map(|(id, text)| ((*id).to_owned(), face(text))).collect()
}

/// `=r1` is the same as r1, `?r1 r2` asks, nothing is new.
fn said(found: &Match) -> String {
    match found {
        Match::Same(record) => format!("={record}"),
        Match::Ask(records) => format!("?{}", records.iter().cloned().collect::<Vec<_>>().join(" ")),
        Match::New => String::new(),
    }
}

#[test]
fn c08_who_is_who() {
    type Side<'a> = &'a [(&'a str, &'a str)];
    #[rustfmt::skip]
    let cases: &[(&str, Side<'_>, Side<'_>, &[&str])] = &[
        ("name and address",
            &[("i1", "Anna Meyer|||a@x.de")],            &[("r1", "Anna Meyer|||a@x.de")],            &["=r1"]),
        ("in other letters, with blanks",
            &[("i1", "ANNA  Meyer |||A@X.de")],          &[("r1", "anna meyer|||a@x.de")],            &["=r1"]),
        ("one of three addresses, in another slot",
            &[("i1", "Anna Meyer|||p@x.de q@x.de a@x.de")], &[("r1", "Anna Meyer|||a@x.de z@x.de")],  &["=r1"]),
        ("only the name",
            &[("i1", "Anna Meyer|||a@x.de")],            &[("r1", "Anna Meyer|||b@x.de")],            &["?r1"]),
        ("only the name, without any address",
            &[("i1", "Anna Meyer|||")],                  &[("r1", "Anna Meyer|||")],                  &["?r1"]),
        ("only the address",
            &[("i1", "Anna Meyer|||a@x.de")],            &[("r1", "Anna Schulz|||a@x.de")],           &["?r1"]),
        ("the address, and a name on one side only",
            &[("i1", "|||a@x.de")],                      &[("r1", "Anna Meyer|||a@x.de")],            &["?r1"]),
        ("the address, and no names",
            &[("i1", "|||a@x.de")],                      &[("r1", "|||a@x.de")],                      &["?r1"]),
        ("nothing but that both have nothing",
            &[("i1", "|||")],                            &[("r1", "|||")],                            &[""]),
        ("nothing",
            &[("i1", "Anna Meyer|||a@x.de")],            &[("r1", "Max Schulz|||m@x.de")],            &[""]),
        ("a company by its name",
            &[("i1", "|Acme AG|Acme|a@x.de")],           &[("r1", "|ACME AG||a@x.de")],               &["=r1"]),
        ("somebody at a company is not the company",
            &[("i1", "Anna Meyer|Acme||a@x.de")],        &[("r1", "|Acme||a@x.de")],                  &["?r1"]),
        ("what it is filed as, where there is nothing else",
            &[("i1", "||Acme|a@x.de")],                  &[("r1", "|Acme||a@x.de")],                  &["=r1"]),
        ("two records agree wholly",
            &[("i1", "Anna Meyer|||a@x.de")],            &[("r1", "Anna Meyer|||a@x.de"), ("r2", "Anna Meyer|||a@x.de")], &["?r1 r2"]),
        ("one wholly, another in part",
            &[("i1", "Anna Meyer|||a@x.de")],            &[("r1", "Anna Meyer|||a@x.de"), ("r2", "Anna Meyer|||")],     &["=r1"]),
        ("two in part, by name and by address",
            &[("i1", "Anna Meyer|||a@x.de")],            &[("r1", "Anna Meyer|||"), ("r2", "Max Meyer|||a@x.de")],      &["?r1 r2"]),
        ("two items and one record",
            &[("i1", "Anna Meyer|||a@x.de"), ("i2", "Anna Meyer|||a@x.de")], &[("r1", "Anna Meyer|||a@x.de")],          &["?r1", "?r1"]),
        ("a record that is one item is no candidate of another",
            &[("i1", "Anna Meyer|||a@x.de"), ("i2", "Anna Meyer|||b@x.de")], &[("r1", "Anna Meyer|||a@x.de")],          &["=r1", ""]),
        ("nor hides one that is free",
            &[("i1", "Anna Meyer|||a@x.de"), ("i2", "Anna Meyer|||b@x.de")],
            &[("r1", "Anna Meyer|||a@x.de"), ("r2", "Max Meyer|||b@x.de")],                                             &["=r1", "?r2"]),
        ("no items", &[], &[("r1", "Anna Meyer|||a@x.de")], &[]),
        ("no records", &[("i1", "Anna Meyer|||a@x.de")], &[], &[""]),
    ];
    for (what, items, records, expected) in cases {
        let found = matches(&faces(items), &faces(records));
        let found: Vec<String> = found.values().map(said).collect();
        assert_eq!(found, *expected, "{what}");
    }
}

#[test]
fn c08_a_face_is_what_a_person_is_recognised_by() {
    let anna = face("Anna Meyer|Acme|M, A|b@x.de A@x.de a@x.de");
    assert_eq!(anna.name, "anna meyer");
    assert_eq!(anna.emails, BTreeSet::from(["a@x.de".to_owned(), "b@x.de".to_owned()]));
    assert_eq!(face(" |||  "), Face::default());
}

/// Few names and few addresses, so that much of it agrees.
fn some() -> impl Strategy<Value = Vec<Face>> {
    let emails = prop::collection::vec(prop::sample::select(vec!["a@x.de", "b@x.de", "c@x.de", ""]), 3);
    let names = prop::sample::select(vec!["Anna Meyer", "Max Meyer", "|Acme", ""]);
    let one = (names, emails).prop_map(|(name, emails)| {
        let company = if name.starts_with('|') { format!("{name}|") } else { format!("{name}||") };
        face(&format!("{company}|{}", emails.join(" ")))
    });
    prop::collection::vec(one, 0..7)
}

fn numbered(faces: &[Face], name: impl Fn(usize) -> usize) -> BTreeMap<String, Face> {
    faces.iter().enumerate().map(|(at, face)| (format!("{:02}", name(at)), face.clone())).collect()
}

proptest! {
    #[test]
    fn p06_no_record_is_two_items_and_every_item_has_an_answer(items in some(), records in some()) {
        let (items, records) = (numbered(&items, |at| at), numbered(&records, |at| at));
        let found = matches(&items, &records);
        prop_assert_eq!(found.keys().collect::<Vec<_>>(), items.keys().collect::<Vec<_>>());
        let same: Vec<&String> = found.values().filter_map(|found| match found {
            Match::Same(record) => Some(record),
            Match::Ask(_) | Match::New => None,
        }).collect();
        prop_assert_eq!(same.iter().collect::<BTreeSet<_>>().len(), same.len());
        for (id, found) in &found {
            let (item, agree) = (&items[id], |record: &Face| {
                let name = !record.name.is_empty() && record.name == items[id].name;
                (name, !record.emails.is_disjoint(&items[id].emails))
            });
            match found {
                Match::Same(record) => prop_assert_eq!(agree(&records[record]), (true, true)),
                Match::Ask(candidates) => {
                    prop_assert!(!candidates.is_empty());
                    prop_assert!(candidates.iter().all(|record| !same.contains(&record) && agree(&records[record]) != (false, false)));
                }
                Match::New => prop_assert!(
                    records.iter().all(|(record, face)| same.contains(&record) || agree(face) == (false, false)), "{:?}", item
                ),
            }
        }
    }

    #[test]
    fn p12_the_order_of_either_side_does_not_matter(items in some(), records in some(), shift in 0_usize..7) {
        let plain = matches(&numbered(&items, |at| at), &numbered(&records, |at| at));
        // Every identifier is another one, in another order.
        let (turn, flip) = (|at: usize| (at + shift) % 7, |at: usize| 20 - at);
        let turned = matches(&numbered(&items, turn), &numbered(&records, flip));
        let renamed = |found: &Match| match found {
            Match::Same(record) => Match::Same(format!("{:02}", flip(record.parse().expect("a number")))),
            Match::Ask(records) => {
                Match::Ask(records.iter().map(|record| format!("{:02}", flip(record.parse().expect("a number")))).collect())
            }
            Match::New => Match::New,
        };
        for (id, found) in &plain {
            let id = format!("{:02}", turn(id.parse().expect("a number")));
            prop_assert_eq!(turned.get(&id), Some(&renamed(found)));
        }
    }
}
