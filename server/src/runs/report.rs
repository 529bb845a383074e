//! What came of a run, as it is kept with it and shown.

use std::collections::BTreeMap;

use api::Counts;
use rules::plan::{Change, HeldBack, What};
use serde::{Deserialize, Serialize};

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Report {
    /// How many changes were done, by what they do; those that a person does not see are left out.
    pub done: BTreeMap<What, u32>,
    /// The same in the API's words; of a plan that waits, what it would do.
    pub counts: Counts,
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
    pub problem: String,
}

impl Report {
    /// The counts of these changes; those of the list apart do not count.
    pub(super) fn planned(&mut self, changes: &[Change]) {
        self.counts = Counts::default();
        changes.iter().filter(|change| !change.apart).for_each(|change| self.counts.count(change.what));
    }

    /// The counts of what was done.
    pub(super) fn counted(&mut self) {
        self.counts = Counts::default();
        for (what, times) in &self.done {
            (0..*times).for_each(|_| self.counts.count(*what));
        }
    }

    /// What came of the run, in a word: [`Run::outcome`](crate::practice::Run::outcome).
    pub(super) fn outcome(&self) -> String {
        if self.failed == 0 { "done" } else { "failed" }.to_owned()
    }

    /// *No modifications needed* (P2).
    pub fn is_empty(&self) -> bool {
        self.done.is_empty() && self.failed + self.left_out + self.moved + self.asked == 0
    }
}
