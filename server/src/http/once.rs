//! A write that is sent twice lands once.

use std::future::Future;

use actix_web::{HttpResponse, http::StatusCode, http::header::ContentType};
use serde::Serialize;

use super::Failure;
use crate::{
    identity::Person,
    practice::{self, Commit, Practice, StoredAnswer},
    write::WriteContext,
};

/// Says that the answer was given before.
pub(super) const REPLAYED: &str = "Idempotency-Replayed";

/// Answers by `work`, unless the same write was answered before: then by that answer.
///
/// Two at the same time both begin `work`; its transaction lets one through, and the other finds the answer.
pub(super) async fn once<T: Serialize, E>(
    practice: &dyn Practice,
    person: &Person,
    context: &WriteContext,
    work: impl Future<Output = Result<T, E>>,
) -> Result<HttpResponse, Failure>
where
    Failure: From<E>,
{
    if let Some(answer) = practice.answer_of(&person.staff, &context.key).await? {
        return replay(answer, context);
    }
    // What an edit takes along is large, and would lie in each future around it.
    match Box::pin(work).await {
        Ok(answer) => Ok(HttpResponse::Ok().json(answer)),
        Err(error) => match practice.answer_of(&person.staff, &context.key).await? {
            Some(answer) => replay(answer, context),
            None => Err(error.into()),
        },
    }
}

/// The same for work that may be repeated, and that writes in transactions of its own: the answer is kept after it.
pub(super) async fn once_then<T: Serialize, E>(
    practice: &dyn Practice,
    person: &Person,
    context: &WriteContext,
    work: impl Future<Output = Result<T, E>>,
) -> Result<HttpResponse, Failure>
where
    Failure: From<E>,
{
    if let Some(answer) = practice.answer_of(&person.staff, &context.key).await? {
        return replay(answer, context);
    }
    let body = serde_json::to_string(&work.await?).map_err(Failure::internal)?;
    let answer = context.answer(person, StatusCode::OK.as_u16(), body.clone());
    match practice.commit(Commit::new(context.now, &person.staff).answering(answer)).await {
        Ok(_) | Err(practice::Error::Repeated { .. }) => {
            Ok(HttpResponse::Ok().insert_header(ContentType::json()).body(body))
        }
        Err(error) => Err(error.into()),
    }
}

fn replay(answer: StoredAnswer, context: &WriteContext) -> Result<HttpResponse, Failure> {
    if answer.fingerprint != context.fingerprint {
        return Err(Failure::key_reused());
    }
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    Ok(HttpResponse::build(status)
        .insert_header((REPLAYED, "true"))
        .insert_header(ContentType::json())
        .body(answer.body))
}
