//! What a person agreed to.

use std::collections::{BTreeMap, BTreeSet};

use rules::plan::What;
use serde::{Deserialize, Serialize};

/// What a run may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Assent {
    /// What the settings let it do by itself; the rest waits to be confirmed or is suspended (C11, A4, M8).
    #[default]
    AsSet,
    /// These changes and no others, by their hashes: a person saw them and agreed (P9).
    Given {
        /// What they agreed to.
        accepted: BTreeSet<String>,
        /// What they left out.
        left_out: BTreeSet<String>,
    },
    /// Nothing: it is only to be shown.
    Show,
}

/// What other settings would do, before they are saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Effect {
    /// How many changes of each kind.
    pub counts: BTreeMap<What, u32>,
    /// Some of the names, by kind.
    pub samples: BTreeMap<What, Vec<String>>,
    /// A whole synchronization is necessary (A5).
    pub critical: bool,
}
