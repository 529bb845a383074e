//! Makes the tables of messages from `messages/*.ftl`, so that the pane carries texts and no Fluent parser.

use std::{env, error::Error, fs, path::Path};

#[path = "build/ftl.rs"]
mod ftl;
#[path = "src/messages/marks.rs"]
mod marks;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=messages");
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("messages");
    let languages = ftl::read_all(&folder)?;
    let faults = ftl::faults(&languages);
    if !faults.is_empty() {
        return Err(faults.join("\n").into());
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("messages.rs"), ftl::rust(&languages))?;
    Ok(())
}
