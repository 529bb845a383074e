//! How a new record is to be filed: the form of *Add*, and the client picked by typing.

use api::{AddItem, CalendarCode, ClientHit, Filing, StaffMember};
use rules::{json, json_struct, outlook::item::Snapshot};

use super::{Effect, FilingEvent, Model, kept};

/// A key that the client's input answers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// To the next entry.
    Down,
    /// To the entry before.
    Up,
    /// To the first.
    Home,
    /// To the last.
    End,
    /// Takes the entry.
    Enter,
    /// Closes the list.
    Escape,
}

impl Key {
    /// By the name that the browser gives it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "ArrowDown" => Some(Self::Down),
            "ArrowUp" => Some(Self::Up),
            "Home" => Some(Self::Home),
            "End" => Some(Self::End),
            "Enter" => Some(Self::Enter),
            "Escape" => Some(Self::Escape),
            _ => None,
        }
    }
}

/// The client, picked by typing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picker {
    /// What is typed.
    pub text: String,
    /// The client that was picked.
    pub client: Option<ClientHit>,
    /// What was found for the text.
    pub hits: Vec<ClientHit>,
    /// Is the list open?
    pub open: bool,
    /// The entry that the keyboard is on.
    pub active: Option<usize>,
    /// The number of the newest search; an older one's answer is dropped.
    pub search: u64,
    /// No answer yet.
    pub searching: bool,
}

impl Picker {
    /// A key was pressed. Whether it was one that the list takes.
    pub fn key(&mut self, key: Key) -> bool {
        let last = self.hits.len().checked_sub(1);
        if !self.open {
            if key == Key::Down && last.is_some() {
                (self.open, self.active) = (true, Some(0));
                return true;
            }
            return false;
        }
        match key {
            Key::Down => self.active = self.active.map_or(last.map(|_| 0), |at| Some((at + 1).min(last.unwrap_or(0)))),
            Key::Up => self.active = self.active.map_or(last, |at| Some(at.saturating_sub(1))),
            Key::Home => self.active = last.map(|_| 0),
            Key::End => self.active = last,
            Key::Enter => return self.active.is_some_and(|at| self.pick(at)),
            Key::Escape => self.close(),
        }
        true
    }

    /// Takes an entry.
    pub fn pick(&mut self, at: usize) -> bool {
        let Some(hit) = self.hits.get(at).cloned() else {
            return false;
        };
        self.text = label(&hit);
        self.client = Some(hit);
        self.close();
        true
    }

    /// Text was typed: what was picked no longer holds. The number of the search to make, if there is one.
    pub fn typed(&mut self, text: &str) -> Option<u64> {
        text.clone_into(&mut self.text);
        self.client = None;
        self.active = None;
        self.search += 1;
        self.open = !text.trim().is_empty();
        self.searching = self.open;
        if !self.open {
            self.hits.clear();
        }
        self.open.then_some(self.search)
    }

    /// A search was answered.
    pub fn found(&mut self, search: u64, hits: Vec<ClientHit>) {
        if search == self.search {
            self.hits = hits;
            self.searching = false;
            self.active = None;
        }
    }

    /// Shuts the list.
    pub fn close(&mut self) {
        self.open = false;
        self.active = None;
    }
}

/// A client as the list and the input show it.
pub fn label(hit: &ClientHit) -> String {
    if hit.number.is_empty() { hit.name.clone() } else { format!("{} {}", hit.number, hit.name) }
}

/// The form of *Add*.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FilingForm {
    /// The client.
    pub picker: Picker,
    /// The matter's id; empty is none.
    pub matter: String,
    /// The calendar code; empty is none.
    pub code: String,
    /// The ids of the staff.
    pub staff: Vec<String>,
    /// Was it filled by a suggestion that nobody touched since?
    pub suggested: bool,
    /// Has the person touched it? Then no suggestion replaces it.
    pub touched: bool,
}

impl FilingForm {
    /// Fills it as suggested (A8), unless the person has begun. `me` is assigned where nobody is.
    pub fn suggest(&mut self, filing: &Filing, me: &str) {
        if self.touched {
            return;
        }
        let client = filing.client.clone();
        self.picker.text = client.as_ref().map(label).unwrap_or_default();
        self.suggested = client.is_some();
        self.picker.client = client;
        self.matter = filing.matter.as_ref().map(|matter| matter.id.clone()).unwrap_or_default();
        self.code = filing.code.clone().unwrap_or_default();
        self.staff = filing.staff.iter().map(|member| member.id.clone()).collect();
        if self.staff.is_empty() && !me.is_empty() {
            self.staff.push(me.to_owned());
        }
    }

    /// The person changed something.
    pub fn touch(&mut self) {
        self.touched = true;
        self.suggested = false;
    }

    /// Was a client typed and none picked?
    pub fn is_half_typed(&self) -> bool {
        self.picker.client.is_none() && !self.picker.text.trim().is_empty()
    }

    /// A staff member was ticked or unticked.
    pub fn tick(&mut self, id: &str) {
        match self.staff.iter().position(|ticked| ticked == id) {
            Some(at) => {
                self.staff.remove(at);
            }
            None => self.staff.push(id.to_owned()),
        }
    }

    /// What is sent.
    pub fn request(&self, item: &Snapshot) -> AddItem {
        let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let client = self.picker.client.as_ref();
        let of_client = |id: &String| client.is_some_and(|client| client.matters.iter().any(|matter| matter.id == *id));
        AddItem {
            item: item.clone(),
            client: client.map(|client| client.id.clone()),
            matter: filled(&self.matter).filter(of_client),
            code: filled(&self.code),
            staff: self.staff.clone(),
        }
    }
}

/// What was chosen in a form, as the browser keeps it until the window closes.
struct Draft {
    text: String,
    client: Option<ClientHit>,
    matter: String,
    code: String,
    staff: Vec<String>,
}

json_struct!(Draft { text, client, matter, code, staff });

impl FilingForm {
    /// What the person has chosen so far, as text; `None` where they have not begun.
    pub fn draft(&self) -> Option<String> {
        let Self { picker, matter, code, staff, .. } = self.clone();
        let draft = Draft { text: picker.text, client: picker.client, matter, code, staff };
        self.touched.then(|| json::to_string(&draft))
    }

    /// The form as it was left; `None` where the text is another version's.
    pub fn from_draft(text: &str) -> Option<Self> {
        let Draft { text, client, matter, code, staff } = json::from_str(text)?;
        let picker = Picker { text, client, ..Picker::default() };
        Some(Self { picker, matter, code, staff, suggested: false, touched: true })
    }
}

impl Model {
    pub(super) fn on_filing(&mut self, event: FilingEvent) -> Vec<Effect> {
        let Some((open, appointment)) = self.appointment() else {
            return Vec::new();
        };
        let item = kept::about(&open.snapshot).to_owned();
        let before = appointment.filing.draft();
        let mut effects = match event {
            FilingEvent::Draft { item: of, draft } if of == item => return self.on_draft(&draft),
            event => self.on_form(event),
        };
        let draft = self.appointment().and_then(|(_, appointment)| appointment.filing.draft());
        if before != draft {
            effects.push(Effect::KeepDraft { item, draft });
        }
        effects
    }

    /// What was chosen before the pane was loaded anew comes back.
    fn on_draft(&mut self, draft: &str) -> Vec<Effect> {
        if let Some(appointment) = self.appointment_mut()
            && !appointment.filing.touched
            && let Some(form) = FilingForm::from_draft(draft)
        {
            appointment.filing = form;
        }
        Vec::new()
    }

    fn on_form(&mut self, event: FilingEvent) -> Vec<Effect> {
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
            // Of another item than the one that is open now.
            FilingEvent::Draft { .. } => {}
        }
        Vec::new()
    }
}

/// What the form chooses from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choices {
    /// The firm's calendar codes.
    pub codes: Vec<CalendarCode>,
    /// The firm's staff.
    pub staff: Vec<StaffMember>,
}
