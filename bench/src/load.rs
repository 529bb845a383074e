//! Requests from many connections at the same time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use reqwest::{Client, RequestBuilder};
use tokio::task::JoinSet;

/// Makes the request of that number on a connection.
pub(crate) type Request = Arc<dyn Fn(&Client, usize) -> RequestBuilder + Send + Sync>;

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    /// Requests a second.
    pub(crate) rate: f64,
    /// The time that 99 of 100 answers took at most, in milliseconds.
    pub(crate) p99: f64,
}

/// What a load is like.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    /// Connections, each with one request at a time.
    pub(crate) connections: usize,
    /// How long it lasts.
    pub(crate) lasts: Duration,
    /// The number of the first request.
    pub(crate) from: usize,
}

/// Puts the load on, and gives it with the number of the next request. An answer other than 2xx is an error.
pub(crate) async fn put(shape: Shape, request: &Request) -> Result<(Load, usize)> {
    let next = Arc::new(AtomicUsize::new(shape.from));
    let began = Instant::now();
    let until = began + shape.lasts;
    let mut all = JoinSet::new();
    for _ in 0..shape.connections {
        all.spawn(connection(request.clone(), next.clone(), until));
    }
    let mut times = Vec::new();
    while let Some(done) = all.join_next().await {
        times.extend(done??);
    }
    let took = began.elapsed().as_secs_f64();
    times.sort_unstable();
    let p99 = times.get(times.len() * 99 / 100).context("nothing was answered")?;
    let load = Load { rate: precise(times.len()) / took, p99: p99.as_secs_f64() * 1000.0 };
    Ok((load, next.load(Ordering::Relaxed)))
}

/// A client with one connection of its own.
pub(crate) fn client() -> Result<Client> {
    let client = Client::builder().http1_only().pool_max_idle_per_host(1).tls_danger_accept_invalid_certs(true);
    Ok(client.build()?)
}

async fn connection(request: Request, next: Arc<AtomicUsize>, until: Instant) -> Result<Vec<Duration>> {
    let client = client()?;
    let mut times = Vec::new();
    while Instant::now() < until {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let began = Instant::now();
        let answer = request(&client, number).send().await?;
        let status = answer.status();
        let body = answer.bytes().await?;
        times.push(began.elapsed());
        if !status.is_success() {
            bail!("request {number} was answered {status}: {}", String::from_utf8_lossy(&body));
        }
    }
    Ok(times)
}

/// A count as a number to reckon with.
#[allow(clippy::cast_precision_loss, reason = "no count here comes near 2^52")]
pub(crate) fn precise(count: usize) -> f64 {
    count as f64
}
