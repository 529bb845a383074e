//! Folders, links, bases, cursors.

use rules::record::RecordKind;
use server::practice::{
    Commit, Error, Folder, FolderKey, JournalEntry, JournalState, LinkState, OpenedLink, PartedBy, Practice, RecordRef,
    Side, Step,
};

use crate::support::{Foreign, at, base, calendar, create, link, meeting, now, person};

pub(super) async fn p6_a_second_link_is_refused(practice: &dyn Practice, foreign: &dyn Foreign) {
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

pub(super) async fn parting_rejoining_unlinking(practice: &dyn Practice) {
    let folder = calendar(practice).await;
    let step = async |step: Step| practice.commit(Commit::new(now(), "anna").step(step)).await;
    step(Step::Part { link_id: "l1".into(), by: PartedBy::Person }).await.unwrap();
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

pub(super) async fn cursors(practice: &dyn Practice) {
    let folder = calendar(practice).await;
    assert_eq!(practice.folder_by_id(&folder).await.unwrap().cursor, None);
    let found = practice.folder_by_id(&folder).await.unwrap();
    for (cursor, seen) in [("delta", 7), ("delta2", 8)] {
        let walked = Folder { cursor: Some(cursor.into()), seen, ..found.clone() };
        practice.commit(Commit::new(now(), "").step(Step::Folder(Box::new(walked.clone())))).await.unwrap();
        assert_eq!(practice.folder_by_id(&folder).await.unwrap(), walked);
    }
}

/// A form that was sent to the item of `l1` at that hour, of which nobody knows whether it was saved.
fn form_in_doubt(id: &str, folder: &str, hour: u8, state: JournalState) -> Step {
    Step::Journal(JournalEntry {
        id: id.into(),
        run_id: None,
        position: None,
        link_id: Some("l1".into()),
        side: Side::Outlook,
        action: "update".into(),
        record: RecordRef::appointment("a1"),
        folder_id: Some(folder.to_owned()),
        item_id: Some("AAb-_C".into()),
        create_key: None,
        before: Some(meeting("Shown")),
        after: Some(meeting("Agreed")),
        state,
        at: at(&format!("2026-11-02T{hour:02}:00:00Z")),
        settled_at: None,
        sought_at: None,
        note: "sent".into(),
    })
}

pub(super) async fn opened_says_the_same_as_the_separate_reads(practice: &dyn Practice, foreign: &dyn Foreign) {
    let folder = calendar(practice).await;
    let known = Step::Reidentify {
        link_id: "l1".into(),
        item_id: "AAb-_C".into(),
        immutable_id: Some("immutable-1".into()),
        ical_uid: Some("uid-1".into()),
    };
    let commit = Commit::new(now(), "anna")
        .step(known)
        .step(form_in_doubt("older", &folder, 9, JournalState::Sent))
        .step(form_in_doubt("newest", &folder, 10, JournalState::Sent))
        .step(form_in_doubt("settled", &folder, 11, JournalState::Done));
    practice.commit(commit).await.unwrap();
    foreign.sql("INSERT INTO staff (id, name, mailbox, initials, role, time_zone) VALUES ('cara', 'Cara', 'cara@example.com', 'C', 'staff', 'UTC')");
    foreign.sql("INSERT INTO appointment_staff VALUES ('a1', 'cara')");
    let read = Folder { cursor: Some("read so far".into()), seen: 5, ..practice.folder_by_id(&folder).await.unwrap() };
    practice.commit(Commit::new(now(), "").step(Step::Folder(Box::new(read)))).await.unwrap();
    let key = FolderKey::default_of(" Anna.BRANDT@example.com", RecordKind::Appointment);
    for item in ["AAb-_C", "immutable-1"] {
        let link = practice.link_of_item(&folder, item).await.unwrap().expect("linked");
        let record = practice.appointment(&link.record.id).await.unwrap();
        assert!(record.image.get(rules::record::appointment::STAFF).is_some(), "with those assigned: {record:?}");
        let opened = practice.opened(&key, item).await.unwrap();
        assert_eq!(opened.folder, Some(practice.folder_by_id(&folder).await.unwrap()));
        let separate = OpenedLink {
            base: practice.base(&link.id).await.unwrap(),
            in_doubt: Some(practice.journal_entry("newest").await.unwrap()),
            record: Some(record),
            link,
        };
        assert!(separate.base.is_some());
        assert_eq!(opened.linked, Some(separate), "{item}");
    }
    let opened = practice.opened(&key, "nobody's").await.unwrap();
    assert_eq!((opened.folder.map(|folder| folder.id), opened.linked), (Some(folder.clone()), None));
    let elsewhere = FolderKey::default_of("elsewhere@example.com", RecordKind::Appointment);
    let opened = practice.opened(&elsewhere, "AAb-_C").await.unwrap();
    assert!(opened.revision.is_some());
    assert_eq!((opened.folder, opened.linked), (None, None), "an item is one of its mailbox");
    let settled = Step::SettleItem { folder_id: folder.clone(), item_id: "AAb-_C".into() };
    let gone = create(RecordRef::appointment("gone"), meeting("Gone"));
    let commit = Commit::new(now(), "anna").step(settled).step(gone);
    practice.commit(commit.step(Step::Link(link("l9", &folder, "gone", "of-gone")))).await.unwrap();
    foreign.sql("DELETE FROM appointment WHERE id = 'gone'");
    let linked = practice.opened(&key, "of-gone").await.unwrap().linked.expect("the link stays");
    assert_eq!((linked.record, linked.base, linked.in_doubt), (None, None, None));
    assert_eq!(practice.opened(&key, "AAb-_C").await.unwrap().linked.unwrap().in_doubt, None, "it was seen saved");
    practice.commit(Commit::new(now(), "anna").step(Step::Unlink { link_id: "l9".into() })).await.unwrap();
    foreign.sql("DELETE FROM appointment_staff WHERE staff_id = 'cara'");
    foreign.sql("DELETE FROM staff WHERE id = 'cara'");
    foreign.sql("DELETE FROM cursor");
}

pub(super) async fn a_folder_is_found_whoever_wrote_its_mailbox_and_how(
    practice: &dyn Practice,
    foreign: &dyn Foreign,
) {
    foreign.sql("INSERT INTO folder (id, mailbox, kind) VALUES ('foreign', 'Office@Example.COM', 'appointment')");
    for address in ["office@example.com", " OFFICE@example.com ", "Office@Example.COM"] {
        let key = FolderKey::default_of(address, RecordKind::Appointment);
        assert_eq!(practice.folder(&key).await.unwrap().id, "foreign", "{address}");
        let opened = practice.opened(&key, "any").await.unwrap();
        assert_eq!(opened.folder.map(|folder| folder.id).as_deref(), Some("foreign"), "{address}");
    }
    let key = FolderKey::default_of(" Blank@Example.com ", RecordKind::Appointment);
    let made = practice.folder(&key).await.unwrap();
    assert_eq!(made.key.mailbox, "blank@example.com", "kept as it is compared");
    assert_eq!(practice.opened(&key, "any").await.unwrap().folder, Some(made));
    foreign.sql("DELETE FROM folder WHERE mailbox LIKE 'office@%' OR mailbox LIKE 'blank@%'");
}
