//! `cargo xtask manifest`: the add-in's manifest for one address.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// Which address, and where to.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The server's address as Outlook reaches it, for example `https://concordat.example.com`
    #[arg(long)]
    url: String,
    /// File to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(args: &Args) -> Result<()> {
    let xml = filled(&args.url)?;
    if let Some(file) = &args.out {
        return fs::write(file, xml).with_context(|| format!("cannot write {}", file.display()));
    }
    print!("{xml}");
    Ok(())
}

/// The manifest for `url`, which must pass the checks that Outlook would make.
fn filled(url: &str) -> Result<String> {
    let xml = manifest::fill(url).with_context(|| format!("`{url}` cannot be the server's address"))?;
    let faults = manifest::check(&xml);
    if !faults.is_empty() {
        let list: Vec<_> = faults.iter().map(ToString::to_string).collect();
        bail!("Outlook would refuse this manifest:\n  {}", list.join("\n  "));
    }
    Ok(xml)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_stands_in_the_manifest() {
        let xml = filled("https://concordat.example.com").expect("filled");
        assert!(xml.contains("https://concordat.example.com/"), "{xml}");
    }

    #[test]
    fn an_address_outlook_cannot_use_is_refused_with_the_reason() {
        for url in ["http://concordat.example.com", "concordat", ""] {
            let error = filled(url).expect_err(url);
            assert!(format!("{error:#}").contains(": "), "{error:#}");
        }
    }
}
