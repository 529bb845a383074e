//! What each key's text means. An error is the reason in words; the caller adds what would be right.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use base64::{Engine, prelude::BASE64_STANDARD};
use ipnet::IpNet;
use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use url::Url;

use super::{Admission, Database, LogFormat, ProxyHeader, SealingKey, Url as Origin};

pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    SocketAddr::from_str(text).map_err(|_| format!("`{text}` is no address with a port"))
}

/// The rule for it is the manifest's: what it takes is what Outlook takes.
pub(super) fn public_url(text: &str) -> Result<Origin, String> {
    manifest::fill(text).map_err(|fault| fault.to_string())?;
    origin(text)
}

/// Scheme, host and port, with nothing after them.
pub(super) fn origin(text: &str) -> Result<Origin, String> {
    let url = https(text)?;
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(format!("`{text}` goes on after host and port"));
    }
    Ok(Origin(url))
}

pub(super) fn https(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|reason| format!("`{text}` is no address ({reason})"))?;
    match (url.scheme(), url.has_host(), url.username()) {
        ("https", true, "") => Ok(url),
        _ => Err(format!("`{text}` does not begin with https:// and a host")),
    }
}

pub(super) fn path(text: &str) -> Result<PathBuf, String> {
    if text.is_empty() { Err("is empty".to_owned()) } else { Ok(PathBuf::from(text)) }
}

/// Says nothing of the text itself, which may hold a password.
pub(super) fn database(text: &str) -> Result<Database, String> {
    match text.split_once(':').map(|(scheme, _)| scheme) {
        Some("sqlite") => sqlite_file(text).map(Database::Sqlite),
        Some("postgres" | "postgresql") => postgres(text).map(Database::Postgres),
        _ => Err("is no database that this version can use".to_owned()),
    }
}

fn postgres(text: &str) -> Result<SecretString, String> {
    let url = Url::parse(text).map_err(|_| "is no address")?;
    let names_one = url.has_host() && !url.path().trim_start_matches('/').is_empty();
    if names_one { Ok(SecretString::from(text)) } else { Err("names no server and database".to_owned()) }
}

/// The file of an SQLite address: after `sqlite://`, with percent escapes.
fn sqlite_file(text: &str) -> Result<PathBuf, String> {
    let rest = text.strip_prefix("sqlite:").unwrap_or(text);
    let path = rest.strip_prefix("//").unwrap_or(rest);
    if path.contains(['?', '#']) {
        return Err("has options after the path".to_owned());
    }
    let path = percent_decode_str(path).decode_utf8().map_err(|_| "has a path that is not UTF-8")?;
    if path.is_empty() || path.starts_with(':') { Err("names no file".to_owned()) } else { Ok(path.as_ref().into()) }
}

/// The address of a mailbox.
pub(super) fn mailbox(text: &str) -> Result<String, String> {
    let is_one = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    if is_one { Ok(text.to_owned()) } else { Err(format!("`{text}` is no mailbox's address")) }
}

/// An id of Entra's, in its usual form.
pub(super) fn guid(text: &str) -> Result<String, String> {
    let id = uuid::Uuid::try_parse(text).map_err(|_| format!("`{text}` is no id"))?;
    Ok(id.hyphenated().to_string())
}

/// An address to which `/{tenant}/v2.0` is added. It is compared with what tokens hold, so it stays as it is given.
pub(super) fn authority(text: &str) -> Result<String, String> {
    let url = https(text)?;
    match (url.query(), url.fragment()) {
        (None, None) => Ok(text.trim_end_matches('/').to_owned()),
        _ => Err(format!("`{text}` goes on after its path")),
    }
}

pub(super) fn scope(text: &str) -> Result<String, String> {
    let word = |sign: char| sign.is_ascii_alphanumeric() || "_-.".contains(sign);
    if !text.is_empty() && text.chars().all(word) { Ok(text.to_owned()) } else { Err(format!("`{text}` is no name")) }
}

pub(super) fn audience(text: &str) -> Result<String, String> {
    if text.chars().any(char::is_whitespace) { Err(format!("`{text}` has a blank")) } else { Ok(text.to_owned()) }
}

pub(super) fn admission(text: &str) -> Result<Admission, String> {
    match text {
        "admin" => Ok(Admission::Admin),
        "mailbox" => Ok(Admission::Mailbox),
        _ => Err(format!("`{text}` is no way to be admitted")),
    }
}

/// An address to which segments are added.
pub(super) fn service(text: &str) -> Result<Url, String> {
    let url = https(text)?;
    match (url.query(), url.fragment()) {
        (None, None) => Ok(url),
        _ => Err(format!("`{text}` goes on after its path")),
    }
}

pub(super) fn resource_scope(text: &str) -> Result<String, String> {
    match text.strip_suffix("/.default") {
        Some(resource) if !resource.is_empty() && !text.contains(char::is_whitespace) => Ok(text.to_owned()),
        _ => Err(format!("`{text}` is no such scope")),
    }
}

/// Whether mailboxes are opened on behalf of people.
pub(super) fn graph_auth(text: &str) -> Result<bool, String> {
    match text {
        "app" => Ok(false),
        "on-behalf-of" => Ok(true),
        _ => Err(format!("`{text}` is no way to open mailboxes")),
    }
}

/// Says nothing of the text itself.
pub(super) fn secret(text: &str) -> Result<SecretString, String> {
    if text.is_empty() { Err("is empty".to_owned()) } else { Ok(SecretString::from(text)) }
}

/// Says nothing of the text itself.
pub(super) fn sealing_key(text: &str) -> Result<SealingKey, String> {
    let bytes = BASE64_STANDARD.decode(text).map_err(|_| "is not Base64")?;
    let bytes = bytes.try_into().map_err(|bytes: Vec<u8>| format!("has {} bytes", bytes.len()))?;
    Ok(SealingKey::new(bytes))
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("`{text}` is no format")),
    }
}

pub(super) fn level(text: &str) -> Result<tracing::Level, String> {
    tracing::Level::from_str(text).map_err(|_| format!("`{text}` is no level"))
}

/// A whole number within bounds.
pub(super) fn within(least: u64, most: u64) -> impl Fn(&str) -> Result<u64, String> {
    move |text| match text.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(format!("`{text}` is not within the bounds")),
    }
}

/// One address is a network of its own.
pub(super) fn network(text: &str) -> Result<IpNet, String> {
    let one = |address: IpAddr| IpNet::from(address);
    text.parse().or_else(|_| text.parse().map(one)).map_err(|_| format!("`{text}` is no address and no network"))
}

pub(super) fn proxy_header(text: &str) -> Result<ProxyHeader, String> {
    let headers = [("x-forwarded-for", ProxyHeader::XForwardedFor), ("forwarded", ProxyHeader::Forwarded)];
    let found = headers.into_iter().find(|(name, _)| text.eq_ignore_ascii_case(name));
    found.map(|(_, header)| header).ok_or_else(|| format!("`{text}` is no such header"))
}
