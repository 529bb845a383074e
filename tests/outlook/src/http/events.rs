//! Events by id: for the page and for control alike.

use super::State;
use crate::{ids, store::StoreError};
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
pub(super) struct InMailbox {
    mailbox: Option<String>,
}

type Answer = Result<HttpResponse, StoreError>;

/// `GET …/events/{id}`: the event, its mailbox and its immutable id.
pub(super) async fn get(state: State, id: web::Path<String>) -> Answer {
    let (mailbox, event) = state.store.event(&id).ok_or(StoreError::NotFound)?;
    Ok(HttpResponse::Ok().json(with_forms(mailbox, event)))
}

/// `POST …/events?mailbox=`: creates an event from Graph's JSON.
pub(super) async fn create(state: State, query: web::Query<InMailbox>, event: web::Json<Value>) -> Answer {
    let first = state.store.dump()["mailboxes"][0]["address"].as_str().map(str::to_owned);
    let address = query.into_inner().mailbox.or(first).ok_or(StoreError::NotFound)?;
    let event = state.store.create_event(&address, &event)?;
    Ok(HttpResponse::Created().json(with_forms(address, event)))
}

/// `PATCH …/events/{id}`: changes the properties given.
pub(super) async fn patch(state: State, id: web::Path<String>, patch: web::Json<Value>) -> Answer {
    let changed = state.store.patch_event(&id, &patch)?;
    let (mailbox, event) = state.store.event(changed["id"].as_str().unwrap_or(&id)).ok_or(StoreError::NotFound)?;
    Ok(HttpResponse::Ok().json(with_forms(mailbox, event)))
}

/// `DELETE …/events/{id}`.
pub(super) async fn delete(state: State, id: web::Path<String>) -> Answer {
    state.store.delete_event(&id)?;
    Ok(HttpResponse::NoContent().finish())
}

fn with_forms(mailbox: String, event: Value) -> Value {
    let immutable = event["id"].as_str().map(ids::immutable);
    json!({"mailbox": mailbox, "immutableId": immutable, "event": event})
}
