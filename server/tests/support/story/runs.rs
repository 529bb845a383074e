//! Runs, their plans, and what they wrote.

use jiff::{SignedDuration, Timestamp};
use rules::record::{Value, appointment};
use serde_json::json;
use server::practice::{
    ChangeState, Commit, Error, JournalEntry, JournalState, PlannedChange, Practice, RecordRef, Replaced, Run,
    RunState, Side, Step,
};

use crate::support::{at, calendar, now};

fn run(id: &str, cause: &str, state: RunState, started: &str) -> Run {
    Run {
        id: id.into(),
        staff_id: "anna".into(),
        folder_id: None,
        cause: cause.into(),
        state,
        started_at: at(started),
        ended_at: None,
        plan_hash: String::new(),
        suspended: None,
        report: json!({}),
        outcome: String::new(),
    }
}

fn change(position: i64) -> PlannedChange {
    PlannedChange {
        run_id: "r2".into(),
        position,
        hash: format!("hash-{position}"),
        change: json!({ "side": "outlook", "subject": format!("Änderung {position}") }).to_string(),
        state: ChangeState::Waiting,
        journal_id: None,
        note: String::new(),
    }
}

fn entry(id: &str, run_id: &str, at: Timestamp) -> JournalEntry {
    JournalEntry {
        id: id.into(),
        run_id: Some(run_id.into()),
        position: Some(3),
        link_id: Some("l1".into()),
        side: Side::Practice,
        action: "update".into(),
        record: RecordRef::appointment("a1"),
        folder_id: Some("elsewhere".into()),
        item_id: Some("item".into()),
        create_key: None,
        before: None,
        after: None,
        state: JournalState::Planned,
        at,
        settled_at: None,
        sought_at: None,
        note: String::new(),
    }
}

async fn step(practice: &dyn Practice, step: Step) -> Result<(), Error> {
    practice.commit(Commit::new(now(), "anna").step(step)).await.map(drop)
}

fn ids(runs: &[Run]) -> Vec<&str> {
    runs.iter().map(|run| run.id.as_str()).collect()
}

pub(super) async fn a_run_is_kept_as_what_it_is(practice: &dyn Practice) {
    let folder = Some(calendar(practice).await);
    let first = run("r1", "sync", RunState::Executing, "2026-11-02T08:00:00Z");
    let second = Run { folder_id: folder.clone(), ..run("r2", "setup", RunState::Planning, "2026-11-02T08:10:00Z") };
    let third = Run { folder_id: folder.clone(), ..run("r3", "sync", RunState::Pending, "2026-11-02T08:20:00Z") };
    let other = Run { staff_id: "bert".into(), ..run("r4", "automatic", RunState::Done, "2026-11-02T08:30:00Z") };
    for run in [&third, &first, &second, &other] {
        step(practice, Step::Run(run.clone())).await.unwrap();
    }
    assert_eq!(practice.run("r2").await.unwrap(), second);
    assert!(matches!(practice.run("r9").await, Err(Error::NotFound { what: "run", .. })));
    assert_eq!(ids(&practice.runs("anna", 2).await.unwrap()), ["r3", "r2"], "newest first");
    assert_eq!(ids(&practice.runs_all(9).await.unwrap()), ["r4", "r3", "r2", "r1"]);
    assert_eq!(ids(&practice.open_runs().await.unwrap()), ["r1", "r2", "r3"], "oldest first");
    assert_eq!(practice.open_run_of(folder.as_deref().unwrap()).await.unwrap(), Some(second.clone()));
    let suspended = Run {
        state: RunState::Suspended,
        plan_hash: "hash".into(),
        suspended: Some(json!({ "cause": "threshold", "count": 12 })),
        report: json!({ "adds": 3 }),
        ..second
    };
    step(practice, Step::Run(suspended.clone())).await.unwrap();
    assert_eq!(practice.open_run_of(folder.as_deref().unwrap()).await.unwrap(), Some(suspended.clone()));
    for (state, open) in [
        (RunState::Planning, true),
        (RunState::Pending, true),
        (RunState::Suspended, true),
        (RunState::Executing, true),
        (RunState::Done, false),
        (RunState::Cancelled, false),
        (RunState::Failed, false),
        (RunState::Undone, false),
    ] {
        let ended = Run { state, ended_at: Some(now()), outcome: "done".into(), ..suspended.clone() };
        step(practice, Step::Run(ended.clone())).await.unwrap();
        assert_eq!(practice.run("r2").await.unwrap(), ended);
        assert_eq!(ids(&practice.open_runs().await.unwrap()).contains(&"r2"), open, "{state:?}");
    }
    assert_eq!(practice.open_run_of(folder.as_deref().unwrap()).await.unwrap(), Some(third));
}

pub(super) async fn p9_a_plan_is_kept_in_order(practice: &dyn Practice) {
    let all: Vec<_> = (0..10_000).map(change).collect();
    let mut shuffled = all.clone();
    shuffled.reverse();
    step(practice, Step::Plan { run_id: "r2".into(), changes: shuffled }).await.unwrap();
    assert_eq!(practice.planned("r2").await.unwrap(), all);
    let planned = |position, state, note: &str, journal_id: Option<&str>| Step::Planned {
        run_id: "r2".into(),
        position,
        state,
        note: note.into(),
        journal_id: journal_id.map(str::to_owned),
    };
    step(practice, planned(7, ChangeState::Waiting, "", Some("j7"))).await.unwrap();
    step(practice, planned(7, ChangeState::Failed, "the mailbox is full", None)).await.unwrap();
    let failed = PlannedChange {
        state: ChangeState::Failed,
        journal_id: Some("j7".into()),
        note: "the mailbox is full".into(),
        ..change(7)
    };
    assert_eq!(practice.planned("r2").await.unwrap()[6..9], [change(6), failed, change(8)]);
    for state in [ChangeState::LeftOut, ChangeState::Done, ChangeState::Moved, ChangeState::Waiting] {
        step(practice, planned(8, state, "", None)).await.unwrap();
        assert_eq!(practice.planned("r2").await.unwrap()[8].state, state);
    }
    let nowhere = step(practice, planned(10_000, ChangeState::Done, "", None)).await;
    assert!(matches!(nowhere, Err(Error::NotFound { what: "planned change", .. })), "{nowhere:?}");
    step(practice, Step::Plan { run_id: "r2".into(), changes: vec![change(4)] }).await.unwrap();
    assert_eq!(practice.planned("r2").await.unwrap(), [change(4)], "a new list takes the place of the old one");
    assert_eq!(practice.planned("r1").await.unwrap(), []);
    let nobodys = step(practice, Step::Plan { run_id: "r9".into(), changes: vec![change(1)] }).await;
    assert!(matches!(nobodys, Err(Error::NotFound { what: "run", .. })), "{nobodys:?}");
    let twice = step(practice, Step::Plan { run_id: "r2".into(), changes: vec![change(1), change(1)] }).await;
    assert!(matches!(twice, Err(Error::Taken { .. })), "{twice:?}");
    assert_eq!(practice.planned("r2").await.unwrap(), [change(4)], "and nothing was written");
}

/// Identifiers and times say nothing of the order here.
pub(super) async fn p7_what_a_run_journalled(practice: &dyn Practice) {
    let entries = [entry("jz", "r1", now()), entry("ja", "r1", now() - SignedDuration::from_secs(9)), {
        JournalEntry { folder_id: Some("other".into()), ..entry("jm", "r1", now()) }
    }];
    let mut commit = Commit::new(now(), "anna");
    commit.steps = entries.iter().cloned().map(Step::Journal).collect();
    practice.commit(commit).await.unwrap();
    assert_eq!(practice.journal_of("r1").await.unwrap(), entries);
    assert_eq!(practice.unsettled_in("elsewhere").await.unwrap(), entries[..2]);
    let settle = Step::Settle { journal_id: "ja".into(), state: JournalState::Done, note: String::new() };
    step(practice, settle).await.unwrap();
    step(practice, Step::Sought { journal_id: "jz".into() }).await.unwrap();
    let sought: Vec<_> = practice.journal_of("r1").await.unwrap().iter().map(|entry| entry.sought_at).collect();
    assert_eq!(sought, [Some(now()), None, None]);
    let waiting = practice.unsettled_in("elsewhere").await.unwrap();
    assert_eq!(waiting.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ["jz"]);
    let keyed = |id: &str| JournalEntry { create_key: Some("one key".into()), ..entry(id, "r3", now()) };
    step(practice, Step::Journal(keyed("k1"))).await.unwrap();
    let twice = step(practice, Step::Journal(keyed("k2"))).await;
    assert!(matches!(twice, Err(Error::Taken { .. })), "{twice:?}");
}

pub(super) async fn m4_what_a_run_replaced(practice: &dyn Practice) {
    let kept = |field, run_id: &str| {
        Step::Keep(Replaced {
            record: RecordRef::appointment("a1"),
            field,
            side: Side::Outlook,
            value: Some(Value::text("lost")),
            replaced_by: None,
            why: "M2".into(),
            run_id: Some(run_id.into()),
            journal_id: Some("ja".into()),
        })
    };
    let commit = Commit::new(now(), "anna")
        .step(kept(appointment::SUBJECT, "r1"))
        .step(kept(appointment::NOTES, "r2"))
        .step(kept(appointment::LOCATION, "r1"));
    let done = practice.commit(commit).await.unwrap();
    let history = practice.history_of_run("r1").await.unwrap();
    let ids: Vec<_> = history.iter().map(|entry| &entry.id).collect();
    assert_eq!(ids, [&done.history[0], &done.history[2]], "in the order in which they were kept");
}

pub(super) async fn a4_what_automatic_runs_wrote_in_an_hour(practice: &dyn Practice) {
    let hour = SignedDuration::from_hours(1);
    let written = async |since| practice.written_since("anna", since).await.unwrap();
    let before = written(at("2030-01-01T00:00:00Z")).await;
    assert_eq!(before, 0);
    let then = at("2030-01-01T12:00:00Z");
    let of = |id: &str, run_id: &str, at, state| {
        let settled_at = (state == JournalState::Done).then_some(at);
        Step::Journal(JournalEntry { state, settled_at, ..entry(id, run_id, at) })
    };
    let bert = Run { staff_id: "bert".into(), ..run("w2", "automatic", RunState::Done, "2026-11-02T08:00:00Z") };
    let commit = Commit::new(now(), "anna")
        .step(Step::Run(run("w1", "automatic", RunState::Done, "2026-11-02T08:00:00Z")))
        .step(Step::Run(bert))
        .step(Step::Run(run("w3", "sync", RunState::Done, "2026-11-02T08:00:00Z")))
        .step(of("w1-done", "w1", then, JournalState::Done))
        .step(of("w1-sent", "w1", then + hour, JournalState::Sent))
        .step(of("w1-planned", "w1", then, JournalState::Planned))
        .step(of("w1-failed", "w1", then, JournalState::Failed))
        .step(of("w2-done", "w2", then, JournalState::Done))
        .step(of("w3-done", "w3", then, JournalState::Done));
    practice.commit(commit).await.unwrap();
    assert_eq!(written(then).await, 2, "at that very time, and later");
    assert_eq!(written(then + SignedDuration::from_millis(1)).await, 1);
    assert_eq!(written(then + hour + hour).await, 0);
    assert_eq!(practice.written_since("bert", then).await.unwrap(), 1);
}
