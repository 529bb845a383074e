//! The practice database, told as one story that any database behind the traits has to hold, and run over SQLite.
//! The edits of other programs are made by the real `sqlite3`.

#[path = "support/practice.rs"]
mod support;

use std::sync::Arc;

use rules::record::{Image, RecordKind, Value, appointment, contact};
use server::practice::{
    Attendee, AuditEntry, ChangedKind, Commit, Error, Filing, FolderKey, JournalEntry, JournalState, LinkState,
    Practice, Question, QuestionRow, RecordRef, Replaced, SeriesDay, Session, Side, Step, StoredAnswer, What,
};
use support::{Foreign, at, base, calendar, client, create, furnish, link, meeting, now, person, sqlite};

#[tokio::test]
async fn p03_p06_p07_m01_m04_m07_a08_the_story_over_sqlite() {
    let (_dir, store, sqlite3) = sqlite().await;
    assert_eq!(store.pending_migrations().await.unwrap(), 0);
    store.migrate().await.expect("migrating twice changes nothing");
    story(store, &sqlite3).await;
}

/// All of it, in the order in which a firm would live it. Each part stands on what the ones before left.
async fn story(practice: Arc<dyn Practice>, foreign: &dyn Foreign) {
    let practice = practice.as_ref();
    practice.ping().await.expect("answers");
    furnish(practice).await;
    staff_and_settings(practice).await;
    searching_clients(practice).await;
    who_is_this_address(practice, foreign).await;
    an_own_write_carries_its_token_and_the_edits_own_time(practice).await;
    p3_a_stale_version_is_refused_and_nothing_is_written(practice).await;
    references_are_checked(practice).await;
    a_foreign_edit_counts(practice, foreign).await;
    a_foreign_edit_of_what_ties_counts(practice, foreign).await;
    foreign_inserts_and_deletes_count(practice, foreign).await;
    m1_a_foreign_write_without_a_change_is_none(practice, foreign).await;
    p6_a_second_link_is_refused(practice, foreign).await;
    parting_rejoining_unlinking(practice).await;
    m4_what_lost_is_kept_and_comes_back(practice).await;
    a_repeated_key_writes_nothing(practice).await;
    m7_the_bin(practice).await;
    series_days(practice).await;
    a8_filed_last(practice).await;
    questions(practice).await;
    p7_the_journal(practice).await;
    who_did_what(practice).await;
    sessions(practice).await;
    cursors(practice).await;
    nonsense_of_another_program_is_named(practice, foreign).await;
}

async fn staff_and_settings(practice: &dyn Practice) {
    let anna = practice.staff_by_mailbox(" ANNA.brandt@example.com ").await.unwrap().expect("found in any letter case");
    assert_eq!(anna, practice.staff_member("anna").await.unwrap());
    assert_eq!(practice.staff().await.unwrap(), std::slice::from_ref(&anna));
    assert_eq!(practice.staff_by_mailbox("nobody@example.com").await.unwrap(), None);
    let other = server::practice::StaffMember { id: "anna2".into(), mailbox: "Anna.Brandt@Example.com".into(), ..anna };
    let taken = practice.commit(Commit::new(now(), "").step(Step::Staff(other))).await;
    assert!(matches!(taken, Err(Error::Taken { .. })), "{taken:?}");

    let mut settings = practice.settings("anna").await.unwrap();
    assert_eq!(settings, server::practice::StaffSettings::default());
    settings.policy = server::practice::Policy::AskMe;
    settings.to_outlook.mode = server::practice::Mode::Periodic { minutes: 15 };
    settings.default_client = Some("c1".into());
    let mut firm = practice.firm().await.unwrap();
    firm.codes = ["COURT", "CALL"]
        .map(|code| server::practice::CalendarCode {
            code: code.into(),
            label: code.to_lowercase(),
            category: format!("{code}-category"),
        })
        .into();
    firm.terminology.insert("client".into(), "Mandant".into());
    firm.appointment_fields.insert(appointment::NOTES, rules::conflict::Direction::ToPractice);
    firm.licences.client_management = true;
    let commit = Commit::new(now(), "anna")
        .step(Step::Settings { staff_id: "anna".into(), settings: Box::new(settings.clone()) })
        .step(Step::Firm(Box::new(firm.clone())));
    practice.commit(commit).await.unwrap();
    assert_eq!(practice.settings("anna").await.unwrap(), settings);
    assert_eq!(practice.firm().await.unwrap(), firm);
    assert_eq!(firm.category_of("CALL"), Some("CALL-category"));
    assert!(matches!(practice.settings("nobody").await, Err(Error::NotFound { .. })));
}

async fn searching_clients(practice: &dyn Practice) {
    let found = async |text: &str| -> Vec<String> {
        practice.search_clients(text, 10).await.unwrap().into_iter().map(|hit| hit.client.id).collect()
    };
    assert_eq!(found("").await, ["c2", "c1"]);
    assert_eq!(found("1000").await, ["c2", "c1"]);
    assert_eq!(found("10002").await, ["c2"]);
    assert_eq!(found("überSEE").await, ["c1"], "letter case does not count, beyond ASCII either");
    assert_eq!(found("50%").await, ["c2"], "a percent sign is a letter here");
    assert_eq!(found("0_ ").await, [""; 0], "and so is an underscore");
    let by_contact = practice.search_clients("jörg", 10).await.unwrap();
    assert_eq!(by_contact[0].client.id, "c1");
    assert_eq!(by_contact[0].contact.as_deref(), Some("Weiß, Jörg"));
    practice.commit(Commit::new(now(), "").step(Step::Client(client("c3", "B-7", "Holding Baker")))).await.unwrap();
    assert_eq!(found("baker").await, ["c2", "c3"], "what begins with it comes first");
    assert_eq!(practice.search_clients("baker", 1).await.unwrap().len(), 1);
    assert_eq!(practice.matters("c1").await.unwrap()[0].id, "m1");
    assert!(matches!(practice.matters("nobody").await, Err(Error::NotFound { what: "client", .. })));
    let twice = practice.commit(Commit::new(now(), "").step(Step::Client(client("c4", "B-7", "Other")))).await;
    assert!(matches!(twice, Err(Error::Taken { .. })), "{twice:?}");
    let again = server::practice::Matter { id: "m9".into(), ..practice.matter("m1").await.unwrap() };
    let twice = practice.commit(Commit::new(now(), "").step(Step::Matter(again))).await;
    assert!(matches!(twice, Err(Error::Taken { .. })), "a matter's number is its own within the client: {twice:?}");
}

async fn who_is_this_address(practice: &dyn Practice, foreign: &dyn Foreign) {
    let ask = ["unknown@example.org".to_owned(), " joerg.weiss@example.org".to_owned()];
    let found = practice.contacts_by_address(&ask).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].contact_id.as_str(), found[0].name.as_str(), found[0].kind.as_str()),
        ("k1", "Weiß, Jörg", "client")
    );
    assert_eq!(found[0].address, " joerg.weiss@example.org");
    assert_eq!(found[0].clients, [practice.client("c1").await.unwrap()]);
    let image =
        server::practice::contact_image("Eva Lang", "eva@example.org", server::practice::ImportAs::Standalone, &[]);
    practice.commit(Commit::new(now(), "anna").step(create(RecordRef::contact("k2"), image))).await.unwrap();
    foreign.sql("UPDATE contact SET email3 = 'EVA@work.example.org ' WHERE id = 'k2'");
    let found = practice.contacts_by_address(&["eva@work.example.org".to_owned()]).await.unwrap();
    assert_eq!((found[0].name.as_str(), found[0].kind.as_str()), ("Eva Lang", "standalone"));
    assert!(found[0].clients.is_empty());
    assert_eq!(practice.contact("k2").await.unwrap().image.text(contact::SURNAME), "Lang");
}

async fn an_own_write_carries_its_token_and_the_edits_own_time(practice: &dyn Practice) {
    let before = practice.last_change().await.unwrap();
    let (record, edited_at) = (RecordRef::appointment("a1"), at("2026-10-30T08:07:06.005Z"));
    let image = practice.appointment("a1").await.unwrap().image.with(appointment::LOCATION, Value::text("Room 1"));
    let step = Step::Update { record: record.clone(), expected: 1, image: image.clone(), edited_at };
    let done = practice.commit(Commit::new(now(), "anna").step(step)).await.unwrap();
    let stored = practice.appointment("a1").await.unwrap();
    assert_eq!(stored.image, image);
    assert_eq!((stored.version, stored.edited_at, stored.edited_by.as_str()), (2, edited_at, "anna"));
    assert_eq!(stored.origin, done.origin);
    assert_eq!(done.versions[&record], 2);
    let changes = practice.changes_since(before, 10).await.unwrap();
    assert_eq!(changes.len(), 1);
    assert_eq!(
        (changes[0].origin.as_str(), changes[0].what, changes[0].at),
        (done.origin.as_str(), What::Update, now())
    );
    assert_eq!(changes[0].fields, ["location"]);
    assert_eq!(changes[0].seq, done.last_change);
}

async fn p3_a_stale_version_is_refused_and_nothing_is_written(practice: &dyn Practice) {
    let (record, before) = (RecordRef::appointment("a1"), practice.last_change().await.unwrap());
    let stored = practice.appointment("a1").await.unwrap();
    let commit = Commit::new(now(), "anna")
        .step(create(RecordRef::appointment("half"), meeting("Half written")))
        .step(Step::Audit(AuditEntry {
            action: "half".into(),
            record: None,
            outcome: String::new(),
            detail: String::new(),
        }))
        .step(Step::Update { record: record.clone(), expected: 1, image: meeting("Lost"), edited_at: now() });
    let refused = practice.commit(commit).await;
    assert_eq!(refused, Err(Error::Stale { record, expected: 1, current: 2 }));
    assert_eq!(practice.appointment("a1").await.unwrap(), stored);
    assert!(matches!(practice.appointment("half").await, Err(Error::NotFound { .. })));
    assert_eq!(practice.last_change().await.unwrap(), before);
    assert!(practice.audit(None, 10).await.unwrap().is_empty());
}

async fn references_are_checked(practice: &dyn Practice) {
    let refused = async |image: Image| match practice
        .commit(Commit::new(now(), "anna").step(create(RecordRef::appointment("bad"), image)))
        .await
    {
        Err(Error::Invalid { record, field, .. }) => (record, field),
        other => panic!("{other:?}"),
    };
    let of = Some(RecordRef::appointment("bad"));
    let image = || meeting("Bad");
    assert_eq!(refused(image().with(appointment::CLIENT, Value::text("nobody"))).await, (of.clone(), "client".into()));
    assert_eq!(refused(image().with(appointment::MATTER, Value::text("m2"))).await, (of.clone(), "matter".into()));
    assert_eq!(refused(image().with(appointment::STAFF, Value::labels(["x"]))).await, (of.clone(), "staff".into()));
    assert_eq!(refused(image().with(appointment::ALL_DAY, Value::Flag(true))).await, (of.clone(), "start".into()));
    assert_eq!(refused(image().with(appointment::SHOW_AS, Value::text("gone"))).await, (of.clone(), "showAs".into()));
    assert_eq!(refused(image().with(contact::SPOUSE, Value::text("gone"))).await, (of, "spouse".into()));
}

async fn a_foreign_edit_counts(practice: &dyn Practice, foreign: &dyn Foreign) {
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

async fn a_foreign_edit_of_what_ties_counts(practice: &dyn Practice, foreign: &dyn Foreign) {
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

async fn foreign_inserts_and_deletes_count(practice: &dyn Practice, foreign: &dyn Foreign) {
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
    foreign.sql("UPDATE appointment SET id = 'f2' WHERE id = 'f1'; DELETE FROM appointment WHERE id = 'f2'");
    let changes = practice.changes_since(seq, 20).await.unwrap();
    let seen: Vec<_> = changes.iter().map(|change| (change.id.as_str(), change.what)).collect();
    let (ins, upd, del) = (What::Insert, What::Update, What::Delete);
    assert_eq!(seen, [("f1", ins), ("f1", upd), ("c2", upd), ("f1", del), ("f2", ins), ("f2", del)]);
    assert_eq!(changes[2].kind, ChangedKind::Client);
    assert!(changes.iter().all(|change| change.origin.is_empty()));
    let orphans = "SELECT count(*) FROM appointment_staff WHERE appointment_id = 'f2'";
    assert_eq!(foreign.sql(orphans), "0", "what tied it went with it, though that program holds no foreign keys");
    foreign.sql("DELETE FROM appointment_staff WHERE appointment_id = 'f1'");
    foreign_edits_of_contacts_count(practice, foreign).await;
}

async fn foreign_edits_of_contacts_count(practice: &dyn Practice, foreign: &dyn Foreign) {
    let (seq, version) = (practice.last_change().await.unwrap(), practice.contact("k1").await.unwrap().version);
    foreign.sql("INSERT INTO contact (id, surname) VALUES ('k9', 'Typed')");
    foreign
        .sql("PRAGMA recursive_triggers = ON; UPDATE contact SET mobile = '+49 170 1', title = 'Dr.' WHERE id = 'k1'");
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

async fn m1_a_foreign_write_without_a_change_is_none(practice: &dyn Practice, foreign: &dyn Foreign) {
    let (seq, before) = (practice.last_change().await.unwrap(), practice.appointment("a1").await.unwrap());
    foreign.sql("UPDATE appointment SET subject = subject, origin = 'x'");
    foreign.sql("UPDATE contact SET edited_at = edited_at");
    assert_eq!(practice.last_change().await.unwrap(), seq);
    assert_eq!(practice.appointment("a1").await.unwrap().version, before.version);
}

async fn p6_a_second_link_is_refused(practice: &dyn Practice, foreign: &dyn Foreign) {
    let folder = calendar(practice).await;
    assert_eq!(folder, calendar(practice).await, "one row a folder, whatever the letter case of the address");
    let contacts = FolderKey::default_of("anna.brandt@example.com", RecordKind::Contact);
    assert_ne!(practice.folder(&contacts).await.unwrap().id, folder);
    assert_eq!(practice.folder_by_id(&folder).await.unwrap().staff_id.as_deref(), Some("anna"));

    let image = practice.appointment("a1").await.unwrap().image;
    let commit = Commit::new(now(), "anna")
        .step(create(RecordRef::appointment("a2"), meeting("Second")))
        .step(Step::Link(link("l1", &folder, "a1", "AAb-_C")))
        .step(Step::Base { link_id: "l1".into(), base: base(&image) });
    practice.commit(commit).await.unwrap();
    assert_eq!(practice.base("l1").await.unwrap(), Some(base(&image)));
    let seq = practice.last_change().await.unwrap();
    for (record, item) in [("a1", "other"), ("a2", "AAb-_C")] {
        let commit = Commit::new(now(), "anna")
            .step(create(RecordRef::contact("never"), person("Never", "never@example.org")))
            .step(Step::Link(link("l2", &folder, record, item)));
        let refused = practice.commit(commit).await;
        assert!(matches!(refused, Err(Error::Taken { .. })), "{refused:?}");
    }
    assert_eq!(practice.last_change().await.unwrap(), seq);
    assert_eq!(foreign.sql("SELECT count(*) FROM link"), "1");
    let unlike = Step::Link(link("l2", &folder, "a2", "AAb-_c"));
    practice.commit(Commit::new(now(), "anna").step(unlike)).await.expect("letter case counts");
    assert_eq!(practice.link_of_item(&folder, "AAb-_C").await.unwrap().unwrap().id, "l1");
    assert_eq!(practice.link_of_item(&folder, "AAb-_c").await.unwrap().unwrap().id, "l2");
    assert_eq!(practice.link_of_item(&folder, "aab-_c").await.unwrap(), None);
    let gone = Step::Link(link("l3", &folder, "nobody", "x"));
    let refused = practice.commit(Commit::new(now(), "anna").step(gone)).await;
    assert!(matches!(refused, Err(Error::NotFound { what: "appointment", .. })), "{refused:?}");
}

async fn parting_rejoining_unlinking(practice: &dyn Practice) {
    let folder = calendar(practice).await;
    let step = async |step: Step| practice.commit(Commit::new(now(), "anna").step(step)).await;
    step(Step::Part { link_id: "l1".into() }).await.unwrap();
    assert_eq!(practice.link("l1").await.unwrap().state, LinkState::Parted);
    step(Step::Rejoin { link_id: "l1".into() }).await.unwrap();
    assert_eq!(
        practice.link_in_folder(&folder, &RecordRef::appointment("a1")).await.unwrap().unwrap().state,
        LinkState::Joined
    );
    let known = Step::Reidentify {
        link_id: "l2".into(),
        item_id: "AAb-_c".into(),
        immutable_id: Some("immutable".into()),
        ical_uid: Some("uid".into()),
    };
    step(known).await.unwrap();
    assert_eq!(practice.link_of_item(&folder, "immutable").await.unwrap().unwrap().id, "l2");
    assert_eq!(practice.links_by_ical_uid("uid").await.unwrap().len(), 1);
    assert_eq!(practice.links_in(&folder).await.unwrap().len(), 2);
    let second = Step::Reidentify {
        link_id: "l1".into(),
        item_id: "AAb-_C".into(),
        immutable_id: Some("immutable".into()),
        ical_uid: None,
    };
    let refused = step(second).await;
    assert!(matches!(refused, Err(Error::Taken { .. })), "P6 holds for immutable identifiers too: {refused:?}");
    step(Step::Base { link_id: "l2".into(), base: base(&meeting("Second")) }).await.unwrap();
    step(Step::Unlink { link_id: "l2".into() }).await.unwrap();
    assert_eq!(practice.base("l2").await.unwrap(), None);
    assert!(practice.links_of(&RecordRef::appointment("a2")).await.unwrap().is_empty());
    assert!(matches!(step(Step::Unlink { link_id: "l2".into() }).await, Err(Error::NotFound { .. })));
}

async fn m4_what_lost_is_kept_and_comes_back(practice: &dyn Practice) {
    let record = RecordRef::appointment("a1");
    let before = practice.appointment("a1").await.unwrap();
    let lost = before.image.get(appointment::LOCATION).cloned();
    let won = Some(Value::text("Outlook's room"));
    let kept = |field, side, value, replaced_by| {
        Step::Keep(Replaced {
            record: RecordRef::appointment("a1"),
            field,
            side,
            value,
            replaced_by,
            why: "C7".into(),
            run_id: None,
            journal_id: None,
        })
    };
    let image = before.image.clone().with(appointment::LOCATION, won.clone());
    let commit = Commit::new(now(), "anna")
        .step(Step::Update { record: record.clone(), expected: before.version, image: image.clone(), edited_at: now() })
        .step(kept(appointment::SUBJECT, Side::Outlook, None, None))
        .step(kept(appointment::LOCATION, Side::Practice, lost.clone(), won.clone()));
    let done = practice.commit(commit).await.unwrap();
    let history = practice.history(&record, 10).await.unwrap();
    assert_eq!(
        history.iter().map(|entry| &entry.id).collect::<Vec<_>>(),
        [&done.history[1], &done.history[0]],
        "newest first"
    );
    let entry = practice.history_entry(&done.history[1]).await.unwrap();
    assert_eq!(entry, history[0]);
    assert_eq!((entry.replaced.value, entry.replaced.replaced_by), (lost.clone(), won));
    assert_eq!((entry.at, entry.by.as_str(), entry.replaced.side), (now(), "anna", Side::Practice));
    let back = Step::Update {
        record: record.clone(),
        expected: done.versions[&record],
        image: image.with(entry.replaced.field, lost.clone()),
        edited_at: now(),
    };
    practice.commit(Commit::new(now(), "anna").step(back)).await.unwrap();
    assert_eq!(practice.appointment("a1").await.unwrap().image.get(appointment::LOCATION), lost.as_ref());
}

async fn a_repeated_key_writes_nothing(practice: &dyn Practice) {
    let answer = StoredAnswer {
        person: "anna".into(),
        key: "key-1".into(),
        fingerprint: "sha".into(),
        status: 200,
        body: "{}".into(),
    };
    let commit = |id: &str| {
        Commit::new(now(), "anna").step(create(RecordRef::appointment(id), meeting("Once"))).answering(answer.clone())
    };
    assert_eq!(practice.answer_of("anna", "key-1").await.unwrap(), None);
    practice.commit(commit("once")).await.unwrap();
    assert_eq!(practice.commit(commit("twice")).await, Err(Error::Repeated { key: "key-1".into() }));
    assert!(matches!(practice.appointment("twice").await, Err(Error::NotFound { .. })));
    assert_eq!(practice.answer_of("anna", "key-1").await.unwrap(), Some(answer.clone()));
    assert_eq!(practice.answer_of("bert", "key-1").await.unwrap(), None, "another person's keys are their own");
}

async fn m7_the_bin(practice: &dyn Practice) {
    let record = RecordRef::appointment("once");
    let step = async |step: Step| practice.commit(Commit::new(now(), "anna").step(step)).await;
    let early = step(Step::Purge { record: record.clone() }).await;
    assert!(matches!(early, Err(Error::Invalid { .. })), "{early:?}");
    let seq = practice.last_change().await.unwrap();
    step(Step::Bin { record: record.clone(), expected: 1 }).await.unwrap();
    assert_eq!(practice.changes_since(seq, 9).await.unwrap()[0].fields, ["binned_at"]);
    assert_eq!(practice.appointment("once").await.unwrap().binned_at, Some(now()));
    let ids =
        async |since| practice.bin(at(since)).await.unwrap().iter().map(|it| it.id().to_owned()).collect::<Vec<_>>();
    assert_eq!(ids("2026-10-03T09:00:00Z").await, ["once"]);
    assert_eq!(ids("2026-11-02T09:00:01Z").await, [""; 0]);
    let (from, to) = (at("2026-11-10T00:00:00Z"), at("2026-11-11T00:00:00Z"));
    let listed = async || practice.appointments_between(from, to, None).await.unwrap().len();
    let without = listed().await;
    step(Step::Unbin { record: record.clone(), expected: 2 }).await.unwrap();
    assert_eq!(practice.appointment("once").await.unwrap().binned_at, None);
    assert_eq!(listed().await, without + 1);
    step(Step::Bin { record: record.clone(), expected: 3 }).await.unwrap();
    let done = step(Step::Purge { record: record.clone() }).await.unwrap();
    let last = practice.changes_since(done.last_change - 1, 1).await.unwrap();
    assert_eq!(
        (last[0].what, last[0].origin.as_str()),
        (What::Delete, done.origin.as_str()),
        "our own delete is known as ours"
    );
    assert!(matches!(practice.appointment("once").await, Err(Error::NotFound { .. })));
}

async fn series_days(practice: &dyn Practice) {
    let day = |original: &str| Some(SeriesDay { series_id: "a2".into(), original: original.parse().unwrap() });
    let exception = |id: &str, original: &str| Step::Create {
        record: RecordRef::appointment(id),
        image: meeting("Moved"),
        edited_at: now(),
        series: day(original),
    };
    let commit = Commit::new(now(), "anna").step(exception("e2", "2026-11-24")).step(exception("e1", "2026-11-17"));
    practice.commit(commit).await.unwrap();
    let found = practice.exceptions("a2").await.unwrap();
    assert_eq!(found.iter().map(|it| it.series.clone()).collect::<Vec<_>>(), [day("2026-11-17"), day("2026-11-24")]);
    let twice = practice.commit(Commit::new(now(), "anna").step(exception("e3", "2026-11-17"))).await;
    assert!(matches!(twice, Err(Error::Taken { .. })), "a day of a series has one record: {twice:?}");
}

async fn a8_filed_last(practice: &dyn Practice) {
    let with = |id: &str, address: &str| Step::Attendees {
        appointment_id: id.into(),
        attendees: vec![Attendee { address: address.into(), name: "Eva".into() }],
    };
    let later = Step::Create {
        record: RecordRef::appointment("a3"),
        image: meeting("Later").with(appointment::CODE, Value::text("CALL")),
        edited_at: at("2031-01-01T00:00:00Z"),
        series: None,
    };
    let commit =
        Commit::new(now(), "anna").step(with("a2", "Eva@example.org")).step(later).step(with("a3", "eva@example.org"));
    practice.commit(commit).await.unwrap();
    assert_eq!(practice.attendees("a3").await.unwrap()[0].address, "eva@example.org");
    let filed = practice.filed_last(&["x@example.org".to_owned(), "EVA@example.org".to_owned()]).await.unwrap();
    let expected = Filing { client: Some("c1".into()), matter: Some("m1".into()), code: Some("CALL".into()) };
    assert_eq!(filed, Some(expected));
    assert_eq!(practice.filed_last(&["x@example.org".to_owned()]).await.unwrap(), None);
    practice.commit(Commit::new(now(), "anna").step(with("a3", "Anna.Brandt@example.com"))).await.unwrap();
    let ours = practice.filed_last(&["anna.brandt@example.com".to_owned()]).await.unwrap();
    assert_eq!(ours, None, "everyone's meetings have our own people in them");
}

async fn questions(practice: &dyn Practice) {
    let question = |id: &str, subject: &str| Question {
        id: id.into(),
        staff_id: "anna".into(),
        link_id: Some("l1".into()),
        record: RecordRef::appointment("a1"),
        rows: vec![QuestionRow {
            field: appointment::SUBJECT,
            base: None,
            practice: Some(Value::text(subject)),
            outlook: Some(Value::text("Outlook's")),
        }],
        practice_at: Some(now()),
        outlook_at: None,
        asked_at: now(),
        answered: None,
    };
    let step = async |step: Step| practice.commit(Commit::new(now(), "anna").step(step)).await;
    step(Step::Ask(question("q1", "one"))).await.unwrap();
    step(Step::Ask(question("q2", "two"))).await.unwrap();
    let open = practice.open_questions("anna").await.unwrap();
    assert_eq!(open, [Question { id: "q1".into(), ..question("q2", "two") }], "asked again is the same question");
    assert_eq!(practice.open_question_of("l1").await.unwrap().as_ref(), open.first());
    let answer = || Step::Answer { question_id: "q1".into(), answer: serde_json::json!({ "subject": "outlook" }) };
    step(answer()).await.unwrap();
    assert!(practice.open_questions("anna").await.unwrap().is_empty());
    let answered = practice.question("q1").await.unwrap().answered.expect("answered");
    assert_eq!(
        (answered.by.as_str(), answered.at, answered.answer["subject"].as_str()),
        ("anna", now(), Some("outlook"))
    );
    assert!(matches!(step(answer()).await, Err(Error::Taken { .. })), "answered once");
    step(Step::Ask(question("q3", "three"))).await.expect("and a new one may be asked");
}

async fn p7_the_journal(practice: &dyn Practice) {
    let entry = |id: &str, key: &str| JournalEntry {
        id: id.into(),
        run_id: None,
        side: Side::Outlook,
        action: "create".into(),
        record: RecordRef::appointment("a1"),
        folder_id: None,
        item_id: None,
        create_key: Some(key.into()),
        before: None,
        after: Some(meeting("Sent")),
        state: JournalState::Planned,
        at: now(),
        settled_at: None,
        note: String::new(),
    };
    let step = async |step: Step| practice.commit(Commit::new(now(), "anna").step(step)).await;
    step(Step::Journal(entry("j1", "key"))).await.unwrap();
    assert!(
        matches!(step(Step::Journal(entry("j2", "key"))).await, Err(Error::Taken { .. })),
        "a create key is one's own"
    );
    assert_eq!(practice.unsettled().await.unwrap(), [entry("j1", "key")]);
    let settle = |state| Step::Settle { journal_id: "j1".into(), state, note: String::new() };
    step(settle(JournalState::Sent)).await.unwrap();
    assert_eq!(practice.unsettled().await.unwrap()[0].settled_at, None, "sent is in doubt");
    step(settle(JournalState::Done)).await.unwrap();
    assert!(practice.unsettled().await.unwrap().is_empty());
    assert_eq!(practice.journal_entry("j1").await.unwrap().settled_at, Some(now()));
    let refused = step(settle(JournalState::Sent)).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })), "nothing leads back from done: {refused:?}");
}

async fn who_did_what(practice: &dyn Practice) {
    let entry = |record: Option<RecordRef>| AuditEntry {
        action: "sync".into(),
        record,
        outcome: "done".into(),
        detail: "2 fields".into(),
    };
    let of = RecordRef::appointment("a1");
    let commit = Commit::new(now(), "anna").step(Step::Audit(entry(Some(of.clone())))).step(Step::Audit(entry(None)));
    practice.commit(commit).await.unwrap();
    let all = practice.audit(None, 10).await.unwrap();
    assert_eq!(all.iter().map(|row| &row.entry).collect::<Vec<_>>(), [&entry(None), &entry(Some(of.clone()))]);
    let of_one = practice.audit(Some(&of), 10).await.unwrap();
    assert_eq!((of_one.len(), of_one[0].by.as_str(), of_one[0].at), (1, "anna", now()));
}

async fn sessions(practice: &dyn Practice) {
    let session = |hash: &str, expires: &str| Session {
        token_hash: hash.into(),
        staff_id: "anna".into(),
        created_at: now(),
        expires_at: at(expires),
    };
    let (one, old) = (session("h1", "2026-11-02T17:00:00Z"), session("h2", "2026-11-02T09:00:00Z"));
    practice.open_session(&one).await.unwrap();
    practice.open_session(&old).await.unwrap();
    assert_eq!(practice.session("h1", now()).await.unwrap(), Some(one));
    assert_eq!(practice.session("h2", now()).await.unwrap(), None, "it is over");
    practice.close_session("h1", now()).await.unwrap();
    assert_eq!(practice.session("h1", now()).await.unwrap(), None);
}

async fn cursors(practice: &dyn Practice) {
    let folder = calendar(practice).await;
    assert_eq!(practice.folder_by_id(&folder).await.unwrap().cursor, None);
    practice.save_cursor(&folder, Some("delta"), 7).await.unwrap();
    practice.save_cursor(&folder, Some("delta2"), 8).await.unwrap();
    let saved = practice.folder_by_id(&folder).await.unwrap();
    assert_eq!((saved.cursor.as_deref(), saved.seen), (Some("delta2"), 8));
}

/// Each of these is refused when read, naming the record and the field, and harms nothing else.
async fn nonsense_of_another_program_is_named(practice: &dyn Practice, foreign: &dyn Foreign) {
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
        let was = foreign.sql(&format!("SELECT quote({column}) FROM appointment WHERE id = 'x'"));
        foreign.sql(&format!("UPDATE appointment SET {column} = {nonsense} WHERE id = 'x'"));
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

#[tokio::test]
async fn two_writers_of_one_version_take_turns() {
    let (_dir, store, _) = sqlite().await;
    furnish(store.as_ref()).await;
    let edit = |location: &'static str| {
        let store = store.clone();
        async move {
            let image = meeting("Audit").with(appointment::LOCATION, Value::text(location));
            let step = Step::Update { record: RecordRef::appointment("a1"), expected: 1, image, edited_at: now() };
            store.commit(Commit::new(now(), "anna").step(step)).await
        }
    };
    let (one, two) = tokio::join!(tokio::spawn(edit("one")), tokio::spawn(edit("two")));
    let results = [one.unwrap(), two.unwrap()];
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    assert!(results.iter().any(|result| matches!(result, Err(Error::Stale { current: 2, .. }))), "{results:?}");
}

/// While another program holds the database a writer waits for it, and says in the end that it is busy.
#[tokio::test]
async fn another_programs_write_is_waited_for() {
    let (_dir, store, sqlite3) = sqlite().await;
    furnish(store.as_ref()).await;
    let mut holder = sqlite3.hold();
    let edit = || Commit::new(now(), "anna").step(create(RecordRef::appointment("waits"), meeting("Waits")));
    assert_eq!(store.commit(edit()).await, Err(Error::Busy));
    let released = async {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        holder.release();
    };
    let (done, ()) = tokio::join!(store.commit(edit()), released);
    done.expect("written once the other program was done");
}
