//! Every text that is asked for is there, every one that is there is asked for, and all languages have the same.

use std::{collections::BTreeSet, fs, path::Path};

use rules::record::RecordKind;

use super::{LANGUAGES, Words};

/// Keys that are put together from a name: what they begin with.
const FAMILIES: [&str; 8] = ["field-", "why-", "choice-", "day-", "index-", "month-", "busy-", "held-"];

fn sources(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("the sources are readable").path();
        if path.is_dir() {
            if !path.ends_with("messages") {
                sources(&path, into);
            }
        } else {
            into.push_str(&fs::read_to_string(&path).expect("a source is text"));
        }
    }
}

fn source() -> String {
    let mut text = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
    text
}

/// Every literal that stands where a key does.
fn asked_for(source: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for call in ["say(\"", ".with(\"", ".count(\"", "stopped(\""] {
        for part in source.split(call).skip(1) {
            keys.extend(part.split('"').next().map(str::to_owned));
        }
    }
    keys
}

#[test]
fn every_text_that_is_asked_for_is_there() {
    for language in LANGUAGES {
        let words = Words(language);
        let missing: Vec<_> = asked_for(&source()).into_iter().filter(|key| !words.has(key)).collect();
        assert!(missing.is_empty(), "{} lacks {missing:?}", language.tag);
    }
}

#[test]
fn every_text_that_is_there_is_asked_for() {
    let source = source();
    let of_family = |key: &str| FAMILIES.iter().any(|family| key.starts_with(family));
    let (key_of, stem) =
        (|key: &str| source.contains(&format!("\"{key}\"")), |key: &str| key.trim_end_matches("-of").to_owned());
    let idle = |key: &&str| !of_family(key) && !key_of(key) && !source.contains(&format!("\"{}\"", stem(key)));
    let unused: Vec<_> = LANGUAGES[0].table.iter().map(|(key, _)| *key).filter(idle).collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

#[test]
fn c13_every_language_has_the_same_keys_once_each_with_the_same_placeholders() {
    let keys = |at: usize| LANGUAGES[at].table.iter().map(|(key, _)| *key).collect::<BTreeSet<_>>();
    let placeholders = |text: &str| -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|part| part.split('}').next()).map(str::to_owned).collect()
    };
    for (at, language) in LANGUAGES.iter().enumerate() {
        assert_eq!(keys(at).len(), language.table.len(), "{} says something twice", language.tag);
        assert_eq!(keys(at), keys(0), "{}", language.tag);
        for (key, text) in language.table {
            let first = Words(&LANGUAGES[0]).say(key);
            assert_eq!(placeholders(text), placeholders(&first), "{} in {}", key, language.tag);
        }
    }
}

#[test]
fn every_field_of_an_appointment_has_a_label() {
    for field in RecordKind::Appointment.fields() {
        assert!(Words::of("en").has(&field.label()), "{}", field.id);
    }
}

#[test]
fn a_number_chooses_the_form_and_fills_it() {
    let words = Words::of("en-GB");
    assert_eq!(words.count("differs", 1, &[]), "1 field differs.");
    assert_eq!(words.count("differs", 0, &[]), "0 fields differ.");
    assert_eq!(words.count("repeats-times", 3, &[("series", "Every day")]), "Every day, 3 times");
}

#[test]
fn a_language_that_nobody_wrote_is_the_first() {
    assert_eq!(Words::of("tlh").say("sync"), "Sync");
    assert_eq!(Words::of("").say("sync"), "Sync");
}

#[test]
fn values_are_filled_in_as_they_are() {
    let words = Words::of("en");
    let tricky = "a {client} | b";
    assert_eq!(words.with("failure-invalid", &[("detail", tricky)]), format!("Not accepted: {tricky}"));
}
