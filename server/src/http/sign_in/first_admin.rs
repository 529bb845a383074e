//! `POST sign-in/first-admin`: a person whom nobody knows has the code that the server printed.

use actix_web::web::{Data, Json};
use api::{FirstAdmin, StaffMember};
use jiff::Timestamp;

use crate::{
    http::{Failure, request::Body},
    identity::{Identity, Token},
    lookup,
};

pub(crate) async fn handle(
    token: Token,
    Body(request): Body<FirstAdmin>,
    identity: Data<Identity>,
) -> Result<Json<StaffMember>, Failure> {
    let staff = identity.first_admin(token.text(), request, Timestamp::now()).await?;
    Ok(Json(lookup::staff_member(staff)))
}
