//! The headers that every answer bears.

use std::collections::BTreeSet;

use actix_web::middleware::DefaultHeaders;
use url::Url;

use crate::config::Config;

/// Where Office.js loads the rest of itself from; it needs both even when the page names another copy.
const OFFICE: [&str; 2] = ["https://appsforoffice.microsoft.com", "https://ajax.aspnetcdn.com"];

/// Our own origin.
const SELF: &str = "'self'";

/// Nothing of these is needed, so nothing is allowed, not even to a frame.
const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
    magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=()";

/// A year, and only where the firm gave a certificate: one of our own cannot be promised.
const STRICT_TRANSPORT: &str = "max-age=31536000";

/// No `X-Frame-Options`: it cannot name Outlook's hosts, and would keep the pane out of its frame. No cookies.
pub(super) fn headers(config: &Config) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add(("Content-Security-Policy", content_policy(config)))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("Referrer-Policy", "no-referrer"))
        .add(("Permissions-Policy", PERMISSIONS));
    if config.tls.is_some() { headers.add(("Strict-Transport-Security", STRICT_TRANSPORT)) } else { headers }
}

/// What the API answers is the person's own, and true for the moment.
pub(super) fn keep_nothing() -> DefaultHeaders {
    DefaultHeaders::new().add(("Cache-Control", "no-store"))
}

/// What the pages may load, and who may frame them.
fn content_policy(config: &Config) -> String {
    let scripts = config.office.scripts.iter().map(|url| url.origin().ascii_serialization());
    let scripts: BTreeSet<_> = scripts.chain(OFFICE.map(str::to_owned)).collect();
    let own = || SELF.to_owned();
    let (issuer, mut ancestors) =
        (issuer(config), config.office.frame_ancestors.iter().map(ToString::to_string).collect());
    let (mut asked, mut framed) = (vec![own()], Vec::new());
    if let Some(issuer) = issuer {
        // MSAL asks it for tokens; silently in a hidden frame, which comes back to a page of our own.
        asked.push(issuer.clone());
        framed = vec![own(), issuer];
        ancestors = [vec![own()], ancestors].concat();
    }
    let rows = [
        ("default-src", "'none'".to_owned()),
        ("script-src", format!("'self' 'wasm-unsafe-eval' {}", listed(&scripts.into_iter().collect::<Vec<_>>()))),
        ("connect-src", listed(&asked)),
        ("frame-src", listed(&framed)),
        // office.js writes style elements into the page.
        ("style-src", "'self' 'unsafe-inline'".to_owned()),
        ("img-src", "'self' data:".to_owned()),
        ("font-src", "'self'".to_owned()),
        ("base-uri", "'none'".to_owned()),
        ("form-action", "'none'".to_owned()),
        ("frame-ancestors", listed(&ancestors)),
    ];
    rows.map(|(name, sources)| format!("{name} {sources}")).join("; ")
}

/// Where Microsoft 365 is signed in to, when it is.
fn issuer(config: &Config) -> Option<String> {
    let authority = Url::parse(&config.entra.as_ref()?.authority).ok()?;
    Some(authority.origin().ascii_serialization())
}

fn listed(sources: &[String]) -> String {
    if sources.is_empty() { "'none'".to_owned() } else { sources.join(" ") }
}
