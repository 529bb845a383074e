//! Single events: reading, writing, and what Exchange makes of what is written.

use crate::talk::{STAMP, Talk, VERA, WINDOW, at, code, hour, id};
use outlook::graph::Request;
use serde_json::{Value, json};

#[test]
fn an_event_is_created_read_changed_and_deleted() {
    let talk = Talk::new();
    let mut given = hour("Hearing", "2026-11-24", 10);
    given["location"] = json!({"displayName": "Room 214"});
    given["categories"] = json!(["Red", "Blue", "Red"]);
    let made = talk.create_event(&given);
    assert_eq!(made["start"], json!({"dateTime": "2026-11-24T09:00:00.0000000", "timeZone": "UTC"}));
    assert_eq!((&made["originalStartTimeZone"], &made["type"]), (&json!("Europe/Berlin"), &json!("singleInstance")));
    assert_eq!((&made["showAs"], &made["categories"]), (&json!("busy"), &json!(["Red", "Blue"])));
    assert_eq!(made["locations"][0]["displayName"], "Room 214");
    assert_eq!(made["createdDateTime"], "2026-11-23T08:00:00.0000000Z");

    talk.advance(60);
    let changed = talk.patch_event(id(&made), &json!({"showAs": "OOF", "reminderMinutesBeforeStart": 60})).json();
    assert_eq!((&changed["showAs"], &changed["reminderMinutesBeforeStart"]), (&json!("oof"), &json!(60)));
    assert_eq!(changed["lastModifiedDateTime"], "2026-11-23T08:01:00.0000000Z");
    assert_ne!(changed["changeKey"], made["changeKey"]);
    assert_eq!((&changed["subject"], &changed["iCalUId"]), (&made["subject"], &made["iCalUId"]));
    let path = format!("/events/{}", id(&made));
    let read = talk.send(&talk.request("GET", &path));
    assert_eq!(read.header("etag"), changed["@odata.etag"].as_str());
    assert_eq!(talk.send(&talk.request("DELETE", &path)).status, 204);
    for method in ["GET", "DELETE"] {
        let gone = talk.send(&talk.request(method, &path));
        assert_eq!((gone.status, code(&gone).as_str()), (404, "ErrorItemNotFound"));
    }
    assert_eq!(code(&talk.send(&talk.request("GET", "/events/7"))), "ErrorInvalidIdMalformed");
}

#[test]
fn graph12_times_come_in_the_zone_that_the_request_prefers() {
    let talk = Talk::new();
    let made = talk.create_event(&json!({"subject": "Call", "start": at("2026-11-24T09:30", "Pacific Standard Time"),
        "end": at("2026-11-24T10:00", "Pacific Standard Time")}));
    assert_eq!(made["originalStartTimeZone"], "Pacific Standard Time");
    let read = |zone: &str| {
        let request = talk.request("GET", &format!("/events/{}", id(&made)));
        talk.send(&request.header("Prefer", &format!("outlook.timezone=\"{zone}\"")))
    };
    for (zone, time) in [
        ("W. Europe Standard Time", "2026-11-24T18:30:00.0000000"),
        ("Asia/Kolkata", "2026-11-24T23:00:00.0000000"),
        ("UTC", "2026-11-24T17:30:00.0000000"),
    ] {
        let answer = read(zone);
        assert_eq!(answer.json()["start"], json!({"dateTime": time, "timeZone": zone}));
        assert!(answer.header("preference-applied").unwrap().contains(zone), "{answer:?}");
    }
    let refused = read("Middle Earth Standard Time");
    assert_eq!((refused.status, code(&refused).as_str()), (400, "TimeZoneNotSupportedException"));
    talk.graph.store().turn(&json!({"zoneNames": "windows"})).unwrap();
    let moved = talk.patch_event(id(&made), &json!({"start": at("2026-11-24T08:00", "Europe/Vienna")})).json();
    assert_eq!(moved["originalStartTimeZone"], "W. Europe Standard Time");
    // What nobody can use is told all the same.
    talk.graph
        .store()
        .patch_event(VERA, id(&made), &json!({"originalStartTimeZone": "tzone://Microsoft/Custom"}))
        .unwrap();
    talk.graph.store().turn(&json!({"zoneNames": null})).unwrap();
    assert_eq!(talk.event(id(&made))["originalStartTimeZone"], "tzone://Microsoft/Custom");
}

#[test]
fn graph12_an_all_day_event_is_on_its_dates_whatever_the_zone() {
    let talk = Talk::new();
    let day = |start: Value, end: Value| json!({"subject": "Day", "isAllDay": true, "start": start, "end": end});
    let auckland = |date: &str| at(&format!("{date}T00:00"), "Pacific/Auckland");
    let made = talk.create_event(&day(auckland("2026-11-25"), auckland("2026-11-26")));
    for zone in ["America/New_York", "Asia/Kolkata", "UTC"] {
        let request = talk.request("GET", &format!("/events/{}", id(&made)));
        let read = talk.send(&request.header("Prefer", &format!("outlook.timezone=\"{zone}\""))).json();
        assert_eq!(read["start"], json!({"dateTime": "2026-11-25T00:00:00.0000000", "timeZone": zone}));
        assert_eq!(read["end"]["dateTime"], "2026-11-26T00:00:00.0000000");
    }
    for (start, end) in [
        (at("2026-11-25T00:00", "UTC"), at("2026-11-25T12:00", "UTC")),
        (at("2026-11-25T00:00", "UTC"), at("2026-11-25T00:00", "UTC")),
        (at("2026-11-25T00:00", "UTC"), at("2026-11-26T00:00", "Europe/Berlin")),
    ] {
        let refused = talk.send(&talk.request("POST", "/events").json(&day(start, end)));
        assert_eq!((refused.status, code(&refused).as_str()), (400, "ErrorPropertyValidationFailure"));
    }
}

#[test]
fn graph14_a_body_comes_back_changed() {
    let talk = Talk::new();
    let mut given = hour("Notes", "2026-11-24", 10);
    given["body"] = json!({"contentType": "text", "content": "one\ntwo"});
    let made = talk.create_event(&given);
    assert_eq!((&made["body"]["contentType"], &made["bodyPreview"]), (&json!("html"), &json!("one\ntwo")));
    assert!(made["body"]["content"].as_str().unwrap().contains("one<br>\r\ntwo"));
    let text = || {
        let request = talk.request("GET", &format!("/events/{}", id(&made)));
        let answer = talk.send(&request.header("Prefer", "outlook.body-content-type=\"text\""));
        answer.json()["body"].clone()
    };
    assert_eq!(text(), json!({"contentType": "text", "content": "one\r\ntwo\r\n"}));
    // Whoever writes back what was read makes it longer.
    talk.patch_event(id(&made), &json!({"body": text()}));
    assert_eq!(text()["content"], "one\r\ntwo\r\n\r\n");
    talk.graph.store().turn(&json!({"wrapBodies": false})).unwrap();
    talk.patch_event(id(&made), &json!({"body": {"contentType": "html", "content": "<p>x</p>"}}));
    assert_eq!(talk.event(id(&made))["body"], json!({"contentType": "html", "content": "<p>x</p>"}));
}

#[test]
fn graph14_whoever_overwrites_the_online_meetings_part_ends_the_meeting() {
    let talk = Talk::new();
    let mut given = hour("Video", "2026-11-24", 10);
    given["isOnlineMeeting"] = json!(true);
    given["onlineMeeting"] = json!({"joinUrl": "https://meet.example/1"});
    given["body"] = json!({"contentType": "html", "content": "<a href=\"https://meet.example/1\">Join</a>"});
    let video = talk.graph.store().create_event(VERA, "", &given).unwrap();
    talk.patch_event(&video, &json!({"body": {"contentType": "text", "content": "see https://meet.example/1"}}));
    assert_eq!(talk.event(&video)["isOnlineMeeting"], true);
    let ended = talk.patch_event(&video, &json!({"body": {"contentType": "text", "content": "nothing"}})).json();
    assert_eq!((&ended["isOnlineMeeting"], &ended["onlineMeeting"]), (&json!(false), &Value::Null));
}

#[test]
fn graph8_a_transaction_creates_once() {
    let talk = Talk::new();
    let mut given = hour("Once", "2026-11-24", 10);
    given["transactionId"] = json!("0a1b");
    let made = talk.create_event(&given);
    assert_eq!(made["transactionId"], "0a1b");
    let again = || talk.send(&talk.request("POST", "/events").json(&given));
    let refused = again();
    assert_eq!((refused.status, code(&refused).as_str()), (409, "ErrorDuplicateTransactionId"));
    talk.graph.store().turn(&json!({"duplicateTransaction": 400})).unwrap();
    assert_eq!(again().status, 400);
    talk.graph.store().turn(&json!({"duplicateTransaction": 201})).unwrap();
    assert_eq!((again().status, again().json()["id"].clone()), (201, made["id"].clone()));
    assert_eq!(talk.graph.store().events(VERA, "").unwrap().len(), 1);
}

#[test]
fn graph8_a_stamp_is_found_shown_when_expanded_and_carried_along_by_a_copy() {
    let talk = Talk::new();
    let mut given = hour("Stamped", "2026-11-24", 10);
    given["singleValueExtendedProperties"] = json!([{"id": STAMP, "value": "k1"}]);
    let made = talk.create_event(&given);
    talk.create_event(&hour("Other", "2026-11-24", 12));
    let escaped = |text: String| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let filter = escaped(format!("singleValueExtendedProperties/Any(ep: ep/id eq '{STAMP}' and ep/value eq 'k1')"));
    let expand = escaped(format!("singleValueExtendedProperties($filter=id eq '{STAMP}')"));
    let search =
        || talk.get(&format!("/events?$filter={filter}&$expand={expand}"), "collection.event")["value"].clone();
    assert_eq!(search().as_array().unwrap().len(), 1);
    assert_eq!(search()[0]["singleValueExtendedProperties"], given["singleValueExtendedProperties"]);
    let copy = talk.graph.store().copy_event(VERA, id(&made), "").unwrap();
    assert_eq!(search().as_array().unwrap().len(), 2);
    assert_ne!(talk.event(&copy)["iCalUId"], made["iCalUId"]);
}

#[test]
fn graph7_a_write_with_an_old_entity_tag_is_refused() {
    let talk = Talk::new();
    let made = talk.create_event(&hour("Ada", "2026-11-24", 10));
    let write = |method: &str, tag: &str| {
        let request = talk.request(method, &format!("/events/{}", id(&made))).header("If-Match", tag);
        talk.send(&request.json(&json!({"subject": "Mine"})))
    };
    let tag = made["@odata.etag"].as_str().unwrap();
    talk.graph.store().touch_event(VERA, id(&made)).unwrap();
    for method in ["PATCH", "DELETE"] {
        let refused = write(method, tag);
        assert_eq!((refused.status, code(&refused).as_str()), (412, "ErrorIrresolvableConflict"));
    }
    assert_eq!(write("PATCH", talk.event(id(&made))["@odata.etag"].as_str().unwrap()).status, 200);
    talk.graph.store().turn(&json!({"ifMatch": false})).unwrap();
    assert_eq!(write("PATCH", tag).status, 200);
}

#[test]
fn what_graph_does_not_take_is_refused() {
    let talk = Talk::new();
    for (name, value, wanted) in [
        ("color", json!("red"), "RequestBodyRead"),
        ("subject", json!(7), "RequestBodyRead"),
        ("showAs", json!("absent"), "RequestBodyRead"),
        ("sensitivity", json!("secret"), "RequestBodyRead"),
        ("categories", json!(["A", 1]), "RequestBodyRead"),
        ("reminderMinutesBeforeStart", json!("15"), "RequestBodyRead"),
        ("attendees", json!([{"type": "required"}]), "ErrorPropertyValidationFailure"),
        ("start", json!({"dateTime": "2026-11-24T10:00:00+01:00", "timeZone": "UTC"}), "RequestBodyRead"),
        ("start", at("2026-11-24T10:00", "Middle Earth Standard Time"), "TimeZoneNotSupportedException"),
        ("end", at("2026-11-24T09:00", "Europe/Berlin"), "ErrorPropertyValidationFailure"),
        ("end", Value::Null, "ErrorPropertyValidationFailure"),
    ] {
        let mut given = hour("Wrong", "2026-11-24", 10);
        given[name] = value;
        let refused = talk.send(&talk.request("POST", "/events").json(&given));
        assert_eq!((refused.status, code(&refused).as_str()), (400, wanted), "{name}: {}", refused.json());
    }
    assert_eq!(talk.graph.store().events(VERA, "").unwrap().len(), 0);
    // What the service sets itself is passed over.
    let mut given = hour("Right", "2026-11-24", 10);
    (given["iCalUId"], given["isOrganizer"], given["organizer"]) = (json!("mine"), json!(false), json!({}));
    let made = talk.create_event(&given);
    assert_eq!((&made["isOrganizer"], &made["organizer"]["emailAddress"]["address"]), (&json!(true), &json!(VERA)));
    assert_ne!(made["iCalUId"], "mine");
}

#[test]
fn a_list_is_cut_into_pages_filtered_ordered_and_selected() {
    let talk = Talk::new();
    for number in 1..=14 {
        talk.create_event(&hour(&format!("Event {number:02}"), "2026-11-24", number));
    }
    let mut link = "/events?$top=5&$select=subject,start&$orderby=start/dateTime desc".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = talk.get(&link, "collection.event");
        assert!(page["value"][0].get("end").is_none());
        seen.extend(page["value"].as_array().unwrap().iter().map(|one| one["subject"].as_str().unwrap().to_owned()));
        let Some(next) = page["@odata.nextLink"].as_str() else { break };
        link = next.to_owned();
    }
    assert_eq!((seen.len(), seen[0].as_str(), seen[13].as_str()), (14, "Event 14", "Event 01"));
    let some = talk.get(
        "/events?$count=true&$top=2&$filter=start/dateTime ge '2026-11-24T11:00' and isAllDay eq false",
        "collection.event",
    );
    assert_eq!((&some["@odata.count"], some["value"].as_array().unwrap().len()), (&json!(3), 2));
    let view = talk
        .get("/calendarView?startDateTime=2026-11-24T00:30:00Z&endDateTime=2026-11-24T03:00:00Z", "collection.event");
    let shown: Vec<_> = view["value"].as_array().unwrap().iter().map(|one| one["subject"].as_str().unwrap()).collect();
    assert_eq!(shown, ["Event 01", "Event 02", "Event 03"]);
}

#[test]
fn a_view_needs_a_window_and_not_too_large_a_one() {
    let talk = Talk::new();
    for (query, wanted) in [
        ("", "ErrorInvalidParameter"),
        ("?startDateTime=2026-11-24T00:00:00Z", "ErrorInvalidParameter"),
        ("?startDateTime=2026-11-24T00:00:00Z&endDateTime=soon", "ErrorInvalidParameter"),
        // The plus of an offset that was not escaped is a blank.
        ("?startDateTime=2026-11-24T00:00:00+01:00&endDateTime=2026-11-25T00:00:00Z", "ErrorInvalidParameter"),
        ("?startDateTime=2026-11-24T00:00:00Z&endDateTime=2026-11-23T00:00:00Z", "ErrorInvalidParameter"),
        ("?startDateTime=2020-01-01T00:00:00Z&endDateTime=2026-01-01T00:00:00Z", "ErrorCalendarViewRangeTooBig"),
    ] {
        for path in ["/calendarView", "/calendarView/delta"] {
            let refused = talk.send(&talk.request("GET", &format!("{path}{query}")));
            assert_eq!((refused.status, code(&refused).as_str()), (400, wanted), "{path}{query}");
        }
    }
    let whole = format!("/calendarView?{WINDOW}");
    assert_eq!(talk.get(&whole, "collection.event")["value"], json!([]));
}

#[test]
fn ids_come_and_go_in_the_form_that_the_request_prefers() {
    let talk = Talk::new();
    let made = talk.create_event(&hour("One", "2026-11-24", 10));
    let regular = |path: &str| talk.send(&Request::new("GET", &format!("/v1.0/me{path}")));
    let own = id(&regular("/events").json()["value"][0]).to_owned();
    assert_ne!(own, id(&made));
    assert_eq!(
        (regular(&format!("/events/{own}")).status, regular(&format!("/events/{}", id(&made))).status),
        (200, 404)
    );
    assert_eq!(talk.send(&talk.request("GET", &format!("/contacts/{}", id(&made)))).status, 404);
}
