use rules::{
    json::{FromJson, Json, property},
    json_struct,
    record::RecordKind,
};
use serde::{Deserialize, Serialize};

use crate::Progress;

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
    /// How synchronization stands for the person changed: [`SyncState`](crate::SyncState) is to be fetched.
    Sync,
    /// A run of the person's is that far.
    Progress {
        /// How far.
        progress: Progress,
    },
}

impl FromJson for Live {
    fn from_json(json: &Json) -> Option<Self> {
        Some(match json.get("is")?.text()? {
            "hello" => Self::Hello { rules: property(json, "rules")? },
            "changed" => Self::Changed { sequence: property(json, "sequence")?, records: property(json, "records")? },
            "sync" => Self::Sync,
            "progress" => Self::Progress { progress: property(json, "progress")? },
            _ => return None,
        })
    }
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

json_struct!(RecordRef { kind, id });
