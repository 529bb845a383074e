//! `cargo xtask mutants`: the simulation's teeth. Known faults are built into a copy of the tree one at a time, and the
//! simulation has to fail under each.
//!
//! A mutant is a file of `tests/simulation/mutants`: a line that says what it is, and for each place the file, what
//! stands there, and what is put in its place.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::paths;
use crate::shell::{self, say};

/// Which, and how hard they are tried.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only those whose name holds this; may be given several times
    #[arg(long)]
    only: Vec<String>,
    /// So many histories for each
    #[arg(long, default_value_t = 600)]
    histories: u32,
}

/// A fault to be built in.
#[derive(Debug, PartialEq, Eq)]
struct Mutant {
    name: String,
    what: String,
    edits: Vec<Edit>,
}

/// One place of it.
#[derive(Debug, PartialEq, Eq)]
struct Edit {
    file: String,
    old: String,
    new: String,
}

/// What became of a mutant.
enum Fate {
    /// A check failed: the first line that says so.
    Killed(String),
    Survived,
    /// It does not compile: it shows nothing.
    NotBuilt,
}

/// Runs the command.
pub(crate) fn run(args: &Args) -> Result<()> {
    let tree = copy()?;
    let mutants = all(&paths::root().join("tests/simulation/mutants"))?;
    let is_named = |mutant: &&Mutant| args.only.iter().any(|only| mutant.name.contains(only));
    let chosen = mutants.iter().filter(|mutant| args.only.is_empty() || is_named(mutant));
    let mut left = Vec::new();
    for mutant in chosen {
        say(&format!("{}: {}", mutant.name, mutant.what));
        let (took, fate) = shell::timed(|| tried(mutant, &tree, args.histories));
        match fate? {
            Fate::Killed(by) => println!("{:<32} killed    {:>5.0} s  {by}", mutant.name, took.as_secs_f32()),
            Fate::Survived => left.push(report(mutant, "SURVIVED", took)),
            Fate::NotBuilt => left.push(report(mutant, "NOT BUILT", took)),
        }
    }
    ensure!(left.is_empty(), "nothing was shown of {}", left.join(", "));
    Ok(())
}

fn report(mutant: &Mutant, word: &str, took: Duration) -> String {
    println!("{:<32} {word} {:>5.0} s  {}", mutant.name, took.as_secs_f32(), mutant.what);
    mutant.name.clone()
}

/// A copy of the tree as it was committed last.
fn copy() -> Result<PathBuf> {
    let tree = paths::target().join("mutants/tree");
    let git = |arguments: &[&str]| {
        let mut git = shell::command("git");
        git.args(arguments);
        git
    };
    let shown = tree.display().to_string();
    // One of an earlier time may be in the way, or be forgotten.
    drop(shell::output(&mut git(&["worktree", "remove", "--force", &shown])));
    drop(shell::output(&mut git(&["worktree", "prune"])));
    shell::run(&mut git(&["worktree", "add", "--force", "--detach", &shown, "HEAD"]))?;
    Ok(tree)
}

/// All of that folder, by name.
fn all(folder: &Path) -> Result<Vec<Mutant>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

fn read(file: &Path) -> Result<Mutant> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    parse(&name, &fs::read_to_string(file)?).with_context(|| format!("in {}", file.display()))
}

fn parse(name: &str, text: &str) -> Result<Mutant> {
    let (first, mut rest) = text.split_once('\n').context("there is nothing in it")?;
    let what = first.strip_prefix("# ").context("the first line does not say what it is")?.to_owned();
    let mut edits = Vec::new();
    while let Some(after) = rest.strip_prefix("file: ") {
        let (file, after) = after.split_once("\n<<<<\n").context("no <<<< after the file")?;
        let (old, after) = after.split_once("\n====\n").context("no ====")?;
        let (new, after) = after.split_once("\n>>>>\n").context("no >>>>")?;
        edits.push(Edit { file: file.to_owned(), old: old.to_owned(), new: new.to_owned() });
        rest = after;
    }
    ensure!(rest.trim().is_empty() && !edits.is_empty(), "there is more in it than edits, or less");
    Ok(Mutant { name: name.to_owned(), what, edits })
}

/// The text with what stands there replaced, once.
fn applied(text: &str, edit: &Edit) -> Result<String> {
    if !text.contains(&edit.old) {
        bail!("{} does not hold what is to be replaced:\n{}", edit.file, edit.old);
    }
    Ok(text.replacen(&edit.old, &edit.new, 1))
}

/// Builds it in, tries it, and takes it out again.
fn tried(mutant: &Mutant, tree: &Path, histories: u32) -> Result<Fate> {
    for edit in &mutant.edits {
        let file = tree.join(&edit.file);
        fs::write(&file, applied(&fs::read_to_string(&file)?, edit)?)?;
    }
    let fate = tested(tree, histories);
    shell::run(shell::command("git").arg("-C").arg(tree).args(["checkout", "--quiet", "--", "."]))?;
    fate
}

fn tested(tree: &Path, histories: u32) -> Result<Fate> {
    let cargo = |more: &[&str]| {
        let mut cargo = shell::cargo();
        cargo.current_dir(tree).args(["test", "--package", "simulation"]).args(more);
        cargo.env("CARGO_TARGET_DIR", paths::target().join("mutants/target")).env_remove("CARGO_MANIFEST_DIR");
        cargo.env("CONCORDAT_HISTORIES", histories.to_string()).env("CONCORDAT_FAILURES", "1");
        cargo.env("CONCORDAT_NO_SHRINK", "1").stderr(Stdio::null());
        cargo
    };
    let built = cargo(&["--no-run"]).stdout(Stdio::null()).status().context("cannot start cargo")?;
    if !built.success() {
        return Ok(Fate::NotBuilt);
    }
    let output = output_of(&mut cargo(&["--no-fail-fast"]))?;
    Ok(match (output.status.success(), String::from_utf8_lossy(&output.stdout)) {
        (true, _) => Fate::Survived,
        (false, text) => Fate::Killed(by(&text)),
    })
}

fn output_of(command: &mut Command) -> Result<std::process::Output> {
    let shown = shell::shown(command);
    command.output().with_context(|| format!("cannot start `{shown}`"))
}

/// The first check that failed: a seed with its rule, else a test by its name.
fn by(text: &str) -> String {
    let seed = text.lines().find(|line| line.starts_with("seed "));
    let failed = text.lines().find(|line| line.ends_with("... FAILED"));
    seed.or(failed).unwrap_or("it ended otherwise").chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Two is one\nfile: a.rs\n<<<<\n2\n====\n1\n>>>>\nfile: b.rs\n<<<<\nx\n====\n\n>>>>\n";

    #[test]
    fn a_mutant_is_read_and_applied_where_it_fits_and_only_there() {
        let mutant = parse("two", TEXT).expect("a mutant");
        assert_eq!((mutant.what.as_str(), mutant.edits.len()), ("Two is one", 2));
        assert_eq!(applied("2 + 2", &mutant.edits[0]).expect("applies"), "1 + 2");
        assert!(applied("3", &mutant.edits[0]).is_err());
        assert!(parse("none", "# Nothing\n").is_err());
        assert!(parse("broken", "# Broken\nfile: a.rs\n<<<<\n2\n").is_err());
    }

    #[test]
    fn every_mutant_applies_to_the_tree() {
        let mutants = all(&paths::root().join("tests/simulation/mutants")).expect("all are read");
        assert!(mutants.len() > 20);
        for mutant in mutants {
            let mut texts = std::collections::BTreeMap::new();
            for edit in &mutant.edits {
                let file = paths::root().join(&edit.file);
                let text = texts.entry(&edit.file).or_insert_with(|| fs::read_to_string(file).expect("is there"));
                *text = applied(text, edit).unwrap_or_else(|error| panic!("{}: {error}", mutant.name));
            }
        }
    }
}
