//! The edits of other programs.

use rules::record::{RecordKind, Value, appointment, contact};
use server::practice::{ChangedKind, Commit, Error, FolderKey, Practice, RecordRef, Step, What};

use crate::support::{Foreign, at, create, meeting, now};

pub(super) async fn a_foreign_edit_counts(practice: &dyn Practice, foreign: &dyn Foreign) {
    let before = practice.appointment("a1").await.unwrap();
    let seq = practice.last_change().await.unwrap();
    foreign.sql("UPDATE appointment SET location = 'Room 2', reminder = 15 WHERE subject LIKE 'Audit%'");
    let after = practice.appointment("a1").await.unwrap();
    assert_eq!(after.image.text(appointment::LOCATION), "Room 2");
    assert_eq!(after.version, before.version + 1);
    assert!(after.edited_at > before.edited_at, "dated by the database's clock");
    assert_eq!((after.edited_by.as_str(), after.origin.as_str()), ("", ""));
    let changes = practice.changes_since(seq, 10).await.unwrap();
    assert_eq!(changes.len(), 1, "the trigger does not set itself off: {changes:?}");
    assert_eq!((changes[0].origin.as_str(), changes[0].record()), ("", Some(after.record.clone())));
    assert_eq!(changes[0].fields, ["location", "reminder"]);
    assert!((changes[0].at.as_millisecond() - after.edited_at.as_millisecond()).abs() < 1000);
    foreign.sql("UPDATE appointment SET location = 'Room 3' WHERE id = 'a1'");
    assert_eq!(practice.appointment("a1").await.unwrap().version, before.version + 2, "and the next one too");
    let stale =
        Step::Update { record: after.record, expected: before.version, image: meeting("Lost"), edited_at: now() };
    let refused = practice.commit(Commit::new(now(), "anna").step(stale)).await;
    assert!(matches!(refused, Err(Error::Stale { .. })), "an edit planned before it is stale: {refused:?}");
}

pub(super) async fn a_foreign_edit_of_what_ties_counts(practice: &dyn Practice, foreign: &dyn Foreign) {
    let (seq, version) = (practice.last_change().await.unwrap(), practice.appointment("a1").await.unwrap().version);
    foreign.sql("DELETE FROM appointment_staff WHERE appointment_id = 'a1'");
    foreign.sql("INSERT INTO contact_client VALUES ('k1', 'c2')");
    let appointment = practice.appointment("a1").await.unwrap();
    assert_eq!((appointment.version, appointment.image.get(appointment::STAFF)), (version + 1, None));
    let contact = practice.contact("k1").await.unwrap();
    assert_eq!(contact.image.get(contact::CLIENTS), Some(&Value::labels(["c1", "c2"])));
    assert_eq!(contact.version, 2);
    let changes = practice.changes_since(seq, 10).await.unwrap();
    let fields: Vec<_> =
        changes.iter().map(|change| (change.kind, change.id.as_str(), change.fields.join(" "))).collect();
    assert_eq!(
        fields,
        [(ChangedKind::Appointment, "a1", "staff".to_owned()), (ChangedKind::Contact, "k1", "clients".to_owned())]
    );
}

pub(super) async fn foreign_inserts_and_deletes_count(practice: &dyn Practice, foreign: &dyn Foreign) {
    let seq = practice.last_change().await.unwrap();
    foreign.sql(
        "INSERT INTO appointment (id, subject, start, \"end\") \
         VALUES ('f1', 'Typed by hand', '2026-11-12T08:00Z', '2026-11-12T10:00+01:00')",
    );
    foreign.sql("INSERT INTO appointment_staff VALUES ('f1', 'anna')");
    let made = practice.appointment("f1").await.unwrap();
    assert_eq!(made.image.get(appointment::END), Some(&Value::Instant(at("2026-11-12T09:00:00Z"))));
    assert_eq!(made.image.get(appointment::STAFF), Some(&Value::labels(["anna"])));
    assert!(made.edited_at > now());
    foreign.sql("UPDATE client SET name = 'Baker and Daughters' WHERE id = 'c2'");
    foreign.sql("DELETE FROM appointment WHERE id = 'f1'; INSERT INTO appointment (id) VALUES ('f2')");
    foreign.sql("UPDATE appointment SET id = 'f3' WHERE id = 'f2'; DELETE FROM appointment WHERE id = 'f3'");
    let changes = practice.changes_since(seq, 20).await.unwrap();
    let seen: Vec<_> = changes.iter().map(|change| (change.id.as_str(), change.what)).collect();
    let (ins, upd, del) = (What::Insert, What::Update, What::Delete);
    let renamed = [("f2", ins), ("f2", del), ("f3", ins), ("f3", del)];
    assert_eq!(seen[..4], [("f1", ins), ("f1", upd), ("c2", upd), ("f1", del)]);
    assert_eq!(seen[4..], renamed, "a record with another identifier is another record");
    assert_eq!(changes[2].kind, ChangedKind::Client);
    assert!(changes.iter().all(|change| change.origin.is_empty()));
    let orphans = "SELECT count(*) FROM appointment_staff WHERE appointment_id = 'f1'";
    assert_eq!(foreign.sql(orphans), "0", "what tied it went with it, though that program holds no foreign keys");
    foreign_edits_of_contacts_count(practice, foreign).await;
}

async fn foreign_edits_of_contacts_count(practice: &dyn Practice, foreign: &dyn Foreign) {
    let (seq, version) = (practice.last_change().await.unwrap(), practice.contact("k1").await.unwrap().version);
    foreign.sql("INSERT INTO contact (id, surname) VALUES ('k9', 'Typed')");
    let update = "UPDATE contact SET mobile = '+49 170 1', title = 'Dr.' WHERE id = 'k1'";
    foreign.sql(&format!("{}{update}", foreign.recursive_triggers()));
    foreign.sql("INSERT INTO contact_client VALUES ('k9', 'c1'); DELETE FROM contact WHERE id = 'k9'");
    let contact = practice.contact("k1").await.unwrap();
    assert_eq!((contact.image.text(contact::MOBILE), contact.version), ("+49 170 1", version + 1));
    let changes = practice.changes_since(seq, 20).await.unwrap();
    let seen: Vec<_> =
        changes.iter().map(|change| (change.id.as_str(), change.what, change.fields.join(" "))).collect();
    let expected = [
        ("k9", What::Insert, String::new()),
        ("k1", What::Update, "title mobile".to_owned()),
        ("k9", What::Update, "clients".to_owned()),
        ("k9", What::Delete, String::new()),
    ];
    assert_eq!(seen, expected);
    assert_eq!(foreign.sql("SELECT count(*) FROM contact_client WHERE contact_id = 'k9'"), "0");
}

pub(super) async fn m1_a_foreign_write_without_a_change_is_none(practice: &dyn Practice, foreign: &dyn Foreign) {
    let (seq, before) = (practice.last_change().await.unwrap(), practice.appointment("a1").await.unwrap());
    foreign.sql("UPDATE appointment SET subject = subject, origin = 'x'");
    foreign.sql("UPDATE contact SET edited_at = edited_at");
    assert_eq!(practice.last_change().await.unwrap(), seq);
    assert_eq!(practice.appointment("a1").await.unwrap().version, before.version);
}

/// Each of these is refused when read, naming the record and the field, and harms nothing else.
pub(super) async fn nonsense_of_another_program_is_named(practice: &dyn Practice, foreign: &dyn Foreign) {
    practice.commit(Commit::new(now(), "").step(create(RecordRef::appointment("x"), meeting("X")))).await.unwrap();
    let (from, to) = (at("2026-11-01T00:00:00Z"), at("2026-12-01T00:00:00Z"));
    let listed = async || practice.appointments_between(from, to, None).await.unwrap().len();
    let readable = listed().await;
    for (column, nonsense, field) in [
        ("recurrence", "'{\"pattern\":'", "recurrence"),
        ("recurrence", "'{\"pattern\":{\"type\":\"daily\",\"interval\":0},\"range\":\"noEnd\"}'", "recurrence"),
        ("start", "'2026-02-31T10:00:00Z'", "start"),
        ("start", "'tomorrow'", "start"),
        ("\"end\"", "'2026-11-10'", "end"),
        ("categories", "'Court'", "categories"),
        ("cancelled", "'[\"2026-13-01\"]'", "cancelled"),
        ("reminder", "'soon'", "reminder"),
        ("all_day", "1", "start"),
    ] {
        let was = foreign.sql(&format!("SELECT {}({column}) FROM appointment WHERE id = 'x'", foreign.literal()));
        if let Err(reason) = foreign.try_sql(&format!("UPDATE appointment SET {column} = {nonsense} WHERE id = 'x'")) {
            assert_eq!(column, "reminder", "only a column of numbers can refuse it: {reason}");
            continue;
        }
        match practice.appointment("x").await {
            Err(Error::Invalid { record, field: named, reason }) => {
                assert_eq!((record, named.as_str()), (Some(RecordRef::appointment("x")), field), "{nonsense}");
                assert!(!reason.is_empty());
            }
            other => panic!("{column} = {nonsense}: {other:?}"),
        }
        assert!(listed().await < readable + 1, "a list leaves it out, and only it");
        foreign.sql(&format!("UPDATE appointment SET {column} = {was} WHERE id = 'x'"));
        practice.appointment("x").await.expect("mended");
    }
}

/// A row of each table whose content is remembered under the revision: made, changed, taken away.
const SLOW: [[&str; 3]; 6] = [
    [
        "INSERT INTO staff (id, name, mailbox, initials, role, time_zone) VALUES ('s', 'S', 's@example.com', 'S', 'staff', 'UTC')",
        "UPDATE staff SET name = 'T' WHERE id = 's'",
        "DELETE FROM staff WHERE id = 's'",
    ],
    [
        "INSERT INTO client (id, number, name) VALUES ('c', '9', 'C')",
        "UPDATE client SET name = 'D' WHERE id = 'c'",
        "DELETE FROM client WHERE id = 'c'",
    ],
    [
        "INSERT INTO matter (id, client_id, number, name) VALUES ('m', 'c1', '9', 'M')",
        "UPDATE matter SET name = 'N' WHERE id = 'm'",
        "DELETE FROM matter WHERE id = 'm'",
    ],
    [
        "INSERT INTO setting VALUES ('staff', 'anna', 's', '1', '', '')",
        "UPDATE setting SET value = '2' WHERE name = 's'",
        "DELETE FROM setting WHERE name = 's'",
    ],
    [
        "INSERT INTO terminology VALUES ('t', 'T')",
        "UPDATE terminology SET word = 'U' WHERE key = 't'",
        "DELETE FROM terminology WHERE key = 't'",
    ],
    [
        "INSERT INTO code_category VALUES ('C', 9, 'C', '')",
        "UPDATE code_category SET label = 'D' WHERE code = 'C'",
        "DELETE FROM code_category WHERE code = 'C'",
    ],
];

pub(super) async fn what_changes_seldom_is_counted_whoever_changes_it(practice: &dyn Practice, foreign: &dyn Foreign) {
    let key = FolderKey::default_of("anna.brandt@example.com", RecordKind::Appointment);
    let revision = async || practice.opened(&key, "any").await.unwrap().revision.expect("counted");
    let mut before = revision().await;
    for sql in SLOW.as_flattened() {
        foreign.sql(sql);
        let after = revision().await;
        assert!(after > before, "{sql}: {after}");
        before = after;
    }
    let settings = Box::new(practice.settings("anna").await.unwrap());
    let own = Commit::new(now(), "anna").step(Step::Settings { staff_id: "anna".into(), settings });
    practice.commit(own).await.unwrap();
    assert!(revision().await > before, "our own writes count too");
    let before = revision().await;
    foreign.sql("UPDATE appointment SET location = 'Room 7' WHERE id = 'a1'");
    assert_eq!(revision().await, before, "a record changes often, and is read each time");
}
