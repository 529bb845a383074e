//! Access tokens for the service.

use async_trait::async_trait;
use secrecy::SecretString;

use crate::mailbox::Error;

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
#[derive(Clone, Debug)]
pub struct Token {
    /// Itself.
    pub text: SecretString,
}

impl Token {
    /// A token of that text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: SecretString::from(text.into()) }
    }
}
