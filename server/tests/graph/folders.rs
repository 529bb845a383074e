//! Folders and the marks on them; subscriptions.

use serde_json::json;
use server::mailbox::graph::Options;
use server::mailbox::{Error, Mailbox};

use rules::record::RecordKind;

use crate::script::{MAILBOX, Script, default_folder, folder, ok, options, refusal, said};

#[test]
fn folders_are_listed_with_those_in_them_and_the_default_one_first() {
    let next = "https://graph.example/v1.0/users/a/contactFolders?$skip=1";
    let one = |id: &str, name: &str| json!({ "id": id, "displayName": name });
    let script = Script::new([
        ok(&json!({ "value": [{ "id": "i", "parentFolderId": "d" }] })),
        ok(&one("d", "Kontakte")),
        // At the top: older services list the default folder too.
        ok(&json!({ "value": [one("d", "Kontakte"), one("a", "Courts")], "@odata.nextLink": next })),
        ok(&json!({ "value": [one("b", "Banks")] })),
        // In the default one, in Courts, in Banks, in the one in Courts.
        ok(&json!({ "value": [one("e", "Family")] })),
        ok(&json!({ "value": [one("c", "Appeal"), one("a", "Courts")] })),
        refusal(404, "ErrorFolderNotFound"),
        ok(&json!({ "value": [] })),
        ok(&json!({ "value": [] })),
    ]);
    let found = script.clock.run(script.graph().folders(MAILBOX, RecordKind::Contact)).expect("folders");
    let rows: Vec<_> = found.iter().map(|one| (one.id.as_str(), one.name.as_str(), one.within.as_deref())).collect();
    let expected = [
        ("", "Kontakte", None),
        ("a", "Courts", None),
        ("b", "Banks", None),
        ("e", "Family", Some("Kontakte")),
        ("c", "Appeal", Some("Courts")),
    ];
    assert_eq!(rows, expected);
}

#[test]
fn an_empty_default_folder_that_has_no_name_is_still_one() {
    let script = Script::new([ok(&json!({ "value": [] })), refusal(400, "BadRequest"), ok(&json!({ "value": [] }))]);
    let found = script.clock.run(script.graph().folders(MAILBOX, RecordKind::Contact)).expect("folders");
    assert_eq!((found.len(), found[0].id.as_str(), found[0].name.as_str()), (1, "", "Contacts"));
    let refused = script.clock.run(script.graph().folders(MAILBOX, RecordKind::Appointment));
    assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
}

#[test]
fn a_mark_is_left_on_the_folder_and_read_again() {
    let script = Script::new([said(200, &json!({ "id": "f" })), ok(&json!({ "id": "f" }))]);
    let (graph, one) = (script.graph(), folder("f"));
    script.clock.run(graph.leave_mark(&one, "7")).expect("left");
    let stamp = script.body(0)["singleValueExtendedProperties"][0].clone();
    assert_eq!(stamp["value"], "7");
    assert_eq!(script.clock.run(graph.mark(&one)), Ok(None));
    assert!(script.requests()[0].starts_with("PATCH /users/anna@example.com/contactFolders/f"));
    let script = Script::new([ok(&json!({ "id": "f", "singleValueExtendedProperties": [stamp] }))]);
    assert_eq!(script.clock.run(script.graph().mark(&one)), Ok(Some("7".to_owned())));
}

#[test]
fn a_default_folder_that_takes_no_mark_has_none() {
    let script = Script::new([
        ok(&json!({ "value": [{ "id": "i", "parentFolderId": "d" }] })),
        refusal(400, "ErrorInvalidRequest"),
        refusal(404, "ErrorItemNotFound"),
    ]);
    let graph = script.graph();
    let left = script.clock.run(graph.leave_mark(&default_folder(), "7"));
    assert!(matches!(left, Err(Error::Invalid { .. })), "nobody says that it was left: {left:?}");
    assert_eq!(script.clock.run(graph.mark(&default_folder())), Ok(None));
    let script = Script::new([refusal(404, "ErrorFolderNotFound")]);
    let error = script.clock.run(script.graph().mark(&folder("f"))).expect_err("another folder is not excused");
    assert!(matches!(error, Error::FolderGone { .. }), "{error:?}");
    // Away is away.
    let script = Script::new([ok(&json!({ "value": [{ "id": "i", "parentFolderId": "d" }] }))]);
    let script = script.always(refusal(503, "TooManyRequests"));
    assert!(matches!(script.clock.run(script.graph().mark(&default_folder())), Err(Error::Later { .. })));
}

#[test]
fn a_subscription_says_where_to_tell_and_until_when() {
    let answer = json!({ "id": "s", "expirationDateTime": "2026-11-04T10:00:00.0000000Z" });
    let script =
        Script::new([said(201, &answer), ok(&answer), said(204, &json!(null)), refusal(404, "ResourceNotFound")]);
    let lifecycle = "https://us.example/api/v1/graph/lifecycle".parse().ok();
    let graph = script.graph_with(Options { lifecycle, ..options() });
    let until = "2026-11-05T00:00:00Z".parse().expect("a timestamp");
    script.clock.run(async {
        let made = graph.subscribe(&folder("f"), "https://us.example/api/v1/graph/notify", "secret", until).await;
        let made = made.expect("made");
        // The service's word counts, not the wish.
        assert_eq!((made.id.as_str(), made.until.to_string()), ("s", "2026-11-04T10:00:00Z".to_owned()));
        graph.renew(MAILBOX, "s", until).await.expect("renewed");
        graph.unsubscribe(MAILBOX, "s").await.expect("ended");
        graph.unsubscribe(MAILBOX, "s").await.expect("ended already");
    });
    let expected = json!({
        "changeType": "created,updated,deleted",
        "notificationUrl": "https://us.example/api/v1/graph/notify",
        "lifecycleNotificationUrl": "https://us.example/api/v1/graph/lifecycle",
        "resource": "users/anna@example.com/contactFolders/f/contacts",
        "expirationDateTime": "2026-11-05T00:00:00Z",
        "clientState": "secret",
        "latestSupportedTlsVersion": "v1_2",
    });
    assert_eq!(script.body(0), expected);
    let lines = ["POST /subscriptions", "PATCH /subscriptions/s", "DELETE /subscriptions/s", "DELETE /subscriptions/s"];
    assert_eq!(script.requests(), lines);
}
