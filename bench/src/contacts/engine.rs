//! The engine in a process of its own, as a server runs it: what it takes and how much memory, and nothing of the
//! stand-in's.

use std::collections::HashMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use rules::record::RecordKind;
use serde::{Deserialize, Serialize};
use server::clock::{Clock, SystemClock};
use server::config::Config;
use server::mailbox::graph::{self, Graph};
use server::practice::{Practice, RunState, Store, uuid_v7};
use server::runs;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::scene;
use crate::firm;

/// The configuration's file in the engine's folder.
pub(crate) const CONFIG: &str = "concordat.toml";

/// The practice database there.
pub(crate) const DATABASE: &str = "practice.db";

/// One run, measured where it ran.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ran {
    /// How long it took.
    pub(crate) seconds: f64,
    /// Changes that a person sees, done on either side.
    pub(crate) done: u32,
    /// Pairs that were looked at and found in step.
    pub(crate) in_step: u32,
    /// Why it did not do everything; empty where it did.
    pub(crate) problem: String,
    /// Memory before it, in KiB.
    pub(crate) before: u64,
    /// The most memory during it, in KiB.
    pub(crate) peak: u64,
    /// Memory after it, in KiB.
    pub(crate) after: u64,
}

/// Runs whatever stands on a line of the input, as its cause, and prints what came of it, until the input ends.
pub(crate) async fn be(folder: &Path) -> Result<()> {
    let config = Config::from_toml(&std::fs::read_to_string(folder.join(CONFIG))?, HashMap::new())?;
    let practice: Arc<dyn Practice> = Arc::new(Store::sqlite(&folder.join(DATABASE), uuid_v7()).await?);
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let graph = graph::open(&config, Arc::clone(&practice), Arc::clone(&clock))?.context("no [graph]")?.graph;
    warm(Arc::clone(&graph)).await?;
    let engine = runs::Engine::new(practice, graph, clock);
    // Nothing else goes on between two runs, so this thread may wait.
    for line in std::io::stdin().lines() {
        println!("{}", serde_json::to_string(&run(&engine, &line?).await?)?);
    }
    Ok(())
}

/// Another firm's folder, in which nothing is: what a server makes once for good, such as its connections and its token,
/// is no part of what is measured.
async fn warm(graph: Arc<Graph>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let practice = Store::sqlite(&folder.path().join(DATABASE), uuid_v7()).await?;
    practice.migrate().await?;
    practice.commit(scene::people(scene::EMPTY_MAILBOX)).await?;
    let engine = runs::Engine::new(Arc::new(practice), graph, Arc::new(SystemClock));
    run(&engine, "setup").await.map(drop)
}

async fn run(engine: &runs::Engine, cause: &str) -> Result<Ran> {
    let order = runs::Order::new(firm::STAFF, RecordKind::Contact, cause);
    forget_peak()?;
    let before = memory("VmRSS")?;
    let began = Instant::now();
    let outcome = engine.synchronize(&order).await?;
    let seconds = began.elapsed().as_secs_f64();
    let (peak, after) = (memory("VmHWM")?, memory("VmRSS")?);
    let report = outcome.report;
    let failed = report.failed + report.moved + report.left_out + report.asked;
    let problem = match (&outcome.state, failed) {
        (RunState::Done, 0) => report.problem,
        // A run that leaves no trace has not begun to write.
        (RunState::Planning, 0) if outcome.run.is_none() => report.problem,
        (state, failed) => format!("{state:?}, {failed} not done: {} {:?}", report.problem, outcome.suspended),
    };
    let done = report.done.values().sum();
    Ok(Ran { seconds, done, in_step: report.in_step, problem, before, peak, after })
}

/// The peak is counted from here (`proc(5)`, `clear_refs`).
fn forget_peak() -> Result<()> {
    std::fs::write("/proc/self/clear_refs", "5").context("the peak of memory cannot be counted anew")
}

fn memory(what: &str) -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'));
    let number = line.and_then(|line| line.split_whitespace().next()).context("no such memory")?;
    Ok(number.parse()?)
}

/// The process.
pub(crate) struct Engine {
    _child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Engine {
    /// Starts one over the files of that folder.
    pub(crate) fn start(folder: &Path) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--peer", "-", "--concordat", "-", "--engine"]).arg(folder).kill_on_drop(true);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("no engine")?;
        let (input, output) = (child.stdin.take().context("piped")?, child.stdout.take().context("piped")?);
        Ok(Self { _child: child, input, output: BufReader::new(output).lines() })
    }

    /// One run with that cause, which has to do so many changes and leave nothing.
    pub(crate) async fn run(&mut self, cause: &str, changes: usize) -> Result<Ran> {
        self.input.write_all(format!("{cause}\n").as_bytes()).await?;
        let line = self.output.next_line().await?.context("the engine ended")?;
        let ran: Ran = serde_json::from_str(&line)?;
        if !ran.problem.is_empty() || usize::try_from(ran.done)? != changes {
            bail!("the run was to do {changes} changes and did {}: {}", ran.done, ran.problem);
        }
        Ok(ran)
    }
}
