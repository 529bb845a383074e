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
        self.housekeeping(true).await;
        let (mut hints, mut events) = (self.hints.listen(), self.engine.listen());
        let (mut look, mut house) = (tokio::time::interval(EVERY), tokio::time::interval(HOUSEKEEPING));
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        house.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let places = Arc::new(Semaphore::new(MAILBOXES));
        let mut runs: JoinSet<(String, Result<RunState, Error>)> = JoinSet::new();
        loop {
            tokio::select! {
                _ = look.tick() => self.look().await,
                _ = house.tick() => self.housekeeping(false).await,
                heard = hints.next() => self.hear(heard),
                Ok(event) = events.recv() => self.pass_on(event),
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
            let automatic = member.settings.contact_mode == Mode::Automatic && concerned(member);
            if automatic && folders.insert(&member.folder) {
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

    fn pass_on(&self, event: Event) {
        match event {
            Event::Progress(progress) => {
                let staff = progress.staff.clone();
                self.feed.tell(&staff, progress.into());
            }
            Event::State { staff } => self.feed.tell(&staff, api::Live::Sync),
        }
    }

    /// Reads who takes part, and finds the sweeps whose time has come (A1). At the start everything automatic is looked
    /// at: what happened while nobody looked, and what a crash interrupted.
    async fn housekeeping(&mut self, start: bool) {
        match self.read().await {
            Ok(members) => self.members = members,
            Err(error) => return tracing::warn!(%error, "who takes part cannot be read now"),
        }
        let used: BTreeSet<String> = self.members.values().map(|member| member.folder.clone()).collect();
        if let Ok(folders) = self.engine.practice().folders().await {
            let used = folders.into_iter().filter(|folder| used.contains(&folder.id));
            self.keeper.use_folders(used.map(|folder| (folder.id.clone(), folder.key)));
        }
        let now = self.engine.clock().now();
        let (over, waiting) = std::mem::take(&mut self.again).into_iter().partition(|(_, at)| *at <= now);
        self.again = waiting;
        let over: BTreeMap<String, Timestamp> = over;
        self.due.extend(over.into_keys().map(|staff| (staff, "automatic")));
        for (staff, member) in &self.members {
            let cause = match member.settings.contact_mode {
                Mode::Automatic if start => Some("automatic"),
                Mode::Periodic { minutes } if self.is_sweep_due(staff, minutes, now) => Some("periodic"),
                Mode::Automatic | Mode::Periodic { .. } | Mode::Manual => None,
            };
            if let Some(cause) = cause {
                self.swept.insert(staff.clone(), now);
                self.due.insert(staff.clone(), cause);
            }
        }
    }

    fn is_sweep_due(&self, staff: &str, minutes: u32, now: Timestamp) -> bool {
        let passed = self.swept.get(staff).map(|last| now.duration_since(*last));
        passed.is_none_or(|passed| passed.as_mins() >= i64::from(minutes))
    }

    async fn read(&self) -> Result<BTreeMap<String, Member>, Error> {
        let practice = self.engine.practice();
        let mut members = BTreeMap::new();
        if !practice.firm().await?.licences.client_management {
            return Ok(members);
        }
        for StaffMember { id, .. } in practice.staff().await?.into_iter().filter(|staff| staff.active) {
            let settings = practice.settings(&id).await?;
            // Contacts take part from the time at which a folder was chosen.
            if settings.contacts && settings.contact_folder.is_some() {
                let terms = Terms::read(practice, &id, RecordKind::Contact).await?;
                let folder = practice.folder(&terms.key).await?.id;
                members.insert(id, Member { folder, settings: terms.settings });
            }
        }
        Ok(members)
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
