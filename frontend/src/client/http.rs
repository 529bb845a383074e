//! One request and its answer.

use api::{AGE, IDEMPOTENCY_KEY, PERSON, ROOT, RULES_VERSION};
use rules::json::{Json, from_str, parse};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

use crate::{browser, model::Failure};

/// A request.
pub(super) struct Request {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub(super) method: &'static str,
    /// Below [`ROOT`].
    pub(super) path: String,
    /// The person's token.
    pub(super) token: Option<String>,
    /// JSON.
    pub(super) body: Option<String>,
    /// The idempotency key of an edit.
    pub(super) key: Option<String>,
    /// Of an edit: the id of the person whose it is, and how many seconds ago it was made.
    pub(super) made: Option<(String, i64)>,
}

/// What the server answered: the status, and what it said.
pub(super) struct Reply {
    status: u16,
    json: Json,
}

impl Reply {
    /// The answer as what was asked for.
    pub(super) fn read<T>(&self, read: fn(&Json) -> Option<T>) -> Result<T, Failure> {
        read(&self.json).ok_or(Failure::Unreadable(self.status))
    }
}

/// Sends it and reads the answer.
pub(super) async fn fetch(request: &Request) -> Result<Reply, Failure> {
    let response = send(request).await?;
    let status = response.status();
    let text = text_of(&response).await?;
    if response.ok() {
        return parse(&text).map(|json| Reply { status, json }).ok_or(Failure::Unreadable(status));
    }
    Err(from_str(&text).map_or(Failure::Unreadable(status), |problem| Failure::Problem(Box::new(problem))))
}

async fn text_of(response: &Response) -> Result<String, Failure> {
    let text = response.text().map_err(|_| Failure::Away)?;
    let text = JsFuture::from(text).await.map_err(|_| Failure::Away)?;
    Ok(text.as_string().unwrap_or_default())
}

/// Sends it; no answer at all is [`Failure::Away`].
pub(super) async fn send(request: &Request) -> Result<Response, Failure> {
    let window = browser::window().ok_or(Failure::Away)?;
    let init = init(request).ok_or(Failure::Away)?;
    let promise = window.fetch_with_str_and_init(&format!("{ROOT}/{}", request.path), &init);
    JsFuture::from(promise).await.ok().and_then(|response| response.dyn_into().ok()).ok_or(Failure::Away)
}

fn init(request: &Request) -> Option<RequestInit> {
    let headers = Headers::new().ok()?;
    headers.set(RULES_VERSION, rules::VERSION).ok()?;
    if let Some(token) = &request.token {
        headers.set("Authorization", &format!("Bearer {token}")).ok()?;
    }
    if let Some(key) = &request.key {
        headers.set(IDEMPOTENCY_KEY, key).ok()?;
    }
    if let Some((person, age)) = &request.made {
        headers.set(PERSON, person).ok()?;
        headers.set(AGE, &age.to_string()).ok()?;
    }
    let init = RequestInit::new();
    init.set_method(request.method);
    if let Some(body) = &request.body {
        headers.set("Content-Type", "application/json").ok()?;
        init.set_body(&body.as_str().into());
    }
    init.set_headers(&headers);
    Some(init)
}
