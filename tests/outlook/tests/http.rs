//! The store, its clock and the office.js files, over HTTP.

mod support;

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use support::{Stage, office_js};

const VERA: &str = "vera@example.com";

fn at(date: &str, time: &str, zone: &str) -> Value {
    json!({"dateTime": format!("{date}T{time}:00"), "timeZone": zone})
}

fn seed() -> Value {
    let weekly = json!({"pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["friday"], "firstDayOfWeek": "monday"},
        "range": {"type": "noEnd", "startDate": "2026-10-16"}});
    json!({"mailboxes": [{"address": VERA, "displayName": "Vera", "timeZone": "Europe/Berlin", "events": [
        {"id": "AAMk/one+=", "subject": "One", "start": at("2026-11-24", "10:00", "Europe/Berlin"), "end": at("2026-11-24", "11:00", "Europe/Berlin")},
        {"id": "AAMkfriday=", "subject": "Friday", "start": at("2026-10-16", "09:00", "W. Europe Standard Time"), "end": at("2026-10-16", "10:00", "W. Europe Standard Time"), "recurrence": weekly},
        {"id": "AAMkday=", "subject": "Day", "isAllDay": true, "start": at("2026-11-25", "00:00", "UTC"), "end": at("2026-11-27", "00:00", "UTC")},
    ]}]})
}

struct Talk(Client, Stage);

impl Talk {
    fn new() -> Self {
        let stage = Stage::new(Some(seed()));
        Self(Stage::http(), stage)
    }

    async fn send(&self, method: reqwest::Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let mut request = self.0.request(method, self.1.url(path));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        (status, serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
    }

    async fn get(&self, path: &str) -> Value {
        let (status, value) = self.send(reqwest::Method::GET, path, None).await;
        assert_eq!(status, StatusCode::OK, "{path}: {value}");
        value
    }

    async fn patch(&self, id: &str, body: Value) -> (StatusCode, Value) {
        self.send(reqwest::Method::PATCH, &format!("/_control/events/{}", escaped(id)), Some(body)).await
    }

    /// Subject and start of what the calendar shows in a span of days, starts in UTC.
    async fn week(&self, from: &str, until: &str) -> Vec<(String, String, Value)> {
        let ms = |date: &str| format!("{date}T00:00:00Z").parse::<jiff::Timestamp>().unwrap().as_millisecond();
        let items = self.get(&format!("/page/calendar?mailbox={VERA}&from={}&until={}", ms(from), ms(until))).await;
        let row = |item: &Value| {
            let start = jiff::Timestamp::from_millisecond(item["startMs"].as_i64().unwrap()).unwrap();
            (item["event"]["subject"].as_str().unwrap().to_owned(), start.to_string(), item["event"].clone())
        };
        items.as_array().unwrap().iter().map(row).collect()
    }
}

fn escaped(id: &str) -> String {
    id.replace('/', "%2F").replace('+', "%2B").replace('=', "%3D")
}

#[actix_web::test]
async fn a_series_keeps_its_hour_when_the_clocks_change() {
    let talk = Talk::new();
    let starts: Vec<_> = talk.week("2026-10-10", "2026-11-08").await.into_iter().map(|(_, start, _)| start).collect();
    assert_eq!(
        starts,
        ["2026-10-16T07:00:00Z", "2026-10-23T07:00:00Z", "2026-10-30T08:00:00Z", "2026-11-06T08:00:00Z"]
    );
}

#[actix_web::test]
async fn graph12_an_all_day_event_stands_on_its_dates_in_every_zone() {
    let talk = Talk::new();
    let day = talk.week("2026-11-25", "2026-11-26").await.into_iter().find(|(subject, ..)| subject == "Day").unwrap();
    assert_eq!(day.1, "2026-11-24T23:00:00Z");
    let (status, error) = talk.patch("AAMkday=", json!({"end": at("2026-11-26", "08:00", "UTC")})).await;
    assert_eq!(
        (status, error["error"]["code"].as_str()),
        (StatusCode::BAD_REQUEST, Some("ErrorPropertyValidationFailure"))
    );
}

#[actix_web::test]
async fn an_occurrence_that_is_changed_becomes_an_exception_and_keeps_its_place() {
    let talk = Talk::new();
    let occurrence = talk.week("2026-10-30", "2026-10-31").await.remove(0).2;
    let id = occurrence["id"].as_str().unwrap();
    assert_eq!((&occurrence["type"], &occurrence["seriesMasterId"]), (&json!("occurrence"), &json!("AAMkfriday=")));
    let zone = "W. Europe Standard Time";
    let (status, changed) = talk.patch(id, json!({"subject": "Moved", "start": at("2026-10-31", "12:00", zone), "end": at("2026-10-31", "13:00", zone)})).await;
    assert_eq!(status, StatusCode::OK, "{changed}");
    assert_eq!((&changed["event"]["type"], &changed["event"]["id"]), (&json!("exception"), &occurrence["id"]));
    assert_eq!(changed["event"]["originalStart"], "2026-10-30T08:00:00Z");
    let shown: Vec<_> =
        talk.week("2026-10-24", "2026-11-08").await.into_iter().map(|(subject, start, _)| (subject, start)).collect();
    let expected = [("Moved", "2026-10-31T11:00:00Z"), ("Friday", "2026-11-06T08:00:00Z")];
    assert_eq!(shown, expected.map(|(subject, start)| (subject.to_owned(), start.to_owned())));

    let (status, error) =
        talk.patch(id, json!({"start": at("2026-11-06", "08:00", zone), "end": at("2026-11-06", "08:30", zone)})).await;
    assert_eq!(
        (status, error["error"]["code"].as_str()),
        (StatusCode::BAD_REQUEST, Some("ErrorOccurrenceCrossingBoundary"))
    );
}

#[actix_web::test]
async fn a_deleted_occurrence_is_cancelled_on_its_series() {
    let talk = Talk::new();
    let occurrence = talk.week("2026-10-30", "2026-10-31").await.remove(0).2;
    let path = format!("/_control/events/{}", escaped(occurrence["id"].as_str().unwrap()));
    assert_eq!(talk.send(reqwest::Method::DELETE, &path, None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(talk.week("2026-10-24", "2026-11-06").await.len(), 0);
    assert_eq!(
        talk.get("/_control/events/AAMkfriday%3D").await["event"]["cancelledOccurrences"],
        json!(["OID.AAMkfriday=.2026-10-30"])
    );
    assert_eq!(talk.send(reqwest::Method::GET, &path, None).await.0, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn an_item_is_found_by_each_of_its_ids_and_keeps_what_it_is_given() {
    let talk = Talk::new();
    let found = talk.get("/_control/events/AAMk%2Fone%2B%3D").await;
    for id in [found["immutableId"].as_str().unwrap(), "AAMk-one_="] {
        assert_eq!(talk.get(&format!("/_control/events/{}", escaped(id))).await["event"]["id"], "AAMk/one+=");
    }
    let before = found["event"]["changeKey"].clone();
    let (_, changed) = talk
        .patch(
            "AAMk-one_=",
            json!({"lastModifiedDateTime": "2026-11-01T10:00:00Z", "location": {"displayName": "Hall"}}),
        )
        .await;
    assert_eq!(changed["event"]["lastModifiedDateTime"], "2026-11-01T10:00:00.0000000Z");
    assert_eq!(changed["event"]["locations"][0]["displayName"], "Hall");
    assert_ne!(changed["event"]["changeKey"], before);
}

#[actix_web::test]
async fn the_clock_can_be_set_and_stamps_what_changes() {
    let talk = Talk::new();
    talk.send(reqwest::Method::POST, "/_control/clock", Some(json!({"now": "2026-12-24T18:00:00Z"}))).await;
    let (_, changed) = talk.patch("AAMk/one+=", json!({"subject": "Two"})).await;
    assert_eq!(changed["event"]["lastModifiedDateTime"], "2026-12-24T18:00:00.0000000Z");
    assert_eq!(talk.get("/page/mailboxes").await["now"], "2026-12-24T18:00:00.0000000Z");
}

#[actix_web::test]
async fn a_created_event_is_kept_and_the_waiting_page_is_told() {
    let talk = Talk::new();
    let revision = talk.get("/page/changes?since=0").await["revision"].as_u64().unwrap();
    let waiting = talk.get_later(&format!("/page/changes?since={revision}"));
    let given = json!({"subject": "New", "start": at("2026-11-24", "08:00", "Europe/Berlin"), "end": at("2026-11-24", "08:30", "Europe/Berlin")});
    let (status, created) =
        talk.send(reqwest::Method::POST, &format!("/_control/events?mailbox={VERA}"), Some(given)).await;
    assert_eq!(status, StatusCode::CREATED);
    assert!(waiting.await.unwrap()["revision"].as_u64().unwrap() > revision);
    let Talk(client, stage) = talk;
    let talk = Talk(client, stage.again());
    let kept = talk.get(&format!("/_control/events/{}", escaped(created["event"]["id"].as_str().unwrap()))).await;
    assert_eq!((&kept["immutableId"], &kept["event"]), (&created["immutableId"], &created["event"]));
    let kept = &kept["event"];
    assert_eq!(kept["id"], created["event"]["id"]);
    assert_eq!(kept["isOrganizer"], true);
    assert_eq!(kept["start"]["dateTime"], "2026-11-24T08:00:00.0000000");
}

impl Talk {
    fn get_later(&self, path: &str) -> tokio::task::JoinHandle<Value> {
        let request = self.0.get(self.1.url(path));
        tokio::spawn(async move { request.send().await.unwrap().json().await.unwrap() })
    }
}

#[actix_web::test]
async fn office_js_is_served_as_the_cdns_serve_it_and_nothing_beside_it() {
    let talk = Talk::new();
    let original = std::fs::read(office_js().join("office.js")).unwrap();
    for path in ["/cdn/office-js/office.js", "/lib/1/hosted/office.js", "/lib/1.1/hosted/office.js"] {
        let response = talk.0.get(talk.1.url(path)).header("Host", "appsforoffice.microsoft.com").send().await.unwrap();
        assert_eq!(response.headers()["access-control-allow-origin"], "*", "{path}");
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/javascript"));
        assert_eq!(response.bytes().await.unwrap(), original, "{path}");
    }
    for path in ["/lib/1/hosted/en-US/office_strings.js", "/ajax/3.5/MicrosoftAjax.js", "/cdn/MicrosoftAjax.js"] {
        assert_eq!(talk.0.get(talk.1.url(path)).send().await.unwrap().status(), StatusCode::OK, "{path}");
    }
    for path in ["/lib/1/hosted/%2E%2E/package.json", "/lib/1/hosted/..%2Fpackage.json", "/cdn/office-js//etc/passwd"] {
        assert_eq!(talk.0.get(talk.1.url(path)).send().await.unwrap().status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[actix_web::test]
async fn a_misspelt_fault_is_refused() {
    let talk = Talk::new();
    let (status, _) = talk.send(reqwest::Method::POST, "/_control/faults", Some(json!({"delay": 100}))).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (status, list) = talk.send(reqwest::Method::POST, "/_control/faults", Some(json!({"delayMs": 100}))).await;
    assert_eq!((status, &list[0]["delayMs"]), (StatusCode::OK, &json!(100)));
}

#[actix_web::test]
async fn officejs7_custom_properties_are_lost_on_an_edited_occurrence() {
    let talk = Talk::new();
    let occurrence = talk.week("2026-10-30", "2026-10-31").await.remove(0).2;
    let id = occurrence["id"].as_str().unwrap();
    let path = format!("/page/properties/{}", escaped(id));
    talk.send(reqwest::Method::PUT, "/page/properties/AAMkfriday%3D", Some(json!({"key": 1}))).await;
    assert_eq!(talk.get(&path).await, json!({"key": 1}));
    talk.patch(id, json!({"subject": "Edited"})).await;
    assert_eq!(talk.get(&path).await, json!({}));
}
