//! `PUT setup`

use actix_web::{HttpResponse, web::Data};
use api::SaveSetup;

use crate::{
    http::{Failure, once::once_then, request::Write},
    practice::Practice,
    setup::{self, Offered},
    sync::desk::Desk,
};

pub(crate) async fn handle(
    Write { person, body, context }: Write<SaveSetup>,
    practice: Data<dyn Practice>,
    desk: Data<dyn Desk>,
    offered: Data<Offered>,
) -> Result<HttpResponse, Failure> {
    let work = setup::save(&**practice, &**desk, &person, body, &context, &offered);
    once_then(&**practice, &person, &context, work).await
}
