//! Access tokens for the service, from Microsoft Entra ID.

mod app;
mod behalf;
mod credential;
mod endpoint;
mod people;
mod seal;

use std::fmt;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};

use crate::mailbox::Error;

pub use app::Application;
pub use behalf::OnBehalfOf;
pub use credential::{Certificate, Credential, Unfit};
pub use endpoint::{Client, Endpoint};
pub use people::{FirmPeople, People};
pub use seal::Seal;

/// Where tokens come from.
#[async_trait]
pub trait Tokens: Send + Sync {
    /// A token that lets us at that mailbox.
    ///
    /// # Errors
    /// [`Error::Later`] when nobody can be asked now, [`Error::Refused`] when there is none to be had.
    async fn token(&self, mailbox: &str) -> Result<Token, Error>;

    /// The service did not take that token: it is not to be given again.
    async fn forget(&self, mailbox: &str, token: &Token);
}

/// An access token.
#[derive(Clone)]
pub struct Token(SecretString);

impl Token {
    /// A token of that text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The text, to be sent and nothing else.
    pub fn text(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}
