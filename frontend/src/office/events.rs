//! Hearing that another item was opened, or that the form was edited.

use wasm_bindgen::{JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;

use super::{item, js, mailbox};

/// Events of the item that tell of an edit in the form, by their names in `Office.EventType`.
const EDITS: [&str; 4] =
    ["RecurrenceChanged", "AppointmentTimeChanged", "RecipientsChanged", "EnhancedLocationsChanged"];

/// The handlers, which live as long as this does.
pub(crate) struct Handlers {
    _changed: Closure<dyn FnMut(JsValue)>,
    edited: Closure<dyn FnMut(JsValue)>,
}

/// Calls back when Outlook opens another item, and when the form is edited.
pub(crate) fn listen(changed: impl Fn() + 'static, edited: impl Fn() + 'static) -> Handlers {
    let changed = Closure::<dyn FnMut(JsValue)>::new(move |_| changed());
    let edited = Closure::<dyn FnMut(JsValue)>::new(move |_| edited());
    if let Some(mailbox) = mailbox() {
        add(mailbox, "ItemChanged", changed.as_ref().clone());
    }
    let handlers = Handlers { _changed: changed, edited };
    handlers.follow();
    handlers
}

impl Handlers {
    /// Listens to the item that is open now: each has its own events.
    pub(crate) fn follow(&self) {
        if let Some(item) = item() {
            for name in EDITS {
                add(item.clone(), name, self.edited.as_ref().clone());
            }
        }
    }
}

/// An Outlook that does not know the event refuses, and the form is looked at from time to time anyway.
fn add(object: JsValue, name: &'static str, handler: JsValue) {
    let event = js::path(&js_sys::global(), &["Office", "EventType", name]);
    if let Some(event) = event {
        spawn_local(async move {
            let _ = js::ask(&object, "addHandlerAsync", &[event, handler]).await;
        });
    }
}
