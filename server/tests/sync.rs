//! The service behind the item screen, over a real SQLite practice database.

#[path = "support/practice.rs"]
mod support;

use std::sync::Arc;

use api::{AddItem, ItemRequest, ItemState, ItemStatus, Linked, Outcome, Restore, SyncItem, SyncReport, UnlinkItem};
use jiff::{Timestamp, civil::date};
use rules::{
    conflict::EditTimes,
    mapping::open_item::present,
    merge::Side,
    outlook::item::{ItemType, Mode, Person as Attendee, Snapshot},
    plan::{Answers, Held, Tie, plan_open_item},
    record::{Image, RecordKind, Value, appointment as field},
};
use serde_json::json;
use server::{
    identity::Person,
    practice::{CalendarCode, Policy, Practice, RecordRef, Role, StaffMember, StaffSettings, Step},
    sync::{Error, Sync},
    write::WriteContext,
};
use support::{Foreign, Sqlite3, at, base, calendar, create, furnish, link, meeting, now, sqlite};

struct World {
    _dir: tempfile::TempDir,
    store: Arc<dyn Practice>,
    sqlite3: Sqlite3,
    sync: Sync,
}

async fn world() -> World {
    let (dir, store, sqlite3) = sqlite().await;
    furnish(store.as_ref()).await;
    let sync = Sync::new(store.clone());
    World { _dir: dir, store, sqlite3, sync }
}

fn anna() -> Person {
    Person {
        staff: "anna".into(),
        name: "Anna Brandt".into(),
        mailbox: "anna.brandt@example.com".into(),
        role: Role::Staff,
        development: true,
    }
}

/// The person who opens an item in Anna's shared calendar.
fn delegate() -> Person {
    Person { staff: "ben".into(), name: "Ben".into(), mailbox: "ben@example.com".into(), ..anna() }
}

fn write() -> WriteContext {
    let key = uuid();
    let now = at("2026-11-02T10:00:00Z");
    WriteContext { fingerprint: key.clone(), key, now, made: now }
}

fn uuid() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("key-{:08}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The form of [`meeting`] in Outlook, opened by its organiser.
fn form(subject: &str) -> Snapshot {
    Snapshot {
        item_id: Some("AAMk-1_2=".into()),
        subject: Some(subject.into()),
        location: Some(String::new()),
        start: Some(at("2026-11-10T09:00:00Z")),
        end: Some(at("2026-11-10T10:00:00Z")),
        categories: Some(vec!["Court".into()]),
        notes: Some(String::new()),
        recurrence_known: true,
        time_zone: "W. Europe Standard Time".into(),
        can_set: [field::SUBJECT, field::LOCATION, field::START, field::END, field::NOTES, field::CATEGORIES].into(),
        ..Snapshot::new(ItemType::Appointment, Mode::Compose, "anna.brandt@example.com")
    }
}

/// The same as saved, opened by an attendee.
fn saved(subject: &str, modified: &str) -> Snapshot {
    Snapshot { mode: Mode::Read, modified: Some(at(modified)), can_set: [].into(), ..form(subject) }
}

impl World {
    /// Ties `a1` to the item, both being [`meeting`].
    async fn linked(&self) {
        let folder = calendar(self.store.as_ref()).await;
        let base = base(&meeting("Audit kick-off"));
        let commit = server::practice::Commit::new(now(), "")
            .step(Step::Link(link("l1", &folder, "a1", "AAMk-1_2=")))
            .step(Step::Base { link_id: "l1".into(), base });
        self.store.commit(commit).await.expect("linked");
    }

    async fn policy(&self, policy: Policy) {
        let settings = Box::new(StaffSettings { policy, ..StaffSettings::default() });
        let step = Step::Settings { staff_id: "anna".into(), settings };
        self.store.commit(server::practice::Commit::new(now(), "").step(step)).await.expect("set");
    }

    async fn sync(&self, item: Snapshot) -> SyncReport {
        self.sync
            .sync(&anna(), SyncItem { item, shown: None, answers: Answers::new() }, write())
            .await
            .expect("synchronized")
    }

    async fn status(&self, item: Snapshot) -> ItemStatus {
        self.sync.status(&anna(), ItemRequest { item }).await.expect("a status")
    }

    async fn record(&self) -> Image {
        self.store.appointment("a1").await.expect("there").image
    }

    /// As another program edits the record: now, by the database's clock.
    fn edited(&self, column: &str, value: &str) {
        self.sqlite3.sql(&format!("update appointment set \"{column}\" = '{value}' where id = 'a1'"));
    }
}

fn linked(status: ItemStatus) -> Linked {
    match status.state {
        ItemState::Linked(linked) => *linked,
        other => panic!("not linked: {other:?}"),
    }
}

/// The hash of the plan that the pane shows, made as the pane makes it.
fn shown(linked: &Linked, item: &Snapshot) -> String {
    let (item, _) = present(item, Some(&linked.known.record));
    let times =
        EditTimes { practice: Some(linked.known.edited_at), outlook: item.modified, uncertainty: linked.uncertainty };
    plan_open_item(&linked.known, &item, &times, &Answers::new()).hash
}

#[tokio::test]
async fn a02_an_edit_in_outlook_is_in_the_record_with_its_history_and_audit() {
    let world = world().await;
    world.linked().await;
    let mut item = form("Audit kick-off");
    item.start = Some(at("2026-11-10T10:00:00Z"));
    item.end = Some(at("2026-11-10T11:00:00Z"));
    let report = world.sync(item).await;
    assert_eq!((report.outcome, &report.to_record[..]), (Outcome::Done, &[field::START, field::END][..]));
    assert_eq!(world.record().await.get(field::START), Some(&Value::Instant(at("2026-11-10T10:00:00Z"))));
    let history = world.sync.history(&anna(), "a1").await.expect("a history");
    assert!(history.iter().any(|entry| entry.field == field::START && entry.value == Some(Value::Instant(at("2026-11-10T09:00:00Z")))));
    let audit = world.store.audit(Some(&RecordRef::appointment("a1")), 1).await.expect("an audit");
    assert_eq!((audit[0].entry.action.as_str(), audit[0].by.as_str()), ("sync", "anna"));
    assert!(!audit[0].entry.detail.contains("kick-off"), "no content");
}

#[tokio::test]
async fn p07_dragging_twice_is_no_conflict_with_oneself() {
    let world = world().await;
    world.linked().await;
    for hour in ["10", "11", "12"] {
        let mut item = form("Audit kick-off");
        item.start = Some(at(&format!("2026-11-10T{hour}:00:00Z")));
        item.end = Some(at(&format!("2026-11-10T{hour}:30:00Z")));
        assert_eq!(world.sync(item).await.outcome, Outcome::Done, "{hour}");
    }
    let mut settled = saved("Audit kick-off", "2026-11-02T09:59:00Z");
    settled.start = Some(at("2026-11-10T12:00:00Z"));
    settled.end = Some(at("2026-11-10T12:30:00Z"));
    assert_eq!(world.sync(settled.clone()).await.outcome, Outcome::InStep);
    assert_eq!(linked(world.status(settled).await).known.pending, None, "the saved item was seen");
}

#[tokio::test]
async fn c07_m04_the_newest_record_wins_whole_and_one_click_brings_the_loser_back() {
    let world = world().await;
    world.linked().await;
    world.edited("subject", "Audit in Hamburg");
    let report = world.sync(saved("Audit in Bremen", "2099-01-01T00:00:00Z")).await;
    assert_eq!((report.outcome, report.replaced), (Outcome::Done, 1));
    assert_eq!(world.record().await.text(field::SUBJECT), "Audit in Bremen");
    let record = world.store.appointment("a1").await.expect("there");
    assert_eq!(record.edited_at, at("2099-01-01T00:00:00Z"), "the edit's own time travels (M3)");
    let entry = world.sync.history(&anna(), "a1").await.expect("a history").remove(0);
    assert_eq!((entry.side, entry.rule.as_str()), (Side::Practice, "C7"));
    world.sync.restore(&anna(), Restore { entries: vec![entry.id] }, write()).await.expect("restored");
    assert_eq!(world.record().await.text(field::SUBJECT), "Audit in Hamburg");
    let history = world.sync.history(&anna(), "a1").await.expect("a history");
    assert!(history.iter().any(|entry| entry.rule == "C7" && entry.restored_at.is_some()));
}

#[tokio::test]
async fn c07_a_newer_record_stays_and_the_window_that_only_reads_says_so() {
    let world = world().await;
    world.linked().await;
    world.edited("subject", "Audit in Hamburg");
    let report = world.sync(saved("Audit in Bremen", "2026-11-02T09:45:00Z")).await;
    assert_eq!((report.outcome, report.held), (Outcome::Held, vec![(field::SUBJECT, Held::ReadOnly)]));
    assert_eq!(world.record().await.text(field::SUBJECT), "Audit in Hamburg");
}

#[tokio::test]
async fn m02_under_ask_me_nothing_is_written_before_the_answer() {
    let world = world().await;
    world.linked().await;
    world.policy(Policy::AskMe).await;
    world.edited("subject", "Audit in Hamburg");
    let item = form("Audit in Bremen");
    let report = world.sync(item.clone()).await;
    assert_eq!((report.outcome, report.asked), (Outcome::Ask, vec![field::SUBJECT]));
    assert_eq!(world.record().await.text(field::SUBJECT), "Audit in Hamburg");
    let answers = Answers::from([(field::SUBJECT, Side::Outlook)]);
    let request = SyncItem { item, shown: None, answers };
    let report = world.sync.sync(&anna(), request, write()).await.expect("synchronized");
    assert_eq!(report.outcome, Outcome::Done);
    assert_eq!(world.record().await.text(field::SUBJECT), "Audit in Bremen");
}

#[tokio::test]
async fn p09_what_moved_since_it_was_shown_is_not_done() {
    let world = world().await;
    world.linked().await;
    let item = form("Audit, second floor");
    let hash = shown(&linked(world.status(item.clone()).await), &item);
    world.edited("location", "Room 9");
    let request = SyncItem { item: item.clone(), shown: Some(hash), answers: Answers::new() };
    let refused = world.sync.sync(&anna(), request, write()).await.expect_err("it moved");
    let Error::Moved(now) = refused else { panic!("{refused:?}") };
    assert_eq!(world.record().await.text(field::SUBJECT), "Audit kick-off");
    let request = SyncItem { shown: Some(shown(&linked(*now), &item)), item, answers: Answers::new() };
    let report = world.sync.sync(&anna(), request, write()).await.expect("as shown");
    assert_eq!(report.to_item.len(), 1, "the form is told the new location");
    assert_eq!(world.record().await.text(field::SUBJECT), "Audit, second floor");
}

#[tokio::test]
async fn p02_what_a_report_promises_is_what_the_next_status_says() {
    let world = world().await;
    world.linked().await;
    world.edited("location", "Room 9");
    for item in [form("Audit at ten"), saved("Audit at eleven", "2026-11-02T09:55:00Z")] {
        let report = world.sync(item.clone()).await;
        assert_eq!(linked(report.status), linked(world.status(item).await));
    }
}

#[tokio::test]
async fn a08_add_files_an_appointment_as_its_attendees_were_filed_last() {
    let world = world().await;
    let mut item = form("Call with Jörg");
    item.required = vec![Attendee { name: "Jörg Weiß".into(), address: "joerg.weiss@example.org".into() }];
    let ItemState::Unlinked { suggestion } = world.status(item.clone()).await.state else { panic!("not linked yet") };
    let client = suggestion.client.expect("the contact's only client");
    assert_eq!(client.name, "Überseehandel GmbH");
    let request =
        AddItem { item: item.clone(), client: Some(client.id), matter: Some("m1".into()), code: None, staff: vec![] };
    let status = world.sync.add(&anna(), request.clone(), write()).await.expect("added");
    let added = linked(status);
    assert_eq!(added, linked(world.status(item).await));
    let record = world.store.appointment(&added.record).await.expect("there");
    assert_eq!(record.image.text(field::SUBJECT), "Call with Jörg");
    assert_eq!(record.image.get(field::STAFF), Some(&Value::labels(["anna"])), "the mailbox's owner");
    let again = world.sync.add(&anna(), request, write()).await.expect_err("it is linked by now");
    assert!(matches!(again, Error::Moved(_)), "{again:?}");
    let mut later = form("Another call");
    later.item_id = Some("AAMk-other".into());
    later.required = vec![Attendee { name: String::new(), address: "JOERG.WEISS@example.org".into() }];
    let ItemState::Unlinked { suggestion } = world.status(later).await.state else { panic!("not linked yet") };
    assert_eq!(suggestion.matter.expect("as filed last").id, "m1");
}

#[tokio::test]
async fn bad_input_names_the_field_and_writes_nothing() {
    let world = world().await;
    let add = |item: Snapshot, client: &str, matter: &str| AddItem {
        item,
        client: Some(client.to_owned()).filter(|id| !id.is_empty()),
        matter: Some(matter.to_owned()).filter(|id| !id.is_empty()),
        code: None,
        staff: vec![],
    };
    let backwards = Snapshot { end: Some(at("2026-11-10T08:00:00Z")), ..form("Back") };
    let cases = [
        (add(form("Call"), "nobody", ""), "client"),
        (add(form("Call"), "c1", "m2"), "matter"),
        (add(backwards, "", ""), "item.end"),
        (add(form(&"x".repeat(256)), "", ""), "item.subject"),
        (add(Snapshot { item_id: None, ..form("Call") }, "", ""), "item.itemId"),
        (add(Snapshot { item_id: Some("a/b+c".into()), ..form("Call") }, "", ""), "item.itemId"),
        (add(Snapshot { mailbox: String::new(), ..form("Call") }, "", ""), "item.mailbox"),
        (add(Snapshot { time_zone: "Nowhere Time".into(), ..form("Call") }, "", ""), "item.zone"),
    ];
    let before = world.store.last_change().await.expect("a number");
    for (request, expected) in cases {
        match world.sync.add(&anna(), request, write()).await {
            Err(Error::Invalid { field, .. }) => assert_eq!(field, expected),
            other => panic!("{expected}: {other:?}"),
        }
    }
    assert_eq!(world.store.last_change().await.expect("a number"), before);
}

#[tokio::test]
async fn a11_a_private_appointment_is_busy_to_everyone_else() {
    let world = world().await;
    world.linked().await;
    world.edited("private", "1");
    let seen = world.sync.record(&delegate(), "a1").await.expect("the time");
    assert_eq!(seen.image.text(field::SUBJECT), "");
    assert!(seen.image.get(field::START).is_some());
    assert!(seen.filing.client.is_none());
    assert!(matches!(world.sync.history(&delegate(), "a1").await, Err(Error::Forbidden(_))));
    let status = world.sync.status(&delegate(), ItemRequest { item: form("Audit kick-off") }).await;
    assert!(matches!(status, Err(Error::Forbidden(_))), "{status:?}");
    assert_eq!(world.sync.record(&anna(), "a1").await.expect("all of it").image.text(field::SUBJECT), "Audit kick-off");
}

#[tokio::test]
async fn a11_a_private_appointment_that_is_gone_stays_private() {
    let world = world().await;
    world.linked().await;
    let image = meeting("Audit kick-off").with(field::PRIVATE, Some(Value::Flag(true)));
    let step = Step::Base { link_id: "l1".into(), base: base(&image) };
    world.store.commit(server::practice::Commit::new(now(), "").step(step)).await.expect("agreed");
    world.sqlite3.sql("delete from appointment where id = 'a1'");
    let item = || ItemRequest { item: form("Audit kick-off") };
    assert!(matches!(world.sync.status(&delegate(), item()).await, Err(Error::Forbidden(_))));
    let own = linked(world.sync.status(&anna(), item()).await.expect("Anna's own calendar"));
    assert!(own.known.base.is_some());
}

#[tokio::test]
async fn a11_nothing_is_said_of_a_private_records_history() {
    let world = world().await;
    world.linked().await;
    world.edited("subject", "Practice subject");
    world.sync(saved("Outlook subject", "2099-01-01T00:00:00Z")).await;
    let id = world.sync.history(&anna(), "a1").await.expect("a history")[0].id.clone();
    world.edited("private", "1");
    for entries in [vec![id.clone()], vec![id.clone(), id]] {
        let refused = world.sync.restore(&delegate(), Restore { entries }, write()).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn an_auditor_writes_nothing() {
    let world = world().await;
    world.linked().await;
    let auditor = Person { role: Role::Auditor, ..anna() };
    let item = form("Changed");
    let request = SyncItem { item: item.clone(), shown: None, answers: Answers::new() };
    assert!(matches!(world.sync.sync(&auditor, request, write()).await, Err(Error::Forbidden(_))));
    assert!(matches!(world.sync.unlink(&auditor, UnlinkItem { item }, write()).await, Err(Error::Forbidden(_))));
    assert_eq!(world.record().await.text(field::SUBJECT), "Audit kick-off");
}

#[tokio::test]
async fn c10_a_parted_pair_is_left_alone_until_it_is_rejoined() {
    let world = world().await;
    world.linked().await;
    let item = form("Changed");
    let parted = world.sync.unlink(&anna(), UnlinkItem { item: item.clone() }, write()).await.expect("parted");
    assert_eq!(linked(parted).known.tie, Tie::Parted);
    assert_eq!(world.sync(item.clone()).await.outcome, Outcome::Held);
    assert_eq!(world.record().await.text(field::SUBJECT), "Audit kick-off");
    world.sync.rejoin(&anna(), UnlinkItem { item: item.clone() }, write()).await.expect("rejoined");
    assert_eq!(world.sync(item).await.outcome, Outcome::Done);
    assert_eq!(world.record().await.text(field::SUBJECT), "Changed");
}

/// A series every Tuesday at ten in Berlin, tied to its item.
async fn series(world: &World) {
    let recurrence = serde_json::from_value(json!({
        "pattern": {"type": "weekly", "interval": 1, "days": ["tuesday"]}, "range": "noEnd",
    }))
    .expect("a recurrence");
    let image = meeting("Weekly call").with(field::RECURRENCE, Value::Recurrence(recurrence));
    let folder = calendar(world.store.as_ref()).await;
    let commit = server::practice::Commit::new(now(), "")
        .step(create(RecordRef::appointment("s1"), image.clone()))
        .step(Step::Link(link("l2", &folder, "s1", "AAMk-series")))
        .step(Step::Base { link_id: "l2".into(), base: base(&image) });
    world.store.commit(commit).await.expect("a series");
}

fn occurrence(subject: &str, start: &str) -> Snapshot {
    let start: Timestamp = at(start);
    Snapshot {
        item_id: Some("AAMk-occurrence".into()),
        series_id: Some("AAMk-series".into()),
        start: Some(start),
        end: Some(start + jiff::SignedDuration::from_hours(1)),
        ..form(subject)
    }
}

#[tokio::test]
async fn p14_an_edit_of_one_day_goes_to_that_day_and_leaves_the_series() {
    let world = world().await;
    series(&world).await;
    // After the clocks change the same civil time is another instant.
    let untouched = occurrence("Weekly call", "2027-03-30T08:00:00Z");
    let status = linked(world.status(untouched.clone()).await);
    assert_eq!((status.link, status.occurrence), (None, Some(date(2027, 3, 30))));
    assert_eq!(world.sync(untouched).await.outcome, Outcome::InStep);
    let report = world.sync(occurrence("Weekly call, in person", "2026-11-17T09:00:00Z")).await;
    assert_eq!(report.outcome, Outcome::Done);
    let days = world.store.exceptions("s1").await.expect("changed days");
    assert_eq!(days.len(), 1);
    assert_eq!(days[0].image.text(field::SUBJECT), "Weekly call, in person");
    assert_eq!(days[0].series.as_ref().expect("a day").original, date(2026, 11, 17));
    assert_eq!(world.store.appointment("s1").await.expect("there").image.text(field::SUBJECT), "Weekly call");
    let again = linked(world.status(occurrence("Weekly call, in person", "2026-11-17T09:00:00Z")).await);
    assert_eq!(again.record, days[0].record.id);
}

#[tokio::test]
async fn a_day_that_was_moved_before_it_was_seen_is_not_guessed() {
    let world = world().await;
    series(&world).await;
    let moved = occurrence("Weekly call", "2026-11-18T09:00:00Z");
    let ItemState::UnknownOccurrence { series } = world.status(moved).await.state else { panic!("a Wednesday") };
    assert_eq!(series, "s1");
}

#[tokio::test]
async fn p05_a_day_seen_after_its_series_was_moved_is_no_edit_of_that_day() {
    let world = world().await;
    series(&world).await;
    let moved = |hour: u8| at(&format!("2026-11-10T{hour:02}:00:00Z"));
    let recurrence = serde_json::from_value(json!({
        "recurrenceType": "weekly", "recurrenceProperties": {"interval": 1, "days": ["tue"]},
        "recurrenceTimeZone": {"name": "W. Europe Standard Time"},
        "seriesTime": {"startDate": "2026-11-10", "startTime": "11:00", "durationMinutes": 60},
    }))
    .expect("a recurrence");
    let form = Snapshot {
        item_id: Some("AAMk-series".into()),
        recurrence: Some(recurrence),
        start: Some(moved(10)),
        end: Some(moved(11)),
        ..form("Weekly call")
    };
    assert_eq!(world.sync(form).await.outcome, Outcome::Done);
    let day = occurrence("Weekly call", "2026-11-24T10:00:00Z");
    assert_eq!(world.sync(day).await.outcome, Outcome::InStep);
    assert_eq!(world.store.exceptions("s1").await.expect("changed days").len(), 0);
}

#[tokio::test]
async fn m05_a_binned_day_of_a_series_comes_back_with_its_edit() {
    let world = world().await;
    series(&world).await;
    world.sync(occurrence("In person", "2026-11-17T09:00:00Z")).await;
    let day = world.store.exceptions("s1").await.expect("changed days").remove(0);
    let steps = [
        Step::Unlink { link_id: world.store.links_of(&day.record).await.expect("links").remove(0).id },
        Step::Bin { record: day.record.clone(), expected: day.version },
    ];
    let commit = steps.into_iter().fold(server::practice::Commit::new(now(), "anna"), server::practice::Commit::step);
    world.store.commit(commit).await.expect("binned");
    let report = world.sync(occurrence("In person, upstairs", "2026-11-17T09:00:00Z")).await;
    assert_eq!(report.outcome, Outcome::Ask, "there is no base to tell an edit from the deletion");
}

#[tokio::test]
async fn a11_a_private_day_and_how_it_is_filed_stay_with_those_assigned() {
    let world = world().await;
    series(&world).await;
    world.sync(occurrence("Confidential", "2026-11-17T09:00:00Z")).await;
    let day = world.store.exceptions("s1").await.expect("changed days").remove(0);
    world.sqlite3.sql(&format!("update appointment set private = 1 where id = '{}'", day.record.id));
    world.sqlite3.sql("delete from base; delete from link where series_item_id is not null");
    let request = ItemRequest { item: occurrence("Confidential", "2026-11-17T09:00:00Z") };
    assert!(matches!(world.sync.status(&delegate(), request.clone()).await, Err(Error::Forbidden(_))));
    assert!(world.sync.status(&anna(), request).await.is_ok());

    let mut item = form("Private matter");
    item.item_id = Some("AAMk-private".into());
    item.required = vec![Attendee { name: String::new(), address: "secret@example.org".into() }];
    let add = AddItem { item, client: Some("c1".into()), matter: Some("m1".into()), code: None, staff: vec![] };
    let added = linked(world.sync.add(&anna(), add, write()).await.expect("added"));
    world.sqlite3.sql(&format!("update appointment set private = 1 where id = '{}'", added.record));
    let ben = StaffMember { id: "ben".into(), mailbox: "ben@example.com".into(), ..support::anna() };
    world.store.commit(server::practice::Commit::new(now(), "").step(Step::Staff(ben))).await.expect("hired");
    let mut theirs = form("Lunch");
    (theirs.item_id, theirs.mailbox) = (Some("AAMk-lunch".into()), "ben@example.com".into());
    theirs.required = vec![Attendee { name: String::new(), address: "secret@example.org".into() }];
    let status = world.sync.status(&delegate(), ItemRequest { item: theirs }).await.expect("a status");
    let ItemState::Unlinked { suggestion } = status.state else { panic!("not linked") };
    assert!(suggestion.client.is_none(), "{suggestion:?}");
}

#[tokio::test]
async fn m04_what_belongs_together_comes_back_together() {
    let world = world().await;
    world.linked().await;
    let mut item = form("Audit kick-off");
    item.start = Some(at("2026-11-10T14:00:00Z"));
    item.end = Some(at("2026-11-10T15:00:00Z"));
    world.sync(item).await;
    let history = world.sync.history(&anna(), "a1").await.expect("a history");
    let start = history.iter().find(|entry| entry.field == field::START).expect("its start").id.clone();
    let restored = world.sync.restore(&anna(), Restore { entries: vec![start] }, write()).await.expect("restored");
    assert_eq!(restored.fields.len(), 2);
    assert_eq!(world.record().await.get(field::END), Some(&Value::Instant(at("2026-11-10T10:00:00Z"))));
}

#[tokio::test]
async fn a07_the_calendar_codes_category_travels_to_outlook() {
    let world = world().await;
    let mut firm = world.store.firm().await.expect("the firm");
    firm.codes = vec![CalendarCode { code: "COURT".into(), label: "Court".into(), category: "Hearing".into() }];
    let step = Step::Firm(Box::new(firm));
    world.store.commit(server::practice::Commit::new(now(), "").step(step)).await.expect("set");
    for (id, item) in [("AAMk-form", form("In court")), ("AAMk-saved", saved("In court", "2026-11-02T09:00:00Z"))] {
        let item = Snapshot { item_id: Some(id.into()), ..item };
        let add = AddItem { item: item.clone(), client: None, matter: None, code: Some("COURT".into()), staff: vec![] };
        world.sync.add(&anna(), add, write()).await.expect("added");
        let report = world.sync(item).await;
        let told = report.to_item.iter().any(|change| change.field == field::CATEGORIES);
        assert!(told || report.held == [(field::CATEGORIES, Held::ReadOnly)], "{report:?}");
    }
}

#[tokio::test]
async fn p03_two_windows_at_once_do_not_put_back_an_older_base() {
    let world = world().await;
    world.linked().await;
    for _window in 0..2 {
        world.sync(form("Audit kick-off")).await;
    }
    let open = world.store.unsettled().await.expect("the journal");
    assert_eq!(open.len(), 1, "only the newest form is in doubt");
    world.sync(saved("Audit kick-off", "2026-11-02T09:00:00Z")).await;
    assert!(world.store.unsettled().await.expect("the journal").is_empty());
}

#[tokio::test]
async fn asking_how_an_item_stands_writes_nothing() {
    let world = world().await;
    let count = || world.sqlite3.sql("select count(*) from folder");
    let before = count();
    let item = Snapshot { mailbox: "someone@elsewhere.example".into(), ..form("Hello") };
    world.sync.status(&anna(), ItemRequest { item }).await.expect("a status");
    assert_eq!(count(), before);
}

#[tokio::test]
async fn m05_an_edit_brings_a_binned_record_back() {
    let world = world().await;
    world.linked().await;
    let bin = Step::Bin { record: RecordRef::appointment("a1"), expected: 1 };
    world.store.commit(server::practice::Commit::new(now(), "anna").step(bin)).await.expect("binned");
    let unedited = saved("Audit kick-off", "2026-11-02T09:00:00Z");
    assert_eq!(world.sync(unedited).await.outcome, Outcome::Held, "a deletion is no edit");
    let report = world.sync(saved("Audit in Bremen", "2026-11-02T09:45:00Z")).await;
    assert_eq!(report.outcome, Outcome::Done);
    let record = world.store.appointment("a1").await.expect("there");
    assert_eq!((record.binned_at, record.image.text(field::SUBJECT)), (None, "Audit in Bremen"));
    assert_eq!(linked(report.status).known.version, record.version);
}

#[tokio::test]
async fn the_answer_is_kept_under_its_key_with_the_write() {
    let world = world().await;
    world.linked().await;
    let write = write();
    let request = SyncItem { item: form("Changed"), shown: None, answers: Answers::new() };
    let report = world.sync.sync(&anna(), request.clone(), write.clone()).await.expect("synchronized");
    let stored = world.store.answer_of("anna", &write.key).await.expect("asked").expect("kept");
    assert_eq!(serde_json::from_str::<SyncReport>(&stored.body).expect("a report"), report);
    let again = world.sync.sync(&anna(), request, write).await.expect_err("the key was used");
    assert!(matches!(again, Error::Repeated), "{again:?}");
    assert_eq!(RecordKind::Appointment, linked(report.status).known.kind);
}

#[tokio::test]
async fn m03_an_edit_that_waited_for_the_server_has_the_time_at_which_it_was_made() {
    let world = world().await;
    world.linked().await;
    let made = at("2026-11-02T07:30:00Z");
    let waited = || WriteContext { made, ..write() };
    let request = SyncItem { item: form("Audit, moved"), shown: None, answers: Answers::new() };
    world.sync.sync(&anna(), request, waited()).await.expect("synchronized");
    let record = world.store.appointment("a1").await.expect("there");
    assert_eq!(record.edited_at, made.max(now()), "no earlier than the record's latest edit");
    let request = AddItem {
        item: Snapshot { item_id: Some("AAMk-2".into()), ..form("Closing") },
        client: None,
        matter: None,
        code: None,
        staff: Vec::new(),
    };
    let added = linked(world.sync.add(&anna(), request, waited()).await.expect("added"));
    assert_eq!(added.known.edited_at, made);
}

/// What is remembered of clients, staff and settings is never older than what another program wrote.
#[tokio::test]
async fn what_another_program_changes_is_in_the_next_status() {
    let world = world().await;
    world.linked().await;
    let before = linked(world.status(form("Audit kick-off")).await);
    let client = before.filing.client.expect("a client");
    assert_eq!((client.name.as_str(), before.known.settings.policy), ("Überseehandel GmbH", Policy::NewestRecord));
    assert_eq!(linked(world.status(form("Audit kick-off")).await).filing.client, Some(client), "remembered");
    world.sqlite3.sql("update client set name = 'Seehandel AG' where id = 'c1'");
    world.sqlite3.sql("update matter set name = 'Accounts of 2027' where id = 'm1'");
    world.sqlite3.sql("update staff set name = 'Anna Brandt-Meyer' where id = 'anna'");
    world
        .sqlite3
        .sql("insert into setting values ('staff', 'anna', 'policy', '\"askMe\"', '2026-11-02T09:00:00Z', '')");
    let after = linked(world.status(form("Audit kick-off")).await);
    assert_eq!(after.filing.client.expect("a client").name, "Seehandel AG");
    assert_eq!(after.filing.matter.expect("a matter").title, "Accounts of 2027");
    assert_eq!(after.filing.staff[0].name, "Anna Brandt-Meyer");
    assert_eq!(after.known.settings.policy, Policy::AskMe);
}
