//! Requests over HTTPS.

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::{Certificate, Client, RequestBuilder, redirect};
use url::{Host, Url};

use super::transport::{Broken, Method, Request, Response, Transport};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long an exchange may take. Graph gives up before.
const WHOLE: Duration = Duration::from_mins(2);
/// The largest answer, in bytes: a page of a thousand contacts has a few million.
const LARGEST: usize = 64 * 1024 * 1024;

/// Sends requests over HTTPS.
#[derive(Clone, Debug)]
pub struct Http {
    client: Client,
}

/// Why the service cannot be asked at all: the configuration's fault.
#[derive(Debug, thiserror::Error)]
#[error("{key}: {reason}")]
pub struct Unusable {
    /// The key of the configuration.
    pub key: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

impl Unusable {
    pub(super) fn new(key: &'static str, reason: impl ToString) -> Self {
        Self { key, reason: reason.to_string() }
    }
}

impl Http {
    /// Trusts the system's roots, and those in that file. Follows nothing: a token goes to whom it was meant for.
    ///
    /// # Errors
    /// [`Unusable`] when the file holds no certificate.
    pub fn new(ca: Option<&Path>, service: &Url) -> Result<Self, Unusable> {
        // Fails when something else in the process was first: then there is one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = Client::builder()
            .https_only(true)
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .user_agent(concat!("Concordat/", env!("CARGO_PKG_VERSION")));
        if is_loopback(service) {
            client = client.no_proxy();
        }
        if let Some(file) = ca {
            client = client.tls_certs_merge(certificates(file)?);
        }
        Ok(Self { client: client.build().map_err(|reason| Unusable::new("graph.base", reason))? })
    }

    fn request(&self, request: Request) -> RequestBuilder {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let bare = self.client.request(method, request.url);
        let given = request.headers.into_iter().fold(bare, |given, (name, value)| given.header(name, value));
        match request.body {
            Some(body) => given.body(body),
            None => given,
        }
    }
}

#[async_trait]
impl Transport for Http {
    async fn send(&self, request: Request) -> Result<Response, Broken> {
        let said = format!("{request:?}");
        receive(self.request(request)).await.map_err(|error| {
            let sent = !(error.is_connect() || error.is_builder());
            tracing::debug!(request = said, sent, error = %error.without_url(), "no answer");
            Broken { sent }
        })
    }
}

async fn receive(request: RequestBuilder) -> Result<Response, reqwest::Error> {
    let mut answer = request.send().await?;
    let text = |value: &reqwest::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = answer.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    let (status, mut body) = (answer.status().as_u16(), Vec::new());
    while let Some(chunk) = answer.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST {
            // Cut, it is no JSON any more, and is taken for nonsense.
            break;
        }
    }
    Ok(Response { status, headers, body })
}

fn is_loopback(service: &Url) -> bool {
    match service.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn certificates(file: &Path) -> Result<Vec<Certificate>, Unusable> {
    let unusable =
        |reason: &dyn ToString| Unusable::new("entra.ca", format!("{}: {}", file.display(), reason.to_string()));
    let pem = std::fs::read(file).map_err(|reason| unusable(&reason))?;
    match Certificate::from_pem_bundle(&pem) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(unusable(&"expected a certificate in PEM")),
    }
}
