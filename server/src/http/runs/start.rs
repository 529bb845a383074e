//! `POST runs`

use actix_web::{HttpResponse, web::Data};
use api::StartRun;

use crate::{
    http::{Failure, once::once_then, request::Write},
    practice::Practice,
    sync::desk::Desk,
};

pub(crate) async fn handle(
    Write { person, body, context }: Write<StartRun>,
    practice: Data<dyn Practice>,
    desk: Data<dyn Desk>,
) -> Result<HttpResponse, Failure> {
    let work = desk.start(&person, body.what);
    once_then(&**practice, &person, &context, work).await
}
