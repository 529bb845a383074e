//! Histories: what several people do on both sides, with runs in between, faults at every call, and a server that is
//! killed; and what has to hold afterwards.

mod check;
mod ledger;
mod operation;
mod person;
mod play;
mod shrink;

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
};

use tokio::runtime::Handle;

pub use check::Ends;
pub use operation::{Choice, History, Knob, Removal, Selects, Setting, Step, Typed, Ways};
pub use shrink::shrunk;

/// What did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The number of the rule.
    pub rule: &'static str,
    /// What was seen.
    pub seen: String,
}

impl Failure {
    pub(crate) fn of(rule: &'static str, seen: impl Into<String>) -> Self {
        Self { rule, seen: seen.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.seen)
    }
}

/// How a history went that held everything.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// The steps of the server's life, until everything calmed down.
    pub steps: u64,
    /// How often it was killed.
    pub deaths: u32,
    /// How many runs there were.
    pub runs: u32,
    /// What both sides held at the end.
    pub ends: Ends,
}

impl History {
    /// Lets it happen. `told` hears of everything.
    ///
    /// # Errors
    /// What did not hold.
    pub fn happens(&self, runtime: &Handle, told: &dyn Fn(&str)) -> Result<Held, Failure> {
        let whole = catch_unwind(AssertUnwindSafe(|| play::play(self, runtime, told)));
        whole.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()));
            Err(Failure::of("panic", text.unwrap_or_default()))
        })
    }
}
