//! `GET setup/folders`

use actix_web::web::{Data, Json};
use api::ContactFolder;

use crate::{http::Failure, identity::Person, sync::desk::Desk};

pub(crate) async fn handle(person: Person, desk: Data<dyn Desk>) -> Result<Json<Vec<ContactFolder>>, Failure> {
    Ok(Json(desk.folders(&person).await?))
}
