//! A small firm: what its practice database and Vera's mailbox hold when a test begins, in step with each other.

use std::path::Path;

use jiff::Timestamp;
use outlook::entra::Account;
use rules::mapping::appointment as lens;
use rules::outlook::graph::Event;
use rules::record::{Image, RecordKind, Value, appointment};
use serde_json::{Value as Json, json};
use server::mailbox::Seen;
use server::practice::{
    Base, CalendarCode, Client, Commit, Entity, FirmSettings, FolderKey, IdentityKey, ImportAs, Link, LinkState,
    Links as _, Matter, Practice, RecordRef, Role, Staff as _, StaffMember, Step, Store, contact_image, uuid_v7,
};

/// Her mailbox.
pub(crate) const VERA: &str = "vera@example.com";
/// A staff member's mailbox, which the stand-in has no folder of.
pub(crate) const BEN: &str = "ben@example.com";
/// Somebody of the tenant whom the firm does not know.
pub(crate) const NORA: &str = "nora@example.com";
/// When everything was last edited.
const EDITED: &str = "2026-11-02T08:00:00Z";

/// An appointment: its identifiers on both sides.
pub(crate) struct Known {
    /// In the practice database.
    pub(crate) record: &'static str,
    /// In Outlook.
    pub(crate) item: &'static str,
}

/// Tuesday, 24 November 2026, 10 to 11 in Berlin; Vera organises it.
pub(crate) const HEARING: Known = Known { record: "hearing", item: "AAMkhear/1+A=" };
/// Wednesday, 9 to 10; somebody else organises it.
pub(crate) const AUDIT: Known = Known { record: "audit", item: "AAMkaudit/2+A=" };
/// Mondays at 9, six times from 23 November on.
pub(crate) const PARTNERS: Known = Known { record: "partners", item: "AAMkpart/3+A=" };
/// Thursday, 14 to 15; Outlook only.
pub(crate) const NOTARY: &str = "AAMknotary/4+A=";
/// From Ngozi Okafor, whom the firm knows.
pub(crate) const FROM_NGOZI: &str = "AAMkmsg/1+A=";
/// From Jonas Wolf, whom nobody knows, with copies to Ngozi Okafor and to Lena Stein, who is as unknown.
pub(crate) const FROM_JONAS: &str = "AAMkmsg/2+A=";

/// The identifier as Graph and the practice database have it.
pub(crate) fn rest(item: &str) -> String {
    item.replace('/', "-").replace('+', "_")
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn person(name: &str, address: &str) -> Json {
    json!({ "emailAddress": { "name": name, "address": address } })
}

/// An event of that day and these hours in Berlin.
fn event(id: &str, subject: &str, date: &str, hours: [&str; 2]) -> Json {
    let time =
        |hour: &str| json!({ "dateTime": format!("{date}T{hour}:00.0000000"), "timeZone": "W. Europe Standard Time" });
    json!({
        "id": id, "subject": subject, "start": time(hours[0]), "end": time(hours[1]),
        "originalStartTimeZone": "W. Europe Standard Time", "originalEndTimeZone": "W. Europe Standard Time",
        "type": "singleInstance", "isAllDay": false, "showAs": "busy", "sensitivity": "normal", "isReminderOn": true,
        "reminderMinutesBeforeStart": 15, "categories": [], "location": { "displayName": "" }, "recurrence": null,
        "body": { "contentType": "text", "content": "" }, "lastModifiedDateTime": EDITED, "attendees": [],
        "isOrganizer": true, "organizer": person("Vera Lindqvist", VERA),
    })
}

fn with(mut event: Json, more: Json) -> Json {
    let (Json::Object(fields), Json::Object(more)) = (&mut event, more) else { panic!("objects") };
    fields.extend(more);
    event
}

fn hearing() -> Json {
    with(
        event(HEARING.item, "Hearing", "2026-11-24", ["10:00", "11:00"]),
        json!({
            "location": { "displayName": "Court" }, "categories": ["Red category"],
            "body": { "contentType": "text", "content": "Bring the lease." },
        }),
    )
}

fn audit() -> Json {
    let invited =
        with(person("Vera Lindqvist", VERA), json!({ "type": "required", "status": { "response": "accepted" } }));
    with(
        event(AUDIT.item, "Joint audit", "2026-11-25", ["09:00", "10:00"]),
        json!({
            "location": { "displayName": "Meridian" }, "isOrganizer": false, "attendees": [invited],
            "organizer": person("Tomas Reyes", "tomas@example.org"),
        }),
    )
}

fn partners() -> Json {
    with(
        event(PARTNERS.item, "Partners", "2026-11-23", ["09:00", "09:45"]),
        json!({
            "location": { "displayName": "Library" }, "type": "seriesMaster",
            "recurrence": {
                "pattern": { "type": "weekly", "interval": 1, "daysOfWeek": ["monday"], "firstDayOfWeek": "monday" },
                "range": {
                    "type": "numbered", "startDate": "2026-11-23", "numberOfOccurrences": 6, "endDate": "0001-01-01",
                    "recurrenceTimeZone": "W. Europe Standard Time",
                },
            },
        }),
    )
}

fn notary() -> Json {
    event(NOTARY, "Call with the notary", "2026-11-26", ["14:00", "15:00"])
}

fn message(id: &str, subject: &str, received: &str, from: Json, copies: Json) -> Json {
    json!({
        "id": id, "subject": subject, "receivedDateTime": received, "from": from, "sender": from,
        "toRecipients": [person("Vera Lindqvist", VERA)], "ccRecipients": copies, "isRead": true,
        "body": { "contentType": "text", "content": "Until Tuesday." },
    })
}

/// Vera's mailbox, as the stand-in takes it, and the accounts of people who have none here.
pub(super) fn mailboxes() -> Json {
    let ngozi = || person("Ngozi Okafor", "ngozi@example.net");
    json!({ "mailboxes": [{
        "address": VERA, "displayName": "Vera Lindqvist", "timeZone": "Europe/Berlin",
        "events": [hearing(), audit(), partners(), notary()],
        "messages": [
            message(FROM_NGOZI, "The lease", "2026-11-20T09:00:00Z", ngozi(), json!([])),
            message(FROM_JONAS, "A question", "2026-11-19T09:00:00Z", person("Jonas Wolf", "jonas@example.net"), json!([ngozi(), person("Lena Stein", "lena@example.net")])),
        ],
    }], "accounts": [
        { "name": "Ben Adler", "username": BEN },
        { "name": "Nora Falk", "username": NORA },
    ] })
}

/// Makes the database and everything in it.
pub(super) async fn fill(file: &Path) {
    let store = Store::sqlite(file, uuid_v7()).await.expect("a database");
    store.migrate().await.expect("tables");
    store.commit(people()).await.expect("people");
    let folder = store.folder(&FolderKey::default_of(VERA, RecordKind::Appointment)).await.expect("a folder").id;
    let linked = [(&HEARING, hearing()), (&AUDIT, audit()), (&PARTNERS, partners())];
    let mut commit = Commit::new(at(EDITED), "");
    commit.steps = linked.into_iter().flat_map(|(known, event)| record(known, &event, &folder)).collect();
    store.commit(commit).await.expect("appointments");
    store.close().await.expect("closed");
}

/// A record, and its tie to the item that it is in step with.
fn record(known: &Known, event: &Json, folder: &str) -> [Step; 3] {
    let Json::Object(fields) = event else { panic!("an object") };
    let event = Event(fields.clone());
    let outlook = lens::get(&event).expect("an event").image;
    let image = outlook
        .clone()
        .with(appointment::STAFF, Value::labels(["vera"]))
        .with(appointment::CLIENT, Value::text("okafor"));
    let (link_id, record) = (format!("link-{}", known.record), RecordRef::appointment(known.record));
    let link = Link {
        id: link_id.clone(),
        folder_id: folder.to_owned(),
        record: record.clone(),
        item_id: rest(known.item),
        immutable_id: None,
        ical_uid: None,
        series_item_id: None,
        state: LinkState::Joined,
        parted_by: None,
        imported_by: None,
        sighted: None,
        created_at: at(EDITED),
    };
    let base = base(&image, outlook, &event);
    [
        Step::Create { record, image, edited_at: at(EDITED), series: None },
        Step::Link(link),
        Step::Base { link_id, base },
    ]
}

/// Ties staff members to the accounts of their mailboxes.
pub(super) async fn tie(file: &Path, staff: &[&str], account: impl Fn(&str) -> Account) {
    let store = Store::sqlite(file, uuid_v7()).await.expect("a database");
    let mut commit = Commit::new(at(EDITED), "");
    for id in staff {
        let account = account(&store.staff_member(id).await.expect("a staff member").mailbox);
        let key = IdentityKey { tenant: account.tenant.to_string(), object: account.oid.to_string() };
        commit.steps.push(Step::Tie { key, staff_id: (*id).to_owned() });
    }
    store.commit(commit).await.expect("tied");
    store.close().await.expect("closed");
}

fn base(record: &Image, outlook: Image, event: &Event) -> Base {
    Base {
        practice: record.clone(),
        outlook,
        taken_at: at(EDITED),
        outlook_modified: lens::modified(event),
        seen: Seen::default(),
    }
}

fn people() -> Commit {
    let staff = [("vera", "Vera Lindqvist", VERA, Role::Admin), ("ben", "Ben Adler", BEN, Role::Staff)];
    let clients = [("okafor", "10001", "Okafor Holding"), ("hartmann", "10002", "Hartmann & Co.")];
    let matters = [("lease", "okafor", "001", "Lease dispute"), ("books", "hartmann", "001", "Bookkeeping")];
    let codes = [("COURT", "Court hearing", "Red category"), ("INT", "Internal", "")];
    let mut commit = Commit::new(at(EDITED), "");
    commit.steps.extend(staff.map(|(id, name, mailbox, role)| {
        Step::Staff(StaffMember {
            id: id.into(),
            name: name.into(),
            mailbox: mailbox.into(),
            initials: id[..2].to_uppercase(),
            role,
            time_zone: "Europe/Berlin".into(),
            active: true,
        })
    }));
    commit.steps.extend(clients.map(|(id, number, name)| {
        Step::Client(Client {
            id: id.into(),
            number: number.into(),
            name: name.into(),
            entity: Entity::Company,
            client_type: "corporate".into(),
            status: "active".into(),
            office: "Berlin".into(),
            associate: Some("vera".into()),
        })
    }));
    commit.steps.extend(matters.map(|(id, client, number, name)| {
        let [id, client_id, number, name] = [id, client, number, name].map(str::to_owned);
        Step::Matter(Matter { id, client_id, number, name, open: true })
    }));
    let codes = codes.map(|(code, label, category)| {
        let [code, label, category] = [code, label, category].map(str::to_owned);
        CalendarCode { code, label, category }
    });
    commit.steps.push(Step::Firm(Box::new(FirmSettings { codes: codes.into(), ..FirmSettings::default() })));
    commit.steps.push(Step::Create {
        record: RecordRef::contact("ngozi"),
        image: contact_image("Ngozi Okafor", "ngozi@example.net", ImportAs::Standalone, &["okafor".to_owned()]),
        edited_at: at(EDITED),
        series: None,
    });
    commit
}
