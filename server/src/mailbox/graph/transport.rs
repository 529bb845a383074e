//! What carries requests to the service: HTTP, or a simulation of it.

use std::fmt;

use async_trait::async_trait;
use url::Url;

/// Carries requests.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends it and waits for the whole answer.
    ///
    /// # Errors
    /// [`Broken`] when there is no whole answer.
    async fn send(&self, request: Request) -> Result<Response, Broken>;
}

/// A request.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// What to do.
    pub method: Method,
    /// Where.
    pub url: Url,
    /// Headers by their names.
    pub headers: Vec<(&'static str, String)>,
    /// The body, whose kind `Content-Type` says.
    pub body: Option<Vec<u8>>,
}

/// The methods that are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes something new.
    Post,
    /// Changes something.
    Patch,
    /// Removes something.
    Delete,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Headers by their names, in any letter case.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
}

/// There is no whole answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// False when surely nothing reached the service, as when the connection was refused.
    pub sent: bool,
}

impl Method {
    /// As HTTP writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl Request {
    /// The header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(one, _)| one.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Neither the headers, which hold a token, nor the body, nor the query.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.as_str(), self.url.path())
    }
}

impl Response {
    /// The header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(one, _)| one.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether it says that the request was done.
    pub const fn is_success(&self) -> bool {
        self.status / 100 == 2
    }
}
