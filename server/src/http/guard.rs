//! The one check that every request to the API passes before a handler sees it: against the table of [`routes`].
//!
//! It finds the row, whether the address and the person may ask so often, the person behind the token and whether their
//! role may, and leaves what it found with the request: a handler that wants a [`Person`] gets the one that was checked,
//! and the token is verified once. Whatever refuses, the check or a handler, is counted for the audit.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    guard::GuardContext,
    http::{StatusCode, header::CONTENT_LENGTH},
    middleware::Next,
    web::Data,
};
use api::{ProblemKind, Role};
use jiff::Timestamp;

use super::{
    Failure, address,
    bounds::Bounds,
    handle::{Phase, Running},
    request,
    routes::{self, Access, Endpoint, Kind},
};
use crate::identity::{Identity, Person, Token};
use crate::refusals::{Refusal, Refusals};

/// The bytes that all headers of a request may have. An access token is most of them.
const MOST_HEADERS: usize = 32 * 1024;

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

/// What is known of a request, admitted or not: for the log and the audit.
#[derive(Clone)]
pub(crate) struct Asked {
    from: IpAddr,
    endpoint: Option<&'static Endpoint>,
    /// Who asks, once that is verified: [`Person::staff`].
    pub(crate) staff: Option<String>,
}

/// Lets the request through, or refuses it.
pub(super) async fn check(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody, BoxBody>>, actix_web::Error> {
    let mut asked = Asked { from: Ipv4Addr::UNSPECIFIED.into(), endpoint: None, staff: None };
    let admitted = admit(&request, &mut asked).await;
    request.extensions_mut().insert(asked.clone());
    let response = match admitted {
        Ok(admission) => {
            request.extensions_mut().insert(admission);
            next.call(request).await?.map_into_left_body()
        }
        Err(failure) => request.error_response(failure).map_into_right_body(),
    };
    note(&response, asked);
    Ok(response)
}

async fn admit(request: &ServiceRequest, asked: &mut Asked) -> Result<Admission, Failure> {
    let bounds = part::<Bounds>(request)?;
    asked.from = address::of(request, &bounds.proxy);
    let found = find(request);
    asked.endpoint = found.as_ref().ok().copied();
    bounds.rates.request(asked.from)?;
    if *part::<Running>(request)?.borrow() == Phase::Stopping {
        return Err(Failure::stopping());
    }
    let endpoint = found?;
    must_fit(request, endpoint.body.limit(bounds.body_bytes))?;
    if endpoint.kind == Kind::SignIn {
        bounds.rates.sign_in(asked.from)?;
    }
    let person = person(endpoint, request, asked, &bounds).await?;
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

/// Refuses what says itself that it is too large; what does not say so is cut where it is read.
fn must_fit(request: &ServiceRequest, body: usize) -> Result<(), Failure> {
    let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if headers > MOST_HEADERS {
        return Err(Failure::of_status(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE));
    }
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > body as u64) {
        return Err(Failure::of_status(StatusCode::PAYLOAD_TOO_LARGE));
    }
    Ok(())
}

/// Who asks, where the row wants to know, and only someone whom it takes.
async fn person(
    endpoint: &Endpoint,
    request: &ServiceRequest,
    asked: &mut Asked,
    bounds: &Bounds,
) -> Result<Option<Person>, Failure> {
    if endpoint.access == Access::Public {
        return Ok(None);
    }
    let verified = verified(request).await;
    match (endpoint.access, verified) {
        (Access::Newcomer, Err(failure)) if failure.kind() == ProblemKind::NotAdmitted => Ok(None),
        (_, Err(failure)) => {
            bounds.rates.refused_if(failure.is_refused_sign_in(), asked.from)?;
            Err(failure)
        }
        (access, Ok(person)) => {
            asked.staff = Some(person.staff.clone());
            match endpoint.kind {
                Kind::Write => bounds.rates.write(&person.staff)?,
                Kind::SignIn | Kind::Read | Kind::Live => bounds.rates.read(&person.staff)?,
            }
            must_be_of(access, person.role)?;
            Ok(Some(person))
        }
    }
}

fn must_be_of(access: Access, role: Role) -> Result<(), Failure> {
    match access {
        Access::Public => Ok(()),
        Access::Roles(roles) if roles.contains(&role) => Ok(()),
        Access::Roles([Role::Admin]) => Err(Failure::forbidden("only an administrator may do this")),
        Access::Roles(_) => Err(Failure::forbidden("an auditor reads everything and writes nothing")),
        Access::Newcomer => Err(Failure::forbidden("you are admitted already: this is for those who are not")),
    }
}

async fn verified(request: &ServiceRequest) -> Result<Person, Failure> {
    let token = Token::of(request.request())?;
    Ok(part::<Identity>(request)?.person(token.text(), Timestamp::now()).await?)
}

fn part<T: 'static>(request: &ServiceRequest) -> Result<Data<T>, Failure> {
    request.app_data::<Data<T>>().cloned().ok_or_else(|| Failure::internal("a part of the server is not there"))
}

/// Counts a refusal for the audit.
fn note<B>(response: &ServiceResponse<B>, asked: Asked) {
    let refused = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::TOO_MANY_REQUESTS];
    let refusals = response.request().app_data::<Data<Refusals>>();
    if let Some(refusals) = refusals.filter(|_| refused.contains(&response.status())) {
        let failure = response.response().error().and_then(|error| error.as_error::<Failure>());
        refusals.note(Refusal {
            by: asked.staff.unwrap_or_default(),
            route: asked.endpoint.map_or_else(|| "any".to_owned(), |row| format!("{} {}", row.method, row.path)),
            reason: failure.map_or_else(|| response.status().to_string(), Failure::name),
            from: Some(asked.from),
        });
    }
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

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use actix_web::{App, HttpResponse, middleware::from_fn, test, web};
    use tokio::sync::watch;

    use super::*;
    use crate::config::Config;
    use crate::identity::Method;

    /// A route that somebody registers by hand, beside the table, is there for the router and reached by nobody.
    #[tokio::test]
    async fn a_route_that_is_not_in_the_table_cannot_be_reached() {
        let toml = "[server]\npublic_url = \"https://x.example\"\n[database]\nurl = \"sqlite://p.db\"\n";
        let config = Config::from_toml(toml, HashMap::new()).expect("a config");
        let (_phase, running) = watch::channel(Phase::Running);
        let by_hand = || async { HttpResponse::Ok().body("reached") };
        let scope = web::scope(api::ROOT)
            .configure(|api| routes::register(api, &[Method::Development]))
            .route("/by-hand", web::get().to(by_hand))
            .route("/by-hand/{id}", web::to(by_hand))
            .wrap(from_fn(check));
        let app = App::new().app_data(Data::new(Bounds::new(&config))).app_data(Data::new(running)).service(scope);
        let app = test::init_service(app).await;
        for (path, status) in [("/by-hand", 404), ("/by-hand/1", 404), ("/openapi.json", 200)] {
            let request = test::TestRequest::get().uri(&format!("{}{path}", api::ROOT)).to_request();
            let answer = test::call_service(&app, request).await;
            assert_eq!(answer.status(), status, "{path}");
        }
    }

    /// And a row of the table is not reached without the check.
    #[tokio::test]
    async fn no_row_is_reached_without_the_check() {
        let scope = web::scope(api::ROOT).configure(|api| routes::register(api, &[Method::Development]));
        let app = test::init_service(App::new().service(scope)).await;
        for row in routes::ENDPOINTS {
            let request = test::TestRequest::default().method(row.method.clone());
            let request = request.uri(&format!("{}{}", api::ROOT, row.path)).to_request();
            let answer = test::call_service(&app, request).await;
            assert!([404, 405].contains(&answer.status().as_u16()), "{row:?}");
        }
    }
}
