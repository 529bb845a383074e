//! A new pane makes a new server: the folder that is embedded is watched, and made so that it can be.

fn main() {
    let pane = "../frontend/dist";
    // Where it cannot be made, the server is built without the pane and says so.
    let _ = std::fs::create_dir_all(pane);
    println!("cargo::rerun-if-changed={pane}");
}
