//! `GET sign-in`, without a token: the ways to sign in.

use actix_web::web::{Data, Json};
use api::SignIn;

use crate::{http::Failure, identity::Identity, lookup};

pub(crate) async fn handle(identity: Data<Identity>) -> Result<Json<SignIn>, Failure> {
    let development = identity.choices().await?;
    let development = development.map(|staff| staff.into_iter().map(lookup::staff_member).collect());
    Ok(Json(SignIn { development, entra: identity.entra().await? }))
}
