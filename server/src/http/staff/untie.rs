//! `POST staff/{id}/untie`

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use serde::Deserialize;

use crate::{
    http::{Failure, once::once, request::Write},
    identity::ties::{self, Author},
    practice::Practice,
};

/// The path says it all.
#[derive(Deserialize)]
pub(crate) struct Nothing {}

pub(crate) async fn handle(
    Write { person, body: Nothing {}, context }: Write<Nothing>,
    id: Path<String>,
    practice: Data<dyn Practice>,
) -> Result<HttpResponse, Failure> {
    let work = ties::untie(&**practice, Author::Admin(&person, &context), &id);
    once(&**practice, &person, &context, work).await
}
