//! What runs by itself (A1, C10): an edit on either side at once, the rest when its time has come.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use rules::{
    plan::{HeldWhy, What},
    record::RecordKind,
};
use tokio::{sync::Semaphore, task::JoinSet};

use super::{Engine, Error, Event, Order, Outcome, Report, retry::Retries, run::is_to_retry, terms::Terms};
use crate::{
    live::Feed,
    mailbox::{
        hints::{self, Heard, Hints},
        keeper::Keeper,
    },
    practice::{self, Folder, Mode, RunState, StaffMember, StaffSettings},
};

/// How often the driver looks around.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How often the change log is looked at.
    pub look: Duration,
    /// How often settings are read anew, and what has to be done by now is looked for.
    pub house: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { look: Duration::from_millis(300), house: Duration::from_secs(15) }
    }
}

/// How often a mailbox that refused, or a folder that was gone, is looked for again (A5).
const PROBE: SignedDuration = SignedDuration::from_mins(10);
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

    fn is_manual(&self) -> bool {
        self.settings.contact_mode == Mode::Manual
    }
}

/// Why somebody is looked at; of several reasons the last one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    /// Something happened, or is to be tried again.
    Automatic,
    /// The sweep.
    Periodic,
    /// To see whether their mailbox lets us in again.
    Probe,
}

impl Cause {
    fn order(self, staff: &str) -> Order {
        let cause = match self {
            Self::Automatic | Self::Probe => "automatic",
            Self::Periodic => "periodic",
        };
        Order { probe: self == Self::Probe, ..Order::new(staff, RecordKind::Contact, cause) }
    }
}

/// A run that ended: whose, why it began, what came of it.
type Ended = (String, Cause, Result<Outcome, Error>);

/// Drives the engine.
pub struct Driver {
    engine: Engine,
    hints: Arc<Hints>,
    keeper: Arc<Keeper>,
    feed: Feed,
    pace: Pace,
    members: BTreeMap<String, Member>,
    /// Who is to be looked at, and why.
    due: BTreeMap<String, Cause>,
    /// Whose run goes on now.
    busy: BTreeSet<String>,
    swept: BTreeMap<String, Timestamp>,
    /// Who is to be tried again, and when.
    retries: Retries,
    /// The last run of each that was looked at for what it left undone.
    judged: BTreeMap<String, String>,
    /// Whose settings make no sense, and what was told of it.
    unread: BTreeMap<String, String>,
    /// When folders that are away were last looked for.
    probed: BTreeMap<String, Timestamp>,
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
            pace: Pace::default(),
            members: BTreeMap::new(),
            due: BTreeMap::new(),
            busy: BTreeSet::new(),
            swept: BTreeMap::new(),
            retries: Retries::default(),
            judged: BTreeMap::new(),
            unread: BTreeMap::new(),
            probed: BTreeMap::new(),
            seen: 0,
        }
    }

    /// The same at another pace.
    #[must_use]
    pub fn paced(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    /// Drives until the task is aborted.
    pub async fn run(mut self) {
        self.seen = self.engine.practice().last_change().await.unwrap_or_default();
        self.housekeeping().await;
        let (mut hints, mut events) = (self.hints.listen(), self.engine.listen());
        let (mut look, mut house) = (tokio::time::interval(self.pace.look), tokio::time::interval(self.pace.house));
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        house.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let places = Arc::new(Semaphore::new(MAILBOXES));
        let mut runs: JoinSet<Ended> = JoinSet::new();
        loop {
            tokio::select! {
                _ = look.tick() => self.look().await,
                _ = house.tick() => self.housekeeping().await,
                heard = hints.next() => self.hear(heard),
                Ok(event) = events.recv() => self.pass_on(event).await,
                Some(ended) = runs.join_next(), if !runs.is_empty() => self.ended(ended).await,
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
                is_due(&mut self.due, staff, Cause::Automatic);
            }
        }
    }

    /// An edit in Outlook; a hint without a folder that is known is none of ours.
    fn hear(&mut self, heard: Option<Heard>) {
        let Some(heard) = heard else { return };
        self.automatic(|member| match &heard {
            // It is time to look, whichever way edits go.
            Heard::Hint(hint) if hint.what == hints::What::Due => hint.folder == member.folder,
            Heard::Hint(hint) => {
                member.settings.contact_direction.to_practice && hint.what.is_to_look() && hint.folder == member.folder
            }
            Heard::Lost => true,
        });
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
                self.look_back(&staff).await;
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
            is_due(&mut self.due, &staff, Cause::Automatic);
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
        for (staff, member) in members {
            self.take_in(staff, member);
        }
        let now = self.engine.clock().now();
        let folders = self.use_folders().await;
        self.probe(&folders, now);
        for staff in self.retries.due(now) {
            match self.members.get(&staff) {
                Some(member) if !member.is_manual() => is_due(&mut self.due, &staff, Cause::Automatic),
                _ => {
                    self.retries.settled(&staff);
                }
            }
        }
        for (staff, member) in &self.members {
            if let Mode::Periodic { minutes } = member.settings.contact_mode
                && self.is_sweep_due(staff, minutes, now)
            {
                self.swept.insert(staff.clone(), now);
                is_due(&mut self.due, staff, Cause::Periodic);
            }
        }
    }

    /// Has it told when something changes in the folders of those who take part. Answers these folders.
    async fn use_folders(&self) -> Vec<Folder> {
        let used: BTreeSet<&String> = self.members.values().map(|member| &member.folder).collect();
        let Ok(mut folders) = self.engine.practice().folders().await else { return Vec::new() };
        folders.retain(|folder| used.contains(&folder.id));
        self.keeper.use_folders(folders.iter().map(|folder| (folder.id.clone(), folder.key.clone())));
        folders
    }

    /// What is wrong with a whole mailbox can be over without anybody saying so (A5): it is looked at from time to time.
    fn probe(&mut self, folders: &[Folder], now: Timestamp) {
        let away: BTreeSet<&String> = folders.iter().filter(|it| is_to_retry(it)).map(|it| &it.id).collect();
        self.probed.retain(|folder, _| away.contains(folder));
        for (staff, member) in self.members.iter().filter(|(_, member)| !member.is_manual()) {
            if !away.contains(&member.folder) {
                continue;
            }
            let last = self.probed.entry(member.folder.clone()).or_insert(now);
            if now.duration_since(*last) >= PROBE {
                *last = now;
                is_due(&mut self.due, staff, Cause::Probe);
            }
        }
    }

    fn is_sweep_due(&self, staff: &str, minutes: u32, now: Timestamp) -> bool {
        let passed = self.swept.get(staff).map(|last| now.duration_since(*last));
        passed.is_none_or(|passed| passed.as_mins() >= i64::from(minutes))
    }

    /// Those who take part. Where what one of them chose cannot be read, the others do all the same (P15).
    async fn read(&mut self) -> Result<BTreeMap<String, Member>, Error> {
        let mut members = BTreeMap::new();
        for StaffMember { id, .. } in self.engine.practice().staff().await?.into_iter().filter(|staff| staff.active) {
            match self.member(&id).await {
                Ok(member) => {
                    self.unread.remove(&id);
                    members.extend(member.map(|member| (id, member)));
                }
                Err(error) if is_of_all(&error) => return Err(error),
                Err(error) => self.cannot_read(id, &error).await,
            }
        }
        Ok(members)
    }

    /// Tells it once.
    async fn cannot_read(&mut self, staff: String, error: &Error) {
        let problem = error.to_string();
        if self.unread.get(&staff) == Some(&problem) {
            return;
        }
        tracing::warn!(%error, staff, "what a staff member chose cannot be read");
        self.engine.note_problem(&Cause::Automatic.order(&staff), error).await;
        self.unread.insert(staff, problem);
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
    fn begin(&mut self, places: &Arc<Semaphore>, runs: &mut JoinSet<Ended>) {
        let ready: Vec<_> = self.due.iter().filter(|(staff, _)| !self.busy.contains(*staff)).collect();
        let ready: Vec<_> = ready.into_iter().map(|(staff, cause)| (staff.clone(), *cause)).collect();
        for (staff, cause) in ready {
            let Ok(place) = Arc::clone(places).try_acquire_owned() else { return };
            self.due.remove(&staff);
            self.busy.insert(staff.clone());
            let engine = self.engine.clone();
            runs.spawn(async move {
                let done = Box::pin(engine.synchronize(&cause.order(&staff))).await;
                drop(place);
                (staff, cause, done)
            });
        }
    }

    async fn ended(&mut self, ended: Result<Ended, tokio::task::JoinError>) {
        match ended {
            Ok((staff, cause, done)) => {
                self.busy.remove(&staff);
                match done {
                    Ok(outcome) => self.came_to_an_end(&staff, cause, outcome).await,
                    Err(error) => self.failed(&staff, cause, &error).await,
                }
            }
            Err(error) => {
                tracing::error!(%error, "a run ended badly");
                // Nobody says whose it was. Their leases keep two of one folder apart all the same.
                self.busy.clear();
            }
        }
    }

    /// A run that failed as a whole is tried again, and told (A6).
    async fn failed(&mut self, staff: &str, cause: Cause, error: &Error) {
        if let Error::Off(_) = error {
            self.retries.settled(staff);
            return;
        }
        tracing::info!(%error, staff, "a run that began by itself could not be made");
        if self.retries.failed(staff, error, self.engine.clock().now()) {
            self.engine.note_problem(&cause.order(staff), error).await;
        }
    }

    async fn came_to_an_end(&mut self, staff: &str, cause: Cause, outcome: Outcome) {
        let done = outcome.state == RunState::Done;
        if done && self.is_left(staff, &outcome.report).await {
            self.retries.left(staff, self.engine.clock().now());
        } else if self.retries.settled(staff) && done && outcome.run.is_none() {
            self.engine.note_recovery(&cause.order(staff)).await;
        }
        if let Some(run) = outcome.run {
            self.judged.insert(staff.to_owned(), run);
        }
    }

    /// What a run left undone that a person began is tried again as well.
    async fn look_back(&mut self, staff: &str) {
        if self.busy.contains(staff) || self.members.get(staff).is_none_or(Member::is_manual) {
            return;
        }
        let Ok(runs) = self.engine.practice().runs(staff, 1).await else { return };
        let Some(run) = runs.into_iter().next().filter(|run| run.state == RunState::Done) else { return };
        if self.judged.get(staff) == Some(&run.id) {
            return;
        }
        self.judged.insert(staff.to_owned(), run.id);
        let report: Report = serde_json::from_value(run.report).unwrap_or_default();
        if self.is_left(staff, &report).await {
            self.retries.left(staff, self.engine.clock().now());
        }
    }

    /// Is there something that only another run can bring to its end? What waits for a person, or for an edit, is not.
    async fn is_left(&self, staff: &str, report: &Report) -> bool {
        let tied = [What::Join, What::Rejoin].iter().any(|what| report.done.contains_key(what));
        let unread = report.held.iter().any(|held| matches!(held.why, HeldWhy::Unread(_)));
        if report.failed + report.moved > 0 || tied || unread {
            return true;
        }
        let Some(member) = self.members.get(staff) else { return false };
        let unsettled = self.engine.practice().unsettled_in(&member.folder).await;
        unsettled.is_ok_and(|unsettled| !unsettled.is_empty())
    }
}

/// Of several reasons the last one counts.
fn is_due(due: &mut BTreeMap<String, Cause>, staff: &str, cause: Cause) {
    due.entry(staff.to_owned()).and_modify(|known| *known = cause.max(*known)).or_insert(cause);
}

/// Does it concern everybody?
const fn is_of_all(error: &Error) -> bool {
    matches!(error, Error::Practice(practice::Error::Busy | practice::Error::Unavailable(_)))
}
