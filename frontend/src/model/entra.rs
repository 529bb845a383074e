//! Signing in with Microsoft 365: silently where that can be, else at the press of a button. A sign-in that lapses
//! while somebody works leaves the screen as it is.

use api::{EntraSignIn, Me, ProblemKind, StaffMember};
use jiff::{SignedDuration, Timestamp};

use super::{Connection, Effect, Failure, Model, Session};
use crate::messages::Words;

/// How often it is asked whether an administrator has admitted the person by now.
const ADMISSION: SignedDuration = SignedDuration::from_secs(10);

/// An account, as Microsoft 365 names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// The sign-in name.
    pub username: String,
    /// The person's name.
    pub name: String,
}

/// Why there is no access token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoToken {
    /// Microsoft wants to see the person: a password, a second factor, a consent.
    #[error("Microsoft 365 asks for the person")]
    Interaction,
    /// The person signed out here.
    #[error("signed out")]
    SignedOut,
    /// The person closed Microsoft's window, or declined in it.
    #[error("the person did not sign in")]
    Cancelled,
    /// The browser or Outlook let no window open.
    #[error("no window could be opened")]
    Blocked,
    /// Microsoft was not reached.
    #[error("Microsoft 365 is away")]
    Away,
    /// Microsoft, or our server, did not accept it; in its words.
    #[error("{0}")]
    Refused(String),
}

impl NoToken {
    /// The message.
    const fn key(&self) -> &'static str {
        match self {
            Self::Interaction => "entra-interaction",
            Self::SignedOut => "entra-signed-out",
            Self::Cancelled => "entra-cancelled",
            Self::Blocked => "entra-blocked",
            Self::Away => "entra-away",
            Self::Refused(_) => "entra-refused",
        }
    }

    /// The sentence for the person, with what to do.
    pub fn sentence(&self, words: Words) -> String {
        let detail = if let Self::Refused(detail) = self { detail } else { "" };
        words.with(self.key(), &[("detail", detail)])
    }
}

/// How far signing in with Microsoft 365 is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SigningIn {
    /// Without a word to the person.
    Silent,
    /// In a window of Microsoft's, which waits for the person.
    Window,
    /// It takes a press of the button; why.
    Asked(NoToken),
    /// Microsoft vouches for the person, and the firm does not know them yet.
    NotAdmitted(Box<NotAdmitted>),
}

/// Somebody whom nobody admitted yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAdmitted {
    /// What the server said.
    pub detail: String,
    /// The one-time code of the first administrator, as far as it is typed.
    pub code: String,
    /// The code is being sent.
    pub busy: bool,
    /// What is wrong with the code, as a sentence.
    pub problem: Option<String>,
    /// When it was last asked whether they are admitted by now.
    asked_at: Timestamp,
}

impl Model {
    /// The server offers it: begins to sign in, unless the person signed out.
    pub(super) fn on_entra(&mut self, ways: EntraSignIn) -> Vec<Effect> {
        self.entra = Some(ways);
        // Asked for once more while somebody waits to be admitted.
        if self.stranger().is_some() {
            return Vec::new();
        }
        if self.switched {
            self.session = Session::Entra(SigningIn::Asked(NoToken::SignedOut));
            return Vec::new();
        }
        self.session = Session::Entra(SigningIn::Silent);
        self.attempt(None)
    }

    /// An attempt to get a token; an answer to an earlier one no longer counts. `other` is with the person's help, as
    /// the mailbox's account or as another one.
    fn attempt(&mut self, other: Option<bool>) -> Vec<Effect> {
        self.attempts += 1;
        // Until it is known who it is, nobody's edits are sent.
        let mut effects = self.queue.pause();
        let attempt = self.attempts;
        let effect = |ways| match other {
            None => Effect::AcquireToken { attempt, ways },
            Some(other) => Effect::AskForToken { attempt, ways, other },
        };
        effects.extend(self.entra.clone().map(effect));
        effects
    }

    /// A button was pressed: Microsoft's window opens. Pressed again, the window before no longer counts.
    pub(super) fn interact(&mut self, other: bool) -> Vec<Effect> {
        if self.entra.is_none() {
            return Vec::new();
        }
        if self.lapsed != Some(SigningIn::Window) {
            self.still_good = self.lapsed.is_none() && matches!(self.session, Session::In(_));
        }
        self.show(SigningIn::Window);
        let mut effects = self.attempt(Some(other));
        effects.push(Effect::Focus("entra-window"));
        effects
    }

    /// The person does not want to go on in the window.
    pub(super) fn cancel_window(&mut self) -> Vec<Effect> {
        self.attempts += 1;
        self.not_acquired(NoToken::Cancelled)
    }

    pub(super) fn on_acquired(&mut self, attempt: u64, result: Result<Account, NoToken>) -> Vec<Effect> {
        if attempt != self.attempts {
            return Vec::new();
        }
        match result {
            Ok(account) => {
                self.account = account;
                (self.switched, self.still_good) = (false, false);
                self.show(SigningIn::Silent);
                vec![Effect::SignedIn, Effect::FetchMe]
            }
            Err(why) => self.not_acquired(why),
        }
    }

    /// There is no token from this attempt. Whoever was signed in and only wanted to be someone else still is.
    fn not_acquired(&mut self, why: NoToken) -> Vec<Effect> {
        if std::mem::take(&mut self.still_good) {
            self.lapsed = None;
            self.say(why.sentence(self.words), true);
            let mut effects = self.queue.resume();
            effects.push(Effect::Focus("other-account"));
            return effects;
        }
        let window = self.lapsed == Some(SigningIn::Window) || self.session == Session::Entra(SigningIn::Window);
        let button = if self.lapsed.is_some() { "sign-in-again" } else { "entra-sign-in" };
        self.show(SigningIn::Asked(why));
        // What had the focus is gone. Unasked the pane takes it from nobody.
        if window { vec![Effect::Focus(button)] } else { Vec::new() }
    }

    /// Shows how far it is: beside the screen where somebody works, in its place otherwise.
    fn show(&mut self, signing_in: SigningIn) {
        if matches!(self.session, Session::In(_)) {
            self.lapsed = Some(signing_in);
        } else {
            self.session = Session::Entra(signing_in);
        }
    }

    /// There is no good token any more. What is on the screen stays, and edits wait.
    pub(super) fn lapse(&mut self, why: NoToken) -> Vec<Effect> {
        // Several requests may learn of it; signing in again may be under way already.
        if matches!(self.lapsed, Some(SigningIn::Silent | SigningIn::Window)) {
            return Vec::new();
        }
        self.show(SigningIn::Asked(why));
        self.connection = Connection::Lost;
        let mut effects = self.queue.pause();
        effects.push(Effect::CloseLive);
        effects
    }

    /// The server said who the person is, after the sign-in had lapsed.
    pub(super) fn resume(&mut self) -> Vec<Effect> {
        self.lapsed = None;
        // What changed meanwhile is asked for once the connection stands again.
        self.connection = Connection::Lost;
        let mut effects = vec![Effect::OpenLive, Effect::Focus("state")];
        effects.extend(self.queue.resume());
        effects
    }

    /// The person has a token, and the firm does not know them.
    pub(super) fn not_admitted(&mut self, detail: String) -> Vec<Effect> {
        let asked_at = self.now;
        if let Session::Entra(SigningIn::NotAdmitted(before)) = &mut self.session {
            (before.detail, before.asked_at) = (detail, asked_at);
            return Vec::new();
        }
        let known = NotAdmitted { detail, code: String::new(), busy: false, problem: None, asked_at };
        self.lapsed = None;
        self.session = Session::Entra(SigningIn::NotAdmitted(Box::new(known)));
        // Whether the first administrator is still to be made may have changed since.
        let mut effects = self.queue.close();
        effects.extend([Effect::CloseLive, Effect::FetchWays]);
        effects
    }

    /// Does somebody wait to be admitted?
    pub const fn is_waiting(&self) -> bool {
        matches!(self.session, Session::Entra(SigningIn::NotAdmitted(_)))
    }

    fn stranger(&mut self) -> Option<&mut NotAdmitted> {
        match &mut self.session {
            Session::Entra(SigningIn::NotAdmitted(stranger)) => Some(stranger),
            _ => None,
        }
    }

    /// *Check again* was pressed.
    pub(super) fn check_admission(&mut self) -> Vec<Effect> {
        let now = self.now;
        let Some(stranger) = self.stranger() else {
            return Vec::new();
        };
        stranger.asked_at = now;
        vec![Effect::FetchMe]
    }

    /// Time went by.
    pub(super) fn look_for_admission(&mut self) -> Vec<Effect> {
        let now = self.now;
        let due = self.stranger().is_some_and(|stranger| now.duration_since(stranger.asked_at) >= ADMISSION);
        if due { self.check_admission() } else { Vec::new() }
    }

    pub(super) fn on_code(&mut self, code: String) -> Vec<Effect> {
        if let Some(stranger) = self.stranger() {
            stranger.code = code;
        }
        Vec::new()
    }

    /// *Become the administrator* was pressed.
    pub(super) fn claim_first_admin(&mut self) -> Vec<Effect> {
        let Some(stranger) = self.stranger().filter(|stranger| !stranger.busy && !stranger.code.trim().is_empty())
        else {
            return Vec::new();
        };
        stranger.busy = true;
        stranger.problem = None;
        vec![Effect::ClaimFirstAdmin { code: stranger.code.trim().to_owned() }]
    }

    pub(super) fn on_claimed(&mut self, result: Result<StaffMember, Failure>) -> Vec<Effect> {
        let words = self.words;
        let Some(stranger) = self.stranger() else {
            return Vec::new();
        };
        stranger.busy = false;
        match result {
            Ok(_) => vec![Effect::FetchMe],
            Err(failure) => {
                stranger.problem = Some(failure.sentence(words));
                vec![Effect::Focus("first-admin-code")]
            }
        }
    }

    /// The person signs out: nobody is signed in unasked until they sign in again.
    pub(super) fn sign_out(&mut self) -> Vec<Effect> {
        self.switched = true;
        self.lapsed = None;
        self.attempts += 1;
        self.account = Account::default();
        self.session = Session::Entra(SigningIn::Asked(NoToken::SignedOut));
        let mut effects = self.queue.close();
        effects.push(Effect::ForgetToken { switched: true });
        effects
    }

    /// The server did not say who the person is.
    pub(super) fn on_no_me(&mut self, failure: Failure) -> Vec<Effect> {
        if failure.kind() == Some(ProblemKind::NotAdmitted) {
            return self.not_admitted(failure.detail());
        }
        // Whoever waits goes on waiting while the server is away.
        if failure.passes() && self.stranger().is_some() {
            return Vec::new();
        }
        // A new token was tried already.
        if failure.is_sign_in() {
            self.show(SigningIn::Asked(failure.no_token()));
            return Vec::new();
        }
        if matches!(self.session, Session::In(_)) {
            self.show(SigningIn::Asked(NoToken::Refused(failure.sentence(self.words))));
            return Vec::new();
        }
        self.not_heard(failure)
    }

    /// Is the mailbox somebody else's than the signed-in person's? They are told; it may well be a shared one.
    pub fn other_mailbox(&self) -> Option<&Me> {
        let Session::In(me) = &self.session else {
            return None;
        };
        let other = !self.host.address.is_empty() && !me.mailbox.eq_ignore_ascii_case(&self.host.address);
        (other && !me.development).then_some(me)
    }
}
