//! What a failed test's page looks like and said, kept under `target/e2e`.

use std::path::{Path, PathBuf};

use super::browser::Browser;

/// Keeps screenshot, console and page, and prints where.
pub(super) async fn keep(browser: &Browser, test: &str) {
    let folder = folder(test);
    if let Err(error) = std::fs::create_dir_all(&folder) {
        eprintln!("{}: {error}", folder.display());
        return;
    }
    let parts = [
        ("screenshot.png", browser.screenshot().await),
        ("console.txt", browser.console().await.map(String::into_bytes)),
        ("pane.html", browser.source().await.map(String::into_bytes)),
    ];
    for (name, content) in parts {
        match content.map(|bytes| std::fs::write(folder.join(name), bytes)) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => eprintln!("{name}: {error}"),
            Err(error) => eprintln!("{name}: {error}"),
        }
    }
    eprintln!("what it looked like: {}", folder.display());
}

/// The folder of a test, by the name of its closure's type: `e2e::calendar::a02_…::{{closure}}::{{closure}}`.
fn folder(test: &str) -> PathBuf {
    let name = test.split("::").take_while(|part| !part.starts_with('{')).last().unwrap_or(test);
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("e2e").join(name)
}
