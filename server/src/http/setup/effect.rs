//! `POST setup/effect`

use actix_web::web::{Data, Json};
use api::{SaveSetup, SetupEffect};

use crate::{
    http::{Failure, request::Body},
    identity::Person,
    practice::Practice,
    setup,
    sync::desk::Desk,
};

pub(crate) async fn handle(
    person: Person,
    body: Body<SaveSetup>,
    practice: Data<dyn Practice>,
    desk: Data<dyn Desk>,
) -> Result<Json<SetupEffect>, Failure> {
    let settings = setup::wanted(&**practice, &person, body.0).await?;
    Ok(Json(desk.effect(&person, &settings).await?))
}
