//! `POST runs/{id}/undo`

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};

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
    id: Path<String>,
    practice: Data<dyn Practice>,
    desk: Data<dyn Desk>,
) -> Result<HttpResponse, Failure> {
    let work = desk.undo(&person, &id);
    once_then(&**practice, &person, &context, work).await
}
