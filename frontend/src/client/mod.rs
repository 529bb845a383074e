//! Speaking with the server: requests with the person's token, edits sent once each, events as they come.

mod backoff;
mod http;
mod live;
mod sse;

pub use backoff::wait;
pub(crate) use live::Listening;
pub use sse::Reader;

use std::{cell::RefCell, rc::Rc};

use api::{
    AppointmentRecord, CalendarCode, ClientHit, DevelopmentSignIn, HistoryEntry, ItemRequest, ItemStatus, Me, SignIn,
    Signed, StaffMember, Who, WhoIs,
};
use rules::outlook::item::Snapshot;
use serde::Serialize;

use crate::{
    browser,
    model::{Answer, Edit, Failure},
};
use http::{Request, fetch};

/// Where the token is kept until the window closes.
const TOKEN: &str = "concordat-token";

/// How often an edit is tried before the person is asked to.
const TRIES: u32 = 5;

/// The server, as the signed-in person sees it. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Client {
    token: Rc<RefCell<Option<String>>>,
}

impl Client {
    /// With the token from before, if there is one.
    pub(crate) fn new() -> Self {
        Self { token: Rc::new(RefCell::new(browser::kept(TOKEN))) }
    }

    /// Is there a token?
    pub(crate) fn has_token(&self) -> bool {
        self.token.borrow().is_some()
    }

    /// Keeps a token, or forgets it.
    pub(crate) fn set_token(&self, token: Option<&str>) {
        browser::keep(TOKEN, token);
        *self.token.borrow_mut() = token.map(str::to_owned);
    }

    pub(crate) fn token(&self) -> Option<String> {
        self.token.borrow().clone()
    }

    fn request(&self, path: &str) -> Request {
        Request { path: path.to_owned(), token: self.token(), body: None, key: None }
    }

    async fn get<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        fetch(self.request(path)).await
    }

    async fn post<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        key: Option<&str>,
    ) -> Result<T, Failure> {
        let body = serde_json::to_string(body).unwrap_or_default();
        fetch(Request { body: Some(body), key: key.map(str::to_owned), ..self.request(path) }).await
    }

    pub(crate) async fn ways(&self) -> Result<SignIn, Failure> {
        self.get("sign-in").await
    }

    pub(crate) async fn sign_in(&self, staff: String) -> Result<Signed, Failure> {
        let key = browser::new_key();
        self.post("sign-in/development", &DevelopmentSignIn { staff }, Some(&key)).await
    }

    pub(crate) async fn me(&self) -> Result<Me, Failure> {
        self.get("me").await
    }

    pub(crate) async fn codes(&self) -> Result<Vec<CalendarCode>, Failure> {
        self.get("calendar-codes").await
    }

    pub(crate) async fn staff(&self) -> Result<Vec<StaffMember>, Failure> {
        self.get("staff").await
    }

    pub(crate) async fn clients(&self, text: &str) -> Result<Vec<ClientHit>, Failure> {
        let text: String = js_sys::encode_uri_component(text).into();
        self.get(&format!("clients?q={text}")).await
    }

    pub(crate) async fn status(&self, item: Snapshot) -> Result<ItemStatus, Failure> {
        self.post("items/status", &ItemRequest { item }, None).await
    }

    pub(crate) async fn who(&self, addresses: Vec<String>) -> Result<Vec<Who>, Failure> {
        self.post("contacts/who", &WhoIs { addresses }, None).await
    }

    pub(crate) async fn record(&self, id: &str) -> Result<AppointmentRecord, Failure> {
        self.get(&format!("appointments/{id}")).await
    }

    pub(crate) async fn history(&self, id: &str) -> Result<Vec<HistoryEntry>, Failure> {
        self.get(&format!("appointments/{id}/history")).await
    }

    /// Sends an edit. While the server is away it is sent again under the same key, so that it lands once; `waiting`
    /// is told each time.
    pub(crate) async fn edit(&self, edit: &Edit, key: &str, waiting: impl Fn()) -> Result<Answer, Failure> {
        let mut tried = 0;
        loop {
            match self.edit_once(edit, key).await {
                Err(failure) if failure.passes() && tried + 1 < TRIES => {
                    waiting();
                    gloo_timers::future::TimeoutFuture::new(wait(tried)).await;
                    tried += 1;
                }
                result => return result,
            }
        }
    }

    async fn edit_once(&self, edit: &Edit, key: &str) -> Result<Answer, Failure> {
        let key = Some(key);
        let status = |status| Answer::Status(Box::new(status));
        match edit {
            Edit::Add(body) => self.post("items/add", body, key).await.map(status),
            Edit::Sync(body) => self.post("items/sync", body, key).await.map(|report| Answer::Report(Box::new(report))),
            Edit::Unlink(body) => self.post("items/unlink", body, key).await.map(status),
            Edit::Rejoin(body) => self.post("items/rejoin", body, key).await.map(status),
            Edit::Restore(body) => self.post("history/restore", body, key).await.map(Answer::Restored),
            Edit::AddContact(body) => self.post("contacts", body, key).await.map(Answer::Who),
        }
    }
}
