//! A history that fails, with as little as still makes it fail.

use std::collections::BTreeMap;

use tokio::runtime::Handle;

use super::{Failure, History};

/// How often a smaller history is tried.
const TRIES: usize = 400;

/// Leaves out what can be left out while the same rule does not hold.
pub fn shrunk(history: &History, failure: &Failure, runtime: &Handle) -> History {
    let mut tries = 0;
    let mut best = history.clone();
    let mut fails = |smaller: &History| {
        tries += 1;
        tries <= TRIES && smaller.happens(runtime, &|_| {}).is_err_and(|found| found.rule == failure.rule)
    };
    for smaller in worlds(&best) {
        if fails(&smaller) {
            best = History { steps: best.steps.clone(), ..smaller };
        }
    }
    let mut width = best.steps.len() / 2;
    while width > 0 {
        let mut at = 0;
        while at < best.steps.len() {
            let mut smaller = best.clone();
            smaller.steps.drain(at..(at + width).min(best.steps.len()));
            if fails(&smaller) { best = smaller } else { at += width }
        }
        width /= 2;
    }
    best
}

/// Worlds in which less goes wrong.
fn worlds(history: &History) -> Vec<History> {
    let (mut quiet, mut plain) = (history.clone(), history.clone());
    quiet.world.faults = BTreeMap::new();
    plain.world.faults = BTreeMap::new();
    plain.world.knobs = Vec::new();
    plain.world.locked = None;
    plain.world.page_size = 100;
    let alive = History { kill: None, ..history.clone() };
    let plain_alive = History { kill: None, ..plain.clone() };
    vec![alive, quiet, plain, plain_alive]
}
