//! The authorization endpoint: what a request may ask for, who is asked what, and the answer.

use super::grants::Code;
use super::scope::Wanted;
use super::{Account, Entra, Refusal, Tenant, claims};
use serde::Deserialize;
use url::Url;
use uuid::Uuid;

/// The parameters of an authorization request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Request {
    /// The application.
    pub client_id: String,
    /// Where the answer goes.
    pub redirect_uri: String,
    /// Must be `code`.
    pub response_type: String,
    /// `query`, `fragment` or `form_post`.
    pub response_mode: String,
    /// What for.
    pub scope: String,
    /// Goes back as it came.
    pub state: String,
    /// For the ID token.
    pub nonce: String,
    /// PKCE.
    pub code_challenge: String,
    /// Must be `S256`.
    pub code_challenge_method: String,
    /// `none`, `login`, `select_account`, `consent` or nothing.
    pub prompt: String,
    /// The user name that is probably meant.
    pub login_hint: String,
    /// `1` when MSAL wants the account's ids.
    pub client_info: String,
    /// `1` when the application looked who can reach the window that it opened.
    pub pocd: String,
}

/// What a person chose on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// This account.
    Account(Uuid),
    /// This account, and yes.
    Accept(Uuid),
    /// No.
    Refuse,
}

/// What comes next.
#[derive(Debug)]
pub enum Outcome {
    /// The person picks one of these.
    Pick(Vec<Account>),
    /// The person agrees or not.
    Consent(Account),
    /// The browser goes back with these parameters; the account is signed in.
    Done(Account, Vec<(&'static str, String)>),
    /// The browser goes back with this error.
    Refused(Refusal),
    /// Nobody is to be trusted with an answer: the page says it.
    Broken(Refusal),
}

impl Entra {
    /// What comes of an authorization request; `session` are those who signed in in this browser, the last one first.
    pub fn authorize(&self, tenant: Tenant, request: &Request, session: &[Uuid], choice: Option<Choice>) -> Outcome {
        if let Err(refusal) = self.may_answer(request) {
            return Outcome::Broken(refusal);
        }
        if let Err(refusal) = self.may_ask(request) {
            return Outcome::Refused(refusal);
        }
        let chosen = match choice {
            None => self.in_session(tenant, request, session).map(|account| (account, false)),
            Some(Choice::Refuse) => return Outcome::Refused(Refusal::Declined),
            Some(Choice::Account(oid) | Choice::Accept(oid)) => self.account_of(oid).map(|account| (account, true)),
        };
        match chosen {
            Some((account, _)) if !within(tenant, &account) => Outcome::Broken(Refusal::NotInTenant),
            Some((account, true)) => self.by_hand(request, account, matches!(choice, Some(Choice::Accept(_)))),
            Some((account, false)) => self.in_silence(tenant, request, account),
            None => self.pick(tenant, request, Refusal::LoginRequired),
        }
    }

    /// The application and the place that the answer goes to.
    fn may_answer(&self, request: &Request) -> Result<(), Refusal> {
        if request.client_id != self.registration.client_id {
            return Err(Refusal::UnknownClient);
        }
        let web = request.redirect_uri.starts_with("https://");
        if web && self.registration.allows(&request.redirect_uri, &self.addin) {
            Ok(())
        } else {
            Err(Refusal::RedirectMismatch)
        }
    }

    fn may_ask(&self, request: &Request) -> Result<(), Refusal> {
        if request.response_type != "code" {
            return Err(Refusal::ResponseType);
        }
        if request.code_challenge.is_empty() || request.code_challenge_method != "S256" {
            return Err(Refusal::PkceMissing);
        }
        Wanted::read(&request.scope, &self.registration).map(drop)
    }

    /// The account that the browser's session answers for, unless the request wants the person.
    fn in_session(&self, tenant: Tenant, request: &Request, session: &[Uuid]) -> Option<Account> {
        if ["login", "select_account"].contains(&request.prompt.as_str()) {
            return None;
        }
        let hinted = |account: &Account| request.login_hint.is_empty() || account.is(&request.login_hint);
        let accounts = session.iter().filter_map(|oid| self.account_of(*oid));
        accounts.into_iter().find(|account| within(tenant, account) && hinted(account))
    }

    fn in_silence(&self, tenant: Tenant, request: &Request, account: Account) -> Outcome {
        match self.may_be_silent(&account) {
            Ok(()) if request.prompt != "consent" => self.done(request, account),
            Ok(()) | Err(Refusal::ConsentRequired) if request.prompt != "none" => self.by_hand(request, account, false),
            Ok(()) => self.done(request, account),
            Err(refusal) => self.pick(tenant, request, refusal),
        }
    }

    fn by_hand(&self, request: &Request, account: Account, accepted: bool) -> Outcome {
        match self.asks_consent(&account) {
            Err(refusal) => Outcome::Refused(refusal),
            Ok(asks) if !accepted && (asks || request.prompt == "consent") => Outcome::Consent(account),
            Ok(_) => {
                self.signed_in_by_hand(&account, accepted);
                self.done(request, account)
            }
        }
    }

    /// The page to pick an account on, or `refusal` when no page may be shown.
    fn pick(&self, tenant: Tenant, request: &Request, refusal: Refusal) -> Outcome {
        if request.prompt == "none" {
            return Outcome::Refused(refusal);
        }
        let mut accounts: Vec<_> = self.accounts().into_iter().filter(|account| within(tenant, account)).collect();
        // The hinted one first: it is probably meant.
        accounts.sort_by_key(|account| !account.is(&request.login_hint));
        Outcome::Pick(accounts)
    }

    fn done(&self, request: &Request, account: Account) -> Outcome {
        let code = Code {
            oid: account.oid,
            scope: request.scope.clone(),
            redirect_uri: request.redirect_uri.clone(),
            nonce: request.nonce.clone(),
            challenge: request.code_challenge.clone(),
        };
        let mut answer = vec![("code", self.grants.code(code, self.clock.now()))];
        if request.client_info == "1" {
            answer.push(("client_info", claims::client_info(&account)));
        }
        answer.push(("session_state", account.session().to_string()));
        Outcome::Done(account, answer)
    }

    /// Where a browser may go after signing out: to a registered address, when one was asked for.
    pub fn after_logout(&self, uri: &str) -> Option<Url> {
        let allowed = self.registration.allows(uri, &self.addin);
        allowed.then(|| Url::parse(uri).ok()).flatten()
    }
}

/// Whether an account is of the tenant that was asked.
pub(super) fn within(tenant: Tenant, account: &Account) -> bool {
    match tenant {
        Tenant::Any => true,
        Tenant::One(id) => account.tenant == id,
    }
}
