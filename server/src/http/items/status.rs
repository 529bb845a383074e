//! `POST items/status`: changes nothing, and needs no key.

use actix_web::web::{Data, Json};
use api::{ItemRequest, ItemStatus};

use crate::{
    http::{Failure, request::Body},
    identity::Person,
    sync::Sync,
};

pub(crate) async fn handle(
    person: Person,
    Body(item): Body<ItemRequest>,
    sync: Data<Sync>,
) -> Result<Json<ItemStatus>, Failure> {
    Ok(Json(sync.status(&person, item).await?))
}
