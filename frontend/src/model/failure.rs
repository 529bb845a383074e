//! What went wrong between pane and server, as a sentence.

use api::{Problem, ProblemKind};

use super::NoToken;
use crate::messages::Words;

/// Why a request came to nothing.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Failure {
    /// No answer came.
    #[error("the server is away")]
    Away,
    /// The server said no.
    #[error("{}", .0.detail)]
    Problem(Box<Problem>),
    /// There is no access token to ask with.
    #[error(transparent)]
    NoToken(#[from] NoToken),
    /// The answer makes no sense here; its HTTP status.
    #[error("an answer that is not understood ({0})")]
    Unreadable(u16),
}

impl Failure {
    /// The kind of problem, when the server named one.
    pub fn kind(&self) -> Option<ProblemKind> {
        match self {
            Self::Problem(problem) => problem.kind(),
            Self::Away | Self::NoToken(_) | Self::Unreadable(_) => None,
        }
    }

    /// The server's words for it; empty when it said none.
    pub fn detail(&self) -> String {
        match self {
            Self::Problem(problem) => problem.detail.clone(),
            _ => String::new(),
        }
    }

    /// Why there is no good token, where that is what is wrong.
    pub fn no_token(&self) -> NoToken {
        match self {
            Self::NoToken(why) => why.clone(),
            other => NoToken::Refused(other.detail()),
        }
    }

    /// The same request may succeed by itself a little later.
    pub fn passes(&self) -> bool {
        let busy = matches!(self.kind(), Some(ProblemKind::Unavailable | ProblemKind::TooMany));
        busy || matches!(self, Self::Away | Self::Unreadable(502..=504) | Self::NoToken(NoToken::Away))
    }

    /// Nobody is signed in (any more), or nobody whom the firm knows.
    pub fn is_sign_in(&self) -> bool {
        match self {
            Self::NoToken(why) => *why != NoToken::Away,
            other => matches!(other.kind(), Some(ProblemKind::NotSignedIn | ProblemKind::NotAdmitted)),
        }
    }

    /// The sentence for the person, with what to do.
    pub fn sentence(&self, words: Words) -> String {
        match self {
            Self::Away => words.say("failure-away"),
            Self::NoToken(why) => why.sentence(words),
            Self::Unreadable(status) => words.with("failure-unreadable", &[("status", &status.to_string())]),
            Self::Problem(problem) => said(problem, words),
        }
    }

    /// The sentence where something was only to be read. Everybody who is signed in may read; what is refused is
    /// private.
    pub fn of_reading(&self, words: Words) -> String {
        match self.kind() {
            Some(ProblemKind::Forbidden) => words.say("failure-private"),
            _ => self.sentence(words),
        }
    }
}

/// The server's own words are English and for those who run it: the person is told by the kind and the field.
fn said(problem: &Problem, words: Words) -> String {
    let request = problem.request.as_deref().unwrap_or("-");
    let field = problem.field.as_deref().and_then(|field| label(field, words));
    match (problem.kind(), field) {
        (Some(ProblemKind::Invalid) | None, Some(field)) => words.with("failure-invalid-field", &[("field", &field)]),
        (kind, _) => words.with(key(kind), &[("detail", &problem.detail), ("request", request)]),
    }
}

/// What a field of a request is called on the screen: `item.start`, `fields.status`, `matter`, `clients[0]`.
fn label(field: &str, words: Words) -> Option<String> {
    let inner = ["item.", "fields."].iter().find_map(|outer| field.strip_prefix(outer));
    let name = inner.unwrap_or(field).split(['[', '.']).next()?;
    let name = name.strip_suffix('s').filter(|singular| *singular == "client").unwrap_or(name);
    ["field-", "request-"]
        .iter()
        .map(|family| format!("{family}{name}"))
        .find(|key| words.has(key))
        .map(|key| words.say(&key))
}

const fn key(kind: Option<ProblemKind>) -> &'static str {
    match kind {
        Some(ProblemKind::Invalid) | None => "failure-invalid",
        Some(ProblemKind::NotSignedIn) => "failure-not-signed-in",
        Some(ProblemKind::Forbidden) => "failure-forbidden",
        Some(ProblemKind::NotAdmitted) => "failure-not-admitted",
        Some(ProblemKind::NotFound) => "failure-not-found",
        Some(ProblemKind::Moved) => "failure-moved",
        Some(ProblemKind::InUse) => "failure-in-use",
        Some(ProblemKind::NotConfigured) => "failure-not-configured",
        Some(ProblemKind::KeyReused) => "failure-key-reused",
        Some(ProblemKind::TooLarge) => "failure-too-large",
        Some(ProblemKind::TooMany) => "failure-too-many",
        Some(ProblemKind::Unavailable) => "failure-unavailable",
        Some(ProblemKind::Internal) => "failure-internal",
    }
}
