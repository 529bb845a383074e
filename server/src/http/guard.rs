//! The one check that every request to the API passes before a handler sees it: against the table of [`routes`].
//!
//! It finds the row, the person behind the token and whether their role may, and leaves what it found with the request:
//! a handler that wants a [`Person`] gets the one that was checked, and the token is verified once.

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    guard::GuardContext,
    http::StatusCode,
    middleware::Next,
    web::Data,
};
use api::{ProblemKind, Role};
use jiff::Timestamp;

use super::{
    Failure, request,
    routes::{self, Access, Endpoint, Kind},
};
use crate::identity::{Identity, Person, Token};

/// What the check found.
#[derive(Clone)]
pub(super) struct Admission {
    /// The row.
    pub(super) endpoint: &'static Endpoint,
    /// Who asks; `None` where a row takes those whom nobody knows.
    person: Option<Person>,
    /// The idempotency key of a write.
    pub(super) key: Option<String>,
}

/// Lets the request through, or refuses it.
pub(super) async fn check(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody, BoxBody>>, actix_web::Error> {
    match admit(&request).await {
        Ok(admission) => {
            request.extensions_mut().insert(admission);
            Ok(next.call(request).await?.map_into_left_body())
        }
        Err(failure) => Ok(request.error_response(failure).map_into_right_body()),
    }
}

async fn admit(request: &ServiceRequest) -> Result<Admission, Failure> {
    let endpoint = find(request)?;
    let person = person(endpoint, request).await?;
    let key = if endpoint.kind == Kind::Write { Some(request::key(request.request())?) } else { None };
    Ok(Admission { endpoint, person, key })
}

/// The row of the request's path and method.
fn find(request: &ServiceRequest) -> Result<&'static Endpoint, Failure> {
    let pattern = request.match_pattern().unwrap_or_default();
    let rows: Vec<_> = routes::of_pattern(&pattern).collect();
    if rows.is_empty() {
        return Err(Failure::of_status(StatusCode::NOT_FOUND));
    }
    let allowed = || rows.iter().map(|row| row.method.as_str()).collect::<Vec<_>>().join(", ");
    let row = rows.iter().find(|row| row.method == *request.method());
    row.copied().ok_or_else(|| Failure::method_not_allowed(&allowed()))
}

/// Who asks, where the row wants to know, and only someone whom it takes.
async fn person(endpoint: &Endpoint, request: &ServiceRequest) -> Result<Option<Person>, Failure> {
    match endpoint.access {
        Access::Public => Ok(None),
        Access::Newcomer => match verified(request).await {
            Err(failure) if failure.kind() == ProblemKind::NotAdmitted => Ok(None),
            Err(failure) => Err(failure),
            Ok(_) => Err(Failure::forbidden("you are admitted already: this is for those who are not")),
        },
        Access::Roles(roles) => {
            let person = verified(request).await?;
            if roles.contains(&person.role) { Ok(Some(person)) } else { Err(Failure::forbidden(reason(roles))) }
        }
    }
}

fn reason(roles: &[Role]) -> &'static str {
    match roles {
        [Role::Admin] => "only an administrator may do this",
        _ => "an auditor reads everything and writes nothing",
    }
}

async fn verified(request: &ServiceRequest) -> Result<Person, Failure> {
    let token = Token::of(request.request())?;
    let identity = request.app_data::<Data<Identity>>().ok_or_else(|| Failure::internal("no identity"))?;
    Ok(identity.person(token.text(), Timestamp::now()).await?)
}

/// Whether [`check`] let the request through to this row.
pub(super) fn is_admitted(context: &GuardContext<'_>, endpoint: &'static Endpoint) -> bool {
    context.req_data().get::<Admission>().is_some_and(|admission| std::ptr::eq(admission.endpoint, endpoint))
}

/// The request's admission: there is one wherever a handler of the table is reached.
pub(super) fn admission(request: &HttpRequest) -> Result<Admission, Failure> {
    request.extensions().get::<Admission>().cloned().ok_or_else(|| Failure::internal("a request that was not checked"))
}

impl FromRequest for Person {
    type Error = Failure;
    type Future = std::future::Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let person = admission(request).map(|admission| admission.person);
        std::future::ready(
            person.and_then(|person| person.ok_or_else(|| Failure::internal("a route without a person"))),
        )
    }
}
