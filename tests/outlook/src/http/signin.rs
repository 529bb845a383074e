//! What the page's bridge asks of the broker, and what tests turn.

use super::State;
use super::entra::made;
use crate::entra::{BridgeError, BrokerRequest, Mint};
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/page/entra", web::get().to(host))
        .route("/page/entra/accounts", web::post().to(accounts))
        .route("/page/entra/token", web::post().to(broker))
        .service(
            web::resource("/_control/entra")
                .route(web::get().to(settings))
                .route(web::post().to(turn))
                .route(web::delete().to(reset)),
        )
        .route("/_control/entra/accounts", web::get().to(all_accounts))
        .route("/_control/entra/rotate", web::post().to(rotate))
        .route("/_control/entra/token", web::post().to(mint));
}

#[derive(Deserialize)]
struct InMailbox {
    mailbox: String,
}

/// What the host offers, and who is signed in to it.
async fn host(state: State, query: web::Query<InMailbox>) -> HttpResponse {
    let settings = state.entra.settings();
    HttpResponse::Ok().json(json!({
        "bridge": settings.bridge, "popups": settings.popups, "accountContext": state.entra.account_context(&query.mailbox),
    }))
}

async fn accounts(state: State, request: web::Json<BrokerRequest>) -> HttpResponse {
    bridged(&state, || state.entra.pickable(&request)).await
}

async fn broker(state: State, request: web::Json<BrokerRequest>) -> HttpResponse {
    bridged(&state, || state.entra.broker(&request)).await
}

/// The broker's answer, as late as the issuer's would be.
async fn bridged(state: &State, answer: impl FnOnce() -> Result<Value, BridgeError>) -> HttpResponse {
    made(&state.entra).await;
    tokio::time::sleep(Duration::from_millis(state.entra.settings().slow_ms)).await;
    HttpResponse::Ok().json(answer().unwrap_or_else(|error| json!({ "error": error })))
}

/// The knobs as they stand, and what is registered.
async fn settings(state: State) -> HttpResponse {
    HttpResponse::Ok().json(json!({
        "authority": state.entra.authority(), "registration": state.entra.registration(), "settings": state.entra.settings(),
    }))
}

async fn turn(state: State, change: web::Json<Value>) -> HttpResponse {
    match state.entra.turn(&change) {
        Ok(settings) => HttpResponse::Ok().json(settings),
        Err(error) => bad(&error.to_string()),
    }
}

async fn reset(state: State) -> HttpResponse {
    state.entra.reset();
    HttpResponse::Ok().json(state.entra.settings())
}

async fn all_accounts(state: State) -> HttpResponse {
    HttpResponse::Ok().json(state.entra.accounts())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Rotation {
    #[serde(default = "yes")]
    keep: bool,
}

fn yes() -> bool {
    true
}

/// A new key; `{"keep": false}` takes the old ones out of the published keys.
async fn rotate(state: State, rotation: web::Json<Rotation>) -> HttpResponse {
    state.entra.rotate_keys(rotation.keep);
    HttpResponse::NoContent().finish()
}

async fn mint(state: State, wanted: web::Json<Mint>) -> HttpResponse {
    made(&state.entra).await;
    match state.entra.mint(&wanted) {
        Ok(token) => HttpResponse::Ok().json(json!({ "token": token })),
        Err(error) => bad(&error.to_string()),
    }
}

fn bad(message: &str) -> HttpResponse {
    HttpResponse::BadRequest().json(json!({"error": {"code": "BadRequest", "message": message}}))
}
