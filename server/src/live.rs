//! Tells open panes what changed in the practice database, whoever changed it.
//!
//! While someone listens, the change log is looked at a few times a second; every listener gets what is new. Nobody
//! listens: nobody looks.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use api::{Live, RecordRef};
use tokio::sync::{Mutex, Notify, broadcast};
use tokio::task::JoinHandle;

use crate::practice::{Change, Error, Practice};

/// How often the change log is looked at.
const EVERY: Duration = Duration::from_millis(300);
/// More records than this are not listed one by one.
const LISTED: u32 = 100;
/// How many events a slow listener may be behind.
const BEHIND: usize = 64;

/// What listeners listen to.
#[derive(Clone)]
pub struct Feed {
    practice: Arc<dyn Practice>,
    events: broadcast::Sender<Told>,
    /// How far the change log was told; `None` while nobody listens.
    told: Arc<Mutex<Option<i64>>>,
    someone: Arc<Notify>,
}

/// One event, and for whom it is: a staff member, or everyone.
type Told = (Option<String>, Live);

/// One listener: who listens, and to what.
#[derive(Debug)]
pub struct Listener(String, broadcast::Receiver<Told>);

impl Feed {
    /// A feed, and the task that looks at the change log until it is aborted.
    pub fn start(practice: Arc<dyn Practice>) -> (Self, JoinHandle<()>) {
        let events = broadcast::Sender::new(BEHIND);
        let feed = Self { practice, events, told: Arc::default(), someone: Arc::default() };
        let task = tokio::spawn(feed.clone().watch());
        (feed, task)
    }

    /// Tells the panes of that staff member, and nobody else's.
    pub fn tell(&self, staff: &str, event: Live) {
        // Fails when nobody listens.
        let _ = self.events.send((Some(staff.to_owned()), event));
    }

    /// Hears of everything that changes after this call, and of what is that staff member's.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn listen(&self, staff: &str) -> Result<Listener, Error> {
        let mut told = self.told.lock().await;
        if told.is_none() {
            *told = Some(self.practice.last_change().await?);
        }
        let listener = Listener(staff.to_owned(), self.events.subscribe());
        self.someone.notify_one();
        Ok(listener)
    }

    async fn watch(self) {
        let mut clock = tokio::time::interval(EVERY);
        clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            while self.is_alone().await {
                self.someone.notified().await;
            }
            clock.tick().await;
            if let Err(error) = self.look().await {
                tracing::debug!(%error, "the change log cannot be read now");
            }
        }
    }

    /// Whether nobody listens. Under the lock, so that whoever comes next begins at what holds then.
    async fn is_alone(&self) -> bool {
        let mut told = self.told.lock().await;
        let alone = self.events.receiver_count() == 0;
        if alone {
            *told = None;
        }
        alone
    }

    /// Tells what is new, if anything is.
    async fn look(&self) -> Result<(), Error> {
        let mut told = self.told.lock().await;
        let last = self.practice.last_change().await?;
        if let Some(told) = told.filter(|told| last > *told) {
            let changes = self.practice.changes_since(told, LISTED + 1).await?;
            // Fails when the last listener left meanwhile.
            let _ = self.events.send((None, Live::Changed { sequence: last, records: listed(&changes) }));
        }
        *told = told.map(|_| last);
        Ok(())
    }
}

impl fmt::Debug for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Feed").field("listeners", &self.events.receiver_count()).finish_non_exhaustive()
    }
}

impl Listener {
    /// The next event; `None` when there will be none any more.
    pub async fn next(&mut self) -> Option<Live> {
        loop {
            match self.1.recv().await {
                Ok((of, event)) if of.as_ref().is_none_or(|of| *of == self.0) => return Some(event),
                Ok(_) => {}
                // What was missed is not listed: everything shown may have changed.
                Err(broadcast::error::RecvError::Lagged(_)) => {
                    return Some(Live::Changed { sequence: 0, records: Vec::new() });
                }
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

/// Each changed record once; none when there are too many, or when something else changed: a client, whose name shows
/// with many records.
fn listed(changes: &[Change]) -> Vec<RecordRef> {
    if changes.len() > LISTED as usize {
        return Vec::new();
    }
    let records: Option<BTreeSet<_>> = changes
        .iter()
        .map(|change| change.record().map(|record| RecordRef { kind: record.kind, id: record.id }))
        .collect();
    records.unwrap_or_default().into_iter().collect()
}
