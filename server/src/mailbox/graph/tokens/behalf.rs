//! Tokens on behalf of people: what a person may open, the server opens for them, also while they are away.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex as Turn;

use super::endpoint::{Denied, Endpoint, Granted, Held};
use super::{People, Seal, Token, Tokens};
use crate::mailbox::Error;

/// A token for each person, by the refresh token that they left (RFC 6749, section 6).
pub struct OnBehalfOf {
    endpoint: Endpoint,
    scope: String,
    people: Arc<dyn People>,
    seal: Seal,
    held: Mutex<BTreeMap<String, Arc<Place>>>,
}

/// A person's token. Whoever comes while one is being asked for waits for it.
type Place = Turn<Option<Held>>;

/// A refresh token that a person left.
struct Left {
    /// As it is kept.
    sealed: String,
    /// As it is sent.
    refresh: SecretString,
}

/// The grant by which a person's token for us becomes one for another.
const BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

impl OnBehalfOf {
    /// Tokens of that scope, such as `https://graph.microsoft.com/.default`.
    pub fn new(endpoint: Endpoint, scope: &str, people: Arc<dyn People>, seal: Seal) -> Self {
        // Without it there is no refresh token.
        let scope = format!("{scope} offline_access");
        Self { endpoint, scope, people, seal, held: Mutex::default() }
    }

    /// Takes what it needs from the access token that a person signed in with, unless it has it.
    ///
    /// # Errors
    /// [`Error::Refused`] when Entra grants nothing for it: consent is missing, or more is wanted of the person.
    pub async fn introduce(&self, staff: &str, access_token: &str) -> Result<(), Error> {
        let place = self.place(staff);
        let mut held = place.lock().await;
        if self.is_good(held.as_ref()) || self.left_by(staff).await?.is_some() {
            return Ok(());
        }
        let grant = [
            ("grant_type", BEARER),
            ("assertion", access_token),
            ("requested_token_use", "on_behalf_of"),
            ("scope", &self.scope),
        ];
        let granted = self.endpoint.ask(&grant).await?;
        *held = Some(self.keep(staff, granted).await?);
        Ok(())
    }

    /// A token of that person; `None` when they left nothing.
    async fn token_of(&self, staff: &str) -> Result<Option<Token>, Error> {
        let place = self.place(staff);
        let mut held = place.lock().await;
        if let Some(held) = held.as_ref().filter(|held| self.is_good(Some(held))) {
            return Ok(Some(held.token.clone()));
        }
        let Some(left) = self.left_by(staff).await? else { return Ok(None) };
        let refresh = left.refresh.expose_secret();
        let grant = [("grant_type", "refresh_token"), ("refresh_token", refresh), ("scope", &self.scope)];
        let granted = match self.endpoint.ask(&grant).await {
            // Otherwise nothing would be taken from the next sign-in, and nobody could act for the person any more.
            Err(Denied::Grant(refused)) => {
                self.people.forget(staff, &left.sealed).await?;
                return Err(refused);
            }
            granted => granted?,
        };
        let kept = self.keep(staff, granted).await?;
        Ok(Some(held.insert(kept).token.clone()))
    }

    fn is_good(&self, held: Option<&Held>) -> bool {
        held.is_some_and(|held| held.until > self.endpoint.now())
    }

    async fn left_by(&self, staff: &str) -> Result<Option<Left>, Error> {
        let Some(sealed) = self.people.load(staff).await? else { return Ok(None) };
        let opened = self.seal.open(staff, &sealed);
        if opened.is_none() {
            tracing::warn!(staff, "a refresh token was sealed with another graph.key: the person has to sign in again");
        }
        Ok(opened.map(|refresh| Left { sealed, refresh }))
    }

    /// The refresh token of before ends with the new one's first use at the latest.
    async fn keep(&self, staff: &str, granted: Granted) -> Result<Held, Error> {
        if let Some(refresh) = granted.refresh {
            self.people.save(staff, &self.seal.close(staff, refresh.expose_secret())?).await?;
        }
        Ok(granted.held)
    }

    fn place(&self, staff: &str) -> Arc<Place> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(held.entry(staff.to_owned()).or_default())
    }
}

#[async_trait]
impl Tokens for OnBehalfOf {
    /// Of the first person who may open the mailbox and has left something that Entra takes.
    async fn token(&self, mailbox: &str) -> Result<Token, Error> {
        let nobody = "nobody who may open this mailbox has signed in with Microsoft 365";
        let mut refused = Error::Refused { reason: nobody.to_owned() };
        for staff in self.people.openers(mailbox).await? {
            match self.token_of(&staff).await {
                Ok(Some(token)) => return Ok(token),
                Ok(None) => {}
                Err(error @ Error::Refused { .. }) => refused = error,
                Err(error) => return Err(error),
            }
        }
        Err(refused)
    }

    async fn forget(&self, _: &str, token: &Token) {
        let places: Vec<_> = {
            let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            held.values().map(Arc::clone).collect()
        };
        for place in places {
            place.lock().await.take_if(|held| held.token.text() == token.text());
        }
    }
}
