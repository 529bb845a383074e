//! How often one may ask, and how many connections one may hold.
//!
//! A person is known by [`StaffMember::id`](crate::practice::StaffMember::id), an address by itself, of IPv6 by its
//! network of /64, which is one customer's. What is remembered is bounded: whoever rests is forgotten, and beyond
//! [`MOST_ADDRESSES`] wider networks share what one address may.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock};

use crate::{config, meter};

/// How many addresses are remembered one by one.
const MOST_ADDRESSES: usize = 1 << 16;

/// Too often: it may be tried again after this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait(pub Duration);

/// How often each person and each address may ask.
pub struct Rates {
    reads: Limiter<String>,
    writes: Limiter<String>,
    requests: Limiter<IpAddr>,
    sign_ins: Limiter<IpAddr>,
    refused: Limiter<IpAddr>,
}

impl Rates {
    /// By that configuration, with nobody known yet.
    pub fn new(rates: &config::Rates) -> Self {
        Self {
            reads: Limiter::new(rates.reads),
            writes: Limiter::new(rates.writes),
            requests: Limiter::new(rates.requests),
            sign_ins: Limiter::new(rates.sign_ins),
            refused: Limiter::new(rates.refused),
        }
    }

    /// A person reads.
    pub fn read(&self, staff: &str) -> Result<(), Wait> {
        self.reads.check(&staff.to_owned())
    }

    /// A person writes.
    pub fn write(&self, staff: &str) -> Result<(), Wait> {
        self.writes.check(&staff.to_owned())
    }

    /// Anything at all from an address.
    pub fn request(&self, from: IpAddr) -> Result<(), Wait> {
        self.requests.check_address(from)
    }

    /// A sign-in is tried.
    pub fn sign_in(&self, from: IpAddr) -> Result<(), Wait> {
        self.sign_ins.check_address(from)
    }

    /// Whether a token was refused.
    pub fn refused_if(&self, refused: bool, from: IpAddr) -> Result<(), Wait> {
        if refused { self.refused.check_address(from) } else { Ok(()) }
    }

    /// Forgets those who have rested. Now and then.
    pub fn tidy(&self) {
        self.reads.tidy();
        self.writes.tidy();
        self.requests.tidy();
        self.sign_ins.tidy();
        self.refused.tidy();
    }
}

struct Limiter<K: Hash + Eq + Clone>(DefaultKeyedRateLimiter<K>);

impl<K: Hash + Eq + Clone> Limiter<K> {
    fn new(in_a_minute: NonZeroU32) -> Self {
        Self(RateLimiter::keyed(Quota::per_minute(in_a_minute)))
    }

    fn check(&self, key: &K) -> Result<(), Wait> {
        let wait = |until: governor::NotUntil<_>| Wait(until.wait_time_from(self.0.clock().now()));
        self.0.check_key(key).map_err(wait)
    }

    fn tidy(&self) {
        self.0.retain_recent();
        self.0.shrink_to_fit();
    }
}

impl Limiter<IpAddr> {
    fn check_address(&self, from: IpAddr) -> Result<(), Wait> {
        let crowded = self.0.len() >= MOST_ADDRESSES;
        self.check(&network(from, crowded))
    }
}

/// What an address is known by.
fn network(address: IpAddr, crowded: bool) -> IpAddr {
    match (address.to_canonical(), crowded) {
        (IpAddr::V4(address), false) => address.into(),
        (IpAddr::V4(address), true) => Ipv4Addr::from_bits(address.to_bits() & (u32::MAX << 16)).into(),
        (IpAddr::V6(address), false) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
        (IpAddr::V6(address), true) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 96)).into(),
    }
}

/// The connections that stay open.
#[derive(Clone)]
pub struct Connections {
    most: usize,
    open: Arc<Mutex<HashMap<String, usize>>>,
}

impl Connections {
    /// At most so many for each person.
    pub fn new(most: usize) -> Self {
        Self { most, open: Arc::default() }
    }

    /// One more of that person; `None` when they hold as many as they may.
    pub fn open(&self, staff: &str) -> Option<Connection> {
        let mut open = locked(&self.open);
        let held = open.get(staff).copied().unwrap_or_default();
        if held >= self.most {
            return None;
        }
        open.insert(staff.to_owned(), held + 1);
        meter::live(1.0);
        Some(Connection { staff: staff.to_owned(), open: self.open.clone() })
    }
}

/// An open connection. Dropped, it is closed.
pub struct Connection {
    staff: String,
    open: Arc<Mutex<HashMap<String, usize>>>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        let mut open = locked(&self.open);
        let held = open.remove(&self.staff).unwrap_or_default().saturating_sub(1);
        if held > 0 {
            open.insert(self.staff.clone(), held);
        }
        meter::live(-1.0);
    }
}

/// Counts are whole between any two statements: what panicked with the lock left nothing half done.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(each: u32) -> Rates {
        let each = NonZeroU32::new(each).expect("more than none");
        Rates::new(&config::Rates { reads: each, writes: each, requests: each, sign_ins: each, refused: each })
    }

    #[test]
    fn so_many_at_once_and_then_one_by_one() {
        let rates = rates(60);
        for n in 0..60 {
            assert_eq!(rates.read("ada"), Ok(()), "{n}");
        }
        let Err(Wait(wait)) = rates.read("ada") else { panic!("not refused") };
        assert!(wait <= Duration::from_secs(1), "{wait:?}");
        assert_eq!(rates.write("ada"), Ok(()), "another kind");
        assert_eq!(rates.read("ben"), Ok(()), "another person");
        std::thread::sleep(wait);
        assert_eq!(rates.read("ada"), Ok(()), "after the wait");
    }

    #[test]
    fn an_ipv6_customer_is_one_address_and_a_mapped_ipv4_itself() {
        let rates = rates(1);
        let of = |text: &str| text.parse::<IpAddr>().expect("an address");
        for (first, second, same) in [
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true),
            ("2001:db8:1:3::1", "2001:db8:1:4::1", false),
            ("203.0.113.7", "203.0.113.8", false),
            ("198.51.100.1", "::ffff:198.51.100.1", true),
        ] {
            assert_eq!(rates.sign_in(of(first)), Ok(()), "{first}");
            assert_eq!(rates.sign_in(of(second)).is_err(), same, "{second}");
        }
    }

    #[test]
    fn many_addresses_take_bounded_memory_and_those_who_rest_are_forgotten() {
        let rates = rates(600_000_000);
        for n in 0..200_000_u128 {
            let _ = rates.request(Ipv6Addr::from_bits(n << 64).into());
        }
        assert!(rates.requests.0.len() <= MOST_ADDRESSES + 1, "{}", rates.requests.0.len());
        std::thread::sleep(Duration::from_millis(200));
        rates.tidy();
        assert_eq!(rates.requests.0.len(), 0);
    }

    #[test]
    fn a_closed_connection_makes_place() {
        let connections = Connections::new(2);
        let (first, second) = (connections.open("ada"), connections.open("ada"));
        assert!(first.is_some() && second.is_some() && connections.open("ada").is_none());
        assert!(connections.open("ben").is_some());
        drop(first);
        assert!(connections.open("ada").is_some());
        drop(second);
        assert_eq!(locked(&connections.open).len(), 0, "nothing is left of those who hold none");
    }
}
