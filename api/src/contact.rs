use std::collections::BTreeMap;

use rules::{json_struct, json_words, record::FieldId};
use serde::{Deserialize, Serialize};

use crate::ClientHit;

/// What a contact is to the firm (C5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum ContactKind {
    /// A company, individual or other entity that the firm serves.
    Client,
    /// An attorney, a banker or other, tied to none, one or several clients.
    #[default]
    Standalone,
}

json_words!(ContactKind { Client, Standalone });

/// `POST contacts/who`: whose addresses are these? Answered in the same order, by a list of [`Who`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WhoIs {
    /// SMTP addresses, at most 200.
    pub addresses: Vec<String>,
}

json_struct!(WhoIs { addresses });

/// Who an address belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Who {
    /// The address, as asked.
    pub address: String,
    /// The contact's id; `None` when nobody in the practice database has the address.
    pub contact: Option<String>,
    /// The contact's name, or the staff member's.
    pub name: String,
    /// Client or standalone.
    pub kind: Option<ContactKind>,
    /// One of the firm's own staff.
    pub staff: bool,
    /// The clients that the contact is tied to.
    pub clients: Vec<ClientHit>,
}

json_struct!(Who { address, contact, name, kind, staff, clients });

/// `POST contacts`: add a message's sender or recipient. Answered by [`Who`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AddContact {
    /// Name as shown in the message.
    pub name: String,
    /// SMTP address.
    pub address: String,
    /// Client or standalone contact.
    pub kind: ContactKind,
    /// The clients to tie a standalone contact to, by id.
    #[serde(default)]
    pub clients: Vec<String>,
}

json_struct!(AddContact { name, address, kind } or_default { clients });

/// `GET contacts/incomplete`: what the person's synchronizations imported and the practice database needs more of (C6).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct IncompleteContacts {
    /// How many there are.
    pub count: u32,
    /// The first ones, in the order in which they were imported.
    pub contacts: Vec<IncompleteContact>,
}

json_struct!(IncompleteContacts { count, contacts });

/// A contact, and what it lacks (C6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct IncompleteContact {
    /// The contact's id.
    pub id: String,
    /// Counts its edits: what is filled in names the version that it was made against.
    pub version: u32,
    /// What a person would call it; empty where it has nothing of the kind.
    pub name: String,
    /// By what to tell it from others of that name.
    pub detail: String,
    /// Client or standalone.
    pub kind: ContactKind,
    /// What it lacks: of each of these lists any one field is enough. Empty once it is complete.
    pub lacks: Vec<Vec<FieldId>>,
}

json_struct!(IncompleteContact { id, version, name, detail, kind, lacks });

/// `PATCH contacts/{id}`: fill in what the practice database needs of a contact (C6). Answered by [`IncompleteContact`]:
/// what it still lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompleteContact {
    /// The version that it was made against.
    #[serde(deserialize_with = "crate::whole::one")]
    pub version: u32,
    /// The fields that are filled in: of those that contacts of its kind need. Each is a text of one line; `associate` is a
    /// staff member's id.
    pub fields: BTreeMap<FieldId, String>,
}

json_struct!(CompleteContact { version, fields });
