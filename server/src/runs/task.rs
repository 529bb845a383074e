//! One change on its way: what is journalled before it is sent, what is sent, and what is written after it.

use std::borrow::Cow;

use jiff::Timestamp;
use rules::{
    mapping::item,
    merge::Side,
    normalize,
    plan::{Change, Parting, What},
    record::{FieldId, Image, Kind},
};

use super::{
    doubt::{Told, new_link},
    sides::{Sides, item_id},
};
use crate::{
    mailbox::{self, Item, Mailbox, Presence, Properties, Seen},
    practice::{
        Base, ChangeState, Folder, FolderKey, JournalEntry, JournalState, PartedBy, Record, RecordRef, Replaced, Step,
    },
};

/// One change of a plan, with what it needs of both sides.
#[derive(Clone, Debug)]
pub(super) struct Task<'a> {
    /// Its place in the run's list.
    pub position: i64,
    /// What is to be done.
    pub change: Change,
    /// The run.
    run: String,
    /// The record, known or new.
    record: RecordRef,
    /// The link, known or new.
    link: String,
    /// The journal entry of what is sent to Outlook.
    journal: String,
    /// That of what is written to the practice database.
    own_journal: String,
    /// The link of an item that is made again.
    new_link: String,
    /// The key that a new item bears.
    key: String,
    /// The record as it was read.
    known: Option<&'a Record>,
    /// The item as it was read; after an earlier task wrote it, as it came back.
    item: Option<Cow<'a, Item>>,
    /// The item as it was last known, where it was not read.
    last: Option<&'a Image>,
    seen: Option<Seen>,
    /// The edit's own time on Outlook's side, by our clock (M3).
    edited: Option<Timestamp>,
    /// Writes in doubt to the same item, which this settles.
    doubt: Option<&'a Told>,
    /// It is about what an earlier task of the same run imports.
    pub follows: bool,
    /// A later task of the same run is about what this one imports.
    pub leads: bool,
}

/// What came of sending.
#[derive(Clone, Debug)]
pub(super) enum Sent {
    /// Nothing was to be sent, or the item is gone as was wanted.
    Nothing,
    /// The item as it was stored.
    Stored(Box<Item>),
}

impl Sent {
    /// The item as it was stored.
    pub(super) fn item(&self) -> Option<&Item> {
        match self {
            Self::Stored(item) => Some(item),
            Self::Nothing => None,
        }
    }
}

/// New identifiers that a task may need.
pub(super) struct Fresh<'a>(pub &'a dyn Fn() -> String);

impl<'a> Task<'a> {
    /// The task of a change.
    pub(super) fn new(
        run: &str,
        position: i64,
        change: Change,
        sides: &'a Sides,
        doubt: Option<&'a Told>,
        fresh: &Fresh<'_>,
    ) -> Self {
        let new = || (fresh.0)();
        let pair = change.link.as_ref().and_then(|link| sides.pairs.get(link));
        let id = change.item.clone().or_else(|| pair.map(|pair| item_id(pair).to_owned())).unwrap_or_default();
        let item = sides.items.get(&id);
        let known = pair.and_then(|pair| pair.record.as_ref());
        let known = known.or_else(|| change.record.as_ref().and_then(|id| sides.records.get(id)));
        let base = pair.and_then(|pair| pair.base.as_ref());
        let seen = item.map(|item| &item.seen).or_else(|| base.map(|base| &base.seen));
        let sighted = pair.and_then(|pair| pair.link.sighted.as_ref()?.modified);
        let modified = sighted.or_else(|| item.and_then(|item| item.modified));
        Self {
            position,
            run: run.to_owned(),
            record: RecordRef { kind: change.kind, id: change.record.clone().unwrap_or_else(new) },
            link: change.link.clone().unwrap_or_else(new),
            journal: new(),
            own_journal: new(),
            new_link: new(),
            key: new(),
            seen: seen.cloned(),
            edited: modified.map(|at| sides.ours(at)),
            doubt,
            follows: false,
            leads: false,
            known,
            item: item.map(Cow::Borrowed),
            last: base.map(|base| &base.outlook),
            change,
        }
    }

    /// Does it send anything to Outlook?
    pub(super) fn sends(&self) -> bool {
        let written = self.change.written(Side::Outlook).next().is_some();
        match self.change.what {
            What::AddItem | What::RecreateItem | What::RemoveItem => true,
            What::UpdateItem | What::UpdateBoth | What::Join => written,
            What::AddRecord
            | What::Rejoin
            | What::UpdateRecord
            | What::RestoreRecord
            | What::BinRecord
            | What::Part
            | What::DropLink
            | What::Rebase => false,
        }
    }

    /// What is committed before anything is sent: the journal; and what would be lost with an item that is removed.
    pub(super) fn before(&self, folder: &Folder, now: Timestamp) -> Vec<Step> {
        if !self.sends() {
            return Vec::new();
        }
        let mut steps = Vec::new();
        if self.change.what == What::RemoveItem {
            steps.extend(self.write_record(folder, now));
            steps.extend(self.keep(Side::Outlook));
        }
        let creates = matches!(self.change.what, What::AddItem | What::RecreateItem);
        let action = match self.change.what {
            What::AddItem | What::RecreateItem => "create",
            What::RemoveItem => "delete",
            _ => "update",
        };
        steps.push(Step::Journal(JournalEntry {
            id: self.journal.clone(),
            run_id: Some(self.run.clone()),
            position: Some(self.position),
            link_id: Some(self.link.clone()).filter(|_| self.change.what != What::AddItem),
            side: Side::Outlook,
            action: action.to_owned(),
            record: self.record.clone(),
            folder_id: Some(folder.id.clone()),
            item_id: self.change.item.clone(),
            create_key: creates.then(|| self.key.clone()),
            before: (!creates).then(|| self.item_image()),
            after: match action {
                "create" => Some(self.practice_image()),
                "update" => Some(self.wanted()),
                _ => None,
            },
            state: JournalState::Sent,
            at: now,
            settled_at: None,
            sought_at: None,
            note: String::new(),
        }));
        steps
    }

    /// Sends it.
    pub(super) async fn send(&self, mailbox: &dyn Mailbox, key: &FolderKey) -> Result<Sent, mailbox::Error> {
        let id = self.change.item.as_deref().unwrap_or_default();
        match self.change.what {
            _ if !self.sends() => Ok(Sent::Nothing),
            What::AddItem | What::RecreateItem => {
                let properties = self.properties(None)?;
                mailbox.create(key, &properties, &self.key).await.map(stored)
            }
            What::RemoveItem => match mailbox.delete(key, id, self.seen.as_ref()).await {
                Ok(()) | Err(mailbox::Error::Gone) => Ok(Sent::Nothing),
                Err(error) => Err(error),
            },
            _ => {
                let item = self.item_to_change(mailbox, key, id).await?;
                let seen = item.as_ref().map(|item| item.seen.clone()).or_else(|| self.seen.clone());
                let properties = self.properties(item.as_ref().map(|item| &item.content))?;
                mailbox.update(key, id, &properties, seen.as_ref()).await.map(stored)
            }
        }
    }

    /// The item is needed where a list is written that holds more than we know; and it must be what was planned from.
    async fn item_to_change(
        &self,
        mailbox: &dyn Mailbox,
        key: &FolderKey,
        id: &str,
    ) -> Result<Option<Item>, mailbox::Error> {
        let holds_more = |id: FieldId| self.change.kind.field(id).is_some_and(|field| field.kind == Kind::Email);
        let needed = self.change.written(Side::Outlook).any(|change| holds_more(change.field));
        if self.item.is_some() || !needed {
            return Ok(self.item.clone().map(Cow::into_owned));
        }
        match mailbox.item(key, id).await? {
            Presence::Here(item) => {
                let image = item::get(self.change.kind, &item.content).0.image;
                let same = normalize::same_image(self.change.kind, &image, &self.last());
                if same { Ok(Some(*item)) } else { Err(mailbox::Error::Moved) }
            }
            Presence::Elsewhere | Presence::Gone => Err(mailbox::Error::Gone),
        }
    }

    fn properties(&self, item: Option<&Properties>) -> Result<Properties, mailbox::Error> {
        let fields = self.change.written(Side::Outlook).map(|change| change.field).collect();
        item::changes(self.change.kind, item, &self.wanted(), &fields)
            .map_err(|error| mailbox::Error::Invalid { code: error.field.to_string(), reason: error.reason })
    }

    /// What the item is to hold.
    fn wanted(&self) -> Image {
        let mut image = self.item_image();
        for change in self.change.written(Side::Outlook) {
            image.set(change.field, change.after.clone());
        }
        image
    }

    /// What the item holds, as far as known.
    fn item_image(&self) -> Image {
        let read = self.item.as_ref().map(|item| item::get(self.change.kind, &item.content).0.image);
        match self.change.what {
            What::AddItem | What::RecreateItem => Image::new(),
            _ => read.unwrap_or_else(|| self.last().into_owned()),
        }
    }

    fn last(&self) -> Cow<'a, Image> {
        self.last.map_or_else(Cow::default, Cow::Borrowed)
    }

    /// What the record holds of what travels.
    fn practice_image(&self) -> Image {
        let compared = item::comparable_record(self.change.kind, &self.change.record_image);
        compared.only(&self.change.kind.synced().map(|field| field.id).collect())
    }

    /// What is committed once it was sent, all of it together.
    pub(super) fn after(&self, folder: &Folder, sent: &Sent, now: Timestamp) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.change.what != What::RemoveItem {
            steps.extend(self.write_record(folder, now));
            steps.extend(self.keep(Side::Outlook));
        }
        steps.extend(self.write_link(folder, sent, now));
        if self.sends() {
            steps.push(settle(&self.journal, JournalState::Done, ""));
        }
        if let Some(told) = self.doubt.filter(|_| self.moves_base()) {
            steps.extend(told.settled(self.change.kind, &self.item_image()));
        }
        steps.push(self.planned(ChangeState::Done, ""));
        steps
    }

    /// What is committed when it was not done, or nobody knows.
    pub(super) fn failed(&self, error: &mailbox::Error) -> Vec<Step> {
        let note = error.to_string();
        let mut steps = Vec::new();
        // What is in doubt stays so until the next run has looked.
        if self.sends() && !matches!(error, mailbox::Error::InDoubt { .. }) {
            steps.push(settle(&self.journal, JournalState::Failed, &note));
        }
        steps.push(self.planned(outcome(error), &note));
        steps
    }

    /// How far the change came.
    pub(super) fn planned(&self, state: ChangeState, note: &str) -> Step {
        Step::Planned {
            run_id: self.run.clone(),
            position: self.position,
            state,
            note: note.to_owned(),
            journal_id: self.sends().then(|| self.journal.clone()),
        }
    }

    const fn moves_base(&self) -> bool {
        matches!(
            self.change.what,
            What::UpdateItem | What::UpdateRecord | What::UpdateBoth | What::Rebase | What::RestoreRecord | What::Join
        )
    }

    /// The practice side's write with its journal and what gave way; nothing where the record is not written.
    fn write_record(&self, folder: &Folder, now: Timestamp) -> Vec<Step> {
        let writes = self.change.written(Side::Practice).next().is_some();
        let record = self.record.clone();
        let expected = self.change.version;
        let edited_at = self.edited_at(now);
        let image = self.change.record_image.clone();
        let (action, mut steps) = match self.change.what {
            What::AddRecord => ("create", vec![Step::Create { record, image, edited_at, series: None }]),
            What::BinRecord => ("delete", vec![Step::Bin { record, expected }]),
            // Another program deleted it for good: what the item holds is a record again.
            What::RestoreRecord if self.known.is_none() => {
                ("create", vec![Step::Create { record, image, edited_at, series: None }])
            }
            What::RestoreRecord => {
                let unbin = Step::Unbin { record: record.clone(), expected };
                let update = Step::Update { record, expected: expected + 1, image, edited_at };
                ("update", vec![unbin, update])
            }
            _ if writes => ("update", vec![Step::Update { record, expected, image, edited_at }]),
            // A record that moved since is no harm to the item's write: the base holds what it was made from (P3).
            _ => return Vec::new(),
        };
        steps.extend(self.keep(Side::Practice));
        steps.push(Step::Journal(self.practice_entry(action, folder, now)));
        steps
    }

    fn practice_entry(&self, action: &str, folder: &Folder, now: Timestamp) -> JournalEntry {
        JournalEntry {
            id: self.own_journal.clone(),
            run_id: Some(self.run.clone()),
            position: Some(self.position),
            link_id: self.change.link.clone(),
            side: Side::Practice,
            action: action.to_owned(),
            record: self.record.clone(),
            folder_id: Some(folder.id.clone()),
            item_id: self.change.item.clone(),
            create_key: None,
            before: self.known.map(|record| record.image.clone()),
            after: Some(self.change.record_image.clone()),
            state: JournalState::Done,
            at: now,
            settled_at: Some(now),
            sought_at: None,
            note: String::new(),
        }
    }

    /// M3: the edit's own time travels with it; a later edit of another field stays the record's latest.
    fn edited_at(&self, now: Timestamp) -> Timestamp {
        let own = self.edited.unwrap_or(now).min(now);
        self.known.map_or(own, |record| own.max(record.edited_at))
    }

    /// The values of that side that gave way (M4).
    fn keep(&self, side: Side) -> Vec<Step> {
        let of_side = self.change.replaced.iter().filter(|replaced| replaced.side == side);
        let kept = of_side.map(|replaced| {
            Step::Keep(Replaced {
                record: self.record.clone(),
                field: replaced.field,
                side,
                value: replaced.value.clone(),
                replaced_by: replaced.by.clone(),
                why: self.change.rule.clone(),
                run_id: Some(self.run.clone()),
                journal_id: self.sends().then(|| self.journal.clone()),
            })
        });
        kept.collect()
    }

    fn write_link(&self, folder: &Folder, sent: &Sent, now: Timestamp) -> Vec<Step> {
        let link_id = self.link.clone();
        let by = self.change.parting.map(parted_by);
        let item = match sent {
            Sent::Stored(item) => Some(&**item),
            Sent::Nothing => self.item.as_deref(),
        };
        match (self.change.what, item) {
            (What::AddRecord | What::AddItem | What::Join, Some(item)) => {
                let mut link = new_link(link_id, folder, self.record.clone(), item, now);
                link.imported_by = (self.change.what == What::AddRecord).then(|| self.run.clone());
                let base = self.base(sent, now);
                [Some(Step::Link(link)), base].into_iter().flatten().collect()
            }
            (What::RecreateItem, Some(item)) => {
                let link = new_link(self.new_link.clone(), folder, self.record.clone(), item, now);
                let base =
                    Step::Base { link_id: link.id.clone(), base: self.base_of(sent, self.practice_image(), now) };
                vec![Step::Unlink { link_id }, Step::Link(link), base]
            }
            (What::UpdateItem | What::UpdateRecord | What::UpdateBoth | What::Rebase | What::RestoreRecord, _) => {
                let forget = Step::Sight { link_id, sighted: None };
                self.base(sent, now).into_iter().chain([forget]).collect()
            }
            (What::Rejoin, _) => vec![Step::Rejoin { link_id }],
            (What::RemoveItem | What::Part, _) if by.is_some() => {
                vec![Step::Part { link_id, by: by.unwrap_or(PartedBy::Filter) }]
            }
            (What::RemoveItem | What::DropLink | What::BinRecord, _) => vec![Step::Unlink { link_id }],
            _ => Vec::new(),
        }
    }

    fn base(&self, sent: &Sent, now: Timestamp) -> Option<Step> {
        let practice = match (&self.change.agreed, self.change.what) {
            (Some(agreed), _) => agreed.practice.clone(),
            (None, What::AddItem) => self.practice_image(),
            (None, _) => return None,
        };
        Some(Step::Base { link_id: self.link.clone(), base: self.base_of(sent, practice, now) })
    }

    /// What the item holds now: as it came back from being written, else as both agreed.
    fn base_of(&self, sent: &Sent, practice: Image, now: Timestamp) -> Base {
        let agreed = || self.change.agreed.as_ref().map(|agreed| agreed.outlook.clone()).unwrap_or_default();
        let (outlook, item) = match sent {
            Sent::Stored(item) => (self.read_back(item), Some(&**item)),
            Sent::Nothing => (agreed(), self.item.as_deref()),
        };
        Base {
            practice,
            outlook,
            taken_at: now,
            outlook_modified: item.and_then(|item| item.modified),
            seen: item.map(|item| item.seen.clone()).or_else(|| self.seen.clone()).unwrap_or_default(),
        }
    }

    /// The item as it was stored: of fields that were written as it came back, of others as agreed. An edit that came
    /// between reading and writing shows in the others, and must stay an edit (P3).
    fn read_back(&self, item: &Item) -> Image {
        let view = item::get(self.change.kind, &item.content).0;
        let Some(agreed) = &self.change.agreed else { return view.image };
        let mut image = agreed.outlook.clone();
        for change in self.change.written(Side::Outlook).filter(|change| view.scope.contains(&change.field)) {
            image.set(change.field, view.image.get(change.field).cloned());
        }
        image
    }

    /// Record and item that this is about.
    pub(super) fn about(&self) -> (Option<&str>, Option<&str>) {
        (Some(&self.record.id), self.change.item.as_deref())
    }

    /// The same about that state of the item.
    pub(super) fn about_item(&self, item: Item) -> Self {
        Self { seen: Some(item.seen.clone()), item: Some(Cow::Owned(item)), ..self.clone() }
    }

    /// Ties this to what an earlier task of the same run made of the same item.
    pub(super) fn follow(&mut self, earlier: &mut Self) {
        earlier.leads = true;
        self.record = earlier.record.clone();
        self.link.clone_from(&earlier.link);
        self.change.version = 1;
        self.follows = true;
    }
}

fn stored(item: Item) -> Sent {
    Sent::Stored(Box::new(item))
}

fn settle(journal: &str, state: JournalState, note: &str) -> Step {
    Step::Settle { journal_id: journal.to_owned(), state, note: note.to_owned() }
}

const fn parted_by(parting: Parting) -> PartedBy {
    match parting {
        Parting::Person => PartedBy::Person,
        Parting::Deletion => PartedBy::Deletion,
        Parting::Filter => PartedBy::Filter,
    }
}

/// What moved leaves for a new plan, what failed is reported.
const fn outcome(error: &mailbox::Error) -> ChangeState {
    match error {
        mailbox::Error::Moved | mailbox::Error::Gone => ChangeState::Moved,
        _ => ChangeState::Failed,
    }
}
