//! Signing in and out.

pub(super) mod development;
pub(super) mod list;
pub(super) mod out;
