//! `GET staff`

use actix_web::web::{Data, Json};
use api::StaffMember;

use crate::{http::Failure, identity::Person, lookup, practice::Practice};

pub(crate) async fn handle(person: Person, practice: Data<dyn Practice>) -> Result<Json<Vec<StaffMember>>, Failure> {
    Ok(Json(lookup::staff(&**practice, &person).await?))
}
