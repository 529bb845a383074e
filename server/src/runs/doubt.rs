//! Writes of which nobody knows whether they were done, after a crash or a lost answer (P7).

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use rules::{
    mapping::item,
    merge::{Pending, Side},
    normalize,
    record::{Image, RecordKind},
};

use super::{
    Error,
    engine::{Engine, Turn},
    sides::Unfinished,
};
use crate::{
    mailbox::{self, Item, Mailbox, Presence},
    practice::{
        self, Base, Folder, JournalEntry, JournalState, Link, LinkState, Practice, RecordRef, Replaced, Step, Which,
        WhichRecords,
    },
};

/// How long a create that was looked for and not found may still land. Until then its record is left alone.
const MAY_LAND: SignedDuration = SignedDuration::from_mins(5);

/// What is in doubt in a folder.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    /// What an item was told and may hold, by link: it counts as a second base.
    told: BTreeMap<String, Told>,
    /// Records whose create may still land.
    records: BTreeSet<String>,
    /// What any of it was about: this run looks at it whatever the cursors say.
    pub touched: Unfinished,
}

/// Updates in doubt of one item, the oldest first.
#[derive(Clone, Debug)]
pub(super) struct Told(Vec<JournalEntry>);

impl Doubts {
    /// What the item of that link may hold.
    pub(super) fn pending(&self, link: &str) -> Option<Pending> {
        let entry = self.told.get(link)?.0.last()?;
        Some(Pending { shown: entry.before.clone()?, agreed: entry.after.clone()? })
    }

    /// What the item of that link was told, to be settled with its next base.
    pub(super) fn told(&self, link: &str) -> Option<&Told> {
        self.told.get(link)
    }

    /// Is the record left alone for now?
    pub(super) fn holds_record(&self, id: &str) -> bool {
        self.records.contains(id)
    }

    /// The records that are left alone: the next run looks at them again.
    pub(super) fn held(&self) -> &BTreeSet<String> {
        &self.records
    }
}

impl Told {
    /// They are settled, now that the item was seen to hold this: what it held before them and holds no more is kept
    /// (M4), for nobody was there to keep it when the write landed.
    pub(super) fn settled(&self, kind: RecordKind, holds: &Image) -> Vec<Step> {
        let settled = self.0.iter().flat_map(|entry| {
            let kept = lost(entry, kind, holds);
            kept.into_iter().chain([settle(entry, JournalState::Done, "the item was seen since")])
        });
        settled.collect()
    }
}

/// The values that a write in doubt took the place of.
fn lost(entry: &JournalEntry, kind: RecordKind, holds: &Image) -> Vec<Step> {
    let (Some(before), Some(after)) = (&entry.before, &entry.after) else { return Vec::new() };
    let replaced = kind.synced().filter(|field| {
        let old = before.get(field.id);
        old.is_some()
            && !normalize::same(field, old, after.get(field.id))
            && !normalize::same(field, old, holds.get(field.id))
    });
    let kept = replaced.map(|field| {
        Step::Keep(Replaced {
            record: entry.record.clone(),
            field: field.id,
            side: Side::Outlook,
            value: before.get(field.id).cloned(),
            replaced_by: after.get(field.id).cloned(),
            why: "P7".to_owned(),
            run_id: entry.run_id.clone(),
            journal_id: Some(entry.id.clone()),
        })
    });
    kept.collect()
}

/// Looks up every write of the folder that is in doubt, and settles what can be.
pub(super) async fn resolve(engine: &Engine, turn: &Turn, folder: &Folder, by: &str) -> Result<Doubts, Error> {
    let (practice, mailbox, now) = (engine.practice(), engine.mailbox(), engine.clock().now());
    let mut doubts = Doubts::default();
    for entry in practice.unsettled_in(&folder.id).await? {
        doubts.touched.records.insert(entry.record.id.clone());
        doubts.touched.items.extend(entry.item_id.clone());
        let steps = match (entry.side, entry.action.as_str()) {
            (Side::Outlook, "create") => {
                let looked = Looked { engine, turn, folder, by };
                looked.created(&entry, &mut doubts).await?
            }
            (Side::Outlook, "delete") => deleted(practice, mailbox, folder, &entry).await?,
            (Side::Outlook, _) => updated(practice, entry, &mut doubts).await?,
            // A practice write is done in the transaction that journals it.
            (Side::Practice, _) => vec![settle(&entry, JournalState::Failed, "it was not written")],
        };
        if !steps.is_empty() {
            let mut commit = turn.commit(now, by);
            commit.steps.extend(steps);
            practice.commit(commit).await?;
        }
    }
    Ok(doubts)
}

fn settle(entry: &JournalEntry, state: JournalState, note: &str) -> Step {
    Step::Settle { journal_id: entry.id.clone(), state, note: note.to_owned() }
}

/// The item was told, and may hold it: what the item shows decides when it is compared. Where its pair is no more, or
/// was never made, nothing compares it any more.
async fn updated(practice: &dyn Practice, entry: JournalEntry, doubts: &mut Doubts) -> Result<Vec<Step>, Error> {
    let link = match &entry.link_id {
        Some(id) => practice.link(id).await.map(Some),
        None => Ok(None),
    };
    let link = match link {
        Err(practice::Error::NotFound { .. }) => None,
        link => link?,
    };
    match link {
        Some(link) if link.state == LinkState::Joined => {
            doubts.told.entry(link.id).or_insert_with(|| Told(Vec::new())).0.push(entry);
            Ok(Vec::new())
        }
        _ => {
            let mut steps = lost(&entry, entry.record.kind, &Image::new());
            steps.push(settle(&entry, JournalState::Done, "its pair is no more"));
            Ok(steps)
        }
    }
}

/// A delete is repeated by the next plan where it is still wanted; where the item is gone it was done.
async fn deleted(
    practice: &dyn Practice,
    mailbox: &dyn Mailbox,
    folder: &Folder,
    entry: &JournalEntry,
) -> Result<Vec<Step>, Error> {
    let Some(item) = &entry.item_id else { return Ok(vec![settle(entry, JournalState::Failed, "it names no item")]) };
    let found = match mailbox.item(&folder.key, item).await {
        // It stays in doubt, and the others are looked up.
        Err(error) if error.is_of_item() => return Ok(Vec::new()),
        found => found?,
    };
    Ok(match found {
        Presence::Gone => {
            let mut steps = vec![settle(entry, JournalState::Done, "")];
            // Nobody deleted it in Outlook: the undo did, and the two are to be found again (P10).
            if let Some(link_id) = entry.link_id.clone()
                && by_an_undo(practice, entry).await?
                && practice.links_of(&entry.record).await?.iter().any(|link| link.id == link_id)
            {
                steps.push(Step::Unlink { link_id });
            }
            steps
        }
        Presence::Here(_) | Presence::Elsewhere => {
            vec![settle(entry, JournalState::Failed, "the item is still there")]
        }
    })
}

async fn by_an_undo(practice: &dyn Practice, entry: &JournalEntry) -> Result<bool, Error> {
    match &entry.run_id {
        Some(run) => Ok(practice.run(run).await?.cause == "undo"),
        None => Ok(false),
    }
}

/// What a create in doubt is looked up with.
struct Looked<'a> {
    engine: &'a Engine,
    turn: &'a Turn,
    folder: &'a Folder,
    by: &'a str,
}

impl Looked<'_> {
    /// A create is looked up by its key. What is found is tied to its record; what is not found may still land, from the
    /// time on at which it was first looked for: whoever sent it has given up by then.
    async fn created(&self, entry: &JournalEntry, doubts: &mut Doubts) -> Result<Vec<Step>, Error> {
        let (practice, now) = (self.engine.practice(), self.engine.clock().now());
        let Some(key) = &entry.create_key else {
            return Ok(vec![settle(entry, JournalState::Failed, "it bears no key")]);
        };
        let mut found = self.engine.mailbox().created(&self.folder.key, key).await?;
        found.sort_by(|a, b| a.id.cmp(&b.id));
        let Some(item) = found.into_iter().next() else {
            return Ok(match entry.sought_at {
                Some(first) if now.duration_since(first) >= MAY_LAND => {
                    vec![settle(entry, JournalState::Failed, "it never arrived")]
                }
                first => {
                    doubts.records.insert(entry.record.id.clone());
                    let sought = Step::Sought { journal_id: entry.id.clone() };
                    first.map_or_else(|| vec![sought], |_| Vec::new())
                }
            });
        };
        if !practice.pairs(&self.folder.id, &Which::Items(vec![item.id.clone()])).await?.is_empty() {
            return Ok(vec![settle(entry, JournalState::Done, FOUND)]);
        }
        let named = WhichRecords::Ids(vec![entry.record.id.clone()]);
        if practice.records(self.folder.key.kind, &named).await?.is_empty() {
            return self.taken_back(entry, item, "its record was deleted meanwhile", doubts).await;
        }
        // The link of a recreated item still names the one that was deleted.
        let of_record = practice.pairs(&self.folder.id, &Which::Records(vec![entry.record.id.clone()])).await?;
        let (old, other): (Vec<_>, Vec<_>) =
            of_record.into_iter().partition(|pair| entry.link_id.as_ref() == Some(&pair.link.id));
        if !other.is_empty() {
            return self.taken_back(entry, item, "its record has another item", doubts).await;
        }
        let mut steps = vec![settle(entry, JournalState::Done, FOUND)];
        steps.extend(old.iter().map(|pair| Step::Unlink { link_id: pair.link.id.clone() }));
        steps.extend(tie(practice, self.folder, entry, &item, now));
        Ok(steps)
    }

    /// Nothing can be tied to an item that was made: it goes again, unless somebody has edited it, for then it is one
    /// that only Outlook has (M5).
    async fn taken_back(
        &self,
        entry: &JournalEntry,
        item: Item,
        why: &str,
        doubts: &mut Doubts,
    ) -> Result<Vec<Step>, Error> {
        let (kind, now) = (self.folder.key.kind, self.engine.clock().now());
        let holds = item::get(kind, &item.content).0.image;
        let settled = settle(entry, JournalState::Done, why);
        doubts.touched.items.insert(item.id.clone());
        if !entry.after.as_ref().is_some_and(|sent| normalize::same_image(kind, sent, &holds)) {
            return Ok(vec![settled]);
        }
        let delete = JournalEntry {
            id: self.engine.practice().new_id(),
            link_id: None,
            action: "delete".to_owned(),
            item_id: Some(item.id.clone()),
            create_key: None,
            before: Some(holds),
            after: None,
            at: now,
            sought_at: None,
            note: why.to_owned(),
            ..entry.clone()
        };
        let journal = self.turn.commit(now, self.by).step(Step::Journal(delete.clone()));
        self.engine.practice().commit(journal).await?;
        Ok(match self.engine.mailbox().delete(&self.folder.key, &item.id, Some(&item.seen)).await {
            Ok(()) | Err(mailbox::Error::Gone) => vec![settled, settle(&delete, JournalState::Done, why)],
            // The next run looks again.
            Err(mailbox::Error::InDoubt { .. }) => Vec::new(),
            Err(error) => vec![settle(&delete, JournalState::Failed, &error.to_string())],
        })
    }
}

/// What is noted of a create that was found.
const FOUND: &str = "found after it was in doubt";

/// The link and base that the create would have made.
fn tie(practice: &dyn Practice, folder: &Folder, entry: &JournalEntry, item: &Item, now: Timestamp) -> Vec<Step> {
    let link = new_link(practice.new_id(), folder, entry.record.clone(), item, now);
    let found = || item::get(folder.key.kind, &item.content).0.image;
    // Somebody may have edited it since. The service's times, cut to the second, cannot tell; so whatever differs from
    // what was sent counts as an edit, though it be the service's own doing.
    let outlook = entry.after.as_ref().map_or_else(found, normalize::clean_image);
    let practice_image = entry.after.clone().unwrap_or_default();
    let base = Base {
        practice: practice_image,
        outlook,
        taken_at: now,
        outlook_modified: item.modified,
        seen: item.seen.clone(),
    };
    vec![Step::Link(link.clone()), Step::Base { link_id: link.id, base }]
}

/// A link of that record with that item.
pub(super) fn new_link(id: String, folder: &Folder, record: RecordRef, item: &Item, now: Timestamp) -> Link {
    Link {
        id,
        folder_id: folder.id.clone(),
        record,
        item_id: item.id.clone(),
        immutable_id: Some(item.id.clone()),
        ical_uid: item.content.get("iCalUId").and_then(serde_json::Value::as_str).map(str::to_owned),
        series_item_id: None,
        state: LinkState::Joined,
        parted_by: None,
        imported_by: None,
        sighted: None,
        created_at: now,
    }
}
