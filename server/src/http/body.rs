//! How a body is read: so large, so fast and so deep as its route takes it.

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::StatusCode,
    web::{self, Bytes, Data},
};
use futures_util::future::LocalBoxFuture;
use tokio::time::timeout;

use super::{Failure, bounds::Bounds, guard};

/// How deep a body's JSON may nest. An item's is not half as deep.
const DEEPEST: usize = 32;

/// The body's bytes, within the bounds and said to be JSON.
pub(super) fn read(request: &HttpRequest, payload: &mut Payload) -> LocalBoxFuture<'static, Result<Bytes, Failure>> {
    let json = request.content_type() == "application/json";
    let bounds = request.app_data::<Data<Bounds>>().cloned();
    let (admission, body) = (guard::admission(request), web::Payload::from_request(request, payload).into_inner());
    Box::pin(async move {
        let (admission, bounds) = (admission?, bounds.ok_or_else(|| Failure::internal("no bounds"))?);
        if !json {
            return Err(Failure::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let whole = body.map_err(|_| broken())?.to_bytes_limited(admission.endpoint.body.limit(bounds.body_bytes));
        let late = |_| Failure::of_status(StatusCode::REQUEST_TIMEOUT);
        let whole = timeout(bounds.body_time, whole).await.map_err(late)?;
        let bytes = whole.map_err(|_| Failure::of_status(StatusCode::PAYLOAD_TOO_LARGE))?.map_err(|_| broken())?;
        if nests_deeper(&bytes, DEEPEST) {
            return Err(Failure::unreadable(format!("the body nests too deep: expected at most {DEEPEST} levels")));
        }
        Ok(bytes)
    })
}

fn broken() -> Failure {
    Failure::unreadable("the request's body did not arrive whole")
}

/// Whether JSON nests deeper than that. Told before it is read, since reading goes as deep.
fn nests_deeper(json: &[u8], most: usize) -> bool {
    let (mut depth, mut inside_text, mut escaped) = (0_usize, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = inside_text,
            b'"' => inside_text = !inside_text,
            b'{' | b'[' if !inside_text => depth += 1,
            b'}' | b']' if !inside_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > most {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_brackets_outside_of_texts_nest() {
        let table = [
            ("{}", 1, false),
            ("[[]]", 1, true),
            ("[[], [], []]", 2, false),
            (r#"["[[[[", "\"[[[", "\\"]"#, 1, false),
            (r#"["\\", [[]]]"#, 2, true),
            ("]]]][[[", 2, true),
            ("", 0, false),
        ];
        for (json, most, deeper) in table {
            assert_eq!(nests_deeper(json.as_bytes(), most), deeper, "{json}");
        }
    }
}
