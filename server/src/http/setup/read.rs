//! `GET setup`

use actix_web::web::{Data, Json};
use api::Setup;

use crate::{
    http::Failure,
    identity::Person,
    practice::Practice,
    setup::{self, Offered},
};

pub(crate) async fn handle(
    person: Person,
    practice: Data<dyn Practice>,
    offered: Data<Offered>,
) -> Result<Json<Setup>, Failure> {
    Ok(Json(setup::read(&**practice, &person, &offered).await?))
}
