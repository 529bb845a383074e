//! What has to be on this machine. A test without it fails: it shows nothing.

use std::path::{Path, PathBuf};

const HINT: &str = "`cargo xtask test --only e2e` sets it up";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The file or folder that the variable names, or else that one of the places has.
fn find(variable: &str, places: &[PathBuf]) -> PathBuf {
    let named = std::env::var_os(variable).map(PathBuf::from);
    let there = named.iter().chain(places).find(|path| path.exists());
    there.unwrap_or_else(|| panic!("{variable} names nothing that is there, nor is it in {places:?}: {HINT}")).clone()
}

fn in_path(name: &str) -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(name)).collect()
}

pub(super) fn chromium() -> PathBuf {
    find("CONCORDAT_CHROMIUM", &in_path("chromium"))
}

pub(super) fn chromedriver() -> PathBuf {
    find("CONCORDAT_CHROMEDRIVER", &in_path("chromedriver"))
}

/// The `dist` folder of `@microsoft/office-js`.
pub(super) fn office_js() -> PathBuf {
    find("CONCORDAT_OFFICE_JS", &[root().join("target/npm/node_modules/@microsoft/office-js/dist")])
}

/// axe-core, the accessibility checker.
pub(super) fn axe() -> PathBuf {
    find("CONCORDAT_AXE", &[root().join("target/npm/node_modules/axe-core/axe.min.js")])
}

/// The pane has to be built: the server has it from there.
pub(super) fn must_have_pane() {
    let pane = root().join("frontend/dist/pane_bg.wasm");
    assert!(pane.is_file(), "the pane is not built: {HINT}");
}
