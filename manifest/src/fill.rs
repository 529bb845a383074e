//! Puts the address of the firm's server into the manifest.

use thiserror::Error;
use url::Url;

/// The manifest as it is kept: whole and valid, but for the address, which is [`PLACEHOLDER`] everywhere.
pub const TEMPLATE: &str = include_str!("../manifest.xml");

/// Stands in [`TEMPLATE`] for the address of the server. `.invalid` can never be a real host (RFC 2606).
pub const PLACEHOLDER: &str = "https://concordat.invalid";

/// Why there is no manifest for an address. Each says what would be right.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// Not an address at all.
    #[error("`{given}` is no web address ({reason}); expected one such as https://concordat.example.com")]
    NotAUrl {
        /// What was given.
        given: String,
        /// What the parser says.
        reason: url::ParseError,
    },
    /// Outlook loads add-ins over https only.
    #[error("`{given}` is not https; Outlook loads add-ins over https only, so begin the address with https://")]
    NotHttps {
        /// What was given.
        given: String,
    },
    /// The host holds characters that no certificate can be issued for.
    #[error("the host `{host}` is not a host name; expected letters, digits, hyphens and dots, or an IP address")]
    Host {
        /// The host as parsed.
        host: String,
    },
    /// The address is more than scheme, host and port.
    #[error("the address must end after the host and port, without {part}: expected {origin}")]
    Excess {
        /// The part that is too much.
        part: &'static str,
        /// The address without it.
        origin: String,
    },
    /// The app package cannot be put together.
    #[error("the app package cannot be made: {reason}")]
    Package {
        /// What is in the way.
        reason: String,
    },
}

/// The manifest of a server reached at `public_url`: `https`, a host, and a port if it is not 443. A slash at the end is
/// tolerated.
pub fn fill(public_url: &str) -> Result<String, Error> {
    Ok(TEMPLATE.replace(PLACEHOLDER, &origin_of(public_url)?))
}

fn origin_of(given: &str) -> Result<String, Error> {
    let url = Url::parse(given).map_err(|reason| Error::NotAUrl { given: given.to_owned(), reason })?;
    if url.scheme() != "https" {
        return Err(Error::NotHttps { given: given.to_owned() });
    }
    let host = url.host_str().unwrap_or_default();
    if !is_host(host) {
        return Err(Error::Host { host: host.to_owned() });
    }
    let origin = url.origin().ascii_serialization();
    match excess(&url) {
        Some(part) => Err(Error::Excess { part, origin }),
        None => Ok(origin),
    }
}

/// Also keeps out what would need escaping in XML: the parser lets quotes and ampersands stand in a host.
fn is_host(host: &str) -> bool {
    let name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let address = |c: char| c.is_ascii_hexdigit() || c == ':' || c == '.';
    match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inside) => inside.chars().all(address),
        None => !host.is_empty() && host.chars().all(name),
    }
}

fn excess(url: &Url) -> Option<&'static str> {
    [
        (!url.username().is_empty() || url.password().is_some(), "a user name or password"),
        (url.path() != "/", "a path"),
        (url.query().is_some(), "a query"),
        (url.fragment().is_some(), "a fragment"),
    ]
    .into_iter()
    .find_map(|(found, part)| found.then_some(part))
}
