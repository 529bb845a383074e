//! Filters (C3): every method on every source, and what is wrong with a filter.

use std::{collections::BTreeMap, fmt::Write as _};

use proptest::prelude::*;
use rules::{
    filter::{ClientFact, ClientFacts, ClientsById, FIELDS, Filter, ME, Method, Part, Row, Source},
    json,
    record::{Address, Image, Value, contact as field},
};

fn row(name: &str, method: Method, values: &[&str]) -> Row {
    Row { field: name.into(), method, values: values.iter().map(|text| (*text).to_owned()).collect() }
}

fn one(row: Row) -> Filter {
    Filter { match_all: true, rows: vec![row] }
}

fn clients() -> ClientsById {
    let facts = |associate: &str, number: &str, name: &str, office: &str| ClientFacts {
        associate: associate.into(),
        number: number.into(),
        name: name.into(),
        client_type: "Trust".into(),
        status: "active".into(),
        office: office.into(),
    };
    BTreeMap::from([
        ("c1".into(), facts("s1", "1007", "Meyer Trust", "Boston")),
        ("c2".into(), facts("s2", "22", "Acme AG", "")),
        ("c3".into(), ClientFacts::default()),
    ])
}

fn address(city: &str, state: &str, postal_code: &str) -> Value {
    let (city, state, postal_code) = (city.into(), state.into(), postal_code.into());
    Value::Address(Address { city, state, postal_code, country: "USA".into(), ..Address::default() })
}

/// Tied to two clients, with an office and a home.
fn anna() -> Image {
    Image::new()
        .with(field::GIVEN, Value::text("Änna "))
        .with(field::SURNAME, Value::text("Meyer"))
        .with(field::FILE_AS, Value::text("Meyer, Änna"))
        .with(field::COMPANY, Value::text("Acme  AG"))
        .with(field::JOB_TITLE, Value::text("Partner"))
        .with(field::PROFESSION, Value::text("Attorney"))
        .with(field::EMAIL2, Value::text("Anna@Example.com"))
        .with(field::KIND, Value::text("standalone"))
        .with(field::CATEGORIES, Value::labels(["VIP", "Holiday card"]))
        .with(field::CLIENTS, Value::labels(["c1", "c2", "gone"]))
        .with(field::BUSINESS_ADDRESS, address("Boston", "MA", "02108"))
        .with(field::HOME_ADDRESS, address("Portland", "ME", "04101-1234"))
}

/// A client itself, with nothing but numbers and words.
fn acme() -> Image {
    Image::new()
        .with(field::COMPANY, Value::text("Acme"))
        .with(field::KIND, Value::text("client"))
        .with(field::CLIENT_ID, Value::text("500"))
        .with(field::ASSOCIATE, Value::text("s2"))
        .with(field::CLIENT_TYPE, Value::text("Corporation"))
        .with(field::STATUS, Value::text("former"))
        .with(field::FIRM_OFFICE, Value::text("Zürich"))
        .with(field::BUSINESS_ADDRESS, address("", "  ", ""))
}

const SINGLE: Method = Method::Single;
const ANY_OF: Method = Method::AnyOf;
const RANGE: Method = Method::Range;
const CONTAINS: Method = Method::Contains;
const BEGINS: Method = Method::BeginsWith;
const BLANK: Method = Method::IsBlank;
const NOT_BLANK: Method = Method::IsNotBlank;

/// Field, method, values; does Anna pass, and does Acme?
#[rustfmt::skip]
const TABLE: &[(&str, Method, &[&str], bool, bool)] = &[
    // In the contact: letter case and outer blanks do not count, inner ones do.
    ("given",      SINGLE,    &["änna"],                 true,  false),
    ("given",      SINGLE,    &[" ÄNNA "],               true,  false),
    ("given",      SINGLE,    &["anna"],                 false, false),
    ("company",    SINGLE,    &["Acme"],                 false, true),
    ("company",    ANY_OF,    &["x", "", "ACME"],        false, true),
    ("company",    CONTAINS,  &["me"],                   true,  true),
    ("company",    CONTAINS,  &["e ag"],                 false, false),
    ("company",    BEGINS,    &["ac"],                   true,  true),
    ("company",    BEGINS,    &["me"],                   false, false),
    ("company",    RANGE,     &["a", "b"],               true,  true),
    ("company",    RANGE,     &["acme", "acme"],         false, true),
    ("company",    RANGE,     &["b", ""],                false, false),
    ("company",    RANGE,     &["", "acme"],             false, true),
    ("jobTitle",   BLANK,     &[],                       false, true),
    ("jobTitle",   NOT_BLANK, &[],                       true,  false),
    ("profession", SINGLE,    &["attorney"],             true,  false),
    ("fileAs",     BEGINS,    &["meyer,"],               true,  false),
    ("surname",    RANGE,     &["M", "N"],               true,  false),
    ("kind",       SINGLE,    &["client"],               false, true),
    // One of several words.
    ("categories", SINGLE,    &["vip"],                  true,  false),
    ("categories", ANY_OF,    &["new", "holiday CARD"],  true,  false),
    ("categories", CONTAINS,  &["card"],                 true,  false),
    ("categories", BEGINS,    &["hol"],                  true,  false),
    ("categories", RANGE,     &["g", "i"],               true,  false),
    ("categories", BLANK,     &[],                       false, true),
    // Any of the three addresses for e-mail.
    ("email",      SINGLE,    &["anna@example.com"],     true,  false),
    ("email",      CONTAINS,  &["@example."],            true,  false),
    ("email",      BLANK,     &[],                       false, true),
    // Any of the postal addresses. Blanks are nothing.
    ("city",       SINGLE,    &["boston"],               true,  false),
    ("city",       ANY_OF,    &["Portland", "Rome"],     true,  false),
    ("city",       BEGINS,    &["port"],                 true,  false),
    ("city",       NOT_BLANK, &[],                       true,  false),
    ("state",      SINGLE,    &["me"],                   true,  false),
    ("state",      BLANK,     &[],                       false, true),
    ("country",    SINGLE,    &["usa"],                  true,  true),
    ("postalCode", RANGE,     &["2000", "2999"],         true,  false),
    ("postalCode", RANGE,     &["4000", "4999"],         false, false),
    ("postalCode", CONTAINS,  &["-1234"],                true,  false),
    // The clients it is tied to, or what it is itself.
    ("associate",  SINGLE,    &["s1"],                   true,  false),
    ("associate",  SINGLE,    &["S2"],                   true,  true),
    ("associate",  SINGLE,    &["me"],                   true,  false),
    ("associate",  ANY_OF,    &["s9", "me"],             true,  false),
    ("associate",  NOT_BLANK, &[],                       true,  true),
    ("clientId",   SINGLE,    &["22"],                   true,  false),
    ("clientId",   RANGE,     &["100", "999"],           false, true),
    ("clientId",   RANGE,     &["9", "30"],              true,  false),
    ("clientId",   RANGE,     &["1007", ""],             true,  false),
    ("clientId",   RANGE,     &["600"],                  true,  false),
    ("clientId",   BEGINS,    &["50"],                   false, true),
    ("clientName", CONTAINS,  &["trust"],                true,  false),
    ("clientName", BLANK,     &[],                       false, true),
    ("clientType", ANY_OF,    &["trust", "corporation"], true,  true),
    ("status",     SINGLE,    &["Former"],               false, true),
    ("status",     SINGLE,    &["active"],               true,  false),
    ("firmOffice", SINGLE,    &["BOSTON"],               true,  false),
    ("firmOffice", SINGLE,    &["zürich"],               false, true),
    ("firmOffice", BLANK,     &[],                       false, false),
    // A field that nobody knows is passed by nobody.
    ("shoeSize",   BLANK,     &[],                       false, false),
    ("shoeSize",   NOT_BLANK, &[],                       false, false),
    ("notes",      SINGLE,    &["x"],                    false, false),
];

#[test]
fn c03_each_method_on_each_source() {
    let clients = clients();
    for (name, method, values, anna_passes, acme_passes) in TABLE {
        let filter = one(row(name, *method, values));
        let passes = [anna(), acme()].map(|contact| filter.selects(&contact, &clients, "s1"));
        assert_eq!(passes, [*anna_passes, *acme_passes], "{name} {method:?} {values:?}");
    }
}

#[test]
fn c03_the_table_covers_every_field_every_method_and_every_source() {
    for (name, _) in FIELDS {
        assert!(TABLE.iter().any(|(covered, ..)| covered == name), "{name}");
    }
    let kind = |source: &Source| match source {
        Source::Contact(_) => 0,
        Source::Address(_) => 1,
        Source::Client(..) => 2,
    };
    for source in 0..3 {
        for method in Method::ALL {
            let names = FIELDS.iter().filter(|(_, found)| kind(found) == source).map(|(name, _)| *name);
            let names: Vec<&str> = names.collect();
            let covered = TABLE.iter().any(|(name, found, ..)| names.contains(name) && *found == method);
            assert!(covered, "source {source} {method:?}");
        }
    }
    let parts = [Part::City, Part::State, Part::Country, Part::PostalCode];
    assert!(parts.iter().all(|part| FIELDS.iter().any(|(_, source)| *source == Source::Address(*part))));
    let asked = |fact| FIELDS.iter().any(|(_, source)| matches!(source, Source::Client(found, _) if *found == fact));
    let facts = [
        ClientFact::Associate,
        ClientFact::Number,
        ClientFact::Name,
        ClientFact::Type,
        ClientFact::Status,
        ClientFact::Office,
    ];
    assert!(facts.into_iter().all(asked));
}

#[test]
fn c03_all_rows_or_one_or_more() {
    let yes = || row("surname", SINGLE, &["meyer"]);
    let no = || row("surname", SINGLE, &["smith"]);
    let cases: [(Vec<Row>, bool, bool); 5] = [
        (vec![], true, true),
        (vec![yes()], true, true),
        (vec![no()], false, false),
        (vec![yes(), no()], false, true),
        (vec![no(), no()], false, false),
    ];
    for (rows, all, any) in cases {
        let passes =
            [true, false].map(|match_all| Filter { match_all, rows: rows.clone() }.selects(&anna(), &clients(), "s1"));
        assert_eq!(passes, [all, any], "{rows:?}");
    }
}

#[test]
fn c03_me_is_the_person_whose_filter_it_is() {
    let mine = one(row("associate", SINGLE, &[ME]));
    for (me, passes) in [("s1", [true, false]), ("s2", [true, true]), ("s3", [false, false]), ("", [false, false])] {
        assert_eq!([anna(), acme()].map(|contact| mine.selects(&contact, &clients(), me)), passes, "{me:?}");
    }
}

#[test]
fn c03_a_fault_names_its_row() {
    #[rustfmt::skip]
    let cases: [(Row, Option<&str>); 15] = [
        (row("city", SINGLE, &["Rome"]),      None),
        (row("city", ANY_OF, &["Rome", ""]),  None),
        (row("city", RANGE, &["a", ""]),      None),
        (row("city", RANGE, &["", "b"]),      None),
        (row("city", RANGE, &["a"]),          None),
        (row("city", BLANK, &[]),             None),
        (row("City", SINGLE, &["Rome"]),      Some("field")),
        (row("", BLANK, &[]),                 Some("field")),
        (row("city", SINGLE, &[]),            Some("values")),
        (row("city", CONTAINS, &[" "]),       Some("values")),
        (row("city", BEGINS, &["a", "b"]),    Some("values")),
        (row("city", ANY_OF, &["", " "]),     Some("values")),
        (row("city", RANGE, &["", ""]),       Some("values")),
        (row("city", RANGE, &["a", "b", ""]), Some("values")),
        (row("city", NOT_BLANK, &["x"]),      Some("values")),
    ];
    let filter = Filter { match_all: true, rows: cases.iter().map(|(row, _)| row.clone()).collect() };
    let faults: BTreeMap<usize, &str> = filter.faults().iter().map(|fault| (fault.row, fault.part)).collect();
    for (at, (row, expected)) in cases.iter().enumerate() {
        assert_eq!(faults.get(&at).copied(), *expected, "{row:?}");
    }
    let mut said = String::new();
    for fault in filter.faults() {
        writeln!(said, "{fault}").expect("written");
    }
    assert!(said.starts_with("row 7: there is no field \"City\"\n"), "{said}");
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let names: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).chain(["shoeSize"]).collect();
    let text = prop_oneof![
        prop::sample::select(vec!["", "me", "22", "Boston", "s1", "acme"]).prop_map(str::to_owned),
        ".{0,4}"
    ];
    let row =
        (prop::sample::select(names), prop::sample::select(Method::ALL.to_vec()), prop::collection::vec(text, 0..4));
    let row = row.prop_map(|(field, method, values)| Row { field: field.to_owned(), method, values });
    (any::<bool>(), prop::collection::vec(row, 0..4)).prop_map(|(match_all, rows)| Filter { match_all, rows })
}

proptest! {
    #[test]
    fn c03_the_wire_form_is_serdes_and_ours(filter in any_filter()) {
        let serdes = serde_json::to_string(&filter).expect("JSON");
        prop_assert_eq!(json::from_str::<Filter>(&serdes), Some(filter.clone()));
        let ours = json::to_string(&filter);
        prop_assert_eq!(serde_json::from_str::<Filter>(&ours).ok(), Some(filter));
    }

    #[test]
    fn p16_any_filter_judges_and_blank_is_the_opposite_of_not_blank(filter in any_filter(), mine in any::<bool>()) {
        let (contact, me) = (if mine { anna() } else { acme() }, "s1");
        let passes = filter.selects(&contact, &clients(), me);
        let each = filter.rows.iter().map(|row| one(row.clone()).selects(&contact, &clients(), me));
        let each: Vec<bool> = each.collect();
        let expected = if filter.match_all { !each.contains(&false) } else { each.is_empty() || each.contains(&true) };
        prop_assert_eq!(passes, expected);
        for (name, _) in FIELDS {
            let judge = |method| one(row(name, method, &[])).selects(&contact, &clients(), me);
            prop_assert_ne!(judge(BLANK), judge(NOT_BLANK), "{}", name);
        }
        prop_assert!(filter.faults().iter().all(|fault| fault.row < filter.rows.len()));
    }
}

#[test]
fn c03_both_readers_refuse_the_same() {
    #[rustfmt::skip]
    let cases = [
        (r#"{"matchAll":true,"rows":[]}"#,                                                     true),
        (r#"{"matchAll":true,"rows":[{"field":"city","method":"isBlank","values":[]}]}"#,      true),
        (r#"{"matchAll":false,"rows":[{"field":"x","method":"anyOf","values":["a"]}],"z":1}"#, true),
        (r#"{"rows":[]}"#,                                                                     false),
        (r#"{"matchAll":true}"#,                                                               false),
        (r#"{"matchAll":true,"rows":[{"field":"city","values":[]}]}"#,                         false),
        (r#"{"matchAll":true,"rows":[{"field":"city","method":"isBlank"}]}"#,                  false),
        (r#"{"matchAll":true,"rows":[{"field":"city","method":"is","values":[]}]}"#,                       false),
        (r#"{"matchAll":true,"rows":[{"field":"city","method":"single","values":"a"}]}"#,      false),
    ];
    for (text, good) in cases {
        assert_eq!(json::from_str::<Filter>(text).is_some(), good, "{text}");
        assert_eq!(serde_json::from_str::<Filter>(text).is_ok(), good, "{text}");
    }
}
