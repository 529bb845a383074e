//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Keeps Outlook and the firm's practice database in agreement.
#[derive(Debug, Parser)]
#[command(name = "concordat", version, arg_required_else_help = true)]
#[command(after_help = "Every key of the configuration is explained in concordat.example.toml. Any key can also come \
    from the environment (CONCORDAT__SERVER__LISTEN) or from a file that holds its value (database.url_file, \
    CONCORDAT__DATABASE__URL_FILE).")]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the pane and its API until Ctrl-C or SIGTERM
    Serve(Serve),
    /// Bring the tables of the practice database up to date, and end (serve does it too when it starts)
    Migrate(Configured),
    /// Fill an empty practice database with a sample firm, to try the product out
    Sample(Sample),
    /// Say who may sign in with Microsoft 365, and as whom
    Staff(Staff),
}

/// Where the configuration is.
#[derive(Debug, Args)]
pub(crate) struct Configured {
    /// The configuration, in TOML
    #[arg(long, value_name = "FILE")]
    pub(crate) config: PathBuf,
}

/// `concordat serve`
#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) configured: Configured,
    /// Let anyone sign in as any staff member, without a password; only on a loopback address
    #[arg(long)]
    pub(crate) development: bool,
}

/// `concordat sample`
#[derive(Debug, Args)]
pub(crate) struct Sample {
    #[command(flatten)]
    pub(crate) configured: Configured,
    /// Write the mailboxes of the sample firm here, for the stand-in Outlook
    #[arg(long, value_name = "FILE")]
    pub(crate) outlook: PathBuf,
}

/// `concordat staff`
#[derive(Debug, Args)]
pub(crate) struct Staff {
    /// What to do
    #[command(subcommand)]
    pub(crate) what: What,
}

/// What to do with staff.
#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// List the staff with their roles and accounts, and those who signed in and are no staff member
    List(Configured),
    /// Let an account sign in as a staff member
    Tie(Tie),
    /// Let nobody sign in as a staff member any more
    Untie(Member),
    /// Give a staff member a role
    Role(Role),
}

/// Which staff member.
#[derive(Debug, Args)]
pub(crate) struct Member {
    #[command(flatten)]
    pub(crate) configured: Configured,
    /// The staff member's id or mailbox
    #[arg(long, value_name = "ID")]
    pub(crate) staff: String,
}

/// `concordat staff tie`
#[derive(Debug, Args)]
pub(crate) struct Tie {
    #[command(flatten)]
    pub(crate) member: Member,
    /// The account's tenant ("Tenant ID")
    #[arg(long, value_name = "ID")]
    pub(crate) tenant: String,
    /// The account within it ("Object ID")
    #[arg(long, value_name = "ID")]
    pub(crate) object: String,
}

/// `concordat staff role`
#[derive(Debug, Args)]
pub(crate) struct Role {
    #[command(flatten)]
    pub(crate) member: Member,
    /// What they may do
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: RoleName,
}

/// A role, as it is typed.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum RoleName {
    /// Their own mailbox and settings, and the firm's records
    Staff,
    /// Also who may sign in
    Admin,
    /// Reads everything, writes nothing
    Auditor,
}
