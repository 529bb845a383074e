//! What tests and people turn: how the issuer and the host's sign-in behave.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Whether the issuer answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Issuer {
    /// It does.
    #[default]
    Here,
    /// The connection breaks.
    Away,
    /// It answers 500.
    Failing,
}

/// What was agreed about the application.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consent {
    /// An administrator agreed for everybody.
    #[default]
    Given,
    /// Each person is asked once.
    Asked,
    /// Each person is asked, and has said no.
    Refused,
    /// Only an administrator may agree, and none has.
    Admin,
}

/// The knobs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Settings {
    /// Whether the issuer answers.
    pub issuer: Issuer,
    /// How much later it answers, in milliseconds.
    pub slow_ms: u64,
    /// Whether the host offers nested app authentication at all. Frames made later find no bridge.
    pub bridge: bool,
    /// Whether windows open: the host's own sign-in window, and those of frames made later.
    pub popups: bool,
    /// Who is signed in to Outlook: `mailbox` (its person), `nobody`, or a user name.
    pub signed_in: String,
    /// User names of those who must do something by hand before they get another token.
    pub interaction_required: Vec<String>,
    /// What was agreed about the application.
    pub consent: Consent,
    /// Lifetime of access tokens in seconds; without it an hour to an hour and a half, by chance.
    pub lifetime: Option<i64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            issuer: Issuer::Here,
            slow_ms: 0,
            bridge: true,
            popups: true,
            signed_in: "mailbox".to_owned(),
            interaction_required: Vec::new(),
            consent: Consent::Given,
            lifetime: None,
        }
    }
}

impl Settings {
    /// These settings with what `change` names changed; null takes the default back.
    pub fn changed(&self, change: &Value) -> Result<Self, serde_json::Error> {
        crate::settings::changed(self, change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_change_leaves_the_rest_and_null_is_the_default() {
        let slow = Settings::default().changed(&json!({"slowMs": 50, "issuer": "failing"})).unwrap();
        let back = slow.changed(&json!({"issuer": null})).unwrap();
        assert_eq!(back, Settings { slow_ms: 50, ..Settings::default() });
        assert!(back.changed(&json!({"isuer": "away"})).is_err());
        assert!(back.changed(&json!(7)).is_err());
    }
}
