//! `POST sign-in/development`: a staff member is picked.

use actix_web::web::{Data, Json};
use api::{DevelopmentSignIn, Signed};
use jiff::Timestamp;

use crate::{
    http::{Failure, request::Body},
    identity::Identity,
    lookup,
};

pub(crate) async fn handle(
    Body(DevelopmentSignIn { staff }): Body<DevelopmentSignIn>,
    identity: Data<Identity>,
) -> Result<Json<Signed>, Failure> {
    let (token, staff) = identity.sign_in(&staff, Timestamp::now()).await?;
    Ok(Json(Signed { token, me: lookup::staff_member(staff) }))
}
