//! The firm's list of contact filters (C3).

use rules::filter::Filter;
use serde::{Deserialize, Serialize};

/// A filter of the firm-wide list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactFilter {
    /// Identifier.
    pub id: String,
    /// What it is called; unique, in any letter case.
    pub name: String,
    /// What it selects.
    pub filter: Filter,
}
