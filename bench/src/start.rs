//! How long the server takes from its start to ready, against the bare one over the same database.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::table::{Table, median};
use crate::{Args, bare, firm, load};

/// Starts of each.
const TURNS: usize = 9;

/// Nobody waits longer.
const LIMIT: Duration = Duration::from_secs(30);

/// Measures it.
pub(crate) async fn measure(args: &Args, table: &mut Table) -> Result<()> {
    let folder = tempfile::tempdir()?;
    firm::fill(folder.path(), args.appointments).await?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let config = folder.path().join("concordat.toml");
    std::fs::write(&config, firm::config_text(folder.path(), port, ""))?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let mut program = Command::new(&args.concordat);
        ours.push(
            until_ready(program.args(["serve", "--development", "--config"]).arg(&config), port, "readyz").await?,
        );
        let mut program = Command::new(std::env::current_exe()?);
        program.args(["--peer", "-", "--concordat", "-", "--bare"]).arg(folder.path());
        theirs.push(until_ready(program.env("BENCH_PORT", port.to_string()), port, "ready").await?);
    }
    table.add("cold start to ready", median(&mut ours), median(&mut theirs), "ms", None);
    Ok(())
}

/// Serves until it is killed.
pub(crate) async fn be_bare(folder: &Path) -> Result<()> {
    let port: u16 = std::env::var("BENCH_PORT")?.parse()?;
    let _bare = bare::start(folder, TcpListener::bind(("127.0.0.1", port))?).await?;
    std::future::pending().await
}

/// Milliseconds from the start of the program to its first good answer; then it is ended.
async fn until_ready(program: &mut Command, port: u16, path: &str) -> Result<f64> {
    let address = format!("https://localhost:{port}/{path}");
    let client = load::client()?;
    let began = Instant::now();
    let mut child = program.stdout(Stdio::null()).spawn().context("the server does not start")?;
    let ready = loop {
        if client.get(&address).send().await.is_ok_and(|answer| answer.status().is_success()) {
            break began.elapsed();
        }
        if began.elapsed() > LIMIT {
            break LIMIT;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    };
    end(&mut child)?;
    if ready == LIMIT {
        bail!("{address} did not answer within {LIMIT:?}");
    }
    Ok(ready.as_secs_f64() * 1000.0)
}

fn end(child: &mut Child) -> Result<()> {
    child.kill()?;
    child.wait()?;
    Ok(())
}
