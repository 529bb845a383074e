//! The browser: storage, the clock, randomness, focus, languages.

use std::future::Future;
use std::pin::pin;
use std::task::Poll;

use gloo_timers::future::TimeoutFuture;
use jiff::Timestamp;
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{HtmlElement, Storage, Window};

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

/// The browser's languages, the first one first.
pub(crate) fn languages() -> Vec<String> {
    let told = || Reflect::get(&window()?.navigator_value()?, &"languages".into()).ok();
    told().map(|list| Array::from(&list).iter().filter_map(|tag| tag.as_string()).collect()).unwrap_or_default()
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

/// Puts the focus on the element of that id; tells whether it is there.
pub(crate) fn focus(id: &str) -> bool {
    let element = window().and_then(|window| window.document()).and_then(|document| document.get_element_by_id(id));
    let element = element.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    // An element that cannot take it leaves the focus where it is.
    element.is_some_and(|element| element.focus().is_ok() && focused().as_deref() == Some(id))
}

/// The id of the element with the focus, empty when it has none; nothing when the focus is nowhere.
pub(crate) fn focused() -> Option<String> {
    let document = window()?.document()?;
    let body = document.body().map(Into::into);
    document.active_element().filter(|element| Some(element) != body.as_ref()).map(|element| element.id())
}

/// Marks the document for Outlook's theme.
pub(crate) fn set_theme(dark: bool) {
    let root = window().and_then(|window| window.document()).and_then(|document| document.document_element());
    if let Some(root) = root {
        let _ = root.set_attribute("data-theme", if dark { "dark" } else { "light" });
    }
}

/// Says in the document which language it is in. What is spoken runs from left to right, whatever the locale of dates.
pub(crate) fn set_language(tag: &str) {
    let root = window().and_then(|window| window.document()).and_then(|document| document.document_element());
    if let Some(root) = root {
        let _ = root.set_attribute("lang", tag);
        let _ = root.set_attribute("dir", "ltr");
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
