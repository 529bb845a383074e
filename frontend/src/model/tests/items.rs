use api::{Filing, ItemState, ItemStatus, Live, RecordRef, SignIn, StaffMember};
use rules::{
    conflict::Policy,
    outlook::item::{ItemType, Mode, Part, Person, Snapshot},
    plan::{Fate, Tie},
    record::{RecordKind, Value, appointment as field},
};

use super::support::{answer, at, item, linked, now, read, record, showing, signed_in, status};
use crate::model::{
    Connection, Detail, Effect, Event, Failure, Found, Gathered, Headline, Host, Item, ItemEvent, LiveEvent, Model,
    Session, SessionEvent, people, windows::Ask,
};

/// The reply to that item's one read.
fn read_as(generation: u64, snapshot: Snapshot) -> Event {
    Event::Item(ItemEvent::Read { generation, read: generation, result: Ok(Found::Item(Box::new(snapshot))) })
}

#[test]
fn a_reply_to_item_a_after_b_was_opened_is_dropped() {
    let mut model = signed_in();
    let first = model.generation;
    model.update(Event::Item(ItemEvent::Changed), now());
    assert!(model.update(read_as(first, item(Mode::Read)), now()).is_empty());
    assert_eq!(model.item, Item::Reading);

    let second = model.generation;
    model.update(read_as(second, item(Mode::Read)), now());
    let asked = model.asked;
    model.update(Event::Item(ItemEvent::Changed), now());
    let late = Ok(Box::new(status(linked(record(), Policy::AskMe))));
    model.update(Event::Item(ItemEvent::Status { generation: second, asked, result: late }), now());
    assert_eq!(model.item, Item::Reading);
}

#[test]
fn an_answer_to_an_older_question_does_not_replace_a_newer_one() {
    let mut model = signed_in();
    read(&mut model, item(Mode::Read));
    let (generation, older) = (model.generation, model.asked);
    model.update(changed(&[]), now());
    let newer = linked(record(), Policy::AskMe);
    answer(&mut model, status(newer));
    let stale = ItemStatus { state: ItemState::Unlinked { suggestion: Filing::default() }, part: Part::Single };
    model.update(Event::Item(ItemEvent::Status { generation, asked: older, result: Ok(Box::new(stale)) }), now());
    let (_, appointment) = model.appointment().expect("an appointment is shown");
    assert!(appointment.linked().is_some());
}

fn changed(ids: &[&str]) -> Event {
    let records = ids.iter().map(|id| RecordRef { kind: RecordKind::Appointment, id: (*id).to_owned() }).collect();
    Event::Live(LiveEvent::Told(Live::Changed { sequence: 1, records }))
}

#[test]
fn a_change_of_the_shown_record_is_asked_about_at_once() {
    let mut model = showing(item(Mode::Read), linked(record(), Policy::NewestRecord));
    let asks = |effects: &[Effect]| matches!(effects, [Effect::FetchStatus { .. }]);
    assert!(asks(&model.update(changed(&["other", "record-1"]), now())));
    assert!(asks(&model.update(changed(&[]), now())[..1]), "too many to name");
    assert!(model.update(changed(&["other"]), now()).is_empty());
}

#[test]
fn what_was_missed_while_the_server_was_away_is_asked_for() {
    let mut model = showing(item(Mode::Read), linked(record(), Policy::NewestRecord));
    let hello = || Event::Live(LiveEvent::Told(Live::Hello { rules: rules::VERSION.to_owned() }));
    assert!(model.update(hello(), now()).is_empty());
    model.update(Event::Live(LiveEvent::Lost), now());
    assert_eq!(model.connection, Connection::Lost);
    let effects = model.update(hello(), now());
    assert!(matches!(effects[..], [Effect::FetchStatus { .. }, Effect::Ask(Ask::State)]), "{effects:?}");
    assert_eq!(model.connection, Connection::Live);
}

#[test]
fn p18_a_server_with_other_rules_makes_the_pane_load_anew_and_say_so_when_that_did_not_help() {
    let mut model = signed_in();
    let other = || Event::Live(LiveEvent::Told(Live::Hello { rules: "99.0.0".to_owned() }));
    assert!(matches!(&model.update(other(), now())[..], [Effect::Reload { rules, safe: true }] if rules == "99.0.0"));
    model.update(Event::Session(SessionEvent::Outdated), now());
    assert!(model.outdated);
    assert!(model.update(other(), now()).is_empty());
}

#[test]
fn without_an_item_or_with_another_kind_each_has_its_own_state() {
    let mut model = signed_in();
    let generation = model.generation;
    for (found, expected) in [(Found::Nothing, Item::Nothing), (Found::Other, Item::Other)] {
        model.update(Event::Look, now());
        let read = model.reads;
        model.update(Event::Item(ItemEvent::Read { generation, read, result: Ok(found) }), now());
        assert_eq!(model.item, expected);
    }
    model.update(Event::Look, now());
    let failed = ItemEvent::Read { generation, read: model.reads, result: Err("busy".to_owned()) };
    model.update(Event::Item(failed), now());
    assert_eq!(model.item, Item::Unreadable("busy".to_owned()));
}

#[test]
fn a_form_that_cannot_be_read_for_a_moment_stays_as_it_was_shown() {
    let mut model = showing(item(Mode::Compose), linked(record(), Policy::NewestRecord));
    let generation = model.generation;
    model.update(Event::Look, now());
    let read = model.reads;
    model.update(Event::Item(ItemEvent::Read { generation, read, result: Err("busy".to_owned()) }), now());
    assert!(model.appointment().is_some());
}

#[test]
fn outside_outlook_nothing_is_read() {
    let mut model = Model::new(Host::default(), false);
    let effects = model.update(Event::Session(SessionEvent::Me(Ok(Box::new(super::support::me())))), now());
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Read { .. })));
    assert_eq!(model.item, Item::Nothing);
}

#[test]
fn a_linked_appointment_is_in_step_or_shows_what_differs_and_what_sync_does() {
    let mut model = showing(item(Mode::Read), linked(record(), Policy::NewestRecord));
    let headline = |model: &Model| {
        let (_, appointment) = model.appointment().expect("an appointment is shown");
        let (linked, compared) = appointment.linked().expect("it is linked");
        compared.headline(linked)
    };
    assert_eq!(headline(&model), Headline::InStep);

    let moved = Snapshot { location: Some("Room 2".to_owned()), ..item(Mode::Read) };
    read(&mut model, moved);
    assert_eq!(headline(&model), Headline::Differs(1));
    let (_, appointment) = model.appointment().expect("an appointment is shown");
    let (_, compared) = appointment.linked().expect("it is linked");
    let rows: Vec<_> = compared.differing().map(|(row, asked)| (row.row.field, row.fate, asked)).collect();
    assert_eq!(rows, [(field::LOCATION, Fate::ToRecord, false)]);
}

#[test]
fn c10_a_parted_pair_offers_no_sync() {
    let mut pair = linked(record().with(field::LOCATION, Value::text("Room 2")), Policy::NewestRecord);
    pair.known.tie = Tie::Parted;
    let model = showing(item(Mode::Read), pair);
    let (_, appointment) = model.appointment().expect("an appointment is shown");
    let (linked, compared) = appointment.linked().expect("it is linked");
    assert_eq!(compared.headline(linked), Headline::Parted);
    assert!(!compared.can_sync(linked));
}

#[test]
fn a10_an_attendee_is_told_why_the_item_cannot_be_written() {
    let changed = record().with(field::LOCATION, Value::text("Room 2"));
    let model = showing(item(Mode::Read), linked(changed, Policy::NewestRecord));
    let (_, appointment) = model.appointment().expect("an appointment is shown");
    assert!(appointment.linked().is_some_and(|(_, compared)| compared.read_only()));
}

#[test]
fn a_server_that_is_away_keeps_what_is_shown() {
    let mut model = showing(item(Mode::Read), linked(record(), Policy::NewestRecord));
    model.update(changed(&[]), now());
    let (generation, asked) = (model.generation, model.asked);
    let away = ItemEvent::Status { generation, asked, result: Err(Failure::Away) };
    model.update(Event::Item(away), now());
    assert!(model.appointment().is_some());
    assert_eq!(model.connection, Connection::Lost);
}

#[test]
fn nothing_shown_yet_and_the_server_away_says_so_and_asks_again_on_demand() {
    let mut model = signed_in();
    read(&mut model, item(Mode::Read));
    let (generation, asked) = (model.generation, model.asked);
    model.update(Event::Item(ItemEvent::Status { generation, asked, result: Err(Failure::Away) }), now());
    assert!(matches!(&model.item, Item::Open(open) if open.detail == Detail::Failed(Failure::Away)));
    model.update(Event::Item(ItemEvent::Refresh), now());
    assert!(matches!(read(&mut model, item(Mode::Read))[..], [Effect::FetchStatus { .. }]));
}

#[test]
fn a_message_asks_who_its_people_are_each_once_and_never_the_reader() {
    let person = |address: &str| Person { name: String::new(), address: address.to_owned() };
    let message = Snapshot {
        item_id: Some("m".to_owned()),
        organizer: Some(person("b@client.example")),
        required: vec![person("ADA@firm.example"), person("c@client.example")],
        optional: vec![person("B@client.example")],
        ..Snapshot::new(ItemType::Message, Mode::Read, "ada@firm.example")
    };
    let addresses: Vec<_> = people(&message).into_iter().map(|(_, person)| person.address.as_str()).collect();
    assert_eq!(addresses, ["b@client.example", "c@client.example"]);
    let mut model = signed_in();
    assert!(matches!(&read(&mut model, message)[..], [Effect::FetchWho { addresses, .. }] if addresses.len() == 2));
}

#[test]
fn the_mailbox_signs_in_by_itself_unless_the_person_chose_to_be_someone_else() {
    let staff = vec![StaffMember { id: "ada".to_owned(), name: "Ada".to_owned(), ..StaffMember::default() }];
    let host = Host { outlook: true, address: "ada@firm.example".to_owned(), ..Host::default() };
    let ways = || Event::Session(SessionEvent::Ways(Ok(SignIn { development: Some(staff.clone()), entra: None })));
    let mut model = Model::new(host.clone(), false);
    let effects = model.update(ways(), now());
    assert!(matches!(&effects[..], [Effect::SignIn { staff, automatic: true }] if staff == "ada@firm.example"));
    let mut model = Model::new(host, true);
    assert!(model.update(ways(), now()).is_empty());
    assert!(matches!(model.session, Session::Picking { busy: false, .. }));
    model.update(Event::Session(SessionEvent::Ways(Ok(SignIn::default()))), now());
    assert_eq!(model.session, Session::NotOffered);
}

#[test]
fn a_snapshot_leaves_unknown_what_this_outlook_cannot_tell() {
    let old = Gathered { compose: true, start: Some(1e12), modified: Some(1e12), ..Gathered::default() }.snapshot();
    assert_eq!((old.categories, old.all_day, old.sensitivity), (None, None, None));
    assert!(!old.recurrence_known);
    assert_eq!(old.start, Some(at("2001-09-09T01:46:40Z")));
    assert_eq!(old.modified, None, "a form has no modified time");
    let wild = Gathered { start: Some(f64::NAN), end: Some(1e300), ..Gathered::default() }.snapshot();
    assert_eq!((wild.start, wild.end), (None, None));
}

#[test]
fn a_form_can_be_told_only_what_it_can_also_show() {
    let setters = vec![field::SUBJECT, field::START, field::RECURRENCE, field::CATEGORIES, field::ALL_DAY];
    let single = Gathered { compose: true, setters: setters.clone(), recurrence: Some(None), ..Gathered::default() };
    let can = |gathered: Gathered| gathered.snapshot().can_set.into_iter().collect::<Vec<_>>();
    assert_eq!(can(single.clone()), [field::RECURRENCE, field::START, field::SUBJECT]);
    let day = Gathered { series_id: Some("s".to_owned()), ..single.clone() };
    assert_eq!(can(day), [field::START, field::SUBJECT]);
    let reading = Gathered { compose: false, ..single };
    assert!(can(reading).is_empty());
}
