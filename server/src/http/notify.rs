//! `POST graph/notify` and `POST graph/lifecycle`: what Microsoft tells of changes, and of subscriptions themselves.
//!
//! Nothing that comes here is believed unless it bears the secret of a subscription, and then it is a hint and no more.
//! It is answered at once: whoever is slow is told less.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};
use serde::Deserialize;
use url::form_urlencoded;

use super::{Failure, body};
use crate::mailbox::hints::{Hint, Hints, What};

/// The longest token of a handshake, in bytes. Microsoft's have about a hundred.
const LONGEST: usize = 1024;

/// Notifications.
#[derive(Deserialize)]
struct Notices {
    #[serde(default)]
    value: Vec<Notice>,
}

/// One.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Notice {
    subscription_id: Option<String>,
    client_state: Option<String>,
    lifecycle_event: Option<String>,
}

/// What happened, by Microsoft's name for it.
const LIFECYCLE: &[(&str, What)] =
    &[("reauthorizationrequired", What::Reauthorize), ("subscriptionremoved", What::Removed), ("missed", What::Missed)];

/// `POST graph/notify` and `POST graph/lifecycle`: either takes both, told apart by what they say.
pub(super) async fn handle(
    request: HttpRequest,
    payload: Payload,
    hints: Data<Hints>,
) -> Result<HttpResponse, Failure> {
    if let Some(token) = validation_token(&request) {
        return shake_hands(&token, &hints);
    }
    let bytes = body::read(&request, &mut payload.into_inner()).await?;
    let notices: Notices = serde_json::from_slice(&bytes)
        .map_err(|_| Failure::unreadable("the body cannot be read: expected notifications"))?;
    for hint in notices.value.into_iter().filter_map(|notice| believed(notice, &hints)) {
        hints.tell(hint);
    }
    Ok(HttpResponse::Accepted().finish())
}

fn validation_token(request: &HttpRequest) -> Option<String> {
    let mut pairs = form_urlencoded::parse(request.query_string().as_bytes());
    pairs.find(|(name, _)| name == "validationToken").map(|(_, token)| token.into_owned())
}

/// Says the token back, so that Microsoft knows that the address wants to be told: only where it does.
fn shake_hands(token: &str, hints: &Hints) -> Result<HttpResponse, Failure> {
    let fits = (1..=LONGEST).contains(&token.len()) && !token.chars().any(char::is_control);
    if !hints.is_making() || !fits {
        return Err(Failure::not_found("no subscription is being made"));
    }
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(token.to_owned()))
}

fn believed(notice: Notice, hints: &Hints) -> Option<Hint> {
    let folder = hints.folder_of(notice.client_state.as_deref()?)?;
    let what = match notice.lifecycle_event {
        None => What::Changed,
        Some(event) => LIFECYCLE.iter().find(|(name, _)| event.eq_ignore_ascii_case(name))?.1,
    };
    Some(Hint { subscription: notice.subscription_id.unwrap_or_default(), folder, what })
}
