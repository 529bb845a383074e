//! What runs by itself (A1, C10): an edit on either side at once, the rest when its time has come.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use rules::record::RecordKind;
use tokio::{sync::Semaphore, task::JoinSet};

use super::{Engine, Error, Event, Order, terms::Terms};
use crate::{
    live::Feed,
    mailbox::{
        hints::{Heard, Hints},
        keeper::Keeper,
    },
    practice::{Mode, RunState, StaffMember, StaffSettings},
};

/// How often the change log is looked at.
const EVERY: Duration = Duration::from_millis(300);
/// How often settings are read anew, and sweeps looked for.
const HOUSEKEEPING: Duration = Duration::from_secs(15);
/// When a run that failed as a whole is tried again.
const AGAIN: SignedDuration = SignedDuration::from_mins(1);
/// How many mailboxes are worked on at once: none waits for another's long run.
const MAILBOXES: usize = 8;

/// Who takes part, and how.
#[derive(Clone, Debug)]
struct Member {
    folder: String,
    settings: StaffSettings,
}

impl Member {
    fn is_automatic(&self) -> bool {
        self.settings.contact_mode == Mode::Automatic
    }
}

/// Drives the engine.
pub struct Driver {
    engine: Engine,
    hints: Arc<Hints>,
    keeper: Arc<Keeper>,
    feed: Feed,
    members: BTreeMap<String, Member>,
    /// Who is to be looked at, and why.
    due: BTreeMap<String, &'static str>,
    /// Whose run goes on now.
    busy: BTreeSet<String>,
    swept: BTreeMap<String, Timestamp>,
    /// Who is to be tried again after a failure, and when.
    again: BTreeMap<String, Timestamp>,
    seen: i64,
}

impl Driver {
    /// Drives nothing yet.
    pub fn new(engine: Engine, hints: Arc<Hints>, keeper: Arc<Keeper>, feed: Feed) -> Self {
        Self {
            engine,
            hints,
            keeper,
            feed,
            members: BTreeMap::new(),
            due: BTreeMap::new(),
            busy: BTreeSet::new(),
            swept: BTreeMap::new(),
            again: BTreeMap::new(),
            seen: 0,
        }
    }

    /// Drives until the task is aborted.
    pub async fn run(mut self) {
        self.seen = self.engine.practice().last_change().await.unwrap_or_default();
        self.housekeeping().await;
        let (mut hints, mut events) = (self.hints.listen(), self.engine.listen());
        let (mut look, mut house) = (tokio::time::interval(EVERY), tokio::time::interval(HOUSEKEEPING));
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        house.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let places = Arc::new(Semaphore::new(MAILBOXES));
        let mut runs: JoinSet<(String, Result<RunState, Error>)> = JoinSet::new();
        loop {
            tokio::select! {
                _ = look.tick() => self.look().await,
                _ = house.tick() => self.housekeeping().await,
                heard = hints.next() => self.hear(heard),
                Ok(event) = events.recv() => self.pass_on(event).await,
                Some(ended) = runs.join_next(), if !runs.is_empty() => self.ended(ended),
            }
            self.begin(&places, &mut runs);
        }
    }

    /// C10: an edit in the practice database.
    async fn look(&mut self) {
        let Ok(last) = self.engine.practice().last_change().await else { return };
        if last > self.seen {
            self.seen = last;
            self.automatic(|member| member.settings.contact_direction.to_outlook);
        }
    }

    /// Of those who share a folder one is enough (C1).
    fn automatic(&mut self, concerned: impl Fn(&Member) -> bool) {
        let mut folders = BTreeSet::new();
        for (staff, member) in &self.members {
            if member.is_automatic() && concerned(member) && folders.insert(&member.folder) {
                self.due.insert(staff.clone(), "automatic");
            }
        }
    }

    /// An edit in Outlook; a hint without a folder that is known is none of ours.
    fn hear(&mut self, heard: Option<Heard>) {
        let Some(heard) = heard else { return };
        let concerns = |member: &Member| match &heard {
            Heard::Hint(hint) => hint.what.is_to_look() && hint.folder == member.folder,
            Heard::Lost => true,
        };
        self.automatic(|member| member.settings.contact_direction.to_practice && concerns(member));
    }

    async fn pass_on(&mut self, event: Event) {
        match event {
            Event::Progress(progress) => {
                let staff = progress.staff.clone();
                self.feed.tell(&staff, progress.into());
            }
            Event::State { staff } => {
                self.feed.tell(&staff, api::Live::Sync);
                self.follow(&staff).await;
            }
        }
    }

    /// What a staff member chose holds from the end of the run that saving it began (C2, C10), and not from whenever all
    /// are read again.
    async fn follow(&mut self, staff: &str) {
        let member = match self.member(staff).await {
            Ok(member) => member,
            Err(error) => return tracing::warn!(%error, staff, "what a staff member chose cannot be read now"),
        };
        let folder = |member: Option<&Member>| member.map(|member| member.folder.clone());
        let moved = folder(self.members.get(staff)) != folder(member.as_ref());
        match member {
            Some(member) => self.take_in(staff.to_owned(), member),
            None => drop(self.members.remove(staff)),
        }
        if moved {
            self.use_folders().await;
        }
    }

    /// Whoever is automatic from now on is looked at: what happened while nobody looked, and what a crash interrupted.
    fn take_in(&mut self, staff: String, member: Member) {
        let was = self.members.get(&staff).is_some_and(Member::is_automatic);
        if member.is_automatic() && !was {
            self.due.insert(staff.clone(), "automatic");
        }
        self.members.insert(staff, member);
    }

    /// Reads who takes part, and finds the sweeps whose time has come (A1).
    async fn housekeeping(&mut self) {
        let members = match self.read().await {
            Ok(members) => members,
            Err(error) => return tracing::warn!(%error, "who takes part cannot be read now"),
        };
        self.members.retain(|staff, _| members.contains_key(staff));
        members.into_iter().for_each(|(staff, member)| self.take_in(staff, member));
        self.use_folders().await;
        let now = self.engine.clock().now();
        let (over, waiting) = std::mem::take(&mut self.again).into_iter().partition(|(_, at)| *at <= now);
        self.again = waiting;
        let over: BTreeMap<String, Timestamp> = over;
        self.due.extend(over.into_keys().map(|staff| (staff, "automatic")));
        for (staff, member) in &self.members {
            if let Mode::Periodic { minutes } = member.settings.contact_mode
                && self.is_sweep_due(staff, minutes, now)
            {
                self.swept.insert(staff.clone(), now);
                self.due.insert(staff.clone(), "periodic");
            }
        }
    }

    /// Has it told when something changes in the folders of those who take part.
    async fn use_folders(&self) {
        let used: BTreeSet<String> = self.members.values().map(|member| member.folder.clone()).collect();
        if let Ok(folders) = self.engine.practice().folders().await {
            let used = folders.into_iter().filter(|folder| used.contains(&folder.id));
            self.keeper.use_folders(used.map(|folder| (folder.id.clone(), folder.key)));
        }
    }

    fn is_sweep_due(&self, staff: &str, minutes: u32, now: Timestamp) -> bool {
        let passed = self.swept.get(staff).map(|last| now.duration_since(*last));
        passed.is_none_or(|passed| passed.as_mins() >= i64::from(minutes))
    }

    async fn read(&self) -> Result<BTreeMap<String, Member>, Error> {
        let practice = self.engine.practice();
        let mut members = BTreeMap::new();
        for StaffMember { id, .. } in practice.staff().await?.into_iter().filter(|staff| staff.active) {
            if let Some(member) = self.member(&id).await? {
                members.insert(id, member);
            }
        }
        Ok(members)
    }

    /// How a staff member takes part. Contacts do from the time at which a folder was chosen, with the licence (C14).
    async fn member(&self, staff: &str) -> Result<Option<Member>, Error> {
        let practice = self.engine.practice();
        let settings = practice.settings(staff).await?;
        let chosen = settings.contacts && settings.contact_folder.is_some();
        if !chosen || !practice.firm().await?.licences.client_management {
            return Ok(None);
        }
        let terms = Terms::read(practice, staff, RecordKind::Contact).await?;
        let folder = practice.folder(&terms.key).await?.id;
        Ok(Some(Member { folder, settings: terms.settings }))
    }

    /// Begins what is due and has a place, one run of a staff member at a time. What becomes due meanwhile waits.
    fn begin(&mut self, places: &Arc<Semaphore>, runs: &mut JoinSet<(String, Result<RunState, Error>)>) {
        let ready: Vec<_> = self.due.iter().filter(|(staff, _)| !self.busy.contains(*staff)).collect();
        let ready: Vec<_> = ready.into_iter().map(|(staff, cause)| (staff.clone(), *cause)).collect();
        for (staff, cause) in ready {
            let Ok(place) = Arc::clone(places).try_acquire_owned() else { return };
            self.due.remove(&staff);
            self.busy.insert(staff.clone());
            let engine = self.engine.clone();
            runs.spawn(async move {
                let order = Order::new(&staff, RecordKind::Contact, cause);
                let done = engine.synchronize(&order).await.map(|outcome| outcome.state);
                drop(place);
                (staff, done)
            });
        }
    }

    fn ended(&mut self, ended: Result<(String, Result<RunState, Error>), tokio::task::JoinError>) {
        match ended {
            Ok((staff, done)) => {
                self.busy.remove(&staff);
                if let Err(error) = done {
                    tracing::info!(%error, "a run that began by itself could not be made");
                    self.again.insert(staff, self.engine.clock().now() + AGAIN);
                }
            }
            Err(error) => {
                tracing::error!(%error, "a run ended badly");
                // Nobody says whose it was. Their leases keep two of one folder apart all the same.
                self.busy.clear();
            }
        }
    }
}
