//! The audit of refusals: who was not let in or may not, where and why.
//!
//! They are counted, and written once a minute: a row for each person, address, route and reason. An attacker fills no
//! database: beyond [`MOST`] of them, what strangers are refused is one row.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::meter;
use crate::practice::{AuditEntry, Commit, Error, Practice, Step};

/// How many different refusals of people who are known, and as many of strangers, are told apart between two writes.
const MOST: usize = 64;

/// One kind of refusal. It holds nothing that the request brought.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// [`StaffMember::id`](crate::practice::StaffMember::id); empty when nobody knows.
    pub by: String,
    /// The method and the pattern of the path.
    pub route: String,
    /// The kind of problem.
    pub reason: String,
    /// Where it came from; `None` for many.
    pub from: Option<IpAddr>,
}

/// Counts refusals until they are written.
pub struct Refusals {
    practice: Arc<dyn Practice>,
    counted: Mutex<BTreeMap<Refusal, u64>>,
}

impl Refusals {
    /// None yet.
    pub fn new(practice: Arc<dyn Practice>) -> Self {
        Self { practice, counted: Mutex::default() }
    }

    /// One more.
    pub fn note(&self, refusal: Refusal) {
        meter::refused(refusal.reason.clone());
        self.count(refusal, 1);
    }

    fn count(&self, refusal: Refusal, times: u64) {
        let mut counted = self.counted();
        let known = !refusal.by.is_empty();
        let alike = counted.keys().filter(|other| other.by.is_empty() != known).count();
        let refusal = if counted.contains_key(&refusal) || alike < MOST { refusal } else { rest(refusal) };
        *counted.entry(refusal).or_default() += times;
    }

    /// Writes what was counted. What cannot be written is counted on.
    pub async fn write(&self, now: Timestamp) {
        let mut people: BTreeMap<String, Vec<(Refusal, u64)>> = BTreeMap::new();
        for (refusal, times) in std::mem::take(&mut *self.counted()) {
            people.entry(refusal.by.clone()).or_default().push((refusal, times));
        }
        for (by, refusals) in people {
            if let Err(error) = self.commit(now, &by, &refusals).await {
                tracing::warn!(%error, "refusals cannot be written to the audit now");
                for (refusal, times) in refusals {
                    self.count(refusal, times);
                }
            }
        }
    }

    async fn commit(&self, now: Timestamp, by: &str, refusals: &[(Refusal, u64)]) -> Result<(), Error> {
        let mut commit = Commit::new(now, by);
        commit.steps.extend(refusals.iter().map(|(refusal, times)| Step::Audit(entry(refusal, *times))));
        self.practice.commit(commit).await.map(drop)
    }

    fn counted(&self) -> MutexGuard<'_, BTreeMap<Refusal, u64>> {
        // Whole between any two statements, whoever panicked with it.
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What too many different ones are counted as.
fn rest(refusal: Refusal) -> Refusal {
    Refusal { route: "any".to_owned(), from: None, ..refusal }
}

fn entry(refusal: &Refusal, times: u64) -> AuditEntry {
    let from = refusal.from.map_or_else(|| "many addresses".to_owned(), |address| address.to_string());
    AuditEntry {
        action: refusal.route.clone(),
        record: None,
        outcome: "refused".to_owned(),
        detail: format!("{}, {times} times, from {from}", refusal.reason),
    }
}
