//! `concordat`: the server.

#![forbid(unsafe_code)]

mod cli;
mod staff;
mod stop;

use std::fs;
use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Parser;
use jiff::{Timestamp, tz::TimeZone};
use secrecy::ExposeSecret;
use server::config::Config;
use server::http::{self, Handle, Options};
use server::telemetry;

use cli::{Cli, Command, Configured, Sample, Serve};

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Serve(args) => serve(args).await,
        Command::Migrate(args) => migrate(args).await,
        Command::Sample(args) => sample(args).await,
        Command::Staff(args) => staff::run(args).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(args: Serve) -> Result<()> {
    let config = configured(&args.configured)?;
    // Before anyone can know that the server runs: from then on it stops in good order.
    let stop = stop::asked()?;
    let server = http::start(config, Options { development: args.development, ..Options::default() }).await?;
    say_where(&server, args.development);
    stop.await;
    tracing::info!("stopping");
    server.stop().await;
    Ok(())
}

/// Whoever started the server may have stopped listening to what it says: that is no reason to end.
fn say_where(server: &Handle, development: bool) {
    let mut said = Vec::new();
    // All of it at once: whoever waits for the first line finds the others.
    let _ = write_where(&mut said, server, development).and_then(|()| io::stdout().write_all(&said));
}

fn write_where(out: &mut impl Write, server: &Handle, development: bool) -> io::Result<()> {
    writeln!(out, "Concordat serves {} on {}", server.url, server.address)?;
    if let Some(certificate) = &server.certificate {
        writeln!(
            out,
            "The certificate is this machine's own, {}: docs/sideloading.md says how to trust it",
            certificate.display()
        )?;
    }
    if let Some(code) = &server.first_admin {
        writeln!(
            out,
            "Nobody administers it yet: whoever signs in first and gives this code does: {}",
            code.expose_secret()
        )?;
    }
    if let Some(address) = server.metrics {
        writeln!(out, "Its metrics are at http://{address}/metrics")?;
    }
    if development {
        writeln!(out, "Development sign-in: anyone on this machine may be any staff member")?;
    }
    Ok(())
}

async fn migrate(args: Configured) -> Result<()> {
    let config = configured(&args)?;
    http::open(&config).await.context("database.url")?.close().await?;
    println!("The tables are up to date");
    Ok(())
}

async fn sample(args: Sample) -> Result<()> {
    let config = configured(&args.configured)?;
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let seed = server::sample::outlook_seed(today)?;
    let store = http::open(&config).await.context("database.url")?;
    let Some(filled) = server::sample::fill(&store, today).await? else {
        bail!("database.url: the practice database holds staff already: expected an empty one to fill");
    };
    store.close().await?;
    fs::write(&args.outlook, serde_json::to_string_pretty(&seed)?)
        .with_context(|| format!("--outlook {}", args.outlook.display()))?;
    println!(
        "Filled in {} staff, {} clients with {} matters, {} contacts and {} appointments, {} of them in Outlook",
        filled.staff, filled.clients, filled.matters, filled.contacts, filled.appointments, filled.links
    );
    Ok(())
}

fn configured(args: &Configured) -> Result<Config> {
    let config = Config::load(&args.config)?;
    telemetry::init(&config.log);
    Ok(config)
}
