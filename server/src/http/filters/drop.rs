//! `DELETE filters/{id}`

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};

use crate::{
    http::{
        Failure,
        once::once,
        request::{Nothing, Write},
    },
    practice::Practice,
    setup::filters,
};

pub(crate) async fn handle(
    Write { person, body: Nothing {}, context }: Write<Nothing>,
    id: Path<String>,
    practice: Data<dyn Practice>,
) -> Result<HttpResponse, Failure> {
    let work = filters::drop(&**practice, &person, &id, &context);
    once(&**practice, &person, &context, work).await
}
