use api::{ClientHit, Filing, Matter};
use rules::outlook::item::Mode;

use super::support::item;
use crate::model::{FilingForm, Key, Picker};

fn client(id: &str) -> ClientHit {
    let matter = Matter { id: format!("{id}-m"), number: "1".to_owned(), title: "Lease".to_owned() };
    ClientHit { id: id.to_owned(), number: "10".to_owned(), name: id.to_owned(), matters: vec![matter] }
}

fn searched() -> Picker {
    let mut picker = Picker::default();
    let search = picker.typed("ac").expect("a text is searched for");
    picker.found(search, vec![client("acme"), client("acorn")]);
    picker
}

#[test]
fn the_keyboard_alone_picks_a_client() {
    let mut picker = searched();
    for (key, active) in [(Key::Down, Some(0)), (Key::Down, Some(1)), (Key::Down, Some(1)), (Key::Up, Some(0))] {
        assert!(picker.key(key));
        assert_eq!(picker.active, active);
    }
    assert!(picker.key(Key::Enter));
    assert_eq!(
        (picker.client.map(|hit| hit.id), picker.text.as_str(), picker.open),
        (Some("acme".to_owned()), "10 acme", false)
    );
}

#[test]
fn escape_closes_the_list_and_down_opens_it_again() {
    let mut picker = searched();
    assert!(picker.key(Key::Escape) && !picker.open);
    assert!(!picker.key(Key::Escape), "a closed list leaves the key to Outlook");
    assert!(picker.key(Key::Down) && picker.open);
}

#[test]
fn an_answer_to_an_older_search_is_dropped() {
    let mut picker = Picker::default();
    let older = picker.typed("a").expect("a search");
    picker.typed("ab");
    picker.found(older, vec![client("acme")]);
    assert!(picker.hits.is_empty() && picker.searching);
}

#[test]
fn typing_on_gives_up_the_picked_client_and_its_matter() {
    let mut form = FilingForm { picker: searched(), ..FilingForm::default() };
    form.picker.pick(0);
    form.matter = "acme-m".to_owned();
    assert_eq!(form.request(&item(Mode::Read)).matter.as_deref(), Some("acme-m"));
    form.picker.typed("x");
    let request = form.request(&item(Mode::Read));
    assert_eq!((request.client, request.matter), (None, None));
}

#[test]
fn a8_a_suggestion_fills_the_form_until_the_person_begins() {
    let suggestion = Filing { client: Some(client("acme")), code: Some("COURT".to_owned()), ..Filing::default() };
    let mut form = FilingForm::default();
    form.suggest(&suggestion, "ada");
    assert!(form.suggested);
    let request = form.request(&item(Mode::Read));
    assert_eq!(
        (request.client.as_deref(), request.code.as_deref(), request.staff),
        (Some("acme"), Some("COURT"), vec!["ada".to_owned()])
    );
    form.touch();
    form.code = "CALL".to_owned();
    form.suggest(&suggestion, "ada");
    assert_eq!(form.code, "CALL");
}
