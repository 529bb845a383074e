//! What the pane knows, what can happen to it, and what it then does: no browser, no Outlook, no clock.
//!
//! [`Model::update`] takes one [`Event`] and gives the [`Effect`]s to be run; each effect answers with an event. Replies
//! carry the number of the item they were asked for, so that a late one is dropped.

mod admission;
mod edit;
mod entra;
mod event;
mod failure;
mod filing;
mod form_edits;
mod gathered;
mod history;
mod item;
mod kept;
mod locale;
mod outcome;
mod people;
mod queue;
mod sending;
mod series;
mod session;
mod standing;
mod telling;
mod values;
pub mod windows;

pub use admission::{Admission, AdmissionEvent, key as person_key};
pub use edit::{Answer, Edit};
pub use entra::{Account, NoToken, NotAdmitted, SigningIn};
pub use event::{
    EditEvent, Effect, Event, FilingEvent, Found, ItemEvent, LiveEvent, QueueEvent, ReadResult, SessionEvent,
};
pub use failure::Failure;
pub use filing::{Choices, FilingForm, Key, Picker, label};
pub use form_edits::{FormEdit, form_edits};
pub(crate) use gathered::timestamp;
pub use gathered::{Gathered, rest_id};
pub use history::{Group, groups};
pub use item::{Appointment, Detail, Item, Open};
pub use kept::{Difference, Kept, Kind, Refused};
pub use locale::{is_right_to_left, locale};
use outcome::outcome;
pub use outcome::{BAR, bar, bar_with, ribbon, ribbon_run, ribbon_stop, sentence};
pub use people::{Role, addable, describe, people};
pub use queue::{Full, MOST, Queue, ROOM, Settled};
pub use session::{Connection, Host, Session};
pub use standing::{Changes, Compared, Headline, compare, fate_key, held_key, record_of, still_asked, together};
pub(crate) use telling::{Form, not_set, tell};
pub use telling::{FormResult, NotSet, Told};
pub use values::{Formats, Teller};
pub use windows::{Section, WindowEvent, Windows};

use jiff::Timestamp;

use crate::messages::Words;

/// Something that was said to the person: what came of the last edit.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// When it was said.
    pub at: Timestamp,
    /// It tells of a failure.
    pub failed: bool,
}

/// All that the pane knows.
pub struct Model {
    /// The words in use.
    pub words: Words,
    /// What frames the pane.
    pub host: Host,
    /// Who is signed in.
    pub session: Session,
    /// How to sign in with Microsoft 365, once the server offered it.
    pub entra: Option<api::EntraSignIn>,
    /// The account that Microsoft 365 gave the last token for.
    pub account: Account,
    /// The sign-in lapsed while somebody works: how far signing in again is.
    pub lapsed: Option<SigningIn>,
    /// Signing in as someone else was begun while the sign-in was good.
    still_good: bool,
    /// The number of the newest attempt to get a token.
    attempts: u64,
    /// What administrators see of who wants to be admitted.
    pub admission: Admission,
    /// The person chose to be someone else: nobody is signed in by the mailbox's address then.
    pub switched: bool,
    /// The server's rules are others, and loading anew did not help.
    pub outdated: bool,
    /// The number of the open item: each change of item counts it up.
    pub generation: u64,
    /// The number of the newest question about it.
    pub asked: u64,
    /// The number of the newest read of the open item.
    pub reads: u64,
    /// The oldest read whose reply still counts: no read that was begun before a newer one was answered, or before
    /// the person pressed Sync, replaces what it shows.
    pub oldest_read: u64,
    /// The open item.
    pub item: Item,
    /// The hash of the plan that Sync was pressed on, while the item is read once more.
    pub wanted: Option<String>,
    /// The person's edits that are not done yet.
    pub queue: Queue,
    /// The list of them is open.
    pub kept_open: bool,
    /// What a new record can be filed under.
    pub choices: Choices,
    /// The connection that tells of changes.
    pub connection: Connection,
    /// What was last said.
    pub notice: Option<Notice>,
    /// The windows beside the open item.
    pub windows: Windows,
    /// The time, as the last event told it.
    pub now: Timestamp,
}

impl Model {
    /// Nothing known yet.
    pub fn new(host: Host, switched: bool) -> Self {
        Self {
            words: Words::of(&host.language),
            host,
            session: Session::Starting,
            entra: None,
            account: Account::default(),
            lapsed: None,
            still_good: false,
            attempts: 0,
            admission: Admission::default(),
            switched,
            outdated: false,
            generation: 0,
            asked: 0,
            reads: 0,
            oldest_read: 0,
            item: Item::Reading,
            wanted: None,
            queue: Queue::default(),
            kept_open: false,
            choices: Choices::default(),
            connection: Connection::Connecting,
            notice: None,
            windows: Windows::default(),
            now: Timestamp::UNIX_EPOCH,
        }
    }

    /// Something happened at that time: what is to be done.
    pub fn update(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        self.now = now;
        self.queue.now = now.as_millisecond();
        match event {
            Event::Session(event) => self.on_session(event),
            Event::Item(event) => self.on_item(event),
            Event::Edit(event) => self.on_edit(event),
            Event::Queue(event) => self.on_queue(event),
            Event::Filing(event) => self.on_filing(event),
            Event::Live(event) => self.on_live(event),
            Event::Admission(event) => self.on_admission(event),
            Event::Window(event) => self.on_window(event),
            Event::Look if matches!(self.session, Session::Entra(_)) => self.look_for_admission(),
            Event::Look => self.on_item(ItemEvent::Edited),
        }
    }

    fn say(&mut self, text: String, failed: bool) {
        self.notice = Some(Notice { text, at: self.now, failed });
    }

    /// Says what failed. Whoever is no longer signed in is asked to.
    fn fail(&mut self, failure: &Failure) -> Vec<Effect> {
        self.say(failure.sentence(self.words), true);
        if failure.is_sign_in() { self.sign_in_anew(failure) } else { Vec::new() }
    }

    /// The open appointment, when there is one.
    pub fn appointment(&self) -> Option<(&Open, &Appointment)> {
        match &self.item {
            Item::Open(open) => match &open.detail {
                Detail::Appointment(appointment) => Some((open, appointment)),
                _ => None,
            },
            _ => None,
        }
    }

    fn appointment_mut(&mut self) -> Option<&mut Appointment> {
        match &mut self.item {
            Item::Open(open) => match &mut open.detail {
                Detail::Appointment(appointment) => Some(appointment),
                _ => None,
            },
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
