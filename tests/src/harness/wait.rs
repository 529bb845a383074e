//! Waiting for a condition, never for a time.

use std::time::{Duration, Instant};

/// How long anything may take: the machine may be busy with something else.
const PATIENCE: Duration = Duration::from_secs(20);

const GLANCE: Duration = Duration::from_millis(40);

/// Looks again and again until there is something; what is not there yet says what is there instead.
pub(crate) async fn until<T>(what: &str, look: impl AsyncFnMut() -> Result<T, String>) -> T {
    until_within(PATIENCE, what, look).await
}

/// The same within that time.
pub(crate) async fn until_within<T>(
    limit: Duration,
    what: &str,
    mut look: impl AsyncFnMut() -> Result<T, String>,
) -> T {
    let started = Instant::now();
    loop {
        match look().await {
            Ok(found) => return found,
            Err(seen) if started.elapsed() > limit => panic!("waited {limit:?} for {what}; there is: {seen}"),
            Err(_) => tokio::time::sleep(GLANCE).await,
        }
    }
}
