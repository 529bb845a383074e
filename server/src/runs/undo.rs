//! Undoing a run (P10): each change is taken back by itself, in reverse, where nobody has edited what it made since.
//!
//! What was taken back stays what the other side says of it: the base says that the same edit waits again, and the
//! folder is paused, so that nothing does it all again before the person has seen the plan.

use rules::{
    mapping::item,
    merge::Side,
    normalize,
    plan::{Change, Exception, FieldChange, Suspension, What},
    record::{Image, RecordKind},
};

use super::{Error, Report, doubt::new_link, engine::Engine, sides::item_id};
use crate::{
    mailbox::{self, Item, Presence},
    practice::{
        Base, ChangeState, Commit, Folder, JournalEntry, JournalState, LinkState, Pair, PartedBy, PlannedChange,
        Record, RecordRef, Run, RunState, Step, Which, WhichRecords,
    },
};

/// Why a change was not taken back.
#[derive(Debug)]
enum Refusal {
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

type Taken = Result<Vec<Step>, Refusal>;

/// One change to be taken back.
struct Back<'a> {
    engine: &'a Engine,
    folder: &'a Folder,
    run: &'a Run,
    position: i64,
    change: &'a Change,
    pair: Option<Pair>,
    record: Option<Record>,
    /// The record before and after the run's own write.
    written: Option<JournalEntry>,
}

impl Engine {
    /// Gives up a run that waits: nothing of it is written. A run that a changed setting had made necessary leaves the
    /// folder suspended (A5).
    pub async fn cancel(&self, run: Run) -> Result<Run, Error> {
        let now = self.clock().now();
        let mut commit = Commit::new(now, &run.staff_id);
        if let Some(id) = run.folder_id.as_ref().filter(|_| run.cause == "setup") {
            let mut folder = self.practice().folder_by_id(id).await?;
            folder.paused = serde_json::to_value(Suspension::Settings).ok();
            folder.whole_due = true;
            commit = commit.step(Step::Folder(Box::new(folder)));
        }
        let outcome = "cancelled".to_owned();
        let run = Run { state: RunState::Cancelled, ended_at: Some(now), suspended: None, outcome, ..run };
        self.practice().commit(commit.step(Step::Run(run.clone()))).await?;
        self.tell(super::Event::State { staff: run.staff_id.clone() });
        Ok(run)
    }

    /// Takes a run back, and pauses its folder.
    ///
    /// # Errors
    /// [`Error::NotNow`] for a run that is not over, or has no folder.
    pub async fn undo(&self, staff: &str, run: Run) -> Result<Run, Error> {
        let over = matches!(run.state, RunState::Done | RunState::Failed) && run.cause != "undo";
        let (true, Some(folder)) = (over, run.folder_id.clone()) else {
            return Err(Error::NotNow(format!("{:?}", run.state).to_lowercase()));
        };
        self.take_turn(&folder).await?;
        let done = self.take_back(staff, run, &folder).await;
        self.give_turn(&folder, staff).await?;
        done
    }

    async fn take_back(&self, staff: &str, run: Run, folder: &str) -> Result<Run, Error> {
        let folder = self.practice().folder_by_id(folder).await?;
        let undo = self.announce_undo(staff, &run, &folder).await?;
        let journal = self.practice().journal_of(&run.id).await?;
        let planned = self.practice().planned(&run.id).await?;
        let (mut listed, mut report, mut first) = (Vec::new(), Report::default(), false);
        for planned in planned.iter().rev().filter(|planned| planned.state == ChangeState::Done) {
            let Ok(change) = serde_json::from_value::<Change>(planned.change.clone()) else { continue };
            self.keep_turn(&folder.id).await?;
            let of = |entry: &&JournalEntry| entry.position == Some(planned.position);
            let mine: Vec<&JournalEntry> = journal.iter().filter(of).collect();
            let written = mine.iter().find(|entry| entry.side == Side::Practice).map(|entry| (*entry).clone());
            let record = mine.first().map(|entry| entry.record.id.clone()).or_else(|| change.record.clone());
            let back = self.back(&folder, &undo, planned.position, &change, record, written).await?;
            let (state, note) = match back.take().await? {
                Ok(steps) => self.write_back(&undo, steps).await?,
                Err(refusal) => (ChangeState::Failed, refusal.to_string()),
            };
            count(&mut report, &change, state);
            // What the first run found to be the same is to be found again, and not doubled (C8).
            first |= change.what == What::Join && state == ChangeState::Done;
            listed.push(PlannedChange { run_id: undo.id.clone(), state, note, ..planned.clone() });
        }
        if first {
            let folder = self.practice().folder_by_id(&folder.id).await?;
            let step = Step::Folder(Box::new(Folder { cursor: None, ..folder }));
            self.practice().commit(Commit::new(self.clock().now(), staff).step(step)).await?;
        }
        self.finish_undo(undo, run, listed, report).await
    }

    async fn write_back(&self, undo: &Run, steps: Vec<Step>) -> Result<(ChangeState, String), Error> {
        use crate::practice::Error as Refused;
        let mut commit = Commit::new(self.clock().now(), &undo.staff_id);
        commit.steps = steps;
        match self.practice().commit(commit).await {
            Ok(_) => Ok((ChangeState::Done, String::new())),
            Err(error @ (Refused::Busy | Refused::Unavailable(_))) => Err(error.into()),
            Err(error) => Ok((ChangeState::Failed, error.to_string())),
        }
    }

    async fn announce_undo(&self, staff: &str, run: &Run, folder: &Folder) -> Result<Run, Error> {
        let now = self.clock().now();
        let undo = Run {
            id: self.practice().new_id(),
            staff_id: staff.to_owned(),
            folder_id: Some(folder.id.clone()),
            cause: "undo".to_owned(),
            state: RunState::Executing,
            started_at: now,
            ended_at: None,
            plan_hash: run.plan_hash.clone(),
            suspended: None,
            report: serde_json::Value::Null,
            outcome: String::new(),
        };
        // A server that dies while it undoes must not do it all again either.
        let mut paused = folder.clone();
        paused.paused = serde_json::to_value(Suspension::Exception(Exception::Undone)).ok();
        paused.whole_due = true;
        let commit = Commit::new(now, staff).step(Step::Run(undo.clone())).step(Step::Folder(Box::new(paused)));
        self.practice().commit(commit).await?;
        Ok(undo)
    }

    async fn back<'a>(
        &'a self,
        folder: &'a Folder,
        run: &'a Run,
        position: i64,
        change: &'a Change,
        record: Option<String>,
        written: Option<JournalEntry>,
    ) -> Result<Back<'a>, Error> {
        let ids: Vec<String> = record.into_iter().collect();
        let pair = self.practice().pairs(&folder.id, &Which::Records(ids.clone())).await?.into_iter().next();
        let record = self.practice().records(change.kind, &WhichRecords::Ids(ids)).await?.into_iter().next();
        Ok(Back { engine: self, folder, run, position, change, pair, record, written })
    }

    async fn finish_undo(
        &self,
        undo: Run,
        run: Run,
        listed: Vec<PlannedChange>,
        mut report: Report,
    ) -> Result<Run, Error> {
        let now = self.clock().now();
        report.counted();
        let undo = Run {
            state: RunState::Done,
            ended_at: Some(now),
            outcome: if report.failed == 0 { "done" } else { "failed" }.to_owned(),
            report: serde_json::to_value(&report).unwrap_or_default(),
            ..undo
        };
        let run = Run { state: RunState::Undone, ..run };
        let commit = Commit::new(now, &undo.staff_id)
            .step(Step::Run(undo.clone()))
            .step(Step::Plan { run_id: undo.id.clone(), changes: listed })
            .step(Step::Run(run));
        self.practice().commit(commit).await?;
        Ok(undo)
    }
}

fn count(report: &mut Report, change: &Change, state: ChangeState) {
    match state {
        ChangeState::Done if change.what.is_shown() => *report.done.entry(change.what).or_default() += 1,
        ChangeState::Done => {}
        _ => report.failed += 1,
    }
}

impl Back<'_> {
    /// Takes it back on Outlook's side, and answers what is to be written on ours.
    async fn take(&self) -> Result<Taken, Error> {
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
            Err(error) => {
                let (code, reason) = (error.field.to_string(), error.reason);
                return Ok(Err(Refusal::Mailbox(mailbox::Error::Invalid { code, reason })));
            }
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
        let properties = item::changes(self.kind(), None, &image, &fields).unwrap_or_default();
        let practice = item::comparable_record(self.kind(), &record.image);
        let practice = practice.only(&self.kind().synced().map(|field| field.id).collect());
        let key = self.engine.practice().new_id();
        let entry = self.journal("create", None, Some(&key), None, Some(practice.clone())).await?;
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
            note: String::new(),
        };
        self.engine.practice().commit(Commit::new(now, &self.run.staff_id).step(Step::Journal(entry))).await?;
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
                    let commit = Commit::new(self.engine.clock().now(), &self.run.staff_id);
                    self.engine.practice().commit(commit.step(failed)).await?;
                }
                Ok(Err(Refusal::Mailbox(error)))
            }
        }
    }
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
