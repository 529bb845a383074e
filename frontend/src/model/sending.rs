//! What happens to the queue: storage, turns, answers, and the server coming and going.

use api::Me;

use super::{Answer, Effect, Failure, Item, Kept, Model, QueueEvent, Session, Settled, kept};

impl Model {
    /// Is the answer to an edit of the open item awaited, or the item read for one?
    pub fn is_busy(&self) -> bool {
        self.wanted.is_some() || self.open_id().is_some_and(|item| self.queue.is_busy(item))
    }

    /// The edit of the open item that is not done yet.
    pub fn kept_of_item(&self) -> Option<&Kept> {
        self.queue.about(self.open_id()?)
    }

    fn open_id(&self) -> Option<&str> {
        match &self.item {
            Item::Open(open) => Some(kept::about(&open.snapshot)),
            _ => None,
        }
    }

    pub(super) fn on_queue(&mut self, event: QueueEvent) -> Vec<Effect> {
        match event {
            QueueEvent::NotStored(key) => self.on_not_stored(&key),
            QueueEvent::Loaded { person, kept } => {
                let loaded = self.queue.load(&person, kept);
                self.on_loaded(loaded)
            }
            QueueEvent::Turn(person) => self.queue.turn(&person),
            QueueEvent::Changed => self.queue.reload(),
            QueueEvent::Probed(result) => self.on_probed(result),
            QueueEvent::Online => self.queue.probe(),
            QueueEvent::Again(key) => self.queue.again(&key),
            QueueEvent::Drop(key) => self.drop_edit(&key),
            QueueEvent::Toggle => {
                self.kept_open = !self.kept_open;
                Vec::new()
            }
            QueueEvent::Done { person, key, result } => self.on_done(&person, &key, result),
        }
    }

    fn on_not_stored(&mut self, key: &str) -> Vec<Effect> {
        let effects = self.queue.not_stored(key);
        if !effects.is_empty() {
            self.say(self.words.say("kept-denied"), true);
        }
        effects
    }

    /// What another window finished may have changed what is shown.
    fn on_loaded(&mut self, (gone, mut effects): (bool, Vec<Effect>)) -> Vec<Effect> {
        if gone {
            effects.extend(self.ask_again());
        }
        effects
    }

    /// The server was looked for. It is back with any answer, also one that says no.
    fn on_probed(&mut self, result: Result<Box<Me>, Failure>) -> Vec<Effect> {
        match (result, &self.session) {
            (Err(failure), session) if failure.passes() => {
                let failed = matches!(session, Session::Failed(_));
                let mut effects = self.queue.still_away();
                if failed {
                    effects.extend(self.queue.probe());
                }
                effects
            }
            (result, Session::Failed(_)) => {
                let mut effects = self.queue.back();
                effects.extend(self.on_found(result));
                effects
            }
            (Err(failure), Session::In(_)) if failure.is_sign_in() => self.sign_in_anew(&failure),
            (Ok(me), Session::In(before)) if me.staff.id != before.staff.id => Vec::new(),
            (_, Session::In(_)) => self.queue.back(),
            // Whoever is not signed in has nothing to send, and signing in tells when the server is back.
            _ => Vec::new(),
        }
    }

    fn drop_edit(&mut self, key: &str) -> Vec<Effect> {
        let mut effects = self.queue.drop_edit(key);
        if effects.is_empty() {
            return effects;
        }
        self.say(self.words.say("kept-dropped"), false);
        if let Some(appointment) = self.appointment_mut() {
            appointment.moved = false;
        }
        effects.extend(self.ask_again());
        effects.push(Effect::Focus(if self.queue.edits().is_empty() { "state" } else { "kept-toggle" }));
        effects
    }

    fn on_done(&mut self, person: &str, key: &str, result: Result<Answer, Failure>) -> Vec<Effect> {
        let words = self.words;
        let away = self.queue.is_away();
        let (settled, mut effects) = self.queue.answered(person, key, &result, |failure| failure.sentence(words));
        effects.extend(match (settled, result) {
            (Settled::Landed(kept), Ok(answer)) => self.on_answer(answer, &kept),
            (Settled::Refused(kept), Err(failure)) => self.on_refused(&failure, &kept),
            (Settled::Waits(_), Err(failure)) if failure.is_sign_in() => {
                self.say(words.say("held-edit"), false);
                self.sign_in_anew(&failure)
            }
            (Settled::Waits(kept), Err(_)) if !away => self.on_kept(&kept),
            _ => Vec::new(),
        });
        effects
    }

    /// Nobody knows whether it arrived: it is sent again under its own key.
    fn on_kept(&mut self, kept: &Kept) -> Vec<Effect> {
        let key = if kept.stored { "kept-edit" } else { "kept-unstored" };
        self.say(self.words.say(key), !kept.stored);
        Vec::new()
    }
}
