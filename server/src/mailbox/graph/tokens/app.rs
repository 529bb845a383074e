//! Tokens of the application itself, for firms whose mailboxes are synchronized while nobody is there. What they open
//! is limited in Exchange (RBAC for Applications).

use async_trait::async_trait;
use tokio::sync::Mutex;

use super::endpoint::{Endpoint, Held};
use super::{Token, Tokens};
use crate::mailbox::Error;

/// One token for all mailboxes, by client credentials.
pub struct Application {
    endpoint: Endpoint,
    scope: String,
    /// Whoever comes while one is being asked for waits for it.
    held: Mutex<Option<Held>>,
}

impl Application {
    /// Tokens of that scope, which ends in `/.default`.
    pub fn new(endpoint: Endpoint, scope: impl Into<String>) -> Self {
        Self { endpoint, scope: scope.into(), held: Mutex::default() }
    }
}

#[async_trait]
impl Tokens for Application {
    async fn token(&self, _: &str) -> Result<Token, Error> {
        let mut held = self.held.lock().await;
        if let Some(held) = held.as_ref().filter(|held| held.until > self.endpoint.now()) {
            return Ok(held.token.clone());
        }
        let granted = self.endpoint.ask(&[("grant_type", "client_credentials"), ("scope", &self.scope)]).await?;
        Ok(held.insert(granted.held).token.clone())
    }

    async fn forget(&self, _: &str, token: &Token) {
        self.held.lock().await.take_if(|held| held.token.text() == token.text());
    }
}
