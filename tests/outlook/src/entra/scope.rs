//! Scopes: which API is meant, and what of it.

use super::{Refusal, Registration};

/// Scopes that are no API's.
const OPENID: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// Microsoft Graph's address, which begins its scopes.
pub(super) const GRAPH: &str = "https://graph.microsoft.com";

/// Everything that one has of an API.
const DEFAULT: &str = ".default";

/// What a request's `scope` asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The audience of the access token.
    pub(super) audience: String,
    /// Short names of the API's scopes.
    pub(super) scopes: Vec<String>,
    /// The same, as the answer names them.
    names: Vec<String>,
    /// Of the scopes that are no API's, those asked for.
    openid: Vec<String>,
}

impl Wanted {
    /// Reads a `scope` parameter. Without any API's scope the token is for Graph, as Entra's are.
    pub(super) fn read(text: &str, registration: &Registration) -> Result<Self, Refusal> {
        let (openid, names): (Vec<_>, Vec<_>) =
            text.split_whitespace().map(str::to_owned).partition(|name| OPENID.contains(&name.as_str()));
        let mut wanted = Self { audience: String::new(), scopes: Vec::new(), names: Vec::new(), openid };
        for name in &names {
            wanted.add(name, registration)?;
        }
        if wanted.audience.is_empty() {
            GRAPH.clone_into(&mut wanted.audience);
        }
        Ok(wanted)
    }

    fn add(&mut self, name: &str, registration: &Registration) -> Result<(), Refusal> {
        let (audience, short) = meant(name, registration)?;
        if !self.audience.is_empty() && self.audience != audience {
            return Err(Refusal::ManyResources);
        }
        self.audience = audience;
        let short = if short == DEFAULT && self.audience != GRAPH { registration.scope.clone() } else { short };
        let prefix = if self.audience == GRAPH { GRAPH.to_owned() } else { registration.api() };
        self.names.push(format!("{prefix}/{short}"));
        self.scopes.push(short);
        Ok(())
    }

    /// Whether an ID token is wanted.
    pub(super) fn openid(&self) -> bool {
        self.openid.iter().any(|name| name == "openid")
    }

    /// Whether a refresh token is wanted.
    pub(super) fn offline(&self) -> bool {
        self.openid.iter().any(|name| name == "offline_access")
    }

    /// The answer's `scope`.
    pub(super) fn granted(&self) -> String {
        let openid = self.openid.iter().filter(|name| *name != "offline_access");
        openid.chain(&self.names).map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// The audience and short name of one scope.
fn meant(name: &str, registration: &Registration) -> Result<(String, String), Refusal> {
    let (resource, short) = match name.rsplit_once('/') {
        None => (GRAPH, name),
        Some((resource, short)) => (resource, short),
    };
    if resource == GRAPH {
        return Ok((GRAPH.to_owned(), short.to_owned()));
    }
    if resource != registration.api() && resource != registration.client_id {
        return Err(Refusal::UnknownResource);
    }
    if short != registration.scope && short != DEFAULT {
        return Err(Refusal::Scope);
    }
    Ok((registration.client_id.clone(), short.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Wanted, Refusal> {
        Wanted::read(text, &Registration { client_id: "c".to_owned(), ..Registration::default() })
    }

    #[test]
    fn a_scope_of_ours_is_for_our_application_and_any_other_for_graph() {
        let ours = read("api://c/access_as_user openid profile offline_access").unwrap();
        assert_eq!((ours.audience.as_str(), ours.scopes.join(" ")), ("c", "access_as_user".to_owned()));
        assert_eq!(ours.granted(), "openid profile api://c/access_as_user");
        assert!(ours.openid() && ours.offline());
        assert_eq!(read("c/.default").unwrap().scopes, ["access_as_user"]);
        assert_eq!(read("openid").unwrap().audience, GRAPH);
        assert_eq!(read("User.Read").unwrap().granted(), "https://graph.microsoft.com/User.Read");
    }

    #[test]
    fn scopes_of_others_unknown_ones_and_mixtures_are_refused() {
        assert_eq!(read("api://other/access_as_user"), Err(Refusal::UnknownResource));
        assert_eq!(read("api://c/write"), Err(Refusal::Scope));
        assert_eq!(read("api://c/access_as_user User.Read"), Err(Refusal::ManyResources));
    }
}
