//! Tells open panes what changed in the practice database, whoever changed it.
//!
//! While someone listens, the change log is looked at a few times a second; every listener gets what is new. Nobody
//! listens: nobody looks.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use api::{Live, RecordRef};
use tokio::sync::{Notify, broadcast};
use tokio::task::JoinHandle;

use crate::practice::{Change, Practice};

/// How often the change log is looked at.
const EVERY: Duration = Duration::from_millis(300);
/// More records than this are not listed one by one.
const LISTED: u32 = 100;
/// How many events a slow listener may be behind.
const BEHIND: usize = 64;

/// What listeners listen to.
#[derive(Clone, Debug)]
pub struct Feed {
    events: broadcast::Sender<Live>,
    someone: Arc<Notify>,
}

/// One listener.
#[derive(Debug)]
pub struct Listener(broadcast::Receiver<Live>);

impl Feed {
    /// A feed, and the task that looks at the change log until it is aborted.
    pub fn start(practice: Arc<dyn Practice>) -> (Self, JoinHandle<()>) {
        let feed = Self { events: broadcast::Sender::new(BEHIND), someone: Arc::default() };
        let task = tokio::spawn(feed.clone().watch(practice));
        (feed, task)
    }

    /// Hears of what changes from now on.
    pub fn listen(&self) -> Listener {
        let listener = Listener(self.events.subscribe());
        self.someone.notify_one();
        listener
    }

    async fn watch(self, practice: Arc<dyn Practice>) {
        loop {
            while self.events.receiver_count() == 0 {
                self.someone.notified().await;
            }
            self.look(&*practice).await;
        }
    }

    /// Looks until nobody listens any more.
    async fn look(&self, practice: &dyn Practice) {
        let mut seen = None;
        let mut clock = tokio::time::interval(EVERY);
        clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while self.events.receiver_count() > 0 {
            clock.tick().await;
            match news(practice, seen).await {
                Ok((last, event)) => {
                    seen = Some(last);
                    // Fails when the last listener left meanwhile.
                    event.map(|event| self.events.send(event).ok());
                }
                Err(error) => tracing::debug!(%error, "the change log cannot be read now"),
            }
        }
    }
}

impl Listener {
    /// The next event; `None` when there will be none any more.
    pub async fn next(&mut self) -> Option<Live> {
        match self.0.recv().await {
            Ok(event) => Some(event),
            // What was missed is not listed: everything shown may have changed.
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Live::Changed { sequence: 0, records: Vec::new() }),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

/// The change log's last number, and what to tell of the changes after `seen`.
async fn news(practice: &dyn Practice, seen: Option<i64>) -> Result<(i64, Option<Live>), crate::practice::Error> {
    let last = practice.last_change().await?;
    match seen {
        // The first look: a listener came, and asks for what it shows after it was greeted.
        None => Ok((last, None)),
        Some(seen) if last <= seen => Ok((seen.min(last), None)),
        Some(seen) => {
            let changes = practice.changes_since(seen, LISTED + 1).await?;
            Ok((last, Some(Live::Changed { sequence: last, records: listed(&changes) })))
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
