//! `GET openapi.json` and `GET docs`: the API, described for programs and for people.
//!
//! The document is kept in `server/openapi.json`, so that a change of the API shows in review. `tests/openapi` makes it
//! from the table of [`routes`](super::routes) and the types of [`api`], and fails when it is not the kept one.

mod page;

use std::sync::LazyLock;

use actix_web::{HttpResponse, http::header};

/// The OpenAPI 3.1 document.
pub const DOCUMENT: &str = include_str!("../../../openapi.json");

/// It runs nothing and loads nothing, and nobody frames it.
const CONTENT_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static PAGE: LazyLock<String> = LazyLock::new(|| page::of(&serde_json::from_str(DOCUMENT).unwrap_or_default()));

/// `GET openapi.json`
pub(super) async fn document() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(DOCUMENT)
}

/// `GET docs`
pub(super) async fn docs() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .body(PAGE.as_str())
}
