use rules::record::RecordKind;
use serde::{Deserialize, Serialize};

/// `GET live`: server-sent events, each with one of these as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", tag = "is")]
pub enum Live {
    /// The first event of a connection.
    Hello {
        /// The server's rules.
        rules: String,
    },
    /// Records changed, whoever changed them.
    Changed {
        /// The last sequence number of the change log that this tells of.
        sequence: i64,
        /// Which records; empty when there were too many to list.
        records: Vec<RecordRef>,
    },
}

/// A record of the practice database.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RecordRef {
    /// Its kind.
    pub kind: RecordKind,
    /// Its identifier.
    pub id: String,
}
