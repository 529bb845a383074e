//! `GET runs/{id}?what=addItem&apart=true&from=n&limit=n`

use actix_web::web::{Data, Json, Path};
use api::RunDetail;
use rules::plan::What;
use serde::Deserialize;

use crate::{
    http::{Failure, request::Query},
    identity::Person,
    practice::Practice,
    sync::report::{self, Part},
};

/// How many changes are given when the request does not say.
const USUAL: u32 = 50;
/// How many are given at most.
const MOST: u32 = 200;

#[derive(Deserialize)]
pub(crate) struct Asked {
    what: Option<What>,
    #[serde(default)]
    apart: bool,
    #[serde(default)]
    from: u32,
    #[serde(default = "usual")]
    limit: u32,
}

const fn usual() -> u32 {
    USUAL
}

pub(crate) async fn handle(
    person: Person,
    id: Path<String>,
    asked: Query<Asked>,
    practice: Data<dyn Practice>,
) -> Result<Json<RunDetail>, Failure> {
    let Query(Asked { what, apart, from, limit }) = asked;
    if limit > MOST {
        return Err(Failure::invalid("limit", format!("expected a number from 0 to {MOST}")));
    }
    let part = Part { what, apart, from, limit };
    Ok(Json(report::detail(&**practice, &person.staff, &id, part).await?))
}
