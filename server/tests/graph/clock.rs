//! Time that goes on only when everything waits for it.

use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use server::clock::Clock;

pub(crate) const START: &str = "2026-11-02T09:00:00Z";

pub(crate) struct VirtualClock {
    state: Mutex<State>,
}

struct State {
    now: Timestamp,
    next: u64,
    sleepers: BTreeMap<(Timestamp, u64), Option<Waker>>,
}

impl VirtualClock {
    pub(crate) fn new() -> Arc<Self> {
        let now = START.parse().expect("a timestamp");
        Arc::new(Self { state: Mutex::new(State { now, next: 0, sleepers: BTreeMap::new() }) })
    }

    /// Goes on to when the first sleeper wakes; false when nobody sleeps.
    fn go_on(&self) -> bool {
        let mut state = self.state.lock().expect("not poisoned");
        let Some(((at, _), waker)) = state.sleepers.pop_first() else { return false };
        state.now = at.max(state.now);
        waker.into_iter().for_each(Waker::wake);
        true
    }

    /// Time goes by though nobody waits for it.
    pub(crate) fn skip(&self, time: Duration) {
        self.state.lock().expect("not poisoned").now += time;
    }

    /// How long it has been since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        let start: Timestamp = START.parse().expect("a timestamp");
        self.now().duration_since(start).try_into().expect("not before the start")
    }

    /// Runs the future to its end.
    pub(crate) fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.run_for(Duration::MAX, future).expect("it ended")
    }

    /// Runs the future for at most so long.
    pub(crate) fn run_for<T>(&self, time: Duration, future: impl Future<Output = T>) -> Option<T> {
        let begun = self.elapsed();
        let flag = Arc::new(Flag(AtomicBool::new(true)));
        let waker = Waker::from(Arc::clone(&flag));
        let mut future = pin!(future);
        loop {
            while flag.0.swap(false, Ordering::SeqCst) {
                if let Poll::Ready(done) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                    return Some(done);
                }
            }
            assert!(self.go_on(), "everything waits and nobody sleeps");
            if self.elapsed().saturating_sub(begun) > time {
                return None;
            }
        }
    }
}

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[async_trait]
impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        self.state.lock().expect("not poisoned").now
    }

    async fn sleep(&self, time: Duration) {
        let key = {
            let mut state = self.state.lock().expect("not poisoned");
            state.next += 1;
            let key = (state.now + time, state.next);
            state.sleepers.insert(key, None);
            key
        };
        poll_fn(|context| {
            let mut state = self.state.lock().expect("not poisoned");
            match state.sleepers.get_mut(&key) {
                Some(waker) => {
                    *waker = Some(context.waker().clone());
                    Poll::Pending
                }
                None => Poll::Ready(()),
            }
        })
        .await;
    }
}
