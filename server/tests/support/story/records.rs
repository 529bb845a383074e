//! Our own writes of records.

use rules::record::{Image, Value, appointment, contact};
use server::practice::{AuditEntry, Commit, Error, Practice, RecordRef, SeriesDay, Step, What};

use crate::support::{at, create, meeting, now};

pub(super) async fn an_own_write_carries_its_token_and_the_edits_own_time(practice: &dyn Practice) {
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

pub(super) async fn p3_a_stale_version_is_refused_and_nothing_is_written(practice: &dyn Practice) {
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

pub(super) async fn references_are_checked(practice: &dyn Practice) {
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

pub(super) async fn m7_the_bin(practice: &dyn Practice) {
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

pub(super) async fn series_days(practice: &dyn Practice) {
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
