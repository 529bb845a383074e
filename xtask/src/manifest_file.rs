//! `cargo xtask manifest`: the add-in's manifest for one address, in either of Microsoft's formats.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use manifest::{Application, Fault};

/// Which address, which format, and where to.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The server's address as Outlook reaches it, for example `https://concordat.example.com`
    #[arg(long)]
    url: String,
    /// The unified manifest (manifest.json) instead of the add-in-only one (manifest.xml)
    #[arg(long)]
    json: bool,
    /// Write the app package, a zip of the unified manifest and its icons, to this file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "out"])]
    package: Option<PathBuf>,
    /// The application's id in Entra, for the unified manifest
    #[arg(long, value_name = "GUID")]
    client_id: Option<String>,
    /// File to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(args: &Args) -> Result<()> {
    let application = args.client_id.as_deref().map(application);
    if let Some(file) = &args.package {
        sound(&unified(&args.url, application.as_ref())?, manifest::check_unified)?;
        let package = manifest::package(&args.url, application.as_ref()).with_context(|| refused(&args.url))?;
        return write(file, &package);
    }
    let text = if args.json { unified(&args.url, application.as_ref())? } else { add_in_only(&args.url)? };
    if let Some(file) = &args.out {
        return write(file, text.as_bytes());
    }
    print!("{text}");
    Ok(())
}

/// Entra's usual name for what an application's tokens are for.
fn application(client_id: &str) -> Application {
    Application { client_id: client_id.to_owned(), resource: format!("api://{client_id}") }
}

fn write(file: &Path, content: &[u8]) -> Result<()> {
    fs::write(file, content).with_context(|| format!("cannot write {}", file.display()))
}

fn refused(url: &str) -> String {
    format!("`{url}` cannot be the server's address")
}

/// `manifest.xml` for `url`.
fn add_in_only(url: &str) -> Result<String> {
    sound(&manifest::fill(url).with_context(|| refused(url))?, manifest::check)
}

/// `manifest.json` for `url`.
fn unified(url: &str, application: Option<&Application>) -> Result<String> {
    sound(&manifest::unified(url, application).with_context(|| refused(url))?.manifest, manifest::check_unified)
}

/// A manifest that passes the checks which Outlook would make.
fn sound(text: &str, check: fn(&str) -> Vec<Fault>) -> Result<String> {
    let faults = check(text);
    if !faults.is_empty() {
        let list: Vec<_> = faults.iter().map(ToString::to_string).collect();
        bail!("Outlook would refuse this manifest:\n  {}", list.join("\n  "));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_stands_in_each_manifest() {
        let url = "https://concordat.example.com";
        for text in [add_in_only(url).expect("filled"), unified(url, None).expect("filled")] {
            assert!(text.contains("https://concordat.example.com/pane.html"), "{text}");
        }
        let own = unified(url, Some(&application("9a0f3bb1-4f3a-4f4c-8d2e-1f6f0c3a7b55"))).expect("filled");
        assert!(own.contains("\"api://9a0f3bb1-4f3a-4f4c-8d2e-1f6f0c3a7b55\""), "{own}");
    }

    #[test]
    fn an_address_outlook_cannot_use_is_refused_with_the_reason() {
        for url in ["http://concordat.example.com", "concordat", ""] {
            for error in [add_in_only(url).expect_err("refused"), unified(url, None).expect_err("refused")] {
                assert!(format!("{error:#}").contains("https"), "{error:#}");
            }
        }
    }
}
