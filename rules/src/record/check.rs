//! Whether an image makes sense as a record: limits, and when it takes place.

use jiff::{Timestamp, civil::Date};

use super::{FieldId, Image, Kind, RecordKind, Value, appointment};
use crate::mapping::appointment::first_day;

/// A field that a record cannot hold as it is, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct Fault {
    /// The field.
    pub field: FieldId,
    /// What is wrong, and what would be right.
    pub reason: String,
}

/// Everything that is wrong with an image.
pub fn faults(kind: RecordKind, image: &Image) -> Vec<Fault> {
    let limits = image.iter().filter_map(|(id, value)| over_limit(kind, *id, value));
    let when = (kind == RecordKind::Appointment).then(|| when(image)).flatten();
    let series = (kind == RecordKind::Appointment).then(|| series(image)).flatten();
    limits.chain(when).chain(series).collect()
}

fn over_limit(kind: RecordKind, id: FieldId, value: &Value) -> Option<Fault> {
    let field = kind.field(id)?;
    let size = match value {
        Value::Text(text) => text.chars().count(),
        Value::List(entries) => entries.len(),
        Value::Labels(words) => words.len(),
        _ => 0,
    };
    let unit = if matches!(field.kind, Kind::List | Kind::Labels) { "entries" } else { "characters" };
    let reason = format!("it has {size} {unit}, and may have {}", field.limit);
    (field.limit > 0 && size > field.limit).then_some(Fault { field: id, reason })
}

fn when(image: &Image) -> Option<Fault> {
    let fault = |field, reason: &str| Some(Fault { field, reason: reason.to_owned() });
    let all_day = image.get(appointment::ALL_DAY).is_some();
    match (image.get(appointment::START), image.get(appointment::END)) {
        (Some(Value::Instant(start)), Some(Value::Instant(end))) if !all_day => timed(*start, *end),
        (Some(Value::Date(start)), Some(Value::Date(end))) if all_day => dated(*start, *end),
        (None, _) => fault(appointment::START, "an appointment has a start"),
        (_, None) => fault(appointment::END, "an appointment has an end"),
        _ if all_day => fault(appointment::START, "start and end of an all-day appointment are dates"),
        _ => fault(appointment::START, "start and end are points in time, unless it lasts all day"),
    }
}

fn series(image: &Image) -> Option<Fault> {
    let Some(Value::Recurrence(recurrence)) = image.get(appointment::RECURRENCE) else { return None };
    let reason = recurrence.check(first_day(image)?).err()?.to_string();
    Some(Fault { field: appointment::RECURRENCE, reason })
}

fn timed(start: Timestamp, end: Timestamp) -> Option<Fault> {
    let reason = format!("it ends at {end}, before its start at {start}");
    (end < start).then_some(Fault { field: appointment::END, reason })
}

fn dated(start: Date, end: Date) -> Option<Fault> {
    let reason = format!("the day after its last one is {end}, which is not later than its first, {start}");
    (end <= start).then_some(Fault { field: appointment::END, reason })
}
