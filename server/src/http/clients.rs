//! `GET clients?q=text&limit=n`

use actix_web::web::{Data, Json};
use api::ClientHit;
use serde::Deserialize;

use super::{Failure, request::Query};
use crate::{identity::Person, lookup, practice::Practice};

/// How many are found when the request does not say.
const USUAL: u32 = 20;
/// How many are found at most.
const MOST: u32 = 50;
/// The longest text to look for, in characters.
const LONGEST: usize = 200;

#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
    #[serde(default = "usual")]
    limit: u32,
}

const fn usual() -> u32 {
    USUAL
}

pub(super) async fn handle(
    _: Person,
    search: Query<Search>,
    practice: Data<dyn Practice>,
) -> Result<Json<Vec<ClientHit>>, Failure> {
    let Query(Search { q, limit }) = search;
    if !(1..=MOST).contains(&limit) {
        return Err(Failure::invalid("limit", format!("expected a number from 1 to {MOST}")));
    }
    if q.chars().count() > LONGEST {
        return Err(Failure::invalid("q", format!("expected at most {LONGEST} characters")));
    }
    Ok(Json(lookup::clients(&**practice, q.trim(), limit).await?))
}
