//! Dates, times, zones and lists in the person's locale, as the browser's `Intl` writes them.

use std::{cell::RefCell, cmp::Ordering, collections::BTreeMap};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::model::{Formats, is_right_to_left};

/// A day as it is read aloud: `Mon, 23 Nov 2026`.
const DAY: [(&str, &str); 4] = [("weekday", "short"), ("day", "numeric"), ("month", "short"), ("year", "numeric")];

/// A time of day.
const TIME: [(&str, &str); 2] = [("hour", "numeric"), ("minute", "2-digit")];

/// Around what runs from right to left: the sentence around it keeps its order.
const ISOLATE: [char; 2] = ['\u{2068}', '\u{2069}'];

/// Dates and times in a locale, by the browser.
pub(crate) struct Intl {
    locale: JsValue,
    isolated: bool,
    /// Those that were made already: to make one takes longer than to use it.
    made: RefCell<BTreeMap<String, JsValue>>,
}

impl Intl {
    /// For a language tag; the browser's own locale when it is empty.
    pub(crate) fn new(tag: &str) -> Self {
        let locale = if tag.is_empty() { JsValue::UNDEFINED } else { tag.into() };
        Self { locale, isolated: is_right_to_left(tag), made: RefCell::default() }
    }

    /// The formatter of that class with these options. A locale or zone that the browser does not know throws: then
    /// the browser's own stands in.
    fn formatter(&self, class: &str, options: &[(&str, &str)]) -> Option<JsValue> {
        let name = format!("{class} {options:?}");
        if let Some(made) = self.made.borrow().get(&name) {
            return Some(made.clone());
        }
        let given = Object::new();
        for (name, value) in options {
            Reflect::set(&given, &(*name).into(), &(*value).into()).ok()?;
        }
        let made = make(class, &self.locale, &given).or_else(|| make(class, &JsValue::UNDEFINED, &given))?;
        self.made.borrow_mut().insert(name, made.clone());
        Some(made)
    }

    fn dates(&self, options: &[&[(&str, &str)]], zone: &str) -> Option<JsValue> {
        self.formatter("DateTimeFormat", &[&options.concat()[..], &[("timeZone", zone)]].concat())
    }

    fn write(&self, options: &[&[(&str, &str)]], at: Timestamp, zone: &str) -> Option<String> {
        self.text(call(&self.dates(options, zone)?, "format", &[date(at)])?)
    }

    fn write_range(&self, options: &[&[(&str, &str)]], from: Timestamp, to: Timestamp, zone: &str) -> Option<String> {
        self.text(call(&self.dates(options, zone)?, "formatRange", &[date(from), date(to)])?)
    }

    fn text(&self, value: JsValue) -> Option<String> {
        let text = value.as_string()?;
        let [open, close] = ISOLATE;
        Some(if self.isolated { format!("{open}{text}{close}") } else { text })
    }
}

impl Formats for Intl {
    fn moment(&self, at: Timestamp, zone: &str) -> String {
        self.write(&[&DAY, &TIME], at, zone).unwrap_or_else(|| at.to_string())
    }

    fn time(&self, at: Timestamp, zone: &str) -> String {
        self.write(&[&TIME], at, zone).unwrap_or_else(|| at.to_string())
    }

    fn range(&self, from: Timestamp, to: Timestamp, zone: &str) -> String {
        let range = self.write_range(&[&DAY, &TIME], from, to, zone);
        range.unwrap_or_else(|| format!("{} – {}", self.moment(from, zone), self.moment(to, zone)))
    }

    fn date(&self, date: Date) -> String {
        noon(date).and_then(|at| self.write(&[&DAY], at, "UTC")).unwrap_or_else(|| date.to_string())
    }

    fn dates(&self, from: Date, to: Date) -> String {
        let range = noon(from).zip(noon(to)).and_then(|(from, to)| self.write_range(&[&DAY], from, to, "UTC"));
        range.unwrap_or_else(|| format!("{from} – {to}"))
    }

    fn list(&self, entries: &[String]) -> String {
        let list: Array = entries.iter().map(|entry| JsValue::from_str(entry)).collect();
        let said = self.formatter("ListFormat", &[]).and_then(|format| call(&format, "format", &[list.into()]));
        said.and_then(|said| said.as_string()).unwrap_or_else(|| entries.join(", "))
    }

    fn zone(&self, iana: &str, at: Timestamp) -> Option<String> {
        let parts = call(&self.dates(&[&[("timeZoneName", "longGeneric")]], iana)?, "formatToParts", &[date(at)])?;
        let named = |part: &JsValue| member(part, "type").is_some_and(|kind| kind == "timeZoneName");
        let name = Array::from(&parts).iter().find(named)?;
        self.text(member(&name, "value")?.into())
    }

    fn compare(&self, one: &str, other: &str) -> Ordering {
        // A getter gives the function.
        let compare = self.formatter("Collator", &[]).and_then(|made| Reflect::get(&made, &"compare".into()).ok());
        let compared = compare.and_then(|compare| {
            compare.dyn_into::<Function>().ok()?.call2(&JsValue::UNDEFINED, &one.into(), &other.into()).ok()?.as_f64()
        });
        compared.map_or_else(|| one.cmp(other), |number| number.total_cmp(&0.0))
    }
}

fn make(class: &str, locale: &JsValue, options: &JsValue) -> Option<JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &class.into()).ok()?.dyn_into().ok()?;
    Reflect::construct(&class, &[locale.clone(), options.clone()].iter().collect::<Array>()).ok()
}

fn call(object: &JsValue, name: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let function: Function = Reflect::get(object, &name.into()).ok()?.dyn_into().ok()?;
    function.apply(object, &arguments.iter().collect::<Array>()).ok()
}

fn member(object: &JsValue, name: &str) -> Option<String> {
    Reflect::get(object, &name.into()).ok()?.as_string()
}

#[allow(clippy::cast_precision_loss, reason = "milliseconds of any date are exact in a double")]
fn date(at: Timestamp) -> JsValue {
    js_sys::Date::new(&JsValue::from_f64(at.as_millisecond() as f64)).into()
}

fn noon(date: Date) -> Option<Timestamp> {
    date.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// The browser's zone by its IANA name.
pub(crate) fn zone() -> Option<String> {
    let options = call(&make("DateTimeFormat", &JsValue::UNDEFINED, &JsValue::UNDEFINED)?, "resolvedOptions", &[])?;
    member(&options, "timeZone")
}
