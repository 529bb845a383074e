//! `POST sync/resume`

use actix_web::{HttpResponse, web::Data};

use crate::{
    http::{
        Failure,
        once::once_then,
        request::{Nothing, Write},
    },
    practice::Practice,
    sync::desk::Desk,
};

pub(crate) async fn handle(
    Write { person, body: Nothing {}, context }: Write<Nothing>,
    practice: Data<dyn Practice>,
    desk: Data<dyn Desk>,
) -> Result<HttpResponse, Failure> {
    let work = desk.resume(&person);
    once_then(&**practice, &person, &context, work).await
}
