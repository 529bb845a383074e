//! Both sides of a folder in memory: a practice database, and an Outlook that normalises what it is given. A run's plan
//! is done to them as the engine does it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use rules::{
    conflict::{Direction, EditTimes, Policy},
    filter::{ClientsById, Filter},
    mapping::{
        contact::{self as lens, Properties},
        item,
    },
    merge::{Base, Side},
    normalize::clean,
    plan::{
        Answers, Ask, Change, Found, ItemState, Known, LooseItem, LooseRecord, MatchAnswer, Pair, Parting, RecordState,
        Replaced, RunPlan, Settings, Stored, Terms, Tie, What, imported_contact, plan_run,
    },
    record::{FieldId, Image, Kind, RecordKind, Value},
};
use serde_json::{Value as Json, json};

pub(crate) const KIND: RecordKind = RecordKind::Contact;

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).expect("in range")
}

/// What a run is planned under.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub settings: Settings,
    pub first: bool,
    pub filter: Option<Filter>,
    pub keep_filtered: bool,
    pub delete_records: bool,
    pub clients: ClientsById,
}

impl Default for Rules {
    fn default() -> Self {
        let (settings, clients) = (Settings::default(), ClientsById::new());
        Self { settings, first: false, filter: None, keep_filtered: false, delete_records: false, clients }
    }
}

impl Rules {
    pub(crate) fn under(policy: Policy) -> Self {
        Self { settings: Settings { policy, ..Settings::default() }, ..Self::default() }
    }

    pub(crate) fn towards(direction: Direction) -> Self {
        Self { settings: Settings { direction, ..Settings::default() }, ..Self::default() }
    }

    pub(crate) fn terms(&self) -> Terms<'_> {
        self.terms_of(KIND)
    }

    pub(crate) fn terms_of(&self, kind: RecordKind) -> Terms<'_> {
        Terms {
            kind,
            settings: self.settings.clone(),
            first: self.first,
            filter: self.filter.as_ref(),
            clients: &self.clients,
            me: "s1",
            keep_filtered: self.keep_filtered,
            delete_records: self.delete_records,
            imported: imported_contact("standalone"),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub image: Image,
    pub version: i64,
    pub edited_at: Timestamp,
    pub binned: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub content: Properties,
    pub modified: Option<Timestamp>,
}

#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub record: String,
    pub item: String,
    pub base: Option<Base>,
    pub parted: Option<Parting>,
    pub answers: Answers,
    /// Where the item is when it is not in the folder.
    pub away: ItemState,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub records: BTreeMap<String, Record>,
    pub items: BTreeMap<String, Item>,
    pub links: BTreeMap<String, Link>,
    pub answers: BTreeMap<String, MatchAnswer>,
    /// What gave way, and what was removed (M4).
    pub history: Vec<(FieldId, Value)>,
    made: usize,
}

/// What travels of a record, as the item can hold it.
pub(crate) fn travels(image: &Image) -> Image {
    lens::packed(image).only(&KIND.synced().map(|field| field.id).collect())
}

pub(crate) fn seen(content: &Properties) -> Image {
    lens::get(content).0.image
}

/// Graph answers with every property, whether it holds something or not.
fn whole(mut content: Properties) -> Properties {
    for field in KIND.synced() {
        let name = field.graph.split('/').next().unwrap_or_default();
        let nothing = match field.kind {
            Kind::Address => json!({}),
            Kind::Labels | Kind::List => json!([]),
            _ if field.graph.contains('/') => json!([]),
            _ => Json::Null,
        };
        content.entry(name).or_insert(nothing);
    }
    content
}

/// What Outlook makes of what it is sent: blanks at the end go, it makes up a name to show and to file by.
fn stored(old: &Properties, sent: Properties) -> Properties {
    let renamed = ["givenName", "middleName", "surname"].iter().any(|name| sent.contains_key(*name));
    let named = sent.contains_key("displayName");
    let mut content = old.clone();
    content.extend(sent.into_iter().map(|(name, value)| (name, trimmed(value))));
    let text =
        |content: &Properties, name: &str| content.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let parts = ["givenName", "middleName", "surname"].map(|name| text(&content, name));
    let shown = parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
    if renamed && !named || text(&content, "displayName").is_empty() {
        content.insert("displayName".into(), json!(shown));
    }
    filed(content)
}

/// Outlook files everything, also what nobody filed.
pub(crate) fn filed(mut content: Properties) -> Properties {
    let text = |name: &str| content.get(name).and_then(Json::as_str).unwrap_or_default().trim().to_owned();
    if text("fileAs").is_empty() {
        let filed = match (text("surname").as_str(), text("givenName").as_str()) {
            ("", "") => text("companyName"),
            ("", one) | (one, "") => one.to_owned(),
            (surname, given) => format!("{surname}, {given}"),
        };
        content.insert("fileAs".into(), if filed.is_empty() { Json::Null } else { json!(filed) });
    }
    whole(content)
}

fn trimmed(value: Json) -> Json {
    match value {
        Json::String(text) => json!(text.trim_end()),
        Json::Array(list) => list.into_iter().map(trimmed).collect(),
        Json::Object(parts) => {
            parts.into_iter().map(|(name, value)| (name, trimmed(value))).collect::<Properties>().into()
        }
        other => other,
    }
}

impl World {
    fn fresh(&mut self, letter: char) -> String {
        self.made += 1;
        format!("{letter}{:02}", self.made)
    }

    pub(crate) fn record(&mut self, image: Image) -> String {
        let id = self.fresh('r');
        self.records.insert(id.clone(), Record { image, version: 1, edited_at: at(0), binned: false });
        id
    }

    /// An item as somebody made it in Outlook, with the blanks that were typed.
    pub(crate) fn item(&mut self, image: &Image) -> String {
        let id = self.fresh('i');
        self.items.insert(id.clone(), Item { content: filed(lens::create(image)), modified: Some(at(0)) });
        id
    }

    /// A record and an item in step.
    pub(crate) fn pair(&mut self, image: Image) -> String {
        let record = self.record(image.clone());
        let item = self.fresh('i');
        let content = stored(&Properties::new(), lens::create(&image));
        let base = Some(Base { practice: travels(&image), outlook: seen(&content) });
        self.items.insert(item.clone(), Item { content, modified: Some(at(0)) });
        self.link(record, item, base)
    }

    pub(crate) fn link(&mut self, record: String, item: String, base: Option<Base>) -> String {
        let id = self.fresh('l');
        let away = ItemState::Deleted;
        self.links.insert(id.clone(), Link { record, item, base, parted: None, answers: Answers::new(), away });
        id
    }

    pub(crate) fn record_of(&mut self, link: &str) -> &mut Record {
        self.records.get_mut(&self.links[link].record).expect("a record")
    }

    pub(crate) fn image_of(&self, link: &str) -> Option<Image> {
        self.items.get(&self.links[link].item).map(|item| seen(&item.content))
    }

    pub(crate) fn edit_record(&mut self, link: &str, second: i64, edits: &[(FieldId, &str)]) {
        let record = self.record_of(link);
        for (id, text) in edits {
            record.image.set(*id, Value::text(*text));
        }
        (record.version, record.edited_at) = (record.version + 1, at(second));
    }

    /// An edit of Outlook's own, with the blanks that were typed.
    pub(crate) fn edit_item(&mut self, link: &str, second: i64, edits: &[(FieldId, &str)]) {
        let item = self.items.get_mut(&self.links[link].item).expect("an item");
        let wanted = edits.iter().fold(seen(&item.content), |image, (id, text)| image.with(*id, Value::text(*text)));
        let fields = edits.iter().map(|(id, _)| *id).collect();
        item.content.extend(lens::changes(Some(&item.content), &wanted, &fields));
        item.modified = Some(at(second));
    }

    pub(crate) fn remove_item(&mut self, link: &str) {
        self.items.remove(&self.links[link].item);
    }

    pub(crate) fn part(&mut self, link: &str, why: Parting) {
        self.links.get_mut(link).expect("a link").parted = Some(why);
    }

    /// As a run sees it. An item that is not there is missing until its link is proven.
    pub(crate) fn found(&self, rules: &Rules, proven: &BTreeSet<String>) -> Found {
        let linked: BTreeSet<&String> = self.links.values().flat_map(|link| [&link.record, &link.item]).collect();
        let pairs = self.links.iter().map(|(id, link)| self.found_pair(rules, id, link, proven.contains(id)));
        let loose = self.records.iter().filter(|(id, record)| !linked.contains(id) && !record.binned);
        let records = loose.map(|(id, record)| LooseRecord {
            id: id.clone(),
            version: record.version,
            edited_at: record.edited_at,
            image: record.image.clone(),
        });
        let items = self.items.iter().filter(|(id, _)| !linked.contains(id)).map(|(id, item)| {
            let (view, unmapped) = item::get(KIND, &item.content);
            LooseItem { id: id.clone(), view, unmapped, modified: item.modified }
        });
        Found {
            pairs: pairs.collect(),
            records: records.collect(),
            items: items.collect(),
            answers: self.answers.clone(),
        }
    }

    fn found_pair(&self, rules: &Rules, id: &str, link: &Link, proven: bool) -> Pair {
        let record = &self.records[&link.record];
        let known = Known {
            kind: KIND,
            record: record.image.clone(),
            state: if record.binned { RecordState::Binned } else { RecordState::Present },
            version: record.version,
            edited_at: record.edited_at,
            tie: if link.parted.is_some() { Tie::Parted } else { Tie::Joined },
            base: link.base.clone(),
            pending: None,
            settings: rules.settings.clone(),
        };
        let (stored, unmapped) = match self.items.get(&link.item) {
            Some(item) => {
                let (view, unmapped) = item::get(KIND, &item.content);
                (Stored { state: ItemState::Present, view, modified: item.modified }, unmapped)
            }
            None => {
                (Stored { state: if proven { link.away } else { ItemState::Missing }, ..Stored::default() }, Vec::new())
            }
        };
        let times = EditTimes {
            practice: Some(known.edited_at),
            outlook: stored.modified,
            uncertainty: SignedDuration::from_secs(2),
        };
        let (link_id, record, item) = (id.to_owned(), link.record.clone(), link.item.clone());
        let (answers, parted) = (link.answers.clone(), link.parted);
        Pair { link: link_id, record, item, known, stored, unmapped, times, answers, parted }
    }

    /// The plan of a run, once what it wants proven was asked for.
    pub(crate) fn plan(&self, rules: &Rules) -> RunPlan {
        let first = plan_run(&rules.terms(), self.found(rules, &BTreeSet::new()));
        let proven = first.prove.iter().cloned().collect();
        plan_run(&rules.terms(), self.found(rules, &proven))
    }

    /// Plans, and does what is planned but for what stands apart. Questions stay open.
    pub(crate) fn run(&mut self, rules: &Rules) -> RunPlan {
        let plan = self.plan(rules);
        plan.changes.iter().filter(|change| !change.apart).for_each(|change| self.apply(change));
        for ask in &plan.asks {
            if let Ask::Match { item, .. } = ask {
                self.answers.entry(item.clone()).or_insert(MatchAnswer::Open);
            }
        }
        plan
    }

    /// Does one change as it is planned.
    pub(crate) fn apply(&mut self, change: &Change) {
        let record = self.write_record(change);
        let (item, read_back) = self.write_item(change);
        self.history
            .extend(change.replaced.iter().filter_map(|Replaced { field, value, .. }| Some((*field, value.clone()?))));
        self.write_link(change, record, item, read_back);
    }

    fn write_record(&mut self, change: &Change) -> String {
        let image = change.record_image.clone();
        let id = change.record.clone().or_else(|| self.follows(change).map(|link| self.links[&link].record.clone()));
        let Some(id) = id else { return self.record(image) };
        let of_item = change.item.as_ref().and_then(|item| self.items.get(item)?.modified);
        let record = self.records.get_mut(&id).expect("the record");
        match change.what {
            What::BinRecord => record.binned = true,
            What::RestoreRecord => record.binned = false,
            _ if change.written(Side::Practice).next().is_none() => return id,
            _ => {}
        }
        assert!(change.version == record.version || change.record.is_none(), "P3: planned against {}", change.version);
        let edited_at = of_item.map_or(record.edited_at, |at| at.max(record.edited_at));
        let binned = record.binned;
        *record = Record { image, version: record.version + 1, edited_at, binned };
        id
    }

    /// What is sent, and the item as it came back.
    fn write_item(&mut self, change: &Change) -> (Option<String>, Option<Image>) {
        let fields: BTreeSet<FieldId> = change.written(Side::Outlook).map(|change| change.field).collect();
        let new = matches!(change.what, What::AddItem | What::RecreateItem);
        if change.what == What::RemoveItem {
            let gone = change.written(Side::Outlook).filter_map(|gone| Some((gone.field, gone.before.clone()?)));
            self.history.extend(gone);
            self.items.remove(change.item.as_ref().expect("the item"));
        }
        if change.what == What::RemoveItem || !new && fields.is_empty() {
            return (change.item.clone(), None);
        }
        let id = if new { self.fresh('i') } else { change.item.clone().expect("the item") };
        let old = self.items.get(&id).map(|item| item.content.clone());
        let mut wanted = old.as_ref().map(seen).unwrap_or_default();
        change.written(Side::Outlook).for_each(|change| wanted.set(change.field, change.after.clone()));
        let sent = item::changes(KIND, old.as_ref(), &wanted, &fields).expect("representable");
        let content = stored(&old.unwrap_or_default(), sent);
        let image = seen(&content);
        self.items.insert(id.clone(), Item { content, modified: Some(at(1000)) });
        (Some(id), Some(image))
    }

    /// The link of what judges an import of the same run.
    fn follows(&self, change: &Change) -> Option<String> {
        let found = self.links.iter().find(|(_, link)| Some(&link.item) == change.item.as_ref());
        change.link.clone().or_else(|| found.map(|(id, _)| id.clone()))
    }

    fn write_link(&mut self, change: &Change, record: String, item: Option<String>, read_back: Option<Image>) {
        let link = self.follows(change);
        let base = base_after(change, read_back);
        match change.what {
            What::AddRecord | What::AddItem | What::Join => {
                self.link(record, item.expect("an item"), base);
            }
            What::RecreateItem => {
                self.links.remove(&link.expect("a link"));
                self.link(record, item.expect("an item"), base);
            }
            What::UpdateRecord | What::UpdateItem | What::UpdateBoth | What::RestoreRecord | What::Rebase => {
                self.links.get_mut(&link.expect("a link")).expect("a link").base = base;
            }
            What::Rejoin => self.links.get_mut(&link.expect("a link")).expect("a link").parted = None,
            What::Part | What::RemoveItem if change.parting.is_some() => {
                self.part(&link.expect("a link"), change.parting.expect("a reason"));
            }
            What::Part | What::RemoveItem | What::BinRecord | What::DropLink => {
                self.links.remove(&link.expect("a link"));
            }
        }
    }

    /// P6.
    pub(crate) fn is_one_to_one(&self) -> bool {
        let records: BTreeSet<&String> = self.links.values().map(|link| &link.record).collect();
        let items: BTreeSet<&String> = self.links.values().map(|link| &link.item).collect();
        records.len() == self.links.len() && items.len() == self.links.len()
    }
}

/// What both agree on: of fields that were written as they came back, of others as planned.
fn base_after(change: &Change, read_back: Option<Image>) -> Option<Base> {
    if matches!(change.what, What::AddItem | What::RecreateItem) {
        return Some(Base { practice: travels(&change.record_image), outlook: read_back.unwrap_or_default() });
    }
    let mut base = change.agreed.clone()?;
    if let Some(image) = read_back {
        for written in change.written(Side::Outlook) {
            base.outlook.set(written.field, image.get(written.field).cloned());
        }
    }
    Some(base)
}

/// The changes by what they do, with the rule: `updateRecord M1`.
pub(crate) fn done(plan: &RunPlan) -> Vec<String> {
    let name = |what: What| rules::json::to_string(&what).trim_matches('"').to_owned();
    let apart = |change: &Change| if change.apart { " apart" } else { "" };
    plan.changes.iter().map(|change| format!("{} {}{}", name(change.what), change.rule, apart(change))).collect()
}

/// The written fields: `practice given=Anna`.
pub(crate) fn written(change: &Change) -> Vec<String> {
    let text = |value: &Option<Value>| value.as_ref().map_or("", |value| value.as_text().unwrap_or("?")).to_owned();
    let side = |side: Side| if side == Side::Practice { "practice" } else { "outlook" };
    change
        .fields
        .iter()
        .map(|change| format!("{} {}={}", side(change.side), change.field, text(&change.after)))
        .collect()
}

/// Is it clean already?
pub(crate) fn is_clean(image: &Image) -> bool {
    image.iter().all(|(_, value)| clean(value).as_ref() == Some(value))
}
