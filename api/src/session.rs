use rules::plan::Settings;
use serde::{Deserialize, Serialize};

use crate::StaffMember;

/// `GET sign-in`, without a token: the ways to sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignIn {
    /// The staff to pick from under development sign-in; `None` where the server does not offer it.
    pub development: Option<Vec<StaffMember>>,
}

/// `POST sign-in/development`: sign in as that staff member. Exists only on a server started with `--development`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DevelopmentSignIn {
    /// The staff member's id, or the address of their mailbox.
    pub staff: String,
}

/// The answer: a token for the `Authorization: Bearer` header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Signed {
    /// The token.
    pub token: String,
    /// The person.
    pub me: StaffMember,
}

/// `GET me`: the person, and what is set for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// The person.
    pub staff: StaffMember,
    /// The address of their mailbox.
    pub mailbox: String,
    /// Signed in by the development sign-in, which the pane says.
    pub development: bool,
    /// The settings in force.
    pub settings: Settings,
    /// The server's rules.
    pub rules: String,
}
