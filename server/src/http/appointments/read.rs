//! `GET appointments/{id}`

use actix_web::web::{Data, Json, Path};
use api::AppointmentRecord;

use crate::{http::Failure, identity::Person, sync::Sync};

pub(crate) async fn handle(
    person: Person,
    id: Path<String>,
    sync: Data<Sync>,
) -> Result<Json<AppointmentRecord>, Failure> {
    Ok(Json(sync.record(&person, &id).await?))
}
