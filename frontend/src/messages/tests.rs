//! Every text that is asked for is there, every one that is there is asked for, and each says what Fluent says.

mod oracle;
mod outside;
mod pages;
mod source;

use rules::record::RecordKind;

use super::{TABLES, Words};

#[test]
fn every_field_of_a_record_has_a_label() {
    for field in [RecordKind::Appointment, RecordKind::Contact].iter().flat_map(|kind| kind.fields()) {
        assert!(Words::of("en").has(&field.label()), "{}", field.id);
    }
}

#[test]
fn a_number_chooses_the_form_and_fills_it() {
    let words = Words::of("en-GB");
    assert_eq!(words.count("differs", 1, &[]), "1 field differs.");
    assert_eq!(words.count("differs", 0, &[]), "0 fields differ.");
    assert_eq!(words.count("repeats-times", 3, &[("series", "Every day")]), "Every day, 3 times");
    assert_eq!(Words::of("de-AT").count("differs", 1, &[]), "1 Feld weicht ab.");
    assert_eq!(Words::of("de").count("differs", 21, &[]), "21 Felder weichen ab.");
}

#[test]
fn a_language_that_nobody_wrote_is_english() {
    for tag in ["tlh", "", "d", "deu"] {
        assert_eq!((Words::of(tag).say("sync").as_str(), Words::of(tag).tag()), ("Sync", "en"), "{tag}");
    }
    assert_eq!(Words::of("DE_ch").tag(), "de");
}

#[test]
fn values_are_filled_in_as_they_are() {
    let tricky = "a {client} | { $n } -> \u{1f600}";
    assert_eq!(
        Words::of("en").with("failure-invalid", &[("detail", tricky)]),
        format!("Not accepted. The server says: “{tricky}”")
    );
}

#[test]
fn c13_the_firms_own_words_stand_everywhere_in_the_place_of_the_standard_ones() {
    let own = |words: Words, pairs: &[(&str, &str)]| {
        words.with_terms(pairs.iter().map(|(term, word)| ((*term).to_owned(), (*word).to_owned())))
    };
    let patients = own(Words::of("en"), &[("client", "Patient"), ("client.many", "Patients"), ("matter", " ")]);
    assert_eq!(patients.say("add-client"), "Add as Patient");
    assert_eq!(patients.say("field-client"), "Patient");
    assert_eq!(patients.count("client-found", 2, &[]), "2 Patients.");
    assert_eq!(patients.say("field-matter"), "Matter", "an empty word is none");
    let kunden = own(Words::of("de"), &[("client", "Kunde")]);
    assert_eq!(kunden.with("add-standalone-of", &[("name", "Ada")]), "Ada als Kontakt ohne Kunde aufnehmen");
    assert_eq!(own(patients, &[]).say("add-client"), "Add as client", "the standard words come back");
}

#[test]
fn c13_each_term_is_in_every_language_and_used() {
    for table in TABLES.iter() {
        for (term, _) in &table.terms {
            let own = Words::of(table.tag).with_terms([((*term).to_owned(), "\u{2603}".to_owned())]);
            let said = |(key, _): &(&str, &str)| own.say(key).contains('\u{2603}');
            assert!(table.messages.iter().any(said), "nothing in {} says -{term}", table.tag);
        }
    }
}
