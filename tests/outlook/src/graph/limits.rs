//! Graph's limits per application and mailbox: requests in ten minutes, and requests at once.

use super::knobs::Knobs;
use super::problem::Problem;
use jiff::{SignedDuration, Timestamp};
use std::collections::VecDeque;
use std::time::Duration;

/// The time over which requests are counted.
const WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// What one mailbox was asked.
#[derive(Debug, Clone, Default)]
pub(super) struct Limits {
    /// When the requests of the last ten minutes came.
    recent: VecDeque<Timestamp>,
    /// When those that are under way are answered.
    under_way: Vec<Timestamp>,
    /// Those that a server has under way.
    held: usize,
    /// How many were refused.
    pub(super) refused: u64,
}

impl Limits {
    /// Lets a request in, or says how long to wait.
    pub(super) fn admit(&mut self, now: Timestamp, knobs: &Knobs) -> Result<(), Problem> {
        while self.recent.front().is_some_and(|first| now.duration_since(*first) >= WINDOW) {
            self.recent.pop_front();
        }
        self.under_way.retain(|end| *end > now);
        let refused = if self.recent.len() >= knobs.requests {
            let left = self.recent.front().map_or(WINDOW, |first| WINDOW - now.duration_since(*first));
            Some(("Application is over its RequestCount limit.", left))
        } else if self.under_way.len() + self.held >= knobs.at_once {
            Some(("Application is over its MailboxConcurrency limit.", SignedDuration::from_secs(1)))
        } else {
            None
        };
        // Requests that were refused do not count, so that waiting helps.
        let Some((message, left)) = refused.filter(|_| knobs.limits) else {
            self.recent.push_back(now);
            return Ok(());
        };
        self.refused += 1;
        let seconds = u64::try_from(left.as_secs()).unwrap_or(0) + u64::from(left.subsec_nanos() > 0);
        let retry_after = Some(knobs.retry_after.unwrap_or(seconds.max(1))).filter(|seconds| *seconds > 0);
        Err(Problem::Throttled { message, retry_after })
    }

    /// The request is under way for so long, on the service's clock.
    pub(super) fn lasts(&mut self, now: Timestamp, delay: Duration) {
        if let (false, Ok(delay)) = (delay.is_zero(), SignedDuration::try_from(delay)) {
            self.under_way.extend(now.checked_add(delay).ok());
        }
    }

    /// A server holds a request until it has sent the answer.
    pub(super) fn hold(&mut self, more: bool) {
        self.held = if more { self.held + 1 } else { self.held.saturating_sub(1) };
    }
}
