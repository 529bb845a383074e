//! `GET staff`

use actix_web::web::{Data, Json};
use api::StaffMember;

use super::Failure;
use crate::{identity::Person, lookup, practice::Practice};

pub(super) async fn handle(_: Person, practice: Data<dyn Practice>) -> Result<Json<Vec<StaffMember>>, Failure> {
    Ok(Json(lookup::staff(&**practice).await?))
}
