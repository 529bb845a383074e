//! Subscriptions and notifications.

use crate::schema;
use crate::talk::{Talk, VERA, code, id};
use outlook::graph::{Answer, Fault, LifecycleEvent, Notification, Planned, Request};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

const HOOK: &str = "https://hooks.example/notify";

fn wanted(talk: &Talk) -> Value {
    json!({"changeType": "created,updated,deleted", "notificationUrl": HOOK, "lifecycleNotificationUrl": "https://hooks.example/life",
        "resource": format!("users/{VERA}/contactFolders/{}/contacts", talk.folder), "expirationDateTime": "2026-11-25T08:00:00Z", "clientState": "secret"})
}

fn post(talk: &Talk, body: &Value) -> Answer {
    talk.send(&talk.request("POST", "/v1.0/subscriptions").json(body))
}

fn subscribed(talk: &Talk) -> String {
    let answer = post(talk, &wanted(talk));
    assert_eq!(answer.status, 201, "{}", answer.json());
    schema::check("microsoft.graph.subscription", &answer.json());
    id(&answer.json()).to_owned()
}

/// What was told, each as change and item.
fn told(talk: &Talk) -> Vec<(String, String)> {
    let pair = |notification: &Notification| {
        schema::check("microsoft.graph.changeNotificationCollection", &notification.body);
        let entry = &notification.body["value"][0];
        assert_eq!(entry["clientState"], "secret");
        (
            entry["changeType"].as_str().unwrap_or_default().to_owned(),
            entry["resourceData"]["id"].as_str().unwrap_or_default().to_owned(),
        )
    };
    talk.graph.store().due_notifications().iter().map(pair).collect()
}

#[test]
fn graph6_every_change_of_the_folder_is_told_by_whoever_it_was_made() {
    let talk = Talk::new();
    subscribed(&talk);
    let other = talk.graph.store().add_folder(VERA, "Other").unwrap();
    let made = talk.create(&json!({"surname": "One"}));
    talk.graph.store().patch(VERA, id(&made), &json!({"title": "Dr."})).unwrap();
    talk.graph.store().create(VERA, &other, &json!({"surname": "Elsewhere"})).unwrap();
    talk.graph.store().shift(VERA, id(&made), &other).unwrap();
    let change = |kind: &str| (kind.to_owned(), id(&made).to_owned());
    assert_eq!(told(&talk), [change("created"), change("updated"), change("deleted")]);
    assert_eq!(told(&talk), []);
}

#[test]
fn graph6_notifications_are_late_lost_and_doubled() {
    let talk = Talk::new();
    subscribed(&talk);
    let create = |fault: Fault| {
        talk.faults([Planned::once(fault)]);
        talk.create(&json!({"surname": "One"}));
    };
    create(Fault::NotificationLost);
    assert_eq!(told(&talk).len(), 0);
    create(Fault::NotificationDoubled);
    let both = told(&talk);
    assert!(both.len() == 2 && both[0] == both[1], "{both:?}");
    create(Fault::NotificationLate { ms: 90_000 });
    talk.advance(89);
    assert_eq!(told(&talk).len(), 0);
    talk.advance(1);
    assert_eq!(told(&talk).len(), 1);
    talk.graph.store().turn(&json!({"notificationDelayMs": 2_000, "missedIsTold": true})).unwrap();
    create(Fault::NotificationLost);
    talk.advance(2);
    let missed = talk.graph.store().due_notifications();
    assert_eq!(
        (missed[0].url.as_str(), &missed[0].body["value"][0]["lifecycleEvent"]),
        ("https://hooks.example/life", &json!("missed"))
    );
}

#[test]
fn graph6_a_subscription_is_renewed_and_ends_by_itself() {
    let talk = Talk::new();
    let subscription = subscribed(&talk);
    let path = format!("/v1.0/subscriptions/{subscription}");
    let renewed = talk.send(&talk.request("PATCH", &path).json(&json!({"expirationDateTime": "2026-11-26T08:00:00Z"})));
    assert_eq!(renewed.json()["expirationDateTime"], "2026-11-26T08:00:00.0000000Z");
    let list = || talk.get("/v1.0/subscriptions", "collection.subscription")["value"].as_array().unwrap().len();
    talk.advance(3 * 86_400 - 1);
    assert_eq!(list(), 1);
    talk.advance(1);
    assert_eq!(list(), 0);
    talk.create(&json!({"surname": "One"}));
    assert_eq!(told(&talk), []);
    assert_eq!(talk.send(&talk.request("GET", &path)).status, 404);
}

#[test]
fn graph6_what_no_subscription_can_be_is_refused() {
    let talk = Talk::new();
    talk.graph.store().turn(&json!({"subscriptionMinutes": 4_230})).unwrap();
    for (name, value) in [
        ("expirationDateTime", json!("2026-11-26T06:31:00Z")),
        ("expirationDateTime", json!("2026-11-23T08:00:00Z")),
        ("notificationUrl", json!("http://hooks.example/notify")),
        ("resource", json!("users/vera@example.com/todo")),
        ("changeType", json!("created,moved")),
        ("clientState", json!("x".repeat(129))),
        ("notificationUrl", Value::Null),
    ] {
        let mut body = wanted(&talk);
        body[name] = value;
        let answer = post(&talk, &body);
        assert_eq!((answer.status, code(&answer).as_str()), (400, "ValidationError"), "{name}");
    }
    let mut body = wanted(&talk);
    body["expirationDateTime"] = json!("2026-11-26T06:30:00Z");
    assert_eq!(post(&talk, &body).status, 201);
}

#[test]
fn graph6_both_addresses_must_repeat_a_token_first() {
    let talk = Talk::new();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    talk.graph.ask_subscribers(Box::new(move |url, token| {
        let mut seen = seen.lock().unwrap();
        seen.push((url.to_owned(), token.to_owned()));
        seen.len() != 4
    }));
    subscribed(&talk);
    assert_eq!(post(&talk, &wanted(&talk)).status, 400);
    let asked = asked.lock().unwrap();
    let urls: Vec<_> = asked.iter().map(|(url, _)| url.rsplit('/').next().unwrap()).collect();
    assert_eq!(urls, ["notify", "life", "notify", "life"]);
    assert_ne!(asked[0].1, asked[1].1);
    assert_eq!(talk.graph.store().subscriptions().len(), 1);
}

#[test]
fn graph6_lifecycle_events_are_told_and_hold_notifications_back() {
    let talk = Talk::new();
    let subscription = subscribed(&talk);
    let lifecycle = |event| talk.graph.store().lifecycle(&subscription, event);
    let event = || {
        let told = talk.graph.store().due_notifications();
        assert_eq!(told.len(), 1);
        schema::check("microsoft.graph.changeNotificationCollection", &told[0].body);
        told[0].body["value"][0]["lifecycleEvent"].clone()
    };
    lifecycle(LifecycleEvent::ReauthorizationRequired).unwrap();
    assert_eq!(event(), "reauthorizationRequired");
    talk.create(&json!({"surname": "Unheard"}));
    assert_eq!(told(&talk), []);
    let path = format!("/v1.0/subscriptions/{subscription}/reauthorize");
    assert_eq!(talk.send(&Request::new("POST", &path)).status, 204);
    talk.create(&json!({"surname": "Heard"}));
    assert_eq!(told(&talk).len(), 1);
    lifecycle(LifecycleEvent::SubscriptionRemoved).unwrap();
    assert_eq!(event(), "subscriptionRemoved");
    assert!(lifecycle(LifecycleEvent::Missed).is_err());
}
