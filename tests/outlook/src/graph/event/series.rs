//! A series as its occurrences: by the pattern, without those that were cancelled, with its exceptions.

use super::super::folder::FolderKind;
use super::super::item::{IdForm, Item};
use super::super::mailbox::{Mailbox, Place};
use super::super::problem::Problem;
use super::super::properties::Fields;
use super::{DAY, Event, Found, Window, times};
use crate::{series, zones};
use jiff::Span;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use serde_json::Value;
use std::borrow::Cow;

/// How far to look for the neighbours of an occurrence, in days.
const NEIGHBOURS: i64 = 400;

/// How a series keeps its hours.
pub(super) struct Pattern<'a> {
    pub(super) master: &'a Item,
    /// Its own zone; of an all-day series the mailbox's, for only its dates count.
    pub(super) zone: TimeZone,
    pub(super) zone_name: &'a str,
    first: DateTime,
    length: Span,
}

impl Pattern<'_> {
    /// The starts by the pattern from `from` until before `until`, cancelled ones left out.
    pub(super) fn originals(&self, from: i64, until: i64) -> Vec<i64> {
        let (Some(from), Some(until)) = (zones::wall_at(from, &self.zone), zones::wall_at(until, &self.zone)) else {
            return Vec::new();
        };
        let recurrence = self.master.fields.get("recurrence").unwrap_or(&Value::Null);
        let walls = series::starts_of(self.first, recurrence, from, until).unwrap_or_default();
        let there = walls.into_iter().filter(|wall| !self.master.series.cancelled.contains(&wall.date()));
        there.filter_map(|wall| zones::instant(wall, &self.zone)).collect()
    }

    /// Start and end, on the clock of the series, of the occurrence that starts then by the pattern.
    pub(super) fn walls(&self, original: i64) -> Option<(DateTime, DateTime)> {
        let start = zones::wall_at(original, &self.zone)?;
        Some((start, start.checked_add(self.length).ok()?))
    }

    /// The same as instants.
    pub(super) fn span(&self, original: i64) -> Option<(i64, i64)> {
        let (start, end) = self.walls(original)?;
        Some((zones::instant(start, &self.zone)?, zones::instant(end, &self.zone)?))
    }

    /// Those that show in a window by the pattern and are no exceptions.
    pub(super) fn computed(&self, window: Window) -> Vec<i64> {
        let reach = self.span(zones::instant(self.first, &self.zone).unwrap_or_default());
        let reach = reach.map_or(DAY, |(start, end)| end - start + DAY);
        let exceptions = &self.master.series.exceptions;
        let mut found = self.originals(window.from - reach, window.until + DAY);
        found.retain(|start| !exceptions.contains_key(start));
        found.retain(|start| self.span(*start).is_some_and(|span| window.meets(span)));
        found
    }
}

impl Mailbox {
    /// The event of an id, be it kept or an occurrence.
    pub(in super::super) fn found(&self, id: &str, form: IdForm) -> Option<Found> {
        if let Some(place) = self.find(id, form) {
            let folder = self.folders.get(&place.folder)?;
            return (folder.kind == FolderKind::Calendar).then_some(Found { place, occurrence: None });
        }
        let (place, start) = self.find_series(id, form)?;
        let (_, master) = self.at(place)?;
        if let Some(key) = master.series.exceptions.get(&start) {
            return Some(Found { place: Place { item: *key, ..place }, occurrence: None });
        }
        let known = self.pattern(master)?.originals(start, start + 1).contains(&start);
        known.then_some(Found { place, occurrence: Some(start) })
    }

    /// An event that was found, with all that it says.
    pub(in super::super) fn event(&self, found: Found) -> Option<Event<'_>> {
        let (calendar, item) = self.at(found.place)?;
        if let Some(start) = found.occurrence {
            let fields = Cow::Owned(self.occurrence_fields(item, start)?);
            let (master, original) = (Some(item), Some(start));
            return Some(Event { mailbox: self, calendar, item, master, original, fields });
        }
        let Some(origin) = item.of else {
            let fields = Cow::Borrowed(&item.fields);
            return Some(Event { mailbox: self, calendar, item, master: None, original: None, fields });
        };
        let master = calendar.items.get(&origin.series)?;
        let mut fields = self.occurrence_fields(master, origin.start)?;
        fields.extend(item.fields.clone());
        let (master, original, fields) = (Some(master), Some(origin.start), Cow::Owned(fields));
        Some(Event { mailbox: self, calendar, item, master, original, fields })
    }

    /// What an occurrence says by its series.
    fn occurrence_fields(&self, master: &Item, start: i64) -> Option<Fields> {
        let pattern = self.pattern(master)?;
        let (from, until) = pattern.walls(start)?;
        let mut fields = master.fields.clone();
        fields.remove("recurrence");
        let end_zone = zones::zone_name(master.fields.get("end")?);
        fields.insert("start".to_owned(), zones::graph(from, pattern.zone_name));
        fields.insert("end".to_owned(), zones::graph(until, end_zone));
        Some(fields)
    }

    /// How a series keeps its hours; none for what is no series.
    pub(super) fn pattern<'a>(&self, master: &'a Item) -> Option<Pattern<'a>> {
        master.fields.get("recurrence")?;
        let (start, end) = (master.fields.get("start")?, master.fields.get("end")?);
        let (first, zone_name) = (zones::wall(start)?, zones::zone_name(start));
        let length = first.until(zones::wall(end)?).ok()?;
        let all_day = times::is_all_day(&master.fields);
        let zone = zones::zone(if all_day { &self.time_zone } else { zone_name })?;
        Some(Pattern { master, zone, zone_name, first, length })
    }

    /// Start and end as instants.
    pub(super) fn span(&self, fields: &Fields) -> Option<(i64, i64)> {
        let (start, end) = (fields.get("start")?, fields.get("end")?);
        if !times::is_all_day(fields) {
            return Some((zones::instant_of(start)?, zones::instant_of(end)?));
        }
        let zone = zones::zone(&self.time_zone)?;
        let instant = |value: &Value| {
            let date = zones::wall(value)?.date();
            zones::instant(date.to_datetime(Time::midnight()), &zone)
        };
        Some((instant(start)?, instant(end)?))
    }

    /// What of an item shows in a window: of a series the occurrences that are no exceptions.
    pub(super) fn showing(&self, place: Place, window: Window) -> Vec<Event<'_>> {
        let Some((_, item)) = self.at(place) else { return Vec::new() };
        let found: Vec<Found> = match self.pattern(item).filter(|_| item.of.is_none()) {
            Some(pattern) => {
                let computed = pattern.computed(window).into_iter();
                computed.map(|start| Found { place, occurrence: Some(start) }).collect()
            }
            None => vec![Found { place, occurrence: None }],
        };
        let events = found.into_iter().filter_map(|found| self.event(found));
        events.filter(|event| event.span().is_some_and(|span| window.meets(span))).collect()
    }

    /// What a calendar shows in a window, by start.
    pub(super) fn view(&self, calendar: u64, window: Window) -> Vec<Event<'_>> {
        let items = self.folders.get(&calendar).into_iter().flat_map(|folder| folder.items.keys());
        let mut events: Vec<Event<'_>> =
            items.flat_map(|item| self.showing(Place { folder: calendar, item: *item }, window)).collect();
        events.sort_by_cached_key(Event::span);
        events
    }

    /// The occurrences of a series in a window, by start.
    pub(super) fn instances(&self, place: Place, window: Window) -> Vec<Event<'_>> {
        let exceptions = self.at(place).map(|(_, master)| master.series.exceptions.values());
        let mut events = self.showing(place, window);
        for key in exceptions.into_iter().flatten() {
            events.extend(self.showing(Place { item: *key, ..place }, window));
        }
        events.sort_by_cached_key(Event::span);
        events
    }

    /// An exception may not reach or pass the day of its neighbours in the series.
    pub(super) fn check_neighbours(&self, place: Place, original: i64, changed: &Fields) -> Result<(), Problem> {
        let series = self.at(place).and_then(|(_, item)| Some((item, self.pattern(item)?)));
        let Some((master, pattern)) = series else { return Ok(()) };
        let day = |instant: i64| zones::wall_at(instant, &pattern.zone).map(DateTime::date);
        let day_of = |start: i64| match master.series.exceptions.get(&start) {
            Some(key) => {
                let event = self.event(Found { place: Place { item: *key, ..place }, occurrence: None })?;
                day(event.span()?.0)
            }
            None => day(start),
        };
        let near = pattern.originals(original - NEIGHBOURS * DAY, original + NEIGHBOURS * DAY);
        let before = near.iter().rfind(|start| **start < original).and_then(|start| day_of(*start));
        let after = near.iter().find(|start| **start > original).and_then(|start| day_of(*start));
        let own = self.span(changed).and_then(|(start, _)| day(start));
        let crosses = before.is_some_and(|other| own <= Some(other)) || after.is_some_and(|other| own >= Some(other));
        if crosses { Err(Problem::CrossingBoundary) } else { Ok(()) }
    }
}
