//! Who is signed in, and what frames the pane.

use api::{Live, Me, ProblemKind, SignIn, Signed, StaffMember};

use super::{Admission, Effect, Failure, Item, ItemEvent, LiveEvent, Model, SessionEvent, SigningIn, Windows};

/// What frames the pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Host {
    /// It is Outlook; otherwise a browser's own tab.
    pub outlook: bool,
    /// The address of the Outlook user's mailbox.
    pub address: String,
    /// The Outlook user's name.
    pub name: String,
    /// The mailbox's zone by its IANA name.
    pub zone: String,
    /// The tag of Outlook's language, which the words are in.
    pub language: String,
    /// The tag of the locale that dates are written in.
    pub locale: String,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq)]
pub enum Session {
    /// Not known yet.
    Starting,
    /// Nobody; a staff member can be picked.
    Picking {
        /// The staff.
        staff: Vec<StaffMember>,
        /// The id of the one that is picked.
        chosen: String,
        /// The sign-in is under way.
        busy: bool,
        /// What is wrong, as a sentence.
        problem: Option<String>,
    },
    /// Nobody yet; how far signing in with Microsoft 365 is.
    Entra(SigningIn),
    /// Nobody, and the server offers no way to sign in.
    NotOffered,
    /// Nobody knows: the server did not answer.
    Failed(Failure),
    /// The person.
    In(Box<Me>),
}

/// The connection that tells of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Being made.
    Connecting,
    /// It stands.
    Live,
    /// It was lost and is being made again.
    Lost,
}

impl Model {
    pub(super) fn on_session(&mut self, event: SessionEvent) -> Vec<Effect> {
        match event {
            SessionEvent::Started { token: true } => vec![Effect::FetchMe],
            SessionEvent::Started { token: false } | SessionEvent::Retry => {
                self.session = Session::Starting;
                vec![Effect::FetchWays]
            }
            SessionEvent::Ways(result) => self.on_ways(result),
            SessionEvent::Chosen(id) => {
                if let Session::Picking { chosen, .. } = &mut self.session {
                    *chosen = id;
                }
                Vec::new()
            }
            SessionEvent::SignIn => self.sign_in(),
            SessionEvent::Signed { automatic, result } => self.on_signed(automatic, result),
            SessionEvent::Me(result) => self.on_me(result),
            SessionEvent::Switch => {
                self.switched = true;
                self.session = Session::Starting;
                let mut effects = self.queue.close();
                effects.extend([Effect::ForgetToken { switched: true }, Effect::FetchWays]);
                effects
            }
            SessionEvent::Outdated => {
                self.outdated = true;
                Vec::new()
            }
            SessionEvent::Acquired { attempt, result } => self.on_acquired(attempt, result),
            SessionEvent::Interact { other } => self.interact(other),
            SessionEvent::CancelWindow => self.cancel_window(),
            SessionEvent::SignOut => self.sign_out(),
            SessionEvent::CheckAdmission => self.check_admission(),
            SessionEvent::Code(code) => self.on_code(code),
            SessionEvent::ClaimFirstAdmin => self.claim_first_admin(),
            SessionEvent::Claimed(result) => self.on_claimed(result),
            SessionEvent::Codes(result) => self.with_choice(result, |choices, codes| choices.codes = codes),
            SessionEvent::Staff(result) => self.with_choice(result, |choices, staff| choices.staff = staff),
        }
    }

    fn on_ways(&mut self, result: Result<SignIn, Failure>) -> Vec<Effect> {
        match result {
            // Whoever waits to be admitted goes on waiting.
            Err(_) if matches!(self.session, Session::Entra(_)) => {}
            Err(failure) => return self.not_heard(failure),
            Ok(SignIn { entra: Some(ways), .. }) => return self.on_entra(ways),
            Ok(SignIn { development: Some(staff), .. }) => return self.on_development(staff),
            Ok(SignIn { development: None, .. }) => self.session = Session::NotOffered,
        }
        Vec::new()
    }

    fn on_development(&mut self, staff: Vec<StaffMember>) -> Vec<Effect> {
        let automatic = !self.switched && !self.host.address.is_empty();
        let by_name = staff.iter().find(|member| member.name.eq_ignore_ascii_case(&self.host.name));
        let chosen = by_name.or(staff.first()).map(|member| member.id.clone()).unwrap_or_default();
        self.session = Session::Picking { staff, chosen, busy: automatic, problem: None };
        let by_address = Effect::SignIn { staff: self.host.address.clone(), automatic: true };
        if automatic { vec![by_address] } else { Vec::new() }
    }

    fn sign_in(&mut self) -> Vec<Effect> {
        let Session::Picking { chosen, busy, problem, .. } = &mut self.session else {
            return Vec::new();
        };
        *busy = true;
        *problem = None;
        vec![Effect::SignIn { staff: chosen.clone(), automatic: false }]
    }

    fn on_signed(&mut self, automatic: bool, result: Result<Signed, Failure>) -> Vec<Effect> {
        let failure = match result {
            Ok(signed) => return vec![Effect::KeepToken(signed.token), Effect::FetchMe],
            Err(failure) => failure,
        };
        let unknown = self.words.with("sign-in-no-mailbox", &[("address", &self.host.address)]);
        let sentence = if automatic && !failure.passes() { unknown } else { failure.sentence(self.words) };
        if let Session::Picking { busy, problem, .. } = &mut self.session {
            *busy = false;
            *problem = Some(sentence);
        }
        Vec::new()
    }

    fn on_me(&mut self, result: Result<Box<Me>, Failure>) -> Vec<Effect> {
        let me = match result {
            Ok(me) => me,
            Err(failure) if self.entra.is_some() => return self.on_no_me(failure),
            Err(failure) if failure.is_sign_in() => return self.sign_in_anew(&failure),
            Err(failure) => return self.not_heard(failure),
        };
        if self.lapsed.is_some() && self.me() == me.staff.id {
            self.session = Session::In(me);
            return self.resume();
        }
        let mut effects = self.check_rules(&me.rules);
        self.begin_anew();
        effects.extend(self.queue.open(&me.staff.id));
        self.words = self.words.with_terms(me.terms.clone());
        self.session = Session::In(me);
        self.connection = Connection::Connecting;
        effects.extend([Effect::FetchChoices, Effect::OpenLive]);
        effects.extend(Self::ask_sync());
        if self.admits() {
            effects.push(Effect::FetchAdmission);
        }
        effects.extend(self.on_item(ItemEvent::Changed));
        effects
    }

    /// Nobody knows who it is. Where the server is away, the pane comes up by itself when it is back.
    pub(super) fn not_heard(&mut self, failure: Failure) -> Vec<Effect> {
        let passes = failure.passes();
        self.session = Session::Failed(failure);
        if passes { self.queue.probe() } else { Vec::new() }
    }

    /// The server is back while nobody was signed in for want of it.
    pub(super) fn on_found(&mut self, me: Result<Box<Me>, Failure>) -> Vec<Effect> {
        match me {
            Err(failure) if failure.is_sign_in() => self.on_session(SessionEvent::Retry),
            me => self.on_me(me),
        }
    }

    /// Another version of the rules is the server's: the pane is loaded anew, unless something would be lost by that.
    fn check_rules(&self, server: &str) -> Vec<Effect> {
        let same = server == rules::VERSION || self.outdated;
        let unstored = self.queue.holds_unstored();
        if same { Vec::new() } else { vec![Effect::Reload { rules: server.to_owned(), safe: !unstored }] }
    }

    /// Another person begins: what the one before was about to do is not theirs.
    fn begin_anew(&mut self) {
        self.lapsed = None;
        self.admission = Admission::default();
        self.windows = Windows::default();
    }

    /// The token is no longer good.
    pub(super) fn sign_in_anew(&mut self, failure: &Failure) -> Vec<Effect> {
        if self.entra.is_some() {
            return match failure.kind() {
                Some(ProblemKind::NotAdmitted) => self.not_admitted(failure.detail()),
                _ => self.lapse(failure.no_token()),
            };
        }
        self.session = Session::Starting;
        let mut effects = self.queue.close();
        effects.extend([Effect::ForgetToken { switched: self.switched }, Effect::FetchWays]);
        effects
    }

    fn with_choice<T>(&mut self, result: Result<T, Failure>, set: impl FnOnce(&mut super::Choices, T)) -> Vec<Effect> {
        match result {
            Ok(value) => set(&mut self.choices, value),
            Err(failure) if failure.is_sign_in() => return self.sign_in_anew(&failure),
            // Without them the form offers what was suggested.
            Err(_) => {}
        }
        Vec::new()
    }

    pub(super) fn on_live(&mut self, event: LiveEvent) -> Vec<Effect> {
        match event {
            LiveEvent::Lost => {
                self.connection = Connection::Lost;
                self.queue.away()
            }
            LiveEvent::Lapsed(why) => self.lapse(why),
            LiveEvent::Told(Live::Hello { rules }) => {
                let again = self.connection == Connection::Lost;
                self.connection = Connection::Live;
                let mut effects = self.check_rules(&rules);
                effects.extend(self.queue.back());
                // What changed while nobody was listening is not told again.
                if again {
                    effects.extend(self.ask_again());
                    effects.extend(Self::ask_sync());
                }
                effects
            }
            LiveEvent::Told(Live::Sync) => Self::ask_sync(),
            LiveEvent::Told(Live::Progress { progress }) => self.on_progress(progress),
            LiveEvent::Told(Live::Changed { records, .. }) => {
                let mut effects = if self.concerns(&records) { self.ask_again() } else { Vec::new() };
                // More than can be listed may be more than was told.
                if records.is_empty() {
                    effects.extend(Self::ask_sync());
                }
                effects
            }
        }
    }

    /// The signed-in person's id; empty when nobody is.
    pub fn me(&self) -> &str {
        match &self.session {
            Session::In(me) => &me.staff.id,
            _ => "",
        }
    }

    /// Is the item not being read, so that there is something to ask about?
    pub(super) const fn has_item(&self) -> bool {
        matches!(self.item, Item::Open(_))
    }
}
