use std::collections::BTreeMap;

use api::{Outcome, Problem, Restored, SyncItem, SyncReport};
use rules::{
    conflict::Policy,
    merge::Side,
    outlook::item::{Mode, Snapshot},
    record::{Value, appointment as field},
};

use super::support::{at, done, item, linked, me, now, read, read_as, record, run, said, sent, showing, status};
use crate::model::{Answer, EditEvent, Effect, Event, Failure, ItemEvent, Kind, Model, NotSet, QueueEvent, Told};

fn edit(model: &mut Model, event: EditEvent) -> Vec<Effect> {
    let effects = model.update(Event::Edit(event), now());
    run(model, effects)
}

fn queue(model: &mut Model, event: QueueEvent) -> Vec<Effect> {
    let effects = model.update(Event::Queue(event), now());
    run(model, effects)
}

/// The Sync that was sent.
fn sync(effects: &[Effect]) -> SyncItem {
    serde_json::from_str(&sent(effects).expect("something was sent").body).expect("a Sync")
}

/// Both sides changed the location.
fn contested(policy: Policy) -> Model {
    let theirs = record().with(field::LOCATION, Value::text("Room 2"));
    let ours = Snapshot { location: Some("Room 3".to_owned()), ..item(Mode::Read) };
    showing(ours, linked(theirs, policy))
}

fn open(model: &Model) -> Snapshot {
    model.appointment().expect("an appointment is shown").0.snapshot.clone()
}

fn report(outcome: Outcome) -> SyncReport {
    SyncReport {
        outcome,
        to_record: vec![field::LOCATION],
        to_item: Vec::new(),
        asked: Vec::new(),
        held: Vec::new(),
        replaced: 1,
        status: status(linked(record(), Policy::NewestRecord)),
    }
}

fn problem(kind: &str) -> Problem {
    Problem {
        r#type: format!("urn:concordat:problem:{kind}"),
        title: String::new(),
        status: 409,
        detail: String::new(),
        field: None,
        request: None,
        now: None,
    }
}

#[test]
fn p9_sync_reads_the_item_again_and_sends_the_hash_that_was_shown() {
    let mut model = contested(Policy::NewestRecord);
    assert!(matches!(edit(&mut model, EditEvent::Sync)[..], [Effect::Read { .. }]));
    let snapshot = open(&model);
    let hash = model.appointment().and_then(|(_, it)| it.compared.as_ref().map(|it| it.asking.hash.clone()));
    let effects = read(&mut model, snapshot);
    assert!(hash.is_some() && sync(&effects).shown == hash);
}

#[test]
fn p9_a_form_that_moved_since_it_was_shown_is_not_synchronized_but_shown() {
    let mut model = contested(Policy::NewestRecord);
    edit(&mut model, EditEvent::Sync);
    let moved = Snapshot { subject: Some("Hearing, moved".to_owned()), ..open(&model) };
    let effects = read(&mut model, moved);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Send { .. })), "{effects:?}");
    assert!(model.appointment().is_some_and(|(_, appointment)| appointment.moved));
    assert!(said(&model).starts_with("It moved"));
}

#[test]
fn p9_a_read_that_was_under_way_when_sync_was_pressed_says_nothing_of_what_is_open_now() {
    let mut model = contested(Policy::NewestRecord);
    let looked = model.update(Event::Look, now());
    let [Effect::Read { read: before, .. }] = looked[..] else { panic!("nothing was read: {looked:?}") };
    let pressed = edit(&mut model, EditEvent::Sync);
    let [Effect::Read { read: after, .. }] = pressed[..] else { panic!("nothing was read: {pressed:?}") };
    let stale = open(&model);
    assert!(read_as(&mut model, before, stale.clone()).is_empty());
    let typed = Snapshot { subject: Some("Hearing, moved".to_owned()), ..stale.clone() };
    let effects = read_as(&mut model, after, typed.clone());
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Send { .. })), "{effects:?}");
    assert_eq!(open(&model), typed);
    assert!(said(&model).starts_with("It moved"));
    assert!(read_as(&mut model, before, stale).is_empty(), "a late reply does not bring back what it saw");
    assert_eq!(open(&model), typed);
}

#[test]
fn p9_a_moved_record_shows_the_new_difference_and_says_so() {
    let mut model = contested(Policy::NewestRecord);
    edit(&mut model, EditEvent::Sync);
    let snapshot = open(&model);
    read(&mut model, snapshot);
    let newer = linked(record().with(field::LOCATION, Value::text("Room 9")), Policy::NewestRecord);
    let moved = Problem { now: Some(Box::new(status(newer))), ..problem("moved") };
    done(&mut model, Err(Failure::Problem(Box::new(moved))));
    let (_, appointment) = model.appointment().expect("an appointment is shown");
    let (linked, _) = appointment.linked().expect("it is linked");
    assert_eq!(linked.known.record.text(field::LOCATION), "Room 9");
    assert!(appointment.moved);
    let kept = model.kept_of_item().expect("it is kept until the person decides");
    let differences: Vec<_> = kept.differences().iter().map(|(field, _, _)| *field).collect();
    assert_eq!((kept.kind, differences), (Kind::Sync, vec![field::LOCATION]));
    assert!(!model.is_busy());

    // Synchronized anew with the plan that is shown now, it takes the refused one's place.
    edit(&mut model, EditEvent::Sync);
    let snapshot = open(&model);
    let hash = model.appointment().and_then(|(_, it)| it.compared.as_ref().map(|it| it.asking.hash.clone()));
    let effects = read(&mut model, snapshot);
    assert_eq!(sync(&effects).shown, hash);
    assert_eq!(model.queue.edits().len(), 1);
    done(&mut model, Ok(Answer::Report(Box::new(report(Outcome::Done)))));
    assert!(model.queue.edits().is_empty());
}

#[test]
fn m2_ask_me_waits_for_every_answer_and_sends_them() {
    let mut model = contested(Policy::AskMe);
    let asked = |model: &Model| {
        let (_, appointment) = model.appointment().expect("an appointment is shown");
        appointment.linked().map(|(_, compared)| compared.asked().collect::<Vec<_>>())
    };
    assert_eq!(asked(&model), Some(vec![field::LOCATION]));
    assert!(edit(&mut model, EditEvent::Keep).is_empty());
    assert_eq!(said(&model), "Choose a value for every field first.");

    edit(&mut model, EditEvent::Choose(field::LOCATION, Side::Outlook));
    assert_eq!(asked(&model), Some(vec![field::LOCATION]), "the question stays until Keep");
    edit(&mut model, EditEvent::Keep);
    let snapshot = open(&model);
    let effects = read(&mut model, snapshot);
    assert_eq!(sync(&effects).answers, BTreeMap::from([(field::LOCATION, Side::Outlook)]));
}

#[test]
fn m2_the_fields_that_say_when_are_chosen_as_one() {
    let theirs = record()
        .with(field::START, Value::Instant(at("2026-11-23T13:00:00Z")))
        .with(field::END, Value::Instant(at("2026-11-23T14:00:00Z")))
        .with(field::LOCATION, Value::text("Room 2"));
    let ours = Snapshot {
        start: Some(at("2026-11-24T09:00:00Z")),
        end: Some(at("2026-11-24T10:00:00Z")),
        location: Some("Room 3".to_owned()),
        ..item(Mode::Read)
    };
    let mut model = showing(ours, linked(theirs, Policy::AskMe));
    let answers = |model: &Model| model.appointment().map(|(_, it)| it.answers.clone()).unwrap_or_default();
    edit(&mut model, EditEvent::Choose(field::START, Side::Outlook));
    assert_eq!(answers(&model), BTreeMap::from([(field::START, Side::Outlook), (field::END, Side::Outlook)]));
    edit(&mut model, EditEvent::Choose(field::LOCATION, Side::Practice));
    edit(&mut model, EditEvent::Choose(field::END, Side::Practice));
    let all = [field::START, field::END, field::LOCATION].map(|field| (field, Side::Practice));
    assert_eq!(answers(&model), BTreeMap::from(all));
}

#[test]
fn m4_what_gave_way_is_named_and_one_click_brings_it_back() {
    let mut model = contested(Policy::NewestRecord);
    edit(&mut model, EditEvent::Sync);
    let snapshot = open(&model);
    read(&mut model, snapshot);
    done(&mut model, Ok(Answer::Report(Box::new(report(Outcome::Done)))));
    assert!(said(&model).contains("1 replaced value is in the history."), "{}", said(&model));
    let effects = edit(&mut model, EditEvent::Restore(vec!["entry".to_owned()]));
    assert!(matches!(&effects[..], [Effect::Send { .. }]));
    let restored = Restored { record: "record-1".to_owned(), version: 5, fields: vec![field::LOCATION] };
    let effects = done(&mut model, Ok(Answer::Restored(restored)));
    assert!(matches!(effects[..], [Effect::FetchStatus { .. }]));
}

#[test]
fn p7_an_edit_whose_fate_nobody_knows_is_sent_again_under_its_own_key() {
    let mut model = contested(Policy::NewestRecord);
    let effects = edit(&mut model, EditEvent::Unlink);
    let first = sent(&effects).expect("sent").clone();
    let effects = done(&mut model, Err(Failure::Away));
    assert!(matches!(effects[..], [Effect::Probe(_)]), "{effects:?}");
    assert_eq!(said(&model), "The server is away. Your edit is kept and sent when it is back.");
    assert!(!model.is_busy(), "the person goes on working");
    assert_eq!(model.kept_of_item().map(|kept| kept.kind), Some(Kind::Unlink));
    let effects = queue(&mut model, QueueEvent::Probed(Ok(Box::new(me()))));
    let again = sent(&effects).expect("sent again");
    assert_eq!((&again.key, &again.body), (&first.key, &first.body));
}

#[test]
fn p9_an_edit_of_an_item_that_is_not_open_says_which_and_how_it_differs() {
    let mut model = contested(Policy::NewestRecord);
    edit(&mut model, EditEvent::Sync);
    let snapshot = open(&model);
    read(&mut model, snapshot);
    model.update(Event::Item(ItemEvent::Changed), now());
    let newer = linked(record().with(field::LOCATION, Value::text("Room 9")), Policy::NewestRecord);
    let moved = Problem { now: Some(Box::new(status(newer))), ..problem("moved") };
    done(&mut model, Err(Failure::Problem(Box::new(moved))));
    assert!(said(&model).starts_with("Kept edit of “Hearing”: It moved"), "{}", said(&model));
    let kept = model.queue.edits()[0].clone();
    let (room9, room3) = (Value::text("Room 9"), Value::text("Room 3"));
    assert_eq!(kept.differences(), [(field::LOCATION, Some(&room9), Some(&room3))]);
    let effects = queue(&mut model, QueueEvent::Drop(kept.key));
    assert!(model.queue.edits().is_empty() && sent(&effects).is_none());
}

#[test]
fn p3_the_form_is_told_by_the_item_that_was_sent_also_when_it_was_sent_again() {
    let theirs = record().with(field::LOCATION, Value::text("Room 2"));
    let mut model = showing(item(Mode::Compose), linked(theirs, Policy::NewestRecord));
    edit(&mut model, EditEvent::Sync);
    let sent = open(&model);
    read(&mut model, sent.clone());
    done(&mut model, Err(Failure::Away));
    let typed = Snapshot { location: Some("Room 7".to_owned()), ..sent.clone() };
    read(&mut model, typed);
    queue(&mut model, QueueEvent::Probed(Ok(Box::new(me()))));
    let change = api::Change { field: field::LOCATION, value: Some(Value::text("Room 2")) };
    let report = SyncReport { to_record: Vec::new(), to_item: vec![change], ..report(Outcome::Done) };
    let effects = done(&mut model, Ok(Answer::Report(Box::new(report))));
    let told_by = effects.iter().find_map(|effect| match effect {
        Effect::SetForm { sent, .. } => Some(&**sent),
        _ => None,
    });
    assert_eq!(told_by, Some(&sent), "{effects:?}");

    let told = Told { set: 0, failed: vec![(field::LOCATION, NotSet::Edited)] };
    let generation = model.generation;
    let effects = edit(&mut model, EditEvent::FormSet { generation, told });
    assert!(matches!(effects[..], [Effect::Read { .. }]), "it is compared again");
    assert_eq!(said(&model), "Location was edited meanwhile, so it was left; compare again.");
    assert!(model.appointment().is_some_and(|(_, appointment)| !appointment.form_set));
}

#[test]
fn two_presses_send_one_edit() {
    let mut model = contested(Policy::NewestRecord);
    edit(&mut model, EditEvent::Unlink);
    assert!(edit(&mut model, EditEvent::Unlink).is_empty());
}

#[test]
fn an_answer_for_the_item_before_is_told_and_touches_nothing_else() {
    let mut model = contested(Policy::NewestRecord);
    edit(&mut model, EditEvent::Unlink);
    model.update(Event::Item(ItemEvent::Changed), now());
    let answer = Answer::Status(Box::new(status(linked(record(), Policy::NewestRecord))));
    assert!(done(&mut model, Ok(answer)).is_empty());
    assert_eq!(said(&model), "Kept edit of “Hearing”: Unlinked.");
    assert_eq!(model.item, crate::model::Item::Reading);
}

#[test]
fn a_session_that_is_over_asks_to_sign_in() {
    let mut model = contested(Policy::NewestRecord);
    edit(&mut model, EditEvent::Unlink);
    let effects = done(&mut model, Err(Failure::Problem(Box::new(problem("not-signed-in")))));
    assert!(matches!(effects[..], [Effect::ForgetToken { switched: false }, Effect::FetchWays]), "{effects:?}");
}

#[test]
fn unlink_asks_once_in_place() {
    let mut model = contested(Policy::NewestRecord);
    assert!(matches!(edit(&mut model, EditEvent::AskUnlink)[..], [Effect::Focus("unlink-now")]));
    assert!(model.appointment().is_some_and(|(_, appointment)| appointment.unlinking));
    edit(&mut model, EditEvent::CancelUnlink);
    assert!(model.appointment().is_some_and(|(_, appointment)| !appointment.unlinking));
}

#[test]
fn a_client_that_was_typed_and_not_picked_is_not_dropped_silently() {
    use crate::model::FilingEvent;
    let mut model = super::support::signed_in();
    read(&mut model, item(Mode::Read));
    let state = api::ItemState::Unlinked { suggestion: api::Filing::default() };
    let unlinked = api::ItemStatus { state, part: rules::outlook::item::Part::Single };
    super::support::answer(&mut model, unlinked);
    model.update(Event::Filing(FilingEvent::Typed("acm".to_owned())), now());
    assert!(matches!(edit(&mut model, EditEvent::Add)[..], [Effect::Focus("client")]));
    model.update(Event::Filing(FilingEvent::Typed(String::new())), now());
    assert!(matches!(edit(&mut model, EditEvent::Add)[..], [Effect::Send { .. }]));
}
