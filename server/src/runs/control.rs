//! What a person agreed to.

use std::collections::BTreeSet;

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
}
