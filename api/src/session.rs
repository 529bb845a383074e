use rules::plan::Settings;
use rules::{json_struct, json_words};
use serde::{Deserialize, Serialize};

use crate::StaffMember;

/// `GET sign-in`, without a token: the ways to sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SignIn {
    /// The staff to pick from under development sign-in; `None` where the server does not offer it.
    pub development: Option<Vec<StaffMember>>,
    /// Signing in with Microsoft 365; `None` where the server is not configured for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entra: Option<EntraSignIn>,
}

json_struct!(SignIn { development } or_default { entra });

/// What MSAL needs to get an access token for this server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct EntraSignIn {
    /// The application's id in Entra.
    pub client_id: String,
    /// `https://login.microsoftonline.com/organizations`, or one tenant's.
    pub authority: String,
    /// The scope to ask for: `api://…/access_as_user`.
    pub scope: String,
    /// No administrator is tied yet: the one-time code that the server printed makes the first.
    pub first_admin: bool,
}

json_struct!(EntraSignIn { client_id, authority, scope, first_admin });

/// `POST sign-in/first-admin`, with the token of a person whom nobody knows yet: become the first administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FirstAdmin {
    /// The one-time code that the server printed when it started.
    pub code: String,
    /// The staff member to be, by id or mailbox; left out, the one whose mailbox the token names, or a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<String>,
}

json_struct!(FirstAdmin { code } or_default { staff });

/// `GET sign-in/waiting`, for administrators: a person who signed in with Microsoft 365 and is no staff member yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Waiting {
    /// The tenant: `tid`.
    pub tenant: String,
    /// The person within it: `oid`.
    pub object: String,
    /// What the token calls them.
    pub name: String,
    /// Their sign-in name, which proves nothing.
    pub username: String,
    /// When they last tried.
    pub at: jiff::Timestamp,
}

json_struct!(Waiting { tenant, object, name, username, at });

/// `POST staff/{id}/tie`, for administrators: that person is this staff member from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Tie {
    /// The tenant: `tid`.
    pub tenant: String,
    /// The person within it: `oid`.
    pub object: String,
}

json_struct!(Tie { tenant, object });

/// `POST sign-in/development`: sign in as that staff member. Exists only on a server started with `--development`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DevelopmentSignIn {
    /// The staff member's id, or the address of their mailbox.
    pub staff: String,
}

json_struct!(DevelopmentSignIn { staff });

/// The answer: a token for the `Authorization: Bearer` header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Signed {
    /// The token.
    pub token: String,
    /// The person.
    pub me: StaffMember,
}

json_struct!(Signed { token, me });

/// What a person may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Their own mailbox and settings, and the firm's records.
    #[default]
    Staff,
    /// Also the firm's settings, and who may sign in.
    Admin,
    /// Reads everything, writes nothing.
    Auditor,
}

json_words!(Role { Staff, Admin, Auditor });

/// `GET me`: the person, and what is set for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// The person.
    pub staff: StaffMember,
    /// The address of their mailbox.
    pub mailbox: String,
    /// What they may do.
    #[serde(default)]
    pub role: Role,
    /// Signed in by the development sign-in, which the pane says.
    pub development: bool,
    /// The settings in force.
    pub settings: Settings,
    /// The server's rules.
    pub rules: String,
    /// The firm's own words by their keys (C13): `client`, `matter`. Empty where the standard ones are to be shown.
    #[serde(default)]
    pub terms: Vec<(String, String)>,
}

json_struct!(Me { staff, mailbox, development, settings, rules } or_default { role, terms });
