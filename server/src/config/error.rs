use std::{fmt, path::PathBuf};

/// Why a configuration was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("the configuration {} cannot be read: {reason}", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// It is no TOML.
    #[error("the configuration is not TOML: {0}")]
    NotToml(String),
    /// Keys are missing, unknown, or have values that cannot be; all of them at once.
    #[error("the configuration is wrong:\n  {}", listed(.0))]
    Wrong(Vec<Fault>),
}

impl Error {
    /// What is wrong, key by key.
    pub fn faults(&self) -> &[Fault] {
        match self {
            Self::Wrong(faults) => faults,
            Self::Unreadable { .. } | Self::NotToml(_) => &[],
        }
    }
}

/// What is wrong with one key, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The key: `server.public_url`.
    pub key: String,
    /// The reason, and what would be right. Never the value of a secret.
    pub reason: String,
}

impl Fault {
    pub(super) fn new(key: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { key: key.into(), reason: reason.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.reason)
    }
}

fn listed(faults: &[Fault]) -> String {
    faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n  ")
}
