//! What the browser keeps of a person's edits, shared by all windows, and whose turn it is to send them.
//!
//! Each edit is an entry of its own in the browser's storage: no window ever writes over what another one kept.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::Storage;

use crate::{browser, model::Kept};

/// What the name of every kept edit begins with, and of the lock that goes with them.
const EDIT: &str = "concordat-edit";

/// Under this and a mailbox's address stands who signed in there last.
const PERSON: &str = "concordat-person";

/// Kept until the person or the program removes it. A browser may forbid it to a frame.
fn storage() -> Option<Storage> {
    browser::window()?.local_storage().ok().flatten()
}

fn name(person: &str, key: &str) -> String {
    format!("{EDIT}/{person}/{key}")
}

/// The edits that are kept for that person, in no order.
pub(crate) fn load(person: &str) -> Vec<Kept> {
    let Some(storage) = storage() else { return Vec::new() };
    let prefix = name(person, "");
    let names = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    let texts =
        names.filter(|name| name.starts_with(&prefix)).filter_map(|name| storage.get_item(&name).ok().flatten());
    texts.filter_map(|text| Kept::from_text(&text)).collect()
}

/// Is that edit still kept?
pub(crate) fn has(person: &str, key: &str) -> bool {
    storage().is_some_and(|storage| matches!(storage.get_item(&name(person, key)), Ok(Some(_))))
}

/// Keeps an edit. Whether the browser did: its storage may be forbidden, or full.
pub(crate) fn keep(person: &str, kept: &Kept) -> bool {
    storage().is_some_and(|storage| storage.set_item(&name(person, &kept.key), &kept.to_text()).is_ok())
}

/// Forgets an edit.
pub(crate) fn forget(person: &str, key: &str) {
    if let Some(storage) = storage() {
        // What was never kept need not be forgotten.
        let _ = storage.remove_item(&name(person, key));
    }
}

/// Remembers who works in that mailbox, so that the ribbon knows whose an edit is while the server is away.
pub(crate) fn remember(mailbox: &str, person: Option<&str>) {
    let name = format!("{PERSON}/{mailbox}");
    if let Some(storage) = storage() {
        // Without it the ribbon only keeps nothing.
        let _ = match person {
            Some(person) => storage.set_item(&name, person),
            None => storage.remove_item(&name),
        };
    }
}

/// Who works in that mailbox.
pub(crate) fn person_of(mailbox: &str) -> Option<String> {
    storage()?.get_item(&format!("{PERSON}/{mailbox}")).ok().flatten()
}

/// The turn to send a person's edits, until it is dropped or the window closes.
pub(crate) struct Turn(Option<Function>);

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(release) = &self.0 {
            // Resolving a promise throws nothing.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// A promise, and what resolves it.
fn promise() -> (Promise, Function) {
    let resolve = Rc::new(RefCell::new(None));
    let keep = resolve.clone();
    let promise = Promise::new(&mut |resolve, _| *keep.borrow_mut() = Some(resolve));
    // The promise called back before it was there.
    let resolve = resolve.borrow_mut().take().unwrap_or_else(|| Function::new_no_args(""));
    (promise, resolve)
}

/// Waits for the turn. A browser without locks gives it at once: the edits' own keys let each land once all the same.
pub(crate) async fn turn(person: &str) -> Turn {
    let (granted, grant) = promise();
    let (held, release) = promise();
    let refused = grant.clone();
    let on_grant = Closure::once_into_js(move |_lock: JsValue| {
        let _ = grant.call0(&JsValue::UNDEFINED);
        held
    });
    match request(&name(person, ""), &on_grant) {
        Some(request) => {
            let on_refusal = Closure::once(move |_: JsValue| {
                let _ = refused.call0(&JsValue::UNDEFINED);
            });
            let _ = request.catch(&on_refusal);
            // Either comes: granted or refused. Neither promise is ever rejected.
            let _ = JsFuture::from(granted).await;
            Turn(Some(release))
        }
        None => Turn(None),
    }
}

/// `navigator.locks.request`, where there is one.
fn request(name: &str, granted: &JsValue) -> Option<Promise> {
    let navigator = Reflect::get(browser::window()?.as_ref(), &"navigator".into()).ok()?;
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    let arguments: Array = [JsValue::from_str(name), granted.clone()].iter().collect();
    request.apply(&locks, &arguments).ok()?.dyn_into().ok()
}
