//! `POST questions/{id}/answer`

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use api::AnswerQuestion;

use crate::{
    http::{Failure, once::once_then, request::Write},
    practice::Practice,
    sync::desk::Desk,
};

pub(crate) async fn handle(
    Write { person, body, context }: Write<AnswerQuestion>,
    id: Path<String>,
    practice: Data<dyn Practice>,
    desk: Data<dyn Desk>,
) -> Result<HttpResponse, Failure> {
    let work = desk.answer(&person, &id, body.answer);
    once_then(&**practice, &person, &context, work).await
}
