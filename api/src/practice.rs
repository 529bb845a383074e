use jiff::Timestamp;
use rules::json_struct;
use rules::record::Image;
use serde::{Deserialize, Serialize};

/// A staff member, as others see them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct StaffMember {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// Initials.
    pub initials: String,
    /// An account of Microsoft 365 is tied to them. Only `GET staff` tells it, and only administrators.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tied: bool,
}

json_struct!(StaffMember { id, name, initials } or_default { tied });

/// A matter of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Matter {
    /// Identifier.
    pub id: String,
    /// The firm's number for it.
    pub number: String,
    /// Title.
    pub title: String,
}

json_struct!(Matter { id, number, title });

/// `GET clients?q=text`: a client that matches, with its open matters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClientHit {
    /// Identifier.
    pub id: String,
    /// The firm's number for the client.
    pub number: String,
    /// Name.
    pub name: String,
    /// Its matters.
    #[serde(default)]
    pub matters: Vec<Matter>,
}

json_struct!(ClientHit { id, number, name } or_default { matters });

/// `GET calendar-codes`: a code of the firm's calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CalendarCode {
    /// The code: `COURT`.
    pub code: String,
    /// What it stands for: *Court hearing*.
    pub title: String,
    /// The Outlook category that goes with it, if any.
    pub category: Option<String>,
}

json_struct!(CalendarCode { code, title, category });

/// `GET appointments/{id}`: a record, as the person may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AppointmentRecord {
    /// Identifier.
    pub id: String,
    /// Its content. A private appointment of others holds only when it takes place (A11).
    pub image: Image,
    /// Version.
    pub version: i64,
    /// When it was last edited.
    pub edited_at: Timestamp,
    /// When it was put into the bin.
    pub binned_at: Option<Timestamp>,
    /// How it is filed.
    pub filing: crate::Filing,
}

json_struct!(AppointmentRecord { id, image, version, edited_at, binned_at, filing });
