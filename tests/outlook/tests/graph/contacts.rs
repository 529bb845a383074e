//! Contacts: reading, writing, and what Exchange makes of what is written.

use crate::schema;
use crate::talk::{ORIGIN, STAMP, Talk, VERA, code, id};
use outlook::graph::Request;
use serde_json::{Value, json};

#[test]
fn a_contact_is_created_read_changed_and_deleted() {
    let talk = Talk::new();
    let pavel = talk.create(&json!({"givenName": "Pavel", "surname": "Bansky", "businessPhones": ["+1 732 555 0102"],
        "emailAddresses": [{"address": "pavelb@fabrikam.example", "name": "Pavel Bansky"}]}));
    assert_eq!((&pavel["displayName"], &pavel["fileAs"]), (&json!("Pavel Bansky"), &json!("Bansky, Pavel")));
    assert_eq!(pavel["parentFolderId"], talk.folder.as_str());
    assert_eq!(pavel["createdDateTime"], "2026-11-23T08:00:00Z");
    assert_eq!((&pavel["homeAddress"], &pavel["personalNotes"]), (&json!({}), &json!("")));

    talk.advance(60);
    let changed = talk.patch(id(&pavel), &json!({"jobTitle": "Notary"})).json();
    assert_eq!(changed["lastModifiedDateTime"], "2026-11-23T08:01:00Z");
    assert_ne!(changed["changeKey"], pavel["changeKey"]);
    assert_eq!(changed["emailAddresses"], pavel["emailAddresses"]);
    let read = talk.send(&talk.request("GET", &format!("/contacts/{}", id(&pavel))));
    assert_eq!(read.header("etag"), Some(format!("W/\"{}\"", changed["changeKey"].as_str().unwrap()).as_str()));

    let path = format!("/contacts/{}", id(&pavel));
    assert_eq!(talk.send(&talk.request("DELETE", &path)).status, 204);
    for method in ["GET", "DELETE"] {
        let gone = talk.send(&talk.request(method, &path));
        assert_eq!((gone.status, code(&gone).as_str()), (404, "ErrorItemNotFound"));
    }
}

#[test]
fn graph11_the_display_name_is_made_anew_unless_it_is_sent_in_the_same_request() {
    let talk = Talk::new();
    let made = talk.create(&json!({"givenName": "Ada", "surname": "Byron", "displayName": "Countess"}));
    assert_eq!(made["displayName"], "Countess");
    let name = |patch: Value| talk.patch(id(&made), &patch).json()["displayName"].clone();
    assert_eq!(name(json!({"jobTitle": "Analyst"})), "Countess");
    assert_eq!(name(json!({"surname": "Lovelace"})), "Ada Lovelace");
    assert_eq!(name(json!({"surname": "King", "displayName": "A. King"})), "A. King");
    talk.graph.store().turn(&json!({"displayName": "always"})).unwrap();
    assert_eq!(name(json!({"jobTitle": "Countess"})), "Ada King");
    talk.graph.store().turn(&json!({"displayName": "never"})).unwrap();
    assert_eq!(name(json!({"surname": "Noel"})), "Ada King");
}

#[test]
fn graph11_lists_have_their_limits() {
    let talk = Talk::new();
    let email =
        |count: usize| json!((0..count).map(|n| json!({"address": format!("{n}@x.example")})).collect::<Vec<_>>());
    let phones = |count: usize| json!(vec!["+49 30 1"; count]);
    for (name, most, value) in [
        ("emailAddresses", 3, email as fn(usize) -> Value),
        ("businessPhones", 2, phones),
        ("homePhones", 2, phones),
        ("imAddresses", 3, phones),
    ] {
        talk.create(&json!({name: value(most)}));
        let refused = talk.send(&talk.request("POST", "/contacts").json(&json!({name: value(most + 1)})));
        assert_eq!((refused.status, code(&refused).as_str()), (400, "ErrorInvalidRequest"), "{name}");
        assert!(refused.json()["error"]["message"].as_str().unwrap().contains("exceeds the max allowed value"));
    }
    let refused = talk.send(&talk.request("POST", "/contacts").json(&json!({"mobilePhone": ["1"]})));
    assert_eq!((refused.status, code(&refused).as_str()), (400, "RequestBodyRead"));
}

#[test]
fn graph11_lists_and_addresses_are_replaced_whole_and_null_clears() {
    let talk = Talk::new();
    let made = talk.create(&json!({"businessPhones": ["1", "2"], "title": "Dr.", "categories": ["A", "B", "A"],
        "homeAddress": {"street": "Way 1", "city": "Ulm", "state": null}}));
    assert_eq!(made["categories"], json!(["A", "B"]));
    assert_eq!(made["homeAddress"], json!({"street": "Way 1", "city": "Ulm"}));
    let changed = talk
        .patch(
            id(&made),
            &json!({"businessPhones": ["3"], "homeAddress": {"city": "Bonn"}, "title": null, "categories": null}),
        )
        .json();
    assert_eq!(changed["businessPhones"], json!(["3"]));
    assert_eq!(changed["homeAddress"], json!({"city": "Bonn"}));
    assert_eq!((&changed["title"], &changed["categories"]), (&Value::Null, &json!([])));
    assert_eq!(talk.patch(id(&made), &json!({"homeAddress": null})).json()["homeAddress"], json!({}));
}

#[test]
fn graph11_a_birthday_comes_back_as_a_moment_of_its_day() {
    let talk = Talk::new();
    for (given, kept) in [
        ("1974-07-22", "1974-07-22T11:59:00Z"),
        ("1974-07-22T00:00:00Z", "1974-07-22T11:59:00Z"),
        // A moment is taken at its word: in UTC it is the day before.
        ("1974-07-22T00:00:00+02:00", "1974-07-21T11:59:00Z"),
    ] {
        assert_eq!(talk.create(&json!({"birthday": given}))["birthday"], kept);
    }
    let refused = talk.send(&talk.request("POST", "/contacts").json(&json!({"birthday": "in spring"})));
    assert_eq!((refused.status, code(&refused).as_str()), (400, "RequestBodyRead"));
}

#[test]
fn values_are_kept_or_normalised_as_the_knobs_say() {
    let talk = Talk::new();
    let given = json!({"surname": "Okafor  ", "personalNotes": "one\ntwo \n", "businessPhones": ["+49 (30) 1 "],
        "emailAddresses": [{"address": "n@x.example"}, {"address": "", "name": null}], "hobby": {"of": ["mine"]}});
    let kept = talk.create(&given);
    assert_eq!((&kept["surname"], &kept["personalNotes"]), (&given["surname"], &given["personalNotes"]));
    assert_eq!(kept["businessPhones"], given["businessPhones"]);
    assert_eq!(kept["emailAddresses"], json!([{"name": "n@x.example", "address": "n@x.example"}]));
    assert_eq!(
        (&kept["primaryEmailAddress"], &kept["secondaryEmailAddress"]),
        (&kept["emailAddresses"][0], &Value::Null)
    );
    assert_eq!(kept["hobby"], given["hobby"]);

    talk.graph.store().turn(&json!({"trimTrailing": true, "crlfNotes": true, "fileAsDefault": false})).unwrap();
    let changed =
        talk.patch(id(&kept), &json!({"surname": "Okafor  ", "personalNotes": "one\ntwo \n", "fileAs": ""})).json();
    assert_eq!((&changed["surname"], &changed["personalNotes"]), (&json!("Okafor"), &json!("one\r\ntwo")));
    assert_eq!((&changed["fileAs"], &changed["hobby"]), (&json!(""), &given["hobby"]));
}

#[test]
fn graph9_time_and_change_key_move_without_an_edit() {
    let talk = Talk::new();
    let made = talk.create(&json!({"givenName": "Ada"}));
    talk.advance(5);
    talk.graph.store().touch(VERA, id(&made)).unwrap();
    let mut read = talk.contact(id(&made));
    assert_ne!(
        (&read["changeKey"], &read["lastModifiedDateTime"]),
        (&made["changeKey"], &made["lastModifiedDateTime"])
    );
    for name in ["changeKey", "lastModifiedDateTime", "@odata.etag"] {
        read[name] = made[name].clone();
    }
    assert_eq!(read, made);
}

#[test]
fn graph7_a_write_with_an_old_entity_tag_is_refused() {
    let talk = Talk::new();
    let made = talk.create(&json!({"givenName": "Ada"}));
    let tag = made["@odata.etag"].as_str().unwrap();
    let write = |method: &str, tag: &str| {
        let request = talk.request(method, &format!("/contacts/{}", id(&made))).header("If-Match", tag);
        talk.send(&request.json(&json!({"title": "Dr."})))
    };
    talk.graph.store().patch(VERA, id(&made), &json!({"givenName": "Augusta"})).unwrap();
    for method in ["PATCH", "DELETE"] {
        let refused = write(method, tag);
        assert_eq!((refused.status, code(&refused).as_str()), (412, "ErrorIrresolvableConflict"));
    }
    let now = talk.contact(id(&made))["@odata.etag"].as_str().unwrap().to_owned();
    assert_eq!(write("PATCH", &now).status, 200);
    assert_eq!(write("PATCH", "*").status, 200);
    talk.graph.store().turn(&json!({"ifMatch": false})).unwrap();
    assert_eq!(write("PATCH", tag).status, 200);
}

#[test]
fn graph8_a_stamp_is_found_shown_when_expanded_and_carried_along_by_a_copy() {
    let talk = Talk::new();
    let stamp = |value: &str| json!([{"id": STAMP, "value": value}]);
    let made = talk.create(&json!({"givenName": "Ada", "singleValueExtendedProperties": stamp("k'1")}));
    talk.create(&json!({"givenName": "Bob", "singleValueExtendedProperties": stamp("k2")}));
    assert!(made.get("singleValueExtendedProperties").is_none());
    let escaped = |text: String| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let search = |value: &str| {
        let filter = format!("singleValueExtendedProperties/Any(ep: ep/id eq '{STAMP}' and ep/value eq '{value}')");
        let expand = format!("singleValueExtendedProperties($filter=id eq '{}')", STAMP.to_lowercase());
        talk.get(&format!("/contacts?$filter={}&$expand={}", escaped(filter), escaped(expand)), "collection.contact")
    };
    let found = search("k''1");
    assert_eq!(found["value"].as_array().unwrap().len(), 1);
    assert_eq!(found["value"][0]["singleValueExtendedProperties"], stamp("k'1"));
    assert_eq!(search("K2")["value"], json!([]));

    let copy = talk.graph.store().copy(VERA, id(&made), "").unwrap();
    assert_ne!(copy, id(&made));
    assert_eq!(search("k''1")["value"].as_array().unwrap().len(), 2);
    talk.patch(&copy, &json!({"singleValueExtendedProperties": [{"id": STAMP, "value": null}]}));
    assert_eq!(search("k''1")["value"].as_array().unwrap().len(), 1);
}

#[test]
fn graph2_ids_come_and_go_in_the_form_that_the_request_prefers() {
    let talk = Talk::new();
    let regular = |method: &str, path: &str| talk.send(&Request::new(method, &format!("/v1.0/me{path}")));
    let immutable = id(&talk.create(&json!({"givenName": "Ada"}))).to_owned();
    let own = id(&regular("GET", "/contacts").json()["value"][0]).to_owned();
    assert_ne!(own, immutable);
    assert_eq!(regular("GET", &format!("/contacts/{immutable}")).status, 404);
    assert_eq!(talk.send(&talk.request("GET", &format!("/contacts/{own}"))).status, 404);
    assert_eq!(talk.send(&talk.request("GET", "/contacts/7")).status, 400);

    let translate = |ids: &[&str], from: &str, to: &str| {
        let body = json!({"inputIds": ids, "sourceIdType": from, "targetIdType": to});
        let answer = talk.send(&talk.request("POST", "/translateExchangeIds").json(&body)).json();
        schema::check("collection.convertIdResult", &answer);
        answer["value"].clone()
    };
    assert_eq!(translate(&[&own], "restId", "restImmutableEntryId")[0]["targetId"], immutable);
    let ews = translate(&[&immutable, "AAMkunknown"], "restImmutableEntryId", "ewsId");
    assert_eq!(ews[0]["targetId"], own.replace('-', "/").replace('_', "+"));
    assert_eq!(ews[1]["errorDetails"]["code"], "ErrorItemNotFound");

    let folder = talk.graph.store().add_folder(VERA, "Elsewhere").unwrap();
    talk.graph.store().shift(VERA, &immutable, &folder).unwrap();
    assert_eq!(regular("GET", &format!("/contacts/{own}")).status, 404);
    assert_eq!(talk.contact(&immutable)["parentFolderId"], folder.as_str());
}

#[test]
fn a_list_is_cut_into_pages_filtered_ordered_and_counted() {
    let talk = Talk::new();
    talk.fill(25);
    let (mut link, mut names) = ("/contacts?$top=10&$select=displayName&$orderby=surname desc".to_owned(), Vec::new());
    let mut pages = 0;
    loop {
        let page = talk.get(&link, "collection.contact");
        pages += 1;
        names.extend(
            page["value"].as_array().unwrap().iter().map(|one| one["displayName"].as_str().unwrap().to_owned()),
        );
        assert!(page["value"][0].get("surname").is_none());
        let Some(next) = page["@odata.nextLink"].as_str() else { break };
        assert!(next.starts_with(ORIGIN), "{next}");
        link = next.to_owned();
    }
    assert_eq!((pages, names.len()), (3, 25));
    assert_eq!((names[0].as_str(), names[24].as_str()), ("Given24 Sur00024", "Given0 Sur00000"));

    let some = talk.get(
        "/contacts?$count=true&$filter=startswith(surname,'sur0001') and displayName ne 'Given12 Sur00012'",
        "collection.contact",
    );
    assert_eq!((&some["@odata.count"], some["value"].as_array().unwrap().len()), (&json!(9), 9));
    assert_eq!(talk.get("/contacts", "collection.contact")["value"].as_array().unwrap().len(), 10);
    assert_eq!(code(&talk.send(&talk.request("GET", "/contacts?$filter=nothing eq 1"))), "BadRequest");
}

#[test]
fn graph16_a_refusal_says_when_and_which_request() {
    let talk = Talk::new();
    talk.graph.store().turn(&json!({"clockAhead": 90})).unwrap();
    let request = talk.request("GET", "/contacts/AAkALgAA").header("client-request-id", "mine");
    let answer = talk.send(&request);
    let inner = &answer.json()["error"]["innerError"];
    assert_eq!((&inner["date"], &inner["client-request-id"]), (&json!("2026-11-23T08:01:30"), &json!("mine")));
    assert_eq!(inner["request-id"].as_str(), answer.header("request-id"));
    assert_eq!(answer.header("date"), Some("Mon, 23 Nov 2026 08:01:30 GMT"));
}

#[test]
fn the_same_calls_get_the_same_answers() {
    let story = |seed: u64| {
        let talk = Talk::seeded(seed);
        let made = talk.create(&json!({"givenName": "Ada"}));
        let answers =
            [talk.patch(id(&made), &json!({"title": "Dr."})), talk.send(&talk.request("GET", "/contacts/delta"))];
        (made, answers)
    };
    assert_eq!(story(3), story(3));
    assert_ne!(story(3).0["id"], story(4).0["id"]);
}
