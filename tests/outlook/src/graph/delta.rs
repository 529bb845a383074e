//! What changed in a folder, page by page.
//!
//! A token holds the place in the folder's sequence up to which everything was told, so that a page costs what is on
//! it, and a folder in which nothing changed costs nothing however much is in it. In a calendar one place may be a whole
//! series, told by its occurrences in the window: it may take several pages.

use super::contact::Shown;
use super::event::{self, Look, Window};
use super::faults::PageFaults;
use super::folder::{Entry, Folder, FolderKind};
use super::item::{IdForm, Item};
use super::mailbox::{Mailbox, Place};
use super::problem::Problem;
use super::query::Options;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde::{Deserialize, Serialize as DeriveSerialize};
use serde_json::{Value, json};
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
    /// How much was told already of the place after that.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    part: Option<(u64, usize)>,
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
        let (position, start, part, held) = (0, folder.sequence, None, Vec::new());
        Self { generation: mailbox.generation, folder: key, position, start, part, held, query, done: false }
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
#[derive(Clone)]
enum Told<'a> {
    Contact(&'a Item),
    Event(Value),
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
    /// How events are shown.
    pub(super) look: Look,
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
    let window = (folder.kind == FolderKind::Calendar).then(|| options.window()).transpose()?;
    let next = Token { done: false, ..token.clone() };
    let (form, look) = (asked.form, asked.look);
    let mut walk = Walk { mailbox, key, folder, form, look, window, next, told: Vec::new() };
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
    let shaped = options.kind == FolderKind::Calendar
        && (options.select.is_some() || options.expand.is_some() || options.exceptions);
    if options.filter.is_some() || !options.order.is_empty() || options.skip > 0 || options.count || shaped {
        return Err(Problem::Query("The query is not supported for change tracking.".to_owned()));
    }
    Ok(())
}

struct Walk<'a> {
    mailbox: &'a Mailbox,
    key: u64,
    folder: &'a Folder,
    form: IdForm,
    look: Look,
    /// Of a calendar.
    window: Option<Window>,
    next: Token,
    told: Vec<Told<'a>>,
}

impl<'a> Walk<'a> {
    /// Fills the page; whether more follows.
    fn run(&mut self, size: usize, faults: PageFaults, chance: &mut fastrand::Rng) -> bool {
        if faults.empty {
            return true;
        }
        for place in std::mem::take(&mut self.next.held) {
            self.tell(place);
        }
        let (mut taken, more) = self.take(size.max(1));
        if faults.disorder {
            chance.shuffle(&mut taken);
            let held = taken.split_off(taken.len() / 2);
            self.next.held = held.into_iter().map(|(place, _)| place).collect();
        }
        self.told.extend(taken.into_iter().flat_map(|(_, told)| told));
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

    /// The next places with what is told of each, as many as there is room for; whether more follows.
    fn take(&mut self, mut room: usize) -> (Vec<(u64, Vec<Told<'a>>)>, bool) {
        let (folder, begun) = (self.folder, self.next.part.take());
        let mut taken = Vec::new();
        for place in folder.log.range(self.next.position + 1..).map(|(place, _)| *place) {
            if room == 0 {
                return (taken, true);
            }
            let before = begun.filter(|(begun, _)| *begun == place).map_or(0, |(_, before)| before);
            let mut told: Vec<Told<'a>> = self.entries(place).into_iter().skip(before).collect();
            if told.len() > room {
                // What changes meanwhile has another place, where it is told from its beginning.
                told.truncate(room);
                self.next.part = Some((place, before + room));
                taken.push((place, told));
                return (taken, true);
            }
            self.next.position = place;
            room -= told.len().max(1);
            taken.push((place, told));
        }
        (taken, false)
    }

    fn tell(&mut self, place: u64) {
        let entries = self.entries(place);
        self.told.extend(entries);
    }

    /// What is told of a place.
    fn entries(&self, place: u64) -> Vec<Told<'a>> {
        let folder = self.folder;
        let news = place > self.next.start;
        match folder.log.get(&place) {
            Some(Entry::Hidden(key)) if news => {
                folder.items.get(key).map(|item| Told::Left(item.shown_id(self.form))).into_iter().collect()
            }
            Some(Entry::Here(key) | Entry::Hidden(key)) => self.here(*key, news),
            Some(Entry::Left { id, immutable }) if news => {
                vec![Told::Left(if self.form == IdForm::Immutable { immutable } else { id })]
            }
            // Superseded meanwhile, or gone before the first walk began.
            Some(Entry::Left { .. }) | None => Vec::new(),
        }
    }

    /// What is told of an item that is there: an event that is not in the window is said to have left.
    fn here(&self, key: u64, news: bool) -> Vec<Told<'a>> {
        let Some(item) = self.folder.items.get(&key) else { return Vec::new() };
        let Some(window) = self.window else { return vec![Told::Contact(item)] };
        let place = Place { folder: self.key, item: key };
        let told = event::told(self.mailbox, place, window, &self.look);
        match (told.is_empty(), news) {
            (true, true) => vec![Told::Left(item.shown_id(self.form))],
            _ => told.into_iter().map(Told::Event).collect(),
        }
    }

    /// Tells items once more that this or an earlier page has told.
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

    /// Says of an item that is there that it was deleted.
    fn lie(&mut self, chance: &mut fastrand::Rng) {
        let Some(last) = self.folder.items.last_key_value().map(|(key, _)| *key) else { return };
        let from = chance.u64(0..=last);
        let item = self.folder.items.range(from..).next().map(|(_, item)| item);
        self.told.extend(item.map(|item| Told::Left(item.shown_id(self.form))));
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
            Told::Event(event) => event.serialize(serializer),
            Told::Contact(contact) => {
                let (folder, form, options) = (page.folder.id.as_str(), page.form, &page.options);
                Shown { contact, folder, form, options, context: None, typed: true }.serialize(serializer)
            }
            Told::Left(id) => {
                let kind = match page.folder.kind {
                    FolderKind::Contacts => "#microsoft.graph.contact",
                    FolderKind::Calendar => "#microsoft.graph.event",
                };
                json!({"@odata.type": kind, "id": id, "@removed": {"reason": "deleted"}}).serialize(serializer)
            }
        }
    }
}
