//! `PUT filters/{id}`

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use api::SaveFilter;

use crate::{
    http::{Failure, once::once, request::Write},
    practice::Practice,
    setup::filters,
    sync::desk::Desk,
};

pub(crate) async fn handle(
    Write { person, body, context }: Write<SaveFilter>,
    id: Path<String>,
    practice: Data<dyn Practice>,
    desk: Data<dyn Desk>,
) -> Result<HttpResponse, Failure> {
    let work = filters::change(&**practice, &**desk, &person, &id, body, &context);
    once(&**practice, &person, &context, work).await
}
