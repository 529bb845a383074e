//! The pane's files, the manifests and their icons: made once at start, with compressed copies and entity tags.

mod negotiate;
mod packed;

use std::collections::BTreeMap;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue, TryIntoHeaderValue},
    },
    web::{Bytes, Data},
};
use rust_embed::RustEmbed;

use super::Failure;
use crate::config::Config;
use crate::digest;
use negotiate::Coding;

/// What `cargo xtask pane` makes. A debug build reads the folder when it starts, a release build holds its content.
#[derive(RustEmbed)]
#[folder = "../frontend/dist"]
#[allow_missing = true]
struct Pane;

/// Stands in the pane's pages for the scripts of `office.scripts`.
const SCRIPTS: &str = "<!-- office-scripts -->";
/// The pages that Outlook opens; one is missing exactly when the pane was not built.
const PAGES: [&str; 2] = ["pane.html", "commands.html"];

/// What may be kept, and for how long. Everything has an entity tag, so that asking again costs no body.
const ASK_FIRST: &str = "no-cache";
const ASK_NOW: &str = "max-age=0, must-revalidate";
const A_DAY: &str = "public, max-age=86400";

/// Everything that is served by a plain GET.
#[derive(Debug)]
pub(crate) struct Assets(BTreeMap<String, Asset>);

/// One file in each coding that it has.
#[derive(Debug)]
struct Asset {
    content_type: &'static str,
    cache: &'static str,
    /// Content and strong entity tag by coding; plain is always among them.
    codings: Vec<(Coding, Bytes, HeaderValue)>,
}

impl Assets {
    /// All files as this configuration serves them.
    pub(crate) fn new(config: &Config) -> Result<Self, manifest::Error> {
        let mut assets: BTreeMap<_, _> = Pane::iter()
            .filter(|name| !is_copy(name))
            .filter_map(|name| Some((name.to_string(), pane_file(&name, config)?)))
            .collect();
        assets.extend(manifests(config)?);
        for icon in manifest::ICONS {
            let asset = Asset::new("image/png", A_DAY, vec![(Coding::Plain, Bytes::from_static(icon.png))]);
            assets.insert(format!("icons/{}", icon.name), asset);
        }
        Ok(Self(assets))
    }

    /// Whether the pane was there when the server was built.
    pub(crate) fn has_pane(&self) -> bool {
        PAGES.iter().all(|page| self.0.contains_key(*page))
    }

    fn find(&self, path: &str) -> Option<&Asset> {
        self.0.get(path)
    }
}

impl Asset {
    fn new(content_type: &'static str, cache: &'static str, contents: Vec<(Coding, Bytes)>) -> Self {
        let plain = contents.first().map(|(_, bytes)| digest::hex(&[bytes])).unwrap_or_default();
        let tagged = |(coding, bytes): (Coding, Bytes)| {
            let tag = format!("\"{}{}\"", &plain[..32.min(plain.len())], coding.suffix());
            (coding, bytes, tag.try_into_value().unwrap_or(HeaderValue::from_static("\"\"")))
        };
        Self { content_type, cache, codings: contents.into_iter().map(tagged).collect() }
    }

    /// With copies compressed now.
    fn packed(content_type: &'static str, cache: &'static str, plain: Vec<u8>) -> Self {
        let (brotli, gzip) = (packed::brotli(&plain), packed::gzip(&plain));
        let copies = [(Coding::Brotli, brotli), (Coding::Gzip, gzip)];
        let copies = copies.into_iter().filter_map(|(coding, bytes)| Some((coding, Bytes::from(bytes?))));
        let contents = [(Coding::Plain, Bytes::from(plain))].into_iter().chain(copies).collect();
        Self::new(content_type, cache, contents)
    }

    fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let Some((coding, bytes, tag)) = negotiate::choose(request, &self.codings) else {
            return HttpResponse::NotAcceptable().finish();
        };
        let mut response = HttpResponse::Ok();
        response.insert_header((header::CACHE_CONTROL, self.cache)).insert_header((header::ETAG, tag.clone()));
        if self.codings.len() > 1 {
            response.insert_header((header::VARY, "Accept-Encoding"));
        }
        if negotiate::has(request, tag) {
            return response.status(StatusCode::NOT_MODIFIED).finish();
        }
        if let Some(name) = coding.name() {
            response.insert_header((header::CONTENT_ENCODING, name));
        }
        response.content_type(self.content_type).body(bytes.clone())
    }
}

/// What a firm gives Outlook, for this server.
fn manifests(config: &Config) -> Result<[(String, Asset); 4], manifest::Error> {
    let url = config.server.public_url.to_string();
    let application = config.entra.as_ref().map(|entra| manifest::Application {
        client_id: entra.client_id.clone(),
        resource: format!("api://{}", entra.client_id),
    });
    let text = |kind, text: String| Asset::packed(kind, ASK_FIRST, text.into_bytes());
    let unified = manifest::unified(&url, application.as_ref())?.manifest;
    let package = vec![(Coding::Plain, Bytes::from(manifest::package(&url, application.as_ref())?))];
    Ok([
        ("manifest.xml".to_owned(), text("application/xml; charset=utf-8", manifest::fill(&url)?)),
        ("manifest.json".to_owned(), text("application/json", unified)),
        ("manifest.zip".to_owned(), Asset::new("application/zip", ASK_FIRST, package)),
        ("about.html".to_owned(), text("text/html; charset=utf-8", manifest::ABOUT.to_owned())),
    ])
}

/// `GET /…`: any file.
pub(super) async fn file(request: HttpRequest, assets: Data<Assets>) -> Result<HttpResponse, Failure> {
    let path = request.path().trim_start_matches('/');
    match assets.find(path) {
        Some(asset) => Ok(asset.answer(&request)),
        None if PAGES.contains(&path) => Ok(not_built()),
        None => Err(Failure::of_status(StatusCode::NOT_FOUND)),
    }
}

/// `GET /`
pub(super) async fn home() -> HttpResponse {
    HttpResponse::Found().insert_header((header::LOCATION, "/pane.html")).finish()
}

fn not_built() -> HttpResponse {
    HttpResponse::ServiceUnavailable().content_type("text/html; charset=utf-8").body(
        "<!doctype html><html lang=\"en\"><title>Concordat</title><h1>The pane is not built</h1>\
         <p>This server was built without it: run <code>cargo xtask pane</code> and build the server again.",
    )
}

fn is_copy(name: &str) -> bool {
    [Coding::Brotli, Coding::Gzip].iter().any(|coding| name.ends_with(coding.ending()))
}

fn pane_file(name: &str, config: &Config) -> Option<Asset> {
    let plain = Pane::get(name)?.data;
    let content_type = content_type(name);
    if is_page(name) {
        let page = String::from_utf8_lossy(&plain).replace(SCRIPTS, &scripts(config));
        return Some(Asset::packed(content_type, ASK_FIRST, page.into_bytes()));
    }
    let copy = |coding: Coding| {
        Some((coding, Bytes::from(Pane::get(&format!("{name}{}", coding.ending()))?.data.into_owned())))
    };
    let contents = [Some((Coding::Plain, Bytes::from(plain.into_owned()))), copy(Coding::Brotli), copy(Coding::Gzip)];
    Some(Asset::new(content_type, ASK_NOW, contents.into_iter().flatten().collect()))
}

fn is_page(name: &str) -> bool {
    ending(name) == "html"
}

/// An address has no quotes and no brackets: its parser escapes them.
fn scripts(config: &Config) -> String {
    let tag = |url: &url::Url| format!("<script src=\"{}\"></script>", url.as_str().replace('&', "&amp;"));
    config.office.scripts.iter().map(tag).collect::<Vec<_>>().join("\n    ")
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

fn content_type(name: &str) -> &'static str {
    match ending(name) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "ftl" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
