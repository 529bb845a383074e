//! The page's files, and office.js at every address under which add-ins ask for it.

use super::State;
use actix_web::{HttpRequest, HttpResponse, http::header, web};
use rust_embed::RustEmbed;
use std::path::{Component, Path, PathBuf};

#[derive(RustEmbed)]
#[folder = "page/"]
struct Page;

/// Enough of `MicrosoftAjax.js` for office.js, which asks for it on a second CDN.
const MICROSOFT_AJAX: &str = include_str!("../microsoft_ajax.js");

/// The bridge for nested app authentication in an add-in's frame.
const NESTED_APP_AUTH: &str = include_str!("../nested_app_auth.js");

/// Content types by file ending.
const TYPES: [(&str, &str); 10] = [
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("json", "application/json"),
    ("map", "application/json"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("woff2", "font/woff2"),
    ("txt", "text/plain; charset=utf-8"),
];

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/cdn/office-js/{file:.*}", web::get().to(office))
        .route("/lib/1/hosted/{file:.*}", web::get().to(office))
        .route("/lib/1.1/hosted/{file:.*}", web::get().to(office))
        .route("/lib/beta/hosted/{file:.*}", web::get().to(office))
        .route("/cdn/MicrosoftAjax.js", web::get().to(ajax))
        .route("/ajax/3.5/MicrosoftAjax.js", web::get().to(ajax))
        .route("/{file:.*}", web::get().to(page));
}

async fn page(file: web::Path<String>) -> HttpResponse {
    let name = if file.is_empty() { "index.html" } else { file.as_str() };
    match Page::get(name) {
        Some(content) => HttpResponse::Ok()
            .content_type(type_of(name))
            .insert_header((header::CACHE_CONTROL, "no-cache"))
            .body(content.data.into_owned()),
        None => HttpResponse::NotFound().body("not found"),
    }
}

/// A file of office.js, as the CDN answers: cached for long, readable from every origin.
async fn office(request: HttpRequest, state: State, file: web::Path<String>) -> HttpResponse {
    let Some(path) = inside(&state.office_js, &file) else {
        return HttpResponse::NotFound().body("not found");
    };
    match tokio::fs::read(&path).await {
        Ok(bytes) => cdn(type_of(&file), bytes),
        Err(error) => {
            tracing::warn!(path = request.path(), %error, "office.js asks for a file that is not there");
            HttpResponse::NotFound().body("not found")
        }
    }
}

/// The stub; with it comes the bridge for nested app authentication where the host offers one.
async fn ajax(state: State) -> HttpResponse {
    let bridge = if state.entra.settings().bridge { NESTED_APP_AUTH } else { "" };
    let mut answer = cdn("text/javascript; charset=utf-8", format!("{MICROSOFT_AJAX}{bridge}").into_bytes());
    // The next frame may find another host.
    answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    answer
}

fn cdn(content_type: &'static str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(bytes)
}

/// The file within the folder; npm's package has the locale folders in lower case, office.js asks for `en-US`.
fn inside(folder: &Path, file: &str) -> Option<PathBuf> {
    let relative = Path::new(file);
    let plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
    let candidates = plain.then(|| [folder.join(relative), folder.join(file.to_lowercase())])?;
    candidates.into_iter().find(|path| path.is_file())
}

fn type_of(name: &str) -> &'static str {
    let ending = name.rsplit('.').next().unwrap_or_default();
    TYPES.iter().find(|(known, _)| *known == ending).map_or("application/octet-stream", |(_, kind)| kind)
}
