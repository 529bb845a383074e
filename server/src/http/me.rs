//! `GET me`

use actix_web::web::{Data, Json};
use api::Me;

use super::{Failure, reach::Behalf};
use crate::{
    identity::{Person, Token},
    sync::Sync,
};

pub(super) async fn handle(
    person: Person,
    token: Token,
    behalf: Data<Behalf>,
    sync: Data<Sync>,
) -> Result<Json<Me>, Failure> {
    let me = sync.me(&person).await?;
    if !person.development {
        behalf.introduce(&person.staff, token.text());
    }
    Ok(Json(me))
}
