//! Runs of a folder: the first, those that find nothing, those that find a few edits; their time, requests and memory.

use anyhow::{Result, ensure};
use rules::record::{Value, contact as field};

use super::engine::{Engine, Ran};
use super::scene::Scene;
use super::{EDITS, Ours};
use crate::Args;
use crate::load::precise;
use crate::table::{Aim, Table, Yardstick, median};

/// Runs that find nothing, of which the middle one counts.
const UNCHANGED: usize = 31;

/// Turns of edits.
const TURNS: usize = 5;

/// Runs over which memory has to stay as it is; and those before, which fill what is kept for good.
const MANY: usize = 1_000;
const BEFORE: usize = 100;

/// What memory may grow by over all of those, in KiB: a page here and there, and no byte for each contact and run.
const FLAT: f64 = 2_048.0;

/// How such a run began: by the clock, or by a person, who is told that there was nothing to do.
const CAUSES: [(&str, &str); 2] = [("periodic", "by itself"), ("sync", "asked for")];

/// Measures them.
pub(super) async fn measure(args: &Args, table: &mut Table) -> Result<Ours> {
    let many = args.contacts;
    let from_outlook = from_outlook(many, table).await?;
    // The slower way is what the peers are held against.
    let first = to_outlook(many, table).await?.max(from_outlook.first);
    let scene = &from_outlook.scene;
    let unchanged = unchanged(scene, many, table).await?;
    let edits = edits(&from_outlook, table).await?;
    flat(scene, many, table).await?;
    drop(from_outlook.scene);
    more(args.more_contacts, table).await?;
    Ok(Ours { first, unchanged, edits })
}

/// A folder that was synchronized, and its items by the people's numbers.
struct Linked {
    scene: Scene,
    items: Vec<String>,
    /// The seconds of the first synchronization.
    first: f64,
}

/// All contacts are in Outlook, and the practice database is empty.
async fn from_outlook(many: usize, table: &mut Table) -> Result<Linked> {
    let scene = Scene::set().await?;
    let items = scene.add_items(0..many)?;
    let ran = scene.engine()?.run("setup", many).await?;
    let records = scene.records().await?.len();
    ensure!(records == many, "{records} records of {many} contacts");
    first("from Outlook", many, &ran, table);
    Ok(Linked { scene, items, first: ran.seconds })
}

/// All contacts are in the practice database, and the folder is empty. The seconds.
async fn to_outlook(many: usize, table: &mut Table) -> Result<f64> {
    let scene = Scene::set().await?;
    scene.add_records(0..many).await?;
    let ran = scene.engine()?.run("setup", many).await?;
    let items = scene.items()?;
    ensure!(items == many, "{items} items of {many} records");
    first("to Outlook", many, &ran, table);
    Ok(ran.seconds)
}

fn first(way: &str, many: usize, ran: &Ran, table: &mut Table) {
    let aim = (many == 5_000).then_some(Aim::Itself(3.0));
    table.add(format!("contacts, first {many} {way}"), ran.seconds, Yardstick::None, "s", aim);
    memory(&format!("contacts, first {many} {way}: memory"), many, ran, table);
}

/// By how much memory grew while it ran, for each contact.
fn memory(what: &str, many: usize, ran: &Ran, table: &mut Table) {
    let grown = precise(usize::try_from(ran.peak.saturating_sub(ran.before)).unwrap_or(usize::MAX));
    table.add(what, grown / precise(many), Yardstick::None, "KiB", Some(Aim::Itself(2.0)));
}

/// Runs that find nothing: the seconds of those that nobody asked for.
async fn unchanged(scene: &Scene, many: usize, table: &mut Table) -> Result<f64> {
    let mut engine = scene.engine()?;
    memory(&format!("contacts, {many} unchanged: memory"), many, &engine.run("periodic", 0).await?, table);
    let mut by_itself = f64::INFINITY;
    for (cause, told) in CAUSES {
        let (mut took, mut requests) = (Vec::new(), 0);
        for _ in 0..UNCHANGED {
            let before = scene.requests();
            took.push(engine.run(cause, 0).await?.seconds * 1e3);
            requests = requests.max(scene.requests() - before);
        }
        let (took, what) = (median(&mut took), format!("contacts, {many} unchanged, {told}"));
        table.add(what.clone(), took, Yardstick::None, "ms", Some(Aim::Itself(30.0)));
        let requests = precise(usize::try_from(requests)?);
        table.add(format!("{what}: requests"), requests, Yardstick::None, "", Some(Aim::Exactly(1.0)));
        by_itself = by_itself.min(took / 1e3);
    }
    Ok(by_itself)
}

/// Half of the edits on each side, none of them of the same contact. The seconds.
async fn edits(linked: &Linked, table: &mut Table) -> Result<f64> {
    let Linked { scene, items, .. } = linked;
    let mut engine = scene.engine()?;
    engine.run("periodic", 0).await?;
    let mut took = Vec::new();
    for turn in 0..TURNS {
        let (half, job) = (EDITS / 2, format!("Partner of year {turn}"));
        let from = turn * EDITS;
        scene.edit_items(&items[from..from + half], &job)?;
        let records = scene.records().await?;
        scene.edit_records(&records[from + half..from + EDITS], &job).await?;
        took.push(engine.run("automatic", EDITS).await?.seconds * 1e3);
        let wanted = Some(Value::text(job.as_str()));
        let records = scene.records().await?;
        let edited = records.iter().filter(|record| record.image.get(field::JOB_TITLE) == wanted.as_ref()).count();
        ensure!(edited == EDITS, "{edited} records hold the edit of turn {turn}");
    }
    let took = median(&mut took);
    let many = items.len();
    let what = format!("contacts, {EDITS} edits among {many}");
    table.add(what, took, Yardstick::None, "ms", Some(Aim::Itself(200.0)));
    Ok(took / 1e3)
}

/// Memory after many runs.
async fn flat(scene: &Scene, many: usize, table: &mut Table) -> Result<()> {
    let mut engine = scene.engine()?;
    let before = several(&mut engine, BEFORE).await?;
    let after = several(&mut engine, MANY).await?;
    let grown = precise(usize::try_from(after.saturating_sub(before))?);
    let what = format!("contacts, {many}: memory after {MANY} runs more");
    table.add(what, grown, Yardstick::None, "KiB", Some(Aim::Itself(FLAT)));
    Ok(())
}

/// The memory after the last of so many runs, in KiB.
async fn several(engine: &mut Engine, runs: usize) -> Result<u64> {
    let mut after = 0;
    for _ in 0..runs {
        after = engine.run("periodic", 0).await?.after;
    }
    Ok(after)
}

/// A folder of many contacts: that a run finds nothing must not depend on how many there are. And what a whole run takes
/// that has to look through them all.
async fn more(many: usize, table: &mut Table) -> Result<()> {
    let scene = Scene::set().await?;
    scene.add_items(0..many)?;
    first("from Outlook", many, &scene.engine()?.run("setup", many).await?, table);
    unchanged(&scene, many, table).await?;
    scene.outlook.graph.store().forget_tokens(crate::firm::MAILBOX)?;
    let ran = scene.engine()?.run("periodic", 0).await?;
    ensure!(usize::try_from(ran.in_step)? == many, "{} of {many} are in step", ran.in_step);
    let what = format!("contacts, {many} reconciled: the whole run");
    table.add(what, ran.seconds, Yardstick::None, "s", None);
    memory(&format!("contacts, {many} reconciled: memory"), many, &ran, table);
    Ok(())
}
