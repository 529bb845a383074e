//! Calendars over HTTP: the page and Graph stand on the same events; rights, what is kept, and the control routes.

mod support;

use fantoccini::actions::{InputSource as _, MouseActions, PointerAction};
use outlook::entra::Mint;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use support::{Stage, in_browser};

const VERA: &str = "vera@example.com";
const OFFICE: &str = "office@example.com";
const GRAPH: &str = "https://graph.microsoft.com";
const WINDOW: &str = "startDateTime=2026-11-01T00:00:00Z&endDateTime=2027-01-01T00:00:00Z";

fn at(when: &str) -> Value {
    json!({"dateTime": format!("{when}:00"), "timeZone": "Europe/Berlin"})
}

fn seed() -> Value {
    let recurrence = json!({"pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"], "firstDayOfWeek": "monday"},
        "range": {"type": "numbered", "startDate": "2026-11-23", "numberOfOccurrences": 4}});
    json!({"mailboxes": [
        {"address": VERA, "displayName": "Vera Lindqvist", "timeZone": "Europe/Berlin", "events": [
            {"id": "AAMkexc=", "type": "exception", "seriesMasterId": "AAMkser=", "originalStart": "2026-11-30T08:00:00Z", "subject": "Partners, late",
             "start": at("2026-11-30T11:00"), "end": at("2026-11-30T12:00")},
            {"id": "AAMkser=", "subject": "Partners", "start": at("2026-11-23T09:00"), "end": at("2026-11-23T10:00"), "recurrence": recurrence,
             "cancelledOccurrences": ["OID.AAMkser=.2026-12-07"]},
            {"id": "AAMkone/+=", "subject": "Hearing", "start": at("2026-11-24T10:00"), "end": at("2026-11-24T11:00")}]},
        {"address": OFFICE, "displayName": "Office", "timeZone": "Europe/Berlin", "shared": true, "events": [
            {"subject": "Doctor", "sensitivity": "private", "location": {"displayName": "Clinic"}, "start": at("2026-11-24T10:00"), "end": at("2026-11-24T11:00")},
            {"subject": "Open house", "start": at("2026-11-24T12:00"), "end": at("2026-11-24T13:00")}]}]})
}

/// A caller of Graph with a token of its own.
struct Caller {
    client: reqwest::Client,
    token: String,
}

impl Caller {
    fn new(stage: &Stage, mint: Value) -> Self {
        let mint: Mint = serde_json::from_value(mint).unwrap();
        Self { client: Stage::http(), token: stage.outlook.entra.mint(&mint).unwrap() }
    }

    fn of_vera(stage: &Stage, right: &str) -> Self {
        Self::new(stage, json!({"account": VERA, "scope": format!("{GRAPH}/{right}")}))
    }

    async fn send(&self, stage: &Stage, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let url = if path.starts_with("https://") { path.to_owned() } else { stage.url(path) };
        let mut request =
            self.client.request(method, url).bearer_auth(&self.token).header("Prefer", "IdType=\"ImmutableId\"");
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        (answer.status(), serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default())
    }

    async fn get(&self, stage: &Stage, path: &str) -> Value {
        let (status, body) = self.send(stage, Method::GET, path, None).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        body
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_dragged_on_the_page_graph_tells_and_what_graph_changes_the_page_shows() {
    in_browser(Some(seed()), |stage, page| async move {
        let vera = Caller::of_vera(&stage, "Calendars.ReadWrite");
        let first = vera.get(&stage, &format!("/graph/v1.0/me/calendarView/delta?{WINDOW}")).await;
        page.open("#/calendar/2026-11-24").await;
        let chip = page.find("[data-subject='Hearing']").await;
        let step = |y| PointerAction::MoveBy { duration: Some(Duration::from_millis(50)), x: 0.0, y };
        let mouse = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveToElement { element: chip, duration: None, x: 0.0, y: 0.0 })
            .then(PointerAction::Down { button: 0 })
            .then(step(20.0))
            .then(step(24.0))
            .then(PointerAction::Up { button: 0 });
        page.0.perform_actions(mouse).await.unwrap();
        page.find("[data-subject='Hearing'][data-start='2026-11-24T11:00']").await;
        let next = vera.get(&stage, first["@odata.deltaLink"].as_str().unwrap()).await;
        let told = &next["value"][0];
        assert_eq!(next["value"].as_array().unwrap().len(), 1);
        assert_eq!((&told["subject"], &told["start"]["dateTime"]), (&json!("Hearing"), &json!("2026-11-24T10:00:00.0000000")));

        let path = format!("/graph/v1.0/me/events/{}", told["id"].as_str().unwrap());
        let moved = json!({"subject": "Hearing, moved", "start": {"dateTime": "2026-11-25T13:00:00", "timeZone": "UTC"}, "end": {"dateTime": "2026-11-25T14:00:00", "timeZone": "UTC"}});
        assert_eq!(vera.send(&stage, Method::PATCH, &path, Some(moved)).await.0, StatusCode::OK);
        page.find("[data-subject='Hearing, moved'][data-start='2026-11-25T14:00']").await;

        page.find("[data-subject='Partners'][data-start='2026-11-23T09:00']").await;
        let view = vera.get(&stage, &format!("/graph/v1.0/me/calendarView?{WINDOW}")).await;
        let partners = view["value"].as_array().unwrap().iter().find(|event| event["subject"] == "Partners").unwrap();
        let path = format!("/graph/v1.0/me/events/{}", partners["id"].as_str().unwrap());
        assert_eq!(vera.send(&stage, Method::DELETE, &path, None).await.0, StatusCode::NO_CONTENT);
        page.until("return !document.querySelector(\"[data-subject='Partners']\")").await;
        assert_eq!(stage.outlook.graph.store().mail_count(), 0);
    })
    .await;
}

#[actix_web::test]
async fn rights_to_calendars_are_rights_of_their_own() {
    let stage = Stage::new(Some(seed()));
    let (reads, writes) = (Caller::of_vera(&stage, "Calendars.Read"), Caller::of_vera(&stage, "Calendars.ReadWrite"));
    let contacts = Caller::of_vera(&stage, "Contacts.ReadWrite");
    let event = json!({"subject": "New", "start": at("2026-11-26T10:00"), "end": at("2026-11-26T11:00")});
    for (caller, method, status) in [
        (&reads, Method::GET, StatusCode::OK),
        (&reads, Method::POST, StatusCode::FORBIDDEN),
        (&contacts, Method::GET, StatusCode::FORBIDDEN),
        (&writes, Method::POST, StatusCode::CREATED),
    ] {
        let body = (method == Method::POST).then(|| event.clone());
        let (answered, body) = caller.send(&stage, method, "/graph/v1.0/me/events", body).await;
        assert_eq!(answered, status, "{body}");
    }
    let (status, _) = writes.send(&stage, Method::GET, "/graph/v1.0/me/contacts", None).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn a_private_event_shows_others_only_that_the_time_is_taken() {
    let stage = Stage::new(Some(seed()));
    let path = format!("/graph/v1.0/users/{OFFICE}/events?$orderby=start/dateTime");
    let vera = Caller::of_vera(&stage, "Calendars.Read").get(&stage, &path).await;
    let (doctor, open) = (&vera["value"][0], &vera["value"][1]);
    assert_eq!((&doctor["subject"], &doctor["location"]), (&json!("Private Appointment"), &Value::Null));
    assert_eq!((&doctor["showAs"], &open["subject"]), (&json!("busy"), &json!("Open house")));
    let app = Caller::new(&stage, json!({"app": true, "scope": format!("{GRAPH}/.default")}));
    let whole = app.get(&stage, &path).await;
    assert_eq!(whole["value"][0]["location"]["displayName"], "Clinic");
}

#[actix_web::test]
async fn a_seeded_series_has_its_exceptions_and_cancellations_and_is_kept_with_its_ids() {
    let stage = Stage::new(Some(seed()));
    let vera = Caller::of_vera(&stage, "Calendars.ReadWrite");
    let path = format!("/graph/v1.0/me/calendarView?{WINDOW}");
    let before = vera.get(&stage, &path).await["value"].clone();
    let rows: Vec<_> = before
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (event["subject"].as_str().unwrap(), event["type"].as_str().unwrap()))
        .collect();
    assert_eq!(
        rows,
        [
            ("Partners", "occurrence"),
            ("Hearing", "singleInstance"),
            ("Partners, late", "exception"),
            ("Partners", "occurrence")
        ]
    );
    let patched = json!({"subject": "Partners, early"});
    let occurrence = format!("/graph/v1.0/me/events/{}", before[3]["id"].as_str().unwrap());
    vera.send(&stage, Method::PATCH, &occurrence, Some(patched)).await;
    let before = vera.get(&stage, &path).await["value"].clone();
    let stage = stage.again();
    let vera = Caller::of_vera(&stage, "Calendars.ReadWrite");
    assert_eq!(vera.get(&stage, &path).await["value"], before);
}

#[actix_web::test]
async fn control_moves_copies_and_touches_events_and_counts_mails() {
    let stage = Stage::new(Some(seed()));
    let nobody = Caller { client: Stage::http(), token: String::new() };
    let control = async |method: Method, path: &str, body: Option<Value>| {
        let (status, value) = nobody.send(&stage, method, path, body).await;
        assert!(status.is_success(), "{path}: {status} {value}");
        value
    };
    let other = control(Method::POST, "/_control/calendars", Some(json!({"name": "Other"}))).await["id"].clone();
    let moved = control(Method::POST, "/_control/events/AAMkone%2F%2B%3D/move", Some(json!({"calendar": other}))).await;
    assert_eq!(moved["event"]["calendarId"], other);
    let path = format!("/_control/events/{}", moved["event"]["id"].as_str().unwrap());
    let touched = control(Method::POST, &format!("{path}/touch"), None).await;
    assert_ne!(touched["event"]["changeKey"], moved["event"]["changeKey"]);
    let copy = control(Method::POST, &format!("{path}/copy"), Some(json!({}))).await;
    assert_ne!(copy["event"]["id"], moved["event"]["id"]);
    let list = control(Method::GET, "/_control/calendars", None).await;
    assert_eq!((&list[0]["default"], &list[1]["events"]), (&json!(true), &json!(1)));
    let renewed = control(Method::POST, &format!("/_control/calendars/{}/renew", other.as_str().unwrap()), None).await;
    control(Method::DELETE, &format!("/_control/calendars/{}", renewed["id"].as_str().unwrap()), None).await;
    assert_eq!(nobody.send(&stage, Method::GET, &path, None).await.0, StatusCode::NOT_FOUND);

    let guests = json!([{"type": "required", "emailAddress": {"address": "jonas@hartmann.example"}}]);
    control(Method::PATCH, "/_control/events/AAMkser%3D", Some(json!({"attendees": guests}))).await;
    let mails = control(Method::GET, "/_control/mails", None).await;
    assert_eq!((&mails["count"], &mails["mails"][0]["by"]), (&json!(0), &json!("person")));
    let vera = Caller::of_vera(&stage, "Calendars.ReadWrite");
    let found = vera.get(&stage, "/graph/v1.0/me/events?$filter=subject eq 'Partners'").await;
    let path = format!("/graph/v1.0/me/events/{}", found["value"][0]["id"].as_str().unwrap());
    vera.send(&stage, Method::PATCH, &path, Some(json!({"importance": "high"}))).await;
    let mails = control(Method::GET, "/_control/mails", None).await;
    assert_eq!((&mails["count"], &mails["mails"][1]["kind"]), (&json!(1), &json!("update")));
    assert_eq!(control(Method::GET, "/_control/graph", None).await["mails"], 1);
    control(Method::DELETE, "/_control/mails", None).await;
    assert_eq!(control(Method::GET, "/_control/mails", None).await["mails"], json!([]));
}
