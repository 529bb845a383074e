//! The live connection: server-sent events read from a fetch, since only that carries the token in a header.

use std::cell::Cell;
use std::rc::Rc;

use api::Live;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Reflect, Uint8Array};
use rules::json;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ReadableStreamDefaultReader, Response};

use super::{
    Client, Reader,
    http::{Request, send},
    wait,
};
use crate::model::{Failure, LiveEvent, NoToken};

/// The token is not good, or not any more.
const UNAUTHORIZED: u16 = 401;

/// Keeps the connection open until it is dropped.
pub(crate) struct Listening(Rc<Cell<bool>>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

impl Client {
    /// Listens, and connects again whenever the connection is lost, ever more slowly.
    pub(crate) fn listen(&self, tell: impl Fn(LiveEvent) + 'static) -> Listening {
        let wanted = Rc::new(Cell::new(true));
        let (client, alive) = (self.clone(), wanted.clone());
        spawn_local(async move {
            let mut tried = 0;
            while alive.get() {
                match client.follow(&tell, &alive).await {
                    Ok(told) if told => tried = 0,
                    // Whoever signs in again opens it again.
                    Err(Failure::NoToken(why)) if alive.get() && why != NoToken::Away => {
                        return tell(LiveEvent::Lapsed(why));
                    }
                    _ => {}
                }
                if alive.get() {
                    tell(LiveEvent::Lost);
                    TimeoutFuture::new(wait(tried)).await;
                    tried += 1;
                }
            }
        });
        Listening(wanted)
    }

    /// One connection until its end. Was anything told?
    async fn follow(&self, tell: &impl Fn(LiveEvent), alive: &Cell<bool>) -> Result<bool, Failure> {
        let mut told = false;
        let response = self.open_live().await?;
        let body = response.body().filter(|_| response.ok());
        let Some(stream) = body.and_then(|body| body.get_reader().dyn_into::<ReadableStreamDefaultReader>().ok())
        else {
            return Ok(told);
        };
        let mut reader = Reader::default();
        while alive.get() {
            let Some(bytes) = next(&stream).await else {
                break;
            };
            for event in reader.push(&bytes).iter().filter_map(|data| json::from_str::<Live>(data)) {
                told = true;
                tell(LiveEvent::Told(event));
            }
        }
        // The connection may be gone already.
        let _ = stream.cancel();
        Ok(told)
    }

    async fn open_live(&self) -> Result<Response, Failure> {
        let with = |token| Request { token, ..Self::request("live") };
        let response = send(&with(self.bearer(false).await?)).await?;
        let renew = response.status() == UNAUTHORIZED && self.entra.borrow().is_some();
        if renew { send(&with(self.bearer(true).await?)).await } else { Ok(response) }
    }
}

/// The next bytes; none at the end, or when the connection broke.
async fn next(stream: &ReadableStreamDefaultReader) -> Option<Vec<u8>> {
    let chunk = JsFuture::from(stream.read()).await.ok()?;
    let done = Reflect::get(&chunk, &"done".into()).ok()?.is_truthy();
    let bytes = Reflect::get(&chunk, &"value".into()).ok()?;
    (!done).then(|| bytes.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec())).flatten()
}
