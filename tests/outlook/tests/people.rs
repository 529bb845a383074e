//! The page's People: contacts are opened, edited, made and deleted, and follow what is changed elsewhere.

mod support;

use outlook::graph::Store;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use support::{Page, Stage, in_browser};

const VERA: &str = "vera@example.com";

fn seed() -> Value {
    let ada = json!({"givenName": "Ada", "surname": "Byron", "companyName": "Engines Ltd", "birthday": "1815-12-10T00:00:00Z", "homeAddress": {"street": "Way 1", "city": "London"},
        "emailAddresses": [{"name": "Countess", "address": "ada@example.net"}], "businessPhones": ["+44 1", "+44 2"], "children": ["Annabella"]});
    json!({"mailboxes": [{"address": VERA, "displayName": "Vera", "timeZone": "Europe/Berlin", "contacts": [ada, {"surname": "Zuse"}],
        "contactFolders": [{"displayName": "Clients", "contacts": [{"companyName": "Hartmann & Co."}]}]}]})
}

fn store(stage: &Stage) -> Store<'_> {
    stage.outlook.graph.store()
}

/// Waits until a contact of the mailbox's own folder is as wanted, and gives it.
async fn until(stage: &Stage, surname: &str, fits: impl Fn(&Value) -> bool) -> Value {
    let started = Instant::now();
    loop {
        let all = store(stage).contacts(VERA, "").unwrap();
        if let Some(found) = all.iter().find(|contact| contact["surname"] == surname && fits(contact)) {
            return found.clone();
        }
        assert!(started.elapsed() < Duration::from_secs(20), "never: {all:?}");
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

async fn names(page: &Page, expected: &str) {
    page.until(&format!(
        "return [...document.querySelectorAll('[data-testid=contact]')].map((row) => row.dataset.name).join('|') === '{expected}'"
    ))
    .await;
}

async fn open(page: &Page, name: &str) {
    page.find(&format!("[data-testid=contact][data-name='{name}']")).await.click().await.unwrap();
    page.find("[data-testid=contact-form]").await;
}

#[actix_web::test]
async fn a_person_edits_makes_and_deletes_contacts() {
    in_browser(Some(seed()), |stage, page| async move {
        page.open("#/people").await;
        names(&page, "Ada Byron|Zuse").await;
        open(&page, "Ada Byron").await;
        assert_eq!(page.value("contact-birthday").await, "1815-12-10");
        page.fill("contact-surname", "Lovelace").await;
        page.fill("contact-businessPhones-0", "+44 3").await;
        page.fill("contact-homeAddress-city", "").await;
        page.click("contact-save").await;
        let saved = until(&stage, "Lovelace", |_| true).await;
        assert_eq!(
            (&saved["displayName"], &saved["businessPhones"]),
            (&json!("Ada Lovelace"), &json!(["+44 3", "+44 2"]))
        );
        assert_eq!((&saved["homeAddress"], &saved["children"]), (&json!({"street": "Way 1"}), &json!(["Annabella"])));
        assert_eq!(saved["emailAddresses"], json!([{"name": "Countess", "address": "ada@example.net"}]));
        names(&page, "Ada Lovelace|Zuse").await;

        page.click("contact-new").await;
        page.find("[data-testid=contact-form][data-contact-id=new]").await;
        page.fill("contact-givenName", "Grace").await;
        page.fill("contact-surname", "Hopper").await;
        page.fill("contact-emailAddresses-0", "grace@example.net").await;
        page.click("contact-save").await;
        let made = until(&stage, "Hopper", |_| true).await;
        assert_eq!(made["emailAddresses"][0]["address"], "grace@example.net");
        page.find(&format!("[data-testid=contact-form][data-contact-id='{}']", made["id"].as_str().unwrap())).await;

        page.click("contact-delete").await;
        page.click("contact-delete-yes").await;
        names(&page, "Ada Lovelace|Zuse").await;
        assert!(store(&stage).contact(VERA, made["id"].as_str().unwrap()).is_err());
    })
    .await;
}

#[actix_web::test]
async fn the_page_follows_what_is_changed_elsewhere_and_keeps_what_is_typed() {
    in_browser(Some(seed()), |stage, page| async move {
        page.open("#/people").await;
        open(&page, "Zuse").await;
        let zuse = until(&stage, "Zuse", |_| true).await["id"].as_str().unwrap().to_owned();
        store(&stage).patch(VERA, &zuse, &json!({"givenName": "Konrad"})).unwrap();
        names(&page, "Ada Byron|Konrad Zuse").await;
        page.until("return document.querySelector('[data-testid=contact-givenName]').value === 'Konrad'").await;
        page.fill("contact-jobTitle", "Engineer").await;
        store(&stage).patch(VERA, &zuse, &json!({"title": "Dr."})).unwrap();
        page.until(
            "return document.querySelector('[data-testid=contact-status]').textContent.startsWith('Changed elsewhere')",
        )
        .await;
        page.click("contact-save").await;
        let both = until(&stage, "Zuse", |contact| contact["jobTitle"] == "Engineer").await;
        assert_eq!(both["title"], "Dr.");
        store(&stage).create(VERA, "", &json!({"surname": "Aiken"})).unwrap();
        names(&page, "Ada Byron|Aiken|Konrad Zuse").await;
        page.fill("people-search", "engines").await;
        names(&page, "Ada Byron").await;
    })
    .await;
}

#[actix_web::test]
async fn folders_are_shown_and_made() {
    in_browser(Some(seed()), |stage, page| async move {
        page.open("#/people").await;
        page.find("[data-testid=people-folder][data-name=Clients]").await.click().await.unwrap();
        names(&page, "Hartmann & Co.").await;
        page.click("folder-new").await;
        page.fill("folder-name", "Courts").await;
        page.click("folder-create").await;
        page.find("[data-testid=people-folder][data-name=Courts][aria-current=true]").await;
        assert_eq!(store(&stage).folders(VERA).unwrap().len(), 3);
        // What has no name for those who do not see it.
        page.click("contact-new").await;
        page.find("[data-testid=contact-form]").await;
        let nameless = "[...document.querySelectorAll('#people input, #people textarea')].filter((field) => !field.labels.length && !field.getAttribute('aria-label'))";
        let nameless = page.until(&format!("return {nameless}.length === 0")).await;
        assert_eq!(nameless, true);
    })
    .await;
}
