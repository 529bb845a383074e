//! Who is asking: the one place that turns a request into a [`Person`].

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::AUTHORIZATION};
use jiff::Timestamp;

use crate::digest;
use crate::http::Failure;
use crate::practice::{self, AuditEntry, Commit, Practice, Role, Session, StaffMember, Step};

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
    /// The person may not write.
    #[error("an auditor writes nothing")]
    ReadsOnly,
    /// Nobody with that id or mailbox works here.
    #[error("no such staff member")]
    NoSuchStaff,
    /// The system gives no random numbers.
    #[error("no random numbers")]
    NoRandom,
    /// The database did not answer.
    #[error(transparent)]
    Practice(#[from] practice::Error),
}

/// A way to sign in: what can vouch for a bearer token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A staff member was picked from a list. Only on a server started with `--development`.
    Development,
}

/// Knows who is behind a bearer token.
#[derive(Clone)]
pub struct Identity {
    practice: Arc<dyn Practice>,
    methods: Vec<Method>,
    lasts: Duration,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("methods", &self.methods).finish_non_exhaustive()
    }
}

impl Identity {
    /// Takes tokens of these methods only. A session begun here lasts so long.
    pub fn new(practice: Arc<dyn Practice>, methods: Vec<Method>, lasts: Duration) -> Self {
        Self { practice, methods, lasts }
    }

    /// Whether that way of signing in is open.
    pub fn offers(&self, method: Method) -> bool {
        self.methods.contains(&method)
    }

    /// Who is behind the token.
    ///
    /// # Errors
    /// [`Error::BadToken`] when no method vouches for it.
    pub async fn person(&self, token: &str, now: Timestamp) -> Result<Person, Error> {
        for &method in &self.methods {
            if let Some(staff_id) = self.vouched(method, token, now).await? {
                return self.working(&staff_id, Error::BadToken).await.map(|staff| Person::new(staff, method));
            }
        }
        Err(Error::BadToken)
    }

    /// The staff member whom that method knows by the token.
    async fn vouched(&self, method: Method, token: &str, now: Timestamp) -> Result<Option<String>, Error> {
        match method {
            Method::Development => {
                let session = self.practice.session(&hash(token), now).await?;
                Ok(session.map(|session| session.staff_id))
            }
        }
    }

    /// The people to pick from under the development sign-in.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn choices(&self) -> Result<Vec<StaffMember>, Error> {
        Ok(self.practice.staff().await?.into_iter().filter(|staff| staff.active).collect())
    }

    /// Begins a session of a staff member, named by id or mailbox, and gives its token.
    ///
    /// # Errors
    /// [`Error::NoSuchStaff`].
    pub async fn sign_in(&self, who: &str, now: Timestamp) -> Result<(String, StaffMember), Error> {
        let by_mailbox = self.practice.staff_by_mailbox(who).await?;
        let id = by_mailbox.map_or_else(|| who.to_owned(), |staff| staff.id);
        let staff = self.working(&id, Error::NoSuchStaff).await?;
        let token = new_token()?;
        let expires_at = now.saturating_add(self.lasts).unwrap_or(Timestamp::MAX);
        let session = Session { token_hash: hash(&token), staff_id: staff.id.clone(), created_at: now, expires_at };
        self.practice.open_session(&session).await?;
        self.note("sign-in", &staff.id, now).await?;
        Ok((token, staff))
    }

    /// Ends the session.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sign_out(&self, token: &str, person: &Person, now: Timestamp) -> Result<(), Error> {
        self.practice.close_session(&hash(token), now).await?;
        self.note("sign-out", &person.staff, now).await
    }

    async fn note(&self, action: &str, staff: &str, now: Timestamp) -> Result<(), Error> {
        let entry = AuditEntry {
            action: action.to_owned(),
            record: None,
            outcome: "done".to_owned(),
            detail: "development sign-in".to_owned(),
        };
        self.practice.commit(Commit::new(now, staff).step(Step::Audit(entry))).await?;
        Ok(())
    }

    async fn working(&self, id: &str, otherwise: Error) -> Result<StaffMember, Error> {
        match self.practice.staff_member(id).await {
            Ok(staff) if staff.active => Ok(staff),
            Ok(_) | Err(practice::Error::NotFound { .. }) => Err(otherwise),
            Err(error) => Err(error.into()),
        }
    }
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

fn hash(token: &str) -> String {
    digest::hex(&[token.as_bytes()])
}

/// 256 random bits.
fn new_token() -> Result<String, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| Error::NoRandom)?;
    Ok(digest::text(&bytes))
}
