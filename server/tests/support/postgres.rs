//! A PostgreSQL for one test: a cluster of its own in a temporary directory, on a free port of the loopback interface.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use crate::support::Foreign;

/// Where Debian keeps the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// A running server with an empty database.
pub(crate) struct Cluster {
    programs: PathBuf,
    dir: tempfile::TempDir,
    port: u16,
    /// PostgreSQL refuses to run as root: whom it runs as then.
    runs_as: Option<(u32, u32)>,
    server: Child,
}

impl Cluster {
    /// Starts one; `None`, saying so, where PostgreSQL is not installed and need not be.
    pub(crate) async fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            assert!(std::env::var_os("CI").is_none(), "PostgreSQL is not installed: run cargo xtask setup");
            println!("skipped: PostgreSQL is not installed; cargo xtask setup installs it");
            return None;
        };
        let dir = tempfile::tempdir().expect("a temporary directory");
        let runs_as = (id("-u", None) == 0).then(|| (id("-u", Some("postgres")), id("-g", Some("postgres"))));
        if let Some((user, group)) = runs_as {
            chown(dir.path(), Some(user), Some(group)).expect("given to its user");
        }
        let data = dir.path().join("data");
        let made = program(&programs.join("initdb"), runs_as)
            .args(["-U", "concordat", "-A", "trust", "-E", "UTF8", "--locale=C", "-N", "-D"])
            .arg(&data)
            .output()
            .expect("initdb runs");
        assert!(made.status.success(), "{}", said(&made));
        let port = free_port();
        let server = program(&programs.join("postgres"), runs_as)
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="])
            .args(["-c", "fsync=off"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("postgres runs");
        let cluster = Self { programs, dir, port, runs_as, server };
        cluster.answers().await;
        Some(cluster)
    }

    async fn answers(&self) {
        for _ in 0..400 {
            if self.psql().args(["-c", "SELECT 1"]).output().expect("psql runs").status.success() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("PostgreSQL does not answer");
    }

    /// Its database.
    pub(crate) fn url(&self) -> String {
        self.url_of("postgres")
    }

    /// Another database of it.
    pub(crate) fn url_of(&self, database: &str) -> String {
        format!("postgres://concordat@127.0.0.1:{}/{database}", self.port)
    }

    fn psql(&self) -> Command {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-qAt", "-v", "ON_ERROR_STOP=1", "-d", &self.url()]);
        psql
    }

    /// Begins a transaction in another program, runs the statement, and does not end it.
    pub(crate) fn hold(&self, sql: &str) -> Transaction {
        let mut program = self.psql().stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("psql runs");
        let stdin = program.stdin.as_mut().expect("piped");
        writeln!(stdin, "BEGIN; {sql}; SELECT 'held';").expect("takes a statement");
        let mut line = String::new();
        BufReader::new(program.stdout.as_mut().expect("piped")).read_line(&mut line).expect("answers");
        assert_eq!(line.trim(), "held");
        Transaction(program)
    }
}

impl Foreign for Cluster {
    fn try_sql(&self, sql: &str) -> Result<String, String> {
        let output = self.psql().args(["-c", sql]).output().expect("psql runs");
        if output.status.success() {
            Ok(String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned())
        } else {
            Err(said(&output))
        }
    }

    fn literal(&self) -> &'static str {
        "quote_nullable"
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = program(&self.programs.join("pg_ctl"), self.runs_as);
        let stopped = stop.args(["stop", "-s", "-m", "immediate", "-D"]).arg(self.dir.path().join("data")).status();
        if !stopped.is_ok_and(|status| status.success()) {
            self.server.kill().ok();
        }
        self.server.wait().ok();
    }
}

/// A transaction of another program that is under way.
pub(crate) struct Transaction(Child);

impl Transaction {
    /// Ends it.
    pub(crate) fn commit(mut self) {
        writeln!(self.0.stdin.as_mut().expect("piped"), "COMMIT;").expect("takes a statement");
        drop(self.0.stdin.take());
        assert!(self.0.wait().expect("ends").success());
    }
}

/// The directory with PostgreSQL's programs: that of the newest version.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions =
        std::fs::read_dir(VERSIONS).into_iter().flatten().flatten().map(|version| version.path().join("bin"));
    let mut versions: Vec<_> = versions.collect();
    versions.sort_by_key(|bin| version(bin));
    let initdb = std::env::split_paths(&path).chain(versions.into_iter().rev()).find_map(|bin| {
        // What is in PATH may be a link to one of them; the others are beside it.
        bin.join("initdb").canonicalize().ok()
    })?;
    initdb.parent().map(Path::to_owned)
}

fn version(bin: &Path) -> u32 {
    let name = bin.parent().and_then(Path::file_name).and_then(OsStr::to_str);
    name.and_then(|name| name.parse().ok()).unwrap_or_default()
}

fn program(file: &Path, runs_as: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(file);
    command.stdin(Stdio::null()).current_dir("/");
    if let Some((user, group)) = runs_as {
        command.uid(user).gid(group);
    }
    command
}

fn id(what: &str, user: Option<&str>) -> u32 {
    let output = Command::new("id").arg(what).args(user).output().expect("id runs");
    assert!(output.status.success(), "{}", said(&output));
    String::from_utf8_lossy(&output.stdout).trim().parse().expect("a number")
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr()).expect("a port").port()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}
