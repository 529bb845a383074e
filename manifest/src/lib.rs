//! What a firm gives Outlook: the add-in-only manifest, its icons, and checks for what the schema does not see.
//!
//! [`fill`] puts the address of the firm's server into [`TEMPLATE`]; [`ICONS`] are the images the filled manifest names,
//! to be served under `/icons/`; [`check`] reads any manifest as Outlook would and names every [`Fault`].

#![forbid(unsafe_code)]

mod check;
mod fault;
mod fill;
mod icons;
mod tree;

pub use check::{FUNCTIONS, LABEL_LIMITS, MAILBOX_VERSION, PERMISSIONS, SURFACES, check};
pub use fault::Fault;
pub use fill::{Error, PLACEHOLDER, TEMPLATE, fill};
pub use icons::{ICONS, Icon, pixels};
