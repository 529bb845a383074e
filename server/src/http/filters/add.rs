//! `POST filters`

use actix_web::{HttpResponse, web::Data};
use api::SaveFilter;

use crate::{
    http::{Failure, once::once, request::Write},
    practice::Practice,
    setup::filters,
};

pub(crate) async fn handle(
    Write { person, body, context }: Write<SaveFilter>,
    practice: Data<dyn Practice>,
) -> Result<HttpResponse, Failure> {
    let work = filters::add(&**practice, &person, body, &context);
    once(&**practice, &person, &context, work).await
}
