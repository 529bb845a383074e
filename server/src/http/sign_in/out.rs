//! `POST sign-out`: the token is worth nothing any more. Sent again, it is refused as any unknown token.

use actix_web::{HttpResponse, web::Data};
use jiff::Timestamp;

use crate::{
    http::Failure,
    identity::{Identity, Person, Token},
};

pub(crate) async fn handle(person: Person, token: Token, identity: Data<Identity>) -> Result<HttpResponse, Failure> {
    identity.sign_out(token.text(), &person, Timestamp::now()).await?;
    Ok(HttpResponse::NoContent().finish())
}
