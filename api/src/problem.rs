use rules::json_struct;
use serde::{Deserialize, Serialize};

use crate::ItemStatus;

/// What kind of problem: the last part of its `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// A value is not what it should be (422, or 400 where the request cannot be read at all).
    Invalid,
    /// Nobody is signed in (401).
    NotSignedIn,
    /// The person may not (403).
    Forbidden,
    /// Signed in with Microsoft 365, but tied to no staff member (403).
    NotAdmitted,
    /// There is no such thing (404).
    NotFound,
    /// It moved since it was shown (409); `status` says how it stands now.
    Moved,
    /// It cannot be dropped while somebody uses it (409); `detail` names them.
    InUse,
    /// The server's configuration lacks what this needs (422); `detail` says what. It does not pass by itself.
    NotConfigured,
    /// The same key came with another request (422).
    KeyReused,
    /// The request is too large (413).
    TooLarge,
    /// Too many requests (429).
    TooMany,
    /// The database is busy or away; the same request may be sent again (503).
    Unavailable,
    /// A fault of the server's own (500).
    Internal,
}

/// An error, as `application/problem+json` (RFC 9457).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// A URI that names the kind: `urn:concordat:problem:moved`.
    pub r#type: String,
    /// The kind in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened, and what would be right.
    pub detail: String,
    /// The request's field that is wrong (`item.start`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The request's number in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// How the item stands now, when it moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Box<ItemStatus>>,
}

json_struct!(Problem { r#type, title, status, detail } or_default { field, request, now });

/// Each kind by its name in JSON.
const KINDS: &[(&str, ProblemKind)] = &[
    ("invalid", ProblemKind::Invalid),
    ("not-signed-in", ProblemKind::NotSignedIn),
    ("forbidden", ProblemKind::Forbidden),
    ("not-admitted", ProblemKind::NotAdmitted),
    ("not-found", ProblemKind::NotFound),
    ("moved", ProblemKind::Moved),
    ("in-use", ProblemKind::InUse),
    ("not-configured", ProblemKind::NotConfigured),
    ("key-reused", ProblemKind::KeyReused),
    ("too-large", ProblemKind::TooLarge),
    ("too-many", ProblemKind::TooMany),
    ("unavailable", ProblemKind::Unavailable),
    ("internal", ProblemKind::Internal),
];

impl Problem {
    /// The kind, when it is one of ours.
    pub fn kind(&self) -> Option<ProblemKind> {
        let name = self.r#type.strip_prefix("urn:concordat:problem:")?;
        KINDS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }
}
