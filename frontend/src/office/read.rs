//! Reading the open item: values in read mode, questions in compose.

use js_sys::{Array, Date};
use rules::{
    json::Json,
    outlook::{
        item::{Person, Snapshot},
        recurrence::office,
    },
    record::{FieldId, appointment as field},
};
use wasm_bindgen::{JsCast, JsValue};

use super::{
    OfficeError, is_mobile, is_open, item,
    js::{ask, call, get, json, method, text},
    mailbox,
    owner::mailbox_of,
    supports,
};
use crate::model::{Found, Gathered, rest_id, timestamp};

/// `getItemIdAsync` on an item that was never saved.
const NOT_SAVED: i32 = 9046;

/// The field, the member that holds it, and what sets it in a form.
const SETTERS: [(FieldId, &str, &str); 9] = [
    (field::SUBJECT, "subject", "setAsync"),
    (field::LOCATION, "location", "setAsync"),
    (field::START, "start", "setAsync"),
    (field::END, "end", "setAsync"),
    (field::NOTES, "body", "setAsync"),
    (field::CATEGORIES, "categories", "addAsync"),
    (field::RECURRENCE, "recurrence", "setAsync"),
    (field::ALL_DAY, "isAllDayEvent", "setAsync"),
    (field::PRIVATE, "sensitivity", "setAsync"),
];

/// Reads the open item. A reply that came after another item was opened is an error.
pub(crate) async fn read() -> Result<Found, OfficeError> {
    let Some(item) = item() else {
        return Ok(Found::Nothing);
    };
    let kind = text(&item, "itemType").unwrap_or_default();
    let gathered = match (kind.as_str(), is_compose(&item)) {
        ("appointment", true) => compose(&item).await?,
        ("appointment", false) => appointment(&item).await?,
        ("message", false) => message(&item).await?,
        _ => return Ok(Found::Other),
    };
    if is_open(&item) { Ok(Found::Item(Box::new(gathered.snapshot()))) } else { Err(OfficeError::ItemChanged) }
}

/// In compose a field is an object to be asked; in read it is its value.
fn is_compose(item: &JsValue) -> bool {
    get(item, "subject").is_some_and(|subject| method(&subject, "getAsync").is_some())
}

/// What both modes share.
async fn common(item: &JsValue, saved: bool) -> Result<Gathered, OfficeError> {
    let profile = mailbox().and_then(|mailbox| get(&mailbox, "userProfile")).unwrap_or(JsValue::UNDEFINED);
    let own = text(&profile, "emailAddress").unwrap_or_default();
    Ok(Gathered {
        message: text(item, "itemType").as_deref() == Some("message"),
        compose: is_compose(item),
        mailbox: mailbox_of(item, own, saved).await?,
        time_zone: text(&profile, "timeZone").unwrap_or_default(),
        ..Gathered::default()
    })
}

async fn message(item: &JsValue) -> Result<Gathered, OfficeError> {
    Ok(Gathered {
        item_id: rest(text(item, "itemId")),
        subject: text(item, "subject"),
        organizer: get(item, "from").or_else(|| get(item, "sender")).map(|from| person(&from)),
        required: people(&get(item, "to").unwrap_or_default()),
        optional: people(&get(item, "cc").unwrap_or_default()),
        ..common(item, true).await?
    })
}

async fn appointment(item: &JsValue) -> Result<Gathered, OfficeError> {
    let recurrence = supports("1.7").then(|| get(item, "recurrence").map(|series| recurrence(&series)));
    Ok(Gathered {
        item_id: rest(text(item, "itemId")),
        series_id: rest(text(item, "seriesId")),
        subject: Some(text(item, "subject").unwrap_or_default()),
        location: Some(text(item, "location").unwrap_or_default()),
        start: millis(get(item, "start")),
        end: millis(get(item, "end")),
        modified: millis(get(item, "dateTimeModified")),
        all_day: get(item, "isAllDayEvent").and_then(|value| value.as_bool()),
        body: body(item).await?,
        categories: categories(item).await,
        sensitivity: text(item, "sensitivity"),
        recurrence,
        organizer: get(item, "organizer").map(|organizer| person(&organizer)),
        required: people(&get(item, "requiredAttendees").unwrap_or_default()),
        optional: people(&get(item, "optionalAttendees").unwrap_or_default()),
        ..common(item, true).await?
    })
}

async fn compose(item: &JsValue) -> Result<Gathered, OfficeError> {
    let item_id = saved_id(item).await?;
    let saved = item_id.is_some();
    let series_id = rest(text(item, "seriesId"));
    let recurrence = if supports("1.7") { series(item).await } else { None };
    Ok(Gathered {
        item_id,
        series_id,
        subject: Some(field(item, "subject").await?.as_string().unwrap_or_default()),
        location: Some(field(item, "location").await?.as_string().unwrap_or_default()),
        start: millis(Some(field(item, "start").await?)),
        end: millis(Some(field(item, "end").await?)),
        all_day: optional(item, "isAllDayEvent", "1.14").await.and_then(|value| value.as_bool()),
        body: body(item).await?,
        categories: categories(item).await,
        sensitivity: optional(item, "sensitivity", "1.14").await.and_then(|value| value.as_string()),
        recurrence,
        organizer: optional(item, "organizer", "1.7").await.map(|organizer| person(&organizer)),
        required: people(&field(item, "requiredAttendees").await?),
        optional: people(&field(item, "optionalAttendees").await?),
        setters: setters(item),
        ..common(item, saved).await?
    })
}

fn setters(item: &JsValue) -> Vec<FieldId> {
    let there = |member: &str, setter: &str| get(item, member).is_some_and(|member| method(&member, setter).is_some());
    SETTERS.iter().filter(|(_, member, setter)| there(member, setter)).map(|(id, _, _)| *id).collect()
}

async fn field(item: &JsValue, name: &'static str) -> Result<JsValue, OfficeError> {
    let member = get(item, name).ok_or(OfficeError::Missing(name))?;
    ask(&member, "getAsync", &[]).await
}

/// A field that not every Outlook has, or that it may refuse: then it is unknown.
async fn optional(item: &JsValue, name: &'static str, version: &str) -> Option<JsValue> {
    if !supports(version) {
        return None;
    }
    field(item, name).await.ok().filter(|value| !value.is_undefined() && !value.is_null())
}

/// The item as it was sent, with what its form shows in these fields now. What was unknown stays unknown.
pub(super) async fn look(item: &JsValue, sent: &Snapshot, fields: &[FieldId]) -> Result<Snapshot, OfficeError> {
    let mut now = sent.clone();
    for id in fields {
        match *id {
            field::SUBJECT => now.subject = Some(field(item, "subject").await?.as_string().unwrap_or_default()),
            field::LOCATION => now.location = Some(field(item, "location").await?.as_string().unwrap_or_default()),
            field::START => now.start = millis(Some(field(item, "start").await?)).and_then(timestamp),
            field::END => now.end = millis(Some(field(item, "end").await?)).and_then(timestamp),
            field::NOTES => now.notes = body(item).await?,
            field::ALL_DAY if sent.all_day.is_some() => now.all_day = field(item, "isAllDayEvent").await?.as_bool(),
            field::PRIVATE if sent.sensitivity.is_some() => {
                now.sensitivity = field(item, "sensitivity").await?.as_string();
            }
            field::CATEGORIES if sent.categories.is_some() => {
                now.categories = Some(categories(item).await.ok_or(OfficeError::Missing("categories"))?);
            }
            field::RECURRENCE if sent.recurrence_known => {
                now.recurrence = series(item).await.ok_or(OfficeError::Missing("recurrence"))?;
            }
            _ => {}
        }
    }
    Ok(now)
}

/// The id of the saved item; none when it was never saved.
pub(super) async fn saved_id(item: &JsValue) -> Result<Option<String>, OfficeError> {
    if method(item, "getItemIdAsync").is_none() {
        return Ok(rest(text(item, "itemId")));
    }
    match ask(item, "getItemIdAsync", &[]).await {
        Ok(id) => Ok(rest(id.as_string())),
        Err(OfficeError::Refused { code: NOT_SAVED, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The id in REST form, as Outlook converts it.
fn rest(id: Option<String>) -> Option<String> {
    let id = id.filter(|id| !id.is_empty())?;
    if is_mobile() {
        return Some(id);
    }
    let arguments = [JsValue::from_str(&id), JsValue::from_str("v2.0")];
    let converted = mailbox().and_then(|mailbox| call(&mailbox, "convertToRestId", &arguments).ok()?.as_string());
    Some(converted.unwrap_or_else(|| rest_id(&id)))
}

async fn body(item: &JsValue) -> Result<Option<String>, OfficeError> {
    let Some(body) = get(item, "body").filter(|body| method(body, "getAsync").is_some()) else {
        return Ok(None);
    };
    Ok(ask(&body, "getAsync", &[JsValue::from_str("text")]).await?.as_string())
}

async fn categories(item: &JsValue) -> Option<Vec<String>> {
    let member = get(item, "categories").filter(|_| supports("1.8"))?;
    let value = ask(&member, "getAsync", &[]).await.ok()?;
    let names = Array::from(&value).iter().filter_map(|category| text(&category, "displayName")).collect();
    Some(if value.is_object() { names } else { Vec::new() })
}

/// `None` when it could not be asked for; `Some(None)` when there is none.
async fn series(item: &JsValue) -> Option<Option<office::Recurrence>> {
    let value = field(item, "recurrence").await.ok()?;
    Some(value.is_object().then(|| recurrence(&value)))
}

/// What a `SeriesTime` tells, and the getter that tells it.
const SERIES_TIME: [(&str, &str); 5] = [
    ("startDate", "getStartDate"),
    ("endDate", "getEndDate"),
    ("startTime", "getStartTime"),
    ("endTime", "getEndTime"),
    ("durationMinutes", "getDuration"),
];

/// Office.js' recurrence with its `SeriesTime`, an object of getters, as plain values.
fn recurrence(given: &JsValue) -> office::Recurrence {
    let time = get(given, "seriesTime").unwrap_or(JsValue::UNDEFINED);
    let said = |(name, getter): (&str, &'static str)| {
        let value = call(&time, getter, &[]).ok().and_then(|value| json(&value)).unwrap_or_default();
        (name.to_owned(), value)
    };
    let time = Json::Object(SERIES_TIME.map(said).into());
    let mut plain = json(given).unwrap_or_default();
    if let Json::Object(properties) = &mut plain {
        properties.retain(|(name, _)| name != "seriesTime");
        properties.push(("seriesTime".to_owned(), time));
    }
    plain.into()
}

fn millis(date: Option<JsValue>) -> Option<f64> {
    let date: Date = date?.dyn_into().ok()?;
    Some(date.get_time()).filter(|millis| !millis.is_nan())
}

fn people(list: &JsValue) -> Vec<Person> {
    if Array::is_array(list) { Array::from(list).iter().map(|one| person(&one)).collect() } else { Vec::new() }
}

fn person(one: &JsValue) -> Person {
    Person {
        name: text(one, "displayName").unwrap_or_default(),
        address: text(one, "emailAddress").unwrap_or_default(),
    }
}
