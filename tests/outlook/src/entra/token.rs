//! The token endpoint.

use super::authorize::within;
use super::scope::Wanted;
use super::{Account, Entra, Refusal, Tenant, accounts, claims, jwt};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// Who may ask with a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    /// A page: it says its origin, and has no secret.
    Page,
    /// A server: it has the application's secret.
    Server,
    /// Either.
    Both,
}

type Answer = Result<Value, Refusal>;
type Grant = (&'static str, From, fn(&Entra, Tenant, &TokenRequest) -> Answer);

/// What is granted, to whom, and how.
const GRANTS: [Grant; 4] = [
    ("authorization_code", From::Page, Entra::by_code),
    ("refresh_token", From::Both, Entra::by_refresh),
    ("client_credentials", From::Server, Entra::by_secret),
    ("urn:ietf:params:oauth:grant-type:jwt-bearer", From::Server, Entra::on_behalf_of),
];

/// The form of a token request.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TokenRequest {
    /// Which grant.
    pub grant_type: String,
    /// The application.
    pub client_id: String,
    /// The application's secret.
    pub client_secret: String,
    /// What proves the server instead of the secret.
    pub client_assertion: String,
    /// Which kind of assertion it is.
    pub client_assertion_type: String,
    /// The code.
    pub code: String,
    /// PKCE.
    pub code_verifier: String,
    /// Where the code was sent.
    pub redirect_uri: String,
    /// The refresh token.
    pub refresh_token: String,
    /// What for.
    pub scope: String,
    /// The token of the person on whose behalf a server asks.
    pub assertion: String,
    /// Must be `on_behalf_of`.
    pub requested_token_use: String,
    /// `1` when MSAL wants the account's ids.
    pub client_info: String,
}

impl TokenRequest {
    /// Whether the application brings neither secret nor assertion.
    fn says_nothing_of_itself(&self) -> bool {
        self.client_secret.is_empty() && self.client_assertion.is_empty()
    }
}

impl Entra {
    /// Answers a token request; `origin` is what a browser says it comes from.
    pub fn token(&self, tenant: Tenant, request: &TokenRequest, origin: Option<&str>) -> Answer {
        if request.client_id != self.registration.client_id {
            return Err(Refusal::UnknownClient);
        }
        let grant = GRANTS.iter().find(|(name, ..)| *name == request.grant_type).ok_or(Refusal::GrantType)?;
        match (grant.1, origin) {
            (From::Page, None) => return Err(Refusal::NotCrossOrigin),
            // What a page got is for pages; a server says who it is.
            (From::Both, None) if request.says_nothing_of_itself() => return Err(Refusal::NotCrossOrigin),
            (From::Page | From::Both, Some(origin)) if !self.may_redeem(origin) => return Err(Refusal::CrossOrigin),
            (From::Server, Some(_)) => return Err(Refusal::CrossOrigin),
            (From::Server | From::Both, None) => self.is_server(request)?,
            _ => {}
        }
        grant.2(self, tenant, request)
    }

    /// Whether pages of this origin may redeem codes.
    pub fn may_redeem(&self, origin: &str) -> bool {
        self.registration.allows_origin(origin, &self.addin)
    }

    fn by_code(&self, tenant: Tenant, request: &TokenRequest) -> Answer {
        let code = self.grants.redeem(&request.code, self.clock.now())?;
        if code.redirect_uri != request.redirect_uri {
            return Err(Refusal::RedirectMismatch);
        }
        if accounts::digest(&request.code_verifier) != code.challenge {
            return Err(Refusal::PkceMismatch);
        }
        let account = self.in_tenant(tenant, code.oid)?;
        let scope = if request.scope.is_empty() { &code.scope } else { &request.scope };
        self.answer(&account, request, scope, &code.nonce, None)
    }

    fn by_refresh(&self, tenant: Tenant, request: &TokenRequest) -> Answer {
        let refresh = self.grants.refreshed(&request.refresh_token, self.clock.now())?;
        let account = self.in_tenant(tenant, refresh.oid)?;
        self.may_be_silent(&account)?;
        self.answer(&account, request, &request.scope, "", Some(refresh.ends))
    }

    fn by_secret(&self, tenant: Tenant, request: &TokenRequest) -> Answer {
        let Tenant::One(tenant) = tenant else { return Err(Refusal::UnknownTenant) };
        if !request.scope.ends_with("/.default") {
            return Err(Refusal::Scope);
        }
        let wanted = Wanted::read(&request.scope, &self.registration)?;
        let claims = self.app_claims(tenant, &wanted.audience);
        Ok(bearer(3600, self.sign(claims)))
    }

    fn on_behalf_of(&self, tenant: Tenant, request: &TokenRequest) -> Answer {
        if request.requested_token_use != "on_behalf_of" {
            return Err(Refusal::BadRequest);
        }
        let claims = jwt::claims_signed_by(&request.assertion, &self.keys.current()).ok_or(Refusal::Assertion)?;
        let fresh = claims["exp"].as_i64().is_some_and(|exp| exp > self.clock.now().as_second());
        let person = claims.get("scp").is_some() && claims["aud"] == self.registration.client_id.as_str();
        let oid = claims["oid"].as_str().and_then(|oid| oid.parse().ok()).filter(|_| fresh && person);
        let account = self.in_tenant(tenant, oid.ok_or(Refusal::Assertion)?)?;
        self.may_be_silent(&account)?;
        self.answer(&account, request, &request.scope, "", None)
    }

    fn in_tenant(&self, tenant: Tenant, oid: Uuid) -> Result<Account, Refusal> {
        self.account_of(oid).filter(|account| within(tenant, account)).ok_or(Refusal::NotInTenant)
    }

    /// The body with the tokens; `ends` is when the sign-in that it follows from ends.
    fn answer(
        &self,
        account: &Account,
        request: &TokenRequest,
        scope: &str,
        nonce: &str,
        ends: Option<Timestamp>,
    ) -> Answer {
        let wanted = Wanted::read(scope, &self.registration)?;
        let lifetime = self.lifetime();
        let mut body = bearer(lifetime, self.sign(self.access_claims(account, &wanted, lifetime)));
        body["scope"] = json!(wanted.granted());
        if wanted.offline() {
            body["refresh_token"] = json!(self.grants.refresh(account.oid, ends, self.clock.now()));
            body["refresh_token_expires_in"] = json!(86_400);
        }
        if wanted.openid() {
            body["id_token"] = json!(self.sign(self.id_claims(account, nonce)));
        }
        if request.client_info == "1" {
            body["client_info"] = json!(claims::client_info(account));
        }
        Ok(body)
    }
}

fn bearer(lifetime: i64, token: String) -> Value {
    json!({"token_type": "Bearer", "expires_in": lifetime, "ext_expires_in": lifetime, "access_token": token})
}
