//! Keeps subscriptions to the folders in use: makes them, prolongs them, makes them anew, and ends those that nobody
//! needs. Where nobody tells of changes it says when it is time to look.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use super::hints::{Heard, Hint, Hints, Listener, What};
use super::{Error, Mailbox, Subscription};
use crate::clock::Clock;
use crate::digest;
use crate::practice::{self, FolderKey, Practice, StoredSubscription};

/// Keeps subscriptions.
pub struct Keeper {
    mailbox: Arc<dyn Mailbox>,
    practice: Arc<dyn Practice>,
    hints: Arc<Hints>,
    clock: Arc<dyn Clock>,
    options: Options,
    /// What is in use; `None` until somebody has said it.
    used: Mutex<Option<BTreeMap<String, FolderKey>>>,
    /// When folders were last said to be due.
    looked: Mutex<BTreeMap<String, Timestamp>>,
    /// When the subscriptions that were granted to this program are half over.
    halves: Mutex<BTreeMap<String, Timestamp>>,
    changed: Notify,
}

/// How subscriptions are kept.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where notifications go; `None`: Microsoft does not reach the server, and nobody tells.
    pub notify: Option<String>,
    /// How long a subscription is asked for.
    pub lifetime: Duration,
    /// How often a folder is looked at of whose changes nobody tells.
    pub poll: Duration,
}

/// How often a folder is looked at although somebody tells: notifications can be lost.
const SELDOM: Duration = Duration::from_hours(1);
/// When to try again what failed.
const AGAIN: Duration = Duration::from_mins(5);
/// The bytes of a secret.
const SECRET: usize = 32;

impl Keeper {
    /// Keeps none yet.
    pub fn new(
        mailbox: Arc<dyn Mailbox>,
        practice: Arc<dyn Practice>,
        hints: Arc<Hints>,
        clock: Arc<dyn Clock>,
        options: Options,
    ) -> Self {
        let (used, looked, halves) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { mailbox, practice, hints, clock, options, used, looked, halves, changed: Notify::new() }
    }

    /// From now on these folders are in use, by their identifiers in the practice database.
    pub fn use_folders(&self, folders: impl IntoIterator<Item = (String, FolderKey)>) {
        let folders: BTreeMap<_, _> = folders.into_iter().collect();
        let before = locked(&self.used).replace(folders.clone());
        if before.as_ref() != Some(&folders) {
            self.changed.notify_one();
        }
    }

    /// Keeps them until the task is aborted.
    pub async fn run(&self) {
        let mut heard = self.hints.listen();
        loop {
            let pause = self.pass().await;
            tokio::select! {
                () = self.clock.sleep(pause) => {}
                () = self.changed.notified() => {}
                () = self.hear(&mut heard) => {}
            }
        }
    }

    /// Comes back when a hint was about a subscription itself, and that was done.
    async fn hear(&self, listener: &mut Listener) {
        while let Some(heard) = listener.next().await {
            match heard {
                Heard::Hint(Hint { what: What::Changed | What::Missed | What::Due, .. }) => {}
                Heard::Hint(hint) => return self.attend(&hint).await,
                Heard::Lost => return,
            }
        }
        std::future::pending::<()>().await;
    }

    /// Does what a hint about a subscription asks for.
    async fn attend(&self, hint: &Hint) {
        let known = self.practice.subscriptions().await.unwrap_or_default();
        let Some(known) = known.into_iter().find(|known| known.folder_id == hint.folder) else { return };
        if hint.what == What::Removed {
            self.forget(&known).await;
        } else if let Some(key) = self.used().unwrap_or_default().get(&known.folder_id) {
            self.prolong(key, &known).await;
        }
    }

    /// Brings everything up to date once, and answers how long that will hold.
    pub async fn pass(&self) -> Duration {
        let next = match &self.options.notify {
            Some(notify) => self.subscriptions(notify).await.unwrap_or_else(|reason| {
                tracing::warn!(%reason, "the subscriptions cannot be read");
                AGAIN
            }),
            None => SELDOM,
        };
        next.min(self.polls().await).max(Duration::from_secs(1))
    }

    /// Brings the subscriptions up to date.
    async fn subscriptions(&self, notify: &str) -> Result<Duration, practice::Error> {
        let known = self.practice.subscriptions().await?;
        self.hints.believe_only(known.iter().map(|one| (one.client_state.clone(), one.folder_id.clone())));
        // Those that are known may be in use: another server keeps them, or this one did before it was started anew.
        let Some(used) = self.used() else { return Ok(SELDOM) };
        let now = self.clock.now();
        let mut next = SELDOM;
        let mut live = BTreeSet::new();
        for known in known {
            let wanted = used.get(&known.folder_id).filter(|_| known.until > now && !live.contains(&known.folder_id));
            let left = time_until(self.half_of(&known), now);
            let kept = match wanted {
                Some(key) if left.is_zero() => self.prolong(key, &known).await,
                Some(_) => Some(left),
                None => {
                    self.end(&known).await;
                    continue;
                }
            };
            if let Some(left) = kept {
                live.insert(known.folder_id.clone());
                next = next.min(left);
            }
        }
        for (folder, key) in used.iter().filter(|(folder, _)| !live.contains(*folder)) {
            next = next.min(self.make(folder, key, notify).await.unwrap_or(AGAIN));
        }
        Ok(next)
    }

    /// When half of its time is over: of what was granted, or of what is asked for where this program did not ask.
    fn half_of(&self, known: &StoredSubscription) -> Timestamp {
        let granted = locked(&self.halves).get(&known.id).copied();
        granted.unwrap_or_else(|| known.until.saturating_sub(signed(self.options.lifetime / 2)).unwrap_or(known.until))
    }

    /// Notes what was granted, and answers how long it is to the half of it.
    fn granted(&self, subscription: &Subscription) -> Duration {
        let now = self.clock.now();
        let half = time_until(subscription.until, now) / 2;
        locked(&self.halves).insert(subscription.id.clone(), now.saturating_add(signed(half)).unwrap_or(now));
        half
    }

    fn until(&self) -> Timestamp {
        self.clock.now().saturating_add(signed(self.options.lifetime)).unwrap_or(Timestamp::MAX)
    }

    /// Makes one. Its secret is believed before it is told: the first notification can come before the answer.
    async fn make(&self, folder: &str, key: &FolderKey, notify: &str) -> Option<Duration> {
        let mut secret = [0; SECRET];
        getrandom::fill(&mut secret).ok()?;
        let secret = digest::text(&secret);
        self.hints.believe(&secret, folder);
        let made = {
            let _making = self.hints.making();
            self.mailbox.subscribe(key, notify, &secret, self.until()).await
        };
        match made {
            Ok(made) => {
                let half = self.granted(&made);
                let (id, folder_id, client_state) = (made.id, folder.to_owned(), secret);
                self.save(&StoredSubscription { id, folder_id, client_state, until: made.until }).await;
                Some(half)
            }
            Err(reason) => {
                self.hints.doubt(&secret);
                tracing::warn!(folder, %reason, "nobody tells of the folder's changes: it is looked at from time to time");
                None
            }
        }
    }

    /// Prolongs one, and answers when to look at it again; `None` when there is none any more.
    async fn prolong(&self, key: &FolderKey, known: &StoredSubscription) -> Option<Duration> {
        match self.mailbox.renew(&key.mailbox, &known.id, self.until()).await {
            Ok(renewed) => {
                self.save(&StoredSubscription { until: renewed.until, ..known.clone() }).await;
                Some(self.granted(&renewed))
            }
            Err(Error::Gone) => {
                self.forget(known).await;
                // What happened since it ended was not told.
                self.tell(&known.folder_id, &known.id, What::Missed);
                None
            }
            Err(reason) => {
                tracing::warn!(folder = known.folder_id, %reason, "a subscription cannot be prolonged now");
                // It holds still.
                Some(AGAIN)
            }
        }
    }

    /// Ends one that nobody needs.
    async fn end(&self, known: &StoredSubscription) {
        let folder = self.practice.folder_by_id(&known.folder_id).await;
        let ended = match folder {
            Ok(folder) => self.mailbox.unsubscribe(&folder.key.mailbox, &known.id).await,
            Err(_) => Ok(()),
        };
        match ended {
            Err(Error::Later { reason, .. }) if known.until > self.clock.now() => {
                tracing::debug!(reason, "a subscription cannot be ended now");
            }
            _ => self.forget(known).await,
        }
    }

    async fn save(&self, subscription: &StoredSubscription) {
        if let Err(reason) = self.practice.save_subscription(subscription).await {
            tracing::warn!(%reason, "a subscription cannot be kept: it is made anew after a restart");
        }
    }

    async fn forget(&self, known: &StoredSubscription) {
        self.hints.doubt(&known.client_state);
        locked(&self.halves).remove(&known.id);
        if let Err(reason) = self.practice.drop_subscription(&known.id).await {
            tracing::warn!(%reason, "a subscription cannot be forgotten");
        }
    }

    /// Says which folders are to be looked at, and answers when the next one is.
    async fn polls(&self) -> Duration {
        let now = self.clock.now();
        let told: BTreeSet<_> = match &self.options.notify {
            Some(_) => self.practice.subscriptions().await.unwrap_or_default(),
            None => Vec::new(),
        }
        .into_iter()
        .filter(|known| known.until > now)
        .map(|known| known.folder_id)
        .collect();
        let used = self.used().unwrap_or_default();
        locked(&self.looked).retain(|folder, _| used.contains_key(folder));
        let mut next = SELDOM;
        for folder in used.into_keys() {
            let every = if told.contains(&folder) { SELDOM.max(self.options.poll) } else { self.options.poll };
            let last = *locked(&self.looked).entry(folder.clone()).or_insert(now);
            let waited = Duration::try_from(now.duration_since(last)).unwrap_or(every);
            if waited >= every {
                locked(&self.looked).insert(folder.clone(), now);
                self.tell(&folder, "", What::Due);
            }
            next = next.min(if waited >= every { every } else { every.saturating_sub(waited) });
        }
        next
    }

    fn tell(&self, folder: &str, subscription: &str, what: What) {
        self.hints.tell(Hint { subscription: subscription.to_owned(), folder: folder.to_owned(), what });
    }

    fn used(&self) -> Option<BTreeMap<String, FolderKey>> {
        locked(&self.used).clone()
    }
}

/// Nothing when it is over.
fn time_until(at: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(at.duration_since(now)).unwrap_or_default()
}

fn signed(time: Duration) -> SignedDuration {
    SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
