//! `POST contacts`

use actix_web::{HttpResponse, web::Data};
use api::AddContact;

use crate::{
    contacts,
    http::{Failure, once::once, request::Write},
    practice::Practice,
};

pub(crate) async fn handle(
    Write { person, body, context }: Write<AddContact>,
    practice: Data<dyn Practice>,
) -> Result<HttpResponse, Failure> {
    let work = contacts::add(&**practice, &person, body, &context);
    once(&**practice, &person, &context, work).await
}
