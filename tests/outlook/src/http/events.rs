//! Events by id: for the page and for control alike.

use super::State;
use crate::store::StoreError;
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
    Ok(HttpResponse::Ok().json(with_forms(&state, &id)?))
}

/// `POST …/events?mailbox=`: creates an event from Graph's JSON.
pub(super) async fn create(state: State, query: web::Query<InMailbox>, event: web::Json<Value>) -> Answer {
    let address = query.into_inner().mailbox.or_else(|| state.graph.store().first()).ok_or(StoreError::NotFound)?;
    let event = state.store.create_event(&address, &event)?;
    Ok(HttpResponse::Created().json(with_forms(&state, event["id"].as_str().unwrap_or_default())?))
}

/// `PATCH …/events/{id}`: changes the properties given.
pub(super) async fn patch(state: State, id: web::Path<String>, patch: web::Json<Value>) -> Answer {
    let changed = state.store.patch_event(&id, &patch)?;
    Ok(HttpResponse::Ok().json(with_forms(&state, changed["id"].as_str().unwrap_or(&id))?))
}

/// `DELETE …/events/{id}`.
pub(super) async fn delete(state: State, id: web::Path<String>) -> Answer {
    state.store.delete_event(&id)?;
    Ok(HttpResponse::NoContent().finish())
}

fn with_forms(state: &State, id: &str) -> Result<Value, StoreError> {
    let (mailbox, event, immutable) = state.store.event_and_immutable_id(id).ok_or(StoreError::NotFound)?;
    Ok(json!({"mailbox": mailbox, "immutableId": immutable, "event": event}))
}
