//! Trying again what did not work by itself: later each time.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::Error;
use crate::{mailbox, practice};

/// When something is tried again for the first time; each further time is twice as long.
const FIRST: SignedDuration = SignedDuration::from_mins(1);
/// The longest wait after a run that failed as a whole.
const FAILED: SignedDuration = SignedDuration::from_mins(30);
/// The longest wait for what a run could not do of all that it had to: it can stay so for good.
const LEFT: SignedDuration = SignedDuration::from_hours(8);

/// What is tried again, by staff member.
#[derive(Debug, Default)]
pub(super) struct Retries(BTreeMap<String, Retry>);

#[derive(Debug, Default)]
struct Retry {
    /// When; `None` while it is being tried.
    at: Option<Timestamp>,
    /// How often in a row.
    times: u32,
    /// What failed, as it was told last.
    told: Option<String>,
}

impl Retries {
    /// A run failed as a whole. Answers whether that is to be told: the same is told once (A6).
    pub(super) fn failed(&mut self, staff: &str, error: &Error, now: Timestamp) -> bool {
        let retry = self.again(staff, now, FAILED);
        let Some(problem) = problem(error) else { return false };
        retry.told.replace(problem.clone()) != Some(problem)
    }

    /// A run left something undone.
    pub(super) fn left(&mut self, staff: &str, now: Timestamp) {
        self.again(staff, now, LEFT).told = None;
    }

    /// All is well, or waits for a person. Answers whether a failure had been told.
    pub(super) fn settled(&mut self, staff: &str) -> bool {
        self.0.remove(staff).is_some_and(|retry| retry.told.is_some())
    }

    /// Those whose time has come.
    pub(super) fn due(&mut self, now: Timestamp) -> Vec<String> {
        let due = self.0.iter_mut().filter_map(|(staff, retry)| {
            retry.at.take_if(|at| *at <= now)?;
            Some(staff.clone())
        });
        due.collect()
    }

    fn again(&mut self, staff: &str, now: Timestamp, longest: SignedDuration) -> &mut Retry {
        let retry = self.0.entry(staff.to_owned()).or_default();
        let wait = FIRST.saturating_mul(2_i32.saturating_pow(retry.times)).min(longest);
        retry.at = now.checked_add(wait).ok();
        retry.times += 1;
        retry
    }
}

/// What a person is told of it; nothing where it is only not its turn. Why a mailbox cannot be reached may change with
/// each attempt: that is the same problem.
fn problem(error: &Error) -> Option<String> {
    match error {
        Error::Busy | Error::Practice(practice::Error::Busy) => None,
        Error::Mailbox(mailbox::Error::Later { .. }) => Some(String::new()),
        error => Some(error.to_string()),
    }
}
