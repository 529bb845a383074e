//! `GET sign-in`, without a token: the ways to sign in.

use actix_web::web::{Data, Json};
use api::SignIn;

use crate::{
    http::Failure,
    identity::{Identity, Method},
    lookup,
};

pub(crate) async fn handle(identity: Data<Identity>) -> Result<Json<SignIn>, Failure> {
    let development = if identity.offers(Method::Development) {
        Some(identity.choices().await?.into_iter().map(lookup::staff_member).collect())
    } else {
        None
    };
    Ok(Json(SignIn { development, entra: None }))
}
