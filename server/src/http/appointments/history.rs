//! `GET appointments/{id}/history`

use actix_web::web::{Data, Json, Path};
use api::HistoryEntry;

use crate::{http::Failure, identity::Person, sync::Sync};

pub(crate) async fn handle(
    person: Person,
    id: Path<String>,
    sync: Data<Sync>,
) -> Result<Json<Vec<HistoryEntry>>, Failure> {
    Ok(Json(sync.history(&person, &id).await?))
}
