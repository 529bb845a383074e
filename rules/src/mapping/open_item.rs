//! From the open item's snapshot to what is compared with the record.

use jiff::{
    SignedDuration, Timestamp,
    civil::{DateTime, Time},
    tz::TimeZone,
};

use super::{Unmappable, appointment::hides, body, recurrence, zones};
use crate::{
    normalize::clean_text,
    outlook::{
        item::{Mode, Part, Snapshot},
        recurrence::office,
    },
    plan::Presented,
    record::{FieldId, Image, Value, View, appointment as field},
};

/// What the snapshot shows of an appointment, and the fields that could not be understood.
///
/// `record` is the linked record, if any. Two things it decides where Outlook leaves them open: before requirement set
/// 1.14 nobody says whether an appointment from midnight to midnight lasts all day, and Office.js knows no series of so
/// many times, only its last day.
pub fn present(item: &Snapshot, record: Option<&Image>) -> (Presented, Vec<Unmappable>) {
    let mut view = View::default();
    let mut unmapped = Vec::new();
    texts(item, &mut view);
    if let Err(error) = when(item, record, &mut view) {
        unmapped.push(error);
    }
    if let Err(error) = series(item, record, &mut view) {
        unmapped.push(error);
    }
    let presented = Presented {
        view,
        mode: item.mode,
        modified: item.modified.filter(|_| item.mode == Mode::Read),
        can_set: item.can_set.clone(),
    };
    (presented, unmapped)
}

fn texts(item: &Snapshot, view: &mut View) {
    for (id, text) in [(field::SUBJECT, &item.subject), (field::LOCATION, &item.location)] {
        if let Some(text) = text {
            view.see(id, Value::text(text));
        }
    }
    if let Some(text) = &item.notes {
        // Outlook ends a body as it likes: line ends and blanks at the end are not the person's.
        view.see(field::NOTES, Value::text(clean_text(body::split(text).0)));
    }
    if let Some(words) = &item.categories {
        view.see(field::CATEGORIES, Value::labels(words.iter().map(String::as_str)));
    }
    if let Some(sensitivity) = &item.sensitivity {
        view.see(field::PRIVATE, Value::Flag(hides(sensitivity)));
    }
}

fn when(item: &Snapshot, record: Option<&Image>, view: &mut View) -> Result<(), Unmappable> {
    let zone = zone_of(item)?;
    let (start, end) = times(item, &zone)?;
    let (Some(start), Some(end)) = (start, end) else {
        return Ok(());
    };
    let all_day = item.all_day.unwrap_or_else(|| looks_all_day(start, end, &zone, record));
    view.see(field::ALL_DAY, Value::Flag(all_day));
    let moment = |at: Timestamp| {
        if all_day { Value::Date(at.to_zoned(zone.clone()).date()) } else { Value::Instant(at) }
    };
    view.see(field::START, moment(start));
    view.see(field::END, moment(end));
    Ok(())
}

/// A series is in its own zone; everything else is shown in the mailbox's.
fn zone_of(item: &Snapshot) -> Result<TimeZone, Unmappable> {
    let series = item.recurrence.as_ref().filter(|_| item.part() == Part::Series);
    let name = series.and_then(recurrence_zone).unwrap_or(&item.time_zone);
    let name = if name.is_empty() { "UTC" } else { name };
    zones::time_zone(name).map_err(|error| Unmappable::new(field::ZONE, error))
}

fn recurrence_zone(recurrence: &office::Recurrence) -> Option<&str> {
    recurrence.recurrence_time_zone.as_ref().and_then(|zone| zone.name.as_deref()).filter(|name| !name.is_empty())
}

/// A series starts where its pattern says, whatever occurrence the window was opened from.
fn times(item: &Snapshot, zone: &TimeZone) -> Result<(Option<Timestamp>, Option<Timestamp>), Unmappable> {
    let series = item.recurrence.as_ref().filter(|_| item.part() == Part::Series);
    let Some(first) = series.and_then(recurrence::office_start) else {
        return Ok((item.start, item.end));
    };
    let minutes = series.and_then(|series| series.series_time.duration_minutes).unwrap_or_default();
    // In civil time: a day has 24 hours, whatever the clocks do on it (P14).
    let length = SignedDuration::try_from_mins(minutes);
    let last = length.and_then(|length| first.checked_add(length).ok()).ok_or_else(|| beyond(field::END))?;
    let at = |id, civil: DateTime| {
        let zoned = civil.to_zoned(zone.clone()).map_err(|_| beyond(id))?;
        Ok(Some(zoned.timestamp()))
    };
    Ok((at(field::START, first)?, at(field::END, last)?))
}

fn beyond(id: FieldId) -> Unmappable {
    Unmappable::new(id, "it is not between the years -9999 and 9999")
}

/// From midnight to midnight, where nobody says more: as the record has it, else it lasts all day.
fn looks_all_day(start: Timestamp, end: Timestamp, zone: &TimeZone, record: Option<&Image>) -> bool {
    let midnight = |at: Timestamp| at.to_zoned(zone.clone()).time() == Time::midnight();
    let recorded = record.map(|record| record.get(field::ALL_DAY).is_some());
    start < end && midnight(start) && midnight(end) && recorded.unwrap_or(true)
}

fn series(item: &Snapshot, record: Option<&Image>, view: &mut View) -> Result<(), Unmappable> {
    if !item.recurrence_known || item.part() == Part::Occurrence {
        return Ok(());
    }
    let Some(given) = &item.recurrence else {
        view.see(field::RECURRENCE, None);
        return Ok(());
    };
    let series = recurrence::from_office(given).map_err(|error| Unmappable::new(field::RECURRENCE, error))?;
    let recorded = record.and_then(|record| match record.get(field::RECURRENCE)? {
        Value::Recurrence(recorded) => Some(*recorded),
        _ => None,
    });
    let first = recurrence::office_start(given).map(DateTime::date);
    let same = |recorded: &_| first.is_some_and(|first| recurrence::same_series(recorded, &series, first));
    view.see(field::RECURRENCE, Value::Recurrence(recorded.filter(same).unwrap_or(series)));
    if view.image.get(field::ALL_DAY).is_none()
        && let Some(zone) = recurrence_zone(given).and_then(|name| zones::iana_from(name).ok())
    {
        view.see(field::ZONE, Value::text(zone));
    }
    Ok(())
}
