//! Imported contacts to complete (C6).

use std::collections::BTreeMap;

use api::{CompleteContact, ContactKind, IncompleteContact, IncompleteContacts, Live, Me, Problem, SyncState};
use rules::record::{FieldId, contact};

use super::support::{me, now, said, signed_in};
use super::windows::{asked, does, refused, told};
use crate::model::{
    Effect, Event, Failure, LiveEvent, Model, Section, SessionEvent, WindowEvent,
    windows::{Ask, IncompleteEvent, Reply},
};

const BY_NAME: &[FieldId] = &[contact::SURNAME, contact::COMPANY];

fn one(id: &str, lacks: &[&[FieldId]]) -> IncompleteContact {
    IncompleteContact {
        id: id.to_owned(),
        version: 7,
        name: format!("Contact {id}"),
        detail: String::new(),
        kind: ContactKind::Client,
        lacks: lacks.iter().map(|any_of| any_of.to_vec()).collect(),
    }
}

/// The window with a client who lacks number, type and associate, and one who lacks a name; there are nine.
fn open() -> Model {
    let mut model = signed_in();
    let state = SyncState { incomplete: 9, ..SyncState::default() };
    told(&mut model, Reply::State(Ok(Box::new(state))));
    let effects = does(&mut model, WindowEvent::Open(Section::Incomplete));
    assert_eq!(asked(&effects), [&Ask::Incomplete]);
    let contacts =
        vec![one("a", &[&[contact::CLIENT_ID], &[contact::ASSOCIATE], &[contact::CLIENT_TYPE]]), one("b", &[BY_NAME])];
    told(&mut model, Reply::Incomplete(Ok(Box::new(IncompleteContacts { count: 9, contacts }))));
    model
}

fn filling(fields: &[(FieldId, &str)]) -> BTreeMap<FieldId, String> {
    fields.iter().map(|(field, text)| (*field, (*text).to_owned())).collect()
}

fn types(model: &mut Model, id: &str, field: FieldId, text: &str) {
    does(model, WindowEvent::Incomplete(IncompleteEvent::Type(id.to_owned(), field, text.to_owned())));
}

fn save(model: &mut Model, id: &str) -> Vec<Effect> {
    does(model, WindowEvent::Incomplete(IncompleteEvent::Save(id.to_owned())))
}

fn shown(model: &Model) -> (u32, Vec<&str>) {
    let Some(Ok(list)) = &model.windows.incomplete.list else { panic!("no list") };
    (list.count, list.contacts.iter().map(|contact| contact.id.as_str()).collect())
}

#[test]
fn c06_what_was_filled_in_is_saved_against_the_version_that_was_shown() {
    let mut model = open();
    types(&mut model, "a", contact::CLIENT_ID, " 4711 ");
    types(&mut model, "a", contact::CLIENT_TYPE, "  ");
    types(&mut model, "a", contact::ASSOCIATE, "ben");
    types(&mut model, "b", contact::SURNAME, "Stein");
    let fields = filling(&[(contact::ASSOCIATE, "ben"), (contact::CLIENT_ID, "4711")]);
    let complete = CompleteContact { version: 7, fields };
    assert_eq!(asked(&save(&mut model, "a")), [&Ask::Complete { id: "a".to_owned(), complete }]);
    assert!(save(&mut model, "b").is_empty(), "one write at a time");

    // What it still lacks stays, and what was typed meanwhile, here and for another one.
    types(&mut model, "a", contact::CLIENT_TYPE, "tax");
    let rest = IncompleteContact { version: 8, ..one("a", &[&[contact::CLIENT_TYPE]]) };
    let effects = told(&mut model, Reply::Completed(Ok(Box::new(rest))));
    assert_eq!(asked(&effects), [&Ask::State]);
    assert_eq!(shown(&model), (9, vec!["a", "b"]));
    assert_eq!(model.windows.incomplete.text("b", contact::SURNAME), "Stein");
    assert_eq!(said(&model), "Contact a saved.");
    let complete = CompleteContact { version: 8, fields: filling(&[(contact::CLIENT_TYPE, "tax")]) };
    assert_eq!(asked(&save(&mut model, "a")), [&Ask::Complete { id: "a".to_owned(), complete }]);
}

#[test]
fn c06_what_is_complete_leaves_the_list_and_the_next_ones_come() {
    let mut model = open();
    types(&mut model, "b", contact::COMPANY, "Stein & Co");
    save(&mut model, "b");
    told(&mut model, Reply::Completed(Ok(Box::new(one("b", &[])))));
    assert_eq!(shown(&model), (8, vec!["a"]));
    // There is another number of them: the list is asked for anew, and not while there is not.
    let state = |incomplete| Reply::State(Ok(Box::new(SyncState { incomplete, ..SyncState::default() })));
    assert_eq!(asked(&told(&mut model, state(8))), [&Ask::Incomplete]);
    assert!(told(&mut model, state(8)).is_empty());
}

#[test]
fn c06_nothing_is_saved_where_nothing_was_filled_in() {
    let mut model = open();
    types(&mut model, "b", contact::SURNAME, " ");
    assert!(save(&mut model, "b").is_empty());
    assert_eq!(model.windows.problem.as_deref(), Some("Fill in at least one field first."));
    assert_eq!(model.windows.incomplete.pressed, "b", "it is said beside that contact");
    types(&mut model, "b", contact::SURNAME, "S");
    assert_eq!(model.windows.problem, None);
}

#[test]
fn c06_p03_one_that_moved_is_shown_as_it_is_now_and_what_was_typed_stays() {
    let mut model = open();
    types(&mut model, "b", contact::SURNAME, "Stein");
    save(&mut model, "b");
    let effects = told(&mut model, Reply::Completed(Err(refused("moved", ""))));
    assert_eq!(asked(&effects), [&Ask::Incomplete]);
    assert_eq!(model.windows.problem.as_deref(), Some("It moved since you saw it. Nothing was written."));
    assert!(!model.windows.busy);
    assert_eq!(model.windows.incomplete.text("b", contact::SURNAME), "Stein");
}

#[test]
fn c06_a_value_that_is_refused_is_named_by_its_field() {
    let mut model = open();
    types(&mut model, "a", contact::CLIENT_ID, "9");
    save(&mut model, "a");
    let Failure::Problem(problem) = refused("invalid", "too long") else { panic!("a problem") };
    let field = Some("fields.clientId".to_owned());
    let effects = told(&mut model, Reply::Completed(Err(Failure::Problem(Box::new(Problem { field, ..*problem })))));
    assert!(effects.is_empty(), "what is shown still holds");
    assert_eq!(model.windows.problem.as_deref(), Some("Not accepted as it is: Client id."));
}

#[test]
fn c06_how_many_there_are_is_asked_for_when_a_run_ends_and_said_in_words() {
    let mut model = signed_in();
    // The server tells that a run ended.
    let effects = model.update(Event::Live(LiveEvent::Told(Live::Sync)), now());
    assert_eq!(asked(&effects), [&Ask::State]);
    let state = SyncState { incomplete: 3, ..SyncState::default() };
    told(&mut model, Reply::State(Ok(Box::new(state))));
    let count = model.windows.sync.as_ref().map_or(0, |sync| sync.incomplete as usize);
    assert_eq!(model.words.count("incomplete-count", count, &[]), "3 imported contacts lack fields");
    assert_eq!(model.words.count("incomplete-count", 1, &[]), "1 imported contact lacks fields");
}

#[test]
fn c06_c13_the_window_is_called_by_the_firms_own_words() {
    let mut model = signed_in();
    let terms = vec![("contact.many".to_owned(), "address cards".to_owned())];
    model.update(Event::Session(SessionEvent::Me(Ok(Box::new(Me { terms, ..me() })))), now());
    assert_eq!(model.words.say("incomplete-title"), "Imported address cards to complete");
    assert_eq!(model.words.count("incomplete-count", 2, &[]), "2 imported address cards lack fields");
}
