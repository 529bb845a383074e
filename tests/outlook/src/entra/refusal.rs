//! What Entra refuses, with its OAuth error, its AADSTS number and its words.

use serde_json::{Value, json};
use thiserror::Error;
use uuid::Uuid;

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{}", self.description())]
pub enum Refusal {
    /// No such application.
    UnknownClient,
    /// The redirect URI is not registered.
    RedirectMismatch,
    /// No such tenant.
    UnknownTenant,
    /// The account is in another tenant.
    NotInTenant,
    /// A parameter is missing or cannot be read.
    BadRequest,
    /// Only `code` is answered.
    ResponseType,
    /// A scope that is not offered.
    Scope,
    /// Scopes of more than one API.
    ManyResources,
    /// No such API.
    UnknownResource,
    /// A browser's code without PKCE.
    PkceMissing,
    /// The verifier is not the challenge's.
    PkceMismatch,
    /// Nobody is signed in.
    LoginRequired,
    /// The person must do something: a second factor, a new password.
    InteractionRequired,
    /// Nobody has agreed to the application yet.
    ConsentRequired,
    /// Only an administrator may agree.
    AdminConsent,
    /// The person said no.
    Declined,
    /// Not a code of ours, or one that is too old.
    CodeExpired,
    /// The code was used before.
    CodeUsed,
    /// The refresh token is not ours.
    RefreshUnknown,
    /// The refresh token of a browser application is a day old.
    RefreshExpired,
    /// Not a grant that is answered.
    GrantType,
    /// A page of an origin that is not registered.
    CrossOrigin,
    /// A browser application's code, but not from its page.
    NotCrossOrigin,
    /// The client's secret is wrong.
    Secret,
    /// The assertion by which a server proves itself is not good.
    ClientAssertion,
    /// The assertion of an on-behalf-of request is not a token for this application.
    Assertion,
}

/// `(error, AADSTS number, suberror, words)`.
type Facts = (&'static str, u32, &'static str, &'static str);

/// Facts of every refusal, in the order of the variants.
const FACTS: [(Refusal, Facts); 26] = [
    (
        Refusal::UnknownClient,
        ("unauthorized_client", 700_016, "", "Application with this identifier was not found in the directory."),
    ),
    (
        Refusal::RedirectMismatch,
        (
            "invalid_request",
            50_011,
            "",
            "The redirect URI specified in the request does not match the redirect URIs configured for the application.",
        ),
    ),
    (
        Refusal::UnknownTenant,
        ("invalid_request", 90_002, "", "Tenant not found. Check to make sure you have the correct tenant ID."),
    ),
    (
        Refusal::NotInTenant,
        ("invalid_grant", 50_020, "", "User account does not exist in tenant and cannot access the application."),
    ),
    (
        Refusal::BadRequest,
        ("invalid_request", 900_144, "", "The request body or query must contain all required parameters."),
    ),
    (
        Refusal::ResponseType,
        ("unsupported_response_type", 700_051, "", "The response_type is not enabled for the application."),
    ),
    (Refusal::Scope, ("invalid_scope", 70_011, "", "The provided value for the input parameter 'scope' is not valid.")),
    (
        Refusal::ManyResources,
        (
            "invalid_scope",
            28_000,
            "",
            "Provided value for the input parameter scope is not valid because it contains more than one resource.",
        ),
    ),
    (
        Refusal::UnknownResource,
        ("invalid_resource", 500_011, "", "The resource principal was not found in the tenant."),
    ),
    (
        Refusal::PkceMissing,
        (
            "invalid_request",
            9_002_325,
            "",
            "Proof Key for Code Exchange is required for cross-origin authorization code redemption.",
        ),
    ),
    (
        Refusal::PkceMismatch,
        (
            "invalid_grant",
            501_481,
            "",
            "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
        ),
    ),
    (
        Refusal::LoginRequired,
        ("login_required", 50_058, "", "A silent sign-in request was sent but no user is signed in."),
    ),
    (
        Refusal::InteractionRequired,
        (
            "interaction_required",
            50_076,
            "basic_action",
            "Due to a configuration change made by your administrator, you must use multi-factor authentication.",
        ),
    ),
    (
        Refusal::ConsentRequired,
        (
            "consent_required",
            65_001,
            "consent_required",
            "The user or administrator has not consented to use the application.",
        ),
    ),
    (
        Refusal::AdminConsent,
        ("access_denied", 90_094, "", "The application needs permission that only an admin can grant."),
    ),
    (Refusal::Declined, ("access_denied", 65_004, "", "User declined to consent to access the app.")),
    (
        Refusal::CodeExpired,
        ("invalid_grant", 70_008, "", "The provided authorization code is expired or was not issued here."),
    ),
    (
        Refusal::CodeUsed,
        (
            "invalid_grant",
            54_005,
            "",
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code.",
        ),
    ),
    (
        Refusal::RefreshUnknown,
        ("invalid_grant", 700_082, "bad_token", "The refresh token is not valid or was revoked."),
    ),
    (
        Refusal::RefreshExpired,
        (
            "invalid_grant",
            700_084,
            "",
            "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00.",
        ),
    ),
    (Refusal::GrantType, ("unsupported_grant_type", 70_003, "", "The app returned an unsupported grant type.")),
    (
        Refusal::CrossOrigin,
        (
            "invalid_request",
            9_002_326,
            "",
            "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
        ),
    ),
    (
        Refusal::NotCrossOrigin,
        (
            "invalid_request",
            9_002_327,
            "",
            "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
        ),
    ),
    (Refusal::Secret, ("invalid_client", 7_000_215, "", "Invalid client secret provided.")),
    (Refusal::ClientAssertion, ("invalid_client", 700_027, "", "Client assertion failed signature validation.")),
    (
        Refusal::Assertion,
        ("invalid_grant", 50_013, "", "Assertion failed signature validation or is not meant for this application."),
    ),
];

// A variant without its line, or lines in another order, do not compile.
const _: () = {
    let mut place = 0;
    while place < FACTS.len() {
        assert!(FACTS[place].0 as usize == place);
        place += 1;
    }
    assert!(FACTS.len() == Refusal::Assertion as usize + 1);
};

impl Refusal {
    fn facts(self) -> Facts {
        FACTS[self as usize].1
    }

    /// The OAuth error.
    pub fn error(self) -> &'static str {
        self.facts().0
    }

    /// The number after `AADSTS`.
    pub fn code(self) -> u32 {
        self.facts().1
    }

    /// What MSAL looks at besides the error; empty when there is none.
    pub fn suberror(self) -> &'static str {
        self.facts().2
    }

    /// The error's text as Entra writes it.
    pub fn description(self) -> String {
        format!("AADSTS{}: {}", self.code(), self.facts().3)
    }

    /// Whether asking the person would help.
    pub fn needs_person(self) -> bool {
        matches!(self, Self::LoginRequired | Self::InteractionRequired | Self::ConsentRequired)
    }

    /// The body of a refused token request; `stamp` is the time as Entra writes it.
    pub fn body(self, stamp: &str) -> Value {
        let mut body = json!({
            "error": self.error(), "error_description": self.description(), "error_codes": [self.code()], "timestamp": stamp,
            "trace_id": Uuid::new_v4(), "correlation_id": Uuid::new_v4(),
        });
        if !self.suberror().is_empty() {
            body["suberror"] = json!(self.suberror());
        }
        body
    }
}
