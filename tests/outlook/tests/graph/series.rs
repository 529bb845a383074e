//! Series, their occurrences and exceptions.

use crate::talk::{Talk, VERA, WINDOW, at, code, hour, id, weekly};
use outlook::graph::Request;
use serde_json::{Value, json};

fn starts(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| &event["start"]["dateTime"].as_str().unwrap()[5..16]).collect()
}

#[test]
fn graph13_a_series_comes_back_with_what_it_does_not_have_and_falls_on_its_days() {
    let talk = Talk::new();
    let master = talk.create_event(&weekly(4));
    assert_eq!(master["type"], "seriesMaster");
    assert_eq!(
        master["recurrence"]["pattern"],
        json!({"type": "weekly", "interval": 1, "daysOfWeek": ["monday"], "firstDayOfWeek": "monday", "month": 0, "dayOfMonth": 0, "index": "first"})
    );
    assert_eq!(
        (&master["recurrence"]["range"]["endDate"], &master["cancelledOccurrences"]),
        (&json!("0001-01-01"), &Value::Null)
    );
    let instances = talk.instances(id(&master));
    assert_eq!(starts(&instances), ["11-23T08:00", "11-30T08:00", "12-07T08:00", "12-14T08:00"]);
    for one in &instances {
        assert_eq!(
            (&one["type"], &one["seriesMasterId"], &one["recurrence"]),
            (&json!("occurrence"), &master["id"], &Value::Null)
        );
    }
    assert_eq!(instances[1]["originalStart"], "2026-11-30T08:00:00Z");
    assert_eq!(talk.event(id(&instances[2]))["start"], instances[2]["start"]);
    // What was read may be written back.
    let same = talk.patch_event(id(&master), &json!({"recurrence": master["recurrence"]}));
    assert_eq!(same.json()["recurrence"], master["recurrence"]);
    let list = talk.get("/events", "collection.event");
    assert_eq!(list["value"].as_array().unwrap().len(), 1);
    let refused = talk.send(&talk.request("GET", &format!("/events/{}/instances?{WINDOW}", id(&instances[0]))));
    assert_eq!(refused.status, 400);
}

#[test]
fn graph13_a_recurrence_has_the_fields_of_its_type_and_starts_with_the_event() {
    let talk = Talk::new();
    let post = |change: &dyn Fn(&mut Value)| {
        let mut given = weekly(4);
        change(&mut given["recurrence"]);
        let answer = talk.send(&talk.request("POST", "/events").json(&given));
        (answer.status, code(&answer))
    };
    let refused = (400, "ErrorPropertyValidationFailure".to_owned());
    assert_eq!(post(&|recurrence| recurrence["pattern"]["type"] = json!("hourly")), refused);
    assert_eq!(post(&|recurrence| recurrence["pattern"]["dayOfMonth"] = json!(23)), refused);
    assert_eq!(post(&|recurrence| recurrence["pattern"]["interval"] = json!(0)), refused);
    assert_eq!(post(&|recurrence| recurrence["range"]["startDate"] = json!("2026-11-22")), refused);
    assert_eq!(
        post(&|recurrence| recurrence["range"] =
            json!({"type": "endDate", "startDate": "2026-11-23", "endDate": "2026-11-01"})),
        refused
    );
    assert_eq!(post(&|recurrence| recurrence["pattern"]["dayOfMonth"] = json!(0)).0, 201);
}

#[test]
fn graph5_an_occurrence_that_is_changed_becomes_an_exception_with_the_same_id() {
    let talk = Talk::new();
    let master = talk.create_event(&weekly(4));
    let second = talk.instances(id(&master))[1].clone();
    let moved = json!({"subject": "Moved", "start": at("2026-12-01T14:00", "Europe/Berlin"), "end": at("2026-12-01T15:00", "Europe/Berlin")});
    let changed = talk.patch_event(id(&second), &moved).json();
    assert_eq!(
        (&changed["type"], &changed["id"], &changed["originalStart"]),
        (&json!("exception"), &second["id"], &second["originalStart"])
    );
    assert_eq!(starts(&talk.instances(id(&master))), ["11-23T08:00", "12-01T13:00", "12-07T08:00", "12-14T08:00"]);
    // What it does not say for itself its series says.
    talk.patch_event(id(&master), &json!({"subject": "Series", "showAs": "free"}));
    let now = talk.event(id(&second));
    assert_eq!((&now["subject"], &now["showAs"]), (&json!("Moved"), &json!("free")));
    talk.patch_event(id(&second), &json!({"categories": ["Red"], "showAs": "busy"}));
    talk.patch_event(id(&master), &json!({"categories": ["Blue"]}));
    talk.patch_event(id(&second), &json!({"categories": null}));
    assert_eq!(
        (&talk.event(id(&second))["categories"], &talk.event(id(&second))["showAs"]),
        (&json!([]), &json!("busy"))
    );
    let refused = talk.patch_event(id(&second), &json!({"recurrence": master["recurrence"]}));
    assert_eq!(code(&refused), "ErrorPropertyValidationFailure");
}

#[test]
fn graph13_an_exception_may_not_reach_or_pass_its_neighbours() {
    let talk = Talk::new();
    let master = talk.create_event(&weekly(4));
    let instances = talk.instances(id(&master));
    let shift = |place: usize, day: &str| {
        let patch = json!({"start": at(&format!("{day}T12:00"), "Europe/Berlin"), "end": at(&format!("{day}T13:00"), "Europe/Berlin")});
        let answer = talk.patch_event(id(&instances[place]), &patch);
        (answer.status, code(&answer))
    };
    let refused = (400, "ErrorOccurrenceCrossingBoundary".to_owned());
    for day in ["2026-11-23", "2026-11-20", "2026-12-07", "2026-12-20"] {
        assert_eq!(shift(1, day), refused, "{day}");
    }
    assert_eq!(shift(1, "2026-12-06").0, 200);
    assert_eq!(shift(2, "2026-12-06"), refused);
    // Once the neighbour does not take place, there is room.
    assert_eq!(talk.send(&talk.request("DELETE", &format!("/events/{}", id(&instances[1])))).status, 204);
    assert_eq!(shift(2, "2026-12-06").0, 200);
}

#[test]
fn graph5_a_deleted_occurrence_stands_in_the_master_for_those_who_select_it() {
    let talk = Talk::new();
    let master = talk.create_event(&weekly(4));
    let instances = talk.instances(id(&master));
    talk.patch_event(id(&instances[2]), &json!({"subject": "Edited"}));
    for place in [1, 2] {
        let path = format!("/events/{}", id(&instances[place]));
        assert_eq!(talk.send(&talk.request("DELETE", &path)).status, 204);
        assert_eq!(talk.send(&talk.request("GET", &path)).status, 404);
    }
    assert_eq!(starts(&talk.instances(id(&master))), ["11-23T08:00", "12-14T08:00"]);
    let path = format!("/calendar/events/{}", id(&master));
    assert!(talk.get(&path, "microsoft.graph.event").get("cancelledOccurrences").is_none());
    let selected = talk.get(&format!("{path}?$select=cancelledOccurrences"), "microsoft.graph.event");
    let days = ["2026-11-30", "2026-12-07"].map(|day| format!("OID.{}.{day}", id(&master)));
    assert_eq!(selected["cancelledOccurrences"], json!(days));
    talk.patch_event(id(&instances[3]), &json!({"subject": "Edited too"}));
    let both = talk
        .get(&format!("{path}?$select=id,cancelledOccurrences&$expand=exceptionOccurrences"), "microsoft.graph.event");
    let exceptions = both["exceptionOccurrences"].as_array().unwrap();
    assert_eq!(
        (exceptions.len(), id(&exceptions[0]), &exceptions[0]["subject"]),
        (1, id(&instances[3]), &json!("Edited too"))
    );
    assert_eq!((&both["cancelledOccurrences"], both.get("subject")), (&json!(days), None));
}

#[test]
fn graph5_a_series_that_is_moved_has_other_occurrences_and_no_exceptions() {
    let talk = Talk::new();
    let master = talk.create_event(&weekly(4));
    let before = talk.instances(id(&master));
    talk.patch_event(id(&before[1]), &json!({"subject": "Edited"}));
    talk.send(&talk.request("DELETE", &format!("/events/{}", id(&before[2]))));
    let moved =
        json!({"start": at("2026-11-23T11:00", "Europe/Berlin"), "end": at("2026-11-23T12:00", "Europe/Berlin")});
    assert_eq!(talk.patch_event(id(&master), &moved).status, 200);
    let after = talk.instances(id(&master));
    assert_eq!(starts(&after), ["11-23T10:00", "11-30T10:00", "12-07T10:00", "12-14T10:00"]);
    assert!(after.iter().all(|one| one["subject"] == "Weekly" && one["type"] == "occurrence"));
    for old in &before {
        assert_eq!(talk.send(&talk.request("GET", &format!("/events/{}", id(old)))).status, 404);
    }
    let single = talk.patch_event(id(&master), &json!({"recurrence": null})).json();
    assert_eq!(single["type"], "singleInstance");
}

#[test]
fn graph12_a_series_keeps_its_hour_when_the_clocks_change() {
    let talk = Talk::new();
    let mut given = hour("Early", "2026-03-23", 9);
    given["recurrence"] = json!({"pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"]}, "range": {"type": "endDate", "startDate": "2026-03-23", "endDate": "2026-04-06"}});
    let master = talk.create_event(&given);
    let path = format!(
        "/events/{}/instances?startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-05-01T00:00:00Z",
        id(&master)
    );
    let list = talk.get(&path, "collection.event")["value"].as_array().unwrap().clone();
    assert_eq!(starts(&list), ["03-23T08:00", "03-30T07:00", "04-06T07:00"]);
    assert_eq!(master["recurrence"]["range"]["recurrenceTimeZone"], "Europe/Berlin");
}

#[test]
fn an_all_day_series_is_on_its_dates_in_the_mailboxes_zone() {
    let talk = Talk::new();
    talk.graph.store().set_time_zone(VERA, "Pacific Standard Time").unwrap();
    let master = talk.create_event(&json!({"subject": "Days", "isAllDay": true, "start": at("2026-11-23T00:00", "UTC"), "end": at("2026-11-24T00:00", "UTC"),
        "recurrence": {"pattern": {"type": "daily", "interval": 1}, "range": {"type": "numbered", "startDate": "2026-11-23", "numberOfOccurrences": 3}}}));
    assert_eq!(starts(&talk.instances(id(&master))), ["11-23T00:00", "11-24T00:00", "11-25T00:00"]);
    let view = |from: &str, until: &str| {
        let path = format!("/calendarView?startDateTime={from}&endDateTime={until}");
        talk.get(&path, "collection.event")["value"].as_array().unwrap().len()
    };
    assert_eq!(
        (view("2026-11-23T00:00:00Z", "2026-11-23T08:00:00Z"), view("2026-11-23T08:00:00Z", "2026-11-23T09:00:00Z")),
        (0, 1)
    );
}

#[test]
fn occurrences_are_found_by_both_forms_of_their_ids() {
    let talk = Talk::new();
    let master = talk.create_event(&weekly(3));
    let immutable = talk.instances(id(&master)).iter().map(|one| id(one).to_owned()).collect::<Vec<_>>();
    let translate = |from: &str, to: &str, ids: &[String]| -> Vec<String> {
        let body = json!({"inputIds": ids, "sourceIdType": from, "targetIdType": to});
        let answer = talk.send(&talk.request("POST", "/translateExchangeIds").json(&body)).json();
        answer["value"].as_array().unwrap().iter().map(|one| one["targetId"].as_str().unwrap().to_owned()).collect()
    };
    let regular = translate("restImmutableEntryId", "restId", &immutable);
    assert!(regular.iter().zip(&immutable).all(|(one, other)| one != other));
    assert_eq!(translate("restId", "restImmutableEntryId", &regular), immutable);
    let patched = talk.send(
        &Request::new("PATCH", &format!("/v1.0/me/events/{}", regular[1])).json(&json!({"subject": "By the other id"})),
    );
    assert_eq!(id(&patched.json()), regular[1]);
    assert_eq!(talk.event(&immutable[1])["subject"], "By the other id");
    assert_eq!(translate("restId", "restImmutableEntryId", &regular), immutable);
}
