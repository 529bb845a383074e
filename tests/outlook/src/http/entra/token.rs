//! The token endpoint, and what it tells browsers.

use super::State;
use crate::entra::{Refusal, TokenRequest};
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};

pub(super) async fn token(
    request: HttpRequest,
    state: State,
    tenant: web::Path<String>,
    form: web::Form<TokenRequest>,
) -> HttpResponse {
    let origin = origin(&request);
    let answer = state.entra.tenant(&tenant).and_then(|tenant| state.entra.token(tenant, &form, origin.as_deref()));
    let mut response = match answer {
        Ok(body) => HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body),
        Err(refusal) => refused(&state, refusal),
    };
    // A page of another origin sees that it was refused, not why: only registered ones may read.
    allow(&state, origin.as_deref(), &mut response);
    response
}

pub(super) async fn preflight(request: HttpRequest, state: State) -> HttpResponse {
    let mut response = HttpResponse::Ok()
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "POST, OPTIONS"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "*"))
        .finish();
    allow(&state, origin(&request).as_deref(), &mut response);
    response
}

fn refused(state: &State, refusal: Refusal) -> HttpResponse {
    let stamp = state.clock.now().strftime("%Y-%m-%d %H:%M:%SZ").to_string();
    let unknown = matches!(refusal, Refusal::Secret | Refusal::ClientAssertion);
    let mut answer = if unknown { HttpResponse::Unauthorized() } else { HttpResponse::BadRequest() };
    answer.insert_header((header::CACHE_CONTROL, "no-store")).json(refusal.body(&stamp))
}

fn origin(request: &HttpRequest) -> Option<String> {
    request.headers().get(header::ORIGIN)?.to_str().ok().map(str::to_owned)
}

fn allow(state: &State, origin: Option<&str>, response: &mut HttpResponse) {
    let allowed = origin.filter(|origin| state.entra.may_redeem(origin));
    if let Some(value) = allowed.and_then(|origin| HeaderValue::from_str(origin).ok()) {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, value);
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("Origin"));
    }
}
