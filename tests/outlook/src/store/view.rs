//! Reading the calendar.

use super::{Store, ViewItem};
use crate::series;
use serde_json::Value;

impl Store {
    /// What the calendars of a mailbox show from `from` until before `until` (milliseconds since 1970 UTC).
    pub fn view(&self, address: &str, from: i64, until: i64) -> Vec<ViewItem> {
        self.graph.store().persons_view(address, from, until)
    }
}

/// The day that ends a series, as a date; `None` for one without end.
pub fn last_day(master: &Value) -> Option<String> {
    let last = series::last_start(master).ok()??;
    Some(last.date().to_string())
}
