//! One change, taken back where nobody has edited what it made since.

use rules::{
    mapping::{Unmappable, item},
    merge::Side,
    normalize,
    plan::{Change, FieldChange, What},
    record::{Image, RecordKind},
};

use crate::{
    mailbox::{self, Item, Presence},
    practice::{
        Base, Folder, JournalEntry, JournalState, LinkState, Pair, PartedBy, Record, RecordRef, Run, Step, Which,
        WhichRecords,
    },
    runs::{Engine, Error, doubt::new_link, engine::Turn, sides::item_id},
};

/// Why a change was not taken back.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Somebody edited it since, or it is linked elsewhere.
    Since(&'static str),
    Mailbox(mailbox::Error),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Since(why) => f.write_str(why),
            Self::Mailbox(error) => error.fmt(f),
        }
    }
}

pub(super) type Taken = Result<Vec<Step>, Refusal>;

/// One change to be taken back.
pub(super) struct Back<'a> {
    engine: &'a Engine,
    turn: &'a Turn,
    folder: &'a Folder,
    run: &'a Run,
    position: i64,
    change: &'a Change,
    pair: Option<Pair>,
    record: Option<Record>,
    /// Another folder has the record too, as far as anybody knows now.
    elsewhere: bool,
    /// The record before and after the run's own write.
    written: Option<JournalEntry>,
}

impl<'a> Back<'a> {
    /// That change of that undo, of which nothing was read yet.
    pub(super) const fn new(
        engine: &'a Engine,
        turn: &'a Turn,
        folder: &'a Folder,
        run: &'a Run,
        position: i64,
        change: &'a Change,
    ) -> Self {
        let (pair, record, written) = (None, None, None);
        Self { engine, turn, folder, run, position, change, pair, record, elsewhere: false, written }
    }

    /// With the record that it is about, as it is now.
    pub(super) async fn of(self, record: Option<RecordRef>, written: Option<JournalEntry>) -> Result<Self, Error> {
        let Some(record) = record else { return Ok(Self { written, ..self }) };
        let (practice, ids) = (self.engine.practice(), vec![record.id.clone()]);
        let pair = practice.pairs(&self.folder.id, &Which::Records(ids.clone())).await?.into_iter().next();
        let links = practice.links_of(&record).await?;
        let elsewhere = links.iter().any(|link| link.folder_id != self.folder.id);
        let record = practice.records(self.change.kind, &WhichRecords::Ids(ids)).await?.into_iter().next();
        Ok(Self { pair, record, elsewhere, written, ..self })
    }
}

impl Back<'_> {
    /// Takes it back on Outlook's side, and answers what is to be written on ours.
    pub(super) async fn take(&self) -> Result<Taken, Error> {
        Ok(match self.change.what {
            What::AddItem | What::RecreateItem => self.remove_item().await?,
            What::AddRecord => self.bin_record(),
            What::UpdateItem | What::UpdateRecord | What::UpdateBoth | What::Join => self.restore_fields().await?,
            What::RemoveItem => self.make_item().await?,
            What::BinRecord => self.unbin(),
            What::RestoreRecord => self.bin_again(),
            What::Part => self.tie(LinkState::Joined),
            What::Rejoin => self.tie(LinkState::Parted),
            What::DropLink | What::Rebase => Ok(Vec::new()),
        })
    }

    fn kind(&self) -> RecordKind {
        self.change.kind
    }

    /// The item of the pair, if nobody edited it since.
    async fn untouched(&self, pair: &Pair) -> Result<Result<Item, Refusal>, Error> {
        let found = match self.engine.mailbox().item(&self.folder.key, item_id(pair)).await {
            Ok(Presence::Here(item)) => item,
            Ok(Presence::Elsewhere | Presence::Gone) => {
                return Ok(Err(Refusal::Since("the item is not there any more")));
            }
            Err(error) => return Ok(Err(Refusal::Mailbox(error))),
        };
        let image = item::get(self.kind(), &found.content).0.image;
        let same = pair.base.as_ref().is_some_and(|base| normalize::same_image(self.kind(), &base.outlook, &image));
        Ok(if same { Ok(*found) } else { Err(Refusal::Since("the item was edited in Outlook since")) })
    }

    /// The record, if nobody edited it since.
    fn record_untouched(&self, pair: &Pair) -> Result<&Record, Refusal> {
        let record = self.record.as_ref().ok_or(Refusal::Since("the record is not there any more"))?;
        let image = item::comparable_record(self.kind(), &record.image);
        let same = pair.base.as_ref().is_some_and(|base| normalize::same_image(self.kind(), &base.practice, &image));
        if same { Ok(record) } else { Err(Refusal::Since("the record was edited in the practice database since")) }
    }

    fn pair(&self) -> Result<&Pair, Refusal> {
        self.pair.as_ref().ok_or(Refusal::Since("the two are not linked any more"))
    }

    /// An item that the run made goes again.
    async fn remove_item(&self) -> Result<Taken, Error> {
        let pair = match self.pair() {
            Ok(pair) => pair,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let item = match self.untouched(pair).await? {
            Ok(item) => item,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let image = item::get(self.kind(), &item.content).0.image;
        let entry = self.journal("delete", Some(&item.id), None, Some(image), None).await?;
        let link_id = pair.link.id.clone();
        // An item that the filter had brought back leaves as it had left.
        let link = if self.change.what == What::RecreateItem {
            Step::Part { link_id, by: PartedBy::Filter }
        } else {
            Step::Unlink { link_id }
        };
        let sent = self.engine.mailbox().delete(&self.folder.key, &item.id, Some(&item.seen)).await;
        self.sent(entry, sent, |()| vec![link]).await
    }

    /// A record that the run made goes to the bin, unless another folder has it by now.
    fn bin_record(&self) -> Taken {
        let pair = self.pair()?;
        if self.elsewhere {
            return Err(Refusal::Since("another folder has the record by now"));
        }
        let record = self.record_untouched(pair)?;
        let unlink = Step::Unlink { link_id: pair.link.id.clone() };
        Ok(vec![Step::Bin { record: record.record.clone(), expected: record.version }, unlink])
    }

    fn unbin(&self) -> Taken {
        let record = self.record.as_ref().ok_or(Refusal::Since("the record is not there any more"))?;
        Ok(vec![Step::Unbin { record: record.record.clone(), expected: record.version }])
    }

    fn bin_again(&self) -> Taken {
        let pair = self.pair()?;
        let record = self.record_untouched(pair)?;
        Ok(vec![Step::Bin { record: record.record.clone(), expected: record.version }])
    }

    fn tie(&self, state: LinkState) -> Taken {
        let link_id = self.pair()?.link.id.clone();
        Ok(vec![match state {
            LinkState::Joined => Step::Rejoin { link_id },
            LinkState::Parted => Step::Part { link_id, by: PartedBy::Filter },
        }])
    }

    /// Both sides have their values of before; the base says that the same edit waits again.
    async fn restore_fields(&self) -> Result<Taken, Error> {
        let (pair, record, item) = match self.both().await? {
            Ok(both) => both,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Some(base) = &pair.base else { return Ok(Err(Refusal::Since("the two never agreed"))) };
        let (mut practice, mut outlook) = (base.practice.clone(), base.outlook.clone());
        for change in &self.change.fields {
            let (own, other) = match change.side {
                Side::Practice => (&mut practice, &mut outlook),
                Side::Outlook => (&mut outlook, &mut practice),
            };
            own.set(change.field, change.before.clone());
            other.set(change.field, change.before.clone());
        }
        let base = Base { practice, outlook, ..base.clone() };
        let link_id = pair.link.id.clone();
        let mut steps = self.restore_record(record);
        steps.push(if self.change.what == What::Join {
            Step::Unlink { link_id }
        } else {
            Step::Base { link_id, base: base.clone() }
        });
        self.restore_item(&item, base, steps).await
    }

    async fn both(&self) -> Result<Result<(&Pair, &Record, Item), Refusal>, Error> {
        let pair = match self.pair() {
            Ok(pair) => pair,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let record = match self.record_untouched(pair) {
            Ok(record) => record,
            Err(refusal) => return Ok(Err(refusal)),
        };
        Ok(self.untouched(pair).await?.map(|item| (pair, record, item)))
    }

    fn restore_record(&self, record: &Record) -> Vec<Step> {
        let before = self.written.as_ref().and_then(|entry| entry.before.as_ref());
        let Some(before) = before.filter(|_| self.change.written(Side::Practice).next().is_some()) else {
            return Vec::new();
        };
        let (image, edited_at) = (before.clone(), self.engine.clock().now());
        vec![Step::Update { record: record.record.clone(), expected: record.version, image, edited_at }]
    }

    async fn restore_item(&self, item: &Item, base: Base, steps: Vec<Step>) -> Result<Taken, Error> {
        let written: Vec<&FieldChange> = self.change.written(Side::Outlook).collect();
        if written.is_empty() {
            return Ok(Ok(steps));
        }
        let now_holds = item::get(self.kind(), &item.content).0.image;
        let mut wanted = now_holds.clone();
        for change in &written {
            wanted.set(change.field, change.before.clone());
        }
        let fields = written.iter().map(|change| change.field).collect();
        let properties = match item::changes(self.kind(), Some(&item.content), &wanted, &fields) {
            Ok(properties) => properties,
            Err(error) => return Ok(Err(unmappable(error))),
        };
        let entry = self.journal("update", Some(&item.id), None, Some(now_holds), Some(wanted)).await?;
        let sent = self.engine.mailbox().update(&self.folder.key, &item.id, &properties, Some(&item.seen)).await;
        let seen_again = |stored: Item| with_read_back(steps, &base, &stored, &fields_of(&written), self.kind());
        self.sent(entry, sent, seen_again).await
    }

    /// An item that the run removed is made again, and tied to its record.
    async fn make_item(&self) -> Result<Taken, Error> {
        let gone = self.change.written(Side::Outlook);
        let image: Image = gone.filter_map(|change| Some((change.field, change.before.clone()?))).collect();
        let Some(record) = &self.record else {
            return Ok(Err(Refusal::Since("the record is not there any more")));
        };
        if self.pair.as_ref().is_some_and(|pair| pair.link.state == LinkState::Joined) {
            return Ok(Err(Refusal::Since("the record has another item since")));
        }
        let fields = image.iter().map(|(id, _)| *id).collect();
        let properties = match item::changes(self.kind(), None, &image, &fields) {
            Ok(properties) => properties,
            Err(error) => return Ok(Err(unmappable(error))),
        };
        let practice = item::comparable_record(self.kind(), &record.image);
        let practice = practice.only(&self.kind().synced().map(|field| field.id).collect());
        let key = self.engine.practice().new_id();
        let entry = self.journal("create", None, Some(&key), None, Some(image)).await?;
        let sent = self.engine.mailbox().create(&self.folder.key, &properties, &key).await;
        let now = self.engine.clock().now();
        let (id, record) = (self.engine.practice().new_id(), record.record.clone());
        let old = self.pair.as_ref().map(|pair| Step::Unlink { link_id: pair.link.id.clone() });
        self.sent(entry, sent, |stored: Item| {
            let link = new_link(id, self.folder, record, &stored, now);
            let base = Base {
                practice,
                outlook: item::get(self.kind(), &stored.content).0.image,
                taken_at: now,
                outlook_modified: stored.modified,
                seen: stored.seen.clone(),
            };
            let link_id = link.id.clone();
            old.into_iter().chain([Step::Link(link), Step::Base { link_id, base }]).collect()
        })
        .await
    }

    /// Journalled before it is sent.
    async fn journal(
        &self,
        action: &str,
        item: Option<&str>,
        key: Option<&str>,
        before: Option<Image>,
        after: Option<Image>,
    ) -> Result<String, Error> {
        let now = self.engine.clock().now();
        let id = self.engine.practice().new_id();
        let none = || RecordRef { kind: self.kind(), id: self.change.record.clone().unwrap_or_default() };
        let entry = JournalEntry {
            id: id.clone(),
            run_id: Some(self.run.id.clone()),
            position: Some(self.position),
            link_id: self.pair.as_ref().map(|pair| pair.link.id.clone()).filter(|_| action != "create"),
            side: Side::Outlook,
            action: action.to_owned(),
            record: self.record.as_ref().map_or_else(none, |record| record.record.clone()),
            folder_id: Some(self.folder.id.clone()),
            item_id: item.map(str::to_owned),
            create_key: key.map(str::to_owned),
            before,
            after,
            state: JournalState::Sent,
            at: now,
            settled_at: None,
            sought_at: None,
            note: String::new(),
        };
        let commit = self.turn.commit(now, &self.run.staff_id);
        self.engine.practice().commit(commit.step(Step::Journal(entry))).await?;
        Ok(id)
    }

    /// What is written after it was sent. What is in doubt stays so, and the next run looks it up (P7).
    async fn sent<T>(
        &self,
        entry: String,
        sent: Result<T, mailbox::Error>,
        steps: impl FnOnce(T) -> Vec<Step>,
    ) -> Result<Taken, Error> {
        let settle = |state, note: String| Step::Settle { journal_id: entry.clone(), state, note };
        match sent {
            Ok(answer) => {
                let done = settle(JournalState::Done, String::new());
                Ok(Ok([done].into_iter().chain(steps(answer)).collect()))
            }
            Err(error) => {
                if !matches!(error, mailbox::Error::InDoubt { .. }) {
                    let failed = settle(JournalState::Failed, error.to_string());
                    let now = self.engine.clock().now();
                    let commit = self.turn.commit(now, &self.run.staff_id);
                    self.engine.practice().commit(commit.step(failed)).await?;
                }
                Ok(Err(Refusal::Mailbox(error)))
            }
        }
    }
}

fn unmappable(error: Unmappable) -> Refusal {
    Refusal::Mailbox(mailbox::Error::Invalid { code: error.field.to_string(), reason: error.reason })
}

fn fields_of(written: &[&FieldChange]) -> Vec<rules::record::FieldId> {
    written.iter().map(|change| change.field).collect()
}

/// The base with the item's fields as they came back from being written.
fn with_read_back(
    steps: Vec<Step>,
    base: &Base,
    stored: &Item,
    fields: &[rules::record::FieldId],
    kind: RecordKind,
) -> Vec<Step> {
    let view = item::get(kind, &stored.content).0;
    let mut base = base.clone();
    for id in fields {
        base.outlook.set(*id, view.image.get(*id).cloned());
    }
    base.seen = stored.seen.clone();
    base.outlook_modified = stored.modified;
    let moved = |step: Step| match step {
        Step::Base { link_id, .. } => Step::Base { link_id, base: base.clone() },
        other => other,
    };
    steps.into_iter().map(moved).collect()
}
