//! Who of Microsoft 365 is which staff member, and who waits to be one.

use jiff::Timestamp;

/// A person of a tenant: what never changes and is never given to another. A sign-in name is neither.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdentityKey {
    /// The tenant: `tid`.
    pub tenant: String,
    /// The person within it: `oid`.
    pub object: String,
}

/// A person who is a staff member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffIdentity {
    /// Who.
    pub key: IdentityKey,
    /// [`StaffMember::id`](super::StaffMember::id); nobody else is tied to it.
    pub staff_id: String,
    /// Since when.
    pub tied_at: Timestamp,
    /// By whom: a staff member's id, or `operator`.
    pub tied_by: String,
}

/// A person who signed in and is no staff member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingPerson {
    /// Who.
    pub key: IdentityKey,
    /// What the token calls them.
    pub name: String,
    /// Their sign-in name, which proves nothing.
    pub username: String,
    /// When they last tried.
    pub at: Timestamp,
}

impl WaitingPerson {
    /// How many are remembered: those who tried last.
    pub const MOST: u32 = 200;
}
