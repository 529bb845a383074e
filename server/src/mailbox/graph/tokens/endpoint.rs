//! The endpoint that grants tokens.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::Value as Json;
use url::{Url, form_urlencoded::Serializer};

use super::{Credential, Token};
use crate::clock::Clock;
use crate::mailbox::Error;
use crate::mailbox::graph::exchange::retry_after;
use crate::mailbox::graph::transport::{Broken, Method, Request, Response, Transport};

/// Who asks for tokens.
#[derive(Debug)]
pub struct Client {
    /// The application's id.
    pub id: String,
    /// How it proves that it is it.
    pub credential: Credential,
}

/// Grants tokens of one tenant.
pub struct Endpoint {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    url: Url,
    client: Client,
}

/// What was granted.
pub(super) struct Granted {
    pub(super) held: Held,
    /// For the next one, where there is a person.
    pub(super) refresh: Option<SecretString>,
}

/// Why nothing was granted.
#[derive(Debug)]
pub(super) enum Denied {
    /// What the grant was made of is worth nothing any more: whoever gave it has to sign in again.
    Grant(Error),
    /// Something else, which says nothing of the grant.
    Else(Error),
}

/// A token, and until when it is given.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) token: Token,
    pub(super) until: Timestamp,
}

/// The codes by which Entra says that the person has to sign in again (RFC 6749, section 5.2, and Entra's own).
const ENDED: [&str; 2] = ["invalid_grant", "interaction_required"];
/// How often the endpoint is asked.
const TRIES: u32 = 3;
/// How long to wait between where it does not say.
const PAUSE: Duration = Duration::from_secs(2);
/// The longest that it is waited for.
const PATIENCE: Duration = Duration::from_mins(1);
/// A token is given until so long before its end: it has to be good when it arrives.
const MARGIN: Duration = Duration::from_mins(5);
/// What counts where the answer does not say, in seconds.
const LIFETIME: u64 = 3600;
/// The longest reason that is passed on, in characters.
const LONGEST: usize = 300;

impl Endpoint {
    /// The endpoint of that tenant at an authority such as `https://login.microsoftonline.com`.
    ///
    /// # Errors
    /// When they make no address.
    pub fn new(
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        authority: &str,
        tenant: &str,
        client: Client,
    ) -> Result<Self, url::ParseError> {
        let url = Url::parse(&format!("{}/{tenant}/oauth2/v2.0/token", authority.trim_end_matches('/')))?;
        Ok(Self { transport, clock, url, client })
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Asks for a token with that grant. Asked twice it is granted twice, which does no harm.
    pub(super) async fn ask(&self, grant: &[(&str, &str)]) -> Result<Granted, Denied> {
        let mut tries = 0;
        loop {
            tries += 1;
            let asked = self.clock.now();
            let (reason, after) = match self.transport.send(self.request(grant)?).await {
                Ok(response) if response.is_success() => return Ok(granted(&response, asked)?),
                Ok(response) if response.status == 429 || response.status >= 500 => {
                    (response.status.to_string(), retry_after(&response, self.clock.now()))
                }
                Ok(response) => return Err(denied(&response)),
                Err(Broken { .. }) => ("there is no connection".to_owned(), None),
            };
            let pause = after.unwrap_or(PAUSE * tries);
            if tries >= TRIES || pause > PATIENCE {
                let reason = format!("Entra grants no token now: {reason}");
                return Err(Error::Later { reason, after: Some(pause) }.into());
            }
            self.clock.sleep(pause).await;
        }
    }

    fn request(&self, grant: &[(&str, &str)]) -> Result<Request, Error> {
        let proof = self.client.credential.proof(&self.client.id, self.url.as_str(), self.clock.now())?;
        let mut form = Serializer::new(String::new());
        form.append_pair("client_id", &self.client.id).extend_pairs(grant).extend_pairs(proof);
        let headers = vec![
            ("Content-Type", "application/x-www-form-urlencoded".to_owned()),
            ("Accept", "application/json".to_owned()),
        ];
        Ok(Request { method: Method::Post, url: self.url.clone(), headers, body: Some(form.finish().into_bytes()) })
    }
}

fn granted(response: &Response, asked: Timestamp) -> Result<Granted, Error> {
    let body: Json = serde_json::from_slice(&response.body).unwrap_or_default();
    let text = |name: &str| body[name].as_str().filter(|text| !text.is_empty());
    let nonsense = || Error::Nonsense { reason: "Entra granted something that is no token".to_owned() };
    // It is sent in a header.
    let token = text("access_token").filter(|token| token.bytes().all(|byte| byte.is_ascii_graphic()));
    let seconds = body["expires_in"].as_u64().or_else(|| text("expires_in")?.parse().ok()).unwrap_or(LIFETIME);
    let lifetime = Duration::from_secs(seconds.min(7 * 24 * LIFETIME));
    let until = asked.checked_add(lifetime.saturating_sub(MARGIN.min(lifetime / 2))).map_err(|_| nonsense())?;
    Ok(Granted {
        held: Held { token: Token::new(token.ok_or_else(nonsense)?), until },
        refresh: text("refresh_token").map(SecretString::from),
    })
}

/// The code, and the first line of the words, which says which of Entra's errors it is.
fn denied(response: &Response) -> Denied {
    let body: Json = serde_json::from_slice(&response.body).unwrap_or_default();
    let words = body["error_description"].as_str().and_then(|words| words.lines().next()).unwrap_or_default();
    let code = body["error"].as_str().unwrap_or("no token");
    let reason = format!("{} {code} {words}", response.status).trim().chars().take(LONGEST).collect();
    let refused = Error::Refused { reason };
    if ENDED.contains(&code) { Denied::Grant(refused) } else { Denied::Else(refused) }
}

impl From<Error> for Denied {
    fn from(error: Error) -> Self {
        Self::Else(error)
    }
}

impl From<Denied> for Error {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Grant(error) | Denied::Else(error) => error,
        }
    }
}
