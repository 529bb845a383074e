//! What came of a run, as it is kept with it and shown.

use std::collections::BTreeMap;

use rules::plan::{HeldBack, What};
use serde::{Deserialize, Serialize};

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Report {
    /// How many changes were done, by what they do; those that a person does not see are left out.
    pub done: BTreeMap<What, u32>,
    /// How many could not be done.
    pub failed: u32,
    /// How many the person left out.
    pub left_out: u32,
    /// How many moved since they were planned, and wait for a new plan.
    pub moved: u32,
    /// How many questions were asked.
    pub asked: u32,
    /// How many pairs were looked at and found in step.
    pub in_step: u32,
    /// What does not synchronize, and why.
    pub held: Vec<HeldBack>,
    /// Why it ended before its end, in words; empty where it did not.
    pub error: String,
}

impl Report {
    /// *No modifications needed* (P2).
    pub fn is_empty(&self) -> bool {
        self.done.is_empty() && self.failed + self.left_out + self.moved + self.asked == 0
    }
}
