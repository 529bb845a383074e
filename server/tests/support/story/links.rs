//! Folders, links, bases, cursors.

use rules::record::RecordKind;
use server::practice::{Commit, Error, Folder, FolderKey, LinkState, PartedBy, Practice, RecordRef, Step};

use crate::support::{Foreign, base, calendar, create, link, meeting, now, person};

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
