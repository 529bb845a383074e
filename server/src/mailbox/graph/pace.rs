//! How often one mailbox may be asked: so many at once, so many in a while, and not before the service said.
//!
//! Microsoft's limits for Outlook hold for one application and one mailbox: 10,000 requests in 10 minutes, 4 at once.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::clock::Clock;

/// Requests of one mailbox that may be sent, and when.
pub(super) struct Pace {
    turns: Semaphore,
    past: Mutex<Past>,
}

/// What was sent, and what the service said.
struct Past {
    budget: u32,
    window: SignedDuration,
    /// Sent and not answered.
    open: u32,
    /// The seconds in which requests were answered, and how many.
    answered: VecDeque<(i64, u32)>,
    /// The sum of those.
    sum: u32,
    /// The service wants to be left alone until then.
    closed: Option<Timestamp>,
}

/// A turn: the request may be sent. It ends, answered or given up, when this is dropped.
pub(super) struct Turn<'p> {
    pace: &'p Pace,
    clock: &'p dyn Clock,
    _permit: Option<SemaphorePermit<'p>>,
}

/// It would have to be waited for longer than one wants to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong(pub(super) Duration);

impl Pace {
    pub(super) fn new(at_once: usize, budget: u32, window: Duration) -> Self {
        let most = usize::try_from(budget).unwrap_or(usize::MAX);
        let past = Past {
            budget: budget.max(1),
            window: SignedDuration::try_from(window).unwrap_or(SignedDuration::MAX),
            open: 0,
            answered: VecDeque::new(),
            sum: 0,
            closed: None,
        };
        // More at once than the budget has would leave nothing to wait for.
        Self { turns: Semaphore::new(at_once.clamp(1, most.max(1))), past: Mutex::new(past) }
    }

    /// Waits for a turn, in the order of asking.
    ///
    /// # Errors
    /// [`TooLong`] when that takes longer than `patience`.
    pub(super) async fn turn<'p>(&'p self, clock: &'p dyn Clock, patience: Duration) -> Result<Turn<'p>, TooLong> {
        // It is closed never; without a permit there would be one request too many at once, which the service refuses.
        let permit = self.turns.acquire().await.ok();
        loop {
            // The lock ends before the waiting begins.
            let wait = self.past().begin(clock.now());
            match wait {
                None => return Ok(Turn { pace: self, clock, _permit: permit }),
                Some(wait) if wait > patience => return Err(TooLong(wait)),
                Some(wait) => clock.sleep(wait).await,
            }
        }
    }

    /// Nothing is sent for that time.
    pub(super) fn close(&self, now: Timestamp, time: Duration) {
        let until = now.checked_add(time).unwrap_or(Timestamp::MAX);
        let mut past = self.past();
        past.closed = past.closed.max(Some(until));
    }

    fn past(&self) -> MutexGuard<'_, Past> {
        self.past.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Past {
    /// Begins a request, or says how long to wait.
    fn begin(&mut self, now: Timestamp) -> Option<Duration> {
        self.forget(now);
        if let Some(until) = self.closed.filter(|until| *until > now) {
            return Some(time_until(until, now));
        }
        self.closed = None;
        match self.answered.front() {
            Some((second, _)) if self.sum + self.open >= self.budget => Some(time_until(self.end_of(*second), now)),
            _ => {
                self.open += 1;
                None
            }
        }
    }

    /// The service counted it when it came, which was before it was answered: so it is out of the service's window as
    /// soon as its answer is out of ours.
    fn end(&mut self, now: Timestamp) {
        self.open = self.open.saturating_sub(1);
        self.sum += 1;
        match self.answered.back_mut() {
            Some((second, count)) if *second >= now.as_second() => *count += 1,
            _ => self.answered.push_back((now.as_second(), 1)),
        }
    }

    /// When the requests of that second are out of the window.
    fn end_of(&self, second: i64) -> Timestamp {
        let end = Timestamp::from_second(second.saturating_add(1)).unwrap_or(Timestamp::MAX);
        end.checked_add(self.window).unwrap_or(Timestamp::MAX)
    }

    fn forget(&mut self, now: Timestamp) {
        // Our clock was set back: what is to come was not.
        if self.answered.back().is_some_and(|(second, _)| *second > now.as_second().saturating_add(60)) {
            (self.answered, self.sum, self.closed) = (VecDeque::new(), 0, None);
        }
        while let Some((second, count)) = self.answered.front().copied().filter(|(at, _)| self.end_of(*at) <= now) {
            tracing::trace!(second, count, "out of the window");
            self.answered.pop_front();
            self.sum = self.sum.saturating_sub(count);
        }
    }
}

/// At least a millisecond: a wait of nothing would go on for ever where a clock stands still.
fn time_until(until: Timestamp, now: Timestamp) -> Duration {
    let time = Duration::try_from(until.duration_since(now)).unwrap_or_default();
    time.max(Duration::from_millis(1))
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.pace.past().end(self.clock.now());
    }
}
