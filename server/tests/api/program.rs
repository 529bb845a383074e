//! The program itself.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

fn concordat(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_concordat"));
    command.args(arguments);
    command
}

fn text(output: &Output) -> (bool, String) {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    (output.status.success(), String::from_utf8(text).expect("text"))
}

fn run(arguments: &[&str]) -> (bool, String) {
    text(&concordat(arguments).output().expect("run"))
}

fn config(folder: &TempDir, listen: &str) -> String {
    let file = folder.path().join("concordat.toml");
    let here = folder.path().display();
    let text = format!(
        "[server]\nlisten = \"{listen}\"\npublic_url = \"https://localhost:8444\"\ndata_dir = \"{here}\"\n\
         [database]\nurl = \"sqlite://{here}/practice.db\"\n"
    );
    fs::write(&file, text).expect("written");
    file.to_str().expect("text").to_owned()
}

#[test]
fn help_says_what_each_command_does() {
    let (done, help) = run(&["--help"]);
    assert!(done);
    for word in ["serve", "migrate", "sample", "CONCORDAT__", "concordat.example.toml"] {
        assert!(help.contains(word), "{word} is not in {help}");
    }
    for (command, words) in [("serve", ["--config", "--development"]), ("sample", ["--config", "--outlook"])] {
        let (done, help) = run(&[command, "--help"]);
        assert!(done && words.iter().all(|word| help.contains(word)), "{help}");
    }
}

#[test]
fn a_wrong_config_ends_the_program_naming_the_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = config(&folder, "127.0.0.1");
    for command in ["serve", "migrate"] {
        let (done, said) = run(&[command, "--config", &file]);
        assert!(!done && said.contains("server.listen") && said.contains("127.0.0.1:8444"), "{said}");
    }
    let (done, said) = run(&["serve", "--config", "nowhere.toml"]);
    assert!(!done && said.contains("nowhere.toml"), "{said}");
    let file = config(&folder, "0.0.0.0:0");
    let (done, said) = run(&["serve", "--development", "--config", &file]);
    assert!(!done && said.contains("server.listen") && said.contains("loopback"), "{said}");
}

#[test]
fn sample_fills_an_empty_practice_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, seed) = (config(&folder, "127.0.0.1:0"), folder.path().join("seed.json"));
    let arguments = ["sample", "--config", &file, "--outlook", seed.to_str().expect("text")];
    let (done, said) = run(&arguments);
    assert!(done, "{said}");
    let written = fs::read(&seed).expect("a seed");
    assert!(serde_json::from_slice::<serde_json::Value>(&written).expect("JSON").is_object());
    fs::remove_file(&seed).expect("removed");
    let (done, said) = run(&arguments);
    assert!(!done && said.contains("staff"), "{said}");
    assert!(!seed.exists());
    assert!(run(&["migrate", "--config", &file]).0);
}

#[cfg(unix)]
#[test]
fn sigterm_and_ctrl_c_stop_it_cleanly() {
    for signal in ["TERM", "INT"] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = config(&folder, "127.0.0.1:0");
        let mut server = concordat(&["serve", "--config", &file])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("run");
        let mut lines = BufReader::new(server.stdout.take().expect("piped")).lines();
        let line = lines.next().expect("a line").expect("text");
        assert!(line.contains("https://localhost:8444"), "{line}");
        let sent = Command::new("kill").arg(format!("-{signal}")).arg(server.id().to_string()).status().expect("kill");
        assert!(sent.success());
        let began = Instant::now();
        let output = server.wait_with_output().expect("ended");
        let (done, said) = text(&output);
        assert!(done && said.contains("stopping"), "{signal}: {said}");
        assert!(began.elapsed() < Duration::from_secs(10));
        assert!(!folder.path().join("practice.db-wal").exists(), "the database was closed");
    }
}
