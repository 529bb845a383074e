//! Imported contacts that lack what the practice database needs (C6).

use jiff::Timestamp;
use rules::needs::lacking;
use rules::record::{FieldId, Image, RecordKind, Value, contact};
use serde_json::json;
use server::practice::{
    Commit, FolderKey, Link, LinkState, PartedBy, Practice, Record, RecordRef, Run, RunState, Step,
};

use crate::support::{Foreign, create, link, now};

/// Whose runs are looked at, and who else has some.
const IVY: &str = "ivy";
const IVO: &str = "ivo";

fn run(id: &str, staff_id: &str, started_at: Timestamp) -> Step {
    Step::Run(Run {
        id: id.into(),
        staff_id: staff_id.into(),
        folder_id: None,
        cause: "sync".into(),
        state: RunState::Done,
        started_at,
        ended_at: None,
        plan_hash: String::new(),
        suspended: None,
        report: json!({}),
        outcome: String::new(),
    })
}

/// A contact as `field=text` with semicolons between.
fn image(written: &str) -> Image {
    let pairs = written.split(';').filter_map(|pair| pair.split_once('='));
    pairs.fold(Image::new(), |image, (name, text)| image.with(FieldId::find(name).unwrap(), Value::text(text)))
}

const COMPLETE: &str = "kind=client;company=Wolf AG;clientId=1;associate=anna;clientType=tax;status=active";

/// What each is, and whether it is one of Ivy's that lacks something.
const CONTACTS: &[(&str, &str, bool)] = &[
    ("n01", COMPLETE, false),
    ("n02", "kind=client;company=Wolf AG;associate=anna;clientType=tax;status=active", true),
    ("n03", "kind=client;company=Wolf AG;clientId=1;clientType=tax;status=active", true),
    ("n04", "kind=client;company=Wolf AG;clientId=1;associate=anna;status=active", true),
    ("n05", "kind=client;surname=Wolf;clientId=1;associate=anna;clientType=tax", true),
    ("n06", "kind=client;given=Jonas;clientId=1;associate=anna;clientType=tax;status=active", true),
    (
        "n07",
        "kind=client;surname=Wolf;clientId=\u{a0}\u{2003}\t\r\n ;associate=anna;clientType=tax;status=active",
        true,
    ),
    (
        "n08",
        "kind=client;surname=\u{85}\u{2028};company= \u{3000};clientId=1;associate=anna;clientType=tax;status=x",
        true,
    ),
    ("n09", "kind=standalone;surname=Wolf", false),
    ("n10", "kind=standalone;company=Wolf AG;surname= ", false),
    ("n11", "kind=standalone;given=Jonas;email1=jonas@example.net", true),
    ("n12", "company=Wolf AG", false),
    ("n13", "nickname=Jo", true),
];

async fn ids(practice: &dyn Practice, staff_id: &str) -> Vec<String> {
    let found = practice.incomplete_contacts(staff_id, 100).await.unwrap();
    assert_eq!(practice.count_incomplete_contacts(staff_id).await.unwrap(), found.len() as u64);
    found.into_iter().map(|record| record.record.id).collect()
}

fn imported(id: &str, run: Option<&str>, folder_id: &str) -> Link {
    Link {
        record: RecordRef::contact(id),
        imported_by: run.map(str::to_owned),
        ical_uid: None,
        ..link(&format!("{folder_id}-{id}"), folder_id, "", &format!("item-{folder_id}-{id}"))
    }
}

async fn folder(practice: &dyn Practice, outlook_id: &str) -> String {
    let key = FolderKey::of("ivy@example.com", RecordKind::Contact, outlook_id.to_owned());
    practice.folder(&key).await.unwrap().id
}

pub(super) async fn c06_what_a_persons_runs_imported_and_what_of_it_lacks_something(
    practice: &dyn Practice,
    foreign: &dyn Foreign,
) {
    let folder = folder(practice, "").await;
    let mut commit = Commit::new(now(), "").step(run("of-ivy", IVY, now())).step(run("of-ivo", IVO, now()));
    for (id, written, _) in CONTACTS.iter().rev() {
        commit = commit.step(create(RecordRef::contact(*id), image(written)));
        commit = commit.step(Step::Link(imported(id, Some("of-ivy"), &folder)));
    }
    practice.commit(commit).await.unwrap();
    let expected: Vec<_> = CONTACTS.iter().filter(|row| row.2).map(|row| row.0).collect();
    assert_eq!(ids(practice, IVY).await, expected, "in the order of their identifiers");
    for (id, _, lacks) in CONTACTS {
        let record = practice.contact(id).await.unwrap();
        assert_eq!(lacking(&record.image).next().is_some(), *lacks, "{id}: the rules say so too");
    }
    let two = practice.incomplete_contacts(IVY, 2).await.unwrap();
    assert_eq!(two.iter().map(Record::id).collect::<Vec<_>>(), expected[..2]);
    assert_eq!(practice.count_incomplete_contacts(IVY).await.unwrap(), expected.len() as u64);
    assert_eq!(ids(practice, "nobody").await, [""; 0]);
    whatever_kind_another_program_wrote(practice, foreign).await;
}

/// An empty word is no kind, as nothing is none.
async fn whatever_kind_another_program_wrote(practice: &dyn Practice, foreign: &dyn Foreign) {
    let before = ids(practice, IVY).await;
    foreign.sql("UPDATE contact SET kind = '' WHERE id IN ('n12', 'n13')");
    assert_eq!(ids(practice, IVY).await, before);
    foreign.sql("UPDATE contact SET kind = 'client' WHERE id = 'n12'");
    assert!(ids(practice, IVY).await.contains(&"n12".to_owned()));
    foreign.sql("UPDATE contact SET kind = 'standalone' WHERE id = 'n12'");
    assert_eq!(ids(practice, IVY).await, before);
}

/// Only what is there, what a run imported, and what that person's did.
pub(super) async fn c06_whose_and_which(practice: &dyn Practice, foreign: &dyn Foreign) {
    let (folder, other) = (folder(practice, "").await, folder(practice, "other").await);
    let before = ids(practice, IVY).await;
    let bare = |id: &str| create(RecordRef::contact(id), image("nickname=Jo"));
    let links =
        [("o1", Some("of-ivo")), ("o2", None), ("o3", Some("of-ivy")), ("o4", Some("of-ivy")), ("o5", Some("of-ivy"))];
    let mut commit = Commit::new(now(), "");
    for (id, run) in links {
        commit = commit.step(bare(id)).step(Step::Link(imported(id, run, &folder)));
    }
    let parted =
        Link { state: LinkState::Parted, parted_by: Some(PartedBy::Filter), ..imported("o6", Some("of-ivy"), &folder) };
    let commit = commit
        .step(Step::Bin { record: RecordRef::contact("o3"), expected: 1 })
        .step(Step::Unlink { link_id: format!("{folder}-o4") })
        .step(bare("o6"))
        .step(Step::Link(parted))
        // The same record in two folders is one contact.
        .step(Step::Link(imported("o6", Some("of-ivy"), &other)));
    practice.commit(commit).await.unwrap();
    foreign.sql("DELETE FROM contact WHERE id = 'o5'");
    assert_eq!(ids(practice, IVY).await, [before.as_slice(), &["o6".to_owned()]].concat());
    assert_eq!(ids(practice, IVO).await, ["o1"]);
}

pub(super) async fn c06_what_was_completed_is_not_there_any_more(practice: &dyn Practice) {
    let before = ids(practice, IVY).await;
    let Record { record, version, image, .. } = practice.contact("n02").await.unwrap();
    let image = image.with(contact::CLIENT_ID, Value::text("4711"));
    let step = Step::Update { record, expected: version, image, edited_at: now() };
    practice.commit(Commit::new(now(), "anna").step(step)).await.unwrap();
    let rest: Vec<_> = before.into_iter().filter(|id| id != "n02").collect();
    assert_eq!(ids(practice, IVY).await, rest);
}
