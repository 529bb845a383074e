//! `GET runs`

use actix_web::web::{Data, Json};
use api::RunSummary;

use crate::{http::Failure, identity::Person, practice::Practice, sync::report};

pub(crate) async fn handle(person: Person, practice: Data<dyn Practice>) -> Result<Json<Vec<RunSummary>>, Failure> {
    Ok(Json(report::runs(&**practice, &person.staff).await?))
}
