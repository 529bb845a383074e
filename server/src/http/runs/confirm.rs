//! `POST runs/{id}/confirm`

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use api::ConfirmRun;

use crate::{
    http::{Failure, once::once_then, request::Write},
    practice::Practice,
    sync::desk::Desk,
};

pub(crate) async fn handle(
    Write { person, body, context }: Write<ConfirmRun>,
    id: Path<String>,
    practice: Data<dyn Practice>,
    desk: Data<dyn Desk>,
) -> Result<HttpResponse, Failure> {
    let work = desk.confirm(&person, &id, body);
    once_then(&**practice, &person, &context, work).await
}
