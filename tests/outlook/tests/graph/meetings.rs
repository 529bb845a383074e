//! Meetings, and the mails that writing them causes.

use crate::talk::{Talk, VERA, WINDOW, code, hour, id, weekly};
use outlook::graph::{MailKind, Writer};
use serde_json::{Value, json};

fn with_guest(mut event: Value) -> Value {
    event["attendees"] =
        json!([{"type": "required", "emailAddress": {"name": "Jonas", "address": "jonas@hartmann.example"}}]);
    event
}

/// A meeting that somebody else has called.
fn invited(talk: &Talk) -> String {
    let mut event = with_guest(hour("Theirs", "2026-11-25", 9));
    event["isOrganizer"] = json!(false);
    event["organizer"] = json!({"emailAddress": {"name": "Tomas", "address": "tomas@example.org"}});
    event["iCalUId"] = json!("shared-uid");
    talk.graph.store().create_event(VERA, "", &event).unwrap()
}

fn kinds(talk: &Talk) -> Vec<MailKind> {
    let kinds = talk.graph.store().mails().iter().map(|mail| mail.kind).collect();
    talk.graph.store().forget_mails();
    kinds
}

#[test]
fn graph10_every_write_of_a_meeting_mails_its_guests_but_reminder_categories_and_show_as() {
    let talk = Talk::new();
    let meeting = talk.create_event(&with_guest(hour("Ours", "2026-11-24", 9)));
    assert_eq!(meeting["attendees"][0]["status"]["response"], "none");
    let mails = talk.graph.store().mails();
    assert_eq!(
        (mails.len(), &mails[0].to, mails[0].kind),
        (1, &vec!["jonas@hartmann.example".to_owned()], MailKind::Invitation)
    );
    assert_eq!((mails[0].event.as_str(), mails[0].by), (id(&meeting), Writer::Application));
    kinds(&talk);

    let patch = |patch: Value| assert_eq!(talk.patch_event(id(&meeting), &patch).status, 200, "{patch}");
    patch(json!({"categories": ["Red"], "showAs": "free", "reminderMinutesBeforeStart": 5, "isReminderOn": true}));
    assert_eq!(kinds(&talk), []);
    patch(json!({"subject": "Ours, later"}));
    patch(json!({"body": {"contentType": "text", "content": "x"}, "showAs": "busy"}));
    patch(json!({"sensitivity": "private"}));
    assert_eq!(kinds(&talk), [MailKind::Update; 3]);
    // Who was invited is told that the meeting is off.
    patch(json!({"attendees": []}));
    assert_eq!(kinds(&talk), [MailKind::Update]);
    patch(json!({"subject": "Mine alone"}));
    assert_eq!(kinds(&talk), []);
    talk.patch_event(id(&meeting), &with_guest(json!({})));
    talk.send(&talk.request("DELETE", &format!("/events/{}", id(&meeting))));
    assert_eq!(kinds(&talk), [MailKind::Invitation, MailKind::Cancellation]);
}

#[test]
fn graph10_one_occurrence_of_a_meeting_mails_too() {
    let talk = Talk::new();
    let master = talk.create_event(&with_guest(weekly(4)));
    let instances = talk.instances(id(&master));
    kinds(&talk);
    talk.patch_event(id(&instances[1]), &json!({"subject": "Moved"}));
    talk.send(&talk.request("DELETE", &format!("/events/{}", id(&instances[1]))));
    talk.send(&talk.request("DELETE", &format!("/events/{}", id(&instances[2]))));
    assert_eq!(kinds(&talk), [MailKind::Update, MailKind::Cancellation, MailKind::Cancellation]);
}

#[test]
fn graph10_what_a_person_saves_in_outlook_is_told_apart() {
    let talk = Talk::new();
    let store = talk.graph.store();
    let meeting = store.create_event(VERA, "", &with_guest(hour("Hers", "2026-11-24", 9))).unwrap();
    store.patch_event(VERA, &meeting, &json!({"subject": "Hers, later"})).unwrap();
    assert_eq!((store.mails().len(), store.mail_count()), (2, 0));
    assert!(store.mails().iter().all(|mail| mail.by == Writer::Person));
    talk.patch_event(&meeting, &json!({"subject": "Hers no more"}));
    assert_eq!(store.mail_count(), 1);
}

#[test]
fn a_guest_may_change_and_delete_a_copy_without_a_mail_and_answers_with_one() {
    let talk = Talk::new();
    let guest = invited(&talk);
    let read = talk.event(&guest);
    assert_eq!((&read["isOrganizer"], &read["iCalUId"]), (&json!(false), &json!("shared-uid")));
    assert_eq!(read["organizer"]["emailAddress"]["address"], "tomas@example.org");
    talk.patch_event(&guest, &json!({"categories": ["Red"], "subject": "My words"}));
    assert_eq!(kinds(&talk), []);
    let act = |name: &str, body: Value| {
        let answer = talk.send(&talk.request("POST", &format!("/events/{guest}/{name}")).json(&body));
        (answer.status, code(&answer))
    };
    assert_eq!(act("accept", json!({"comment": "Fine", "sendResponse": true})).0, 202);
    assert_eq!(talk.event(&guest)["responseStatus"]["response"], "accepted");
    assert_eq!(talk.graph.store().mails()[0].to, ["tomas@example.org"]);
    assert_eq!(act("tentativelyAccept", json!({"sendResponse": false})).0, 202);
    assert_eq!(talk.event(&guest)["showAs"], "tentative");
    assert_eq!(act("cancel", json!({})), (400, "ErrorInvalidRequest".to_owned()));
    assert_eq!(act("dismissReminder", json!({})).0, 200);
    let to = json!({"toRecipients": [{"emailAddress": {"address": "ilse@example.net"}}]});
    assert_eq!(act("forward", to).0, 202);
    assert_eq!(act("decline", json!({})).0, 202);
    assert_eq!(kinds(&talk), [MailKind::Response, MailKind::Forward, MailKind::Response]);
    assert_eq!(talk.send(&talk.request("GET", &format!("/events/{guest}"))).status, 404);
}

#[test]
fn an_organizer_cancels_and_cannot_answer() {
    let talk = Talk::new();
    let meeting = talk.create_event(&with_guest(hour("Ours", "2026-11-24", 9)));
    kinds(&talk);
    let post = |name: &str| {
        let path = format!("/events/{}/{name}", id(&meeting));
        talk.send(&talk.request("POST", &path).json(&json!({"comment": "x"}))).status
    };
    assert_eq!((post("accept"), post("cancel")), (400, 202));
    assert_eq!(kinds(&talk), [MailKind::Cancellation]);
    assert_eq!(talk.get(&format!("/calendarView?{WINDOW}"), "collection.event")["value"], json!([]));
}
