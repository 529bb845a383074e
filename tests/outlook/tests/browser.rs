//! The page in a real Chromium with the unmodified office.js, seen from a fixture add-in.

mod support;

use serde_json::{Value, json};
use support::{Stage, in_browser};

fn seed() -> Value {
    let at = |date: &str, time: &str| json!({"dateTime": format!("{date}T{time}:00"), "timeZone": "Europe/Berlin"});
    json!({"mailboxes": [{
        "address": "vera@example.com", "displayName": "Vera Lindqvist", "timeZone": "Europe/Berlin",
        "events": [
            {"id": "AAMkone/+=", "subject": "Hearing", "start": at("2026-11-24", "10:00"), "end": at("2026-11-24", "11:00"), "location": {"displayName": "Court"},
             "lastModifiedDateTime": "2026-11-20T08:00:00Z", "categories": ["Red category"],
             "body": {"contentType": "html", "content": "<html><body><p>Bring</p><p>the lease</p></body></html>"}},
            {"id": "AAMktwo=", "subject": "Audit", "isOrganizer": false, "start": at("2026-11-25", "09:00"), "end": at("2026-11-25", "10:00"),
             "lastModifiedDateTime": "2026-11-21T08:00:00Z", "organizer": {"emailAddress": {"name": "Tomas", "address": "tomas@example.org"}},
             "attendees": [{"type": "required", "status": {"response": "accepted"}, "emailAddress": {"name": "Vera Lindqvist", "address": "vera@example.com"}}]},
            {"id": "AAMkser=", "subject": "Partners", "start": at("2026-11-23", "09:00"), "end": at("2026-11-23", "09:45"),
             "recurrence": {"pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"], "firstDayOfWeek": "monday"}, "range": {"type": "numbered", "startDate": "2026-11-23", "numberOfOccurrences": 4}}},
        ],
        "messages": [
            {"id": "AAMkmsg1=", "subject": "First", "receivedDateTime": "2026-11-23T08:00:00Z", "from": {"emailAddress": {"name": "Ngozi", "address": "ngozi@example.net"}},
             "toRecipients": [{"emailAddress": {"name": "Vera Lindqvist", "address": "vera@example.com"}}], "body": {"contentType": "text", "content": "One"}},
            {"id": "AAMkmsg2=", "subject": "Second", "receivedDateTime": "2026-11-22T08:00:00Z", "from": {"emailAddress": {"name": "Jonas", "address": "jonas@example.net"}},
             "toRecipients": [], "body": {"contentType": "text", "content": "Two"}},
        ],
    }]})
}

const HEARING: &str = "#/open/AAMkone%2F%2B%3D";

#[tokio::test(flavor = "multi_thread")]
async fn compose_reads_and_writes_the_open_form_and_not_the_store() {
    in_browser(Some(seed()), |stage, page| async move {
        page.open(HEARING).await;
        page.enter_pane("organizerPane").await;
        assert_eq!(page.office("item.subject.getAsync(done)").await["value"], "Hearing");
        assert_eq!(page.office("item.start.getAsync(done)").await["value"], "2026-11-24T09:00:00.000Z");
        assert_eq!(page.office("item.body.getAsync('text', done)").await["value"], "Bring\r\nthe lease");
        assert_eq!(
            page.office("item.categories.getAsync(done)").await["value"],
            json!([{"displayName": "Red category", "color": "Preset0"}])
        );
        assert_eq!(page.office("item.organizer.getAsync(done)").await["value"]["emailAddress"], "vera@example.com");
        assert_eq!(page.office("item.getItemIdAsync(done)").await["value"], "AAMkone/+=");
        assert_eq!(page.pane("item.dateTimeModified").await, Value::Null);

        assert_eq!(page.office("item.subject.setAsync('Hearing, moved', done)").await["status"], "succeeded");
        page.office("item.start.setAsync(new Date('2026-11-24T10:30:00Z'), done)").await;
        page.office("item.location.setAsync('Room 5', done)").await;
        assert_eq!(page.office("item.end.getAsync(done)").await["value"], "2026-11-24T11:30:00.000Z");
        assert_eq!(page.office("item.end.setAsync(new Date('2026-11-24T08:00:00Z'), done)").await["code"], 9010);
        assert_eq!(page.office("item.categories.addAsync(['No such'], done)").await["code"], 9044);

        page.leave_frame().await;
        assert_eq!(page.value("subject").await, "Hearing, moved");
        assert_eq!(page.value("start-time").await, "11:30");
        assert!(page.text("unsaved").await.contains("Unsaved"));
        let stored = || stage.outlook.store.event("AAMkone/+=").unwrap().1;
        assert_eq!(stored()["subject"], "Hearing");
        page.click("save").await;
        page.until("return document.querySelector('[data-testid=unsaved]').hidden").await;
        assert_eq!(stored()["subject"], "Hearing, moved");
        assert_eq!(stored()["start"], json!({"dateTime": "2026-11-24T11:30:00.0000000", "timeZone": "Europe/Berlin"}));
        assert_eq!(stored()["location"]["displayName"], "Room 5");
        assert_ne!(stored()["lastModifiedDateTime"], "2026-11-20T08:00:00Z");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_appointment_has_no_id_until_it_is_saved() {
    in_browser(Some(seed()), |stage, page| async move {
        page.open("#/new/2026-11-26T14:00").await;
        page.fill("subject", "Fresh").await;
        page.enter_pane("organizerPane").await;
        assert_eq!(page.office("item.getItemIdAsync(done)").await["code"], 9046);
        page.leave_frame().await;
        page.fill("start-time", "15:00").await;
        page.find("[data-testid='addin-frame']").await.enter_frame().await.unwrap();
        let events = page.until("return events.length ? events : null").await;
        assert_eq!(events, json!([{"type": "AppointmentTimeChanged", "start": "2026-11-26T14:00:00.000Z", "end": "2026-11-26T14:30:00.000Z"}]));

        let recurrence = "(() => { const time = new Office.SeriesTime(); time.setStartDate('2026-11-26'); time.setStartTime(15, 0); time.setDuration(45);
            item.recurrence.setAsync({recurrenceType: 'monthly', recurrenceProperties: {interval: 2, dayOfWeek: 'thu', weekNumber: 'last'},
            recurrenceTimeZone: {name: 'W. Europe Standard Time'}, seriesTime: time}, done); })()";
        assert_eq!(page.office(recurrence).await["status"], "succeeded");
        let back = page.office("item.recurrence.getAsync(done)").await["value"].clone();
        assert_eq!(back["recurrenceProperties"], json!({"interval": 2, "dayOfWeek": "thu", "weekNumber": "last"}));
        assert_eq!(back["recurrenceTimeZone"]["name"], "W. Europe Standard Time");
        let id = page.office("item.saveAsync(done)").await["value"].as_str().unwrap().to_owned();
        assert_eq!(page.office("item.getItemIdAsync(done)").await["value"], id);
        let event = stage.outlook.store.event(&id).unwrap().1;
        assert_eq!((&event["subject"], &event["type"]), (&json!("Fresh"), &json!("seriesMaster")));
        assert_eq!(event["recurrence"]["pattern"], json!({"type": "relativeMonthly", "interval": 2, "daysOfWeek": ["thursday"], "index": "last"}));
        assert_eq!(event["end"]["dateTime"], "2026-11-26T15:45:00.0000000");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attendee_reads_values_and_the_series_knows_its_occurrences() {
    in_browser(Some(seed()), |stage, page| async move {
        page.open("#/open/AAMktwo%3D").await;
        page.enter_pane("attendeePane").await;
        assert_eq!(
            page.pane("[item.subject, item.start, item.organizer.emailAddress, item.dateTimeModified, item.itemId]")
                .await,
            json!(["Audit", "2026-11-25T08:00:00.000Z", "tomas@example.org", "2026-11-21T08:00:00.000Z", "AAMktwo="])
        );
        assert_eq!(page.pane("item.requiredAttendees[0].appointmentResponse").await, "accepted");
        assert_eq!(page.pane("Office.context.mailbox.userProfile.timeZone").await, "W. Europe Standard Time");
        page.leave_frame().await;
        let second = stage.outlook.store.view("vera@example.com", 1_796_000_000_000, 1_797_000_000_000);
        let occurrence = second.iter().find(|item| item.event["subject"] == "Partners").unwrap().event["id"]
            .as_str()
            .unwrap()
            .to_owned();
        page.open(&format!("#/open/{}", occurrence.replace('/', "%2F").replace('+', "%2B").replace('=', "%3D"))).await;
        page.enter_pane("organizerPane").await;
        assert_eq!(page.pane("item.seriesId").await, "AAMkser=");
        let recurrence = page.office("item.recurrence.getAsync(done)").await["value"].clone();
        assert_eq!(
            (&recurrence["recurrenceType"], &recurrence["seriesTime"]["endDay"]),
            (&json!("weekly"), &json!(14))
        );
        assert_eq!(page.office("item.recurrence.setAsync(null, done)").await["status"], "thrown");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_command_reports_in_the_bar_and_completes() {
    in_browser(Some(seed()), |_, page| async move {
        page.open(HEARING).await;
        page.click("ribbon-organizerSay").await;
        page.until("return !!document.querySelector('[data-key=fixture]') && !document.querySelector('[data-type=progressIndicator]')").await;
        assert_eq!(page.text("notice-message").await, "Composed: Hearing from organizerSay");
        page.until("return !document.querySelector('[data-testid=function-frame]')").await;
        page.click("ribbon-organizerMenu").await;
        page.click("ribbon-organizerMissing").await;
        page.until("return [...document.querySelectorAll('[data-type=errorMessage]')].some((bar) => bar.textContent.includes(\"'nowhere'\"))").await;
        page.open("#/open/AAMktwo%3D").await;
        page.click("ribbon-attendeeSay").await;
        page.until("return (document.querySelector('[data-key=fixture]')?.textContent || '').includes('Read: Audit from attendeeSay')").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pinned_pane_follows_the_messages_and_stale_replies_are_refused() {
    in_browser(Some(seed()), |stage, page| async move {
        page.open("#/mail/AAMkmsg1%3D").await;
        page.enter_pane("messagePane").await;
        assert_eq!(page.pane("[item.subject, item.from.emailAddress]").await, json!(["First", "ngozi@example.net"]));
        page.leave_frame().await;
        page.click("pane-pin").await;
        page.find("[data-subject='Second']").await.click().await.unwrap();
        page.find("[data-testid='addin-frame']").await.enter_frame().await.unwrap();
        page.until("return events.some((event) => event.subject === 'Second')").await;
        assert_eq!(page.pane("item.subject").await, "Second");

        stage.outlook.faults.set(outlook::faults::read(json!([
            {"dispatchId": 37, "delayMs": 200, "itemChange": {"to": "AAMkmsg1="}, "times": 1}, {"dispatchId": 157, "errorCode": 9042, "times": 1},
            {"dispatchId": 34, "itemChange": {"to": null}, "deliverStale": true, "times": 1}])).unwrap());
        assert_eq!(page.office("item.body.getAsync('text', done)").await["code"], 9030);
        assert_eq!(page.pane("item.subject").await, "First");
        assert_eq!(page.office("item.categories.getAsync(done)").await["code"], 9042);
        assert_eq!(page.office("item.body.getAsync('text', done)").await["value"], "One");
        assert_eq!(page.office("item.notificationMessages.getAllAsync(done)").await["value"], json!([]));
        page.until("return Office.context.mailbox.item === null && events.at(-1).subject === null").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_dragged_by_an_hour_and_a_day() {
    in_browser(Some(seed()), |stage, page| async move {
        use fantoccini::actions::{InputSource as _, MouseActions, PointerAction};
        page.open("#/calendar/2026-11-24").await;
        let chip = page.find("[data-subject='Hearing']").await;
        let day = page.find("[data-date='2026-11-24'].day").await.rectangle().await.unwrap();
        let width = day.2.round();
        let step = |x, y| PointerAction::MoveBy { duration: Some(std::time::Duration::from_millis(50)), x, y };
        let mouse = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveToElement { element: chip, duration: None, x: 0.0, y: 0.0 })
            .then(PointerAction::Down { button: 0 })
            .then(step(width / 2.0, 20.0))
            .then(step(width / 2.0, 24.0))
            .then(PointerAction::Up { button: 0 });
        page.0.perform_actions(mouse).await.unwrap();
        page.find("[data-subject='Hearing'][data-start='2026-11-25T11:00']").await;
        let event = stage.outlook.store.event("AAMkone/+=").unwrap().1;
        assert_eq!(event["start"], json!({"dateTime": "2026-11-25T11:00:00.0000000", "timeZone": "Europe/Berlin"}));
        assert_eq!(event["end"]["dateTime"], "2026-11-25T12:00:00.0000000");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_add_in_that_cannot_be_reached_is_explained() {
    in_browser(Some(seed()), |stage, page| async move {
        let manifest = support::FIXTURE_MANIFEST.replace("{origin}", "https://localhost:1");
        Stage::http().post(stage.url("/page/addin")).body(manifest).send().await.unwrap();
        page.open(HEARING).await;
        page.click("ribbon-organizerPane").await;
        page.until(
            "return document.querySelector('[data-testid=pane-status]').textContent.includes('accept the certificate')",
        )
        .await;
        Stage::http().post(stage.url("/page/addin")).body("<OfficeApp/>").send().await.unwrap();
        page.0.refresh().await.unwrap();
        page.until("return !!document.querySelector('[data-testid=addin-problems]')").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_recurrence_goes_to_office_js_and_back_unchanged() {
    in_browser(Some(seed()), |_, page| async move {
        page.open("#/calendar").await;
        let script = "const done = arguments[arguments.length - 1]; import('/recurrence.js').then(({toOffice, fromOffice}) => done(arguments[0].map((pattern) => {
            const range = {type: 'endDate', startDate: '2026-11-26', endDate: '2027-11-26', numberOfOccurrences: 0, recurrenceTimeZone: 'Europe/Berlin'};
            const series = {start: '2026-11-26T09:15', end: '2026-11-26T10:00', zone: 'Europe/Berlin', windowsZone: 'W. Europe Standard Time', lastDay: '2027-11-26'};
            return fromOffice(toOffice({pattern, range}, series), 'Europe/Berlin');
        })))";
        let patterns = json!([
            {"type": "daily", "interval": 3},
            {"type": "weekly", "interval": 2, "daysOfWeek": ["monday", "thursday"], "firstDayOfWeek": "monday"},
            {"type": "weekly", "interval": 1, "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"], "firstDayOfWeek": "sunday"},
            {"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 31},
            {"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["sunday", "saturday"], "index": "last"},
            {"type": "absoluteYearly", "interval": 1, "month": 11, "dayOfMonth": 26},
            {"type": "relativeYearly", "interval": 1, "month": 2, "daysOfWeek": ["thursday"], "index": "fourth"},
        ]);
        let back = page.0.execute_async(script, vec![patterns.clone()]).await.unwrap();
        for (one, given) in back.as_array().unwrap().iter().zip(patterns.as_array().unwrap()) {
            assert_eq!(&one["recurrence"]["pattern"], given);
            assert_eq!((&one["start"], &one["end"]), (&json!("2026-11-26T09:15"), &json!("2026-11-26T10:00")));
            assert_eq!(one["recurrence"]["range"]["endDate"], "2027-11-26");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wall_times_and_instants_agree_around_the_clock_changes() {
    in_browser(Some(seed()), |_, page| async move {
        page.open("#/calendar").await;
        let script = "const done = arguments[arguments.length - 1]; import('/zones.js').then((zones) => done(arguments[0].map((wall) => {
            const ms = zones.instant(wall, 'Europe/Berlin'); return [new Date(ms).toISOString(), zones.wallAt(ms, 'Europe/Berlin')]; })))";
        let walls = json!(["2026-03-29T01:59", "2026-03-29T02:30", "2026-03-29T03:00", "2026-10-25T02:30", "2026-10-25T03:00", "2026-07-01T12:00"]);
        assert_eq!(page.0.execute_async(script, vec![walls]).await.unwrap(), json!([
            ["2026-03-29T00:59:00.000Z", "2026-03-29T01:59"], ["2026-03-29T01:30:00.000Z", "2026-03-29T03:30"], ["2026-03-29T01:00:00.000Z", "2026-03-29T03:00"],
            ["2026-10-25T00:30:00.000Z", "2026-10-25T02:30"], ["2026-10-25T02:00:00.000Z", "2026-10-25T03:00"], ["2026-07-01T10:00:00.000Z", "2026-07-01T12:00"]]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_tells_the_add_in_what_a_person_changes_until_it_no_longer_asks() {
    in_browser(Some(seed()), |_, page| async move {
        page.open(HEARING).await;
        page.enter_pane("organizerPane").await;
        page.leave_frame().await;
        page.fill("required", "Ngozi Okafor <ngozi@example.net>; jonas@example.net").await;
        page.fill("repeat-kind", "weekly").await;
        page.find("[data-testid='addin-frame']").await.enter_frame().await.unwrap();
        let events = page.until("return events.length > 1 ? events : null").await;
        assert_eq!(events[0]["changedRecipientFields"]["requiredAttendees"], true);
        assert_eq!(events[1]["recurrence"]["recurrenceProperties"]["days"], json!(["tue"]));
        let people = page.office("item.requiredAttendees.getAsync(done)").await["value"].clone();
        assert_eq!(people[0], json!({"emailAddress": "ngozi@example.net", "displayName": "Ngozi Okafor", "appointmentResponse": "none", "recipientType": "externalUser"}));
        assert_eq!(people[1]["emailAddress"], "jonas@example.net");

        assert_eq!(page.office("item.removeHandlerAsync(Office.EventType.RecipientsChanged, done)").await["status"], "succeeded");
        page.leave_frame().await;
        let asked = page.until("return [...outlook.pane.frame.registered].sort()").await;
        assert_eq!(asked, json!(["appCommandInvoked", "olkAppointmentTimeChanged", "olkItemSelectedChanged", "olkRecurrenceChanged"]));
        page.fill("optional", "ilse@example.net").await;
        page.fill("start-time", "12:15").await;
        page.find("[data-testid='addin-frame']").await.enter_frame().await.unwrap();
        let events = page.until("return events.length > 2 ? events : null").await;
        assert_eq!((events.as_array().unwrap().len(), &events[2]["start"]), (3, &json!("2026-11-24T11:15:00.000Z")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_notification_bar_has_outlooks_limits() {
    in_browser(Some(seed()), |_, page| async move {
        page.open(HEARING).await;
        page.enter_pane("organizerPane").await;
        let add = |key: &str, length: usize| {
            let message = "m".repeat(length);
            format!("item.notificationMessages.addAsync('{key}', {{type: 'errorMessage', message: '{message}'}}, done)")
        };
        assert_eq!(page.office(&add("long", 151)).await["status"], "thrown");
        for key in ["a", "b", "c", "d", "e"] {
            assert_eq!(page.office(&add(key, 150)).await["status"], "succeeded", "{key}");
        }
        assert_eq!(page.office(&add("a", 5)).await["code"], 9023);
        assert_eq!(page.office(&add("f", 5)).await["code"], 9025);
        assert_eq!(page.office("item.notificationMessages.removeAsync('x', done)").await["code"], 9024);
        assert_eq!(page.office("item.notificationMessages.removeAsync('a', done)").await["status"], "succeeded");
        let all = page.office("item.notificationMessages.getAllAsync(done)").await["value"].clone();
        assert_eq!(
            (all.as_array().unwrap().len(), &all[0]["key"], &all[0]["type"]),
            (4, &json!("b"), &json!("errorMessage"))
        );
        page.leave_frame().await;
        page.until("return document.querySelectorAll('[data-testid=notice]').length === 4").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_is_asked_about_and_unsaved_changes_are_not_lost_in_silence() {
    in_browser(Some(seed()), |stage, page| async move {
        page.open("#/calendar/2026-11-30").await;
        page.find("[data-subject='Partners']").await.click().await.unwrap();
        page.click("open").await;
        page.click("ask-occurrence").await;
        assert_eq!(page.value("start-date").await, "2026-11-30");
        page.fill("location", "Library").await;
        page.click("close-item").await;
        page.click("close-keep").await;
        page.click("save").await;
        page.until("return document.querySelector('[data-testid=unsaved]').hidden").await;
        page.click("close-item").await;
        page.find("[data-subject='Partners']").await.click().await.unwrap();
        page.click("open").await;
        page.click("ask-series").await;
        assert_eq!(
            (page.value("start-date").await, page.value("location").await),
            ("2026-11-23".to_owned(), String::new())
        );
        page.fill("repeat-times", "3").await;
        page.fill("subject", "Partners' table").await;
        page.click("discard").await;
        page.find("[data-subject='Partners']").await;
        let master = stage.outlook.store.event("AAMkser=").unwrap().1;
        assert_eq!(
            (&master["subject"], &master["recurrence"]["range"]["numberOfOccurrences"]),
            (&json!("Partners"), &json!(4))
        );
        let dump = stage.outlook.store.dump();
        let exceptions: Vec<_> = dump["mailboxes"][0]["events"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|event| event["type"] == "exception")
            .collect();
        assert_eq!((exceptions.len(), &exceptions[0]["location"]["displayName"]), (1, &json!("Library")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lower_edge_is_dragged_and_changes_from_elsewhere_are_shown() {
    in_browser(Some(seed()), |stage, page| async move {
        use fantoccini::actions::{InputSource as _, MouseActions, PointerAction};
        page.open("#/calendar/2026-11-24").await;
        let edge = page.find("[data-subject='Hearing'] [data-testid='resize']").await;
        let mouse = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveToElement { element: edge, duration: None, x: 0.0, y: 0.0 })
            .then(PointerAction::Down { button: 0 })
            .then(PointerAction::MoveBy { duration: Some(std::time::Duration::from_millis(50)), x: 0.0, y: 22.0 })
            .then(PointerAction::Up { button: 0 });
        page.0.perform_actions(mouse).await.unwrap();
        page.until(
            "return (document.querySelector('[data-subject=Hearing]')?.textContent || '').includes('10:00–11:30')",
        )
        .await;
        assert_eq!(
            stage.outlook.store.event("AAMkone/+=").unwrap().1["end"]["dateTime"],
            "2026-11-24T11:30:00.0000000"
        );
        stage.outlook.store.patch_event("AAMkone/+=", &json!({"subject": "Elsewhere"})).unwrap();
        page.find("[data-subject='Elsewhere']").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_add_in_may_start_without_an_item_and_a_reply_may_never_come() {
    in_browser(Some(seed()), |stage, page| async move {
        stage.outlook.faults.set(outlook::faults::read(json!([{"action": "GetInitialData", "nullItem": true, "times": 1}, {"dispatchId": 18, "drop": true, "times": 1}])).unwrap());
        page.open(HEARING).await;
        page.enter_pane("organizerPane").await;
        assert_eq!(page.pane("item === null").await, true);
        page.leave_frame().await;
        page.click("pane-close").await;
        page.enter_pane("organizerPane").await;
        let script = "const done = arguments[0]; const item = Office.context.mailbox.item; let came = false;
            item.subject.getAsync(() => { came = true; }); setTimeout(() => done(came), 1000);";
        assert_eq!(page.0.execute_async(script, vec![]).await.unwrap(), false);
        assert_eq!(page.office("item.subject.getAsync(done)").await["value"], "Hearing");
        assert_eq!(page.office("Office.context.auth.getAccessTokenAsync({}, done)").await["code"], 13000);
        assert_eq!(page.office("item.loadCustomPropertiesAsync(done)").await["status"], "succeeded");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_that_never_completes_is_given_up_in_the_bar() {
    in_browser(Some(seed()), |stage, page| async move {
        // The function reads the subject first; without that reply it never calls event.completed().
        stage.outlook.faults.set(outlook::faults::read(json!({"dispatchId": 18, "drop": true})).unwrap());
        page.open(HEARING).await;
        page.0.execute("outlook.commandLimit = 1500", vec![]).await.unwrap();
        page.click("ribbon-organizerSay").await;
        page.find("[data-testid='notice'][data-type='progressIndicator']").await;
        page.until("return (document.querySelector('[data-type=errorMessage]')?.textContent || '').includes('did not finish Say in time')").await;
        page.until("return !document.querySelector('[data-testid=function-frame]')").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_shared_mailbox_the_first_person_works_for_another() {
    let mut seed = seed();
    let at = |time: &str| json!({"dateTime": format!("2026-11-24T{time}:00"), "timeZone": "UTC"});
    seed["mailboxes"].as_array_mut().unwrap().push(json!({
        "address": "partner@example.com", "displayName": "Partner", "timeZone": "America/New_York", "shared": true,
        "events": [{"id": "AAMkshared=", "subject": "Theirs", "start": at("15:00"), "end": at("16:00")}],
    }));
    in_browser(Some(seed), |_, page| async move {
        page.open("#/open/AAMkshared%3D").await;
        assert_eq!(
            (page.value("mailbox").await, page.value("start-time").await),
            ("partner@example.com".to_owned(), "10:00".to_owned())
        );
        page.enter_pane("organizerPane").await;
        assert_eq!(
            page.office("item.getSharedPropertiesAsync(done)").await["value"]["targetMailbox"],
            "partner@example.com"
        );
        assert_eq!(page.pane("Office.context.mailbox.userProfile.emailAddress").await, "vera@example.com");
        page.open("#/open/AAMktwo%3D").await;
        page.enter_pane("attendeePane").await;
        assert_eq!(page.pane("typeof item.getSharedPropertiesAsync").await, "undefined");
        assert_eq!(page.office("item.categories.addAsync(['Blue category'], done)").await["status"], "succeeded");
        assert_eq!(
            page.office("item.categories.getAsync(done)").await["value"],
            json!([{"displayName": "Blue category", "color": "Preset7"}])
        );
    })
    .await;
}
