//! `PATCH contacts/{id}`

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use api::CompleteContact;

use crate::{
    contacts,
    http::{Failure, once::once, request::Write},
    practice::Practice,
};

pub(crate) async fn handle(
    Write { person, body, context }: Write<CompleteContact>,
    id: Path<String>,
    practice: Data<dyn Practice>,
) -> Result<HttpResponse, Failure> {
    let work = contacts::complete(&**practice, &person, &id, body, &context);
    once(&**practice, &person, &context, work).await
}
