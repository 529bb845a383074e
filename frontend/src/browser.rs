//! The browser: storage, dates, the clock, randomness, focus.

use std::future::Future;
use std::pin::pin;
use std::task::Poll;

use gloo_timers::future::TimeoutFuture;
use jiff::{Timestamp, civil::Date};
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{HtmlElement, Storage, Window};

use crate::model::Formats;

pub(crate) fn window() -> Option<Window> {
    web_sys::window()
}

/// Kept until the window is closed. A browser may forbid it to a frame: then nothing is kept.
fn storage() -> Option<Storage> {
    window()?.session_storage().ok().flatten()
}

/// What was kept under that name.
pub(crate) fn kept(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// Keeps a text, or forgets it.
pub(crate) fn keep(name: &str, text: Option<&str>) {
    if let Some(storage) = storage() {
        // A full or forbidden storage only means that nothing is kept.
        let _ = match text {
            Some(text) => storage.set_item(name, text),
            None => storage.remove_item(name),
        };
    }
}

/// The time.
#[allow(clippy::cast_possible_truncation, reason = "a date's milliseconds are whole and small")]
pub(crate) fn now() -> Timestamp {
    Timestamp::from_millisecond(js_sys::Date::now() as i64).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A new idempotency key: 128 random bits.
pub(crate) fn new_key() -> String {
    let mut bytes = [0_u8; 16];
    if let Some(crypto) = window().and_then(|window| window.crypto().ok()) {
        // It fails for more than 65,536 bytes only.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// The browser's first language.
pub(crate) fn language() -> Option<String> {
    Reflect::get(&window()?.navigator_value()?, &"language".into()).ok()?.as_string()
}

/// The browser's zone by its IANA name.
pub(crate) fn zone() -> Option<String> {
    let options = call(&formatter(&JsValue::UNDEFINED, &JsValue::UNDEFINED)?, "resolvedOptions", &[])?;
    Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}

/// Calls back whenever the window hears that event, as long as it is open.
pub(crate) fn on_event(name: &str, tell: impl Fn() + 'static) {
    if let Some(window) = window() {
        let handler = Closure::<dyn FnMut()>::new(tell).into_js_value();
        // Setting a handler cannot fail.
        let _ = Reflect::set(&window, &format!("on{name}").into(), &handler);
    }
}

/// Is the window looked at?
pub(crate) fn is_visible() -> bool {
    let document: Option<JsValue> = window().and_then(|window| window.document()).map(Into::into);
    let hidden = document.and_then(|document| Reflect::get(&document, &"hidden".into()).ok());
    !hidden.is_some_and(|hidden| hidden.is_truthy())
}

/// Puts the focus on the element of that id.
pub(crate) fn focus(id: &str) {
    let element = window().and_then(|window| window.document()).and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take it leaves the focus where it is.
        let _ = element.focus();
    }
}

/// Marks the document for Outlook's theme.
pub(crate) fn set_theme(dark: bool) {
    let root = window().and_then(|window| window.document()).and_then(|document| document.document_element());
    if let Some(root) = root {
        let _ = root.set_attribute("data-theme", if dark { "dark" } else { "light" });
    }
}

/// Says in the document which language it is in.
pub(crate) fn set_language(tag: &str) {
    let root = window().and_then(|window| window.document()).and_then(|document| document.document_element());
    if let Some(root) = root {
        let _ = root.set_attribute("lang", tag);
    }
}

/// Loads the pane anew.
pub(crate) fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

trait Navigator {
    fn navigator_value(&self) -> Option<JsValue>;
}

impl Navigator for Window {
    fn navigator_value(&self) -> Option<JsValue> {
        Reflect::get(self, &"navigator".into()).ok().filter(JsValue::is_object)
    }
}

fn call(object: &JsValue, name: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let function: Function = Reflect::get(object, &name.into()).ok()?.dyn_into().ok()?;
    function.apply(object, &arguments.iter().collect::<Array>()).ok()
}

fn formatter(locale: &JsValue, options: &JsValue) -> Option<JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?.dyn_into().ok()?;
    Reflect::construct(&class, &[locale.clone(), options.clone()].iter().collect::<Array>()).ok()
}

/// Dates and times in a locale, by the browser.
pub(crate) struct Intl {
    locale: JsValue,
}

impl Intl {
    /// For a language tag.
    pub(crate) fn new(tag: &str) -> Self {
        Self { locale: if tag.is_empty() { JsValue::UNDEFINED } else { tag.into() } }
    }

    fn write(&self, at: Timestamp, zone: &str, time: bool) -> Option<String> {
        let options = js_sys::Object::new();
        let set = |name: &str, value: &str| Reflect::set(&options, &name.into(), &value.into()).ok();
        set("dateStyle", "medium")?;
        set("timeZone", zone)?;
        if time {
            set("timeStyle", "short")?;
        }
        #[allow(clippy::cast_precision_loss, reason = "milliseconds of any date are exact in a double")]
        let date = js_sys::Date::new(&JsValue::from_f64(at.as_millisecond() as f64));
        // A locale or zone that the browser does not know throws.
        let format = formatter(&self.locale, &options).or_else(|| formatter(&JsValue::UNDEFINED, &options))?;
        call(&format, "format", &[date.into()])?.as_string()
    }
}

impl Formats for Intl {
    fn moment(&self, at: Timestamp, zone: &str) -> String {
        self.write(at, zone, true).unwrap_or_else(|| at.to_string())
    }

    fn date(&self, date: Date) -> String {
        let noon = date.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).map(|zoned| zoned.timestamp());
        noon.ok().and_then(|at| self.write(at, "UTC", false)).unwrap_or_else(|| date.to_string())
    }
}

/// The future's value, unless it takes longer than so many milliseconds.
pub(crate) async fn within<F: Future>(millis: u32, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut timer = pin!(TimeoutFuture::new(millis));
    std::future::poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => timer.as_mut().poll(context).map(|()| None),
    })
    .await
}
