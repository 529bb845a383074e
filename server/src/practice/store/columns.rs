//! Images and rows: the field tables say which column holds which field, and how.
//!
//! Text is text; a moment is ISO 8601 in UTC, or a date when the appointment lasts all day; sets, lists, postal
//! addresses and recurrences are JSON. So a person with the `sqlite3` program can read a row and write one.

use jiff::{Timestamp, civil::Date};
use rules::record::{Address, Field, Image, Kind, RecordKind, Value, appointment, recurrence::Recurrence};

use super::rows::{Cell, Cells, from_json, json, parse};
use crate::practice::Error;

/// The columns of a record, all of them, so that what the image lacks is emptied.
pub(super) fn cells(kind: RecordKind, image: &Image) -> Result<Cells, Error> {
    for (id, _) in image {
        kind.field(*id).ok_or_else(|| Error::invalid(id.as_str(), "is no field of this kind of record"))?;
    }
    check_moments(image)?;
    columns(kind).map(|field| Ok((field.column, cell(field, image.get(field.id))?))).collect()
}

/// The record that a row holds, but for the fields that other tables hold.
pub(super) fn image(kind: RecordKind, row: &impl Cell) -> Result<Image, Error> {
    let mut image = Image::new();
    for field in columns(kind) {
        image.set(field.id, value(field, row)?);
    }
    check_moments(&image)?;
    Ok(image)
}

/// The fields that are columns of the record's own table.
pub(super) fn columns(kind: RecordKind) -> impl Iterator<Item = &'static Field> {
    kind.fields().iter().filter(|field| !field.column.is_empty())
}

fn cell(field: &Field, value: Option<&Value>) -> Result<sea_orm::Value, Error> {
    let text = |text: String| Ok(Some(text).into());
    match (field.kind, value) {
        (Kind::Flag, None) => Ok(0_i64.into()),
        (Kind::Flag, Some(Value::Flag(flag))) => Ok(i64::from(*flag).into()),
        (Kind::Minutes, None) => Ok(None::<i64>.into()),
        (Kind::Minutes, Some(Value::Minutes(minutes))) => Ok(Some(*minutes).into()),
        (_, None) => Ok(None::<String>.into()),
        (Kind::Moment, Some(Value::Instant(at))) => text(at.to_string()),
        (Kind::Moment | Kind::Date, Some(Value::Date(date))) => text(date.to_string()),
        (Kind::Labels, Some(Value::Labels(words))) => text(json(words)?),
        (Kind::List, Some(Value::List(entries))) => text(json(entries)?),
        (Kind::Dates, Some(Value::Dates(dates))) => text(json(dates)?),
        (Kind::Address, Some(Value::Address(address))) => text(json(address)?),
        (Kind::Recurrence, Some(Value::Recurrence(recurrence))) => text(json(check(field, recurrence)?)?),
        (kind, Some(Value::Text(value))) if is_text(kind) => text(choice(field, value)?.to_owned()),
        (kind, Some(value)) => Err(wrong(field, format!("{value:?} is no {kind:?}"))),
    }
}

fn value(field: &Field, row: &impl Cell) -> Result<Option<Value>, Error> {
    let read = match field.kind {
        Kind::Flag => return Ok(Some(Value::Flag(row.flag(field.column)?))),
        Kind::Minutes => return Ok(row.cell::<Option<i64>>(field.column)?.map(Value::Minutes)),
        _ => row.maybe_text(field.column)?,
    };
    let Some(text) = read.filter(|text| !text.is_empty()) else { return Ok(None) };
    let name = field.id.as_str();
    Ok(Some(match field.kind {
        Kind::Moment => moment(name, &text)?,
        Kind::Date => Value::Date(parse::<Date>(name, &text)?),
        Kind::Labels => Value::Labels(from_json(name, &text)?),
        Kind::List => Value::List(from_json(name, &text)?),
        Kind::Dates => Value::Dates(from_json(name, &text)?),
        Kind::Address => Value::Address(from_json::<Address>(name, &text)?),
        Kind::Recurrence => Value::Recurrence(*check(field, &from_json(name, &text)?)?),
        _ => Value::text(choice(field, &text)?),
    }))
}

const fn is_text(kind: Kind) -> bool {
    use Kind as K;
    matches!(kind, K::Text | K::Note | K::Email | K::Phone | K::Web | K::Zone | K::Choice(_) | K::Reference)
}

/// A date has ten characters; a point in time has more, whether its zone is written `Z` or as an offset.
fn moment(name: &str, text: &str) -> Result<Value, Error> {
    if text.len() == 10 {
        parse(name, text).map(Value::Date)
    } else {
        parse::<Timestamp>(name, text).map(Value::Instant)
    }
}

fn choice<'a>(field: &Field, text: &'a str) -> Result<&'a str, Error> {
    match field.kind {
        Kind::Choice(words) if !words.contains(&text) => Err(wrong(field, format!("{text:?} is none of {words:?}"))),
        _ => Ok(text),
    }
}

fn check<'a>(field: &Field, recurrence: &'a Recurrence) -> Result<&'a Recurrence, Error> {
    recurrence.pattern.check().map_err(|error| wrong(field, error.to_string()))?;
    Ok(recurrence)
}

/// An all-day appointment has dates, any other has points in time (P14).
fn check_moments(image: &Image) -> Result<(), Error> {
    let all_day = image.get(appointment::ALL_DAY).is_some();
    for id in [appointment::START, appointment::END] {
        match (image.get(id), all_day) {
            (Some(Value::Instant(_)), true) => {
                return Err(Error::invalid(id.as_str(), "an all-day appointment has dates"));
            }
            (Some(Value::Date(_)), false) => {
                return Err(Error::invalid(id.as_str(), "is a date, but the appointment is not all day"));
            }
            _ => {}
        }
    }
    Ok(())
}

fn wrong(field: &Field, reason: String) -> Error {
    Error::invalid(field.id.as_str(), reason)
}
