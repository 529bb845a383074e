//! Outlook, through Office.js: the open item is read, the form is told, changes of item are heard.
//!
//! Nothing here saves an item: that makes a real appointment and mails people, so it is the person's to do.

mod events;
pub(crate) mod js;
mod notify;
mod owner;
mod read;
mod write;

pub(crate) use events::{Handlers, listen};
pub(crate) use js::OfficeError;
#[cfg(test)]
pub(crate) use notify::ICON;
pub(crate) use notify::notify;
pub(crate) use read::read;
pub(crate) use write::set_form;

use js_sys::Reflect;
use rules::mapping::zones;
use wasm_bindgen::JsValue;

use crate::{
    browser, intl,
    model::{Host, locale},
};

/// `Office.context.mailbox`, where there is one.
fn mailbox() -> Option<JsValue> {
    js::path(&js_sys::global(), &["Office", "context", "mailbox"])
}

/// The open item; none is normal.
pub(crate) fn item() -> Option<JsValue> {
    js::get(&mailbox()?, "item")
}

/// Is that still the open item?
pub(crate) fn is_open(seen: &JsValue) -> bool {
    item().is_some_and(|item| js_sys::Object::is(&item, seen))
}

/// Does this Outlook have that requirement set of *Mailbox*?
fn supports(version: &str) -> bool {
    let requirements = js::path(&js_sys::global(), &["Office", "context", "requirements"]);
    let arguments = [JsValue::from_str("Mailbox"), JsValue::from_str(version)];
    let answer = requirements.and_then(|requirements| js::call(&requirements, "isSetSupported", &arguments).ok());
    answer.is_some_and(|answer| answer.is_truthy())
}

/// Outlook on a phone: its ids are in REST form already.
fn is_mobile() -> bool {
    let name = mailbox().and_then(|mailbox| js::text(&js::get(&mailbox, "diagnostics")?, "hostName"));
    name.is_some_and(|name| matches!(name.as_str(), "OutlookIOS" | "OutlookAndroid"))
}

/// What frames the pane. Without Outlook the browser says zone and language.
pub(crate) fn host() -> Host {
    let context = js::path(&js_sys::global(), &["Office", "context"]).unwrap_or(JsValue::UNDEFINED);
    let profile = mailbox().and_then(|mailbox| js::get(&mailbox, "userProfile")).unwrap_or(JsValue::UNDEFINED);
    let named = |name| js::text(&profile, name).unwrap_or_default();
    let zone = zones::iana_from(&named("timeZone")).ok().map(str::to_owned);
    let told = ["displayLanguage", "contentLanguage"].into_iter().filter_map(|name| js::text(&context, name));
    let tags: Vec<String> = told.chain(browser::languages()).collect();
    Host {
        outlook: mailbox().is_some(),
        address: named("emailAddress"),
        name: named("displayName"),
        zone: zone.or_else(intl::zone).unwrap_or_else(|| "UTC".to_owned()),
        language: tags.first().cloned().unwrap_or_default(),
        locale: locale(tags.iter().map(String::as_str)).to_owned(),
    }
}

/// Is Outlook's theme a dark one? `None` where it does not say.
pub(crate) fn is_dark() -> Option<bool> {
    let theme = js::path(&js_sys::global(), &["Office", "context", "officeTheme"])?;
    let color = js::text(&theme, "bodyBackgroundColor")?;
    let part =
        |at: usize| color.trim_start_matches('#').get(at..at + 2).and_then(|hex| u16::from_str_radix(hex, 16).ok());
    Some(part(0)? + part(2)? + part(4)? < 3 * 128)
}

/// A new, empty object.
fn object() -> JsValue {
    js_sys::Object::new().into()
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Setting a member of a plain object cannot fail.
    let _ = Reflect::set(object, &name.into(), value);
}
