//! The mailboxes that the service starts with.

use super::Graph;
use super::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// A folder of the seed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeedFolder {
    /// Its name.
    pub display_name: String,
    /// Graph contacts.
    #[serde(default)]
    pub contacts: Vec<Value>,
}

/// What a mailbox of the seed has of contacts and events.
#[derive(Debug, Clone, Default)]
pub struct SeedMailbox {
    /// SMTP address.
    pub address: String,
    /// The user's object id.
    pub user: Uuid,
    /// The person's name; the address where it is empty.
    pub name: String,
    /// Name of the zone in which all-day events begin; UTC where it is empty.
    pub time_zone: String,
    /// Whether others may open it.
    pub shared: bool,
    /// Graph contacts of the folder that every mailbox has.
    pub contacts: Vec<Value>,
    /// Further folders.
    pub folders: Vec<SeedFolder>,
    /// Graph events of the calendar that every mailbox has.
    pub events: Vec<Value>,
}

impl Graph {
    /// Adds a mailbox with all that the seed says.
    pub fn seed(&self, mailbox: &SeedMailbox) -> Result<(), Problem> {
        let (store, address) = (self.store(), &mailbox.address);
        store.add_mailbox_of(address, mailbox.user, mailbox.shared);
        if !mailbox.time_zone.is_empty() {
            store.set_time_zone(address, &mailbox.time_zone)?;
        }
        if !mailbox.name.is_empty() {
            store.set_name(address, &mailbox.name)?;
        }
        self.seed_events(address, &mailbox.events)?;
        let fill = |folder: &str, contacts: &[Value]| {
            contacts.iter().try_for_each(|contact| store.create(address, folder, contact).map(drop))
        };
        fill("", &mailbox.contacts)?;
        for folder in &mailbox.folders {
            fill(&store.add_folder(address, &folder.display_name)?, &folder.contacts)?;
        }
        Ok(())
    }

    /// Adds events to a mailbox's calendar. Exceptions go to their series, wherever that stands in the list.
    pub fn seed_events(&self, address: &str, events: &[Value]) -> Result<(), Problem> {
        let (exceptions, others): (Vec<_>, Vec<_>) =
            events.iter().partition(|event| event["seriesMasterId"].is_string());
        others.into_iter().chain(exceptions).try_for_each(|event| self.store().seed_event(address, event))
    }
}
