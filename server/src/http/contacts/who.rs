//! `POST contacts/who`: changes nothing; it is a POST so that no address stands in a URL.

use actix_web::web::{Data, Json};
use api::{Who, WhoIs};

use crate::{
    http::{Failure, request::Body},
    identity::Person,
    lookup,
    practice::Practice,
};

/// How many addresses may be asked for at once.
const MOST: usize = 200;

pub(crate) async fn handle(
    _: Person,
    Body(WhoIs { addresses }): Body<WhoIs>,
    practice: Data<dyn Practice>,
) -> Result<Json<Vec<Who>>, Failure> {
    if addresses.len() > MOST {
        return Err(Failure::invalid("addresses", format!("expected at most {MOST} addresses")));
    }
    Ok(Json(lookup::who(&**practice, addresses).await?))
}
