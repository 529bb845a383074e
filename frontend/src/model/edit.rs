//! Edits: what the person asks for, and what comes of it. The queue sends them.

use api::{AddContact, AddItem, ItemStatus, ProblemKind, Restore, Restored, SyncItem, SyncReport, UnlinkItem, Who};
use rules::plan::Answers;

use super::{
    Changes, Detail, EditEvent, Effect, Failure, FormResult, Item, Kept, Kind, Model, NotSet, Open, Told, form_edits,
    kept, not_set, outcome, together,
};

/// An edit.
#[derive(Clone, Debug)]
pub enum Edit {
    /// Put the item into the practice database.
    Add(AddItem),
    /// Bring both into step.
    Sync(SyncItem),
    /// Part the pair.
    Unlink(UnlinkItem),
    /// Rejoin it.
    Rejoin(UnlinkItem),
    /// Bring values back.
    Restore(Restore),
    /// Add a person of a message.
    AddContact(AddContact),
}

/// What an edit is answered with.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Of *Add*, *Unlink* and *Link again*.
    Status(Box<ItemStatus>),
    /// Of *Sync* and *Keep*.
    Report(Box<SyncReport>),
    /// Of *Restore*.
    Restored(Restored),
    /// Of *Add as …*.
    Who(Who),
}

impl Model {
    /// Keeps an edit, to be sent as soon as the server is there. While one of the same item is being answered, none is.
    pub(super) fn send(&mut self, edit: Edit) -> Vec<Effect> {
        let (key, at) = self.queue.draw();
        let kept = self.describe(Kept::new(edit, key, at));
        if self.queue.is_busy(&kept.about) {
            return Vec::new();
        }
        let waits = match (self.queue.is_paused(), self.queue.is_away()) {
            (true, _) => Some("held-edit"),
            (false, true) => Some("kept-edit"),
            (false, false) => None,
        };
        let Ok(effects) = self.queue.add(kept) else {
            self.say(self.words.say("kept-full"), true);
            return Vec::new();
        };
        if let Some(key) = waits {
            self.say(self.words.say(key), false);
        }
        effects
    }

    /// With what the list of kept edits shows of it.
    fn describe(&self, kept: Kept) -> Kept {
        let Item::Open(open) = &self.item else { return kept };
        match &open.detail {
            _ if kept.kind == Kind::Restore => kept.on(&open.snapshot),
            Detail::Appointment(appointment) if kept.kind == Kind::Sync => kept.showing(appointment),
            _ => kept,
        }
    }

    pub(super) fn on_edit(&mut self, event: EditEvent) -> Vec<Effect> {
        match event {
            EditEvent::Sync => self.want_sync(),
            EditEvent::Choose(field, side) => self.choose(field, side),
            EditEvent::Keep => self.keep(),
            EditEvent::Add => self.add(),
            EditEvent::AskUnlink => self.unlinking(true, "unlink-now"),
            EditEvent::CancelUnlink => self.unlinking(false, "unlink"),
            EditEvent::Unlink => self.on_item_edit(Edit::Unlink),
            EditEvent::Rejoin => self.on_item_edit(Edit::Rejoin),
            EditEvent::Restore(entries) => self.send(Edit::Restore(Restore { entries })),
            EditEvent::AddContact { address, kind } => self.add_contact(&address, kind),
            EditEvent::FormSet { generation, told } => self.on_form_set(generation, &told),
        }
    }

    /// Reads the item once more, so that what is sent is what is open now.
    fn want_sync(&mut self) -> Vec<Effect> {
        if self.is_busy() {
            return Vec::new();
        }
        let Some((_, appointment)) = self.appointment() else {
            return Vec::new();
        };
        let Some(hash) = appointment.compared.as_ref().map(|compared| compared.asking.hash.clone()) else {
            return Vec::new();
        };
        if let Some(appointment) = self.appointment_mut() {
            (appointment.moved, appointment.unlinking) = (false, false);
        }
        self.wanted = Some(hash);
        // A read that is under way already may show the form as it was before the last key was pressed.
        let read = self.read();
        self.oldest_read = self.reads;
        vec![read]
    }

    /// The fields that say when are chosen as one: half of each side is no time of anything.
    fn choose(&mut self, field: rules::record::FieldId, side: rules::merge::Side) -> Vec<Effect> {
        if let Item::Open(open) = &mut self.item {
            let Open { snapshot, detail } = open.as_mut();
            if let Detail::Appointment(appointment) = detail {
                let asked = appointment.compared.iter().flat_map(|compared| compared.asked());
                let answers = together(field, asked).map(|field| (field, side)).collect::<Answers>();
                appointment.answers.extend(answers);
                appointment.recompare(snapshot);
            }
        }
        Vec::new()
    }

    fn keep(&mut self) -> Vec<Effect> {
        let complete = self
            .appointment()
            .and_then(|(_, appointment)| appointment.linked())
            .is_some_and(|(_, compared)| !compared.plan.asks());
        if complete {
            return self.want_sync();
        }
        self.say(self.words.say("keep-incomplete"), true);
        Vec::new()
    }

    fn add(&mut self) -> Vec<Effect> {
        if self.appointment().is_some_and(|(_, appointment)| appointment.filing.is_half_typed()) {
            self.say(self.words.say("client-unpicked"), true);
            return vec![Effect::Focus("client")];
        }
        let request = self.appointment().map(|(open, appointment)| appointment.filing.request(&open.snapshot));
        request.map_or_else(Vec::new, |request| self.send(Edit::Add(request)))
    }

    fn unlinking(&mut self, asks: bool, focus: &'static str) -> Vec<Effect> {
        if let Some(appointment) = self.appointment_mut() {
            appointment.unlinking = asks;
        }
        vec![Effect::Focus(focus)]
    }

    fn on_item_edit(&mut self, edit: fn(UnlinkItem) -> Edit) -> Vec<Effect> {
        let item = self.appointment().map(|(open, _)| open.snapshot.clone());
        item.map_or_else(Vec::new, |item| self.send(edit(UnlinkItem { item })))
    }

    fn add_contact(&mut self, address: &str, kind: api::ContactKind) -> Vec<Effect> {
        let Item::Open(open) = &self.item else {
            return Vec::new();
        };
        let person = super::people(&open.snapshot).into_iter().find(|(_, person)| person.address == address);
        let name = person.map(|(_, person)| person.name.clone()).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| address.to_owned());
        self.send(Edit::AddContact(AddContact { name, address: address.to_owned(), kind, clients: Vec::new() }))
    }

    /// What is said of an edit of another item than the one that is open now.
    fn say_of(&mut self, kept: &Kept, outcome: &str, failed: bool) {
        let text = self.words.with("done-kept", &[("title", &kept.title), ("outcome", outcome)]);
        self.say(text, failed);
    }

    /// The server said no. Where the item moved, it says how it stands now.
    pub(super) fn on_refused(&mut self, failure: &Failure, kept: &Kept) -> Vec<Effect> {
        let moved = failure.kind() == Some(ProblemKind::Moved);
        if !self.is_open(kept) {
            let reason = if moved { self.words.say("moved") } else { failure.sentence(self.words) };
            self.say_of(kept, &reason, true);
            return Vec::new();
        }
        match failure {
            Failure::Problem(problem) if moved => {
                self.say_moved();
                match problem.now.clone() {
                    Some(now) => self.set_status(*now),
                    None => self.ask_again(),
                }
            }
            failure => self.fail(failure),
        }
    }

    pub(super) fn on_answer(&mut self, answer: Answer, kept: &Kept) -> Vec<Effect> {
        let open = self.is_open(kept);
        let text = outcome(kept.kind, &answer, open && kept.sent.is_some(), self.words);
        let mut effects = Vec::new();
        if kept.kind == Kind::Add {
            effects.push(Effect::KeepDraft { item: kept.about.clone(), draft: None });
        }
        if !open {
            self.say_of(kept, &text, false);
            return effects;
        }
        self.say(text, false);
        self.settle();
        effects.extend(match answer {
            Answer::Status(status) => {
                let mut effects = self.set_status(*status);
                effects.push(Effect::Focus("state"));
                effects
            }
            Answer::Report(report) => self.on_report(*report, kept),
            Answer::Restored(_) | Answer::Who(_) => self.ask_again(),
        });
        effects
    }

    /// Is what the edit is about open now? Whom a contact stands for may be named in any message.
    fn is_open(&self, edit: &Kept) -> bool {
        let Item::Open(open) = &self.item else { return false };
        match edit.kind {
            Kind::AddContact => matches!(open.detail, Detail::Message(_)),
            _ => kept::about(&open.snapshot) == edit.about && !edit.about.is_empty(),
        }
    }

    /// What the person was about to do is done.
    fn settle(&mut self) {
        if let Some(appointment) = self.appointment_mut() {
            appointment.answers = Answers::new();
            (appointment.unlinking, appointment.moved, appointment.form_set) = (false, false, false);
        }
    }

    /// The form gets what the server said about the item as it was sent, not as it may have been read since. What a
    /// window before this one sent is compared anew instead.
    fn on_report(&mut self, report: SyncReport, kept: &Kept) -> Vec<Effect> {
        let changes: Changes = report.to_item.into_iter().map(|change| (change.field, change.value)).collect();
        let mut effects = self.set_status(report.status);
        if let Some(item) = &kept.sent
            && !changes.is_empty()
        {
            let (edits, failed) = form_edits(&changes, item);
            let failed = failed.into_iter().map(|error| (error.field, NotSet::Refused(error.reason))).collect();
            effects.push(Effect::SetForm { generation: self.generation, sent: item.clone(), edits, failed });
        }
        effects.push(Effect::Focus("state"));
        effects
    }

    fn on_form_set(&mut self, generation: u64, told: &Told) -> Vec<Effect> {
        if generation != self.generation {
            return Vec::new();
        }
        if !told.failed.is_empty() {
            let sentence = |failed: &FormResult| {
                let (key, values) = not_set(failed, self.words);
                let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
                self.words.with(key, &values)
            };
            self.say(told.failed.iter().map(sentence).collect::<Vec<_>>().join(" "), true);
        }
        if let Some(appointment) = self.appointment_mut() {
            appointment.form_set = told.set > 0;
        }
        vec![self.read()]
    }
}
