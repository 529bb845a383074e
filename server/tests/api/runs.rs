//! Runs, as far as they are read: whose they are, and which part of them.

use jiff::Timestamp;
use rules::{
    plan::{Change, What},
    record::{Image, RecordKind},
};
use serde_json::{Value, json};
use server::practice::{ChangeState, Commit, PlannedChange, Practice, Run, RunState, Step};

use crate::world::{World, development, json, problem};

fn at() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().expect("a time")
}

fn change(what: What, title: &str, apart: bool) -> Change {
    Change {
        what,
        kind: RecordKind::Contact,
        link: None,
        record: None,
        item: None,
        title: title.to_owned(),
        fields: Vec::new(),
        replaced: Vec::new(),
        apart,
        parting: None,
        rule: "C7".to_owned(),
        record_image: Image::new(),
        agreed: None,
        version: 0,
        hash: title.to_owned(),
    }
}

/// A run of Ada's that waits: three items to add, one of them failed, a removal apart, and what nobody sees.
async fn waiting(world: &World) {
    let store = server::http::open(&crate::world::config(&world.folder, 1, "")).await.expect("the database");
    let run = Run {
        id: "run-1".to_owned(),
        staff_id: "ada".to_owned(),
        folder_id: None,
        cause: "sync".to_owned(),
        state: RunState::Suspended,
        started_at: at(),
        ended_at: None,
        plan_hash: "abc".to_owned(),
        suspended: Some(json!({ "threshold": { "count": 12, "limit": 10 } })),
        report: json!({ "counts": { "addItem": 3 } }),
        outcome: String::new(),
    };
    let rows = [
        (What::AddItem, "Ann", false, ChangeState::Waiting),
        (What::Rebase, "unseen", false, ChangeState::Waiting),
        (What::AddItem, "Bob", false, ChangeState::Failed),
        (What::RemoveItem, "Cid", true, ChangeState::Waiting),
        (What::AddItem, "Dan", false, ChangeState::Waiting),
    ];
    let planned = rows.into_iter().zip(0..).map(|((what, title, apart, state), position)| PlannedChange {
        run_id: run.id.clone(),
        position,
        hash: title.to_owned(),
        change: serde_json::to_string(&change(what, title, apart)).expect("JSON"),
        state,
        journal_id: None,
        note: String::new(),
    });
    let plan = Step::Plan { run_id: run.id.clone(), changes: planned.collect() };
    store.commit(Commit::new(at(), "ada").step(Step::Run(run)).step(plan)).await.expect("written");
    store.close().await.expect("closed");
}

#[tokio::test]
async fn c11_a_run_is_read_in_parts_by_kind() {
    let world = development().await;
    waiting(&world).await;
    let ada = world.sign_in("ada").await;
    let titles = |run: &Value| -> Vec<String> {
        let changes = run["changes"].as_array().expect("a list");
        changes.iter().map(|change| change["title"].as_str().expect("a title").to_owned()).collect()
    };
    let run = json(ada.get("/api/v1/runs/run-1?what=addItem&limit=2").await).await;
    assert_eq!((&run["hash"], &run["of"]), (&json!("abc"), &json!(3)));
    assert_eq!(titles(&run), ["Ann", "Bob"]);
    let group = |what: &str, apart: bool, count: u32, failed: u32| json!({ "what": what, "apart": apart, "count": count, "leftOut": 0, "failed": failed });
    assert_eq!(run["groups"], json!([group("addItem", false, 3, 1), group("removeItem", true, 1, 0)]));
    let next = json(ada.get("/api/v1/runs/run-1?what=addItem&limit=2&from=2").await).await;
    assert_eq!(titles(&next), ["Dan"]);
    assert_eq!(next["changes"][0]["position"], 4);
    let apart = json(ada.get("/api/v1/runs/run-1?apart=true").await).await;
    assert_eq!(titles(&apart), ["Cid"]);
    let suspended = json!({ "cause": "threshold", "exception": null, "count": 12, "limit": 10, "run": "run-1", "action": "review" });
    assert_eq!(run["suspended"], suspended);
}

#[tokio::test]
async fn a_run_is_there_only_for_whose_it_is() {
    let world = development().await;
    waiting(&world).await;
    let (ada, ben) = (world.sign_in("ada").await, world.sign_in("ben").await);
    assert_eq!(ben.get("/api/v1/runs/run-1").await.status(), 404);
    assert_eq!(json(ben.get("/api/v1/runs").await).await, json!([]));
    assert_eq!(json(ada.get("/api/v1/runs").await).await[0]["id"], "run-1");
}

#[tokio::test]
async fn a_wrong_part_is_named() {
    let world = development().await;
    waiting(&world).await;
    let ada = world.sign_in("ada").await;
    for (query, status, field) in
        [("limit=201", 422, "limit"), ("what=shoes", 400, "what"), ("apart=maybe", 400, "apart")]
    {
        let refused = ada.get(&format!("/api/v1/runs/run-1?{query}")).await;
        assert_eq!(refused.status(), status, "{query}");
        assert_eq!(problem(refused).await.field.as_deref(), Some(field), "{query}");
    }
}

#[tokio::test]
async fn without_a_way_to_mailboxes_nothing_runs_and_the_refusal_says_what_is_missing() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let state = json(ada.get("/api/v1/sync").await).await;
    assert_eq!(state["paused"], "notConfigured");
    let refused = ada.write("start-a-run", "/api/v1/runs", &json!({ "what": "contacts" })).await;
    assert_eq!(refused.status(), 422);
    assert!(problem(refused).await.detail.contains("[graph]"));
    let wrong = ada.write("start-wrong", "/api/v1/runs", &json!({ "what": "shoes" })).await;
    assert_eq!(problem(wrong).await.field.as_deref(), Some("what"));
}
