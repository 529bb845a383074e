//! `concordat staff`: whoever runs the server is never locked out.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use serde_json::json;

use crate::firm::Firm;
use crate::issuer::Issuer;
use crate::token::{FIRM, STRANGER, object};
use crate::world::{fill, sqlite3, text};

/// A firm's database and configuration, without a server.
struct Desk {
    folder: tempfile::TempDir,
    file: String,
}

impl Desk {
    async fn with(more: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let config = text(&folder, 0, more);
        fill(&crate::world::config(&folder, 1, more)).await;
        let file = folder.path().join("concordat.toml");
        let config = config.replace("https://localhost:0", "https://localhost:8444");
        std::fs::write(&file, config).expect("written");
        Self { file: file.to_str().expect("text").to_owned(), folder }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_concordat"));
        command.args(arguments).args(["--config", &self.file]);
        command
    }

    /// Whether it was done, and what was said.
    fn staff(&self, arguments: &[&str]) -> (bool, String) {
        let output = self.command(&[&["staff"], arguments].concat()).output().expect("run");
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(said).expect("text"))
    }

    fn tie(&self, staff: &str, tenant: &str, word: &str) -> (bool, String) {
        self.staff(&["tie", "--staff", staff, "--tenant", tenant, "--object", &object(word)])
    }
}

#[tokio::test]
async fn it_ties_unties_and_gives_roles_and_all_of_it_is_noted() {
    let issuer = Issuer::start().await;
    let desk = Desk::with(&issuer.section("")).await;
    assert!(desk.tie("ADA@firm.example", FIRM, "ada").0);
    let (done, said) = desk.staff(&["role", "--staff", "ada", "--role", "admin"]);
    assert!(done && said.contains("Ada Archer is admin"), "{said}");
    let (done, said) = desk.staff(&["list"]);
    assert!(done);
    let ada = said.lines().find(|line| line.starts_with("ada\t")).expect("Ada");
    assert!(ada.contains("\tadmin\t") && ada.ends_with(&format!("{FIRM}/{}", object("ada"))), "{ada}");
    assert!(said.lines().any(|line| line.starts_with("gone\t") && line.contains("(left)")), "{said}");
    assert!(desk.staff(&["untie", "--staff", "ada"]).0, "even the last one: there is a code at the next start");
    let audit = sqlite3(&desk.folder, "SELECT by, action FROM audit ORDER BY seq");
    assert_eq!(audit, "operator|tie\noperator|role\noperator|untie");
}

#[tokio::test]
async fn what_does_not_fit_is_said() {
    let issuer = Issuer::start().await;
    let desk = Desk::with(&issuer.section("")).await;
    assert!(desk.tie("ada", FIRM, "ada").0);
    let table = [
        (desk.tie("ada", FIRM, "eve"), "untie it first"),
        (desk.tie("ben", FIRM, "ada"), "already"),
        (desk.tie("ben", STRANGER, "eve"), "entra.tenants"),
        (desk.tie("gone", FIRM, "eve"), "does not work here"),
        (desk.tie("nobody", FIRM, "eve"), "concordat staff list"),
        (desk.staff(&["untie", "--staff", "ben"]), "nobody is tied"),
        (desk.staff(&["role", "--staff", "ben", "--role", "king"]), "possible values"),
    ];
    for ((done, said), reason) in table {
        assert!(!done && said.contains(reason), "{said} does not say {reason}");
    }
    let without = Desk::with("").await;
    let (done, said) = without.tie("ada", FIRM, "ada");
    assert!(!done && said.contains("entra.client_id"), "{said}");
}

#[tokio::test]
async fn what_it_does_holds_for_a_server_that_runs() {
    let firm = Firm::with_admin("").await;
    let file = firm.world.folder.path().join("concordat.toml");
    std::fs::write(&file, text(&firm.world.folder, 1, &firm.issuer.section(""))).expect("written");
    firm.me("eve").await;
    let mut command = Command::new(env!("CARGO_BIN_EXE_concordat"));
    let listed = command.args(["staff", "list", "--config"]).arg(&file).output().expect("run");
    let listed = String::from_utf8(listed.stdout).expect("text");
    assert!(listed.contains("waiting\tPerson eve\teve@firm.example"), "{listed}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_concordat"));
    command.args(["staff", "tie", "--staff", "cleo", "--tenant", FIRM, "--object", &object("eve"), "--config"]);
    assert!(command.arg(&file).status().expect("run").success());
    assert_eq!(firm.me("eve").await.status(), 200);
    assert_eq!(firm.write("ben", "staff/cleo/untie", &json!({})).await.status(), 200);
}

#[cfg(unix)]
#[tokio::test]
async fn the_code_is_printed_and_not_logged() {
    let issuer = Issuer::start().await;
    let desk = Desk::with(&issuer.section("")).await;
    let mut serve = desk.command(&["serve"]);
    let mut server = serve.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("run");
    let lines = BufReader::new(server.stdout.take().expect("piped")).lines();
    let line = lines.map_while(Result::ok).find(|line| line.contains("administers")).expect("a line with the code");
    let code = line.rsplit(' ').next().expect("a word").to_owned();
    assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [5, 5, 5, 5], "{line}");
    let stopped = Command::new("kill").arg("-TERM").arg(server.id().to_string()).status().expect("kill");
    assert!(stopped.success());
    let mut log = String::new();
    server.stderr.take().expect("piped").read_to_string(&mut log).expect("text");
    assert!(server.wait().expect("ended").success());
    assert!(!log.contains(&code), "{log}");
}
