//! `POST items/sync`

use actix_web::{HttpResponse, web::Data};
use api::SyncItem;

use crate::{
    http::{Failure, once::once, request::Write},
    practice::Practice,
    sync::Sync,
};

pub(crate) async fn handle(
    Write { person, body, context }: Write<SyncItem>,
    sync: Data<Sync>,
    practice: Data<dyn Practice>,
) -> Result<HttpResponse, Failure> {
    let work = sync.sync(&person, body, context.clone());
    Box::pin(once(&**practice, &person, &context, work)).await
}
