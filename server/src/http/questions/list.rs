//! `GET questions`

use actix_web::web::{Data, Json};
use api::QuestionView;

use crate::{http::Failure, identity::Person, practice::Practice, sync::report};

pub(crate) async fn handle(person: Person, practice: Data<dyn Practice>) -> Result<Json<Vec<QuestionView>>, Failure> {
    Ok(Json(report::questions(&**practice, &person.staff).await?))
}
