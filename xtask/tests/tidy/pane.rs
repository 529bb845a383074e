//! How much the pane loads: what `frontend/dist` holds, if it was built.

use std::fs;
use std::path::Path;

/// The WASM and JavaScript of a cold start, as brotli. `xtask/src/pane.rs` prints each.
const LOADED: [&str; 4] = ["pane_bg.wasm", "pane.js", "boot.js", "words.js"];

/// What is loaded may not grow beyond this unnoticed, in bytes: what it was when the line was last changed, and a
/// twentieth. A pane whose standard library was not made with it is a sixth larger.
const BUDGET: u64 = 335_000;

/// The faults of a pane that loads so many bytes.
fn over_budget(loaded: u64) -> Vec<String> {
    let fault = format!("the pane loads {loaded} bytes, and may load {BUDGET}: `cargo xtask pane` says which");
    if loaded > BUDGET { vec![fault] } else { Vec::new() }
}

fn packed(dist: &Path, name: &str) -> Option<u64> {
    fs::metadata(dist.join(format!("{name}.br"))).ok().map(|file| file.len())
}

#[test]
fn the_pane_is_within_its_budget() {
    assert_eq!(over_budget(BUDGET + 1).len(), 1);
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../frontend/dist");
    let sizes: Option<Vec<u64>> = LOADED.into_iter().map(|name| packed(&dist, name)).collect();
    match sizes {
        Some(sizes) => super::none(&over_budget(sizes.iter().sum())),
        None => eprintln!("skipped: the pane is not built"),
    }
}
