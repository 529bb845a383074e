//! `GET calendar-codes`

use actix_web::web::{Data, Json};
use api::CalendarCode;

use super::Failure;
use crate::{identity::Person, lookup, practice::Practice};

pub(super) async fn handle(_: Person, practice: Data<dyn Practice>) -> Result<Json<Vec<CalendarCode>>, Failure> {
    Ok(Json(lookup::calendar_codes(&**practice).await?))
}
