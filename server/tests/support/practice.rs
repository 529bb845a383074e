//! A practice database for a test, another program that writes to it, and records to begin with.

#![allow(dead_code, reason = "each test uses some of it")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use jiff::Timestamp;
use rules::record::{Image, RecordKind, Value, appointment, contact};
use server::mailbox::Seen;
use server::practice::{
    Base, Client, Commit, Entity, FolderKey, Link, LinkState, Matter, Practice, RecordRef, Role, StaffMember, Step,
    Store, uuid_v7,
};

/// Another program of the firm, writing plain SQL.
pub(crate) trait Foreign {
    /// Runs the statement and gives what it printed, or why it was refused.
    fn try_sql(&self, sql: &str) -> Result<String, String>;

    /// The function by which the database writes a value as it stands in a statement.
    fn literal(&self) -> &'static str;

    /// A statement before another, by which a program lets triggers set off themselves.
    fn recursive_triggers(&self) -> &'static str {
        ""
    }

    /// Runs a statement that is not refused.
    fn sql(&self, sql: &str) -> String {
        self.try_sql(sql).unwrap_or_else(|reason| panic!("{sql}: {reason}"))
    }
}

/// The `sqlite3` program.
pub(crate) struct Sqlite3(pub(crate) PathBuf);

impl Foreign for Sqlite3 {
    fn try_sql(&self, sql: &str) -> Result<String, String> {
        let output = Command::new("sqlite3").arg("-cmd").arg(".timeout 5000").arg(&self.0).arg(sql).output();
        let output = output.expect("the sqlite3 program is installed");
        if output.status.success() {
            Ok(String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    fn literal(&self) -> &'static str {
        "quote"
    }

    fn recursive_triggers(&self) -> &'static str {
        "PRAGMA recursive_triggers = ON; "
    }
}

impl Sqlite3 {
    /// Begins a write in another program and does not end it.
    pub(crate) fn hold(&self) -> Holder {
        let mut program = Command::new("sqlite3")
            .arg(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the sqlite3 program is installed");
        let stdin = program.stdin.as_mut().expect("piped");
        stdin.write_all(b"BEGIN IMMEDIATE; SELECT 'held';\n").expect("takes a statement");
        let mut line = String::new();
        BufReader::new(program.stdout.as_mut().expect("piped")).read_line(&mut line).expect("answers");
        assert_eq!(line.trim(), "held");
        Holder(program)
    }
}

/// A program in the middle of a write.
pub(crate) struct Holder(Child);

impl Holder {
    /// Lets it end.
    pub(crate) fn release(&mut self) {
        drop(self.0.stdin.take());
        self.0.wait().expect("ends");
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        self.release();
    }
}

/// An empty practice database in a directory that lives as long as the first value.
pub(crate) async fn sqlite() -> (tempfile::TempDir, Arc<Store>, Sqlite3) {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let file = dir.path().join("practice.db");
    let store = Store::sqlite(&file, uuid_v7()).await.expect("opens");
    store.migrate().await.expect("migrates");
    (dir, Arc::new(store), Sqlite3(file))
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("a timestamp")
}

pub(crate) const NOW: &str = "2026-11-02T09:00:00Z";

pub(crate) fn now() -> Timestamp {
    at(NOW)
}

pub(crate) fn anna() -> StaffMember {
    StaffMember {
        id: "anna".into(),
        name: "Anna Brandt".into(),
        mailbox: "anna.brandt@example.com".into(),
        initials: "AB".into(),
        role: Role::Admin,
        time_zone: "Europe/Berlin".into(),
        active: true,
    }
}

pub(crate) fn client(id: &str, number: &str, name: &str) -> Client {
    Client {
        id: id.into(),
        number: number.into(),
        name: name.into(),
        entity: Entity::Company,
        client_type: "tax".into(),
        status: "active".into(),
        office: "Berlin".into(),
        associate: Some("anna".into()),
    }
}

pub(crate) fn matter(id: &str, client_id: &str) -> Matter {
    Matter {
        id: id.into(),
        client_id: client_id.into(),
        number: "001".into(),
        name: "Annual accounts".into(),
        open: true,
    }
}

pub(crate) fn meeting(subject: &str) -> Image {
    Image::new()
        .with(appointment::SUBJECT, Value::text(subject))
        .with(appointment::START, Value::Instant(at("2026-11-10T09:00:00Z")))
        .with(appointment::END, Value::Instant(at("2026-11-10T10:00:00Z")))
        .with(appointment::ZONE, Value::text("Europe/Berlin"))
        .with(appointment::CATEGORIES, Value::labels(["Court"]))
        .with(appointment::CLIENT, Value::text("c1"))
        .with(appointment::MATTER, Value::text("m1"))
        .with(appointment::STAFF, Value::labels(["anna"]))
}

pub(crate) fn person(file_as: &str, address: &str) -> Image {
    Image::new()
        .with(contact::FILE_AS, Value::text(file_as))
        .with(contact::EMAIL1, Value::text(address))
        .with(contact::KIND, Value::text("client"))
        .with(contact::CLIENTS, Value::labels(["c1"]))
}

pub(crate) fn create(record: RecordRef, image: Image) -> Step {
    Step::Create { record, image, edited_at: now(), series: None }
}

/// Anna, two clients with a matter each, one appointment `a1` and one contact `k1`.
pub(crate) async fn furnish(practice: &dyn Practice) {
    let commit = Commit::new(now(), "")
        .step(Step::Staff(anna()))
        .step(Step::Client(client("c1", "10001", "Überseehandel GmbH")))
        .step(Step::Client(client("c2", "10002", "Baker & Sons 50% Ltd")))
        .step(Step::Matter(matter("m1", "c1")))
        .step(Step::Matter(matter("m2", "c2")))
        .step(create(RecordRef::appointment("a1"), meeting("Audit kick-off")))
        .step(create(RecordRef::contact("k1"), person("Weiß, Jörg", "Joerg.Weiss@Example.org")));
    practice.commit(commit).await.expect("furnished");
}

pub(crate) async fn calendar(practice: &dyn Practice) -> String {
    let key = FolderKey::default_of("Anna.Brandt@example.com", RecordKind::Appointment);
    practice.folder(&key).await.expect("a folder").id
}

pub(crate) fn link(id: &str, folder_id: &str, record_id: &str, item_id: &str) -> Link {
    Link {
        id: id.into(),
        folder_id: folder_id.into(),
        record: RecordRef::appointment(record_id),
        item_id: item_id.into(),
        immutable_id: None,
        ical_uid: Some(format!("uid-{item_id}")),
        series_item_id: None,
        state: LinkState::Joined,
        parted_by: None,
        imported_by: None,
        sighted: None,
        created_at: now(),
    }
}

pub(crate) fn base(image: &Image) -> Base {
    Base {
        practice: image.clone(),
        outlook: image.clone(),
        taken_at: now(),
        outlook_modified: Some(now()),
        seen: Seen::default(),
    }
}
