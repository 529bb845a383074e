//! What the service keeps when it ends: mailboxes, and how far the ids have come. Subscriptions are lost.

use super::Graph;
use super::mailbox::Mailbox;
use super::seeded::Seeded;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Written<'a> {
    seeded: &'a Seeded,
    first: &'a Option<String>,
    mailboxes: &'a BTreeMap<String, Mailbox>,
}

#[derive(Deserialize)]
struct Read {
    seeded: Seeded,
    first: Option<String>,
    mailboxes: BTreeMap<String, Mailbox>,
}

impl Graph {
    /// The state as JSON.
    pub fn kept(&self) -> Result<Vec<u8>, serde_json::Error> {
        let world = self.world();
        serde_json::to_vec(&Written { seeded: &world.seeded, first: &world.first, mailboxes: &world.mailboxes })
    }

    /// Takes a state that was kept in place of its own.
    pub fn take(&self, kept: &[u8]) -> Result<(), serde_json::Error> {
        let Read { seeded, first, mut mailboxes } = serde_json::from_slice(kept)?;
        mailboxes.values_mut().for_each(Mailbox::complete);
        self.change(|world| {
            world.seeded = seeded;
            world.first = first;
            world.mailboxes = mailboxes;
        });
        Ok(())
    }
}
