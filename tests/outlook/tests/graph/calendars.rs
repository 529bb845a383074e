//! Calendars of a mailbox.

use crate::schema;
use crate::talk::{OFFICE, Talk, VERA, code, hour, id};
use outlook::graph::{Fault, LifecycleEvent, Planned};
use serde_json::{Value, json};

fn names(talk: &Talk) -> Vec<String> {
    let list = talk.get("/calendars", "collection.calendar");
    list["value"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_mailbox_has_a_calendar_of_its_own_and_others_that_come_and_go() {
    let talk = Talk::new();
    let own = talk.get("/calendar", "microsoft.graph.calendar");
    assert_eq!((&own["isDefaultCalendar"], &own["owner"]["address"]), (&json!(true), &json!(VERA)));
    let made = talk.send(&talk.request("POST", "/calendars").json(&json!({"name": "Deadlines"})));
    assert_eq!(made.status, 201);
    schema::check("microsoft.graph.calendar", &made.json());
    let made = id(&made.json()).to_owned();
    assert_eq!(names(&talk), ["Calendar", "Deadlines"]);
    let again = talk.send(&talk.request("POST", "/calendars").json(&json!({"name": "deadlines"})));
    assert_eq!((again.status, code(&again).as_str()), (409, "ErrorFolderExists"));

    let path = format!("/calendars/{made}");
    talk.send(&talk.request("POST", &format!("{path}/events")).json(&hour("Reply", "2026-11-24", 9)));
    assert_eq!(talk.get(&format!("{path}/events"), "collection.event")["value"][0]["subject"], "Reply");
    assert_eq!(talk.get("/events", "collection.event")["value"], json!([]));
    talk.send(&talk.request("PATCH", &path).json(&json!({"name": "Terms"})));
    assert_eq!(names(&talk), ["Calendar", "Terms"]);
    let folders = talk.get("/contactFolders", "collection.contactFolder");
    assert_eq!(folders["value"], json!([]));

    assert_eq!(talk.send(&talk.request("DELETE", &path)).status, 204);
    let gone = talk.send(&talk.request("GET", &format!("{path}/events")));
    assert_eq!((gone.status, code(&gone).as_str()), (404, "ErrorFolderNotFound"));
    assert_eq!(talk.send(&talk.request("DELETE", "/calendar")).status, 400);
}

#[test]
fn a_calendar_that_was_migrated_is_gone_under_its_old_id_and_whole_under_the_new() {
    let talk = Talk::new();
    talk.create_event(&hour("Kept", "2026-11-24", 9));
    let old = id(&talk.get("/calendar", "microsoft.graph.calendar")).to_owned();
    let new = talk.graph.store().renew_calendar(VERA, "").unwrap();
    assert_eq!(talk.send(&talk.request("GET", &format!("/calendars/{old}/events"))).status, 404);
    let events = talk.get(&format!("/calendars/{new}/events"), "collection.event");
    assert_eq!(events["value"][0]["subject"], "Kept");
}

#[test]
fn graph1_an_event_that_is_moved_keeps_its_immutable_id_and_a_series_its_exceptions() {
    let talk = Talk::new();
    let store = talk.graph.store();
    let other = store.add_calendar(VERA, "Other").unwrap();
    let master = talk.create_event(&crate::talk::weekly(3));
    let second = talk.instances(id(&master))[1].clone();
    assert_eq!(talk.patch_event(id(&second), &json!({"subject": "Edited"})).status, 200);
    let regular = |id: &str| {
        let body = json!({"inputIds": [id], "sourceIdType": "restImmutableEntryId", "targetIdType": "restId"});
        let answer = talk.send(&talk.request("POST", "/translateExchangeIds").json(&body)).json();
        answer["value"][0]["targetId"].as_str().unwrap().to_owned()
    };
    let before: Vec<String> = [&master, &second].map(|event| regular(id(event))).into();
    store.shift_event(VERA, id(&second), &other).unwrap();
    let path = format!("/calendars/{other}/events/{}", id(&second));
    assert_eq!(talk.get(&path, "microsoft.graph.event")["subject"], "Edited");
    let instances = talk.instances(id(&master));
    assert_eq!(
        instances.iter().map(|one| one["subject"].as_str().unwrap()).collect::<Vec<_>>(),
        ["Weekly", "Edited", "Weekly"]
    );
    let after: Vec<String> = [&master, &second].map(|event| regular(id(event))).into();
    assert!(before.iter().zip(&after).all(|(before, after)| before != after));
    assert_eq!(talk.send(&talk.request("GET", &format!("/calendar/events/{}", id(&master)))).status, 404);
}

#[test]
fn graph6_changes_of_events_are_told_and_those_of_contacts_are_not() {
    let talk = Talk::new();
    let wanted = json!({"changeType": "created,updated,deleted", "notificationUrl": "https://hooks.example/notify",
        "lifecycleNotificationUrl": "https://hooks.example/life", "resource": format!("users/{VERA}/events"),
        "expirationDateTime": "2026-11-25T08:00:00Z", "clientState": "secret"});
    let subscription = talk.send(&talk.request("POST", "/v1.0/subscriptions").json(&wanted)).json();
    schema::check("microsoft.graph.subscription", &subscription);
    talk.create(&json!({"surname": "Not told"}));
    let made = talk.create_event(&hour("Told", "2026-11-24", 9));
    talk.graph.store().patch_event(VERA, id(&made), &json!({"subject": "Dragged"})).unwrap();
    talk.faults([Planned::once(Fault::NotificationDoubled)]);
    assert_eq!(talk.send(&talk.request("DELETE", &format!("/events/{}", id(&made)))).status, 204);
    let told = talk.graph.store().due_notifications();
    let entries: Vec<&Value> = told.iter().map(|told| &told.body["value"][0]).collect();
    let changes: Vec<&str> = entries.iter().map(|entry| entry["changeType"].as_str().unwrap()).collect();
    assert_eq!(changes, ["created", "updated", "deleted", "deleted"]);
    for (notification, entry) in told.iter().zip(&entries) {
        schema::check("microsoft.graph.changeNotificationCollection", &notification.body);
        assert_eq!(entry["resourceData"]["id"], made["id"]);
        assert_eq!(entry["resourceData"]["@odata.type"], "#Microsoft.Graph.Event");
        assert!(entry["resource"].as_str().unwrap().contains("/Events/"));
    }
    talk.graph.store().lifecycle(id(&subscription), LifecycleEvent::Missed).unwrap();
    assert_eq!(talk.graph.store().due_notifications()[0].body["value"][0]["lifecycleEvent"], "missed");
}

#[test]
fn a_restored_mailbox_has_its_calendar_again() {
    let talk = Talk::new();
    let store = talk.graph.store();
    let master = talk.create_event(&crate::talk::weekly(3));
    let backup = store.snapshot(VERA).unwrap();
    let before = store.events(VERA, "").unwrap();
    store.delete_event(VERA, id(&talk.instances(id(&master))[0])).unwrap();
    store.delete_event(VERA, id(&master)).unwrap();
    assert_eq!(store.events(VERA, "").unwrap(), Vec::<Value>::new());
    store.restore(&backup);
    assert_eq!(store.events(VERA, "").unwrap(), before);
    assert_eq!(talk.instances(id(&master)).len(), 3);
    assert_eq!(store.events(OFFICE, "").unwrap(), Vec::<Value>::new());
}
