//! `POST setup/effect`

use actix_web::web::{Data, Json};
use api::{SaveSetup, SetupEffect};

use crate::{
    http::{Failure, request::Body},
    identity::Person,
    practice::Practice,
    setup::{self, Offered},
    sync::desk::Desk,
};

pub(crate) async fn handle(
    person: Person,
    body: Body<SaveSetup>,
    practice: Data<dyn Practice>,
    desk: Data<dyn Desk>,
    offered: Data<Offered>,
) -> Result<Json<SetupEffect>, Failure> {
    let settings = setup::wanted(&**practice, &person, body.0, &offered, None).await?;
    Ok(Json(desk.effect(&person, &settings).await?))
}
