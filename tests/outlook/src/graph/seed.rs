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

/// What a mailbox of the seed has of contacts.
#[derive(Debug, Clone, Default)]
pub struct SeedMailbox {
    /// SMTP address.
    pub address: String,
    /// The user's object id.
    pub user: Uuid,
    /// Whether others may open it.
    pub shared: bool,
    /// Graph contacts of the folder that every mailbox has.
    pub contacts: Vec<Value>,
    /// Further folders.
    pub folders: Vec<SeedFolder>,
}

impl Graph {
    /// Adds a mailbox with all that the seed says.
    pub fn seed(&self, mailbox: &SeedMailbox) -> Result<(), Problem> {
        let (store, address) = (self.store(), &mailbox.address);
        store.add_mailbox_of(address, mailbox.user, mailbox.shared);
        let fill = |folder: &str, contacts: &[Value]| {
            contacts.iter().try_for_each(|contact| store.create(address, folder, contact).map(drop))
        };
        fill("", &mailbox.contacts)?;
        for folder in &mailbox.folders {
            fill(&store.add_folder(address, &folder.display_name)?, &folder.contacts)?;
        }
        Ok(())
    }
}
