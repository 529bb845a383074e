//! The clock of the stand-in: real time, unless a test sets it.

use jiff::{Timestamp, ToSpan as _};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Tells the time. Set to a moment it either stands still there or runs on from there.
#[derive(Debug, Default)]
pub struct Clock(Mutex<Option<Setting>>);

#[derive(Debug, Clone, Copy)]
struct Setting {
    moment: Timestamp,
    running_since: Option<Instant>,
}

impl Clock {
    /// The time now.
    pub fn now(&self) -> Timestamp {
        let setting = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        setting.map_or_else(Timestamp::now, Setting::now)
    }

    /// Sets the clock to a moment; `running` lets it run on from there. `None` returns to real time.
    pub fn set(&self, moment: Option<Timestamp>, running: bool) {
        let setting = moment.map(|moment| Setting { moment, running_since: running.then(Instant::now) });
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = setting;
    }

    /// A clock that stands at a moment and moves only when it is told to.
    pub fn at(moment: Timestamp) -> Self {
        Self(Mutex::new(Some(Setting { moment, running_since: None })))
    }

    /// Moves the clock on by so much. Real time becomes a time that is set, running on from there.
    pub fn advance(&self, by: Duration) {
        let mut setting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let running = setting.is_none_or(|setting| setting.running_since.is_some());
        let now = setting.map_or_else(Timestamp::now, Setting::now);
        let moment = now.checked_add(by).unwrap_or(now);
        *setting = Some(Setting { moment, running_since: running.then(Instant::now) });
    }

    /// The time now as Graph writes it: UTC with seven fraction digits.
    pub fn stamp(&self) -> String {
        stamp(self.now())
    }
}

impl Setting {
    fn now(self) -> Timestamp {
        let passed = self.running_since.and_then(|since| i64::try_from(since.elapsed().as_millis()).ok()).unwrap_or(0);
        self.moment.checked_add(passed.milliseconds()).unwrap_or(self.moment)
    }
}

/// A moment as Graph writes it: UTC with seven fraction digits.
pub fn stamp(moment: Timestamp) -> String {
    let ticks = moment.subsec_nanosecond() / 100;
    format!("{}.{ticks:07}Z", moment.strftime("%Y-%m-%dT%H:%M:%S"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_at_a_moment_moves_only_when_it_is_told_to() {
        let clock = Clock::at("2026-11-23T09:00:00Z".parse().unwrap());
        clock.advance(Duration::from_millis(90_500));
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!(clock.stamp(), "2026-11-23T09:01:30.5000000Z");
    }

    #[test]
    fn a_set_clock_stands_still_until_it_is_given_back() {
        let clock = Clock::default();
        clock.set("2026-11-23T09:00:00Z".parse().ok(), false);
        assert_eq!(clock.stamp(), "2026-11-23T09:00:00.0000000Z");
        clock.set(None, false);
        assert_ne!(clock.stamp(), "2026-11-23T09:00:00.0000000Z");
    }
}
