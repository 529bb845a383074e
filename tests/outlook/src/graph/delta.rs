//! What changed in a folder, page by page.
//!
//! A token holds the place in the folder's sequence up to which everything was told, so that a page costs what is on
//! it, and a folder in which nothing changed costs nothing however many contacts it has.

use super::contact::{IdForm, Shown};
use super::faults::PageFaults;
use super::mailbox::{Entry, Folder, Mailbox};
use super::problem::Problem;
use super::query::Options;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde::{Deserialize, Serialize as DeriveSerialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// How far a walk has come.
#[derive(Debug, Clone, PartialEq, Eq, DeriveSerialize, Deserialize)]
pub(super) struct Token {
    /// The mailbox's generation.
    #[serde(rename = "g")]
    generation: u64,
    #[serde(rename = "f")]
    folder: u64,
    /// Everything up to this place was told.
    #[serde(rename = "p")]
    position: u64,
    /// Removals up to here are not told: the first walk had not told the contact.
    #[serde(rename = "s")]
    start: u64,
    /// Places passed over, to be told on the next page.
    #[serde(rename = "h", default, skip_serializing_if = "Vec::is_empty")]
    held: Vec<u64>,
    /// `$select` and the like, which only the first request of a walk gives.
    #[serde(rename = "q", default, skip_serializing_if = "Vec::is_empty")]
    query: Vec<(String, String)>,
    /// The walk is over: the token is a delta link's.
    #[serde(rename = "d", default)]
    done: bool,
}

impl Token {
    /// The first token of a walk through everything.
    fn first(mailbox: &Mailbox, key: u64, folder: &Folder, options: &Options) -> Self {
        let query = options.written.clone();
        let (position, start, held) = (0, folder.sequence, Vec::new());
        Self { generation: mailbox.generation, folder: key, position, start, held, query, done: false }
    }

    /// As a text that tells nothing and cannot be made up.
    fn written(&self) -> String {
        let text = json!(self).to_string();
        URL_SAFE_NO_PAD.encode([seal(text.as_bytes()).as_slice(), text.as_bytes()].concat())
    }

    /// Reads a token of this folder.
    fn read(text: &str, mailbox: &Mailbox, key: u64) -> Result<Self, Problem> {
        let wrong = || Problem::Query("Badly formed token.".to_owned());
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong())?;
        let (seal_of, text) = bytes.split_at_checked(SEAL).ok_or_else(wrong)?;
        let token: Self = serde_json::from_slice(text).map_err(|_| wrong())?;
        if seal_of != seal(text) || token.folder != key {
            return Err(wrong());
        }
        if token.generation != mailbox.generation {
            return Err(Problem::SyncState(410, "SyncStateNotFound"));
        }
        Ok(token)
    }
}

/// Length of a token's seal.
const SEAL: usize = 6;

fn seal(text: &[u8]) -> [u8; SEAL] {
    let mut bytes = [0; SEAL];
    bytes.copy_from_slice(&Sha256::digest(text)[..SEAL]);
    bytes
}

/// One page to be written.
pub(super) struct Page<'a> {
    folder: &'a Folder,
    told: Vec<Told<'a>>,
    form: IdForm,
    options: Options,
    context: String,
    link: (&'static str, String),
}

/// One entry of a page.
enum Told<'a> {
    Here(&'a super::contact::Contact),
    Left(&'a str),
}

/// What a page is asked with.
pub(super) struct Asked<'a> {
    pub(super) options: Options,
    pub(super) form: IdForm,
    pub(super) size: usize,
    /// The address of the request, without its query.
    pub(super) address: &'a str,
    pub(super) context: String,
    /// A number by chance, for faults.
    pub(super) chance: &'a mut fastrand::Rng,
}

/// Makes the page that a request asks for.
pub(super) fn page<'a>(
    mailbox: &'a Mailbox,
    key: u64,
    asked: Asked<'_>,
    faults: PageFaults,
) -> Result<Page<'a>, Problem> {
    let folder = mailbox.folders.get(&key).ok_or(Problem::FolderNotFound)?;
    let mut options = asked.options;
    check(&options)?;
    let token = match &options.token {
        Some(text) => Token::read(text, mailbox, key)?,
        None => Token::first(mailbox, key, folder, &options),
    };
    for (name, value) in &token.query {
        options.take(name, value)?;
    }
    let mut walk = Walk { folder, form: asked.form, next: Token { done: false, ..token.clone() }, told: Vec::new() };
    if token.done {
        // A new walk: whatever left since is told.
        walk.next.start = 0;
    }
    let more = walk.run(asked.size, faults, asked.chance);
    if faults.replay {
        // The link leads to this page once more.
        walk.next = token;
    }
    let more = more || faults.replay || faults.empty;
    walk.next.done = !more;
    let (name, parameter) = if more { ("@odata.nextLink", "$skiptoken") } else { ("@odata.deltaLink", "$deltatoken") };
    let link = (name, format!("{}?{parameter}={}", asked.address, walk.next.written()));
    Ok(Page { folder, told: walk.told, form: asked.form, options, context: asked.context, link })
}

fn check(options: &Options) -> Result<(), Problem> {
    if options.filter.is_some() || !options.order.is_empty() || options.skip > 0 || options.count {
        return Err(Problem::Query("The query is not supported for change tracking.".to_owned()));
    }
    Ok(())
}

struct Walk<'a> {
    folder: &'a Folder,
    form: IdForm,
    next: Token,
    told: Vec<Told<'a>>,
}

impl Walk<'_> {
    /// Fills the page; whether more follows.
    fn run(&mut self, size: usize, faults: PageFaults, chance: &mut fastrand::Rng) -> bool {
        if faults.empty {
            return true;
        }
        for place in std::mem::take(&mut self.next.held) {
            self.tell(place);
        }
        let before = self.next.position;
        let mut places = self.folder.log.range(before + 1..).map(|(place, _)| *place);
        let mut taken: Vec<u64> = places.by_ref().take(size.max(1)).collect();
        let more = places.next().is_some();
        self.next.position = taken.last().copied().unwrap_or(before);
        if faults.disorder {
            chance.shuffle(&mut taken);
            self.next.held = taken.split_off(taken.len() / 2);
        }
        for place in taken {
            self.tell(place);
        }
        if faults.duplicate {
            self.again(chance);
        }
        if faults.lying_tombstone {
            self.lie(chance);
        }
        if faults.disorder {
            chance.shuffle(&mut self.told);
        }
        more || !self.next.held.is_empty()
    }

    fn tell(&mut self, place: u64) {
        match self.folder.log.get(&place) {
            Some(Entry::Hidden(key)) if place > self.next.start => {
                let contact = self.folder.contacts.get(key);
                self.told.extend(contact.map(|contact| Told::Left(contact.shown_id(self.form))));
            }
            Some(Entry::Here(key) | Entry::Hidden(key)) => {
                self.told.extend(self.folder.contacts.get(key).map(Told::Here));
            }
            Some(Entry::Left { id, immutable }) if place > self.next.start => {
                let id = if self.form == IdForm::Immutable { immutable } else { id };
                self.told.push(Told::Left(id));
            }
            // Superseded meanwhile, or gone before the first walk began.
            Some(Entry::Left { .. }) | None => {}
        }
    }

    /// Tells contacts once more that this or an earlier page has told.
    fn again(&mut self, chance: &mut fastrand::Rng) {
        let position = self.next.position;
        if position == 0 {
            return;
        }
        for _ in 0..3 {
            let from = chance.u64(1..=position);
            let here = |(_, entry): &(&u64, &Entry)| matches!(entry, Entry::Here(_));
            let place = self.folder.log.range(from..=position).find(here).map(|(place, _)| *place);
            place.filter(|place| !self.next.held.contains(place)).into_iter().for_each(|place| self.tell(place));
        }
    }

    /// Says of a contact that is there that it was deleted.
    fn lie(&mut self, chance: &mut fastrand::Rng) {
        let Some(last) = self.folder.contacts.last_key_value().map(|(key, _)| *key) else { return };
        let from = chance.u64(0..=last);
        let contact = self.folder.contacts.range(from..).next().map(|(_, contact)| contact);
        self.told.extend(contact.map(|contact| Told::Left(contact.shown_id(self.form))));
    }
}

impl Serialize for Page<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("@odata.context", &self.context)?;
        map.serialize_entry("value", &Entries(self))?;
        map.serialize_entry(self.link.0, &self.link.1)?;
        map.end()
    }
}

struct Entries<'a>(&'a Page<'a>);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let page = self.0;
        serializer.collect_seq(page.told.iter().map(|told| Line { page, told }))
    }
}

struct Line<'a> {
    page: &'a Page<'a>,
    told: &'a Told<'a>,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let page = self.page;
        match self.told {
            Told::Here(contact) => {
                let (folder, form, options) = (page.folder.id.as_str(), page.form, &page.options);
                Shown { contact, folder, form, options, context: None, typed: true }.serialize(serializer)
            }
            Told::Left(id) => {
                json!({"@odata.type": "#microsoft.graph.contact", "id": id, "@removed": {"reason": "deleted"}})
                    .serialize(serializer)
            }
        }
    }
}
