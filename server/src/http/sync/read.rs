//! `GET sync`

use actix_web::web::{Data, Json};
use api::SyncState;

use crate::{http::Failure, identity::Person, sync::desk::Desk};

pub(crate) async fn handle(person: Person, desk: Data<dyn Desk>) -> Result<Json<SyncState>, Failure> {
    Ok(Json(desk.state(&person).await?))
}
