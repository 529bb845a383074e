//! Items: made, found, changed, deleted, asked for.

use serde_json::{Value, json};
use server::mailbox::{Error, Mailbox, Presence, Seen};

use crate::script::{Script, contact, default_folder, folder, ok, properties, refusal, said};

fn stamps(body: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let list = body["singleValueExtendedProperties"].as_array().expect("a list");
    list.iter().map(|one| (text(&one["id"]), text(&one["value"]))).collect()
}

#[test]
fn p7_an_item_is_made_with_its_key_and_found_by_it() {
    let script = Script::new([said(201, &contact("i")), ok(&json!({ "value": [contact("i")] }))]);
    let (graph, folder) = (script.graph(), folder("f"));
    let key = "it's a key & more";
    let made = script.clock.run(graph.create(&folder, &properties(json!({ "surname": "Byron" })), key)).expect("made");
    assert_eq!(made.id, "i");
    let body = script.body(0);
    let [(name, value)] = stamps(&body).try_into().expect("one stamp");
    assert_eq!((body["surname"].as_str(), value.as_str()), (Some("Byron"), key));
    assert!(name.starts_with("String {") && name.ends_with("} Name concordat-key"), "{name}");
    let found = script.clock.run(graph.created(&folder, key)).expect("found");
    assert_eq!(found.len(), 1);
    let asked = script.asked.lock().expect("not poisoned");
    assert_eq!(asked[0].url.path(), "/v1.0/users/anna@example.com/contactFolders/f/contacts");
    assert_eq!(asked[1].url.path(), asked[0].url.path());
    let query: Vec<_> = asked[1].url.query_pairs().map(|(name, value)| format!("{name}={value}")).collect();
    let filter = format!(
        "$filter=singleValueExtendedProperties/Any(ep: ep/id eq '{name}' and ep/value eq 'it''s a key & more')"
    );
    assert_eq!(query, [filter, format!("$expand=singleValueExtendedProperties($filter=id eq '{name}')")]);
    assert!(!asked[1].url.as_str().contains('+'), "a blank that may be read as a plus");
}

#[test]
fn p7_what_bears_another_key_is_not_found_though_the_service_overlooks_the_filter() {
    let name = {
        let script = Script::new([said(201, &contact("i"))]);
        script.clock.run(script.graph().create(&folder("f"), &properties(json!({})), "k")).expect("made");
        stamps(&script.body(0)).remove(0).0
    };
    let stamped = |id: &str, value: &str| {
        let mut item = contact(id);
        item["singleValueExtendedProperties"] = json!([{ "id": name.to_uppercase(), "value": value }]);
        item
    };
    let next = "https://graph.example/v1.0/users/a/contacts?$skip=3";
    let script = Script::new([
        ok(&json!({ "value": [stamped("a", "k"), stamped("b", "other"), contact("c")], "@odata.nextLink": next })),
        ok(&json!({ "value": [stamped("copy", "k")] })),
    ]);
    let found = script.clock.run(script.graph().created(&folder("f"), "k")).expect("found");
    assert_eq!(found.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["a", "c", "copy"]);
}

#[test]
fn p3_a_write_bears_the_state_that_was_seen() {
    let seen =
        |etag: Option<&str>, key: Option<&str>| Seen { etag: etag.map(Into::into), change_key: key.map(Into::into) };
    let table = [
        (Some(seen(Some("W/\"abc\""), Some("def"))), Some("W/\"abc\"")),
        (Some(seen(None, Some("def"))), Some("W/\"def\"")),
        (Some(seen(None, None)), None),
        (Some(seen(Some("W/\"a\"\r\nX-Evil: 1"), None)), None),
        (None, None),
    ];
    for (seen, expected) in table {
        let script = Script::new([ok(&contact("i")), said(204, &json!(null))]);
        let (graph, folder) = (script.graph(), folder("f"));
        script.clock.run(async {
            graph.update(&folder, "i", &properties(json!({ "surname": null })), seen.as_ref()).await.expect("changed");
            graph.delete(&folder, "i", seen.as_ref()).await.expect("deleted");
        });
        for index in 0..2 {
            assert_eq!(script.header(index, "If-Match").as_deref(), expected, "{seen:?}");
        }
        assert_eq!(script.body(0), json!({ "surname": null }));
        assert_eq!(
            script.requests(),
            ["PATCH /users/anna@example.com/contacts/i", "DELETE /users/anna@example.com/contacts/i"]
        );
    }
}

#[test]
fn an_identifier_that_would_lead_elsewhere_is_not_asked_for() {
    let script = Script::new([]);
    let (graph, folder) = (script.graph(), folder("f"));
    for id in ["", ".", ".."] {
        let error = script.clock.run(graph.delete(&folder, id, None)).expect_err("nonsense");
        assert!(matches!(error, Error::Nonsense { .. }), "{id:?}: {error:?}");
    }
}

fn in_folder(id: &str) -> Value {
    json!({ "id": "i", "parentFolderId": id })
}

#[test]
fn m6_an_item_among_the_deleted_ones_is_gone_and_elsewhere_is_no_deletion() {
    let deleted = || ok(&json!({ "id": "bin", "displayName": "Deleted Items" }));
    let script = Script::new([
        ok(&in_folder("f")),
        ok(&in_folder("other")),
        refusal(403, "ErrorAccessDenied"),
        deleted(),
        ok(&in_folder("bin")),
    ]);
    let (graph, folder) = (script.graph(), folder("f"));
    script.clock.run(async {
        assert!(matches!(graph.item(&folder, "i").await, Ok(Presence::Here(_))));
        assert_eq!(graph.item(&folder, "i").await, Ok(Presence::Elsewhere));
        assert_eq!(graph.item(&folder, "i").await, Ok(Presence::Gone));
    });
    // The folder of the deleted items is asked for once, in its second way where the first is closed.
    let asked: Vec<_> = script.requests().into_iter().filter(|line| line.contains("deleteditems")).collect();
    assert_eq!(asked.len(), 2, "{asked:?}");
}

#[test]
fn the_default_folder_is_known_by_what_is_in_it() {
    let script = Script::new([
        ok(&in_folder("f")),
        ok(&json!({ "value": [{ "id": "j", "parentFolderId": "f" }] })),
        ok(&in_folder("f")),
        ok(&in_folder("other")),
        ok(&json!({ "value": [{ "id": "j", "parentFolderId": "f" }] })),
        refusal(404, "ErrorFolderNotFound"),
        refusal(404, "ErrorFolderNotFound"),
    ]);
    let (graph, folder) = (script.graph(), default_folder());
    script.clock.run(async {
        assert!(matches!(graph.item(&folder, "i").await, Ok(Presence::Here(_))));
        // Known from now on.
        assert!(matches!(graph.item(&folder, "i").await, Ok(Presence::Here(_))));
        // Asked anew before it is said that an item is not in it.
        assert_eq!(graph.item(&folder, "i").await, Ok(Presence::Elsewhere));
    });
    assert_eq!(script.requests().len(), 7);
}
