//! How much of what Graph permits is used: its limits are on, in virtual time, with the stand-in in the process.

use anyhow::{Result, ensure};
use jiff::SignedDuration;
use rules::record::RecordKind;
use server::clock::Clock as _;
use server::practice::Practice as _;
use server::runs::Order;
use simulation::{Firm, ROUND_TRIP, STAFF};

use super::scene::records;
use crate::load::precise;
use crate::table::{Aim, Table, Yardstick};

/// Requests that Microsoft permits in a window, and the window, for one application and one mailbox.
const PERMITTED: usize = 10_000;
const WINDOW: f64 = 600.0;

/// Contacts that are made in Outlook, each with a request.
const CONTACTS: usize = 30_000;

/// Measures it.
pub(crate) async fn measure(table: &mut Table) -> Result<()> {
    let firm = Firm::new(1).await;
    let numbers: Vec<usize> = (0..CONTACTS).collect();
    for some in numbers.chunks(1_000) {
        firm.commit(records(some, || firm.practice.new_id()).steps).await;
    }
    let engine = firm.engine();
    firm.wire.requests();
    let began = firm.clock.now();
    let outcome = engine.synchronize(&Order::new(STAFF, RecordKind::Contact, "sync")).await?;
    let took = firm.clock.now().duration_since(began);
    let done: u32 = outcome.report.done.values().sum();
    ensure!(usize::try_from(done)? == CONTACTS, "not everything was made: {:?}", outcome.report);
    let requests = usize::try_from(firm.wire.requests())?;
    let rate = |seconds: f64| precise(requests) / seconds * WINDOW;
    let what = format!("contacts, {requests} requests under the limits: rate");
    table.add(what, rate(seconds(took)), rate(permitted(requests)), "/10min", Some(Aim::AtLeast(0.95)));
    let refused = precise(usize::try_from(firm.outlook.store().throttled())?);
    table.add("contacts, of those refused with 429", refused, Yardstick::None, "", Some(Aim::Exactly(0.0)));
    Ok(())
}

/// The least time in which so many requests can be answered: the first of each window waits for that of the window
/// before, the others follow one after the other.
fn permitted(requests: usize) -> f64 {
    let (windows, rest) = ((requests - 1) / PERMITTED, (requests - 1) % PERMITTED);
    precise(windows) * WINDOW + precise(rest + 1) * ROUND_TRIP.as_secs_f64()
}

fn seconds(time: SignedDuration) -> f64 {
    time.as_secs_f64()
}
