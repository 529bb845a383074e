//! The authorization endpoint: pages, and the way back.

use super::{State, pages};
use crate::entra::{Choice, Outcome, Refusal, Request};
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use url::{Url, form_urlencoded};
use uuid::Uuid;

/// Entra's own name for the cookie of those who signed in in a browser.
const SESSION: &str = "ESTSAUTH";

/// What the page's form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    account: Option<Uuid>,
    accept: Option<Uuid>,
    refuse: Option<String>,
}

impl Form {
    fn choice(&self) -> Option<Choice> {
        let accept = self.accept.map(Choice::Accept);
        accept.or(self.account.map(Choice::Account)).or(self.refuse.as_ref().map(|_| Choice::Refuse))
    }
}

/// The page, or the way back at once when nobody must be asked.
pub(super) async fn show(
    http: HttpRequest,
    state: State,
    tenant: web::Path<String>,
    request: web::Query<Request>,
) -> HttpResponse {
    apart(&request, answer(&http, &state, &tenant, &request, None))
}

/// What was chosen on the page.
pub(super) async fn choose(
    http: HttpRequest,
    state: State,
    tenant: web::Path<String>,
    request: web::Query<Request>,
    form: web::Form<Form>,
) -> HttpResponse {
    apart(&request, answer(&http, &state, &tenant, &request, form.choice()))
}

fn answer(http: &HttpRequest, state: &State, tenant: &str, request: &Request, choice: Option<Choice>) -> HttpResponse {
    let tenant = match state.entra.tenant(tenant) {
        Ok(tenant) => tenant,
        Err(refusal) => return pages::broken(refusal),
    };
    let name = &state.entra.registration().name;
    let session = session(http);
    match state.entra.authorize(tenant, request, &session, choice) {
        Outcome::Broken(refusal) => pages::broken(refusal),
        Outcome::Pick(accounts) => pages::pick(name, &accounts),
        Outcome::Consent(account) => pages::consent(name, &account, &request.scope),
        Outcome::Refused(refusal) => back(request, errors(refusal)),
        Outcome::Done(account, parameters) => {
            let mut response = back(request, parameters);
            let signed_in = std::iter::once(account.oid).chain(session.into_iter().filter(|oid| *oid != account.oid));
            // A cookie of ids is always a valid header.
            drop(response.add_cookie(&cookie(&signed_in.map(|oid| oid.to_string()).collect::<Vec<_>>().join("."))));
            response
        }
    }
}

/// Cuts the window off from the one that opened it, unless the application vouches for that one.
fn apart(request: &Request, mut response: HttpResponse) -> HttpResponse {
    if request.pocd != "1" {
        response
            .headers_mut()
            .insert(header::CROSS_ORIGIN_OPENER_POLICY, header::HeaderValue::from_static("same-origin"));
    }
    response
}

fn errors(refusal: Refusal) -> Vec<(&'static str, String)> {
    let mut parameters = vec![("error", refusal.error().to_owned()), ("error_description", refusal.description())];
    if !refusal.suberror().is_empty() {
        parameters.push(("error_subcode", refusal.suberror().to_owned()));
        parameters.push(("suberror", refusal.suberror().to_owned()));
    }
    parameters
}

/// The way back to the application, in the mode that it asked for.
fn back(request: &Request, mut parameters: Vec<(&'static str, String)>) -> HttpResponse {
    if !request.state.is_empty() {
        parameters.push(("state", request.state.clone()));
    }
    let Ok(mut url) = Url::parse(&request.redirect_uri) else { return pages::broken(Refusal::RedirectMismatch) };
    match request.response_mode.as_str() {
        "form_post" => return pages::form_post(&request.redirect_uri, &parameters),
        "fragment" => {
            let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
            url.set_fragment(Some(&encoded));
        }
        _ => drop(url.query_pairs_mut().extend_pairs(parameters)),
    }
    HttpResponse::Found()
        .insert_header((header::LOCATION, url.to_string()))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// Parameters of a logout request.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Logout {
    post_logout_redirect_uri: String,
    state: String,
}

/// Ends the browser's session.
pub(super) async fn logout(state: State, request: web::Query<Logout>) -> HttpResponse {
    let mut response = match state.entra.after_logout(&request.post_logout_redirect_uri) {
        None => pages::signed_out(),
        Some(mut url) => {
            if !request.state.is_empty() {
                url.query_pairs_mut().append_pair("state", &request.state);
            }
            HttpResponse::Found().insert_header((header::LOCATION, url.to_string())).finish()
        }
    };
    let mut ended = cookie("");
    ended.set_max_age(Duration::ZERO);
    drop(response.add_cookie(&ended));
    response
}

fn session(http: &HttpRequest) -> Vec<Uuid> {
    let cookie = http.cookie(SESSION);
    cookie.iter().flat_map(|cookie| cookie.value().split('.')).filter_map(|oid| oid.parse().ok()).collect()
}

fn cookie(value: &str) -> Cookie<'static> {
    Cookie::build(SESSION, value.to_owned())
        .path("/entra")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::None)
        .finish()
}
