//! The stand-in Outlook as a program.

#![forbid(unsafe_code)]

use anyhow::Context as _;
use clap::{Args, Parser};
use outlook::Config;
use outlook::entra::{CLIENT, Registration, TENANT};
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::signal::unix::{SignalKind, signal};
use uuid::Uuid;

/// Plays Outlook on the web on this machine, for trying an add-in without a tenant.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8443")]
    listen: SocketAddr,
    /// Address of the add-in's manifest.
    #[arg(long, default_value = "https://localhost:8444/manifest.xml")]
    addin: String,
    /// The dist folder of npm's @microsoft/office-js.
    #[arg(long)]
    office_js: PathBuf,
    /// JSON with the mailboxes to start with.
    #[arg(long)]
    seed: Option<PathBuf>,
    /// File in which the store is kept; used instead of the seed when it exists.
    #[arg(long)]
    store: Option<PathBuf>,
    /// PEM with the certificate.
    #[arg(long)]
    certificate: PathBuf,
    /// PEM with its private key.
    #[arg(long)]
    key: PathBuf,
    #[command(flatten)]
    entra: EntraArgs,
}

/// The application that people sign in to, as it would be registered in Entra.
#[derive(Debug, Args)]
struct EntraArgs {
    /// The application's (client) id.
    #[arg(long = "entra-client", default_value_t = CLIENT.to_string())]
    client: String,
    /// The tenant that the mailboxes belong to.
    #[arg(long = "entra-tenant", default_value_t = TENANT)]
    tenant: Uuid,
    /// Short name of the scope that its API offers.
    #[arg(long = "entra-scope", default_value = "access_as_user")]
    scope: String,
    /// A redirect URI, https:// or brk-multihub://; may be repeated [default: whatever is on the add-in's origin].
    #[arg(long = "entra-redirect")]
    redirect: Vec<String>,
    /// The secret of its server.
    #[arg(long = "entra-secret", default_value = "stand-in-secret")]
    secret: String,
    /// PEM with a certificate by whose key its server may prove itself; may be repeated.
    #[arg(id = "entra_certificate", long = "entra-certificate")]
    certificate: Vec<PathBuf>,
}

impl TryFrom<EntraArgs> for Registration {
    type Error = anyhow::Error;

    fn try_from(args: EntraArgs) -> anyhow::Result<Self> {
        let read = |file: &PathBuf| {
            std::fs::read_to_string(file).with_context(|| format!("cannot read the certificate {}", file.display()))
        };
        Ok(Self {
            tenant: args.tenant,
            client_id: args.client,
            scope: args.scope,
            redirect_uris: args.redirect,
            secret: args.secret,
            certificates: args.certificate.iter().map(read).collect::<anyhow::Result<_>>()?,
            ..Self::default()
        })
    }
}

fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env()).init();
    let cli = Cli::parse();
    let handle = outlook::start(Config {
        listen: cli.listen,
        addin: cli.addin,
        office_js: cli.office_js,
        seed: cli.seed,
        store: cli.store,
        certificate: cli.certificate,
        key: cli.key,
        entra: cli.entra.try_into()?,
    })
    .context("the stand-in Outlook does not start")?;
    println!("{}/", handle.origin());
    wait_for_the_end().context("signals cannot be waited for")?;
    handle.stop();
    Ok(())
}

/// Returns at Ctrl-C or when the process is asked to end.
fn wait_for_the_end() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            asked = tokio::signal::ctrl_c() => asked,
            _ = terminate.recv() => Ok(()),
        }
    })
}
