//! `cargo xtask run`: the whole product on this machine, with a stand-in for Outlook.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::children::{self, GLANCE, Program};
use crate::ports::{self, Ports};
use crate::sample::{self, Data, SignIn};
use crate::shell::{self, say};
use crate::{npm, pane, paths, setup};

/// How long a program may take until it listens.
const START_LIMIT: Duration = Duration::from_mins(1);

/// Set once Ctrl-C or SIGTERM came.
static STOPPING: AtomicBool = AtomicBool::new(false);

/// Where and how to run.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Port of the stand-in Outlook; the server takes the next one
    #[arg(long, default_value_t = 8443)]
    port: u16,
    /// Folder for the practice database, the config and the logs
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Build with optimisation: slower to build, faster to run
    #[arg(long)]
    release: bool,
    /// Sign in with Microsoft 365, which the stand-in Outlook plays, instead of choosing who one is
    #[arg(long)]
    entra: bool,
}

impl Args {
    fn sign_in(&self) -> SignIn {
        if self.entra { SignIn::Microsoft } else { SignIn::Chosen }
    }
}

/// Runs the command until Ctrl-C, SIGTERM or the end of one of the programs.
pub(crate) fn run(args: &Args) -> Result<()> {
    let ports = Ports::from_first(args.port)?;
    ports.must_be_free()?;
    let data = Data::open(&args.data)?;
    data.write_config(ports, args.sign_in())?;
    let binaries = build(args.release)?;
    data.fill(&binaries.join("concordat"))?;
    ctrlc::set_handler(|| STOPPING.store(true, Ordering::SeqCst))?;
    let mut programs = Vec::new();
    let result =
        start(&mut programs, &binaries, &data, ports, args.sign_in()).and_then(|()| watch(&mut programs, &data, ports));
    say("stopping");
    children::stop(&mut programs);
    result
}

/// Sets up and builds everything; gives the folder of the programs.
fn build(release: bool) -> Result<PathBuf> {
    setup::ensure(setup::TO_RUN)?;
    pane::build(&setup::wasm_toolchain()?)?;
    say("building the server and the stand-in Outlook (minutes the first time)");
    let mut cargo = shell::cargo();
    cargo.args(["build", "--package", "server", "--package", "outlook", "--bins"]);
    cargo.args(release.then_some("--release"));
    shell::run(&mut cargo)?;
    Ok(paths::target().join(if release { "release" } else { "debug" }))
}

/// Starts the server, then the stand-in Outlook, which loads the manifest from it.
fn start(programs: &mut Vec<Program>, binaries: &Path, data: &Data, ports: Ports, sign_in: SignIn) -> Result<()> {
    say(&format!("starting the server on port {}", ports.server));
    let server = server(&binaries.join("concordat"), data, sign_in);
    let mut server = Program::start("the server", server, &data.here("concordat.log"))?;
    // It listens before it is ready, and says how its first administrator gets in once it is.
    server.says(children::SERVES, START_LIMIT)?;
    programs.push(server);
    say(&format!("starting the stand-in Outlook on port {}", ports.outlook));
    let outlook = outlook(&binaries.join("outlook"), data, ports);
    programs.push(Program::start("the stand-in Outlook", outlook, &data.here("outlook.log"))?);
    wait_until_listening(programs, ports.outlook)
}

fn server(binary: &Path, data: &Data, sign_in: SignIn) -> Command {
    let mut command = shell::command(binary);
    command.arg("serve").arg("--config").arg(data.file("concordat.toml"));
    command.args((sign_in == SignIn::Chosen).then_some("--development"));
    command
}

fn outlook(binary: &Path, data: &Data, ports: Ports) -> Command {
    let mut command = shell::command(binary);
    command.arg("--listen").arg(ports::loopback(ports.outlook).to_string());
    command.arg("--addin").arg(format!("https://localhost:{}/manifest.xml", ports.server));
    command.args(["--entra-client", sample::CLIENT, "--entra-tenant", sample::TENANT]);
    command.args(["--entra-secret", sample::SECRET]);
    for redirect in [
        format!("brk-multihub://localhost:{}", ports.server),
        format!("https://localhost:{}/redirect.html", ports.server),
    ] {
        command.arg("--entra-redirect").arg(redirect);
    }
    let files = [
        ("--office-js", npm::OFFICE_JS.folder().join("dist")),
        ("--seed", data.file("outlook-seed.json")),
        ("--store", data.file("outlook-store.json")),
        ("--certificate", data.file("tls/localhost.crt")),
        ("--key", data.file("tls/localhost.key")),
    ];
    for (option, file) in files {
        command.arg(option).arg(file);
    }
    command
}

fn wait_until_listening(programs: &mut [Program], port: u16) -> Result<()> {
    let deadline = Instant::now() + START_LIMIT;
    while !ports::answers(port) && !STOPPING.load(Ordering::SeqCst) {
        must_live(programs)?;
        if Instant::now() > deadline {
            bail!("nothing listens on port {port} after {} s", START_LIMIT.as_secs());
        }
        thread::sleep(GLANCE);
    }
    Ok(())
}

/// Says what to do, and waits until it is time to stop.
fn watch(programs: &mut [Program], data: &Data, ports: Ports) -> Result<()> {
    if !STOPPING.load(Ordering::SeqCst) {
        say_what_to_do(data, ports);
        say_how_to_sign_in(data);
    }
    while !STOPPING.load(Ordering::SeqCst) {
        must_live(programs)?;
        thread::sleep(GLANCE);
    }
    Ok(())
}

fn must_live(programs: &mut [Program]) -> Result<()> {
    for program in programs {
        if let Some(status) = program.ended()? {
            bail!("{}", program.obituary(status));
        }
    }
    Ok(())
}

fn say_what_to_do(data: &Data, ports: Ports) {
    let Ports { outlook, server } = ports;
    println!(
        "\n    https://localhost:{outlook}/\n\n\
         Open it in a browser; the certificate is this machine's own, so accept it (and once at https://localhost:{server}/ if the pane stays blank).\n\
         It plays Outlook on the web: drag an appointment, open it, and press Sync in the ribbon.\n\n\
         The practice database is {}, the logs are {} and {}. Ctrl-C stops everything.",
        data.file("practice.db").display(),
        data.file("concordat.log").display(),
        data.file("outlook.log").display(),
    );
}

/// Repeats what the server says of its first administrator while it has none: before that nobody else is let in.
fn say_how_to_sign_in(data: &Data) {
    let log = fs::read_to_string(data.here("concordat.log")).unwrap_or_default();
    if let Some(rest) = children::line(&log, children::FIRST_ADMIN) {
        let first = children::FIRST_ADMIN;
        println!("\n{first}{rest}\nThe others of the sample then get in with their own mailboxes.");
    }
}
