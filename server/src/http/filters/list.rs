//! `GET filters`

use actix_web::web::{Data, Json};
use api::ContactFilter;

use crate::{http::Failure, identity::Person, practice::Practice, setup::filters};

pub(crate) async fn handle(_: Person, practice: Data<dyn Practice>) -> Result<Json<Vec<ContactFilter>>, Failure> {
    Ok(Json(filters::list(&**practice).await?))
}
