use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use jiff::Timestamp;
use server::clock::Clock;

/// The stand-in's clock as the server sees it: whoever waits moves it on.
#[derive(Clone, Debug)]
pub struct VirtualClock(pub Arc<outlook::clock::Clock>);

#[async_trait]
impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep(&self, time: Duration) {
        self.0.advance(time);
        tokio::task::yield_now().await;
    }
}
