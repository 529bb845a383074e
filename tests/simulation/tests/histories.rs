//! Histories drawn from seeds: several people, both sides, faults at every call, a server that is killed; afterwards the
//! rules hold. One that does not is printed with the command that tells it again.

use std::{
    env, panic,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use simulation::history::{Failure, History, shrunk};
use tokio::runtime::{Handle, Runtime};

/// How many histories the test command tells.
const HISTORIES: u64 = 2_000;
/// How many short ones, each with a kill at every step.
const SHORT: u64 = 4;
/// How many with two sizes of pages.
const PAGED: u64 = 60;

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

/// Where the practice database works, apart from what is driven.
fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("starts")
}

/// The first failure of these, each told by itself, on as many threads as there are processors.
fn tell(what: &str, seeds: impl Iterator<Item = u64> + Send, one: impl Fn(u64, &Handle) -> Result<(), String> + Sync) {
    let seeds = Mutex::new(seeds);
    let (failures, told, began) = (Mutex::new(Vec::new()), AtomicU64::new(0), Instant::now());
    let threads = thread::available_parallelism().map_or(2, usize::from);
    let most = number("CONCORDAT_FAILURES").and_then(|most| usize::try_from(most).ok()).unwrap_or(3);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let runtime = runtime();
                loop {
                    let seed = seeds.lock().expect("nobody panics here").next();
                    let enough = failures.lock().expect("nobody panics here").len() >= most;
                    let Some(seed) = seed.filter(|_| !enough) else { break };
                    if let Err(failure) = one(seed, runtime.handle()) {
                        println!("{failure}");
                        failures.lock().expect("nobody panics here").push(failure);
                    }
                    told.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    let (told, took) = (told.into_inner(), began.elapsed());
    println!(
        "{what}: {told} in {:.1} s, {:.1} a second",
        took.as_secs_f64(),
        f64::from(u32::try_from(told).unwrap_or(u32::MAX)) / took.as_secs_f64()
    );
    let failures = failures.into_inner().expect("nobody panics here");
    assert!(failures.is_empty(), "{} of {told}:\n{}", failures.len(), failures.join("\n"));
}

fn described(history: &History, failure: &Failure, runtime: &Handle) -> String {
    let small =
        if env::var_os("CONCORDAT_NO_SHRINK").is_some() { history.clone() } else { shrunk(history, failure, runtime) };
    let steps: Vec<String> = small.steps.iter().map(|(number, step)| format!("    {number:>3} {step:?}")).collect();
    let kill = history.kill.map(|kill| format!("CONCORDAT_KILL={kill} ")).unwrap_or_default();
    format!(
        "seed {}: {failure}\n  {:?}, killed at {:?}\n{}\n  CONCORDAT_SEED={} {kill}cargo test -p simulation --test histories replay -- --nocapture",
        history.seed,
        small.world,
        small.kill,
        steps.join("\n"),
        history.seed
    )
}

fn held(history: &History, runtime: &Handle) -> Result<(), String> {
    history.happens(runtime, &|_| {}).map(drop).map_err(|failure| described(history, &failure, runtime))
}

/// Panics are caught and told with their history.
fn quietly() {
    if env::var_os("CONCORDAT_SEED").is_none() {
        panic::set_hook(Box::new(|_| {}));
    }
}

#[test]
fn p01_to_p20_hold_after_histories_with_faults_and_a_kill() {
    quietly();
    let from = number("CONCORDAT_FROM").unwrap_or_default();
    let count = number("CONCORDAT_HISTORIES").unwrap_or(HISTORIES);
    let deadline = number("CONCORDAT_MINUTES").map(|minutes| Instant::now() + Duration::from_secs(60 * minutes));
    let seeds: Box<dyn Iterator<Item = u64> + Send> = match deadline {
        Some(deadline) => Box::new((from..).take_while(move |_| Instant::now() < deadline)),
        None => Box::new(from..from + count),
    };
    tell("histories", seeds, |seed, runtime| held(&History::of(seed), runtime));
}

#[test]
fn p07_short_histories_hold_wherever_the_server_is_killed() {
    quietly();
    let count = number("CONCORDAT_SHORT_HISTORIES").unwrap_or(SHORT);
    tell("short histories, each killed at every step", 0..count, |seed, runtime| {
        let whole = History::short(seed);
        let fails = |failure| described(&whole, &failure, runtime);
        let steps = whole.happens(runtime, &|_| {}).map_err(fails)?.steps;
        (1..=steps).try_for_each(|kill| held(&History { kill: Some(kill), ..whole.clone() }, runtime))
    });
}

#[test]
fn p12_the_size_and_order_of_pages_do_not_change_the_end() {
    quietly();
    tell("histories, each with two sizes of pages", 0..PAGED, |seed, runtime| {
        let history = History::of(seed);
        let ends = |history: History| {
            let held = history.happens(runtime, &|_| {}).map_err(|failure| described(&history, &failure, runtime))?;
            Ok::<_, String>(held.ends)
        };
        let (large, small) = (ends(history.paged(100, false))?, ends(history.paged(2, true))?);
        if large == small { Ok(()) } else { Err(format!("seed {seed}: P12:\n{large:?}\n{small:?}")) }
    });
}

/// Tells one history again: `CONCORDAT_SEED=17`; with `CONCORDAT_SHORT=1` the short one, which `CONCORDAT_KILL=42` kills;
/// with `CONCORDAT_PAGES=2` the one with pages of that size.
#[test]
fn replay() {
    let Some(seed) = number("CONCORDAT_SEED") else { return };
    let runtime = runtime();
    let history = match (number("CONCORDAT_SHORT"), number("CONCORDAT_KILL")) {
        (Some(_), kill) => History { kill, ..History::short(seed) },
        (None, _) => History::of(seed),
    };
    let history = match number("CONCORDAT_PAGES") {
        Some(size) => history.paged(u32::try_from(size).unwrap_or(2), size < 100),
        None => history,
    };
    println!("{:?}, killed at {:?}", history.world, history.kill);
    let told = history.happens(runtime.handle(), &|line| println!("{line}"));
    if let Err(failure) = told {
        panic!("{}", described(&history, &failure, runtime.handle()));
    }
}
