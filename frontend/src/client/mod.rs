//! Speaking with the server: requests with the person's token, edits sent once each, events as they come.

mod backoff;
mod entra;
mod http;
mod live;
mod sse;

pub use backoff::wait;
pub(crate) use live::Listening;
pub use sse::Reader;

use std::{cell::RefCell, rc::Rc};

use api::{
    AppointmentRecord, CalendarCode, ClientHit, DevelopmentSignIn, EntraSignIn, FirstAdmin, HistoryEntry, ItemRequest,
    ItemStatus, Me, ProblemKind, SignIn, Signed, StaffMember, Tie, Waiting, Who, WhoIs,
};
use js_sys::Function;
use rules::{
    json::{self, FromJson, ToJson},
    outlook::item::Snapshot,
};

use crate::{
    browser,
    model::{Account, Answer, Failure, Kept, Kind, NoToken},
};
use entra::Entra;
use http::{Request, fetch};

/// Where the development sign-in's token is kept until the window closes. Those of Microsoft 365 stay in its library.
const TOKEN: &str = "concordat-token";

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
    async fn ask<T: FromJson>(&self, mut request: Request) -> Result<T, Failure> {
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
        Request { path: path.to_owned(), token: None, body: None, key: None, made: None }
    }

    async fn get<T: FromJson>(&self, path: &str) -> Result<T, Failure> {
        self.ask(Self::request(path)).await
    }

    async fn post<T: FromJson>(&self, path: &str, body: &dyn ToJson, key: Option<&str>) -> Result<T, Failure> {
        let body = json::to_string(body);
        self.ask(Request { body: Some(body), key: key.map(str::to_owned), ..Self::request(path) }).await
    }

    pub(crate) async fn ways(&self) -> Result<SignIn, Failure> {
        fetch(&Self::request("sign-in")).await
    }

    pub(crate) async fn first_admin(&self, code: String) -> Result<StaffMember, Failure> {
        self.post("sign-in/first-admin", &FirstAdmin { code, staff: None }, Some(&browser::new_key())).await
    }

    pub(crate) async fn waiting(&self) -> Result<Vec<Waiting>, Failure> {
        self.get("sign-in/waiting").await
    }

    pub(crate) async fn tie(&self, staff: &str, tie: &Tie) -> Result<(), Failure> {
        let path = format!("staff/{staff}/tie");
        self.post::<StaffMember>(&path, tie, Some(&browser::new_key())).await.map(drop)
    }

    pub(crate) async fn untie(&self, staff: &str) -> Result<(), Failure> {
        let path = format!("staff/{staff}/untie");
        self.post::<StaffMember>(&path, &Nothing, Some(&browser::new_key())).await.map(drop)
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

    /// Sends an edit of that person's once, under its own key. Without an answer it is kept, and sent again later.
    pub(crate) async fn send(&self, person: &str, kept: &Kept) -> Result<Answer, Failure> {
        browser::within(LIMIT, self.edit(person, kept)).await.unwrap_or(Err(Failure::Away))
    }

    async fn edit(&self, person: &str, kept: &Kept) -> Result<Answer, Failure> {
        let age = (browser::now().as_millisecond() - kept.at).max(0) / 1000;
        let (body, key, made) = (Some(kept.body.clone()), Some(kept.key.clone()), Some((person.to_owned(), age)));
        let request = Request { body, key, made, ..Self::request(kept.kind.path()) };
        match kept.kind {
            Kind::Add | Kind::Unlink | Kind::Rejoin => self.ask(request).await.map(Box::new).map(Answer::Status),
            Kind::Sync => self.ask(request).await.map(Box::new).map(Answer::Report),
            Kind::Restore => self.ask(request).await.map(Answer::Restored),
            Kind::AddContact => self.ask(request).await.map(Answer::Who),
        }
    }
}
