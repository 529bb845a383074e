//! `cargo xtask test --only api`: the API tried against its own description, on a real server with a sample practice.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::children::{self, Program};
use crate::shell::{self, say};
use crate::{paths, python};

/// How long the server may take until it listens.
const START_LIMIT: Duration = Duration::from_mins(1);

/// Who tries everything. An auditor may do too little to find much.
const ROLES: [&str; 2] = ["staff", "admin"];

/// Where the server of this check keeps its files.
struct Folder(PathBuf);

impl Folder {
    /// An empty one.
    fn new() -> Result<Self> {
        let folder = paths::target().join("api");
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self(folder))
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Any free port, limits that no trial reaches, and an issuer that nobody asks: what exists only with one is tried too.
    fn write_config(&self) -> Result<()> {
        let text = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\npublic_url = \"https://localhost\"\ndata_dir = {data:?}\n\
             [database]\nurl = {url:?}\n\
             [entra]\nclient_id = \"{GUID}\"\ntenants = [\"{GUID}\"]\nauthority = \"https://localhost:1/entra\"\n\
             [limits]\nreads_per_minute = {MOST}\nwrites_per_minute = {MOST}\nrequests_per_minute = {MOST}\n\
             sign_ins_per_minute = {MOST}\nrefused_sign_ins_per_minute = {MOST}\nlive_per_person = 10000\n\
             shutdown_seconds = 2\n",
            data = self.0.display().to_string(),
            url = format!("sqlite://{}", self.file("practice.db").display()),
        );
        fs::write(self.file("concordat.toml"), text).context("cannot write the configuration")
    }
}

/// A rate that no trial reaches.
const MOST: u32 = 1_000_000_000;

/// Some application's id, and some tenant's.
const GUID: &str = "7d1e0f92-91d7-4f0a-8c35-2b8a4c6eb6a3";

/// Runs the check: the description is one, and the server keeps to it.
pub(crate) fn run() -> Result<()> {
    describes_an_api()?;
    say("building the server");
    shell::run(shell::cargo().args(["build", "--package", "server", "--bin", "concordat"]))?;
    let folder = Folder::new()?;
    folder.write_config()?;
    let concordat = paths::target().join("debug/concordat");
    shell::run(sample(&concordat, &folder).stdout(std::process::Stdio::null()))?;
    let log = folder.file("concordat.log");
    let mut server = Program::start("the server", serve(&concordat, &folder), &log)?;
    let port = port(&server.says(children::SERVES, START_LIMIT)?)?;
    let failed: Vec<_> = ROLES.into_iter().filter(|role| !kept_to(&folder, port, role)).collect();
    if let Some(status) = server.ended()? {
        bail!("{}", server.obituary(status));
    }
    if failed.is_empty() {
        return Ok(());
    }
    bail!("the server does not keep to its description as {}; its log is {}", failed.join(" and "), log.display())
}

/// The port that it says it listens on: `https://localhost:8444 on 127.0.0.1:8444`.
fn port(said: &str) -> Result<u16> {
    let port = said.rsplit(':').next().and_then(|port| port.trim().parse().ok());
    port.with_context(|| format!("the server says no port: {said}"))
}

/// The document is an OpenAPI document.
fn describes_an_api() -> Result<()> {
    let document = paths::root().join("server/openapi.json");
    shell::run(shell::command(python::API.program("openapi-spec-validator")).arg(document))
}

fn sample(concordat: &Path, folder: &Folder) -> Command {
    let mut command = shell::command(concordat);
    command.arg("sample").arg("--config").arg(folder.file("concordat.toml"));
    command.arg("--outlook").arg(folder.file("outlook-seed.json"));
    command
}

fn serve(concordat: &Path, folder: &Folder) -> Command {
    let mut command = shell::command(concordat);
    command.arg("serve").arg("--config").arg(folder.file("concordat.toml")).arg("--development");
    command
}

/// Whether everything that was tried in that role went as the description says; what did not is on the terminal.
fn kept_to(folder: &Folder, port: u16, role: &str) -> bool {
    say(&format!("trying every operation as {role}"));
    let tools = paths::root().join("xtask/python");
    let url = format!("https://localhost:{port}/api/v1");
    let certificate = folder.file("tls/localhost.crt");
    let mut command = shell::command(python::API.program("schemathesis"));
    command.arg("--config-file").arg(tools.join("schemathesis.toml")).arg("run").arg(format!("{url}/openapi.json"));
    command.arg("--url").arg(&url).arg("--tls-verify").arg(&certificate);
    command.env("PYTHONPATH", &tools).env("PYTHONDONTWRITEBYTECODE", "1");
    command.env("CONCORDAT_API", &url).env("CONCORDAT_ROLE", role);
    // It keeps what it learnt in the folder that it starts in.
    command.current_dir(&folder.0);
    command.env("CONCORDAT_CERTIFICATE", &certificate).env("CONCORDAT_SEED", folder.file("outlook-seed.json"));
    match shell::run(&mut command) {
        Ok(()) => true,
        Err(error) => {
            say(&format!("as {role}: {error:#}"));
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_what_the_server_says() {
        assert_eq!(port("https://localhost on 127.0.0.1:40123").expect("a port"), 40123);
        assert!(port("https://localhost on 127.0").is_err());
    }
}
