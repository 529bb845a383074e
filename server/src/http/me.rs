//! `GET me`

use actix_web::web::{Data, Json};
use api::Me;

use super::Failure;
use crate::{identity::Person, sync::Sync};

pub(super) async fn handle(person: Person, sync: Data<Sync>) -> Result<Json<Me>, Failure> {
    Ok(Json(sync.me(&person).await?))
}
