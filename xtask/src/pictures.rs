//! `cargo xtask pictures`: what every state of the pane looks like, by size, theme and language.

use anyhow::Result;

use crate::shell::{self, say};
use crate::{pane, paths, setup, test};

/// Runs the command.
pub(crate) fn run() -> Result<()> {
    setup::ensure(setup::TO_TEST)?;
    pane::build(&setup::wasm_toolchain()?)?;
    let folder = paths::target().join("pictures");
    let mut cargo = shell::cargo();
    cargo.args(["test", "--package", "e2e", "look::pictures", "--", "--ignored", "--exact"]);
    cargo.envs(test::browser_environment()?).env("CONCORDAT_PICTURES", &folder);
    shell::run(&mut cargo)?;
    say(&format!("the pictures are in {}", folder.display()));
    Ok(())
}
