//! `POST filters/sample`

use actix_web::web::{Data, Json};
use api::{FilterSample, SampleFilter};

use crate::{
    http::{Failure, request::Body},
    identity::Person,
    practice::Practice,
    setup::filters,
};

pub(crate) async fn handle(
    person: Person,
    body: Body<SampleFilter>,
    practice: Data<dyn Practice>,
) -> Result<Json<FilterSample>, Failure> {
    Ok(Json(filters::sample(&**practice, &person, &body.0.filter).await?))
}
