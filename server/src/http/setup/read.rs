//! `GET setup`

use actix_web::web::{Data, Json};
use api::Setup;

use super::Configured;
use crate::{http::Failure, identity::Person, practice::Practice, setup};

pub(crate) async fn handle(
    person: Person,
    practice: Data<dyn Practice>,
    configured: Data<Configured>,
) -> Result<Json<Setup>, Failure> {
    Ok(Json(setup::read(&**practice, &person, configured.0).await?))
}
