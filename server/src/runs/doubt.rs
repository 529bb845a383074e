//! Writes of which nobody knows whether they were done, after a crash or a lost answer (P7).

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use rules::{
    mapping::item,
    merge::{Pending, Side},
    normalize,
    record::{Image, RecordKind},
};

use super::{Error, engine::Engine, sides::Unfinished};
use crate::{
    mailbox::{Item, Mailbox, Presence},
    practice::{
        self, Base, Folder, JournalEntry, JournalState, Link, LinkState, Practice, RecordRef, Replaced, Step, Which,
        WhichRecords,
    },
};

/// How long a create that cannot be found may still land. Until then its record is left alone.
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
pub(super) async fn resolve(engine: &Engine, folder: &Folder, by: &str) -> Result<Doubts, Error> {
    let (practice, mailbox, now) = (engine.practice(), engine.mailbox(), engine.clock().now());
    let mut doubts = Doubts::default();
    for entry in practice.unsettled_in(&folder.id).await? {
        doubts.touched.records.insert(entry.record.id.clone());
        doubts.touched.items.extend(entry.item_id.clone());
        let steps = match (entry.side, entry.action.as_str()) {
            (Side::Outlook, "create") => created(practice, mailbox, folder, &entry, now, &mut doubts).await?,
            (Side::Outlook, "delete") => deleted(mailbox, folder, &entry).await?,
            (Side::Outlook, _) => updated(practice, entry, &mut doubts).await?,
            // A practice write is done in the transaction that journals it.
            (Side::Practice, _) => vec![settle(&entry, JournalState::Failed, "it was not written")],
        };
        if !steps.is_empty() {
            let mut commit = engine.in_turn(&folder.id, now, by);
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
async fn deleted(mailbox: &dyn Mailbox, folder: &Folder, entry: &JournalEntry) -> Result<Vec<Step>, Error> {
    let Some(item) = &entry.item_id else { return Ok(vec![settle(entry, JournalState::Failed, "it names no item")]) };
    Ok(match mailbox.item(&folder.key, item).await? {
        Presence::Gone => vec![settle(entry, JournalState::Done, "")],
        Presence::Here(_) | Presence::Elsewhere => {
            vec![settle(entry, JournalState::Failed, "the item is still there")]
        }
    })
}

/// A create is looked up by its key. What is found is tied to its record; what is not found may still land.
async fn created(
    practice: &dyn Practice,
    mailbox: &dyn Mailbox,
    folder: &Folder,
    entry: &JournalEntry,
    now: Timestamp,
    doubts: &mut Doubts,
) -> Result<Vec<Step>, Error> {
    let Some(key) = &entry.create_key else {
        return Ok(vec![settle(entry, JournalState::Failed, "it bears no key")]);
    };
    let mut found = mailbox.created(&folder.key, key).await?;
    found.sort_by(|a, b| a.id.cmp(&b.id));
    let Some(item) = found.into_iter().next() else {
        if now.duration_since(entry.at) < MAY_LAND {
            doubts.records.insert(entry.record.id.clone());
            return Ok(Vec::new());
        }
        return Ok(vec![settle(entry, JournalState::Failed, "it never arrived")]);
    };
    let named = WhichRecords::Ids(vec![entry.record.id.clone()]);
    if practice.records(folder.key.kind, &named).await?.is_empty() {
        // Another program deleted it for good meanwhile: the item is one that only Outlook has.
        doubts.touched.items.insert(item.id);
        return Ok(vec![settle(entry, JournalState::Done, "its record was deleted meanwhile")]);
    }
    let of_record = practice.pairs(&folder.id, &Which::Records(vec![entry.record.id.clone()])).await?;
    let of_item = practice.pairs(&folder.id, &Which::Items(vec![item.id.clone()])).await?;
    let mut steps = vec![settle(entry, JournalState::Done, "found after it was in doubt")];
    if of_item.is_empty() {
        // The link of a recreated item still names the one that was deleted.
        steps.extend(of_record.iter().map(|pair| Step::Unlink { link_id: pair.link.id.clone() }));
        steps.extend(tie(practice, folder, entry, &item, now));
    }
    Ok(steps)
}

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
