//! How long the rules take to plan one link, against parsing that item's JSON: what any program would have to do first.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context, Result};
use rules::conflict::EditTimes;
use rules::mapping::open_item::present;
use rules::merge::Base;
use rules::outlook::item::Snapshot;
use rules::plan::{Answers, Known, RecordState, Settings, Tie, plan_open_item};
use rules::record::{RecordKind, Value, appointment as field};

use crate::firm;
use crate::load::precise;
use crate::table::{Table, median};

/// Plans in one measurement.
const PLANS: usize = 20_000;

/// Measurements.
const TURNS: usize = 9;

/// Measures it.
pub(crate) fn measure(table: &mut Table) -> Result<()> {
    let known = known()?;
    let snapshot = firm::snapshot(1, "Review of the lease, edited", firm::edited()?);
    let json = serde_json::to_string(&snapshot).context("JSON")?;
    let (mut plans, mut parses) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        plans.push(micros(|| drop(black_box(plan(&known, black_box(&snapshot))))));
        parses.push(micros(|| drop(black_box(serde_json::from_str::<Snapshot>(black_box(&json))))));
    }
    table.add("planning one link (yardstick: parsing its item)", median(&mut plans), median(&mut parses), "µs", None);
    Ok(())
}

fn plan(known: &Known, snapshot: &Snapshot) -> rules::plan::ItemPlan {
    let (item, _) = present(snapshot, Some(&known.record));
    let uncertainty = jiff::SignedDuration::from_secs(2);
    let times = EditTimes { practice: Some(known.edited_at), outlook: item.modified, uncertainty };
    plan_open_item(known, &item, &times, &Answers::new())
}

/// Microseconds for one.
fn micros(work: impl Fn()) -> f64 {
    let began = Instant::now();
    for _ in 0..PLANS {
        work();
    }
    began.elapsed().as_secs_f64() * 1e6 / precise(PLANS)
}

/// A link whose item was edited.
fn known() -> Result<Known> {
    let before = firm::snapshot(1, &firm::subject(1), firm::edited()?);
    let outlook = present(&before, None).0.view.image;
    let record = outlook.clone().with(field::STAFF, Value::labels([firm::STAFF]));
    Ok(Known {
        kind: RecordKind::Appointment,
        base: Some(Base { practice: record.clone(), outlook }),
        record,
        state: RecordState::Present,
        version: 1,
        edited_at: firm::edited()?,
        tie: Tie::Joined,
        pending: None,
        settings: Settings::default(),
    })
}
