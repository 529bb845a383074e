//! Outlook's notification bar.

use wasm_bindgen::JsValue;

use super::{OfficeError, item, js, object, set};

/// Our message's key: the next one takes its place.
const KEY: &str = "concordat";

/// The icon, by its id in the manifest.
pub(crate) const ICON: &str = "Sync.16";

/// Says something in the notification bar; at most 150 characters.
pub(crate) async fn notify(text: &str, failed: bool) -> Result<(), OfficeError> {
    let item = item().ok_or(OfficeError::ItemChanged)?;
    let messages = js::get(&item, "notificationMessages").ok_or(OfficeError::Missing("notificationMessages"))?;
    let details = object();
    set(&details, "message", &text.into());
    if failed {
        set(&details, "type", &"errorMessage".into());
    } else {
        set(&details, "type", &"informationalMessage".into());
        set(&details, "icon", &ICON.into());
        set(&details, "persistent", &JsValue::FALSE);
    }
    js::ask(&messages, "replaceAsync", &[KEY.into(), details]).await.map(|_| ())
}
