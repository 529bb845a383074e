//! Edits: sent once each under a key of their own, kept while the server is away.

use api::{AddContact, AddItem, ItemStatus, ProblemKind, Restore, Restored, SyncItem, SyncReport, UnlinkItem, Who};
use rules::plan::Answers;

use crate::messages::Words;

use super::{
    Changes, Detail, EditEvent, Effect, Failure, FilingEvent, FormResult, Item, Model, NotSet, Open, Told, form_edits,
    not_set, sentence, together,
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

impl Edit {
    /// What is being done, as a message's key.
    pub const fn busy(&self) -> &'static str {
        match self {
            Self::Add(_) => "busy-add",
            Self::Sync(_) => "busy-sync",
            Self::Unlink(_) => "busy-unlink",
            Self::Rejoin(_) => "busy-rejoin",
            Self::Restore(_) => "busy-restore",
            Self::AddContact(_) => "busy-contact",
        }
    }
}

/// An edit under way.
#[derive(Clone, Debug)]
pub struct Sending {
    /// The edit.
    pub edit: Edit,
    /// The item it was made on.
    pub generation: u64,
    /// The key it went out with, once an answer or a failure told it.
    pub key: Option<String>,
    /// The server is away; it is tried again by itself.
    pub waiting: bool,
    /// Trying was given up; the person may press *Try again*.
    pub failed: bool,
    /// The sign-in lapsed; it is sent once the person has signed in again.
    pub held: bool,
}

impl Model {
    /// Sends an edit, unless one is under way.
    pub(super) fn send(&mut self, edit: Edit) -> Vec<Effect> {
        if self.sending.is_some() {
            return Vec::new();
        }
        let generation = self.generation;
        let (waiting, failed, held) = (false, false, false);
        self.sending = Some(Sending { edit: edit.clone(), generation, key: None, waiting, failed, held });
        vec![Effect::Send { edit: Box::new(edit), key: None }]
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
            EditEvent::Waiting => {
                if let Some(sending) = &mut self.sending {
                    sending.waiting = true;
                }
                Vec::new()
            }
            EditEvent::Resend => self.resend(),
            EditEvent::Drop => {
                self.sending = None;
                self.ask_again()
            }
            EditEvent::Done { key, result } => self.on_done(key, result),
            EditEvent::FormSet { generation, told } => self.on_form_set(generation, &told),
        }
    }

    /// Reads the item once more, so that what is sent is what is open now.
    fn want_sync(&mut self) -> Vec<Effect> {
        if self.sending.is_some() || self.wanted.is_some() {
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

    fn resend(&mut self) -> Vec<Effect> {
        let Some(sending) = self.sending.as_mut().filter(|sending| sending.failed) else {
            return Vec::new();
        };
        (sending.failed, sending.waiting) = (false, false);
        vec![Effect::Send { edit: Box::new(sending.edit.clone()), key: sending.key.clone() }]
    }

    /// Sends the edit that waited until the person had signed in again, under its own key.
    pub(super) fn send_held(&mut self) -> Vec<Effect> {
        let Some(sending) = self.sending.as_mut().filter(|sending| sending.held) else {
            return Vec::new();
        };
        sending.held = false;
        vec![Effect::Send { edit: Box::new(sending.edit.clone()), key: sending.key.clone() }]
    }

    fn on_done(&mut self, key: String, result: Result<Answer, Failure>) -> Vec<Effect> {
        let Some(sending) = &mut self.sending else {
            return Vec::new();
        };
        match result {
            // Nobody knows whether it arrived: it may only be sent again under its own key.
            Err(failure) if failure.passes() => {
                (sending.key, sending.failed, sending.waiting) = (Some(key), true, false);
                self.say(self.words.say("failure-unclear"), true);
                Vec::new()
            }
            Err(failure) if failure.is_sign_in() && self.entra.is_some() => {
                (sending.key, sending.held, sending.waiting) = (Some(key), true, false);
                self.sign_in_anew(&failure)
            }
            Err(failure) => {
                let same = sending.generation == self.generation;
                self.sending = None;
                self.on_refused(&failure, same)
            }
            Ok(answer) => {
                let same = sending.generation == self.generation;
                let edit = sending.edit.clone();
                self.sending = None;
                self.on_answer(answer, &edit, same)
            }
        }
    }

    /// The server said no. Where the item moved, it says how it stands now.
    fn on_refused(&mut self, failure: &Failure, same: bool) -> Vec<Effect> {
        let Failure::Problem(problem) = failure else {
            return self.fail(failure);
        };
        if failure.kind() != Some(ProblemKind::Moved) {
            return self.fail(failure);
        }
        if !same {
            return Vec::new();
        }
        self.say_moved();
        match problem.now.clone() {
            Some(now) => self.set_status(*now),
            None => self.ask_again(),
        }
    }

    fn on_answer(&mut self, answer: Answer, edit: &Edit, same: bool) -> Vec<Effect> {
        let text = outcome(edit, &answer, self.words);
        if !same {
            self.say(self.words.with("done-before", &[("outcome", &text)]), false);
            return Vec::new();
        }
        self.say(text, false);
        self.settle();
        match answer {
            Answer::Status(status) => {
                let mut effects = self.set_status(*status);
                effects.push(Effect::Focus("state"));
                effects
            }
            Answer::Report(report) => self.on_report(*report, edit),
            Answer::Restored(_) | Answer::Who(_) => self.ask_again(),
        }
    }

    /// What the person was about to do is done.
    fn settle(&mut self) {
        if let Some(appointment) = self.appointment_mut() {
            appointment.answers = Answers::new();
            (appointment.unlinking, appointment.moved, appointment.form_set) = (false, false, false);
        }
    }

    /// The form gets what the server said about the item as it was sent, not as it may have been read since.
    fn on_report(&mut self, report: SyncReport, edit: &Edit) -> Vec<Effect> {
        let changes: Changes = report.to_item.into_iter().map(|change| (change.field, change.value)).collect();
        let mut effects = self.set_status(report.status);
        if let Edit::Sync(SyncItem { item, .. }) = edit
            && !changes.is_empty()
        {
            let (edits, failed) = form_edits(&changes, item);
            let failed = failed.into_iter().map(|error| (error.field, NotSet::Refused(error.reason))).collect();
            effects.push(Effect::SetForm { generation: self.generation, sent: Box::new(item.clone()), edits, failed });
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

    pub(super) fn on_filing(&mut self, event: FilingEvent) -> Vec<Effect> {
        let Some(appointment) = self.appointment_mut() else {
            return Vec::new();
        };
        let form = &mut appointment.filing;
        match event {
            FilingEvent::Typed(text) => {
                form.touch();
                form.matter.clear();
                return form.picker.typed(&text).map(|search| Effect::Search { search, text }).into_iter().collect();
            }
            FilingEvent::Pressed(key) => {
                let before = form.picker.client.clone();
                form.picker.key(key);
                if form.picker.client != before {
                    form.touch();
                    form.matter.clear();
                }
            }
            FilingEvent::Picked(at) => {
                form.touch();
                form.matter.clear();
                form.picker.pick(at);
                return vec![Effect::Focus("client")];
            }
            FilingEvent::Left => form.picker.close(),
            FilingEvent::Hits { search, result } => form.picker.found(search, result.unwrap_or_default()),
            FilingEvent::Matter(id) => {
                form.touch();
                form.matter = id;
            }
            FilingEvent::Code(code) => {
                form.touch();
                form.code = code;
            }
            FilingEvent::Tick(id) => {
                form.touch();
                form.tick(&id);
            }
        }
        Vec::new()
    }
}

/// What came of an edit.
fn outcome(edit: &Edit, answer: &Answer, words: Words) -> String {
    match answer {
        Answer::Report(report) => sentence(report, words),
        Answer::Restored(restored) if restored.fields.is_empty() => words.say("done-restore-none"),
        Answer::Restored(restored) => words.count("done-restore", restored.fields.len(), &[]),
        Answer::Who(who) => words.with("done-contact", &[("name", &who.name)]),
        Answer::Status(_) => words.say(match edit {
            Edit::Unlink(_) => "done-unlink",
            Edit::Rejoin(_) => "done-rejoin",
            _ => "done-add",
        }),
    }
}
