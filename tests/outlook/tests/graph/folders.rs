//! Folders, mailboxes, and paths that lead nowhere.

use crate::schema;
use crate::talk::{OFFICE, Talk, VERA, code, id};
use outlook::graph::{Request, Standing};
use serde_json::json;

#[test]
fn graph1_the_default_folder_is_not_listed_and_is_found_by_its_contacts() {
    let talk = Talk::new();
    let list = || talk.get("/contactFolders", "collection.contactFolder");
    assert_eq!(list()["value"], json!([]));
    let made = talk.create(&json!({"givenName": "Ada"}));
    let folder = made["parentFolderId"].as_str().unwrap();
    let own = talk.get(&format!("/contactFolders/{folder}"), "microsoft.graph.contactFolder");
    assert_eq!((id(&own), &own["displayName"]), (talk.folder.as_str(), &json!("Contacts")));
    assert_eq!(talk.get(&format!("/contactFolders/{folder}/contacts"), "collection.contact")["value"][0], {
        let mut one = made.clone();
        one.as_object_mut().unwrap().remove("@odata.context");
        one
    });
}

#[test]
fn folders_are_made_renamed_nested_and_removed_with_their_contacts() {
    let talk = Talk::new();
    let post = |path: &str, name: &str| talk.send(&talk.request("POST", path).json(&json!({"displayName": name})));
    let made = post("/contactFolders", "Clients");
    assert_eq!(made.status, 201);
    schema::check("microsoft.graph.contactFolder", &made.json());
    assert_eq!(code(&post("/contactFolders", "clients")), "ErrorFolderExists");
    let path = format!("/contactFolders/{}", id(&made.json()));
    let below = post(&format!("{path}/childFolders"), "Old").json();
    assert_eq!(below["parentFolderId"], made.json()["id"]);
    assert_eq!(talk.get(&format!("{path}/childFolders"), "collection.contactFolder")["value"][0]["displayName"], "Old");
    assert_eq!(talk.get("/contactFolders", "collection.contactFolder")["value"].as_array().unwrap().len(), 1);

    let renamed = talk.send(&talk.request("PATCH", &path).json(&json!({"displayName": "Mandanten"})));
    assert_eq!(renamed.json()["displayName"], "Mandanten");
    let inside =
        talk.send(&talk.request("POST", &format!("{path}/contacts")).json(&json!({"givenName": "Ada"}))).json();
    assert_eq!(inside["parentFolderId"], made.json()["id"]);
    assert_eq!(talk.get("/contacts", "collection.contact")["value"], json!([]));
    let elsewhere = format!("/contactFolders/{}/contacts/{}", talk.folder, id(&inside));
    assert_eq!(talk.send(&talk.request("GET", &elsewhere)).status, 404);

    assert_eq!(talk.send(&talk.request("DELETE", &path)).status, 204);
    assert_eq!(code(&talk.send(&talk.request("GET", &path))), "ErrorFolderNotFound");
    assert_eq!(talk.send(&talk.request("GET", &format!("/contacts/{}", id(&inside)))).status, 404);
    let own = format!("/contactFolders/{}", talk.folder);
    assert_eq!(code(&talk.send(&talk.request("DELETE", &own))), "ErrorDeleteDistinguishedFolder");
}

#[test]
fn a_mailbox_is_reached_by_address_and_id_and_stands_as_it_is_set() {
    let talk = Talk::new();
    let get = |path: &str| talk.send(&Request::new("GET", path));
    let user = get(&format!("/v1.0/users/{OFFICE}")).json();
    assert_eq!(get(&format!("/v1.0/users/{}/contacts", id(&user))).status, 200);
    assert_eq!(get("/v1.0/users/VERA@example.com/contacts").status, 200);
    assert_eq!(code(&get("/v1.0/users/nobody@example.com/contacts")), "ErrorInvalidUser");
    for (standing, status, expected) in [
        (Standing::Gone, 404, "ErrorInvalidUser"),
        (Standing::NotEnabled, 404, "MailboxNotEnabledForRESTAPI"),
        (Standing::Refused, 403, "ErrorAccessDenied"),
    ] {
        talk.graph.store().set_standing(VERA, standing).unwrap();
        let answer = get("/v1.0/me/contacts");
        assert_eq!((answer.status, code(&answer).as_str()), (status, expected));
    }
}

#[test]
fn paths_and_methods_that_are_not_there_are_refused() {
    let talk = Talk::new();
    for (method, path, status) in [
        ("GET", "/beta/me/contacts", 400),
        ("GET", "/v1.0/me/todo", 400),
        ("PUT", "/v1.0/me/contacts", 405),
        ("GET", "/v1.0/me/contactFolders/contacts", 400),
        ("POST", "/v1.0/me/contacts", 400),
        ("GET", "/v1.0/me/contacts?$search=x", 400),
    ] {
        assert_eq!(talk.send(&Request::new(method, path)).status, status, "{method} {path}");
    }
}
