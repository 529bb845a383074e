use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;

use ipnet::IpNet;

use super::{parse, reader::Reader};

/// `[limits]`
#[derive(Clone, Debug)]
pub struct Limits {
    /// The largest body of a request, in bytes.
    pub body_bytes: usize,
    /// How long the body of a request may take to arrive.
    pub body_time: Duration,
    /// How often one may ask.
    pub rates: Rates,
    /// How many live connections one person may hold.
    pub live_per_person: usize,
    /// How long a sign-in lasts.
    pub session: Duration,
    /// How long the server still answers, saying that it is not ready, before it stops.
    pub drain: Duration,
    /// How long requests may take to end when the server stops.
    pub shutdown: Duration,
}

/// How often one may ask: in a minute, and all at once after a minute's rest.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// What one person reads.
    pub reads: NonZeroU32,
    /// What one person writes.
    pub writes: NonZeroU32,
    /// What comes from one address, of whomever.
    pub requests: NonZeroU32,
    /// Sign-ins from one address.
    pub sign_ins: NonZeroU32,
    /// Tokens from one address that are refused.
    pub refused: NonZeroU32,
}

/// `[proxy]`: the programs between the server and those who ask it.
#[derive(Clone, Debug)]
pub struct Proxy {
    /// Their addresses; what others say of an address is not believed.
    pub trusted: Vec<IpNet>,
    /// Where they say whom they speak for.
    pub header: ProxyHeader,
}

/// The header in which a proxy says whom it speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyHeader {
    /// `X-Forwarded-For`
    XForwardedFor,
    /// `Forwarded` (RFC 7239)
    Forwarded,
}

impl Proxy {
    /// Whether the address is a proxy's.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(&address))
    }
}

/// `[metrics]`, when `listen` is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metrics {
    /// Where they are served, in plain HTTP.
    pub listen: SocketAddr,
}

/// The most requests in a minute that can be meant.
const MOST: u64 = 1_000_000_000;

pub(super) fn limits(reader: &mut Reader) -> Option<Limits> {
    let body_bytes = reader.required("limits.body_bytes", parse::within(1 << 16, 1 << 26));
    let body_time = seconds(reader, "limits.body_seconds", 1, 300);
    let rates = rates(reader);
    let live = reader.required("limits.live_per_person", parse::within(1, 10_000));
    let hours = reader.required("limits.session_hours", parse::within(1, 168));
    let drain = seconds(reader, "limits.drain_seconds", 0, 300);
    let shutdown = seconds(reader, "limits.shutdown_seconds", 1, 300);
    Some(Limits {
        body_bytes: usize::try_from(body_bytes?).ok()?,
        body_time: body_time?,
        rates: rates?,
        live_per_person: usize::try_from(live?).ok()?,
        session: Duration::from_secs(hours? * 3600),
        drain: drain?,
        shutdown: shutdown?,
    })
}

fn seconds(reader: &mut Reader, key: &'static str, least: u64, most: u64) -> Option<Duration> {
    reader.required(key, parse::within(least, most)).map(Duration::from_secs)
}

fn rates(reader: &mut Reader) -> Option<Rates> {
    let mut rate = |key| reader.required(key, parse::within(1, MOST)).and_then(|number| u32::try_from(number).ok());
    let (reads, writes) = (rate("limits.reads_per_minute"), rate("limits.writes_per_minute"));
    let requests = rate("limits.requests_per_minute");
    let (sign_ins, refused) = (rate("limits.sign_ins_per_minute"), rate("limits.refused_sign_ins_per_minute"));
    Some(Rates {
        reads: NonZeroU32::new(reads?)?,
        writes: NonZeroU32::new(writes?)?,
        requests: NonZeroU32::new(requests?)?,
        sign_ins: NonZeroU32::new(sign_ins?)?,
        refused: NonZeroU32::new(refused?)?,
    })
}

pub(super) fn proxy(reader: &mut Reader) -> Option<Proxy> {
    let trusted = reader.list("proxy.trusted", parse::network);
    let header = reader.required("proxy.header", parse::proxy_header);
    Some(Proxy { trusted: trusted?, header: header? })
}

pub(super) fn metrics(reader: &mut Reader) -> Option<Metrics> {
    reader.optional("metrics.listen", parse::address).map(|listen| Metrics { listen })
}
