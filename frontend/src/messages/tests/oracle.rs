//! Fluent itself says the same, and the build refuses what would not be the same.

use std::{borrow::Cow, fs, path::Path};

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

use super::super::{Value, Words, marks};

#[path = "../../../build/ftl.rs"]
pub(super) mod ftl;

type Bundle = FluentBundle<FluentResource>;

pub(super) fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/messages"))
}

fn bundle(tag: &str, own: &str) -> Bundle {
    let resource = |text: String| FluentResource::try_new(text).expect("it is Fluent");
    let mut bundle = FluentBundle::new(vec![tag.parse().expect("a language tag")]);
    bundle.set_use_isolating(false);
    let text = fs::read_to_string(folder().join(format!("{tag}.ftl"))).expect("the file is there");
    bundle.add_resource(resource(text)).expect("nothing stands twice");
    bundle.add_resource_overriding(resource(own.to_owned()));
    bundle
}

fn by_fluent(bundle: &Bundle, key: &str, values: &[(&str, Value)]) -> String {
    let value = |value: &Value| match *value {
        Value::Text(text) => FluentValue::String(Cow::Owned(text.to_owned())),
        Value::Number(number) => FluentValue::from(number),
    };
    let arguments: FluentArgs = values.iter().map(|(name, it)| ((*name).to_owned(), value(it))).collect();
    let pattern = bundle.get_message(key).and_then(|message| message.value()).expect("the message is there");
    let mut errors = Vec::new();
    let said = bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
    assert!(errors.is_empty(), "{key}: {errors:?}");
    said
}

const NUMBERS: [usize; 12] = [0, 1, 2, 3, 4, 5, 6, 11, 21, 101, 1_001, 4_294_967_295];
const TEXTS: [&str; 6] = ["", "Ada", "1", "one", "{ $n } } | \u{202e}", "zwei\nZeilen „ß“ \u{1f600}"];

fn compare(tag: &str, bundle: &Bundle, words: Words) {
    let languages = ftl::read_all(folder()).expect("the files are there");
    let language = languages.iter().find(|language| language.tag == tag).expect("the language is there");
    for (key, text) in ftl::said(&language.messages) {
        for turn in 0..NUMBERS.len() {
            let value = |(at, name): (usize, &String)| match name.as_str() {
                "n" => Value::Number(NUMBERS[turn]),
                _ => Value::Text(TEXTS[(turn + at) % TEXTS.len()]),
            };
            let names = text.variables.iter().map(String::as_str);
            let values: Vec<_> = names.zip(text.variables.iter().enumerate().map(value)).collect();
            assert_eq!(words.fill(key, &values), by_fluent(bundle, key, &values), "{tag}: {key}, turn {turn}");
        }
    }
}

#[test]
fn every_text_of_every_language_says_what_fluent_says() {
    for language in ftl::read_all(folder()).expect("the files are there") {
        compare(&language.tag, &bundle(&language.tag, ""), Words::of(&language.tag));
    }
}

#[test]
fn c13_with_the_firms_own_words_too() {
    let own = "-client = { $form ->\n   *[one] Patient\n    [many] Patients\n}\n-matter = Case\n";
    let pairs = [("client", "Patient"), ("client.many", "Patients"), ("matter", "Case")];
    for tag in ["en", "de"] {
        let words = Words::of(tag).with_terms(pairs.map(|(term, word)| (term.to_owned(), word.to_owned())));
        compare(tag, &bundle(tag, own), words);
    }
}

#[test]
fn every_language_counts_as_fluent_does() {
    for language in ftl::read_all(folder()).expect("the files are there") {
        let categories = "count = { $n ->\n    [zero] zero\n    [one] one\n    [two] two\n    [few] few\n    [many] many\n   *[other] other\n}\n";
        let bundle = bundle(&language.tag, categories);
        for number in 0..=1_200 {
            let said = by_fluent(&bundle, "count", &[("n", Value::Number(number))]);
            assert_eq!(Words::category(number), said, "{}: {number}", language.tag);
        }
    }
}

#[test]
fn the_pane_carries_the_tables_of_the_files() {
    let made = ftl::rust(&ftl::read_all(folder()).expect("the files are there"));
    assert!(made == include_str!(concat!(env!("OUT_DIR"), "/messages.rs")), "the build did not make them anew");
}

/// The faults of English and of another language with these texts.
fn faults(english: &str, german: &str) -> String {
    ftl::faults(&[ftl::read("en", english), ftl::read("de", german)]).join("\n")
}

#[test]
fn the_build_refuses_languages_that_do_not_agree() {
    assert_eq!(faults("a = x { $b }\n-t = y", "-t = Y\na = { $b } X"), "");
    for (english, german, fault) in [
        ("a = x", "", "de.ftl lacks a"),
        ("a = x", "a = x\nb = y", "en.ftl lacks b"),
        ("-a = x", "", "de.ftl lacks -a"),
        ("a = { $b }", "a = { $c }", "de.ftl: a asks for {\"c\"}, en.ftl for {\"b\"}"),
        ("a = { $b }", "a = x", "de.ftl: a asks for {}"),
        ("a = x", "a = x\na = y", "de.ftl: a stands twice"),
        ("a = x", "a = { -t }", "de.ftl: a: there is no term -t"),
        ("a = x", "-a = y\na = x", "de.ftl: a is a term and a message"),
        ("a = x", "a = {", "de.ftl:1: "),
        ("a = x", "a = x\n    .title = y", "de.ftl: a: a text and no attributes"),
        ("a = x", "a = { NUMBER(1) }", "de.ftl: a: the pane knows nothing like"),
        ("a = x\n-t = y", "a = x\n-t = { $case ->\n   *[one] y\n}", "de.ftl: -t: a term chooses by its form"),
    ] {
        assert!(faults(english, german).contains(fault), "{fault} in {}", faults(english, german));
    }
    assert_eq!(ftl::faults(&[ftl::read("de", "a = x")]), ["en.ftl is missing"]);
}
