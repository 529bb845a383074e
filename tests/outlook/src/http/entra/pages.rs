//! The sign-in pages: plain HTML whose buttons are forms.

use crate::entra::{Account, Refusal};
use actix_web::HttpResponse;
use actix_web::http::header;
use std::fmt::Write as _;

const STYLE: &str = "body{font:15px/1.4 system-ui,sans-serif;background:#eef1f5;color:#1b1b1b;display:grid;place-items:center;min-height:100vh;margin:0}\
main{background:#fff;padding:32px 40px;width:360px;box-shadow:0 2px 6px #0003}h1{font-size:24px;margin:0 0 12px}p{margin:0 0 16px}\
button{font:inherit;display:block;width:100%;text-align:left;padding:10px 12px;margin:0 0 8px;border:1px solid #ccc;background:#fff;cursor:pointer}\
button small{display:block;color:#616161}.row{display:flex;gap:8px;justify-content:flex-end}.row button{width:auto;padding:6px 20px}\
.primary{background:#0067b8;border-color:#0067b8;color:#fff}.note{color:#616161;font-size:12px;margin:16px 0 0}";

/// The accounts to pick from.
pub(super) fn pick(application: &str, accounts: &[Account]) -> HttpResponse {
    let mut body =
        format!("<h1>Pick an account</h1><p>to continue to {}</p><form method=\"post\">", escaped(application));
    for account in accounts {
        let (oid, name, username) = (account.oid, escaped(&account.name), escaped(&account.username));
        // Writing to a text does not fail.
        let _ = write!(
            body,
            "<button name=\"account\" value=\"{oid}\" data-testid=\"entra-account\" data-username=\"{username}\">{name}<small>{username}</small></button>"
        );
    }
    body.push_str("<div class=\"row\"><button name=\"refuse\" value=\"1\" data-testid=\"entra-refuse\">Cancel</button></div></form>");
    page("Sign in", &body)
}

/// The question whether the application may.
pub(super) fn consent(application: &str, account: &Account, scope: &str) -> HttpResponse {
    let (application, username, oid) = (escaped(application), escaped(&account.username), account.oid);
    let scopes: Vec<_> = scope.split_whitespace().map(|name| format!("<li>{}</li>", escaped(name))).collect();
    let scopes = scopes.concat();
    page(
        "Permissions requested",
        &format!(
            "<p>{username}</p><h1>Permissions requested</h1><p><b>{application}</b> would like to:</p><ul>{scopes}</ul><form method=\"post\">\
             <div class=\"row\"><button name=\"refuse\" value=\"1\" data-testid=\"entra-refuse\">Cancel</button>\
             <button class=\"primary\" name=\"accept\" value=\"{oid}\" data-testid=\"entra-accept\">Accept</button></div></form>"
        ),
    )
}

/// A refusal that goes back to nobody.
pub(super) fn broken(refusal: Refusal) -> HttpResponse {
    let text = escaped(&refusal.description());
    let mut response = page(
        "Sign in",
        &format!("<h1>Sorry, but we’re having trouble signing you in.</h1><p data-testid=\"entra-error\">{text}</p>"),
    );
    *response.status_mut() = actix_web::http::StatusCode::BAD_REQUEST;
    response
}

/// After signing out with nowhere to go.
pub(super) fn signed_out() -> HttpResponse {
    page("Sign out", "<h1 data-testid=\"entra-signed-out\">You signed out of your account</h1>")
}

/// The answer as a form that sends itself.
pub(super) fn form_post(target: &str, parameters: &[(&'static str, String)]) -> HttpResponse {
    let field = |(name, value): &(&str, String)| {
        format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escaped(value))
    };
    let fields = parameters.iter().map(field).collect::<Vec<_>>().concat();
    page(
        "Working…",
        &format!(
            "<form method=\"post\" action=\"{}\">{fields}<button>Continue</button></form><script>document.forms[0].submit()</script>",
            escaped(target)
        ),
    )
}

fn page(title: &str, body: &str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Microsoft's sign-in pages are never framed.
        .insert_header((header::X_FRAME_OPTIONS, "DENY"))
        .insert_header((header::REFERRER_POLICY, "strict-origin-when-cross-origin"))
        .body(format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>{title}</title><style>{STYLE}</style></head><body><main>{body}\
             <p class=\"note\">A stand-in for Microsoft’s sign-in: accounts are those of the seed, and none has a password.</p></main></body></html>"
        ))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_outside_stays_text() {
        assert_eq!(escaped("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
    }
}
