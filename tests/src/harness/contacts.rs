//! Contacts on both sides, as they are before anybody has synchronized them.

use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value as Json, json};
use server::practice::{
    Commit, FirmSettings, ImportAs, Licences, Practice, RecordRef, Staff as _, Step, Store, contact_image, uuid_v7,
};

use super::{Database, Servers, firm::VERA};

/// When everything was last edited.
const EDITED: &str = "2026-11-02T08:00:00Z";

/// In the practice database only, for clients that Vera looks after.
pub(crate) const OF_VERA: [&str; 2] = ["Amal Haddad", "Ngozi Okafor"];
/// In Outlook only.
pub(crate) const IN_OUTLOOK: [&str; 2] = ["Jonas Wolf", "Lena Stein"];
/// On both sides, with the same name and address, and not linked.
pub(crate) const ON_BOTH: &str = "Tomas Reyes";
/// In the practice database only, and nobody's.
pub(crate) const NOBODYS: &str = "Petra Sommer";

fn address(name: &str) -> String {
    name.to_lowercase().replace(' ', ".") + "@example.net"
}

fn item(name: &str, job: &str, mobile: &str) -> Json {
    let (given, surname) = name.split_once(' ').expect("two names");
    json!({
        "givenName": given, "surname": surname, "fileAs": name, "jobTitle": job, "mobilePhone": mobile,
        "emailAddresses": [{ "name": name, "address": address(name) }],
    })
}

/// What is in the folder that every mailbox has.
pub(super) fn of_mailbox() -> Json {
    let [jonas, lena] = IN_OUTLOOK;
    json!([
        item(jonas, "Banker", "+49 170 5550 101"),
        item(lena, "Attorney", "+49 170 5550 102"),
        item(ON_BOTH, "Partner", "+49 170 5550 103"),
    ])
}

/// Adds the practice's contacts, and the licence for them.
pub(super) async fn fill(file: &Path) {
    let store = Store::sqlite(file, uuid_v7()).await.expect("a database");
    let firm = store.firm().await.expect("a firm");
    let firm = FirmSettings { licences: Licences { client_management: true }, ..firm };
    let edited_at: Timestamp = EDITED.parse().expect("a time");
    let contacts =
        [("amal", OF_VERA[0], Some("hartmann")), ("tomas", ON_BOTH, Some("okafor")), ("petra", NOBODYS, None)];
    let mut commit = Commit::new(edited_at, "").step(Step::Firm(Box::new(firm)));
    commit.steps.extend(contacts.map(|(id, name, client)| {
        let clients: Vec<String> = client.map(str::to_owned).into_iter().collect();
        let image = contact_image(name, &address(name), ImportAs::Standalone, &clients);
        Step::Create { record: RecordRef::contact(id), image, edited_at, series: None }
    }));
    store.commit(commit).await.expect("contacts");
    store.close().await.expect("closed");
}

/// What both sides show of a contact, in one line.
const SHOWN: [(&str, &str); 6] = [
    ("given", "/givenName"),
    ("surname", "/surname"),
    ("company", "/companyName"),
    ("job_title", "/jobTitle"),
    ("email1", "/emailAddresses/0/address"),
    ("mobile", "/mobilePhone"),
];

impl Servers {
    /// The contacts of Vera's folder, as Graph shows them.
    pub(crate) fn contacts(&self) -> Vec<Json> {
        self.outlook.graph.store().contacts(VERA, "").expect("a mailbox")
    }

    /// The same, a line each, in order.
    pub(crate) fn people(&self) -> Vec<String> {
        let line = |contact: &Json| {
            let value = |(_, place): (&str, &str)| contact.pointer(place).and_then(Json::as_str).unwrap_or_default();
            SHOWN.map(value).join("|")
        };
        let mut people: Vec<String> = self.contacts().iter().map(line).collect();
        people.sort();
        people
    }

    /// A property of that contact.
    pub(crate) fn person(&self, surname: &str, property: &str) -> String {
        let contact = self.contacts().into_iter().find(|contact| contact["surname"] == surname);
        let contact = contact.unwrap_or_else(|| panic!("nobody is called {surname}"));
        contact[property].as_str().unwrap_or_default().to_owned()
    }

    /// Somebody edits a contact in Outlook.
    pub(crate) fn edit_person(&self, surname: &str, edit: &Json) {
        let id = self.person(surname, "id");
        self.outlook.graph.store().patch(VERA, &id, edit).expect("edited");
    }
}

impl Database {
    /// The contacts that are linked to an item, a line each, in order.
    pub(crate) fn linked(&self) -> Vec<String> {
        self.people("join link on link.record_id = contact.id and link.kind = 'contact' and link.state = 'joined'")
    }

    /// All contacts that are not in the bin.
    pub(crate) fn contacts(&self) -> Vec<String> {
        self.people("")
    }

    fn people(&self, join: &str) -> Vec<String> {
        let line = SHOWN.map(|(column, _)| format!("coalesce(contact.{column}, '')")).join(" || '|' || ");
        let found = self.sql(&format!("select {line} from contact {join} where contact.binned_at is null"));
        let mut found: Vec<String> = found.lines().map(str::to_owned).collect();
        found.sort();
        found
    }

    /// A column of that contact.
    pub(crate) fn contact(&self, surname: &str, column: &str) -> String {
        self.sql(&format!("select \"{column}\" from contact where surname = '{surname}' and binned_at is null"))
    }

    /// Another program edits a column of that contact.
    pub(crate) fn edit_contact(&self, surname: &str, column: &str, value: &str) {
        self.sql(&format!("update contact set \"{column}\" = '{value}' where surname = '{surname}'"));
    }
}
