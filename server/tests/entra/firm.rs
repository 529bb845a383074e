//! A firm whose people sign in with Microsoft 365.

use jiff::Timestamp;
use reqwest::{Method, Response};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::issuer::Issuer;
use crate::token::Token;
use crate::world::{World, json as body_of};

/// The firm's server and its issuer.
pub(crate) struct Firm {
    pub(crate) issuer: Issuer,
    pub(crate) world: World,
}

/// Nobody is to be kept waiting by a test's haste.
const LIMITS: &str = "[limits]\nrefused_sign_ins_per_minute = 6000\nsign_ins_per_minute = 6000\n";

impl Firm {
    /// With that much more in `[entra]`.
    pub(crate) async fn start(more: &str) -> Self {
        crate::log::keep();
        let issuer = Issuer::start().await;
        let world = World::start(&(issuer.section(more) + LIMITS), false).await;
        Self { issuer, world }
    }

    /// With Ben, who administers it.
    pub(crate) async fn with_admin(more: &str) -> Self {
        let firm = Self::start(more).await;
        let made = firm.first_admin("ben", &json!({ "code": firm.code() })).await;
        assert_eq!(made.status(), 200);
        firm
    }

    /// The one-time code.
    pub(crate) fn code(&self) -> String {
        self.world.server.first_admin.as_ref().expect("a code").expose_secret().to_owned()
    }

    pub(crate) async fn first_admin(&self, word: &str, body: &Value) -> Response {
        let request = self.world.request(Method::POST, "/api/v1/sign-in/first-admin");
        request.bearer_auth(self.token(word).signed()).json(body).send().await.expect("answered")
    }

    /// A good token of that person.
    pub(crate) fn token(&self, word: &str) -> Token {
        Token::of(&self.issuer.authority, word, Timestamp::now())
    }

    /// `GET` with a token.
    pub(crate) async fn get(&self, token: &str, path: &str) -> Response {
        let request = self.world.request(Method::GET, &format!("/api/v1/{path}"));
        request.bearer_auth(token).send().await.expect("answered")
    }

    /// `GET me`, as that person.
    pub(crate) async fn me(&self, word: &str) -> Response {
        self.get(&self.token(word).signed(), "me").await
    }

    /// A write, as that person.
    pub(crate) async fn write(&self, word: &str, path: &str, body: &Value) -> Response {
        let key = uuid::Uuid::new_v4().to_string();
        let request = self.world.request(Method::POST, &format!("/api/v1/{path}")).header(api::IDEMPOTENCY_KEY, key);
        request.bearer_auth(self.token(word).signed()).json(body).send().await.expect("answered")
    }

    /// Those who wait, as Ben sees them: their sign-in names.
    pub(crate) async fn waiting(&self) -> Vec<String> {
        let waiting = body_of(self.get(&self.token("ben").signed(), "sign-in/waiting").await).await;
        let people: Vec<api::Waiting> = serde_json::from_value(waiting).expect("people who wait");
        people.into_iter().map(|person| person.username).collect()
    }

    /// The audit's rows of that action: by, outcome and detail.
    pub(crate) fn audit(&self, action: &str) -> Vec<String> {
        let sql = format!("SELECT by, outcome, detail FROM audit WHERE action = '{action}' ORDER BY seq");
        self.world.sqlite3(&sql).lines().map(str::to_owned).collect()
    }
}
