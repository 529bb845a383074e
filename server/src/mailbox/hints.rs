//! Hints that something changed in a mailbox: late, doubled or lost, and never more than a reason to look.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use subtle::ConstantTimeEq;
use tokio::sync::broadcast::{self, Receiver, Sender, error::RecvError};

/// A hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The subscription that it is about; empty when none is.
    pub subscription: String,
    /// The folder, as the practice database knows it: [`Folder::id`](crate::practice::Folder::id).
    pub folder: String,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Something in the folder was added, changed or removed.
    Changed,
    /// Something was, and was not told.
    Missed,
    /// The subscription ends unless it is authorized anew.
    Reauthorize,
    /// The subscription is no more. What happened since was not told.
    Removed,
    /// Nobody tells of the folder's changes, and it is time to look.
    Due,
}

impl What {
    /// Whether the folder's changes are to be read.
    pub const fn is_to_look(self) -> bool {
        matches!(self, Self::Changed | Self::Missed | Self::Removed | Self::Due)
    }
}

/// Where hints come together.
pub struct Hints {
    sender: Sender<Hint>,
    /// The secrets that notifications have to bear, and the folders that they tell of.
    secrets: Mutex<BTreeMap<String, String>>,
    /// How many subscriptions are being made.
    making: AtomicUsize,
    /// When an unknown secret was last looked up.
    looked: Mutex<Option<Instant>>,
}

/// Whoever hears the hints.
pub struct Listener(Receiver<Hint>);

/// A subscription is being made: as long as this is, handshakes are answered.
pub struct Making<'h>(&'h Hints);

/// What was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A hint.
    Hint(Hint),
    /// Some were lost, since they came faster than they were heard: anything may have changed.
    Lost,
}

/// How many hints wait for a listener.
const WAITING: usize = 1024;
/// How often an unknown secret is looked up at the most, whoever sends them.
const LOOK: Duration = Duration::from_secs(1);

impl Default for Hints {
    fn default() -> Self {
        let (secrets, looked) = (Mutex::default(), Mutex::default());
        Self { sender: broadcast::channel(WAITING).0, secrets, making: AtomicUsize::new(0), looked }
    }
}

impl Hints {
    /// Hears what is told from now on.
    pub fn listen(&self) -> Listener {
        Listener(self.sender.subscribe())
    }

    /// Passes a hint on.
    pub fn tell(&self, hint: Hint) {
        // Without a listener nobody is interested.
        let _ = self.sender.send(hint);
    }

    /// Believes whoever bears that secret about the folder.
    pub fn believe(&self, secret: &str, folder: &str) {
        self.secrets().insert(secret.to_owned(), folder.to_owned());
    }

    /// Believes no secret but these.
    pub fn believe_only(&self, secrets: impl IntoIterator<Item = (String, String)>) {
        *self.secrets() = secrets.into_iter().collect();
    }

    /// Does not believe that secret any more.
    pub fn doubt(&self, secret: &str) {
        self.secrets().remove(secret);
    }

    /// The folder that a secret is for. How long that takes tells nothing of the secrets.
    pub fn folder_of(&self, secret: &str) -> Option<String> {
        let secrets = self.secrets();
        let mut found = None;
        for (known, folder) in secrets.iter() {
            if bool::from(known.as_bytes().ct_eq(secret.as_bytes())) {
                found = Some(folder);
            }
        }
        found.cloned()
    }

    /// May a secret that nobody knows here be looked up? Another server may have made the subscription; but anybody can
    /// send one, so that it is not done for each.
    pub fn may_look(&self) -> bool {
        let (mut looked, now) = (self.looked.lock().unwrap_or_else(PoisonError::into_inner), Instant::now());
        let may = looked.is_none_or(|last| now.duration_since(last) >= LOOK);
        if may {
            *looked = Some(now);
        }
        may
    }

    /// A subscription is being made.
    pub fn making(&self) -> Making<'_> {
        self.making.fetch_add(1, Ordering::SeqCst);
        Making(self)
    }

    /// Whether any is: only then a handshake is ours.
    pub fn is_making(&self) -> bool {
        self.making.load(Ordering::SeqCst) > 0
    }

    fn secrets(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Making<'_> {
    fn drop(&mut self) {
        self.0.making.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Listener {
    /// What is heard next; `None` when nobody is left who could tell anything.
    pub async fn next(&mut self) -> Option<Heard> {
        match self.0.recv().await {
            Ok(hint) => Some(Heard::Hint(hint)),
            Err(RecvError::Lagged(_)) => Some(Heard::Lost),
            Err(RecvError::Closed) => None,
        }
    }
}
