//! `POST staff/{id}/tie`

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use api::Tie;

use crate::{
    http::{Failure, once::once, request::Write},
    identity::{
        Identity,
        ties::{self, Author},
    },
    practice::Practice,
};

pub(crate) async fn handle(
    Write { person, body, context }: Write<Tie>,
    id: Path<String>,
    identity: Data<Identity>,
    practice: Data<dyn Practice>,
) -> Result<HttpResponse, Failure> {
    let work = ties::tie(&**practice, identity.tenants(), Author::Admin(&person, &context), &id, body);
    once(&**practice, &person, &context, work).await
}
