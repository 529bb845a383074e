//! The registered application.

use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

/// The tenant that mailboxes belong to unless the stand-in is told another.
pub const TENANT: Uuid = Uuid::from_u128(0x5f0c_5a2e_3b1d_4b52_9a3e_2c8f_6a7d_1e40);

/// The application's id unless the stand-in is told another.
pub const CLIENT: Uuid = Uuid::from_u128(0x2b8a_4c6e_91d7_4f0a_8c35_7d1e_0f92_b6a3);

/// Scheme of the redirect URIs that a host may answer for.
const BROKER: &str = "brk-multihub";

/// An application as Entra's admin center registers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Registration {
    /// The tenant that mailboxes belong to.
    pub tenant: Uuid,
    /// The application's (client) id.
    pub client_id: String,
    /// What the page that asks for consent calls it.
    pub name: String,
    /// The short name of the scope that its API offers.
    pub scope: String,
    /// Redirect URIs of the platforms single-page application (`https`) and broker (`brk-multihub://host`). Empty means
    /// whatever lies on the add-in's own origin.
    pub redirect_uris: Vec<String>,
    /// The secret of its server, for grants that need one.
    pub secret: String,
    /// Certificates by whose keys its server may prove itself instead, in PEM.
    pub certificates: Vec<String>,
}

impl Default for Registration {
    fn default() -> Self {
        Self {
            tenant: TENANT,
            client_id: CLIENT.to_string(),
            name: "Concordat".to_owned(),
            scope: "access_as_user".to_owned(),
            redirect_uris: Vec::new(),
            secret: "stand-in-secret".to_owned(),
            certificates: Vec::new(),
        }
    }
}

impl Registration {
    /// The application ID URI.
    pub fn api(&self) -> String {
        format!("api://{}", self.client_id)
    }

    /// Whether a redirect URI is registered, the add-in being at `addin`.
    pub fn allows(&self, uri: &str, addin: &str) -> bool {
        if self.redirect_uris.is_empty() {
            on_origin(uri, addin)
        } else {
            self.redirect_uris.iter().any(|one| one == uri)
        }
    }

    /// Whether pages of an origin may redeem codes.
    pub fn allows_origin(&self, origin: &str, addin: &str) -> bool {
        let same = |uri: &str| origin_of(uri).is_some_and(|own| own == origin);
        if self.redirect_uris.is_empty() { same(addin) } else { self.redirect_uris.iter().any(|uri| same(uri)) }
    }
}

/// The broker's redirect URI for an origin.
pub(super) fn broker_uri(origin: &str) -> String {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    format!("{BROKER}://{host}")
}

fn on_origin(uri: &str, addin: &str) -> bool {
    origin_of(addin).is_some_and(|own| uri == broker_uri(&own) || origin_of(uri).is_some_and(|other| other == own))
}

/// The origin of an https address.
fn origin_of(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok().filter(|url| url.scheme() == "https")?;
    Some(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDIN: &str = "https://localhost:8444/manifest.xml";

    #[test]
    fn without_a_list_the_add_ins_own_origin_is_registered() {
        let registration = Registration::default();
        for uri in ["brk-multihub://localhost:8444", "https://localhost:8444/sign-in.html"] {
            assert!(registration.allows(uri, ADDIN), "{uri}");
        }
        for uri in [
            "brk-multihub://localhost:8443",
            "https://localhost:8443/",
            "http://localhost:8444/",
            "https://localhost.example/",
        ] {
            assert!(!registration.allows(uri, ADDIN), "{uri}");
        }
        assert!(registration.allows_origin("https://localhost:8444", ADDIN));
        assert!(!registration.allows_origin("https://localhost:8443", ADDIN));
    }

    #[test]
    fn a_list_is_taken_letter_by_letter() {
        let redirect_uris = vec!["https://localhost:8444/sign-in.html".to_owned()];
        let registration = Registration { redirect_uris, ..Registration::default() };
        assert!(registration.allows("https://localhost:8444/sign-in.html", ADDIN));
        assert!(!registration.allows("https://localhost:8444/sign-in.html/", ADDIN));
        assert!(!registration.allows("brk-multihub://localhost:8444", ADDIN));
        assert!(registration.allows_origin("https://localhost:8444", ADDIN));
    }
}
