//! Time that nobody waits for.

use std::{
    collections::BTreeMap,
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;
use server::clock::Clock;

/// The stand-in's clock as the server sees it.
///
/// Without [`drive`] whoever waits moves it on at once; what is driven waits for its time, which comes when nobody has
/// anything else to do.
#[derive(Clone, Debug)]
pub struct VirtualClock(pub Arc<outlook::clock::Clock>, Arc<Sleepers>);

/// Those who wait, by the time that they wait for.
#[derive(Debug, Default)]
struct Sleepers {
    driven: AtomicBool,
    next: AtomicU64,
    waiting: Mutex<BTreeMap<(Timestamp, u64), Waker>>,
}

impl VirtualClock {
    /// One that stands at that moment.
    pub fn at(moment: Timestamp) -> Self {
        Self(Arc::new(outlook::clock::Clock::at(moment)), Arc::default())
    }

    fn waiting(&self) -> MutexGuard<'_, BTreeMap<(Timestamp, u64), Waker>> {
        self.1.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes those whose time has come; and where `idle`, moves on to the first one's. Answers whether any was.
    fn wake(&self, idle: bool) -> bool {
        let mut waiting = self.waiting();
        if let (true, Some((first, _))) = (idle, waiting.keys().next()) {
            let ahead = Duration::try_from(first.duration_since(self.0.now())).unwrap_or_default();
            self.0.advance(ahead);
        }
        let now = self.0.now();
        let mut woken = false;
        while let Some(entry) = waiting.first_entry().filter(|entry| entry.key().0 <= now) {
            entry.remove().wake();
            woken = true;
        }
        woken
    }
}

#[async_trait]
impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep(&self, time: Duration) {
        if !self.1.driven.load(Ordering::SeqCst) {
            self.0.advance(time);
            self.wake(false);
            tokio::task::yield_now().await;
            return;
        }
        self.lapse(time).await;
    }

    async fn lapse(&self, time: Duration) {
        let until = self.0.now().checked_add(time).unwrap_or(Timestamp::MAX);
        let key = (until, self.1.next.fetch_add(1, Ordering::SeqCst));
        poll_fn(|context| {
            if self.0.now() >= until {
                return Poll::Ready(());
            }
            self.waiting().insert(key, context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

/// Was anything woken since it was last looked at?
#[derive(Debug, Default)]
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Drives a future to its end, always in the same order. The clock moves on when nothing else can be done; `None` when
/// there is nothing to wait for either: what it waits for died.
pub fn drive<F: Future>(clock: &VirtualClock, future: F) -> Option<F::Output> {
    let (mut future, flag) = (pin!(future), Arc::new(Flag::default()));
    let waker = Waker::from(Arc::clone(&flag));
    clock.1.driven.store(true, Ordering::SeqCst);
    let done = loop {
        if let Poll::Ready(done) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            break Some(done);
        }
        let woken = flag.0.swap(false, Ordering::SeqCst);
        if !clock.wake(!woken) && !woken {
            break None;
        }
    };
    clock.1.driven.store(false, Ordering::SeqCst);
    clock.waiting().clear();
    done
}

/// Lets others go first.
pub(crate) async fn pause() {
    let mut paused = false;
    poll_fn(|context| {
        if std::mem::replace(&mut paused, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
