//! What the rules take to look through a folder whose cursor was lost, against a bare join of the same data.

use std::collections::{BTreeMap, HashMap};
use std::hint::black_box;
use std::time::Instant;

use anyhow::{Result, ensure};
use jiff::{SignedDuration, Timestamp};
use rules::conflict::EditTimes;
use rules::mapping::contact as lens;
use rules::merge::Base;
use rules::plan::{Answers, Found, ItemState, Known, Pair, RecordState, Settings, Stored, Terms, Tie, plan_run};
use rules::record::{Image, RecordKind, Value, View, contact as field};

use super::people;
use crate::table::{Aim, Table, median};

/// Linked contacts.
const CONTACTS: usize = 100_000;

/// Measurements.
const TURNS: usize = 5;

/// Measures it.
pub(crate) fn measure(table: &mut Table) -> Result<()> {
    let pairs: Vec<Pair> = (0..CONTACTS).map(pair).collect();
    let (mut plans, mut joins) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let (took, found) = join(&pairs);
        ensure!(found == CONTACTS, "the join finds {found} in step");
        joins.push(took);
        let (took, found) = plan(pairs.clone());
        ensure!(found == CONTACTS, "the plan finds {found} in step");
        plans.push(took);
    }
    let what = format!("contacts, {CONTACTS} reconciled: the rules");
    table.add(what, median(&mut plans), median(&mut joins), "ms", Some(Aim::AtMost(3.0)));
    Ok(())
}

/// A linked contact that nobody changed.
fn pair(number: usize) -> Pair {
    let at = Timestamp::UNIX_EPOCH;
    let practice = people::image(number).with(field::KIND, Value::text("standalone"));
    // As it was read from Graph.
    let view = lens::get(&lens::create(&practice)).0;
    let view = View::whole(RecordKind::Contact, view.image);
    Pair {
        link: format!("01999999-0000-7000-8000-{number:012}"),
        record: format!("01999999-0000-7000-9000-{number:012}"),
        item: format!("AAMkAGI2TG93AAAAAAENAAAiIsqMbYjsT5e-T7KzowPTAAAYbvZ{number:08}AAA="),
        known: Known {
            kind: RecordKind::Contact,
            base: Some(Base { practice: practice.clone(), outlook: view.image.clone() }),
            record: practice,
            state: RecordState::Present,
            version: 1,
            edited_at: at,
            tie: Tie::Joined,
            pending: None,
            settings: Settings::default(),
        },
        stored: Stored { state: ItemState::Present, view, modified: Some(at) },
        unmapped: Vec::new(),
        times: EditTimes { practice: Some(at), outlook: Some(at), uncertainty: SignedDuration::from_secs(2) },
        answers: Answers::new(),
        parted: None,
    }
}

/// Milliseconds of a plan, and the pairs that it finds in step.
fn plan(pairs: Vec<Pair>) -> (f64, usize) {
    let clients = BTreeMap::default();
    let terms = Terms {
        kind: RecordKind::Contact,
        settings: Settings::default(),
        first: false,
        filter: None,
        clients: &clients,
        me: "vera",
        keep_filtered: false,
        delete_records: false,
        imported: Image::new(),
    };
    let found = Found { pairs, ..Found::default() };
    let began = Instant::now();
    let plan = black_box(plan_run(&terms, black_box(found)));
    (millis(began), if plan.changes.is_empty() { plan.in_step } else { 0 })
}

/// Milliseconds of a table of the items by their identifiers, in which each link's item is looked up and compared with
/// the base, as the record is; and how many are the same.
fn join(pairs: &[Pair]) -> (f64, usize) {
    let began = Instant::now();
    let items: HashMap<&str, &Image> =
        black_box(pairs).iter().map(|pair| (pair.item.as_str(), &pair.stored.view.image)).collect();
    let same = |pair: &&Pair| {
        let item = items.get(pair.item.as_str()).copied();
        pair.known.base.as_ref().is_some_and(|base| base.practice == pair.known.record && Some(&base.outlook) == item)
    };
    let found = black_box(pairs.iter().filter(same).count());
    (millis(began), found)
}

fn millis(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1e3
}
