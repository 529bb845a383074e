//! The open item: read, asked about, shown.

use api::{AppointmentRecord, HistoryEntry, ItemState, ItemStatus, Linked, RecordRef, Who};
use rules::{
    outlook::item::{ItemType, Mode, Snapshot},
    plan::Answers,
    record::RecordKind,
};

use super::{
    Compared, Connection, Edit, Effect, Failure, FilingForm, Found, ItemEvent, Model, ReadResult, Session, compare,
    kept, people, record_of, still_asked,
};

/// What is open in Outlook.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// Not read yet.
    Reading,
    /// Nothing.
    Nothing,
    /// Something that is not synchronized.
    Other,
    /// Outlook did not let it be read; why.
    Unreadable(String),
    /// An appointment or a message.
    Open(Box<Open>),
}

/// An open item that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Open {
    /// What was read.
    pub snapshot: Snapshot,
    /// What is known of it.
    pub detail: Detail,
}

/// What is known of an item.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    /// The server was asked.
    Asking,
    /// The server did not say.
    Failed(Failure),
    /// Who the people of a message are.
    Message(Vec<Who>),
    /// How an appointment stands.
    Appointment(Box<Appointment>),
}

/// How an appointment stands, and what the person is about to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Appointment {
    /// How it stands.
    pub status: ItemStatus,
    /// The comparison, when it is linked.
    pub compared: Option<Box<Compared>>,
    /// The choices under *ask me*.
    pub answers: Answers,
    /// The form of *Add*.
    pub filing: FilingForm,
    /// *Unlink* was pressed and asks.
    pub unlinking: bool,
    /// The record's details are open.
    pub record_open: bool,
    /// The record.
    pub record: Option<Result<Box<AppointmentRecord>, Failure>>,
    /// What gave way, newest first.
    pub history: Option<Result<Vec<HistoryEntry>, Failure>>,
    /// Fields were set in the form, which has to be saved.
    pub form_set: bool,
    /// It moved since it was shown: say so beside the new difference.
    pub moved: bool,
}

impl Appointment {
    /// Freshly told of.
    pub fn new(status: ItemStatus) -> Self {
        Self {
            status,
            compared: None,
            answers: Answers::new(),
            filing: FilingForm::default(),
            unlinking: false,
            record_open: false,
            record: None,
            history: None,
            form_set: false,
            moved: false,
        }
    }

    /// The link and the record, when it is linked.
    pub fn linked(&self) -> Option<(&Linked, &Compared)> {
        match (&self.status.state, &self.compared) {
            (ItemState::Linked(linked), Some(compared)) => Some((linked, compared)),
            _ => None,
        }
    }

    /// Compares once more, with what is known now.
    pub(super) fn recompare(&mut self, snapshot: &Snapshot) {
        let ItemState::Linked(linked) = &self.status.state else {
            self.compared = None;
            return;
        };
        let compared = compare(linked, snapshot, &self.answers);
        let answers = still_asked(&self.answers, &compared);
        let compared = if answers == self.answers { compared } else { compare(linked, snapshot, &answers) };
        self.answers = answers;
        self.compared = Some(Box::new(compared));
    }
}

impl Model {
    pub(super) fn on_item(&mut self, event: ItemEvent) -> Vec<Effect> {
        match event {
            ItemEvent::Changed => self.on_changed(),
            ItemEvent::Edited | ItemEvent::Refresh if matches!(self.session, Session::In(_)) => vec![self.read()],
            ItemEvent::Read { generation, read, result }
                if generation == self.generation && read >= self.oldest_read =>
            {
                self.oldest_read = read + 1;
                self.on_read(result)
            }
            ItemEvent::Status { generation, asked, result } if generation == self.generation && asked == self.asked => {
                self.on_status(result)
            }
            ItemEvent::Who { generation, result } if generation == self.generation => self.on_who(result),
            ItemEvent::Record { generation, result } if generation == self.generation => {
                self.with_appointment(|appointment| appointment.record = Some(result))
            }
            ItemEvent::History { generation, result } if generation == self.generation => {
                self.with_appointment(|appointment| appointment.history = Some(result))
            }
            ItemEvent::ToggleRecord => self.toggle_record(),
            // Nobody is signed in, or the reply is late, or about an item that is no longer open.
            ItemEvent::Edited
            | ItemEvent::Refresh
            | ItemEvent::Read { .. }
            | ItemEvent::Status { .. }
            | ItemEvent::Who { .. }
            | ItemEvent::Record { .. }
            | ItemEvent::History { .. } => Vec::new(),
        }
    }

    fn on_changed(&mut self) -> Vec<Effect> {
        self.generation += 1;
        self.wanted = None;
        self.item = if self.host.outlook { Item::Reading } else { Item::Nothing };
        let signed_in = matches!(self.session, Session::In(_));
        if signed_in && self.host.outlook { vec![self.read()] } else { Vec::new() }
    }

    /// Begins a read of the open item.
    pub(super) fn read(&mut self) -> Effect {
        self.reads += 1;
        Effect::Read { generation: self.generation, read: self.reads }
    }

    fn on_read(&mut self, result: ReadResult) -> Vec<Effect> {
        let wanted = self.wanted.take();
        match result {
            // What was read before still stands; a form that is just being saved answers nothing for a moment.
            Err(_) if wanted.is_none() && self.has_item() => return Vec::new(),
            Err(reason) if self.has_item() => {
                self.say(self.words.with("unreadable", &[("reason", &reason)]), true);
                return Vec::new();
            }
            Err(reason) => self.item = Item::Unreadable(reason),
            Ok(Found::Nothing) => self.item = Item::Nothing,
            Ok(Found::Other) => self.item = Item::Other,
            Ok(Found::Item(snapshot)) => return self.on_snapshot(*snapshot, wanted),
        }
        Vec::new()
    }

    fn on_snapshot(&mut self, snapshot: Snapshot, wanted: Option<String>) -> Vec<Effect> {
        if snapshot.item_type == ItemType::Message && snapshot.mode == Mode::Compose {
            self.item = Item::Other;
            return Vec::new();
        }
        match &mut self.item {
            Item::Open(open) if open.snapshot == snapshot && !matches!(open.detail, Detail::Failed(_)) => {}
            Item::Open(open) if open.snapshot.item_id == snapshot.item_id => {
                if let Detail::Appointment(appointment) = &mut open.detail {
                    appointment.recompare(&snapshot);
                }
                open.snapshot = snapshot;
                if wanted.is_none() {
                    return self.ask_again();
                }
            }
            _ => {
                self.item = Item::Open(Box::new(Open { snapshot, detail: Detail::Asking }));
                return self.ask_again();
            }
        }
        wanted.map_or_else(Vec::new, |hash| self.sync_if_same(&hash))
    }

    /// P9: what is done is what was shown. Where the form moved meanwhile, the new difference is shown instead.
    fn sync_if_same(&mut self, shown: &str) -> Vec<Effect> {
        let Some((open, appointment)) = self.appointment() else {
            return Vec::new();
        };
        let same = appointment.compared.as_ref().is_some_and(|compared| compared.asking.hash == shown);
        let request = api::SyncItem {
            item: open.snapshot.clone(),
            shown: Some(shown.to_owned()),
            answers: appointment.answers.clone(),
        };
        if same {
            return self.send(Edit::Sync(request));
        }
        self.say_moved();
        self.ask_again()
    }

    pub(super) fn say_moved(&mut self) {
        self.say(self.words.say("moved"), false);
        if let Some(appointment) = self.appointment_mut() {
            appointment.moved = true;
        }
    }

    /// Asks the server about the open item; an answer to an earlier question no longer counts.
    pub(super) fn ask_again(&mut self) -> Vec<Effect> {
        self.asked += 1;
        let (generation, asked) = (self.generation, self.asked);
        let Item::Open(open) = &mut self.item else {
            return Vec::new();
        };
        if matches!(open.detail, Detail::Failed(_)) {
            open.detail = Detail::Asking;
        }
        if open.snapshot.item_type == ItemType::Message {
            let addresses = people(&open.snapshot).into_iter().map(|(_, person)| person.address.clone()).collect();
            return vec![Effect::FetchWho { generation, addresses }];
        }
        vec![Effect::FetchStatus { generation, asked, item: Box::new(open.snapshot.clone()) }]
    }

    fn on_status(&mut self, result: Result<Box<ItemStatus>, Failure>) -> Vec<Effect> {
        match result {
            Ok(status) => self.set_status(*status),
            Err(failure) if failure.is_sign_in() => self.sign_in_anew(&failure),
            Err(failure) => self.keep_or_fail(failure),
        }
    }

    /// What is shown stays while the server is away for a moment.
    fn keep_or_fail(&mut self, failure: Failure) -> Vec<Effect> {
        let Item::Open(open) = &mut self.item else {
            return Vec::new();
        };
        let shown = matches!(open.detail, Detail::Appointment(_) | Detail::Message(_));
        if shown && failure.passes() {
            self.connection = Connection::Lost;
            return self.queue.away();
        }
        open.detail = Detail::Failed(failure);
        Vec::new()
    }

    /// Takes in how the item stands now.
    pub(super) fn set_status(&mut self, status: ItemStatus) -> Vec<Effect> {
        let me = self.me().to_owned();
        let generation = self.generation;
        let Item::Open(open) = &mut self.item else {
            return Vec::new();
        };
        let before = match &open.detail {
            Detail::Appointment(appointment) => record_of(&appointment.status).map(str::to_owned),
            _ => None,
        };
        let fresh = !matches!(open.detail, Detail::Appointment(_));
        if fresh {
            open.detail = Detail::Appointment(Box::new(Appointment::new(status.clone())));
        }
        let Detail::Appointment(appointment) = &mut open.detail else {
            return Vec::new();
        };
        appointment.status = status;
        appointment.recompare(&open.snapshot);
        if let ItemState::Unlinked { suggestion } = &appointment.status.state {
            appointment.filing.suggest(suggestion, &me);
            if fresh {
                return vec![Effect::LoadDraft(kept::about(&open.snapshot).to_owned())];
            }
        }
        let Some(record) = record_of(&appointment.status).map(str::to_owned) else {
            return Vec::new();
        };
        if before.as_ref() != Some(&record) {
            (appointment.record, appointment.history, appointment.unlinking) = (None, None, false);
        }
        let mut effects = vec![Effect::FetchHistory { generation, record: record.clone() }];
        if appointment.record_open {
            effects.push(Effect::FetchRecord { generation, record });
        }
        effects
    }

    fn on_who(&mut self, result: Result<Vec<Who>, Failure>) -> Vec<Effect> {
        match result {
            Err(failure) if failure.is_sign_in() => self.sign_in_anew(&failure),
            Err(failure) => self.keep_or_fail(failure),
            Ok(who) => {
                if let Item::Open(open) = &mut self.item {
                    open.detail = Detail::Message(who);
                }
                Vec::new()
            }
        }
    }

    fn toggle_record(&mut self) -> Vec<Effect> {
        let generation = self.generation;
        let Some(appointment) = self.appointment_mut() else {
            return Vec::new();
        };
        appointment.record_open = !appointment.record_open;
        match record_of(&appointment.status) {
            Some(record) if appointment.record_open => {
                vec![Effect::FetchRecord { generation, record: record.to_owned() }]
            }
            _ => Vec::new(),
        }
    }

    fn with_appointment(&mut self, change: impl FnOnce(&mut Appointment)) -> Vec<Effect> {
        if let Some(appointment) = self.appointment_mut() {
            change(appointment);
        }
        Vec::new()
    }

    /// Does a change of these records concern what is shown? An empty list is too many to name.
    pub(super) fn concerns(&self, records: &[RecordRef]) -> bool {
        let Item::Open(open) = &self.item else {
            return false;
        };
        let Detail::Appointment(appointment) = &open.detail else {
            return records.is_empty() || records.iter().any(|record| record.kind == RecordKind::Contact);
        };
        let shown = record_of(&appointment.status);
        // One that is in nobody's record yet may be linked by someone else.
        records.is_empty()
            || records
                .iter()
                .any(|record| record.kind == RecordKind::Appointment && shown.is_none_or(|shown| shown == record.id))
    }
}
