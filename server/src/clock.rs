//! Time as the sync engine sees it: given to it, so that a simulation can run years in a second.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

/// What time it is, and waiting.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;

    /// Comes back after that time.
    async fn sleep(&self, time: Duration);

    /// Comes back once that much time has gone by with other things: for what is done beside them.
    async fn lapse(&self, time: Duration) {
        self.sleep(time).await;
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
