//! Fetches a tenant's keys: its configuration document, and the key set that this names.

use std::fs;
use std::path::Path;
use std::time::Duration;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use reqwest::{Certificate, Client, redirect};
use serde::{Deserialize, de::DeserializeOwned};
use url::{Host, Url};

use super::{Unusable, keys::Key};
use crate::config;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long each of the two documents may take.
const WHOLE: Duration = Duration::from_secs(10);
/// The largest document, in bytes. Entra's have a few thousand, its key sets some ten thousand.
const LARGEST: usize = 256 * 1024;

/// Where keys come from.
pub(super) struct Source {
    http: Client,
    authority: Url,
}

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    #[error("the document is too large")]
    TooLarge,
    #[error("the document cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("the document is of the issuer {0}")]
    OtherIssuer(String),
    #[error("the keys are said to be elsewhere: {0}")]
    Elsewhere(String),
    #[error("there is no key that signs by RS256")]
    NoKeys,
}

/// What `.well-known/openid-configuration` says, as far as it matters here.
#[derive(Deserialize)]
struct Document {
    issuer: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Jwk>,
}

/// A key of the set (RFC 7517), with what Entra adds: the issuer whose tokens it signs.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    #[serde(default)]
    kid: String,
    r#use: Option<String>,
    alg: Option<String>,
    #[serde(default)]
    n: String,
    #[serde(default)]
    e: String,
    issuer: Option<String>,
}

impl Source {
    pub(super) fn new(config: &config::Entra) -> Result<Self, Unusable> {
        let authority = Url::parse(&config.authority).map_err(|reason| Unusable::new("entra.authority", reason))?;
        // Fails when something else in the process was first: then there is one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut http = Client::builder()
            .https_only(true)
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT)
            .timeout(WHOLE);
        if is_loopback(&authority) {
            http = http.no_proxy();
        }
        if let Some(ca) = &config.ca {
            http = http.tls_certs_merge(certificates(ca)?);
        }
        let http = http.build().map_err(|reason| Unusable::new("entra", reason))?;
        Ok(Self { http, authority })
    }

    /// The keys of that issuer.
    pub(super) async fn keys(&self, issuer: &str) -> Result<Vec<Key>, Error> {
        let document: Document = self.get(&format!("{issuer}/.well-known/openid-configuration")).await?;
        if document.issuer != issuer {
            return Err(Error::OtherIssuer(document.issuer));
        }
        if !self.is_ours(&document.jwks_uri) {
            return Err(Error::Elsewhere(document.jwks_uri));
        }
        let set: KeySet = self.get(&document.jwks_uri).await?;
        let keys: Vec<_> = set.keys.into_iter().filter_map(|key| key.usable(issuer)).collect();
        if keys.is_empty() { Err(Error::NoKeys) } else { Ok(keys) }
    }

    /// At the authority's own scheme, host and port.
    fn is_ours(&self, address: &str) -> bool {
        Url::parse(address).is_ok_and(|url| url.origin() == self.authority.origin())
    }

    async fn get<T: DeserializeOwned>(&self, address: &str) -> Result<T, Error> {
        let mut response = self.http.get(address).send().await?.error_for_status()?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > LARGEST {
                return Err(Error::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(serde_json::from_slice(&body)?)
    }
}

impl Jwk {
    /// The key, if it is one that signs by RS256. Without an issuer of its own it is of the one whose set it is in.
    fn usable(self, issuer: &str) -> Option<Key> {
        let signs = self.r#use.is_none_or(|purpose| purpose == "sig") && self.alg.is_none_or(|alg| alg == "RS256");
        let number = |text: &str| {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
            Some(bytes.into_iter().skip_while(|byte| *byte == 0).collect::<Vec<_>>()).filter(|it| !it.is_empty())
        };
        let (modulus, exponent) = (number(&self.n)?, number(&self.e)?);
        let issuer = self.issuer.unwrap_or_else(|| issuer.to_owned());
        (self.kty == "RSA" && signs && !self.kid.is_empty()).then_some(Key { id: self.kid, issuer, modulus, exponent })
    }
}

fn is_loopback(authority: &Url) -> bool {
    match authority.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn certificates(file: &Path) -> Result<Vec<Certificate>, Unusable> {
    let unusable =
        |reason: &dyn ToString| Unusable::new("entra.ca", format!("{}: {}", file.display(), reason.to_string()));
    let pem = fs::read(file).map_err(|reason| unusable(&reason))?;
    match Certificate::from_pem_bundle(&pem) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(unusable(&"expected a certificate in PEM")),
        Err(reason) => Err(unusable(&reason)),
    }
}
