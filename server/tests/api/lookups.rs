use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{development, json, problem};

#[tokio::test]
async fn clients_are_found_by_typing_with_their_open_matters() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let found = json(ada.get("/api/v1/clients?q=acme").await).await;
    let matters = json!([{"id": "m1", "number": "001", "title": "Audit 2026"}]);
    assert_eq!(found, json!([{"id": "acme", "number": "1001", "name": "Acme Foundry", "matters": matters}]));
    let all = json(ada.get("/api/v1/clients").await).await;
    assert_eq!(all.as_array().map(Vec::len), Some(2));
    let one = json(ada.get("/api/v1/clients?limit=1&q=").await).await;
    assert_eq!(one.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_wrong_parameter_is_named() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let long = format!("q={}", "x".repeat(201));
    for (query, status, field) in
        [("limit=0", 422, "limit"), ("limit=51", 422, "limit"), ("limit=many", 400, "limit"), (&long, 422, "q")]
    {
        let refused = ada.get(&format!("/api/v1/clients?{query}")).await;
        assert_eq!(refused.status(), status, "{query}");
        assert_eq!(problem(refused).await.field.as_deref(), Some(field), "{query}");
    }
}

#[tokio::test]
async fn a7_calendar_codes_come_in_the_firms_order_with_their_categories() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let expected = json!([
        {"code": "COURT", "title": "Court hearing", "category": "Red category"},
        {"code": "OFFICE", "title": "In the office", "category": null},
    ]);
    assert_eq!(json(ada.get("/api/v1/calendar-codes").await).await, expected);
}

#[tokio::test]
async fn staff_are_those_who_work_here() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let staff = json(ada.get("/api/v1/staff").await).await;
    let ids: Vec<_> = staff.as_array().expect("a list").iter().map(|staff| &staff["id"]).collect();
    assert_eq!(ids, ["ada", "ben", "cleo"]);
}

#[tokio::test]
async fn addresses_are_answered_in_their_order() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let asked = json!({"addresses": ["new@else.example", "Bo@Bank.example", "ben@firm.example"]});
    let who = json(ada.post("/api/v1/contacts/who", &asked).await).await;
    assert_eq!(
        who[0],
        json!({"address": "new@else.example", "contact": null, "name": "", "kind": null, "staff": false, "clients": []})
    );
    assert_eq!(who[1]["contact"], "banker");
    assert_eq!(who[1]["name"], "Bo Banker");
    assert_eq!(who[1]["kind"], "standalone");
    assert_eq!(who[1]["clients"][0]["name"], "Acme Foundry");
    assert_eq!((&who[2]["staff"], &who[2]["name"]), (&json!(true), &json!("Ben Baker")));

    let many: Vec<_> = (0..201).map(|n| format!("{n}@x.example")).collect();
    let refused = ada.post("/api/v1/contacts/who", &json!({"addresses": many})).await;
    assert_eq!(problem(refused).await.field.as_deref(), Some("addresses"));
}

#[tokio::test]
async fn a_body_that_cannot_be_read_names_the_field() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let item = json!({"itemType": "appointment", "mode": "read", "mailbox": "ada@firm.example"});
    let with = |name: &str, value: Value| {
        let mut item = item.clone();
        item[name] = value;
        json!({ "item": item })
    };
    let table = [
        (json!({}), "item"),
        (json!({"item": {"itemType": "appointment", "mode": "read"}}), "item.mailbox"),
        (with("start", json!("yesterday")), "item.start"),
        (with("required", json!([{"name": "x"}, {"address": 5}])), "item.required[1].address"),
        (with("mode", json!("watch")), "item.mode"),
    ];
    for (body, field) in table {
        let refused = ada.post("/api/v1/items/status", &body).await;
        assert_eq!(refused.status(), 400, "{body}");
        let problem = problem(refused).await;
        assert_eq!(problem.kind(), Some(api::ProblemKind::Invalid));
        assert_eq!(problem.field.as_deref(), Some(field), "{body}: {}", problem.detail);
    }
}

#[tokio::test]
async fn what_the_framework_refuses_is_a_problem_too() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let status = "/api/v1/items/status";
    let text = |body: &'static str, kind: &'static str| {
        ada.request(Method::POST, status).header("Content-Type", kind).body(body)
    };
    let table = [
        (404, ada.request(Method::GET, "/api/v1/nothing")),
        (404, ada.request(Method::GET, "/nothing.js")),
        (404, ada.request(Method::GET, "/../Cargo.toml")),
        (405, ada.request(Method::DELETE, "/api/v1/me")),
        (405, ada.request(Method::POST, "/pane.js")),
        (415, text("{}", "text/plain")),
        (400, text("{", "application/json")),
        (400, text("{\"addresses\": []} more", "application/json")),
        (404, ada.request(Method::GET, "/api/v1/appointments/none")),
    ];
    for (status, request) in table {
        let refused = request.send().await.expect("answered");
        assert_eq!(refused.status(), status, "{}", refused.url());
        problem(refused).await;
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let world = crate::world::World::start("[limits]\nbody_bytes = 65536\n", true).await;
    let ada = world.sign_in("ada").await;
    let addresses = |count: usize| json!({"addresses": [], "more": "x".repeat(count)});
    assert_eq!(ada.post("/api/v1/contacts/who", &addresses(65_000)).await.status(), 200);
    let refused = ada.post("/api/v1/contacts/who", &addresses(66_000)).await;
    assert_eq!(refused.status(), 413);
    assert_eq!(problem(refused).await.kind(), Some(api::ProblemKind::TooLarge));
}
