//! `/entra`: Microsoft Entra ID's addresses, tenant by tenant.

mod authorize;
mod pages;
mod token;

use super::State;
use crate::entra::{Entra, Issuer, Refusal, Tenant};
use actix_web::body::{BodyStream, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::ACCESS_CONTROL_ALLOW_ORIGIN;
use actix_web::middleware::{Next, from_fn};
use actix_web::{HttpResponse, web};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::scope("/entra")
            .wrap(from_fn(availability))
            .route("/{tenant}/v2.0/.well-known/openid-configuration", web::get().to(configuration))
            .route("/{tenant}/discovery/v2.0/keys", web::get().to(keys))
            .route("/{tenant}/discovery/instance", web::get().to(instance))
            .service(
                web::resource("/{tenant}/oauth2/v2.0/authorize")
                    .route(web::get().to(authorize::show))
                    .route(web::post().to(authorize::choose)),
            )
            .service(
                web::resource("/{tenant}/oauth2/v2.0/token")
                    .route(web::post().to(token::token))
                    .route(web::route().method(actix_web::http::Method::OPTIONS).to(token::preflight)),
            )
            .route("/{tenant}/oauth2/v2.0/logout", web::get().to(authorize::logout)),
    );
}

/// The issuer as its knobs say: slow, failing, or away, which breaks the connection.
async fn availability(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let entra = entra(&request);
    made(&entra).await;
    let settings = entra.settings();
    tokio::time::sleep(Duration::from_millis(settings.slow_ms)).await;
    let broken = match settings.issuer {
        Issuer::Here => return next.call(request).await.map(ServiceResponse::map_into_boxed_body),
        Issuer::Failing => HttpResponse::InternalServerError().body("Service unavailable"),
        Issuer::Away => HttpResponse::Ok().body(BodyStream::new(Nothing)),
    };
    Ok(request.into_response(broken))
}

fn entra(request: &ServiceRequest) -> Arc<Entra> {
    // The server has its state from the start.
    request.app_data::<State>().map(|state| Arc::clone(&state.entra)).expect("the routes' state is set")
}

/// Waits for the issuer's keys, off the threads that answer.
pub(super) async fn made(entra: &Arc<Entra>) {
    let entra = Arc::clone(entra);
    // Without a thread to wait on, whoever needs a key makes it.
    drop(web::block(move || entra.make_keys()).await);
}

/// A body that ends the connection before anything was sent.
pub(in crate::http) struct Nothing;

impl futures_util::Stream for Nothing {
    type Item = Result<web::Bytes, std::io::Error>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionReset.into())))
    }
}

async fn configuration(state: State, tenant: web::Path<String>) -> HttpResponse {
    public(&state, &tenant, |tenant| state.entra.configuration(tenant))
}

async fn keys(state: State, tenant: web::Path<String>) -> HttpResponse {
    public(&state, &tenant, |tenant| state.entra.jwks(tenant))
}

async fn instance(state: State, tenant: web::Path<String>) -> HttpResponse {
    public(&state, &tenant, |_| state.entra.instance(&tenant))
}

/// What every page may read.
fn public(state: &State, tenant: &str, answer: impl FnOnce(Tenant) -> Value) -> HttpResponse {
    match state.entra.tenant(tenant) {
        Ok(tenant) => HttpResponse::Ok().insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*")).json(answer(tenant)),
        Err(refusal) => refused(state, refusal),
    }
}

/// A refusal as Entra's endpoints answer it.
fn refused(state: &State, refusal: Refusal) -> HttpResponse {
    HttpResponse::BadRequest()
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .json(refusal.body(&state.clock.now().strftime("%Y-%m-%d %H:%M:%SZ").to_string()))
}
