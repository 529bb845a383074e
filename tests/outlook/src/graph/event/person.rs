//! Events as Outlook itself shows them to a person: under ids as Exchange writes them, times as they are kept.

use super::super::item::IdForm;
use super::super::mailbox::Mailbox;
use super::{Event, Found, Window, times};
use crate::{ids, zones};
use serde::Serialize;
use serde_json::{Value, json};

/// One entry of the calendar.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ViewItem {
    /// The Graph event.
    pub event: Value,
    /// Start in milliseconds since 1970 UTC; of an all-day event midnight in the mailbox's zone.
    pub start_ms: i64,
    /// End, exclusive.
    pub end_ms: i64,
    /// First day of an all-day event.
    pub start_date: Option<String>,
    /// The day after the last one of an all-day event.
    pub end_date: Option<String>,
}

impl Event<'_> {
    /// As a person's Outlook has it.
    pub(super) fn for_person(&self) -> Value {
        Value::Object(self.whole(ids::ews, IdForm::Regular))
    }

    /// As tests have it: under immutable ids, with all that it carries.
    pub(super) fn for_tests(&self) -> Value {
        let mut event = self.whole(str::to_owned, IdForm::Immutable);
        if !self.item.extended.is_empty() {
            let extended = self.item.extended.iter().map(|(id, value)| json!({"id": id, "value": value}));
            event.insert("singleValueExtendedProperties".to_owned(), extended.collect());
        }
        event.insert("calendarId".to_owned(), json!(self.calendar.id));
        Value::Object(event)
    }

    fn view_item(&self) -> Option<ViewItem> {
        let (start_ms, end_ms) = self.span()?;
        let date = |name: &str| zones::wall(self.field(name)).map(|wall| wall.date().to_string());
        let all_day = times::is_all_day(&self.fields);
        let (start_date, end_date) = if all_day { (date("start"), date("end")) } else { (None, None) };
        Some(ViewItem { event: self.for_person(), start_ms, end_ms, start_date, end_date })
    }
}

impl Mailbox {
    /// What the calendars show in a window, by start.
    pub(super) fn view_items(&self, window: Window) -> Vec<ViewItem> {
        let calendars = self.folders.keys();
        let events = calendars.flat_map(|calendar| self.view(*calendar, window));
        let mut items: Vec<ViewItem> = events.filter_map(|event| event.view_item()).collect();
        items.sort_by_key(|item| (item.start_ms, -item.end_ms));
        items
    }

    /// The event of an id in any form.
    pub(super) fn found_in_any_form(&self, id: &str) -> Option<Found> {
        self.found(id, IdForm::Immutable).or_else(|| self.found(id, IdForm::Regular))
    }
}
