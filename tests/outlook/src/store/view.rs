//! Reading a mailbox: the calendar view, and occurrences computed from their series.

use super::{Mailbox, Store, id_of, is};
use crate::{ids, series, zones};
use jiff::{ToSpan as _, civil::DateTime, tz::TimeZone};
use serde::Serialize;
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;

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

impl Store {
    /// What the calendar of a mailbox shows from `from` until before `until` (milliseconds since 1970 UTC).
    pub fn view(&self, address: &str, from: i64, until: i64) -> Vec<ViewItem> {
        let state = self.lock();
        let mut items = state.mailbox(address).map(|mailbox| mailbox.view(from, until)).unwrap_or_default();
        items.sort_by_key(|item| (item.start_ms, -item.end_ms));
        items
    }
}

impl Mailbox {
    /// The event of an id, an occurrence computed from its series included.
    pub(super) fn event(&self, id: &str) -> Option<Value> {
        let stored = self.events.iter().find(|event| is(event, id));
        stored.cloned().or_else(|| self.masters().find_map(|master| self.occurrence_by_id(master, id)))
    }

    pub(super) fn masters(&self) -> impl Iterator<Item = &Value> {
        self.events.iter().filter(|event| event["type"] == "seriesMaster")
    }

    pub(super) fn master_of(&self, event: &Value) -> Option<&Value> {
        let id = event["seriesMasterId"].as_str()?;
        self.masters().find(|master| is(master, id))
    }

    /// The occurrences of a series from `from` until before `until`: stored exceptions and computed ones.
    pub(super) fn occurrences(&self, master: &Value, from: i64, until: i64) -> Vec<Value> {
        let computed = self.original_starts(master, from, until).into_iter();
        computed.filter_map(|start| self.occurrence_at(master, start)).collect()
    }

    /// The starts by the pattern, cancelled ones left out.
    pub(super) fn original_starts(&self, master: &Value, from: i64, until: i64) -> Vec<i64> {
        let Some(zone) = self.zone_of(master) else {
            return Vec::new();
        };
        let (Some(from), Some(until)) = (zones::wall_at(from, &zone), zones::wall_at(until, &zone)) else {
            return Vec::new();
        };
        let walls = series::starts(master, from, until).unwrap_or_default();
        walls
            .into_iter()
            .filter(|wall| !is_cancelled(master, *wall))
            .filter_map(|wall| zones::instant(wall, &zone))
            .collect()
    }

    /// The occurrence that started at this instant by the pattern: the exception where there is one.
    fn occurrence_at(&self, master: &Value, original_start: i64) -> Option<Value> {
        let exception = self.exceptions(master).find(|event| original_start_of(event) == Some(original_start));
        exception.cloned().or_else(|| computed(master, original_start, &self.zone_of(master)?))
    }

    pub(super) fn exceptions<'a>(&'a self, master: &'a Value) -> impl Iterator<Item = &'a Value> {
        self.events.iter().filter(move |event| {
            event["type"] == "exception" && event["seriesMasterId"].as_str().is_some_and(|id| is(master, id))
        })
    }

    fn occurrence_by_id(&self, master: &Value, id: &str) -> Option<Value> {
        let start = ids::occurrence_of(id, id_of(master)?)?;
        let known = self.original_starts(master, start, start + 1).contains(&start);
        known.then(|| self.occurrence_at(master, start)).flatten()
    }

    fn view(&self, from: i64, until: i64) -> Vec<ViewItem> {
        let mut found: Vec<ViewItem> = Vec::new();
        for event in &self.events {
            match event["type"].as_str() {
                Some("seriesMaster") => {
                    let reach = self.item(event.clone()).map_or(DAY, |item| item.end_ms - item.start_ms + DAY);
                    let computed = self.occurrences(event, from - reach, until + DAY).into_iter();
                    found.extend(
                        computed.filter(|event| event["type"] != "exception").filter_map(|event| self.item(event)),
                    );
                }
                Some("occurrence") => {}
                _ => found.extend(self.item(event.clone())),
            }
        }
        found.retain(|item| {
            item.start_ms < until && (item.end_ms > from || item.start_ms == item.end_ms && item.start_ms >= from)
        });
        found
    }

    /// An event with its instants; `None` when its times make no sense.
    pub(super) fn item(&self, event: Value) -> Option<ViewItem> {
        if event["isAllDay"] != true {
            let (start_ms, end_ms) = (zones::instant_of(&event["start"])?, zones::instant_of(&event["end"])?);
            return Some(ViewItem { event, start_ms, end_ms, start_date: None, end_date: None });
        }
        let zone = zones::zone(&self.time_zone)?;
        let (start, end) = (zones::wall(&event["start"])?.date(), zones::wall(&event["end"])?.date());
        let instant = |date: jiff::civil::Date| zones::instant(date.to_datetime(jiff::civil::Time::midnight()), &zone);
        let (start_ms, end_ms) = (instant(start)?, instant(end)?);
        Some(ViewItem { event, start_ms, end_ms, start_date: Some(start.to_string()), end_date: Some(end.to_string()) })
    }

    /// The zone a series keeps its hour in: its own; of an all-day one the mailbox's, for only its dates count.
    pub(super) fn zone_of(&self, master: &Value) -> Option<TimeZone> {
        if master["isAllDay"] == true {
            return zones::zone(&self.time_zone);
        }
        zones::zone(zones::zone_name(&master["start"]))
    }
}

/// `originalStart` of an exception, in milliseconds since 1970 UTC.
pub(super) fn original_start_of(event: &Value) -> Option<i64> {
    let moment: jiff::Timestamp = event["originalStart"].as_str()?.parse().ok()?;
    Some(moment.as_millisecond())
}

/// `cancelledOccurrences` holds texts that end in the date: `OID.<id>.2026-11-30`.
fn is_cancelled(master: &Value, wall: DateTime) -> bool {
    let date = wall.date().to_string();
    let cancelled = master["cancelledOccurrences"].as_array();
    cancelled.is_some_and(|list| list.iter().filter_map(Value::as_str).any(|text| text.ends_with(&date)))
}

fn computed(master: &Value, original_start: i64, zone: &TimeZone) -> Option<Value> {
    let start = zones::wall_at(original_start, zone)?;
    let length = zones::wall(&master["start"])?.until(zones::wall(&master["end"])?).ok()?;
    let end = start.checked_add(length).ok()?;
    let mut event = master.clone();
    let fields = event.as_object_mut()?;
    fields.remove("cancelledOccurrences");
    let id = ids::occurrence(id_of(master)?, original_start);
    fields.insert("id".into(), json!(id));
    fields.insert("type".into(), json!("occurrence"));
    fields.insert("seriesMasterId".into(), master["id"].clone());
    fields.insert("recurrence".into(), Value::Null);
    fields.insert("originalStart".into(), json!(jiff::Timestamp::from_millisecond(original_start).ok()?.to_string()));
    fields.insert("start".into(), zones::graph(start, zones::zone_name(&master["start"])));
    fields.insert("end".into(), zones::graph(end, zones::zone_name(&master["end"])));
    Some(event)
}

/// The day that ends a series, as a date; `None` for one without end.
pub fn last_day(master: &Value) -> Option<String> {
    let last = series::last_start(master).ok()??;
    Some(last.date().to_string())
}

/// The day before and after an instant: how far to look for neighbours in a series.
pub(super) fn around(millisecond: i64) -> (i64, i64) {
    let reach = 400.days().get_days();
    (millisecond - i64::from(reach) * DAY, millisecond + i64::from(reach) * DAY)
}
