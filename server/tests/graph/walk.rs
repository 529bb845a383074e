//! Pages of changes.

use serde_json::{Value, json};
use server::mailbox::{Error, From, Mailbox, Next};

use crate::script::{Script, contact, default_folder, folder, ok, refusal};

fn link(rest: &str) -> String {
    format!("https://graph.example/v1.0/users/a/contactFolders/f/contacts/delta?{rest}")
}

fn page(items: &[Value], next: (&str, &str)) -> Value {
    json!({ "@odata.context": "x", "value": items, next.0: next.1 })
}

#[test]
fn a_walk_asks_each_page_for_immutable_ids_and_its_size() {
    let (more, done) = (link("$skiptoken=a'b c+d%2Be"), link("$deltatoken=D=="));
    let script = Script::new([
        ok(&page(&[contact("i")], ("@odata.nextLink", &more))),
        ok(&page(&[], ("@odata.nextLink", &more))),
        ok(&page(&[json!({ "id": "g", "@removed": { "reason": "deleted" } })], ("@odata.deltaLink", &done))),
        ok(&page(&[], ("@odata.deltaLink", &done))),
    ]);
    let (graph, folder) = (script.graph(), folder("f=/+?#ö"));
    script.clock.run(async {
        let first = graph.changes(&folder, &From::Beginning).await.expect("a page");
        assert_eq!(first.items.len(), 1);
        assert_eq!(first.items[0].content["unknownToUs"], json!({ "deep": [1, null] }));
        assert_eq!(first.items[0].seen.etag.as_deref(), Some("W/\"i-1\""));
        assert_eq!(first.items[0].folder.as_deref(), Some("f"));
        // As it was given, letter by letter.
        assert_eq!(first.next, Next::More(more.clone()));
        let empty = graph.changes(&folder, &From::Cursor(more.clone())).await.expect("a page");
        assert_eq!((empty.items.len(), empty.next), (0, Next::More(more.clone())));
        let last = graph.changes(&folder, &From::Cursor(more.clone())).await.expect("a page");
        assert_eq!((last.removed, last.next), (vec!["g".to_owned()], Next::Done(done.clone())));
        graph.changes(&folder, &From::Cursor(done.clone())).await.expect("a page");
    });
    assert_eq!(script.requests()[0], "GET /users/anna@example.com/contactFolders/f=%2F+%3F%23%C3%B6/contacts/delta");
    for index in 0..4 {
        assert_eq!(script.header(index, "Prefer").as_deref(), Some("IdType=\"ImmutableId\", odata.maxpagesize=7"));
    }
}

#[test]
fn the_default_folder_has_a_walk_of_its_own() {
    let script = Script::new([ok(&page(&[], ("@odata.deltaLink", &link("x"))))]);
    script.clock.run(script.graph().changes(&default_folder(), &From::Beginning)).expect("a page");
    assert_eq!(script.requests(), ["GET /users/anna@example.com/contacts/delta"]);
}

const FOREIGN: &[&str] = &[
    "https://evil.example/v1.0/users/a/contacts/delta?$skiptoken=1",
    "https://graph.example.evil.example/v1.0/users/a/contacts/delta",
    "https://graph.example@evil.example/v1.0/users/a/contacts/delta",
    "https://graph.example:8443/v1.0/users/a/contacts/delta",
    "http://graph.example/v1.0/users/a/contacts/delta",
    "https://graph.example/beta/users/a/contacts/delta",
    "https://graph.example/v1.0evil/users/a/contacts/delta",
    "https://graph.example/v1.0/../beta/users/a/contacts/delta",
    "https://graph.example/v1.0/%2e%2e/beta/users",
    "https://someone:secret@graph.example/v1.0/users/a/contacts/delta",
    "/v1.0/users/a/contacts/delta",
    "file:///v1.0/x",
    "",
    "nonsense",
];

#[test]
fn a_link_to_another_place_is_never_followed_with_a_token() {
    for foreign in FOREIGN {
        for name in ["@odata.nextLink", "@odata.deltaLink"] {
            let script = Script::new([ok(&page(&[contact("i")], (name, foreign)))]);
            let error = script.clock.run(script.graph().changes(&folder("f"), &From::Beginning)).expect_err(foreign);
            assert!(matches!(error, Error::Nonsense { .. }), "{foreign}: {error:?}");
        }
        let script = Script::new([]);
        let error = script.clock.run(script.graph().changes(&folder("f"), &From::Cursor((*foreign).to_owned())));
        assert!(matches!(error, Err(Error::Nonsense { .. })), "{foreign}: {error:?}");
        assert!(script.requests().is_empty(), "{foreign} was asked");
        let script = Script::new([ok(&json!({ "value": [], "@odata.nextLink": foreign }))]);
        let error = script.clock.run(script.graph().created(&folder("f"), "key"));
        assert!(matches!(error, Err(Error::Nonsense { .. })), "{foreign}: {error:?}");
        assert_eq!(script.requests().len(), 1);
    }
}

#[test]
fn a_page_that_does_not_say_how_it_goes_on_is_nonsense() {
    for body in [
        json!({ "value": [] }),
        json!({ "value": [], "@odata.nextLink": 7 }),
        json!({ "value": {}, "@odata.deltaLink": link("x") }),
    ] {
        let script = Script::new([ok(&body)]);
        let error = script.clock.run(script.graph().changes(&folder("f"), &From::Beginning)).expect_err("nonsense");
        assert!(matches!(error, Error::Nonsense { .. }), "{body}: {error:?}");
    }
}

#[test]
fn an_item_of_which_only_the_name_is_told_is_asked_for() {
    let named = [json!({ "id": "here" }), json!({ "id": "gone" }), json!({ "displayName": "nobody" })];
    let script = Script::new([
        ok(&page(&named, ("@odata.deltaLink", &link("x")))),
        ok(&contact("here")),
        refusal(404, "ErrorItemNotFound"),
    ]);
    let page = script.clock.run(script.graph().changes(&folder("f"), &From::Beginning)).expect("a page");
    assert_eq!(page.items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["here"]);
    assert_eq!(page.items[0].content["displayName"], "Ada Byron");
    assert_eq!(page.removed, ["gone"]);
}

#[test]
fn p15_one_item_that_cannot_be_read_does_not_end_the_walk() {
    for refused in [refusal(400, "ErrorInvalidRequest"), refusal(403, "ErrorAccessDenied"), ok(&json!([7]))] {
        let named = json!({ "id": "n" });
        let page = page(&[named, contact("i")], ("@odata.deltaLink", &link("$deltatoken=d")));
        let script = Script::new([ok(&page), refused]);
        let page = script.clock.run(script.graph().changes(&folder("f"), &From::Beginning)).expect("a page");
        assert_eq!(page.items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["i"]);
        assert_eq!(page.removed, ["n"], "which proves nothing: it is asked for again (M6)");
    }
    let script = Script::new([ok(&page(&[json!({ "id": "n" })], ("@odata.deltaLink", &link("$deltatoken=d"))))]);
    let script = script.always(refusal(503, "serviceNotAvailable"));
    let away = script.clock.run(script.graph().changes(&folder("f"), &From::Beginning));
    assert!(matches!(away, Err(Error::Later { .. })), "away is away: {away:?}");
}
