//! Makes the time zone data that the rules carry, and their version: see `build/tzif.rs`, `src/mapping/zones/clocks.rs`
//! and `build/version.rs`.

#[path = "build/pack.rs"]
mod pack;
#[path = "build/tzif.rs"]
mod tzif;
#[path = "build/version.rs"]
mod version;

use std::error::Error;
use std::path::Path;
use std::{env, fs};

/// The zones, by their present names.
const TABLE: &str = "src/mapping/zones.txt";

fn main() -> Result<(), Box<dyn Error>> {
    for input in ["build", "src", "../api/src", "../Cargo.lock"] {
        println!("cargo::rerun-if-changed={input}");
    }
    println!("cargo::rustc-env=CONCORDAT_RULES={}", version::version(Path::new(".."))?);
    let table = fs::read_to_string(TABLE)?;
    let packed = pack::pack(&present_names(&table))?;
    let folder = out_dir()?;
    for (name, bytes) in packed.files() {
        fs::write(Path::new(&folder).join(name), bytes)?;
    }
    Ok(())
}

#[allow(clippy::disallowed_methods, reason = "it is how cargo tells a build script where to write")]
fn out_dir() -> Result<String, env::VarError> {
    env::var("OUT_DIR")
}

/// Each zone once, in the order of the table: what stands before the first `=`.
fn present_names(table: &str) -> Vec<&str> {
    let rows = table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    rows.flat_map(|(_, zones)| zones.split(' ')).filter_map(|zone| zone.split('=').next()).collect()
}
