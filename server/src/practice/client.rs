//! Those whom the firm serves.

use serde::{Deserialize, Serialize};

/// A company, individual or other entity that the firm serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Client {
    /// Identifier.
    pub id: String,
    /// The firm's number for it; unique.
    pub number: String,
    /// Name.
    pub name: String,
    /// What it is.
    pub entity: Entity,
    /// The firm's type of client: `tax`, `corporate`.
    pub client_type: String,
    /// `active`, `former`, `prospective`.
    pub status: String,
    /// The firm's office that serves it.
    pub office: String,
    /// The staff member who looks after it.
    pub associate: Option<String>,
}

/// What a client is (C5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Entity {
    /// A company.
    #[default]
    Company,
    /// A person.
    Individual,
    /// A foundation, an estate, an office.
    Other,
}

/// One thing that the firm does for a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Matter {
    /// Identifier.
    pub id: String,
    /// Its client.
    pub client_id: String,
    /// The firm's number for it; unique within the client.
    pub number: String,
    /// Name.
    pub name: String,
    /// Still worked on.
    pub open: bool,
}

/// A client that a search found, and by what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientHit {
    /// The client.
    pub client: Client,
    /// The name of the contact by which it was found, when neither number nor name matched.
    pub contact: Option<String>,
}

/// A contact as the pane shows who an address is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AddressMatch {
    /// The address that was asked for, as it was asked.
    pub address: String,
    /// The contact's identifier.
    pub contact_id: String,
    /// File as, else given name and surname, else company, else the address.
    pub name: String,
    /// `client` or `standalone` (C5).
    pub kind: String,
    /// The clients it is tied to, by number.
    pub clients: Vec<Client>,
}
