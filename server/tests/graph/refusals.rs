//! What each refusal means for what was asked: by status and code, in any letter case, never by the message.

use std::fmt::Debug;

use server::mailbox::{Error, From, Mailbox, Presence};

use crate::script::{Outcome, Script, folder, ok, properties, refusal, said};
use serde_json::json;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ask {
    Walk,
    Resume,
    Item,
    Create,
    Created,
    Update,
    Delete,
    Renew,
}

use Ask::{Create, Created, Delete, Item, Renew, Resume, Update, Walk};

const ALL_BUT_RENEW: [Ask; 7] = [Walk, Resume, Item, Create, Created, Update, Delete];
const ALL: [Ask; 8] = [Walk, Resume, Item, Create, Created, Update, Delete, Renew];

/// The error's name, or what was found.
fn name<T: Debug>(result: Result<T, Error>) -> String {
    let text = match result {
        Ok(value) => format!("{value:?}"),
        Err(error) => format!("{error:?}"),
    };
    text.split([' ', '{', '(']).next().unwrap_or_default().to_owned()
}

fn ask(what: Ask, outcome: Outcome) -> String {
    let script = Script::new([]).always(outcome);
    let (graph, folder, empty) = (script.graph(), folder("f"), properties(json!({})));
    let cursor = From::Cursor("https://graph.example/v1.0/users/a/contacts/delta?$skiptoken=1".to_owned());
    let until = "2026-11-04T00:00:00Z".parse().expect("a timestamp");
    script.clock.run(async {
        match what {
            Walk => name(graph.changes(&folder, &From::Beginning).await),
            Resume => name(graph.changes(&folder, &cursor).await),
            Item => name(graph.item(&folder, "i").await),
            Create => name(graph.create(&folder, &empty, "key").await),
            Created => name(graph.created(&folder, "key").await),
            Update => name(graph.update(&folder, "i", &empty, None).await),
            Delete => name(graph.delete(&folder, "i", None).await),
            Renew => name(graph.renew("anna@example.com", "s", until).await),
        }
    })
}

/// Status, code, what is asked, what it means.
#[rustfmt::skip]
const TABLE: &[(u16, &str, &[Ask], &str)] = &[
    (400, "ErrorInvalidRequest", &ALL, "Invalid"),
    (400, "", &ALL, "Invalid"),
    (405, "Request_BadRequest", &ALL, "Invalid"),
    (400, "syncStateNotFound", &[Resume], "CursorLost"),
    (404, "SYNCSTATENOTFOUND", &[Resume], "CursorLost"),
    (410, "resyncRequired", &[Resume], "CursorLost"),
    (410, "", &[Resume], "CursorLost"),
    // There was no cursor to lose: walking anew would go on for ever.
    (410, "SyncStateNotFound", &[Walk], "Later"),
    (401, "InvalidAuthenticationToken", &ALL, "Refused"),
    (403, "ErrorAccessDenied", &ALL, "Refused"),
    (403, "", &ALL, "Refused"),
    (404, "MailboxNotEnabledForRESTAPI", &[Walk, Resume, Item, Create, Created, Update, Delete], "Refused"),
    (404, "ErrorInvalidUser", &[Walk, Resume, Item, Create, Created, Update, Delete], "FolderGone"),
    (404, "Request_ResourceNotFound", &[Walk, Item, Create, Delete], "FolderGone"),
    (404, "ErrorFolderNotFound", &[Walk, Resume, Create, Created], "FolderGone"),
    (404, "ErrorItemNotFound", &[Walk, Create, Created], "FolderGone"),
    (404, "ErrorItemNotFound", &[Update, Delete, Item], "Gone"),
    (404, "erroritemnotfound", &[Update, Delete, Item], "Gone"),
    // A program on the way that finds nothing proves nothing (M6).
    (404, "", &ALL_BUT_RENEW, "Nonsense"),
    (404, "ResourceNotFound", &[Renew], "Gone"),
    (409, "ErrorIrresolvableConflict", &[Update, Delete], "Moved"),
    (412, "ErrorIrresolvableConflict", &[Update, Delete], "Moved"),
    (412, "", &[Update, Delete], "Moved"),
    (400, "errorirresolvableconflict", &[Update, Delete], "Moved"),
    (409, "ErrorFolderSave", &[Create, Walk], "Later"),
    (400, "ErrorDuplicateTransactionId", &[Create], "InDoubt"),
    (409, "ErrorDuplicateTransactionId", &[Create], "InDoubt"),
    (507, "ErrorQuotaExceeded", &[Item, Create, Update], "Refused"),
    (429, "ApplicationThrottled", &ALL, "Later"),
    (429, "", &ALL, "Later"),
    (503, "ErrorServerBusy", &ALL, "Later"),
    (503, "TooManyRequests", &ALL, "Later"),
    (503, "serviceNotAvailable", &[Walk, Resume, Item, Created, Renew], "Later"),
    (503, "serviceNotAvailable", &[Create, Update, Delete], "InDoubt"),
    (500, "generalException", &[Walk, Created, Renew], "Later"),
    // An item of which the service fails each time is broken, and no other is for it (P15).
    (500, "generalException", &[Item], "Nonsense"),
    (400, "ErrorInvalidIdMalformed", &[Item, Update, Delete], "Foreign"),
    (400, "ErrorInvalidMailboxItemId", &[Item, Update, Delete], "Foreign"),
    (400, "ErrorInvalidIdMalformed", &[Resume], "CursorLost"),
    (400, "ErrorInvalidIdMalformed", &[Walk, Create, Created], "FolderGone"),
    (500, "generalException", &[Create, Update, Delete], "InDoubt"),
    (504, "UnknownError", &[Walk, Resume, Item, Created], "Later"),
    (504, "", &[Create, Update, Delete], "InDoubt"),
    (302, "", &ALL, "Nonsense"),
];

#[test]
fn a_refusal_means_what_its_status_and_code_say() {
    for (status, code, asks, expected) in TABLE {
        for what in *asks {
            let found = ask(*what, refusal(*status, code));
            assert_eq!(found, *expected, "{status} {code:?} to {what:?}");
        }
    }
}

#[test]
fn the_inner_code_counts_and_the_message_does_not() {
    let inner = |code: &str| json!({ "error": { "code": "BadRequest", "innerError": { "code": code } } });
    let deep =
        json!({ "error": { "code": "x", "innererror": { "code": "y", "innererror": { "code": "ResyncRequired" } } } });
    let words = json!({ "error": { "code": "BadRequest", "message": "syncStateNotFound ErrorItemNotFound" } });
    let table = [
        (Resume, said(400, &inner("syncStateNotFound")), "CursorLost"),
        (Update, said(400, &inner("ErrorIrresolvableConflict")), "Moved"),
        (Resume, said(400, &deep), "CursorLost"),
        (Resume, said(400, &words), "Invalid"),
        (Item, said(404, &words), "Nonsense"),
    ];
    for (what, outcome, expected) in table {
        assert_eq!(ask(what, outcome.clone()), expected, "{outcome:?}");
    }
}

#[test]
fn an_answer_that_cannot_be_read_leaves_a_write_in_doubt_and_nothing_else() {
    for body in ["", "<html>", "{\"value\": [", "[]", "null", "{\"id\": 7}", "{}"] {
        let outcome = |status| {
            said(status, &json!(null)).map(|mut response| {
                response.body = body.as_bytes().to_vec();
                response
            })
        };
        for what in [Create, Update] {
            assert_eq!(ask(what, outcome(201)), "InDoubt", "{body:?} to {what:?}");
        }
        for what in [Walk, Resume, Item, Created] {
            assert_eq!(ask(what, outcome(200)), "Nonsense", "{body:?} to {what:?}");
        }
    }
}

#[test]
fn what_the_service_says_is_passed_on() {
    let script = Script::new([refusal(400, "ErrorInvalidRequest")]);
    let graph = script.graph();
    let error = script.clock.run(graph.update(&folder("f"), "i", &properties(json!({})), None)).expect_err("refused");
    assert_eq!(error, Error::Invalid { code: "ErrorInvalidRequest".to_owned(), reason: "words".to_owned() });
}

#[test]
fn m6_an_item_is_gone_only_when_the_service_says_so_of_that_very_item() {
    let table = [
        (refusal(404, "ErrorItemNotFound"), Ok(Presence::Gone)),
        (ok(&json!({ "id": "i", "parentFolderId": "elsewhere" })), Ok(Presence::Elsewhere)),
        (refusal(404, "ErrorInvalidUser"), Err("FolderGone")),
        (refusal(404, "MailboxNotEnabledForRESTAPI"), Err("Refused")),
        (refusal(403, "ErrorAccessDenied"), Err("Refused")),
        (refusal(404, "whatever"), Err("Nonsense")),
    ];
    for (outcome, expected) in table {
        // The folder of the deleted items is not told.
        let script = Script::new([outcome.clone()]).always(refusal(404, "ErrorFolderNotFound"));
        let found = script.clock.run(script.graph().item(&folder("f"), "i"));
        assert_eq!(found.map_err(|error| name::<()>(Err(error))), expected.map_err(str::to_owned), "{outcome:?}");
    }
}
