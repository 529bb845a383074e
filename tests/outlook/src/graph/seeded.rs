//! Ids and chances that follow from a seed: the same calls get the same answers.

use crate::ids;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Makes ids: each from the seed and a number that counts up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Seeded {
    seed: u64,
    count: u64,
}

impl Seeded {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, count: 0 }
    }

    /// Thirty-two bytes that no other call gets.
    fn next(&mut self, kind: &str) -> [u8; 32] {
        self.count += 1;
        Sha256::digest(format!("{kind} {} {}", self.seed, self.count)).into()
    }

    /// The id of an item in a folder, which a move changes, in Graph's form.
    pub(super) fn item(&mut self) -> String {
        ids::rest(&ids::item_of(&self.next("item")))
    }

    /// An id that an item keeps when it is moved.
    pub(super) fn immutable(&mut self) -> String {
        ids::rest(&ids::immutable_of(&self.next("immutable")))
    }

    /// The id of a folder.
    pub(super) fn folder(&mut self) -> String {
        ids::rest(&ids::folder_of(&self.next("folder")))
    }

    /// A change key.
    pub(super) fn change_key(&mut self) -> String {
        ids::change_key_of(&self.next("change key")[..16])
    }

    /// The `iCalUId` of an event.
    pub(super) fn ical_uid(&mut self) -> String {
        let bytes = self.next("iCalUId");
        let mut half = [0; 16];
        half.copy_from_slice(&bytes[..16]);
        format!("040000008200E00074C5B7101A82E008{:032X}", u128::from_be_bytes(half))
    }

    /// A GUID, for requests and subscriptions.
    pub(super) fn guid(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.next("guid")[..16]);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }
}
