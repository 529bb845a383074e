use std::path::PathBuf;

use super::{parse, reader::Reader};

/// `[entra]`, when it is given: signing in with Microsoft 365.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entra {
    /// The application's id in Entra.
    pub client_id: String,
    /// The tenants whose people may sign in; at least one.
    pub tenants: Vec<String>,
    /// The cloud's address without a tenant and without a slash at its end: `https://login.microsoftonline.com`.
    pub authority: String,
    /// The short name of the scope that a token has to have: `access_as_user`.
    pub scope: String,
    /// What a token's `aud` may be.
    pub audience: Vec<String>,
    /// How a person becomes a staff member.
    pub admission: Admission,
    /// PEM: a root that is trusted beside the system's.
    pub ca: Option<PathBuf>,
}

/// How a person whom nobody knows yet becomes a staff member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// An administrator ties them.
    Admin,
    /// On first sign-in, by the mailbox of a staff record that nobody is tied to; otherwise an administrator ties them.
    Mailbox,
}

impl Entra {
    /// The issuer of that tenant's tokens.
    pub fn issuer(&self, tenant: &str) -> String {
        format!("{}/{tenant}/v2.0", self.authority)
    }

    /// Where people sign in: at their own tenant when there is but one.
    pub fn sign_in_at(&self) -> String {
        match self.tenants.as_slice() {
            [only] => format!("{}/{only}", self.authority),
            _ => format!("{}/organizations", self.authority),
        }
    }

    /// The scope as a client asks for it.
    pub fn full_scope(&self) -> String {
        format!("api://{}/{}", self.client_id, self.scope)
    }
}

/// The section, when any key of it is given. Every key is read before any `?`, so that all faults are found.
pub(super) fn entra(reader: &mut Reader) -> Option<Entra> {
    if !reader.gives("entra") {
        return None;
    }
    let client_id = reader.required("entra.client_id", parse::guid);
    let tenants = reader.required_list("entra.tenants", parse::guid);
    let authority = reader.required("entra.authority", parse::authority);
    let scope = reader.required("entra.scope", parse::scope);
    let audience = reader.list("entra.audience", parse::audience);
    let admission = reader.required("entra.admission", parse::admission);
    let ca = reader.optional("entra.ca", parse::path);
    let client_id = client_id?;
    Some(Entra {
        audience: audience.filter(|given| !given.is_empty()).unwrap_or_else(|| vec![client_id.clone()]),
        client_id,
        tenants: tenants?,
        authority: authority?,
        scope: scope?,
        admission: admission?,
        ca,
    })
}
