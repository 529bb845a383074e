//! Reading the add-in's manifest: what Outlook would draw from it, and what Outlook would refuse.

mod check;
mod ribbon;
mod xml;

pub use ribbon::{Action, Addin, Button, Control, Group, Icon, Menu, Surface};

use thiserror::Error;
use xml::Node;

/// A manifest that Outlook would refuse.
#[derive(Debug, Error)]
pub enum ManifestError {
    /// Not XML.
    #[error("The manifest is not well-formed XML: {0}")]
    Xml(String),
    /// Every reason, one sentence each.
    #[error("Outlook would refuse this manifest: {}", .0.join(" "))]
    Refused(Vec<String>),
}

impl ManifestError {
    /// The reasons, one sentence each.
    pub fn reasons(&self) -> Vec<String> {
        match self {
            Self::Xml(_) => vec![self.to_string()],
            Self::Refused(reasons) => reasons.clone(),
        }
    }
}

/// Reads an add-in-only manifest.
pub fn read(text: &str) -> Result<Addin, ManifestError> {
    let root = Node::parse(text).map_err(ManifestError::Xml)?;
    let problems = check::problems(&root);
    if !problems.is_empty() {
        return Err(ManifestError::Refused(problems));
    }
    ribbon::addin(&root).map_err(|problem| ManifestError::Refused(vec![problem]))
}

/// The innermost `VersionOverrides`: 1.1 where there is one.
fn overrides(root: &Node) -> Option<&Node> {
    let outer = root.child("VersionOverrides")?;
    Some(outer.child("VersionOverrides").unwrap_or(outer))
}
