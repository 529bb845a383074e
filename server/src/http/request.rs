//! How a request is read: its body, its query, and what comes with a write.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Bytes};
use futures_util::future::LocalBoxFuture;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, de::DeserializeOwned};
use url::form_urlencoded;

use super::{Failure, body, guard};
use crate::{digest, identity::Person, write::WriteContext};

/// A JSON body. A refusal names the field.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = body::read(request, payload);
        Box::pin(async move { parse(&bytes.await?).map(Self) })
    }
}

/// The parameters after the `?`. A refusal names the parameter.
pub(super) struct Query<T>(pub(super) T);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let pairs = form_urlencoded::parse(request.query_string().as_bytes());
        let read = serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs));
        ready(read.map(Self).map_err(|error| unreadable(&error, "the parameters")))
    }
}

/// The body of a request whose path says it all.
#[derive(Deserialize)]
pub(super) struct Nothing {}

/// A write: who, what, and what comes with it. Only on a route of [`Kind::Write`](super::routes::Kind::Write), where
/// [`guard`] refused those who only read, and requests without a key.
pub(super) struct Write<T> {
    pub(super) person: Person,
    pub(super) body: T,
    pub(super) context: WriteContext,
}

impl<T: DeserializeOwned + 'static> FromRequest for Write<T> {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (admission, bytes) = (guard::admission(request), body::read(request, payload));
        let person = Person::from_request(request, payload);
        let what = format!("{} {}\n", request.method(), request.path());
        let (whose, age) = (request.headers().get(api::PERSON).cloned(), age(request));
        Box::pin(async move {
            let person = person.await?;
            if whose.is_some_and(|whose| whose != person.staff.as_str()) {
                return Err(Failure::forbidden("this edit was made by somebody else than who is signed in now"));
            }
            let key = admission?.key.ok_or_else(|| Failure::internal("a write on a route without keys"))?;
            let bytes = bytes.await?;
            let fingerprint = digest::hex(&[what.as_bytes(), &bytes]);
            let now = Timestamp::now();
            let context = WriteContext { key, fingerprint, now, made: now - age? };
            Ok(Self { person, body: parse(&bytes)?, context })
        })
    }
}

/// The oldest edit, in seconds: a year.
const OLDEST: u32 = 366 * 24 * 60 * 60;

/// How long ago the edit was made.
fn age(request: &HttpRequest) -> Result<SignedDuration, Failure> {
    let Some(value) = request.headers().get(api::AGE) else { return Ok(SignedDuration::ZERO) };
    let seconds = value.to_str().ok().and_then(|text| text.parse().ok()).filter(|seconds: &u32| *seconds <= OLDEST);
    let refused = || Failure::unreadable(format!("the header {} is no age: expected 0 to {OLDEST} seconds", api::AGE));
    seconds.map(|seconds| SignedDuration::from_secs(seconds.into())).ok_or_else(|| refused().at(api::AGE))
}

/// The largest key, in characters.
const LONGEST_KEY: usize = 100;
/// The smallest.
const SHORTEST_KEY: usize = 8;

/// The idempotency key of a write.
pub(super) fn key(request: &HttpRequest) -> Result<String, Failure> {
    let refused = |what: &str| {
        let right = format!("expected {SHORTEST_KEY} to {LONGEST_KEY} visible ASCII characters, new for each edit");
        Failure::unreadable(format!("the header {} {what}: {right}", api::IDEMPOTENCY_KEY)).at(api::IDEMPOTENCY_KEY)
    };
    let value = request.headers().get(api::IDEMPOTENCY_KEY).ok_or_else(|| refused("is missing"))?;
    let good = (SHORTEST_KEY..=LONGEST_KEY).contains(&value.len()) && value.as_bytes().iter().all(u8::is_ascii_graphic);
    match value.to_str() {
        Ok(key) if good => Ok(key.to_owned()),
        _ => Err(refused("is no key")),
    }
}

fn parse<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Failure> {
    let reader = &mut serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut *reader).map_err(|error| unreadable(&error, "the body"))?;
    reader.end().map_err(|_| Failure::unreadable("the body goes on after its JSON"))?;
    Ok(value)
}

/// The reason can hold the value that was given, which is the sender's own.
fn unreadable<E: std::error::Error>(error: &serde_path_to_error::Error<E>, what: &str) -> Failure {
    let failure = Failure::unreadable(format!("{what} cannot be read: {}", error.inner()));
    match missing(&error.inner().to_string()) {
        Some(name) => failure.at(join(&path(error), name)),
        None if path(error).is_empty() => failure,
        None => failure.at(path(error)),
    }
}

fn path<E>(error: &serde_path_to_error::Error<E>) -> String {
    Some(error.path().to_string()).filter(|path| path != ".").unwrap_or_default()
}

/// The path leads to the object that lacks a field: the field's name is in the reason only.
fn missing(reason: &str) -> Option<&str> {
    reason.strip_prefix("missing field `")?.split('`').next()
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
