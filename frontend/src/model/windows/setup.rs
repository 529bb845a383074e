//! The setup: what is chosen, and what choosing it would do before it is saved.

use api::{ContactFolder, ContactKind, ContactsSetup, SaveSetup, Setup, SetupEffect, SyncMode, SyncOptions};
use rules::conflict::Policy;

use super::{
    super::{Effect, Model},
    Ask, Loaded, Reply,
};

/// The threshold that is offered to whoever switches it on.
const USUAL_THRESHOLD: u32 = 50;

/// The setup.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SetupWindow {
    /// As it is kept.
    pub kept: Loaded<Box<Setup>>,
    /// As it is on the screen.
    pub form: Option<SetupForm>,
    /// The folders to choose from.
    pub folders: Loaded<Vec<ContactFolder>>,
    /// The tab that is open.
    pub tab: Tab,
    /// What saving would do, as far as it was told.
    pub effect: Loaded<SetupEffect>,
    /// The number of the newest question about it.
    pub asked: u64,
}

/// The tabs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// *Contacts*.
    #[default]
    Contacts,
    /// *Synchronization Options*.
    Options,
}

/// What is on the screen. Numbers are what was typed.
#[derive(Clone, Debug, PartialEq)]
pub struct SetupForm {
    /// The tab *Contacts*.
    pub contacts: ContactsSetup,
    /// Minutes from one sweep to the next.
    pub minutes: String,
    /// *Require confirmation* is on.
    pub threshold: bool,
    /// From how many records on.
    pub count: String,
    /// Who wins.
    pub policy: Policy,
}

/// A choice.
#[derive(Clone, Debug, PartialEq)]
pub enum SetupField {
    /// Contacts take part.
    On,
    /// The folder at that place of the list.
    Folder(usize),
    /// The filter of that id; empty is none.
    Filter(String),
    /// Items that fail the filter stay.
    Keep(bool),
    /// What an unlinked item becomes.
    ImportAs(ContactKind),
    /// Changes wait to be confirmed.
    Confirm,
    /// When it synchronizes.
    Mode(SyncMode),
    /// The minutes that were typed.
    Minutes(String),
    /// To Outlook.
    ToOutlook,
    /// To the practice database.
    ToPractice,
    /// A deleted item deletes its record.
    DeleteRecords,
    /// *Require confirmation* from so many records on.
    Threshold,
    /// The number that was typed.
    Count(String),
    /// Who wins.
    Policy(Policy),
}

/// In the setup.
#[derive(Clone, Debug)]
pub enum SetupEvent {
    /// Another tab.
    Tab(Tab),
    /// Something was chosen.
    Set(SetupField),
    /// *OK* was pressed.
    Save,
    /// *Cancel* was pressed.
    Reset,
}

impl SetupForm {
    /// As it is kept.
    pub fn of(setup: &Setup) -> Self {
        let threshold = setup.options.confirm_from;
        Self {
            contacts: setup.contacts.clone(),
            minutes: setup.contacts.minutes.to_string(),
            threshold: threshold.is_some(),
            count: threshold.unwrap_or(USUAL_THRESHOLD).to_string(),
            policy: setup.options.policy,
        }
    }

    /// What would be saved; else the key of what is wrong.
    ///
    /// # Errors
    /// A number that is none.
    pub fn save(&self) -> Result<SaveSetup, &'static str> {
        let whole = |text: &str| text.trim().parse::<u32>().ok().filter(|number| *number > 0);
        let periodic = self.contacts.mode == SyncMode::Periodic;
        let minutes = match whole(&self.minutes).filter(|minutes| *minutes <= 24 * 60) {
            None if periodic => return Err("setup-minutes-wrong"),
            minutes => minutes.unwrap_or(self.contacts.minutes),
        };
        let confirm_from = match whole(&self.count) {
            None if self.threshold => return Err("setup-count-wrong"),
            count => count.filter(|_| self.threshold),
        };
        let contacts = ContactsSetup { minutes, ..self.contacts.clone() };
        Ok(SaveSetup { contacts, options: SyncOptions { confirm_from, policy: self.policy } })
    }

    fn set(&mut self, field: SetupField, folders: &[ContactFolder]) {
        let contacts = &mut self.contacts;
        match field {
            SetupField::On => contacts.on = !contacts.on,
            SetupField::Folder(at) => contacts.folder = folders.get(at).cloned().or(contacts.folder.take()),
            SetupField::Filter(id) => contacts.filter = Some(id).filter(|id| !id.is_empty()),
            SetupField::Keep(keep) => contacts.keep_filtered = keep,
            SetupField::ImportAs(kind) => contacts.import_as = kind,
            SetupField::Confirm => contacts.confirm = !contacts.confirm,
            SetupField::Mode(mode) => contacts.mode = mode,
            SetupField::Minutes(text) => self.minutes = text,
            SetupField::ToOutlook => contacts.to_outlook = !contacts.to_outlook,
            SetupField::ToPractice => contacts.to_practice = !contacts.to_practice,
            SetupField::DeleteRecords => contacts.delete_records = !contacts.delete_records,
            SetupField::Threshold => self.threshold = !self.threshold,
            SetupField::Count(text) => self.count = text,
            SetupField::Policy(policy) => self.policy = policy,
        }
    }
}

/// What decides which contacts are in the folder, and which become records.
fn critical(contacts: &ContactsSetup) -> ContactsSetup {
    let still = ContactsSetup::default();
    let ContactsSetup { confirm, mode, minutes, delete_records, .. } = still;
    ContactsSetup { confirm, mode, minutes, delete_records, ..contacts.clone() }
}

impl SetupWindow {
    /// The folders that can be chosen, with the one that is, even where Outlook does not list it now.
    pub fn offered(&self) -> Vec<ContactFolder> {
        let listed = self.folders.iter().flatten().flatten().cloned();
        let mut offered: Vec<ContactFolder> = listed.collect();
        let chosen = self.form.iter().filter_map(|form| form.contacts.folder.clone());
        let kept = self.known().into_iter().filter_map(|setup| setup.contacts.folder.clone());
        for folder in chosen.chain(kept) {
            if !offered.iter().any(|other| (&other.id, &other.mailbox) == (&folder.id, &folder.mailbox)) {
                offered.push(folder);
            }
        }
        offered
    }

    /// As it is kept.
    pub fn known(&self) -> Option<&Setup> {
        self.kept.as_ref()?.as_ref().ok().map(|setup| &**setup)
    }

    /// Is anything chosen otherwise than it is kept?
    pub fn is_changed(&self) -> bool {
        let kept = self.known().map(SetupForm::of);
        self.form.is_some() && self.form != kept
    }

    /// Is anything chosen otherwise that bears on which contacts are where?
    fn matters(&self) -> bool {
        let (Some(form), Some(kept)) = (&self.form, self.known()) else { return false };
        critical(&form.contacts) != critical(&kept.contacts)
    }

    fn take(&mut self, setup: Box<Setup>) {
        self.form = Some(SetupForm::of(&setup));
        self.kept = Some(Ok(setup));
        self.effect = None;
    }

    /// Asks what saving would do, where that can be told.
    fn ask_effect(&mut self) -> Vec<Effect> {
        self.effect = None;
        self.asked += 1;
        let save = self.form.as_ref().filter(|_| self.matters()).and_then(|form| form.save().ok());
        save.map(|save| Effect::Ask(Ask::Effect { asked: self.asked, save: Box::new(save) })).into_iter().collect()
    }
}

impl Model {
    pub(super) fn open_setup(&mut self) -> Vec<Effect> {
        self.windows.setup = SetupWindow { tab: self.windows.setup.tab, ..SetupWindow::default() };
        let mut effects = vec![Effect::Ask(Ask::Setup), Effect::Ask(Ask::Filters)];
        if self.writes() {
            effects.push(Effect::Ask(Ask::Folders));
        }
        effects
    }

    pub(super) fn on_setup(&mut self, event: SetupEvent) -> Vec<Effect> {
        let setup = &mut self.windows.setup;
        match event {
            SetupEvent::Tab(tab) => {
                setup.tab = tab;
                // Its panel comes with it, and the arrows go on from there.
                vec![Effect::Focus(if tab == Tab::Contacts { "tab-contacts" } else { "tab-options" })]
            }
            SetupEvent::Set(field) => {
                let offered = setup.offered();
                let before = setup.form.as_ref().map(|form| critical(&form.contacts));
                if let Some(form) = &mut setup.form {
                    form.set(field, &offered);
                }
                self.windows.problem = None;
                let after = setup.form.as_ref().map(|form| critical(&form.contacts));
                if before == after { Vec::new() } else { setup.ask_effect() }
            }
            SetupEvent::Reset => {
                setup.form = setup.known().map(SetupForm::of);
                self.windows.problem = None;
                setup.ask_effect()
            }
            SetupEvent::Save => match setup.form.as_ref().map(SetupForm::save) {
                Some(Ok(save)) => self.write(Ask::SaveSetup(Box::new(save))),
                Some(Err(key)) => {
                    self.windows.problem = Some(self.words.say(key));
                    Vec::new()
                }
                None => Vec::new(),
            },
        }
    }

    pub(super) fn on_setup_told(&mut self, reply: Reply) -> Vec<Effect> {
        match reply {
            Reply::Setup(Ok(setup)) => {
                self.windows.setup.take(setup);
                Vec::new()
            }
            Reply::Setup(Err(failure)) => self.take_in(Err(failure), |windows| &mut windows.setup.kept),
            Reply::Folders(result) => self.take_in(result, |windows| &mut windows.setup.folders),
            Reply::Effect { asked, result } if asked == self.windows.setup.asked => {
                self.take_in(result, |windows| &mut windows.setup.effect)
            }
            Reply::Saved(Ok(saved)) => {
                self.windows.busy = false;
                self.windows.setup.take(Box::new(saved.setup));
                self.say(self.words.say("setup-saved"), false);
                match saved.run {
                    Some(run) => self.follow(Some(run)),
                    None => Self::ask_sync(),
                }
            }
            Reply::Saved(Err(failure)) => {
                self.windows.busy = false;
                self.wrong(&failure)
            }
            _ => Vec::new(),
        }
    }
}
