//! The lens between an appointment and Graph's event.
//!
//! [`get`] reads every synced field that the event has; [`put`] writes a field only where it differs from what [`get`]
//! reads, so that what an event says in its own way (two locations, a *confidential* mark, HTML) survives (P13).

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use serde_json::{Value as Json, json};

use super::{Unmappable, body, recurrence, zones};
use crate::{
    outlook::graph::{Event, ZonedText},
    record::{FieldId, Image, RecordKind, Value, View, appointment as field},
};

/// Outlook's word for private, and those that hide an event from others too (A11).
const PRIVATE: [&str; 2] = ["private", "confidential"];

/// Reading what can be anything, or what has to make sense.
enum Reader {
    Any(fn(&Event) -> Option<Value>),
    Checked(fn(&Event) -> Result<Option<Value>, Unmappable>),
}

impl Reader {
    fn read(&self, event: &Event) -> Result<Option<Value>, Unmappable> {
        match self {
            Self::Any(read) => Ok(read(event)),
            Self::Checked(read) => read(event),
        }
    }
}

type Writer = fn(&mut Event, Option<&Value>, &Image);

/// How a field is read and written, and which property has to be there for it to count as seen.
struct Lens {
    field: FieldId,
    property: &'static str,
    read: Reader,
    write: Writer,
}

/// The order matters in writing: whether it lasts all day decides how the times are written, and they how a series is.
const LENSES: &[Lens] = &[
    Lens { field: field::SUBJECT, property: "subject", read: Reader::Any(subject), write: set_subject },
    Lens { field: field::LOCATION, property: "location", read: Reader::Any(location), write: set_location },
    Lens { field: field::ALL_DAY, property: "isAllDay", read: Reader::Any(all_day), write: set_all_day },
    Lens { field: field::ZONE, property: "start", read: Reader::Any(zone), write: set_zone },
    Lens { field: field::START, property: "start", read: Reader::Checked(start), write: set_start },
    Lens { field: field::END, property: "end", read: Reader::Checked(end), write: set_end },
    Lens { field: field::RECURRENCE, property: "recurrence", read: Reader::Checked(series), write: set_series },
    Lens {
        field: field::CANCELLED,
        property: "cancelledOccurrences",
        read: Reader::Any(cancelled),
        write: set_cancelled,
    },
    Lens { field: field::REMINDER, property: "isReminderOn", read: Reader::Any(reminder), write: set_reminder },
    Lens { field: field::SHOW_AS, property: "showAs", read: Reader::Any(show_as), write: set_show_as },
    Lens { field: field::PRIVATE, property: "sensitivity", read: Reader::Any(private), write: set_private },
    Lens { field: field::CATEGORIES, property: "categories", read: Reader::Any(categories), write: set_categories },
    Lens { field: field::NOTES, property: "body", read: Reader::Any(notes), write: set_notes },
];

/// What the event says of an appointment. A property that is not there was not seen.
pub fn get(event: &Event) -> Result<View, Unmappable> {
    let mut view = View::default();
    for lens in LENSES.iter().filter(|lens| event.has(lens.property)) {
        view.see(lens.field, lens.read.read(event)?);
    }
    Ok(view)
}

/// The event with an appointment's content, each field that differs written.
///
/// `cancelled` days are Outlook's to say (they are deleted one by one) and are written only so that [`get`] reads them.
pub fn put(event: &Event, image: &Image) -> Result<Event, Unmappable> {
    let seen = get(event)?;
    let mut event = event.clone();
    let moved = WHEN.iter().any(|id| seen.image.get(*id) != image.get(*id));
    for lens in LENSES {
        let value = image.get(lens.field);
        if seen.image.get(lens.field) != value || (moved && WHEN.contains(&lens.field)) {
            (lens.write)(&mut event, value, image);
        }
    }
    Ok(event)
}

/// What has to be said together, since each of these is written in terms of the others.
const WHEN: [FieldId; 5] = [field::START, field::END, field::ZONE, field::ALL_DAY, field::RECURRENCE];

/// A new event with an appointment's content.
pub fn create(image: &Image) -> Result<Event, Unmappable> {
    let mut event = Event::default();
    for lens in LENSES {
        (lens.write)(&mut event, image.get(lens.field), image);
    }
    get(&event).map(|_| event)
}

/// When the item's content was last saved, by Outlook's own clock.
pub fn modified(event: &Event) -> Option<Timestamp> {
    event.timestamp("lastModifiedDateTime")
}

fn subject(event: &Event) -> Option<Value> {
    event.text("subject").map(Value::text)
}

fn set_subject(event: &mut Event, value: Option<&Value>, _: &Image) {
    event.set("subject", json!(text(value)));
}

fn location(event: &Event) -> Option<Value> {
    event.inner_text("location", "displayName").map(Value::text)
}

fn set_location(event: &mut Event, value: Option<&Value>, _: &Image) {
    let place = json!({ "displayName": text(value) });
    if event.has("locations") {
        let all = if text(value).is_empty() { json!([]) } else { json!([place]) };
        event.set("locations", all);
    }
    event.set("location", place);
}

fn all_day(event: &Event) -> Option<Value> {
    is_all_day(event).then_some(Value::Flag(true))
}

fn is_all_day(event: &Event) -> bool {
    event.flag("isAllDay").unwrap_or_default()
}

fn set_all_day(event: &mut Event, value: Option<&Value>, _: &Image) {
    event.set("isAllDay", json!(value.is_some()));
}

/// The zone that the event was made in. Dates are in no zone (P14).
fn zone(event: &Event) -> Option<Value> {
    if is_all_day(event) {
        return None;
    }
    let made_in = event.text("originalStartTimeZone").filter(|name| zones::iana_from(name).is_ok());
    let shown_in = || event.inner_text("start", "timeZone");
    let name = made_in.or_else(shown_in).unwrap_or("UTC");
    zones::iana_from(name).ok().map(Value::text)
}

fn set_zone(event: &mut Event, value: Option<&Value>, _: &Image) {
    let name = value.and_then(Value::as_text).map_or(Json::Null, |zone| json!(outlook_zone(zone)));
    event.set("originalStartTimeZone", name);
}

/// The name by which Outlook gets a zone: the Windows one where it comes back as the same zone, else the IANA one.
pub fn outlook_zone(iana: &str) -> &str {
    let windows = zones::windows_from(iana).filter(|windows| zones::iana_from(windows) == Ok(iana));
    windows.unwrap_or(iana)
}

fn start(event: &Event) -> Result<Option<Value>, Unmappable> {
    moment(event, "start", field::START)
}

fn end(event: &Event) -> Result<Option<Value>, Unmappable> {
    moment(event, "end", field::END)
}

fn moment(event: &Event, property: &str, id: FieldId) -> Result<Option<Value>, Unmappable> {
    let Some(given) = event.zoned(property) else {
        let absent = event.0.get(property).is_none_or(Json::is_null);
        return if absent { Ok(None) } else { Err(Unmappable::new(id, "it is not a date and time in a zone")) };
    };
    if is_all_day(event) {
        return Ok(Some(Value::Date(given.civil.date())));
    }
    let zone = zones::time_zone(&given.zone).map_err(|error| Unmappable::new(id, error))?;
    let zoned = given.civil.to_zoned(zone).map_err(|error| Unmappable::new(id, error))?;
    Ok(Some(Value::Instant(zoned.timestamp())))
}

fn set_start(event: &mut Event, value: Option<&Value>, image: &Image) {
    event.set("start", moment_json(value, image));
}

fn set_end(event: &mut Event, value: Option<&Value>, image: &Image) {
    event.set("end", moment_json(value, image));
}

fn moment_json(value: Option<&Value>, image: &Image) -> Json {
    let zone = image.text(field::ZONE);
    let named = if zone.is_empty() { "UTC" } else { outlook_zone(zone) };
    let (civil, zone) = match value {
        Some(Value::Date(date)) => (date.to_datetime(Time::midnight()), named),
        Some(Value::Instant(at)) => civil_time(*at, &zone_or_utc(zone))
            .map_or_else(|| (at.to_zoned(TimeZone::UTC).datetime(), "UTC"), |civil| (civil, named)),
        _ => return Json::Null,
    };
    ZonedText { civil, zone: zone.to_owned() }.to_json()
}

/// The civil time that is read back as that instant; none in the hour that comes a second time when the clocks go back.
fn civil_time(at: Timestamp, zone: &TimeZone) -> Option<DateTime> {
    let civil = at.to_zoned(zone.clone()).datetime();
    (civil.to_zoned(zone.clone()).ok()?.timestamp() == at).then_some(civil)
}

fn zone_or_utc(zone: &str) -> TimeZone {
    zones::time_zone(zone).unwrap_or(TimeZone::UTC)
}

/// The civil day on which an appointment starts, in its own zone.
pub fn first_day(image: &Image) -> Option<Date> {
    match image.get(field::START)? {
        Value::Date(date) => Some(*date),
        Value::Instant(at) => Some(at.to_zoned(zone_or_utc(image.text(field::ZONE))).date()),
        _ => None,
    }
}

fn series(event: &Event) -> Result<Option<Value>, Unmappable> {
    let Some(given) = event.recurrence() else {
        return Ok(None);
    };
    let recurrence = recurrence::from_graph(&given).map_err(|error| Unmappable::new(field::RECURRENCE, error))?;
    Ok(Some(Value::Recurrence(recurrence)))
}

fn set_series(event: &mut Event, value: Option<&Value>, image: &Image) {
    let written = match (value, first_day(image)) {
        (Some(Value::Recurrence(series)), Some(day)) => {
            let zone = image.text(field::ZONE);
            let zone = if zone.is_empty() { "UTC" } else { outlook_zone(zone) };
            serde_json::to_value(recurrence::to_graph(series, day, zone)).unwrap_or_default()
        }
        _ => Json::Null,
    };
    event.set("recurrence", written);
}

fn cancelled(event: &Event) -> Option<Value> {
    let days = event.cancelled();
    (!days.is_empty()).then(|| Value::Dates(days.into_iter().collect()))
}

fn set_cancelled(event: &mut Event, value: Option<&Value>, _: &Image) {
    let Some(Value::Dates(dates)) = value else {
        if event.has("cancelledOccurrences") {
            event.set("cancelledOccurrences", json!([]));
        }
        return;
    };
    let series = event.text("id").unwrap_or("new").to_owned();
    let ids: Vec<String> = dates.iter().map(|date| format!("OID.{series}.{date}")).collect();
    event.set("cancelledOccurrences", json!(ids));
}

fn reminder(event: &Event) -> Option<Value> {
    let minutes = event.number("reminderMinutesBeforeStart");
    minutes.filter(|_| event.flag("isReminderOn") == Some(true)).map(Value::Minutes)
}

fn set_reminder(event: &mut Event, value: Option<&Value>, _: &Image) {
    if let Some(Value::Minutes(minutes)) = value {
        event.set("reminderMinutesBeforeStart", json!(minutes));
    }
    event.set("isReminderOn", json!(value.is_some()));
}

fn show_as(event: &Event) -> Option<Value> {
    let known = |word: &&str| field::SHOW_AS_CHOICES.contains(word);
    event.text("showAs").filter(known).map(Value::text)
}

fn set_show_as(event: &mut Event, value: Option<&Value>, _: &Image) {
    event.set("showAs", json!(value.and_then(Value::as_text).unwrap_or("busy")));
}

fn private(event: &Event) -> Option<Value> {
    event.text("sensitivity").is_some_and(hides).then_some(Value::Flag(true))
}

/// Does Outlook's word hide an event from others?
pub fn hides(sensitivity: &str) -> bool {
    PRIVATE.iter().any(|word| word.eq_ignore_ascii_case(sensitivity))
}

fn set_private(event: &mut Event, value: Option<&Value>, _: &Image) {
    event.set("sensitivity", json!(if value.is_some() { "private" } else { "normal" }));
}

fn categories(event: &Event) -> Option<Value> {
    let words = event.texts("categories");
    (!words.is_empty()).then(|| Value::labels(words))
}

fn set_categories(event: &mut Event, value: Option<&Value>, _: &Image) {
    let words = match value {
        Some(Value::Labels(words)) => json!(words),
        _ => json!([]),
    };
    event.set("categories", words);
}

fn notes(event: &Event) -> Option<Value> {
    let content = event.inner_text("body", "content")?;
    let html = event.inner_text("body", "contentType").is_some_and(|kind| kind.eq_ignore_ascii_case("html"));
    let text = if html { body::text_of_html(content) } else { content.to_owned() };
    Some(Value::text(body::split(&text).0))
}

/// The part that Outlook adds for joining an online meeting stays below the notes.
fn set_notes(event: &mut Event, value: Option<&Value>, _: &Image) {
    let old = event.inner_text("body", "content").unwrap_or_default();
    let html = event.inner_text("body", "contentType").is_some_and(|kind| kind.eq_ignore_ascii_case("html"));
    let old = if html { body::text_of_html(old) } else { old.to_owned() };
    let content = format!("{}{}", text(value), body::split(&old).1);
    event.set("body", json!({ "contentType": "text", "content": content }));
}

fn text(value: Option<&Value>) -> &str {
    value.and_then(Value::as_text).unwrap_or_default()
}

/// Every field that the lens covers: all synced fields of the table.
pub fn covers() -> impl Iterator<Item = FieldId> {
    debug_assert_eq!(LENSES.len(), RecordKind::Appointment.synced().count());
    LENSES.iter().map(|lens| lens.field)
}
