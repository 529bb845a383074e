//! What a firm gives Outlook: the add-in-only manifest and its icons.
//!
//! [`fill`] puts the address of the firm's server into [`TEMPLATE`]; [`ICONS`] are the images the filled manifest names,
//! to be served under `/icons/`.

mod fill;
mod icons;

pub use fill::{Error, PLACEHOLDER, TEMPLATE, fill};
pub use icons::{ICONS, Icon, pixels};
