//! The one place where an error becomes `application/problem+json`.

use std::fmt;
use std::time::Duration;

use actix_web::{
    HttpMessage, HttpResponse, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE},
    },
    middleware::Next,
};
use api::{ItemStatus, Problem, ProblemKind};
use tracing_actix_web::RequestId;

use crate::{
    contacts, identity, practice,
    rates::Wait,
    sync::{self, desk},
};

/// The challenge of a token that is none (RFC 6750, section 3.1).
const INVALID_TOKEN: &str = "Bearer error=\"invalid_token\"";
/// The number of the request in the log, with every answer.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// How long a server may take to start again.
const RESTART: Duration = Duration::from_secs(5);

/// Why a request was not done.
#[derive(Clone, Debug)]
pub struct Failure {
    status: StatusCode,
    kind: ProblemKind,
    /// For the person: what happened, and what would be right.
    detail: String,
    field: Option<String>,
    now: Option<Box<ItemStatus>>,
    /// For the log: never content of records.
    cause: String,
    /// A header of the answer: `WWW-Authenticate`, `Allow`, `Retry-After`.
    header: Option<Box<(HeaderName, HeaderValue)>>,
}

impl Failure {
    fn new(status: StatusCode, kind: ProblemKind, detail: impl Into<String>) -> Self {
        let (detail, cause) = (detail.into(), String::new());
        Self { status, kind, detail, field: None, now: None, cause, header: None }
    }

    /// The request cannot be read at all.
    pub(crate) fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ProblemKind::Invalid, detail)
    }

    /// A value is not what it should be.
    pub(crate) fn invalid(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, ProblemKind::Invalid, reason).at(field)
    }

    /// There is no such thing.
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, ProblemKind::NotFound, detail)
    }

    /// The person may not.
    pub(crate) fn forbidden(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, ProblemKind::Forbidden, reason)
    }

    /// What is to be dropped is used; the reason names by whom.
    pub(crate) fn in_use(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, ProblemKind::InUse, reason)
    }

    /// The configuration lacks what this needs.
    pub(crate) fn not_configured(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, ProblemKind::NotConfigured, reason)
    }

    /// It moved since it was shown; what holds now has to be asked for.
    pub(crate) fn moved(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, ProblemKind::Moved, reason)
    }

    /// The key came with another request.
    pub(crate) fn key_reused() -> Self {
        let detail = "this idempotency key was used for another request: expected a new key for each edit";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, ProblemKind::KeyReused, detail)
    }

    /// The same with the field that is wrong.
    pub(crate) fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    fn with(self, name: HeaderName, value: HeaderValue) -> Self {
        Self { header: Some(Box::new((name, value))), ..self }
    }

    /// It was asked too often.
    pub(crate) fn too_many(detail: &str, wait: Duration) -> Self {
        let failure = Self::new(StatusCode::TOO_MANY_REQUESTS, ProblemKind::TooMany, detail);
        failure.with(RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1))
    }

    /// The server is about to end.
    pub(crate) fn stopping() -> Self {
        let detail = "the server stops: send the same request again in a moment";
        let failure = Self::new(StatusCode::SERVICE_UNAVAILABLE, ProblemKind::Unavailable, detail);
        failure.with(RETRY_AFTER, HeaderValue::from(RESTART.as_secs()))
    }

    /// Whether somebody tried to be someone, and is not.
    pub(crate) fn is_refused_sign_in(&self) -> bool {
        let bad_token = self.header.as_ref().is_some_and(|header| header.1 == INVALID_TOKEN);
        bad_token || self.kind == ProblemKind::NotAdmitted
    }

    /// The kind's name.
    pub(crate) fn name(&self) -> String {
        name(self.kind)
    }

    /// What kind of problem it is.
    pub(crate) fn kind(&self) -> ProblemKind {
        self.kind
    }

    /// The address is there, for other methods.
    pub(crate) fn method_not_allowed(allowed: &str) -> Self {
        // Methods are ASCII.
        let allowed = HeaderValue::from_str(allowed).unwrap_or(HeaderValue::from_static(""));
        Self::of_status(StatusCode::METHOD_NOT_ALLOWED).with(ALLOW, allowed)
    }

    fn because(mut self, cause: impl fmt::Display) -> Self {
        self.cause = cause.to_string();
        self
    }

    pub(crate) fn internal(cause: impl fmt::Display) -> Self {
        let detail = "the server failed; nothing was written. Its log says more under the number of this request";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, ProblemKind::Internal, detail).because(cause)
    }

    fn unavailable(cause: impl fmt::Display) -> Self {
        let detail = "the practice database is busy or away: send the same request again in a moment";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, ProblemKind::Unavailable, detail).because(cause)
    }

    fn not_signed_in(detail: &str, challenge: &'static str) -> Self {
        let failure = Self::new(StatusCode::UNAUTHORIZED, ProblemKind::NotSignedIn, detail);
        failure.with(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
    }

    /// What the framework answers by a bare status.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let (kind, detail) = match status {
            StatusCode::NOT_FOUND => (ProblemKind::NotFound, "there is nothing at this address"),
            StatusCode::METHOD_NOT_ALLOWED => (ProblemKind::Invalid, "this address does not take that method"),
            StatusCode::PAYLOAD_TOO_LARGE => (ProblemKind::TooLarge, "the request is too large"),
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
                (ProblemKind::TooLarge, "the headers of the request are too large")
            }
            StatusCode::REQUEST_TIMEOUT => {
                (ProblemKind::Unavailable, "the request did not arrive in time: send the same request again")
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                (ProblemKind::Invalid, "the body is of another kind: expected Content-Type: application/json")
            }
            status if status.is_server_error() => return Self::internal("unexpected status"),
            _ => (ProblemKind::Invalid, "the request cannot be read"),
        };
        Self::new(status, kind, detail)
    }

    fn problem(&self, request: Option<RequestId>) -> Problem {
        Problem {
            r#type: format!("urn:concordat:problem:{}", name(self.kind)),
            title: title(self.kind).to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            field: self.field.clone(),
            request: request.map(|id| id.to_string()),
            now: self.now.clone(),
        }
    }

    fn body(&self, request: Option<RequestId>) -> String {
        // A problem is made of texts and numbers, and of a status that was an answer already: it has a JSON form.
        serde_json::to_string(&self.problem(request)).unwrap_or_default()
    }
}

/// The last part of a problem's `type`, as [`Problem::kind`] reads it.
fn name(kind: ProblemKind) -> String {
    serde_json::to_value(kind).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

const fn title(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Invalid => "Not what it should be",
        ProblemKind::NotSignedIn => "Not signed in",
        ProblemKind::Forbidden => "Not allowed",
        ProblemKind::NotAdmitted => "Not admitted",
        ProblemKind::NotFound => "Not there",
        ProblemKind::Moved => "Changed since it was shown",
        ProblemKind::InUse => "In use",
        ProblemKind::NotConfigured => "Not set up",
        ProblemKind::KeyReused => "Key used already",
        ProblemKind::TooLarge => "Too large",
        ProblemKind::TooMany => "Too many requests",
        ProblemKind::Unavailable => "Not available at the moment",
        ProblemKind::Internal => "Failure of the server",
    }
}

/// For the log: not the field, whose path can hold what was sent.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&name(self.kind))?;
        if self.cause.is_empty() { Ok(()) } else { write!(f, ": {}", self.cause) }
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        if let Some(header) = self.header.clone() {
            response.insert_header(*header);
        }
        response.finish()
    }
}

impl From<Wait> for Failure {
    fn from(Wait(wait): Wait) -> Self {
        Self::too_many("too many requests: send the same request again later", wait)
    }
}

impl From<identity::Error> for Failure {
    fn from(error: identity::Error) -> Self {
        match error {
            identity::Error::NoToken => Self::not_signed_in(
                "nobody is signed in: expected a bearer token in the Authorization header",
                "Bearer",
            ),
            identity::Error::BadToken => {
                Self::not_signed_in("the sign-in is over or unknown: sign in again", INVALID_TOKEN)
            }
            identity::Error::Refused(refusal) => {
                Self::not_signed_in("the sign-in is over or unknown: sign in again", INVALID_TOKEN).because(refusal)
            }
            identity::Error::Away => {
                let detail = "Microsoft 365 cannot be asked at the moment: send the same request again in a moment";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, ProblemKind::Unavailable, detail).because(error)
            }
            identity::Error::NotAdmitted => {
                let detail = "nobody has admitted this account yet: an administrator of the firm does it";
                Self::new(StatusCode::FORBIDDEN, ProblemKind::NotAdmitted, detail)
            }
            identity::Error::Invalid { field, reason } => Self::invalid(field, reason),
            identity::Error::WrongCode => {
                Self::invalid("code", "is not the code: expected the one that the server printed when it started")
            }
            identity::Error::NoCode => Self::forbidden(
                "there is no code any more: there is an administrator, or it was tried too often and the server has to \
                 be started again",
            ),
            identity::Error::ReadsOnly => Self::forbidden("an auditor reads everything and writes nothing"),
            identity::Error::NoSuchStaff => {
                Self::invalid("staff", "nobody with this id or mailbox works here: expected one that GET sign-in lists")
            }
            identity::Error::Practice(error) => error.into(),
            identity::Error::NoRandom | identity::Error::Unusable(_) => Self::internal(error),
        }
    }
}

impl From<practice::Error> for Failure {
    fn from(error: practice::Error) -> Self {
        match &error {
            practice::Error::NotFound { what, .. } => Self::not_found(format!("there is no such {what}")),
            practice::Error::Busy | practice::Error::TurnLost | practice::Error::Unavailable(_) => {
                Self::unavailable(error)
            }
            practice::Error::Repeated { .. } => Self::key_reused(),
            practice::Error::LastAdmin => Self::forbidden("the last administrator has to stay: make another one first"),
            // The reason can hold what another program wrote there.
            practice::Error::Invalid { field, .. } => Self::internal(format!("{field} cannot be what it is")),
            practice::Error::InUse { .. } => Self::in_use(error.to_string()),
            practice::Error::Stale { .. } | practice::Error::Taken { .. } => Self::internal(error),
        }
    }
}

impl From<contacts::Error> for Failure {
    fn from(error: contacts::Error) -> Self {
        match error {
            contacts::Error::Invalid { field, reason } => Self::invalid(field, reason),
            contacts::Error::Forbidden(reason) => Self::forbidden(reason),
            contacts::Error::Moved(reason) => Self::moved(reason),
            contacts::Error::Practice(error) => error.into(),
        }
    }
}

impl From<sync::Error> for Failure {
    fn from(error: sync::Error) -> Self {
        match error {
            sync::Error::Invalid { field, reason } => Self::invalid(field, reason),
            sync::Error::NotFound(what) => Self::not_found(format!("there is no {what}")),
            sync::Error::Moved(now) => {
                let detail = "it changed since it was shown; nothing was written";
                let failure = Self::new(StatusCode::CONFLICT, ProblemKind::Moved, detail);
                Self { now: Some(now), ..failure }
            }
            sync::Error::Forbidden(reason) => Self::forbidden(reason),
            sync::Error::Repeated => Self::key_reused(),
            sync::Error::Unavailable(cause) => Self::unavailable(cause),
            sync::Error::Internal(cause) => Self::internal(cause),
        }
    }
}

impl From<desk::Error> for Failure {
    fn from(error: desk::Error) -> Self {
        match error {
            desk::Error::Invalid { field, reason } => Self::invalid(field, reason),
            desk::Error::NotFound(what) => Self::not_found(format!("there is no {what}")),
            desk::Error::Moved(reason) => Self::moved(reason),
            desk::Error::Forbidden(reason) => Self::forbidden(reason),
            desk::Error::NotConfigured(reason) => Self::not_configured(reason),
            desk::Error::Unavailable(cause) => {
                let detail = "the mailbox cannot be reached at the moment: send the same request again in a moment";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, ProblemKind::Unavailable, detail).because(cause)
            }
            desk::Error::Practice(error) => error.into(),
            desk::Error::Internal(cause) => Self::internal(cause),
        }
    }
}

/// Gives every refusal its body: those of handlers, and those that the framework answers by itself.
pub(super) async fn problems(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let id = request.extensions().get::<RequestId>().copied();
    let mut response = next.call(request).await?.map_into_boxed_body();
    if let Some(id) = id.and_then(|id| HeaderValue::from_str(&id.to_string()).ok()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let status = response.status();
    let failure = response.response().error().and_then(|error| error.as_error::<Failure>()).cloned();
    let bare = failure.is_none() && !response.headers().contains_key(CONTENT_TYPE);
    if !(status.is_client_error() || status.is_server_error()) || (failure.is_none() && !bare) {
        return Ok(response);
    }
    let body = failure.unwrap_or_else(|| Failure::of_status(status)).body(id);
    Ok(response.map_body(|head, _| {
        head.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        BoxBody::new(body)
    }))
}
