//! Speaking with the server: requests with the person's token, edits sent once each, events as they come.

mod backoff;
mod entra;
mod http;
mod live;
mod sse;
mod windows;

pub use backoff::wait;
pub(crate) use live::Listening;
pub use sse::Reader;

use std::{cell::RefCell, pin::Pin, rc::Rc};

use api::{
    AppointmentRecord, CalendarCode, ClientHit, DevelopmentSignIn, EntraSignIn, FirstAdmin, HistoryEntry, ItemRequest,
    ItemStatus, Me, ProblemKind, SignIn, Signed, StaffMember, Tie, Waiting, Who, WhoIs,
};
use js_sys::Function;
use rules::{
    json::{self, FromJson, Json, ToJson},
    outlook::item::Snapshot,
};

use crate::{
    browser,
    model::{Account, Answer, Failure, Kept, Kind, NoToken},
};
use entra::Entra;
use http::{Reply, Request, fetch};

/// Where the development sign-in's token is kept until the window closes. Those of Microsoft 365 stay in its library.
const TOKEN: &str = "concordat-token";

/// A question to the server on its way, and how its answer is read. Whatever is asked travels alike: what differs is read
/// at the very end, so that the code that asks is there once and not once for each answer.
pub(crate) struct Question<T> {
    reply: Pin<Box<dyn Future<Output = Result<Reply, Failure>>>>,
    read: fn(&Json) -> Option<T>,
}

impl<T: 'static> Question<T> {
    /// The answer.
    pub(crate) async fn answer(self) -> Result<T, Failure> {
        self.reply.await?.read(self.read)
    }

    /// Asks, and tells what came of it.
    pub(crate) fn ask(self, tell: impl FnOnce(Result<T, Failure>) + 'static) {
        let read = self.read;
        follow(self.reply, Box::new(move |reply| tell(reply.and_then(|reply| reply.read(read)))));
    }
}

/// What is done with a reply.
type Told = Box<dyn FnOnce(Result<Reply, Failure>)>;

fn follow(reply: Pin<Box<dyn Future<Output = Result<Reply, Failure>>>>, tell: Told) {
    wasm_bindgen_futures::spawn_local(async move { tell(reply.await) });
}

/// The body of a request whose path says it all.
struct Nothing;

impl ToJson for Nothing {
    fn write(&self, out: &mut String) {
        out.push_str("{}");
    }
}

/// How long the server may take to answer an edit, in milliseconds. Later nobody knows whether it arrived.
const LIMIT: u32 = 30_000;

/// The server, as the signed-in person sees it. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Client {
    token: Rc<RefCell<Option<String>>>,
    entra: Rc<RefCell<Option<Entra>>>,
    load: Function,
}

impl Client {
    /// With the token from before, if there is one. `load` gives the module that signs in with Microsoft 365.
    pub(crate) fn new(load: Function) -> Self {
        Self { token: Rc::new(RefCell::new(browser::kept(TOKEN))), entra: Rc::default(), load }
    }

    /// Is there a token of the development sign-in?
    pub(crate) fn has_token(&self) -> bool {
        self.token.borrow().is_some()
    }

    /// Keeps a token, or forgets it.
    pub(crate) fn set_token(&self, token: Option<&str>) {
        browser::keep(TOKEN, token);
        *self.token.borrow_mut() = token.map(str::to_owned);
    }

    /// Signs in with Microsoft 365: silently, or with the person's help, as another account or not. `hint` is the
    /// address of the mailbox.
    pub(crate) async fn acquire(&self, ways: &EntraSignIn, hint: &str, ask: Option<bool>) -> Result<Account, NoToken> {
        let known = self.entra.borrow().clone();
        let entra = match known {
            Some(entra) => entra,
            None => Entra::load(&self.load, ways, hint).await?,
        };
        match ask {
            None => entra.token(false).await.map(drop)?,
            Some(other) => entra.ask(other).await?,
        }
        let account = entra.account();
        *self.entra.borrow_mut() = Some(entra);
        Ok(account)
    }

    /// Forgets whoever signed in with Microsoft 365.
    pub(crate) fn forget_entra(&self) {
        if let Some(entra) = self.entra.take() {
            entra.forget();
        }
    }

    /// A token to ask with; `fresh` is one that was not given before.
    async fn bearer(&self, fresh: bool) -> Result<Option<String>, Failure> {
        let entra = self.entra.borrow().clone();
        match entra {
            Some(entra) => Ok(Some(entra.token(fresh).await?)),
            None => Ok(self.token.borrow().clone()),
        }
    }

    /// Asks with a good token. One that the server does not take any more is renewed once.
    async fn ask(&self, mut request: Request) -> Result<Reply, Failure> {
        request.token = self.bearer(false).await?;
        match fetch(&request).await {
            Err(failure) if self.may_renew(&failure) => {
                request.token = self.bearer(true).await?;
                fetch(&request).await
            }
            answer => answer,
        }
    }

    fn may_renew(&self, failure: &Failure) -> bool {
        self.entra.borrow().is_some() && failure.kind() == Some(ProblemKind::NotSignedIn)
    }

    fn request(path: &str) -> Request {
        Request { method: "GET", path: path.to_owned(), token: None, body: None, key: None, made: None }
    }

    fn question<T>(&self, request: Request, read: fn(&Json) -> Option<T>) -> Question<T> {
        let client = self.clone();
        Question { reply: Box::pin(async move { client.ask(request).await }), read }
    }

    fn get<T: FromJson>(&self, path: &str) -> Question<T> {
        self.question(Self::request(path), T::from_json)
    }

    fn post<T: FromJson>(&self, path: &str, body: &dyn ToJson, key: Option<&str>) -> Question<T> {
        self.send_by("POST", path, body, key)
    }

    fn send_by<T: FromJson>(
        &self,
        method: &'static str,
        path: &str,
        body: &dyn ToJson,
        key: Option<&str>,
    ) -> Question<T> {
        let (body, key) = (Some(json::to_string(body)), key.map(str::to_owned));
        self.question(Request { method, body, key, ..Self::request(path) }, T::from_json)
    }

    /// Without a token: nobody is signed in yet.
    pub(crate) fn ways() -> Question<SignIn> {
        let request = Self::request("sign-in");
        Question { reply: Box::pin(async move { fetch(&request).await }), read: SignIn::from_json }
    }

    pub(crate) fn first_admin(&self, code: String) -> Question<StaffMember> {
        self.post("sign-in/first-admin", &FirstAdmin { code, staff: None }, Some(&browser::new_key()))
    }

    pub(crate) fn waiting(&self) -> Question<Vec<Waiting>> {
        self.get("sign-in/waiting")
    }

    pub(crate) fn tie(&self, staff: &str, tie: &Tie) -> Question<StaffMember> {
        self.post(&format!("staff/{staff}/tie"), tie, Some(&browser::new_key()))
    }

    pub(crate) fn untie(&self, staff: &str) -> Question<StaffMember> {
        self.post(&format!("staff/{staff}/untie"), &Nothing, Some(&browser::new_key()))
    }

    pub(crate) fn sign_in(&self, staff: String) -> Question<Signed> {
        self.post("sign-in/development", &DevelopmentSignIn { staff }, Some(&browser::new_key()))
    }

    pub(crate) fn me(&self) -> Question<Box<Me>> {
        self.get("me")
    }

    pub(crate) fn codes(&self) -> Question<Vec<CalendarCode>> {
        self.get("calendar-codes")
    }

    pub(crate) fn staff(&self) -> Question<Vec<StaffMember>> {
        self.get("staff")
    }

    pub(crate) fn clients(&self, text: &str) -> Question<Vec<ClientHit>> {
        let text: String = js_sys::encode_uri_component(text).into();
        self.get(&format!("clients?q={text}"))
    }

    pub(crate) fn status(&self, item: Snapshot) -> Question<Box<ItemStatus>> {
        self.post("items/status", &ItemRequest { item }, None)
    }

    pub(crate) fn who(&self, addresses: Vec<String>) -> Question<Vec<Who>> {
        self.post("contacts/who", &WhoIs { addresses }, None)
    }

    pub(crate) fn record(&self, id: &str) -> Question<Box<AppointmentRecord>> {
        self.get(&format!("appointments/{id}"))
    }

    pub(crate) fn history(&self, id: &str) -> Question<Vec<HistoryEntry>> {
        self.get(&format!("appointments/{id}/history"))
    }

    /// Sends an edit of that person's once, under its own key. Without an answer it is kept, and sent again later.
    pub(crate) async fn send(&self, person: &str, kept: &Kept) -> Result<Answer, Failure> {
        browser::within(LIMIT, self.edit(person, kept).answer()).await.unwrap_or(Err(Failure::Away))
    }

    fn edit(&self, person: &str, kept: &Kept) -> Question<Answer> {
        let age = (browser::now().as_millisecond() - kept.at).max(0) / 1000;
        let (body, key, made) = (Some(kept.body.clone()), Some(kept.key.clone()), Some((person.to_owned(), age)));
        let request = Request { method: "POST", body, key, made, ..Self::request(kept.kind.path()) };
        self.question(
            request,
            match kept.kind {
                Kind::Add | Kind::Unlink | Kind::Rejoin => |json| FromJson::from_json(json).map(Answer::Status),
                Kind::Sync => |json| FromJson::from_json(json).map(Answer::Report),
                Kind::Restore => |json| FromJson::from_json(json).map(Answer::Restored),
                Kind::AddContact => |json| FromJson::from_json(json).map(Answer::Who),
            },
        )
    }
}
