//! What a firm gives Outlook: the add-in-only manifest, the unified one made from it, their icons, and checks for what the
//! schemas do not see.
//!
//! [`fill`] puts the address of the firm's server into [`TEMPLATE`]; [`ICONS`] are the images the filled manifest names,
//! to be served under `/icons/`; [`check`] reads any manifest as Outlook would and names every [`Fault`]. [`unified`] says
//! the same in Microsoft's other format, [`package`] puts that into the file which an administrator uploads, and
//! [`check_unified`] checks it. [`ABOUT`] is the page about privacy and terms that it names.

#![forbid(unsafe_code)]

mod check;
mod facts;
mod fault;
mod fill;
mod icons;
mod tree;
mod unified;

pub use check::{FUNCTIONS, LABEL_LIMITS, MAILBOX_VERSION, PERMISSIONS, SURFACES, check, check_unified};
pub use fault::Fault;
pub use fill::{Error, PLACEHOLDER, TEMPLATE, fill};
pub use icons::{ICONS, Icon, PACKAGE_ICONS, pixels};
pub use unified::{Application, Unified, package, unified};

/// What the add-in does with data, and its terms: a page to be served as `/about.html`.
pub const ABOUT: &str = include_str!("../pages/about.html");
