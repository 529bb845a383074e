//! What plans and names need and what changes seldom: settings, clients, matters, staff. Remembered under the number that
//! the practice database counts up with every change of them ([`Opened::revision`](crate::practice::Opened)), whoever
//! makes it, so that nothing old is ever used.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use api::{ClientHit, StaffMember};
use rules::plan::Settings;

use super::Error;

/// More of one kind are not remembered.
const MOST: usize = 10_000;

/// What is remembered. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Directory(Arc<Mutex<Kept>>);

/// What was read under one revision.
#[derive(Default)]
pub(super) struct Kept {
    revision: i64,
    /// By staff member.
    pub(super) settings: HashMap<String, Settings>,
    /// With their matters; `None` for one that does not exist.
    pub(super) clients: HashMap<String, Option<ClientHit>>,
    /// `None` for one that does not exist.
    pub(super) staff: HashMap<String, Option<StaffMember>>,
}

/// Which of them.
type Slot<T> = fn(&mut Kept) -> &mut HashMap<String, T>;

impl Directory {
    /// What is remembered under that revision, else what `read` gives. Without a revision it is read each time.
    pub(super) async fn get<T: Clone>(
        &self,
        revision: Option<i64>,
        slot: Slot<T>,
        key: &str,
        read: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let Some(revision) = revision else { return read.await };
        if let Some(known) = self.known(revision, slot, key) {
            return Ok(known);
        }
        let value = read.await?;
        self.keep(revision, slot, key, value.clone());
        Ok(value)
    }

    fn known<T: Clone>(&self, revision: i64, slot: Slot<T>, key: &str) -> Option<T> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.revision == revision { slot(&mut kept).get(key).cloned() } else { None }
    }

    /// A later revision forgets all of the earlier ones. What was read late under an earlier one is not kept.
    fn keep<T>(&self, revision: i64, slot: Slot<T>, key: &str, value: T) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if revision > kept.revision {
            *kept = Kept { revision, ..Kept::default() };
        }
        if revision == kept.revision {
            let slot = slot(&mut kept);
            if slot.len() >= MOST {
                slot.clear();
            }
            slot.insert(key.to_owned(), value);
        }
    }
}
