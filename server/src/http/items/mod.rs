//! The item that is open in Outlook.

pub(super) mod add;
pub(super) mod rejoin;
pub(super) mod status;
pub(super) mod sync;
pub(super) mod unlink;
