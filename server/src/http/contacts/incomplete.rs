//! `GET contacts/incomplete?limit=n`

use actix_web::web::{Data, Json};
use api::IncompleteContacts;
use serde::Deserialize;

use crate::{
    contacts,
    http::{Failure, request::Query},
    identity::Person,
    practice::Practice,
};

/// How many are given when the request does not say.
const USUAL: u32 = 50;
/// How many are given at most.
const MOST: u32 = 200;

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default = "usual")]
    limit: u32,
}

const fn usual() -> u32 {
    USUAL
}

pub(crate) async fn handle(
    person: Person,
    Query(Asked { limit }): Query<Asked>,
    practice: Data<dyn Practice>,
) -> Result<Json<IncompleteContacts>, Failure> {
    if limit > MOST {
        return Err(Failure::invalid("limit", format!("expected a number from 0 to {MOST}")));
    }
    Ok(Json(contacts::incomplete(&**practice, &person, limit).await?))
}
