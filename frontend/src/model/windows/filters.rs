//! The firm's contact filters (C3): the list, and the form of one.

use api::{ContactFilter, FilterSample, SaveFilter};
use rules::filter::{FIELDS, Filter, Method, Row};

use super::{
    super::{Effect, Model},
    Ask, Loaded, Reply, TITLE,
};

/// The list, and the form of one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FiltersWindow {
    /// The firm's list.
    pub list: Loaded<Vec<ContactFilter>>,
    /// The one that is edited.
    pub form: Option<FilterForm>,
    /// *Delete* was pressed for that one, which asks first.
    pub dropping: Option<String>,
    /// The number of the newest question about a sample.
    pub asked: u64,
}

/// The form of one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FilterForm {
    /// Its id; `None` for a new one.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// What it selects.
    pub filter: Filter,
    /// What that is now; kept until the next answer.
    pub sample: Loaded<FilterSample>,
    /// A sample was asked for and is not answered yet.
    pub sampling: bool,
}

/// In the list of filters.
#[derive(Clone, Debug)]
pub enum FilterEvent {
    /// *New* was pressed.
    New,
    /// *Edit* was pressed for that one.
    Edit(String),
    /// *Copy* was pressed for that one.
    Copy(String),
    /// *Delete* was pressed for that one, which asks first; `None`: not after all.
    AskDrop(Option<String>),
    /// *Delete now* was pressed.
    Drop(String),
    /// The name was typed.
    Name(String),
    /// All rows have to match, or one or more.
    MatchAll(bool),
    /// *Add a row* was pressed.
    AddRow,
    /// A row goes.
    DropRow(usize),
    /// A row's field.
    Field(usize, String),
    /// A row's method.
    Method(usize, Method),
    /// A row's value at that place.
    Value(usize, usize, String),
    /// One value more.
    AddValue(usize),
    /// *Save* was pressed.
    Save,
    /// *Cancel* was pressed.
    Close,
}

/// How a value is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// It is typed.
    Text,
    /// It is a staff member.
    Staff,
    /// It is a kind of contact.
    Kind,
}

/// How the values of that field are given, where the method asks for whole ones.
pub fn value_kind(row: &Row) -> ValueKind {
    let whole = matches!(row.method, Method::Single | Method::AnyOf);
    match row.field.as_str() {
        "associate" if whole => ValueKind::Staff,
        "kind" if whole => ValueKind::Kind,
        _ => ValueKind::Text,
    }
}

impl FilterForm {
    fn of(filter: &ContactFilter) -> Self {
        let ContactFilter { id, name, filter, .. } = filter.clone();
        Self { id: Some(id), name, filter, ..Self::default() }
    }

    /// What is saved: without blanks where nothing was typed.
    fn whole(&self) -> Filter {
        let rows = self.filter.rows.iter().map(|row| {
            let filled = |text: &&String| row.method == Method::Range || !text.trim().is_empty();
            Row { values: row.values.iter().filter(filled).cloned().collect(), ..row.clone() }
        });
        Filter { match_all: self.filter.match_all, rows: rows.collect() }
    }

    /// The rows that are not complete, by their places.
    pub fn incomplete(&self) -> Vec<usize> {
        self.whole().faults().into_iter().map(|fault| fault.row).collect()
    }

    fn row(&mut self, at: usize, change: impl FnOnce(&mut Row)) {
        if let Some(row) = self.filter.rows.get_mut(at) {
            change(row);
            fit(row);
        }
    }
}

/// So many places for values as the method takes.
fn fit(row: &mut Row) {
    let (least, most) = row.method.values();
    let kept = row.values.len().clamp(least, most);
    row.values.resize(kept, String::new());
}

/// A new row: the first field, by whatever is chosen.
fn new_row() -> Row {
    let field = FIELDS.first().map(|(name, _)| (*name).to_owned()).unwrap_or_default();
    Row { field, method: Method::Single, values: vec![String::new()] }
}

impl FiltersWindow {
    /// A filter of the list.
    pub fn get(&self, id: &str) -> Option<&ContactFilter> {
        self.list.as_ref()?.as_ref().ok()?.iter().find(|filter| filter.id == id)
    }

    /// Asks what the form selects, unless an answer is awaited or it is not complete.
    fn ask_sample(&mut self) -> Vec<Effect> {
        let Some(form) = self.form.as_mut().filter(|form| !form.sampling && form.incomplete().is_empty()) else {
            return Vec::new();
        };
        form.sampling = true;
        self.asked += 1;
        vec![Effect::Ask(Ask::Sample { asked: self.asked, filter: form.whole() })]
    }

    fn edit(&mut self, form: FilterForm) -> Vec<Effect> {
        self.form = Some(form);
        self.dropping = None;
        let mut effects = self.ask_sample();
        effects.push(Effect::Focus("filter-name"));
        effects
    }

    /// Changes the form, and asks what it selects now.
    fn change(&mut self, change: impl FnOnce(&mut FilterForm)) -> Vec<Effect> {
        let Some(form) = &mut self.form else { return Vec::new() };
        let before = form.whole();
        change(form);
        if form.whole() == before { Vec::new() } else { self.ask_sample() }
    }

    fn on_sample(&mut self, asked: u64, sample: Loaded<FilterSample>, of: &Filter) -> Vec<Effect> {
        let Some(form) = self.form.as_mut().filter(|_| asked == self.asked) else { return Vec::new() };
        form.sampling = false;
        form.sample = sample;
        // What was typed meanwhile is asked about now.
        if form.whole() == *of { Vec::new() } else { self.ask_sample() }
    }
}

impl Model {
    pub(super) fn on_filter(&mut self, event: FilterEvent) -> Vec<Effect> {
        self.windows.problem = None;
        let filters = &mut self.windows.filters;
        match event {
            FilterEvent::New => filters.edit(FilterForm {
                filter: Filter { match_all: true, rows: vec![new_row()] },
                ..FilterForm::default()
            }),
            FilterEvent::Edit(id) => match filters.get(&id).map(FilterForm::of) {
                Some(form) => filters.edit(form),
                None => Vec::new(),
            },
            FilterEvent::Copy(id) => match filters.get(&id).map(FilterForm::of) {
                Some(form) => {
                    let name = self.words.with("filter-copy-name", &[("name", &form.name)]);
                    filters.edit(FilterForm { id: None, name, ..form })
                }
                None => Vec::new(),
            },
            FilterEvent::AskDrop(id) => self.ask_drop(id),
            FilterEvent::Drop(id) => self.write(Ask::DropFilter(id)),
            FilterEvent::Save => self.save_filter(),
            FilterEvent::Close => {
                filters.form = None;
                vec![Effect::Focus(TITLE)]
            }
            in_form => filters.on_form(in_form),
        }
    }

    /// One that is used stays, and whoever uses it is named.
    fn ask_drop(&mut self, id: Option<String>) -> Vec<Effect> {
        let used: Vec<String> =
            id.as_ref().and_then(|id| self.windows.filters.get(id)).map(|it| it.used_by.clone()).unwrap_or_default();
        if !used.is_empty() {
            self.windows.problem = Some(self.words.with("filter-in-use", &[("names", &used.join(", "))]));
            return Vec::new();
        }
        let focus = if id.is_some() { "filter-drop-now" } else { TITLE };
        self.windows.filters.dropping = id;
        vec![Effect::Focus(focus)]
    }

    fn save_filter(&mut self) -> Vec<Effect> {
        let Some(form) = &self.windows.filters.form else { return Vec::new() };
        let wrong = if form.name.trim().is_empty() {
            Some("filter-name-missing")
        } else {
            (!form.incomplete().is_empty()).then_some("filter-incomplete")
        };
        if let Some(key) = wrong {
            self.windows.problem = Some(self.words.say(key));
            return Vec::new();
        }
        let save = SaveFilter { name: form.name.trim().to_owned(), filter: form.whole() };
        let id = form.id.clone();
        self.write(Ask::SaveFilter { id, save })
    }

    pub(super) fn on_filter_told(&mut self, reply: Reply) -> Vec<Effect> {
        match reply {
            Reply::Filters(result) => self.take_in(result, |windows| &mut windows.filters.list),
            Reply::Sample { asked, filter, result } => self.windows.filters.on_sample(asked, Some(result), &filter),
            Reply::FilterSaved(Ok(_)) | Reply::FilterDropped(Ok(_)) => {
                self.windows.busy = false;
                self.windows.filters.form = None;
                self.windows.filters.dropping = None;
                vec![Effect::Ask(Ask::Filters), Effect::Focus(TITLE)]
            }
            Reply::FilterSaved(Err(failure)) | Reply::FilterDropped(Err(failure)) => {
                self.windows.busy = false;
                self.wrong(&failure)
            }
            _ => Vec::new(),
        }
    }
}

impl FiltersWindow {
    fn on_form(&mut self, event: FilterEvent) -> Vec<Effect> {
        self.change(|form| match event {
            FilterEvent::Name(name) => form.name = name,
            FilterEvent::MatchAll(all) => form.filter.match_all = all,
            FilterEvent::AddRow => form.filter.rows.push(new_row()),
            FilterEvent::DropRow(at) if at < form.filter.rows.len() => drop(form.filter.rows.remove(at)),
            FilterEvent::Field(at, field) => form.row(at, |row| {
                let before = value_kind(row);
                row.field = field;
                if value_kind(row) != before {
                    row.values.clear();
                }
            }),
            FilterEvent::Method(at, method) => form.row(at, |row| row.method = method),
            FilterEvent::Value(at, place, text) => form.row(at, |row| {
                if let Some(value) = row.values.get_mut(place) {
                    *value = text;
                }
            }),
            FilterEvent::AddValue(at) => form.row(at, |row| row.values.push(String::new())),
            _ => {}
        })
    }
}
