//! Who is asking: the one place that turns a request into a [`Person`].

mod accounts;
mod code;
mod development;
pub mod entra;
pub mod ties;

use std::fmt;
use std::sync::Arc;

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::AUTHORIZATION};
use jiff::Timestamp;
use secrecy::SecretString;

use crate::config::Config;
use crate::http::Failure;
use crate::practice::{self, Practice, Role, StaffMember};
use accounts::Accounts;
use development::Development;
use entra::Refusal;

/// The person behind a request, from the verified token and never from the request's body or path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// [`StaffMember::id`].
    pub staff: String,
    /// Name.
    pub name: String,
    /// The address of their mailbox.
    pub mailbox: String,
    /// What they may do.
    pub role: Role,
    /// Signed in by the development sign-in.
    pub development: bool,
}

impl Person {
    fn new(staff: StaffMember, method: Method) -> Self {
        let StaffMember { id: staff, name, mailbox, role, .. } = staff;
        Self { staff, name, mailbox, role, development: method == Method::Development }
    }

    /// Refuses those who only read.
    ///
    /// # Errors
    /// [`Error::ReadsOnly`].
    pub fn must_write(&self) -> Result<(), Error> {
        if self.role == Role::Auditor { Err(Error::ReadsOnly) } else { Ok(()) }
    }
}

/// Why there is no person.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request bears no token.
    #[error("no bearer token")]
    NoToken,
    /// The token is unknown, over, or of someone who does not work here any more.
    #[error("the bearer token is not valid")]
    BadToken,
    /// The token is none that Entra gave for us.
    #[error("the token is refused: {0}")]
    Refused(Refusal),
    /// Entra cannot be asked for its keys.
    #[error("Entra's keys cannot be fetched")]
    Away,
    /// Entra vouches for the person, who is no staff member.
    #[error("tied to no staff member who works here")]
    NotAdmitted,
    /// The person may not write.
    #[error("an auditor writes nothing")]
    ReadsOnly,
    /// Nobody with that id or mailbox works here.
    #[error("no such staff member")]
    NoSuchStaff,
    /// A value of a request is not what it should be.
    #[error("{field}: {reason}")]
    Invalid {
        /// Which.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
    /// That is not the code of the first administrator.
    #[error("the code is wrong")]
    WrongCode,
    /// There is no code: there is an administrator, or it was tried too often.
    #[error("there is no code")]
    NoCode,
    /// The system gives no random numbers.
    #[error("no random numbers")]
    NoRandom,
    /// Tokens of Entra cannot be checked at all.
    #[error(transparent)]
    Unusable(#[from] entra::Unusable),
    /// The database did not answer.
    #[error(transparent)]
    Practice(#[from] practice::Error),
}

impl Error {
    fn invalid(field: &str, reason: impl Into<String>) -> Self {
        Self::Invalid { field: field.to_owned(), reason: reason.into() }
    }

    /// Whoever was signed in is so no more; any other error may pass.
    pub fn ends_sign_in(&self) -> bool {
        matches!(self, Self::NoToken | Self::BadToken | Self::Refused(_) | Self::NotAdmitted)
    }
}

impl From<entra::Error> for Error {
    fn from(error: entra::Error) -> Self {
        match error {
            entra::Error::Refused(refusal) => Self::Refused(refusal),
            entra::Error::Away => Self::Away,
        }
    }
}

/// A way to sign in: what can vouch for a bearer token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A staff member was picked from a list. Only on a server started with `--development`.
    Development,
    /// Microsoft Entra ID vouches for the person. Only where it is configured.
    Entra,
}

/// Knows who is behind a bearer token.
#[derive(Clone)]
pub struct Identity {
    development: Option<Development>,
    accounts: Option<Arc<Accounts>>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("methods", &self.methods()).finish_non_exhaustive()
    }
}

impl Identity {
    /// Takes tokens of the ways that are open. Also the one-time code of the first administrator, where there is none yet
    /// who can sign in with Microsoft 365; only whoever runs the server may see it.
    ///
    /// # Errors
    /// [`Error::Unusable`] when `[entra]` cannot be used.
    pub async fn open(
        practice: Arc<dyn Practice>,
        config: &Config,
        development: bool,
    ) -> Result<(Self, Option<SecretString>), Error> {
        let (accounts, code) = match &config.entra {
            Some(entra) => {
                let (accounts, code) = Accounts::open(practice.clone(), entra).await?;
                (Some(Arc::new(accounts)), code)
            }
            None => (None, None),
        };
        let development = development.then(|| Development::new(practice, config.limits.session));
        Ok((Self { development, accounts }, code))
    }

    /// The ways that are open.
    pub fn methods(&self) -> Vec<Method> {
        let development = self.development.is_some().then_some(Method::Development);
        development.into_iter().chain(self.accounts.is_some().then_some(Method::Entra)).collect()
    }

    /// Who is behind the token. One of Entra has dots, one of the development sign-in has none.
    ///
    /// # Errors
    /// [`Error::BadToken`] when no way that is open vouches for it.
    pub async fn person(&self, token: &str, now: Timestamp) -> Result<Person, Error> {
        let (method, staff) = match (&self.accounts, &self.development) {
            (Some(accounts), _) if token.contains('.') => (Method::Entra, accounts.staff(token, now).await?),
            (_, Some(development)) => (Method::Development, development.staff(token, now).await?),
            _ => return Err(Error::BadToken),
        };
        Ok(Person::new(staff, method))
    }

    /// The people to pick from under the development sign-in; `None` where it is not open.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn choices(&self) -> Result<Option<Vec<StaffMember>>, Error> {
        match &self.development {
            Some(development) => Ok(Some(development.choices().await?)),
            None => Ok(None),
        }
    }

    /// What a client needs to sign in with Microsoft 365; `None` where that is not open.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn entra(&self) -> Result<Option<api::EntraSignIn>, Error> {
        match &self.accounts {
            Some(accounts) => Ok(Some(accounts.ways().await?)),
            None => Ok(None),
        }
    }

    /// Begins a session of a staff member, named by id or mailbox, and gives its token.
    ///
    /// # Errors
    /// [`Error::NoSuchStaff`].
    pub async fn sign_in(&self, who: &str, now: Timestamp) -> Result<(String, StaffMember), Error> {
        let development = self.development.as_ref().ok_or(Error::NoSuchStaff)?;
        development.sign_in(who, now).await
    }

    /// Ends the session. A token of Entra stays what it is until it expires: the client forgets it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sign_out(&self, token: &str, person: &Person, now: Timestamp) -> Result<(), Error> {
        match self.development.as_ref().filter(|_| person.development) {
            Some(development) => development.sign_out(token, &person.staff, now).await,
            None => Ok(()),
        }
    }

    /// Makes the first administrator of the person behind a token of Entra, who has the one-time code.
    ///
    /// # Errors
    /// [`Error::WrongCode`], [`Error::NoCode`], and [`Error::Invalid`] for the staff member who they shall be.
    pub async fn first_admin(
        &self,
        token: &str,
        request: api::FirstAdmin,
        now: Timestamp,
    ) -> Result<StaffMember, Error> {
        let accounts = self.accounts.as_ref().ok_or(Error::NoCode)?;
        accounts.first_admin(token, request, now).await
    }

    /// The tenants whose people may sign in.
    pub fn tenants(&self) -> &[String] {
        self.accounts.as_ref().map_or(&[], |accounts| accounts.tenants())
    }
}

/// The staff member of that id, who works here.
async fn working(practice: &dyn Practice, id: &str, otherwise: Error) -> Result<StaffMember, Error> {
    match practice.staff_member(id).await {
        Ok(staff) if staff.active => Ok(staff),
        Ok(_) | Err(practice::Error::NotFound { .. }) => Err(otherwise),
        Err(error) => Err(error.into()),
    }
}

/// Random bytes.
fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Error::NoRandom)?;
    Ok(bytes)
}

/// The bearer token of a request.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// The token in the `Authorization` header (RFC 6750).
    ///
    /// # Errors
    /// [`Error::NoToken`] when there is none; it is never looked for anywhere else.
    pub fn of(request: &HttpRequest) -> Result<Self, Error> {
        let header =
            request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or(Error::NoToken)?;
        match header.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() => {
                Ok(Self(token.trim().to_owned()))
            }
            _ => Err(Error::NoToken),
        }
    }

    /// Its text. Not for the log.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl FromRequest for Token {
    type Error = Failure;
    type Future = std::future::Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Self::of(request).map_err(Failure::from))
    }
}
