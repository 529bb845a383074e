//! What other programs take that keep contacts in agreement: vdirsyncer, from files to files and to Radicale over HTTP,
//! and the engine of the vstorage crate. Each gets the same people as vCards, in a process of its own.

use std::fmt::Write as _;
use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::{EDITS, Ours, people};
use crate::Args;
use crate::table::{Aim, Table, Yardstick};

/// The collection that both sides have.
const COLLECTION: &str = "contacts";

/// Nobody waits longer for a server to listen.
const STARTS: Duration = Duration::from_secs(30);

/// A peer.
struct Peer {
    name: &'static str,
    /// What the first synchronization is to be of its own.
    aim: Option<Aim>,
    setting: Result<Setting, String>,
}

/// Where a peer works.
struct Setting {
    folder: TempDir,
    sides: [PathBuf; 2],
    command: Vec<String>,
    /// A server that it writes to.
    _server: Option<Child>,
}

/// What one synchronization took.
enum Took {
    Seconds(f64),
    MoreThan(f64),
}

/// Measures all peers that are installed.
pub(super) async fn measure(args: &Args, ours: Ours, table: &mut Table) -> Result<()> {
    let limit = Duration::from_secs(args.peer_minutes * 60);
    for peer in peers(args).await {
        let figures = peer.figures(args.contacts, limit).await;
        // What another program cannot do is no fault of ours.
        let [first, unchanged, edits] = figures.unwrap_or_else(|error| missing(&format!("{error:#}")));
        let Peer { name, aim, .. } = peer;
        let many = args.contacts;
        table.add(format!("contacts, first {many}: {name}"), ours.first, first, "s", aim);
        table.add(format!("contacts, {many} unchanged: {name}"), ours.unchanged, unchanged, "s", None);
        table.add(format!("contacts, {EDITS} edits among {many}: {name}"), ours.edits, edits, "s", None);
    }
    Ok(())
}

fn missing(why: &str) -> [Yardstick; 3] {
    [(); 3].map(|()| Yardstick::Missing(why.to_owned()))
}

async fn peers(args: &Args) -> [Peer; 3] {
    let absent = |name: &str| {
        let said = args.absent.iter().find_map(|said| said.strip_prefix(name)?.strip_prefix(": "));
        Err(said.unwrap_or("it is not installed").to_owned())
    };
    let or_why = |setting: Result<Setting>| setting.map_err(|error| format!("{error:#}"));
    let vstorage = match &args.vstorage {
        Some(program) => or_why(vstorage(program)),
        None => absent("vstorage"),
    };
    let files = match &args.vdirsyncer {
        Some(program) => or_why(vdirsyncer_files(program).await),
        None => absent("vdirsyncer"),
    };
    let server = match (&args.vdirsyncer, &args.radicale) {
        (Some(program), Some(radicale)) => or_why(vdirsyncer_server(program, radicale).await),
        _ => absent("vdirsyncer"),
    };
    // Its links are durable as ours are, so it is what we are held against.
    let aim = Some(Aim::AtMost(0.1));
    [
        Peer { name: "vstorage", aim, setting: vstorage },
        Peer { name: "vdirsyncer", aim: None, setting: files },
        Peer { name: "vdirsyncer, Radicale", aim: None, setting: server },
    ]
}

impl Peer {
    /// The first synchronization, one that finds nothing, and one of edits on both sides.
    async fn figures(&self, many: usize, limit: Duration) -> Result<[Yardstick; 3]> {
        let setting = match &self.setting {
            Ok(setting) => setting,
            Err(why) => return Ok(missing(why)),
        };
        setting.fill(many)?;
        let first = match setting.synchronize(limit).await? {
            Took::Seconds(seconds) => seconds,
            Took::MoreThan(seconds) => {
                let later = || Yardstick::Missing("its first had not ended".to_owned());
                return Ok([Yardstick::MoreThan(seconds), later(), later()]);
            }
        };
        setting.check(many)?;
        let unchanged = setting.synchronize(limit).await?;
        // Times of files are what some tell an edit by.
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        edit(&setting.sides[0], 0..EDITS / 2)?;
        edit(&setting.sides[1], EDITS / 2..EDITS)?;
        let edits = setting.synchronize(limit).await?;
        Ok([first.into(), unchanged.into(), edits.into()])
    }
}

impl From<Took> for Yardstick {
    fn from(took: Took) -> Self {
        match took {
            Took::Seconds(seconds) => Self::Is(seconds),
            Took::MoreThan(seconds) => Self::MoreThan(seconds),
        }
    }
}

impl Setting {
    fn new(folder: TempDir, sides: [PathBuf; 2], command: Vec<String>) -> Result<Self> {
        sides.iter().try_for_each(std::fs::create_dir_all)?;
        Ok(Self { folder, sides, command, _server: None })
    }

    /// Everybody's card is on the first side.
    fn fill(&self, many: usize) -> Result<()> {
        for number in 0..many {
            std::fs::write(self.sides[0].join(format!("{number:06}.vcf")), people::card(number, None))?;
        }
        Ok(())
    }

    /// Everybody's card is on the second side too.
    fn check(&self, many: usize) -> Result<()> {
        let cards = cards(&self.sides[1])?.len();
        if cards == many { Ok(()) } else { bail!("`{}` made {cards} cards of {many}", self.command.join(" ")) }
    }

    /// One synchronization, by the clock on the wall from the start of the program to its end; one that takes longer
    /// than the limit is ended.
    async fn synchronize(&self, limit: Duration) -> Result<Took> {
        let log = std::fs::File::create(self.folder.path().join("log"))?;
        let began = Instant::now();
        let mut child = Self::run(&self.command, log)?;
        let Ok(ended) = tokio::time::timeout(limit, child.wait()).await else {
            child.kill().await?;
            return Ok(Took::MoreThan(limit.as_secs_f64()));
        };
        let took = began.elapsed().as_secs_f64();
        if !ended?.success() {
            let said = std::fs::read_to_string(self.folder.path().join("log"))?;
            bail!("`{}` failed: {said}", self.command.join(" "));
        }
        Ok(Took::Seconds(took))
    }

    fn run(command: &[String], log: std::fs::File) -> Result<Child> {
        let (program, arguments) = command.split_first().context("no program")?;
        let mut run = Command::new(program);
        run.args(arguments).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
        run.spawn().with_context(|| format!("{program} does not start"))
    }

    /// What has to be done once before the first synchronization.
    async fn prepare(&self, command: &[String]) -> Result<()> {
        let log = std::fs::File::create(self.folder.path().join("log"))?;
        if Self::run(command, log)?.wait().await?.success() {
            return Ok(());
        }
        bail!("`{}` failed: {}", command.join(" "), std::fs::read_to_string(self.folder.path().join("log"))?)
    }
}

fn cards(side: &Path) -> Result<Vec<PathBuf>> {
    let files = std::fs::read_dir(side)?.map(|entry| Ok(entry?.path()));
    let files = files.collect::<std::io::Result<Vec<_>>>()?;
    Ok(files.into_iter().filter(|file| file.extension().is_some_and(|end| end == "vcf")).collect())
}

/// Somebody gives those people another job on one side.
fn edit(side: &Path, numbers: Range<usize>) -> Result<()> {
    for file in cards(side)? {
        let card = std::fs::read_to_string(&file)?;
        let uid = card.lines().find_map(|line| line.trim_end().strip_prefix("UID:concordat-bench-")?.parse().ok());
        if let Some(number) = uid.filter(|number| numbers.contains(number)) {
            std::fs::write(&file, people::card(number, Some("Partner of the year")))?;
        }
    }
    Ok(())
}

fn words(words: &[&dyn AsRef<std::ffi::OsStr>]) -> Vec<String> {
    words.iter().map(|word| word.as_ref().to_string_lossy().into_owned()).collect()
}

fn vstorage(program: &Path) -> Result<Setting> {
    let folder = tempfile::tempdir()?;
    let [one, two] = ["one", "two"].map(|side| folder.path().join(side));
    let command = words(&[&program, &one, &two, &folder.path().join("status.db")]);
    let sides = [one.join(COLLECTION), two.join(COLLECTION)];
    Setting::new(folder, sides, command)
}

async fn vdirsyncer_files(program: &Path) -> Result<Setting> {
    let folder = tempfile::tempdir()?;
    let [one, two] = ["one", "two"].map(|side| folder.path().join(side));
    let storage = format!("type = \"filesystem\"\npath = \"{}\"\nfileext = \".vcf\"\n", two.display());
    vdirsyncer(program, folder, [one.join(COLLECTION), two.join(COLLECTION)], &storage).await
}

/// Both have an address book called [`COLLECTION`], so that nothing has to be asked.
async fn vdirsyncer(program: &Path, folder: TempDir, sides: [PathBuf; 2], storage: &str) -> Result<Setting> {
    let at = folder.path();
    let mut config = format!("[general]\nstatus_path = \"{}\"\n", at.join("status").display());
    write!(config, "[pair both]\na = \"one\"\nb = \"two\"\ncollections = [\"{COLLECTION}\"]\n")?;
    write!(config, "conflict_resolution = \"a wins\"\n[storage one]\ntype = \"filesystem\"\n")?;
    write!(config, "path = \"{}\"\nfileext = \".vcf\"\n[storage two]\n{storage}", at.join("one").display())?;
    let file = at.join("config");
    std::fs::write(&file, config)?;
    let command = words(&[&program, &"--config", &file, &"sync"]);
    let discover = words(&[&program, &"--config", &file, &"discover"]);
    let setting = Setting::new(folder, sides, command)?;
    setting.prepare(&discover).await?;
    Ok(setting)
}

async fn vdirsyncer_server(program: &Path, radicale: &Path) -> Result<Setting> {
    let folder = tempfile::tempdir()?;
    let one = folder.path().join("one").join(COLLECTION);
    let two = folder.path().join("radicale/collection-root/vera").join(COLLECTION);
    std::fs::create_dir_all(&two)?;
    std::fs::write(two.join(".Radicale.props"), "{\"tag\": \"VADDRESSBOOK\"}")?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let config = format!(
        "[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = none\n[storage]\nfilesystem_folder = {}\n",
        folder.path().join("radicale").display()
    );
    let file = folder.path().join("radicale.conf");
    std::fs::write(&file, config)?;
    let mut server = Command::new(radicale);
    server.arg("--config").arg(&file).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let server = server.spawn().context("Radicale does not start")?;
    listens(port).await?;
    let storage = format!(
        "type = \"carddav\"\nurl = \"http://127.0.0.1:{port}/vera/\"\nusername = \"vera\"\npassword = \"vera\"\n"
    );
    let setting = vdirsyncer(program, folder, [one, two], &storage).await?;
    Ok(Setting { _server: Some(server), ..setting })
}

async fn listens(port: u16) -> Result<()> {
    let began = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if began.elapsed() > STARTS {
            bail!("Radicale does not listen");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
