//! `POST staff/{id}/untie`

use crate::{
    http::{
        Failure,
        once::once,
        request::{Nothing, Write},
    },
    identity::ties::{self, Author},
    practice::Practice,
};
use actix_web::{
    HttpResponse,
    web::{Data, Path},
};

pub(crate) async fn handle(
    Write { person, body: Nothing {}, context }: Write<Nothing>,
    id: Path<String>,
    practice: Data<dyn Practice>,
) -> Result<HttpResponse, Failure> {
    let work = ties::untie(&**practice, Author::Admin(&person, &context), &id);
    once(&**practice, &person, &context, work).await
}
