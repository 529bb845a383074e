//! What tests and people turn: how the service behaves when nothing goes wrong. What goes wrong is in `faults`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// When Exchange makes the display name anew although the request does not give one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Regenerates {
    /// When a part of the name is written.
    #[default]
    Names,
    /// At every write.
    Always,
    /// Never.
    Never,
}

/// What a calendar's delta tells when one occurrence of a series is deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DeletedOccurrences {
    /// The series, with those of its occurrences that are left: the deleted one is not reported.
    #[default]
    Series,
    /// That the occurrence was removed.
    Told,
    /// Nothing.
    Silent,
}

/// In which words a zone comes back that was written by an IANA name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ZoneNames {
    /// As it was written.
    #[default]
    AsGiven,
    /// By its Windows name.
    Windows,
}

/// The knobs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Knobs {
    /// When the display name is made anew.
    pub display_name: Regenerates,
    /// An empty `fileAs` is filled in.
    pub file_as_default: bool,
    /// Blanks at the end of a text are cut off.
    pub trim_trailing: bool,
    /// Notes come back with CRLF at the ends of lines.
    pub crlf_notes: bool,
    /// `If-Match` is looked at.
    pub if_match: bool,
    /// An item that was moved away and back is reported as deleted, and not as being there.
    pub lying_tombstones: bool,
    /// Bodies come back as Exchange makes them: text as HTML, HTML within a whole document, text with a line end more.
    pub wrap_bodies: bool,
    /// What a delta tells of a deleted occurrence.
    pub deleted_occurrences: DeletedOccurrences,
    /// How zones are named in `originalStartTimeZone` and recurrences.
    pub zone_names: ZoneNames,
    /// What a creation gets whose `transactionId` was used: 409, 400, or 201 with the event that is there.
    pub duplicate_transaction: u16,
    /// The most days of a view.
    pub view_days: i64,
    /// Items per page of a list when the request says nothing.
    pub page_size: usize,
    /// Items per page of a delta when the request says nothing.
    pub delta_page_size: usize,
    /// The most on a page, whatever the request says.
    pub max_page_size: usize,
    /// How far the service's clock is ahead, in seconds; negative is behind.
    pub clock_ahead: i64,
    /// A restored mailbox takes the delta tokens of before.
    pub restore_keeps_tokens: bool,
    /// The limits per mailbox are on.
    pub limits: bool,
    /// Requests per mailbox in ten minutes.
    pub requests: usize,
    /// Requests per mailbox at once.
    pub at_once: usize,
    /// What `Retry-After` says at a limit, in seconds; null is what is left of it, 0 leaves the header out.
    pub retry_after: Option<u64>,
    /// How long a subscription may live, in minutes.
    pub subscription_minutes: i64,
    /// How long after a change the notification is sent, in milliseconds.
    pub notification_delay_ms: u64,
    /// That a notification was lost is told at the lifecycle address.
    pub missed_is_told: bool,
    /// How long every answer takes, in milliseconds.
    pub latency_ms: u64,
}

impl Default for Knobs {
    fn default() -> Self {
        Self {
            display_name: Regenerates::Names,
            file_as_default: true,
            trim_trailing: false,
            crlf_notes: false,
            if_match: true,
            lying_tombstones: false,
            wrap_bodies: true,
            deleted_occurrences: DeletedOccurrences::Series,
            zone_names: ZoneNames::AsGiven,
            duplicate_transaction: 409,
            view_days: 1825,
            page_size: 10,
            delta_page_size: 200,
            max_page_size: 1000,
            clock_ahead: 0,
            restore_keeps_tokens: false,
            limits: true,
            requests: 10_000,
            at_once: 4,
            retry_after: None,
            subscription_minutes: 10_080,
            notification_delay_ms: 0,
            missed_is_told: false,
            latency_ms: 0,
        }
    }
}

impl Knobs {
    /// Whether the display name is made anew at a write that does not give one.
    pub(super) fn regenerates(&self, touches_name: bool) -> bool {
        match self.display_name {
            Regenerates::Names => touches_name,
            Regenerates::Always => true,
            Regenerates::Never => false,
        }
    }

    /// These knobs with what `change` names changed; null takes the default back.
    pub fn changed(&self, change: &Value) -> Result<Self, serde_json::Error> {
        crate::settings::changed(self, change)
    }
}
