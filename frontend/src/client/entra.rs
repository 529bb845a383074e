//! Tokens of Microsoft 365, by the page's `entra.js`, which loads Microsoft's library.

use api::EntraSignIn;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::{
    browser,
    model::{Account, NoToken},
    office::js,
};

/// How long getting a token may take without the person, in milliseconds.
const SILENT: u32 = 20_000;

/// The sign-in that `entra.js` made ready.
#[derive(Clone)]
pub(super) struct Entra(JsValue);

impl Entra {
    /// Loads the library and makes it ready for that server. `hint` is the address of the mailbox.
    pub(super) async fn load(load: &Function, ways: &EntraSignIn, hint: &str) -> Result<Self, NoToken> {
        let module = settled(load.call0(&JsValue::UNDEFINED)).await?;
        let given = js_sys::Object::new();
        for (name, value) in [("clientId", &ways.client_id), ("authority", &ways.authority), ("scope", &ways.scope)] {
            // Setting a member of a plain object cannot fail.
            let _ = Reflect::set(&given, &name.into(), &value.into());
        }
        method(&module, "open", &[given.into(), hint.into()]).await.map(Self)
    }

    /// An access token without a word to the person; `fresh` is one that was not given before.
    pub(super) async fn token(&self, fresh: bool) -> Result<String, NoToken> {
        let token = browser::within(SILENT, method(&self.0, "token", &[fresh.into()])).await;
        token.ok_or(NoToken::Away)??.as_string().ok_or(NoToken::Away)
    }

    /// Signs in with the person's help, as the mailbox's account or as another one.
    pub(super) async fn ask(&self, other: bool) -> Result<(), NoToken> {
        method(&self.0, "ask", &[other.into()]).await.map(drop)
    }

    /// The account of the last token.
    pub(super) fn account(&self) -> Account {
        let account = js::call(&self.0, "account", &[]).unwrap_or(JsValue::UNDEFINED);
        let named = |name| js::text(&account, name).unwrap_or_default();
        Account { username: named("username"), name: named("name") }
    }

    /// Forgets who was signed in.
    pub(super) fn forget(self) {
        // Whatever it cannot forget goes with the window.
        spawn_local(async move { drop(method(&self.0, "forget", &[]).await) });
    }
}

async fn method(object: &JsValue, name: &'static str, arguments: &[JsValue]) -> Result<JsValue, NoToken> {
    let answer = js::call(object, name, arguments).map_err(|error| NoToken::Refused(error.to_string()))?;
    settled(Ok(answer)).await
}

async fn settled(answer: Result<JsValue, JsValue>) -> Result<JsValue, NoToken> {
    let promise: Promise = answer.and_then(JsCast::dyn_into).map_err(|error| reason(&error))?;
    JsFuture::from(promise).await.map_err(|error| reason(&error))
}

/// Why there is none, as `entra.js` says it. Anything else is a file that did not come.
fn reason(error: &JsValue) -> NoToken {
    match js::text(error, "kind").as_deref() {
        Some("interaction") => NoToken::Interaction,
        Some("cancelled") => NoToken::Cancelled,
        Some("blocked") => NoToken::Blocked,
        Some("refused") => NoToken::Refused(js::text(error, "detail").unwrap_or_default()),
        _ => NoToken::Away,
    }
}
