//! What one may ask of the server: how much, how often, for how long.

use std::time::Duration;

use crate::config::{Config, Proxy};
use crate::rates::{Connections, Rates};

/// The configuration's bounds, with what has been used of them.
pub(super) struct Bounds {
    /// How often one may ask.
    pub(super) rates: Rates,
    /// The live connections.
    pub(super) connections: Connections,
    /// Who is believed about addresses.
    pub(super) proxy: Proxy,
    /// The bytes that a large body may have.
    pub(super) body_bytes: usize,
    /// How long a body may take to arrive.
    pub(super) body_time: Duration,
}

impl Bounds {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            rates: Rates::new(&config.limits.rates),
            connections: Connections::new(config.limits.live_per_person),
            proxy: config.proxy.clone(),
            body_bytes: config.limits.body_bytes,
            body_time: config.limits.body_time,
        }
    }
}
