//! The project as the checks see it: its files and what cargo knows of its crates.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

/// A text file of the project.
pub(crate) struct Source {
    /// Its path in the workspace, with forward slashes.
    pub(crate) path: String,
    /// What is in it.
    pub(crate) text: String,
}

impl Source {
    /// The lines that are code, numbered from 1: neither comments nor the tests at the end of a file.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines
            .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// The workspace's folder.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every text file that is in git, or would be if it were added.
pub(crate) fn sources() -> Vec<Source> {
    let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let files = output(Command::new("git").args(list));
    let paths = files.split('\0').filter(|path| !path.is_empty());
    // What is deleted but not yet committed cannot be read, and what is not text holds no names.
    paths.filter_map(read).collect()
}

fn read(path: &str) -> Option<Source> {
    let text = fs::read_to_string(root().join(path)).ok()?;
    Some(Source { path: path.to_owned(), text })
}

/// What `cargo metadata` says for the machine's own platform.
pub(crate) fn native() -> &'static Value {
    static NATIVE: LazyLock<Value> = LazyLock::new(|| metadata(&host()));
    &NATIVE
}

/// What `cargo metadata` says for the pane's platform.
pub(crate) fn pane() -> &'static Value {
    static PANE: LazyLock<Value> = LazyLock::new(|| metadata("wasm32-unknown-unknown"));
    &PANE
}

fn metadata(platform: &str) -> Value {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let options = ["metadata", "--format-version=1", "--locked", "--filter-platform", platform];
    serde_json::from_str(&output(Command::new(cargo).args(options))).expect("cargo prints JSON")
}

fn host() -> String {
    let version = output(Command::new("rustc").arg("-vV"));
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("rustc names its host").to_owned()
}

fn output(command: &mut Command) -> String {
    let output = command.current_dir(root()).output().expect("the program starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the program prints text")
}

/// The elements of a JSON array; none of anything else.
pub(crate) fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A JSON string; empty for anything else.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
