//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Keeps Outlook and the firm's practice database in agreement.
#[derive(Debug, Parser)]
#[command(name = "concordat", version, arg_required_else_help = true)]
#[command(after_help = "Every key of the configuration is explained in concordat.example.toml. Any key can also come \
    from the environment (CONCORDAT__SERVER__LISTEN) or from a file that holds its value (database.url_file, \
    CONCORDAT__DATABASE__URL_FILE).")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the pane and its API until Ctrl-C or SIGTERM
    Serve(Serve),
    /// Bring the tables of the practice database up to date, and end (serve does it too when it starts)
    Migrate(Configured),
    /// Fill an empty practice database with a sample firm, to try the product out
    Sample(Sample),
}

/// Where the configuration is.
#[derive(Debug, Args)]
pub struct Configured {
    /// The configuration, in TOML
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
}

/// `concordat serve`
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    #[expect(missing_docs, reason = "the type says it")]
    pub configured: Configured,
    /// Let anyone sign in as any staff member, without a password; only on a loopback address
    #[arg(long)]
    pub development: bool,
}

/// `concordat sample`
#[derive(Debug, Args)]
pub struct Sample {
    #[command(flatten)]
    #[expect(missing_docs, reason = "the type says it")]
    pub configured: Configured,
    /// Write the mailboxes of the sample firm here, for the stand-in Outlook
    #[arg(long, value_name = "FILE")]
    pub outlook: PathBuf,
}
