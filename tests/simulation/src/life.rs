use std::{
    fmt,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::clock::pause;

/// What happens outside of the server while it works.
type Act = Box<dyn FnOnce() + Send>;

/// A server's life in steps: before and after each request, and before and after each write to the practice database.
/// It can end at any of them.
#[derive(Default)]
pub struct Life {
    /// How many steps are left; 0 is without end.
    left: AtomicU64,
    over: Mutex<bool>,
    taken: AtomicU64,
    /// How often others go first, at random by this.
    chance: Option<Mutex<fastrand::Rng>>,
    meanwhile: Mutex<Vec<(u64, Act)>>,
}

impl fmt::Debug for Life {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Life").field("taken", &self.steps()).field("over", &self.is_over()).finish_non_exhaustive()
    }
}

impl Life {
    /// A life beside others, who go first at times.
    pub fn among_others(seed: u64) -> Self {
        Self { chance: Some(Mutex::new(fastrand::Rng::with_seed(seed))), ..Self::default() }
    }

    /// It ends with the step that is so many from here; 0 is never.
    pub fn ends_after(&self, steps: u64) {
        *self.over.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.left.store(steps, Ordering::SeqCst);
    }

    /// Is it over?
    pub fn is_over(&self) -> bool {
        *self.over.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many steps were taken.
    pub fn steps(&self) -> u64 {
        self.taken.load(Ordering::SeqCst)
    }

    /// Does something at the step that is so many from here.
    pub fn meanwhile(&self, steps: u64, act: impl FnOnce() + Send + 'static) {
        let at = self.steps() + steps.max(1);
        self.meanwhile.lock().unwrap_or_else(PoisonError::into_inner).push((at, Box::new(act)));
    }

    /// Takes a step. A server that is dead never comes back from it: whoever drives it drops it.
    pub async fn step(&self) {
        let now = self.taken.fetch_add(1, Ordering::SeqCst) + 1;
        self.breathe().await;
        for act in self.due(now) {
            act();
        }
        let last = self.left.load(Ordering::SeqCst) == 1;
        if last {
            *self.over.lock().unwrap_or_else(PoisonError::into_inner) = true;
        }
        if self.is_over() {
            std::future::pending::<()>().await;
        }
        let _ = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
    }

    /// Never comes back where the server is dead.
    pub async fn lives(&self) {
        if self.is_over() {
            std::future::pending::<()>().await;
        }
    }

    fn due(&self, now: u64) -> Vec<Act> {
        let mut meanwhile = self.meanwhile.lock().unwrap_or_else(PoisonError::into_inner);
        let (due, later) = std::mem::take(&mut *meanwhile).into_iter().partition(|(at, _)| *at <= now);
        *meanwhile = later;
        let due: Vec<(u64, Act)> = due;
        due.into_iter().map(|(_, act)| act).collect()
    }

    /// Lets others go first, or not.
    pub async fn breathe(&self) {
        let Some(chance) = &self.chance else { return };
        let times = chance.lock().unwrap_or_else(PoisonError::into_inner).u8(..4);
        for _ in 0..times {
            pause().await;
        }
    }
}
