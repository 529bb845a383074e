//! Several requests in one.

use crate::talk::{Talk, VERA, code, id};
use outlook::graph::{Answer, Fault, Kind, Planned, Request};
use serde_json::{Value, json};

fn send(talk: &Talk, requests: &Value) -> Answer {
    talk.send(&Request::new("POST", "/v1.0/$batch").json(&json!({"requests": requests})))
}

fn statuses(answer: &Answer) -> Vec<i64> {
    answer.json()["responses"].as_array().unwrap().iter().map(|one| one["status"].as_i64().unwrap()).collect()
}

fn contact(number: usize) -> Value {
    json!({"id": number.to_string(), "method": "POST", "url": format!("/users/{VERA}/contacts"),
        "headers": {"Content-Type": "application/json", "Prefer": "IdType=\"ImmutableId\""}, "body": {"surname": format!("S{number}")}})
}

#[test]
fn graph15_each_request_of_a_batch_has_a_status_of_its_own() {
    let talk = Talk::new();
    talk.faults([
        Planned { call: Some(3), ..Planned::once(Fault::Status { status: 429, retry_after: Some(3), done: false }) },
        Planned { call: Some(5), ..Planned::once(Fault::Cut { done: true }) },
    ]);
    let answer = send(&talk, &json!((0..6).map(contact).collect::<Vec<_>>()));
    assert_eq!((answer.status, statuses(&answer)), (200, vec![201, 429, 201, 504, 201, 201]));
    assert_eq!(answer.json()["responses"][1]["headers"]["Retry-After"], "3");
    assert_eq!(talk.there().len(), 5);
    let first = &answer.json()["responses"][0];
    assert_eq!(talk.contact(id(&first["body"]))["surname"], "S0");
    let counts = talk.graph.store().counts();
    assert_eq!((counts[&("POST".to_owned(), Kind::Batch)], counts[&("POST".to_owned(), Kind::Contacts)]), (1, 6));
}

#[test]
fn what_depends_on_a_failed_request_is_not_run() {
    let talk = Talk::new();
    let after = |number: usize, on: &str| {
        let mut part = contact(number);
        part["dependsOn"] = json!([on]);
        part
    };
    let wrong = json!({"id": "0", "method": "GET", "url": format!("/users/{VERA}/contacts/AAkALgAA")});
    let answer = send(&talk, &json!([wrong, after(1, "0"), contact(2), after(3, "2")]));
    assert_eq!(statuses(&answer), [404, 424, 201, 201]);
    assert_eq!(talk.there().len(), 2);
    let gone = json!({"id": "9", "method": "DELETE", "url": format!("/me/contacts/{}", "AAkALgAA")});
    assert_eq!(statuses(&send(&talk, &json!([gone]))), [404]);
}

#[test]
fn a_batch_that_is_none_is_refused() {
    let talk = Talk::new();
    let many: Vec<_> = (0..21).map(contact).collect();
    let same = [contact(1), contact(1)];
    let mut ahead = contact(1);
    ahead["dependsOn"] = json!(["2"]);
    for wrong in [json!(many), json!(same), json!([ahead, contact(2)]), json!([]), json!([{"id": "1"}])] {
        let answer = send(&talk, &wrong);
        assert_eq!((answer.status, code(&answer).as_str()), (400, "BadRequest"));
    }
    assert_eq!(talk.there().len(), 0);
}
