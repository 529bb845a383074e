//! Both sides of a folder, as far as a run looks at them: read once, proven where it matters, then given to the rules.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem::discriminant,
};

use futures_util::{FutureExt, StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use rules::{
    conflict::EditTimes,
    mapping::item,
    merge::{self, Pending},
    normalize,
    plan::{
        self, Answers, Ask, Found, HeldBack, HeldWhy, ItemState, Known, LooseItem, LooseRecord, MatchAnswer, Parting,
        RecordState, Stored, Tie,
    },
    record::{Image, RecordKind, View},
};

use super::{Error, doubt::Doubts, terms::Terms, walk::Walk};
use crate::{
    digest,
    mailbox::{self, ClockDifference, Item, Mailbox, Presence},
    practice::{
        ChangedKind, Folder, FolderKey, LinkState, Pair, PartedBy, Practice, Record, Sighting, Step, Which,
        WhichRecords,
    },
};

/// How far the mailbox's clock and ours may be apart while nothing has measured it.
const UNMEASURED: SignedDuration = SignedDuration::from_secs(2);

/// How many items are asked for at once: what Graph lets one mailbox do.
const AT_ONCE: usize = 3;

/// From so many items on that cannot be read for the same reason, more than can be, it is not the items' own.
const TOO_MANY: usize = 10;

/// How many rows of the change log are read at once.
const CHANGES: u32 = 1000;

/// What was not brought to an end by the last run, and is looked at again whatever the cursors say.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Unfinished {
    /// Items by their identifiers.
    pub items: BTreeSet<String>,
    /// Records by theirs.
    pub records: BTreeSet<String>,
}

impl Unfinished {
    /// Both together.
    pub(super) fn and(&self, other: &Self) -> Self {
        Self {
            items: self.items.union(&other.items).cloned().collect(),
            records: self.records.union(&other.records).cloned().collect(),
        }
    }

    /// What waits for an answer is looked at again.
    pub(super) fn of(&mut self, ask: &Ask) {
        match ask {
            Ask::Conflict { record, .. } => {
                self.records.insert(record.clone());
            }
            Ask::Match { item, candidates, .. } => {
                self.items.insert(item.clone());
                self.records.extend(candidates.iter().cloned());
            }
        }
    }
}

/// Both sides.
#[derive(Debug, Default)]
pub(super) struct Sides {
    /// Links with what the practice database knows, by their identifiers.
    pub pairs: BTreeMap<String, Pair>,
    /// Records without a link, by their identifiers.
    pub records: BTreeMap<String, Record>,
    /// Items that were read, by their identifiers.
    pub items: BTreeMap<String, Item>,
    /// Items that were asked for: gone, or in another folder.
    pub absent: BTreeMap<String, ItemState>,
    /// Items of which nothing is known but that they may be gone or changed.
    unsure: BTreeSet<String>,
    /// Items that were asked for and cannot be read, each for a reason of its own (P15).
    unread: BTreeMap<String, mailbox::Error>,
    /// What the person said of items (C8).
    pub matches: BTreeMap<String, MatchAnswer>,
    /// What the person said of links (M2).
    pub answers: BTreeMap<String, Answers>,
    /// How the clocks stand to each other.
    pub clock: Option<ClockDifference>,
    /// The last row of the change log that is part of it.
    pub seen: i64,
}

/// Reads the practice side of what the walk found, what changed in the practice database, and what is unfinished.
pub(super) async fn read(
    practice: &dyn Practice,
    folder: &Folder,
    walk: Walk,
    unfinished: &Unfinished,
) -> Result<Sides, Error> {
    let kind = folder.key.kind;
    // Read before the records are: what changes in between is looked at twice, and not missed.
    let seen = practice.last_change().await?;
    let mut sides = Sides { items: walk.items, seen, ..Sides::default() };
    sides.unsure.clone_from(&walk.removed);
    if walk.whole {
        sides.keep(practice.pairs(&folder.id, &Which::All).await?);
        sides.records = by_id(practice.unlinked(&folder.id, kind).await?);
        let linked = sides.pairs.values().map(|pair| item_id(pair).to_owned());
        let unseen: Vec<String> = linked.filter(|id| !sides.items.contains_key(id)).collect();
        sides.unsure.extend(unseen);
    } else {
        let changed = changed(practice, kind, folder.seen, seen).await?;
        sides.some(practice, folder, &walk.removed, changed, unfinished).await?;
    }
    Ok(sides)
}

impl Sides {
    /// Only the pairs, records and items that were touched on either side.
    async fn some(
        &mut self,
        practice: &dyn Practice,
        folder: &Folder,
        removed: &BTreeSet<String>,
        changed: BTreeSet<String>,
        unfinished: &Unfinished,
    ) -> Result<(), Error> {
        let items: BTreeSet<String> = self.items.keys().chain(removed).chain(&unfinished.items).cloned().collect();
        let records: BTreeSet<String> = changed.union(&unfinished.records).cloned().collect();
        self.keep(practice.pairs(&folder.id, &Which::Items(items.into_iter().collect())).await?);
        self.keep(practice.pairs(&folder.id, &Which::Records(records.iter().cloned().collect())).await?);
        let linked: BTreeSet<&String> = self.pairs.values().map(|pair| &pair.link.record.id).collect();
        let loose: Vec<String> = records.iter().filter(|id| !linked.contains(id)).cloned().collect();
        let loose = practice.records(folder.key.kind, &WhichRecords::Ids(loose)).await?;
        self.records = by_id(loose.into_iter().filter(|record| record.binned_at.is_none()).collect());
        // An item whose content was seen and not agreed on may have changed since; so may one that nobody finished.
        let linked = self.pairs.values().filter(|pair| pair.base.is_none() || pair.link.sighted.is_some());
        let unknown: BTreeSet<String> = linked.map(|pair| item_id(pair).to_owned()).collect();
        let read = |id: &String| self.items.contains_key(id);
        let unsure: Vec<String> = unknown.union(&unfinished.items).filter(|id| !read(id)).cloned().collect();
        self.unsure.extend(unsure);
        Ok(())
    }

    fn keep(&mut self, pairs: Vec<Pair>) {
        self.pairs.extend(pairs.into_iter().map(|pair| (pair.link.id.clone(), pair)));
    }

    /// Asks the mailbox for the unlinked items that are unfinished: only so is it known whether they are still there.
    pub(super) async fn ask_for_loose(&mut self, mailbox: &dyn Mailbox, key: &FolderKey) -> Result<(), Error> {
        let linked: BTreeSet<&str> = self.pairs.values().map(item_id).collect();
        let loose = self.unsure.iter().filter(|id| !linked.contains(id.as_str())).cloned().collect();
        self.ask_for(mailbox, key, loose).await
    }

    /// Asks for the items of these links (M6).
    pub(super) async fn prove(
        &mut self,
        mailbox: &dyn Mailbox,
        key: &FolderKey,
        links: &[String],
    ) -> Result<(), Error> {
        let items = links.iter().filter_map(|link| self.pairs.get(link)).map(|pair| item_id(pair).to_owned());
        let items = items.collect();
        self.ask_for(mailbox, key, items).await
    }

    async fn ask_for(&mut self, mailbox: &dyn Mailbox, key: &FolderKey, ids: Vec<String>) -> Result<(), Error> {
        let asked = ids.into_iter().map(|id| async move { (mailbox.item(key, &id).await, id) }.boxed());
        let asked: Vec<_> = asked.collect();
        let mut answers = stream::iter(asked).buffered(AT_ONCE);
        let mut good = 0;
        while let Some((answer, id)) = answers.next().await {
            self.unsure.remove(&id);
            match answer {
                Ok(presence) => {
                    good += 1;
                    self.learn(id, presence);
                }
                Err(error) if error.is_of_item() && !self.is_of_all(&error, good) => {
                    tracing::info!(%error, "an item cannot be read");
                    self.unread.insert(id, error);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn learn(&mut self, id: String, presence: Presence) {
        let state = match presence {
            Presence::Here(item) => {
                self.absent.remove(&id);
                self.items.insert(id, *item);
                return;
            }
            Presence::Elsewhere => ItemState::Elsewhere,
            Presence::Gone => ItemState::Deleted,
        };
        self.items.remove(&id);
        self.absent.insert(id, state);
    }

    /// Is it the whole mailbox's, since so many items have it? Where identifiers are none of the mailbox's, all are
    /// looked at: then it was replaced.
    fn is_of_all(&self, error: &mailbox::Error, good: usize) -> bool {
        let alike = self.unread.values().filter(|known| discriminant(*known) == discriminant(error)).count() + 1;
        alike >= TOO_MANY && alike > good && !matches!(error, mailbox::Error::Foreign { .. })
    }

    /// The pairs and items that cannot be read: nothing is planned for them (P15).
    pub(super) fn held(&self, kind: RecordKind) -> Vec<HeldBack> {
        let pairs: BTreeMap<&str, &Pair> = self.pairs.values().map(|pair| (item_id(pair), pair)).collect();
        let held = self.unread.iter().map(|(item, error)| {
            let pair = pairs.get(item.as_str());
            let image = pair.and_then(|pair| pair.record.as_ref()).map(|record| &record.image);
            HeldBack {
                record: pair.map(|pair| pair.link.record.id.clone()),
                item: Some(item.clone()),
                title: image.map(|image| item::title(kind, image)).unwrap_or_default(),
                why: HeldWhy::Unread(error.to_string()),
            }
        });
        held.collect()
    }

    /// Is it another mailbox than the one that was linked? Some identifiers are none of its, and the others are not there.
    pub(super) fn is_replaced(&self) -> bool {
        let foreign = |error: &mailbox::Error| matches!(error, mailbox::Error::Foreign { .. });
        self.unread.values().any(foreign) && !self.pairs.values().any(|pair| self.items.contains_key(item_id(pair)))
    }

    /// As the rules take them.
    pub(super) fn found(&self, terms: &Terms, doubts: &Doubts) -> Found {
        let kind = terms.key.kind;
        let linked: BTreeSet<&str> = self.pairs.values().map(item_id).collect();
        let loose = self.items.values().filter(|item| !linked.contains(item.id.as_str()));
        let loose = loose.filter(|item| !self.unsure.contains(&item.id) && !self.unread.contains_key(&item.id));
        let records = self.records.values().filter(|record| !doubts.holds_record(record.id()));
        let pairs = self.pairs.values().filter(|pair| {
            let unread = pair.unread.is_some() || self.unread.contains_key(item_id(pair));
            !unread && !doubts.holds_record(&pair.link.record.id)
        });
        Found {
            pairs: pairs.map(|pair| self.pair(terms, doubts, pair)).collect(),
            records: records.map(loose_record).collect(),
            items: loose.map(|item| self.loose_item(kind, item)).collect(),
            answers: self.matches.clone(),
        }
    }

    fn pair(&self, terms: &Terms, doubts: &Doubts, pair: &Pair) -> plan::Pair {
        let kind = terms.key.kind;
        let (stored, unmapped) = self.stored(kind, pair);
        let known = known(terms, pair, doubts.pending(&pair.link.id));
        let times = EditTimes {
            practice: Some(known.edited_at),
            outlook: stored.modified,
            uncertainty: self.clock.map_or(UNMEASURED, |clock| clock.uncertainty),
        };
        plan::Pair {
            link: pair.link.id.clone(),
            record: pair.link.record.id.clone(),
            item: item_id(pair).to_owned(),
            known,
            stored,
            unmapped,
            times,
            answers: self.answers.get(&pair.link.id).cloned().unwrap_or_default(),
            parted: pair.link.parted_by.map(parting),
        }
    }

    fn stored(&self, kind: RecordKind, pair: &Pair) -> (Stored, Vec<rules::mapping::Unmappable>) {
        let id = item_id(pair);
        if let Some(state) = self.absent.get(id) {
            return (Stored { state: *state, ..Stored::default() }, Vec::new());
        }
        if self.unsure.contains(id) {
            return (Stored { state: ItemState::Missing, ..Stored::default() }, Vec::new());
        }
        let Some(item) = self.items.get(id) else {
            // Nothing was said of it: it is as it was when it was last seen.
            let view = pair.base.as_ref().map(|base| View::whole(kind, base.outlook.clone())).unwrap_or_default();
            let modified = pair.base.as_ref().and_then(|base| base.outlook_modified).map(|at| self.ours(at));
            return (Stored { state: ItemState::Present, view, modified }, Vec::new());
        };
        let (view, unmapped) = item::get(kind, &item.content);
        let known = pair.link.sighted.as_ref().filter(|sighted| sighted.hash == content_hash(&view.image));
        let modified = known.map_or(item.modified, |sighted| sighted.modified.or(item.modified));
        (Stored { state: ItemState::Present, view, modified: modified.map(|at| self.ours(at)) }, unmapped)
    }

    fn loose_item(&self, kind: RecordKind, item: &Item) -> LooseItem {
        let (view, unmapped) = item::get(kind, &item.content);
        LooseItem { id: item.id.clone(), view, unmapped, modified: item.modified.map(|at| self.ours(at)) }
    }

    /// The mailbox's time by our clock (M3).
    pub(super) fn ours(&self, theirs: Timestamp) -> Timestamp {
        let add = self.clock.map(|clock| clock.add).unwrap_or_default();
        theirs.checked_add(add).unwrap_or(theirs)
    }

    /// What of a pair's item is to be remembered, when the run leaves it different from what was agreed on (M3): its
    /// content with the first time that was seen with it. `None` where nothing has to change.
    pub(super) fn sighting(&self, kind: RecordKind, pair: &Pair) -> Option<Step> {
        let item = self.items.get(item_id(pair))?;
        let image = item::get(kind, &item.content).0.image;
        let agreed = pair.base.as_ref().is_some_and(|base| normalize::same_image(kind, &base.outlook, &image));
        let hash = content_hash(&image);
        let sighted = match &pair.link.sighted {
            None if agreed => return None,
            Some(_) if agreed => None,
            Some(known) if known.hash == hash => return None,
            _ => Some(Sighting { hash, modified: item.modified }),
        };
        Some(Step::Sight { link_id: pair.link.id.clone(), sighted })
    }
}

/// The identifier by which the mailbox knows the item of a pair.
pub(super) fn item_id(pair: &Pair) -> &str {
    pair.link.immutable_id.as_deref().unwrap_or(&pair.link.item_id)
}

fn by_id(records: Vec<Record>) -> BTreeMap<String, Record> {
    records.into_iter().map(|record| (record.id().to_owned(), record)).collect()
}

/// A record that another program deleted outright is as gone as one in the bin: the practice database is asked here.
fn known(terms: &Terms, pair: &Pair, pending: Option<Pending>) -> Known {
    let base = pair.base.as_ref();
    let last = || terms.as_imported(base.map(|base| base.practice.clone()).unwrap_or_default());
    let record = pair.record.as_ref();
    let there = record.filter(|record| record.binned_at.is_none());
    Known {
        kind: terms.key.kind,
        record: record.map_or_else(last, |record| item::comparable_record(terms.key.kind, &record.image)),
        state: if there.is_some() { RecordState::Present } else { RecordState::Binned },
        version: record.map_or(0, |record| record.version),
        edited_at: record.map_or(pair.link.created_at, |record| record.edited_at),
        tie: match pair.link.state {
            LinkState::Joined => Tie::Joined,
            LinkState::Parted => Tie::Parted,
        },
        base: base.map(|base| merge::Base { practice: base.practice.clone(), outlook: base.outlook.clone() }),
        pending,
        settings: terms.plan.clone(),
    }
}

const fn parting(by: PartedBy) -> Parting {
    match by {
        PartedBy::Person => Parting::Person,
        PartedBy::Deletion => Parting::Deletion,
        PartedBy::Filter => Parting::Filter,
    }
}

fn loose_record(record: &Record) -> LooseRecord {
    LooseRecord {
        id: record.id().to_owned(),
        version: record.version,
        edited_at: record.edited_at,
        image: record.image.clone(),
    }
}

/// A hash of an item's content: its modified time and its marks are none (M1).
pub(super) fn content_hash(image: &Image) -> String {
    digest::hex(&[serde_json::to_string(&normalize::clean_image(image)).unwrap_or_default().as_bytes()])
}

/// The records that changed in the practice database after `from`, up to `to`: by themselves, or by their clients, which
/// a filter looks at.
async fn changed(practice: &dyn Practice, kind: RecordKind, from: i64, to: i64) -> Result<BTreeSet<String>, Error> {
    let (mut records, mut clients, mut at) = (BTreeSet::new(), BTreeSet::new(), from);
    while at < to {
        let changes = practice.changes_since(at, CHANGES).await?;
        let Some(last) = changes.last() else { break };
        at = last.seq;
        for change in changes {
            match (change.kind, kind) {
                (ChangedKind::Contact, RecordKind::Contact) | (ChangedKind::Appointment, RecordKind::Appointment) => {
                    records.insert(change.id);
                }
                (ChangedKind::Client, RecordKind::Contact) => {
                    clients.insert(change.id);
                }
                _ => {}
            }
        }
    }
    if !clients.is_empty() {
        let clients: Vec<String> = clients.into_iter().collect();
        records.extend(practice.contacts_of_clients(&clients).await?);
    }
    Ok(records)
}
