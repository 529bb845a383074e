//! `GET sign-in/waiting`: those who signed in with Microsoft 365 and are no staff member.

use actix_web::web::{Data, Json};
use api::Waiting;

use crate::{http::Failure, identity::ties, practice::Practice};

pub(crate) async fn handle(practice: Data<dyn Practice>) -> Result<Json<Vec<Waiting>>, Failure> {
    Ok(Json(ties::waiting(&**practice).await?))
}
