//! Who is asking: the one place that turns a request into a [`Person`].

use crate::practice::Role;

/// The person behind a request, from the verified token and never from the request's body or path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// [`StaffMember::id`](crate::practice::StaffMember::id).
    pub staff: String,
    /// Name.
    pub name: String,
    /// The address of their mailbox.
    pub mailbox: String,
    /// What they may do.
    pub role: Role,
    /// Signed in by the development sign-in.
    pub development: bool,
}
