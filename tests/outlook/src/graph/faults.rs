//! What goes wrong: at the calls that a plan names, or by chance at a rate.

use super::problem::LOST_CURSOR;
use super::route::Kind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

/// Something that goes wrong with one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Fault {
    /// An error status instead of an answer: 429, 500, 503, 504 and the like.
    Status {
        /// The status.
        status: u16,
        /// What `Retry-After` says, in seconds.
        #[serde(default)]
        retry_after: Option<u64>,
        /// The work was done all the same.
        #[serde(default)]
        done: bool,
    },
    /// The connection breaks.
    Cut {
        /// The work was done all the same.
        done: bool,
    },
    /// The connection breaks, and the write is done some calls later.
    Late {
        /// After how many calls.
        calls: u64,
    },
    /// The answer comes late.
    Slow {
        /// By how many milliseconds.
        ms: u64,
    },
    /// The delta token is no longer known.
    LostCursor {
        /// 410, 404 or 400.
        #[serde(default = "gone")]
        status: u16,
    },
    /// 409 or 412 for a write although the sender is right.
    Conflict {
        /// The status.
        status: u16,
    },
    /// `If-Match` is passed over.
    IfMatchIgnored,
    /// A delta page with nothing on it and a link to the next.
    EmptyPage,
    /// A delta page whose link leads to the same page.
    Replay,
    /// A delta page that tells again what was told.
    Duplicate,
    /// A delta page in no order, part of which comes with the next.
    Disorder,
    /// A delta page that says of an item that is there that it was deleted.
    LyingTombstone,
    /// Before the call an item's time and change key move without an edit.
    Touch,
    /// The notifications of the call's change are lost.
    NotificationLost,
    /// They come twice.
    NotificationDoubled,
    /// They come late.
    NotificationLate {
        /// By how many milliseconds.
        ms: u64,
    },
}

fn gone() -> u16 {
    410
}

/// The kinds of faults that come by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FaultKind {
    /// 429 with or without `Retry-After`.
    Throttled,
    /// 500, 503 or 504, nothing done.
    Failing,
    /// 500, 503 or 504 although the work was done.
    FailingDone,
    /// [`Fault::Cut`], nothing done.
    CutBefore,
    /// [`Fault::Cut`], done.
    CutAfter,
    /// [`Fault::Late`].
    Late,
    /// [`Fault::Slow`].
    Slow,
    /// [`Fault::LostCursor`].
    LostCursor,
    /// [`Fault::Conflict`].
    Conflict,
    /// [`Fault::IfMatchIgnored`].
    IfMatchIgnored,
    /// [`Fault::EmptyPage`].
    EmptyPage,
    /// [`Fault::Replay`].
    Replay,
    /// [`Fault::Duplicate`].
    Duplicate,
    /// [`Fault::Disorder`].
    Disorder,
    /// [`Fault::LyingTombstone`].
    LyingTombstone,
    /// [`Fault::Touch`].
    Touch,
    /// [`Fault::NotificationLost`].
    NotificationLost,
    /// [`Fault::NotificationDoubled`].
    NotificationDoubled,
    /// [`Fault::NotificationLate`].
    NotificationLate,
}

/// A fault that a plan names, and the calls that it hits. What is left out fits any call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Planned {
    /// Only the call of this number, counted from 1 since the plan was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<u64>,
    /// Only calls with this method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only calls for this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Kind>,
    /// How many calls it hits; left out means all that fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// How many calls that fit it lets pass first.
    #[serde(default)]
    pub after: u32,
    /// What goes wrong.
    pub fault: Fault,
}

impl Planned {
    /// A fault at any call that it can hit.
    pub fn always(fault: Fault) -> Self {
        Self { call: None, method: None, about: None, times: None, after: 0, fault }
    }

    /// A fault at the next call that it can hit.
    pub fn once(fault: Fault) -> Self {
        Self { times: Some(1), ..Self::always(fault) }
    }

    /// A fault at the call of this number, counted from 1 since the plan is set.
    pub fn at(call: u64, fault: Fault) -> Self {
        Self { call: Some(call), ..Self::once(fault) }
    }

    /// The same for calls with this method.
    pub fn method(self, method: &str) -> Self {
        Self { method: Some(method.to_owned()), ..self }
    }

    /// The same for calls about this.
    pub fn about(self, kind: Kind) -> Self {
        Self { about: Some(kind), ..self }
    }

    /// The same after so many calls that fit.
    pub fn after(self, calls: u32) -> Self {
        Self { after: calls, ..self }
    }
}

/// All that goes wrong.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FaultPlan {
    /// Faults at certain calls.
    pub planned: Vec<Planned>,
    /// Chances from 0 to 1, of each call that the fault can hit.
    pub rates: BTreeMap<FaultKind, f64>,
}

impl FaultPlan {
    /// With one more planned fault.
    pub fn with(mut self, planned: Planned) -> Self {
        self.planned.push(planned);
        self
    }

    /// With a kind of fault by chance, from 0 to 1.
    pub fn rate(mut self, kind: FaultKind, chance: f64) -> Self {
        self.rates.insert(kind, chance);
        self
    }
}

/// What is wrong with a delta page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct PageFaults {
    pub(super) empty: bool,
    pub(super) replay: bool,
    pub(super) duplicate: bool,
    pub(super) disorder: bool,
    pub(super) lying_tombstone: bool,
}

/// What is wrong with notifications.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct NotificationFaults {
    pub(super) lost: bool,
    pub(super) doubled: bool,
    pub(super) late: Duration,
}

/// Everything that is wrong with one call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Hit {
    /// What comes instead of the answer, at most one.
    pub(super) outcome: Option<Fault>,
    pub(super) page: PageFaults,
    pub(super) notifications: NotificationFaults,
    pub(super) delay: Duration,
    pub(super) if_match_ignored: bool,
    pub(super) touch: bool,
}

/// A call, as far as faults look at it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) number: u64,
    pub(super) method: &'a str,
    pub(super) kind: Kind,
    pub(super) has_token: bool,
}

impl Call<'_> {
    fn is_write(self) -> bool {
        let of_contacts = matches!(self.kind, Kind::Contact | Kind::Contacts | Kind::Folder | Kind::Folders);
        self.method != "GET" && (of_contacts || self.kind.is_of_calendar())
    }
}

impl Fault {
    /// Whether the fault makes sense for a call.
    fn suits(&self, call: Call<'_>) -> bool {
        match self {
            Self::Status { .. } | Self::Cut { .. } | Self::Slow { .. } | Self::Touch => call.kind != Kind::Batch,
            Self::Late { .. } | Self::NotificationLost | Self::NotificationDoubled | Self::NotificationLate { .. } => {
                call.is_write()
            }
            Self::LostCursor { .. } => call.kind.is_delta() && call.has_token,
            Self::Conflict { .. } | Self::IfMatchIgnored => {
                matches!(call.kind, Kind::Contact | Kind::Event) && call.is_write()
            }
            Self::EmptyPage | Self::Replay | Self::Duplicate | Self::Disorder | Self::LyingTombstone => {
                call.kind.is_delta()
            }
        }
    }
}

impl FaultKind {
    /// A fault of this kind; which status or how late is left to chance.
    fn fault(self, chance: &mut fastrand::Rng) -> Fault {
        let failing = [500, 503, 504][chance.usize(..3)];
        match self {
            Self::Throttled => {
                let retry_after = chance.bool().then(|| chance.u64(1..30));
                Fault::Status { status: 429, retry_after, done: false }
            }
            Self::Failing => Fault::Status { status: failing, retry_after: None, done: false },
            Self::FailingDone => Fault::Status { status: failing, retry_after: None, done: true },
            Self::CutBefore => Fault::Cut { done: false },
            Self::CutAfter => Fault::Cut { done: true },
            Self::Late => Fault::Late { calls: chance.u64(1..12) },
            Self::Slow => Fault::Slow { ms: chance.u64(200..30_000) },
            Self::LostCursor => Fault::LostCursor { status: LOST_CURSOR[chance.usize(..LOST_CURSOR.len())].0 },
            Self::Conflict => Fault::Conflict { status: if chance.bool() { 409 } else { 412 } },
            Self::IfMatchIgnored => Fault::IfMatchIgnored,
            Self::EmptyPage => Fault::EmptyPage,
            Self::Replay => Fault::Replay,
            Self::Duplicate => Fault::Duplicate,
            Self::Disorder => Fault::Disorder,
            Self::LyingTombstone => Fault::LyingTombstone,
            Self::Touch => Fault::Touch,
            Self::NotificationLost => Fault::NotificationLost,
            Self::NotificationDoubled => Fault::NotificationDoubled,
            Self::NotificationLate => Fault::NotificationLate { ms: chance.u64(1_000..300_000) },
        }
    }
}

impl FaultPlan {
    /// What is wrong with a call; counts the planned faults that hit it.
    pub(super) fn hit(&mut self, call: Call<'_>, chance: &mut fastrand::Rng) -> Hit {
        let mut hit = Hit::default();
        self.planned.retain_mut(|planned| {
            if planned.fits(call) && planned.is_due() && hit.takes(&planned.fault) {
                planned.times = planned.times.map(|times| times.saturating_sub(1));
            }
            planned.times != Some(0) && planned.call.is_none_or(|number| number > call.number)
        });
        for (kind, rate) in &self.rates {
            // The same numbers are drawn whatever fits, so that one call's nature does not change the next one's luck.
            let (drawn, fault) = (chance.f64(), kind.fault(chance));
            if drawn < *rate && fault.suits(call) {
                hit.takes(&fault);
            }
        }
        hit
    }
}

impl Planned {
    fn fits(&self, call: Call<'_>) -> bool {
        self.call.is_none_or(|number| number == call.number)
            && self.method.as_deref().is_none_or(|method| method.eq_ignore_ascii_case(call.method))
            && self.about.is_none_or(|kind| kind == call.kind)
            && self.fault.suits(call)
    }

    fn is_due(&mut self) -> bool {
        let due = self.after == 0;
        self.after = self.after.saturating_sub(1);
        due
    }
}

impl Hit {
    /// Takes a fault in; not when there is an outcome already.
    fn takes(&mut self, fault: &Fault) -> bool {
        match fault {
            Fault::Slow { ms } => self.delay = Duration::from_millis(*ms),
            Fault::IfMatchIgnored => self.if_match_ignored = true,
            Fault::EmptyPage => self.page.empty = true,
            Fault::Replay => self.page.replay = true,
            Fault::Duplicate => self.page.duplicate = true,
            Fault::Disorder => self.page.disorder = true,
            Fault::LyingTombstone => self.page.lying_tombstone = true,
            Fault::Touch => self.touch = true,
            Fault::NotificationLost => self.notifications.lost = true,
            Fault::NotificationDoubled => self.notifications.doubled = true,
            Fault::NotificationLate { ms } => self.notifications.late = Duration::from_millis(*ms),
            _ if self.outcome.is_some() => return false,
            outcome => self.outcome = Some(outcome.clone()),
        }
        true
    }
}
