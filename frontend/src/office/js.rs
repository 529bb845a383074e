//! Calls into Office.js by name: members may be missing, and replies come to a callback.

use js_sys::{Array, Function, Promise, Reflect};
use rules::json::{Json, parse};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;

use crate::{browser, messages::Words};

/// How long Outlook may take for one answer, in milliseconds. One that never comes must not hold up the pane for good.
const LIMIT: u32 = 10_000;

/// Why Outlook did not do something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OfficeError {
    /// It said so: the code and its words.
    #[error("{message} ({code})")]
    Refused {
        /// Office.js' code: 9046 is an item that was never saved.
        code: i32,
        /// Office.js' words.
        message: String,
    },
    /// This Outlook has no such member.
    #[error("{0} is not there")]
    Missing(&'static str),
    /// It did not answer in time.
    #[error("it did not answer")]
    Silent,
    /// Whose item it is could not be found out; why.
    #[error("it did not say whose calendar this is; compare again ({0})")]
    Owner(String),
    /// Another item was opened meanwhile.
    #[error("the item changed")]
    ItemChanged,
}

impl OfficeError {
    /// The sentence for the person. Office.js says its own words in the person's language too.
    pub(crate) fn sentence(&self, words: Words) -> String {
        let code = if let Self::Refused { code, .. } = self { code.to_string() } else { String::new() };
        let (key, detail) = match self {
            Self::Refused { message, .. } => ("office-refused", message.as_str()),
            Self::Missing(member) => ("office-missing", *member),
            Self::Silent => ("office-silent", ""),
            Self::Owner(why) => ("office-owner", why.as_str()),
            Self::ItemChanged => ("office-changed", ""),
        };
        words.with(key, &[("detail", detail), ("code", &code)])
    }
}

/// A member of an object, unless it is missing, undefined or null.
pub(crate) fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    if !object.is_object() && !object.is_function() {
        return None;
    }
    Reflect::get(object, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

/// A member that is a text.
pub(crate) fn text(object: &JsValue, name: &str) -> Option<String> {
    get(object, name)?.as_string()
}

/// A member that is a function.
pub(crate) fn method(object: &JsValue, name: &str) -> Option<Function> {
    get(object, name)?.dyn_into().ok()
}

/// The value at the end of a path of members.
pub(crate) fn path(object: &JsValue, names: &[&str]) -> Option<JsValue> {
    names.iter().try_fold(object.clone(), |object, name| get(&object, name))
}

/// A call that answers at once.
pub(crate) fn call(object: &JsValue, name: &'static str, arguments: &[JsValue]) -> Result<JsValue, OfficeError> {
    let function = method(object, name).ok_or(OfficeError::Missing(name))?;
    function.apply(object, &array(arguments)).map_err(thrown)
}

/// A call whose last argument is a callback with an `AsyncResult`: its value.
pub(crate) async fn ask(object: &JsValue, name: &'static str, arguments: &[JsValue]) -> Result<JsValue, OfficeError> {
    let function = method(object, name).ok_or(OfficeError::Missing(name))?;
    let object = object.clone();
    let arguments = arguments.to_vec();
    let promise = Promise::new(&mut |resolve, reject| {
        let done = Closure::once_into_js(move |result: JsValue| {
            // The promise's own functions take any value and throw nothing.
            let _ = resolve.call1(&JsValue::UNDEFINED, &result);
        });
        let all = array(&arguments);
        all.push(&done);
        if let Err(error) = function.apply(&object, &all) {
            let _ = reject.call1(&JsValue::UNDEFINED, &error);
        }
    });
    let answer = browser::within(LIMIT, JsFuture::from(promise)).await;
    let result = answer.ok_or(OfficeError::Silent)?.map_err(thrown)?;
    if text(&result, "status").as_deref() == Some("succeeded") {
        return Ok(Reflect::get(&result, &"value".into()).unwrap_or(JsValue::UNDEFINED));
    }
    Err(thrown(get(&result, "error").unwrap_or(JsValue::UNDEFINED)))
}

fn array(arguments: &[JsValue]) -> Array {
    arguments.iter().collect()
}

#[allow(clippy::cast_possible_truncation, reason = "Office.js' codes are small whole numbers")]
fn thrown(error: JsValue) -> OfficeError {
    let code = get(&error, "code").and_then(|code| code.as_f64()).map_or(0, |code| code as i32);
    let message = text(&error, "message").or_else(|| error.as_string()).unwrap_or_else(|| "Outlook failed".to_owned());
    OfficeError::Refused { code, message }
}

/// The value as JSON, for objects whose shape `rules` knows.
pub(crate) fn json(value: &JsValue) -> Option<Json> {
    let text = js_sys::JSON::stringify(value).ok()?.as_string()?;
    parse(&text)
}
