//! How far runs are, for whoever wants to see it.

use jiff::Timestamp;
use tokio::sync::broadcast;

/// How many events a slow listener may be behind.
const BEHIND: usize = 256;

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A run goes on.
    Progress(Progress),
    /// How synchronization stands for a staff member changed.
    State {
        /// Whose.
        staff: String,
    },
}

/// How far a run is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Whose run.
    pub staff: String,
    /// The run.
    pub run: String,
    /// What it is doing.
    pub phase: Phase,
    /// How many changes are through.
    pub done: usize,
    /// Of how many; 0 while nobody knows.
    pub of: usize,
    /// How many seconds it will take yet, at the rate so far.
    pub seconds_left: Option<u64>,
}

/// What a run is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It waits for its turn (P20).
    Waiting,
    /// It reads Outlook.
    Reading,
    /// It compares both sides.
    Planning,
    /// It writes what was planned.
    Writing,
}

/// Tells listeners.
#[derive(Clone, Debug)]
pub(super) struct Teller(broadcast::Sender<Event>);

impl Default for Teller {
    fn default() -> Self {
        Self(broadcast::Sender::new(BEHIND))
    }
}

impl Teller {
    pub(super) fn listen(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }

    /// Nobody listens: nobody is told.
    pub(super) fn tell(&self, event: Event) {
        let _ = self.0.send(event);
    }

    pub(super) fn state(&self, staff: &str) {
        self.tell(Event::State { staff: staff.to_owned() });
    }
}

/// The seconds that remain, at the rate so far.
pub(super) fn seconds_left(began: Timestamp, now: Timestamp, done: usize, of: usize) -> Option<u64> {
    let taken = u64::try_from(now.duration_since(began).as_millis()).ok()?;
    let (done, left) = (u64::try_from(done).ok()?, u64::try_from(of.saturating_sub(done)).ok()?);
    (done > 0).then(|| (taken.saturating_mul(left) / done).div_ceil(1000))
}
