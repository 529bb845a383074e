//! What is done with folders and contacts.

use super::contact::Shown;
use super::delta::{self, Asked};
use super::event::Look;
use super::extended::write_extended;
use super::faults::NotificationFaults;
use super::folder::{Folder, FolderKind};
use super::item::{IdForm, Item, Valued as _};
use super::mailbox::{ChangeType, Mailbox, Place};
use super::problem::Problem;
use super::query::Options;
use super::request::Made;
use super::route::{FolderName, Target};
use super::world::{Ask, World};
use crate::ids;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Value, json};
use std::cmp::Ordering;

impl World {
    /// Serves a request that is about a mailbox.
    pub(super) fn in_mailbox(&mut self, key: &str, ask: &Ask<'_>) -> Result<Made, Problem> {
        let method = ask.request.method.as_str();
        match (&ask.route.target, method) {
            (Target::User, "GET") => self.user(key),
            (Target::Folders(parent), "GET") => self.folders(key, parent.as_deref(), ask),
            (Target::Folders(parent), "POST") => self.add_folder(key, parent.as_deref(), ask),
            (Target::Folder(id), "GET") => self.folder(key, id, ask),
            (Target::Folder(id), "PATCH") => self.rename_folder(key, id, ask),
            (Target::Folder(id), "DELETE") => self.remove_folder(key, id),
            (Target::Contacts(folder), "GET") => self.contacts(key, folder, ask),
            (Target::Contacts(folder), "POST") => self.create(key, folder, ask),
            (Target::Contact(folder, id), "GET") => self.contact(key, folder.as_deref(), id, ask),
            (Target::Contact(folder, id), "PATCH") => self.patch(key, folder.as_deref(), id, ask),
            (Target::Contact(folder, id), "DELETE") => self.delete(key, folder.as_deref(), id, ask),
            (Target::Delta(folder), "GET") => self.delta(key, FolderKind::Contacts, folder, ask),
            (Target::Translate, "POST") => self.translate(key, ask),
            (target, _) if target.folder_kind() == Some(FolderKind::Calendar) => self.in_calendar(key, ask),
            _ => Err(Problem::Method),
        }
    }

    pub(super) fn mailbox(&self, key: &str) -> Result<&Mailbox, Problem> {
        self.mailboxes.get(key).ok_or_else(|| Problem::User(key.to_owned()))
    }

    pub(super) fn context(&self, what: &str) -> String {
        format!("{}/v1.0/$metadata#{what}", self.origin)
    }

    fn user(&self, key: &str) -> Result<Made, Problem> {
        let mailbox = self.mailbox(key)?;
        Ok(Made::json(
            200,
            &json!({"@odata.context": self.context("users/$entity"), "id": mailbox.user, "displayName": mailbox.address,
                "mail": mailbox.address, "userPrincipalName": mailbox.address}),
        ))
    }

    // Folders

    fn folders(&self, key: &str, parent: Option<&str>, ask: &Ask<'_>) -> Result<Made, Problem> {
        let mailbox = self.mailbox(key)?;
        let above = parent.map(|id| contact_folder(mailbox, id).map(|(key, _)| key)).transpose()?;
        // The folder that every mailbox has is not listed.
        let below = |key: &u64, folder: &Folder| {
            folder.kind == FolderKind::Contacts && folder.parent == above && *key != mailbox.default
        };
        let all: Vec<Value> = mailbox
            .folders
            .iter()
            .filter(|(key, folder)| below(key, folder))
            .map(|(_, folder)| folder_value(mailbox, folder))
            .collect();
        let size = ask.options.top.unwrap_or(self.knobs.page_size).min(self.knobs.max_page_size);
        let (skip, total) = (ask.options.skip, all.len());
        let page: Vec<Value> = all.into_iter().skip(skip).take(size).collect();
        let mut body =
            json!({"@odata.context": self.context(&format!("users('{key}')/contactFolders")), "value": page});
        if skip + size < total {
            body["@odata.nextLink"] = json!(next_link(ask, skip + size));
        }
        Ok(Made::json(200, &body))
    }

    fn shown_folder(&self, status: u16, key: &str, folder: u64, ask: &Ask<'_>) -> Result<Made, Problem> {
        let mailbox = self.mailbox(key)?;
        let folder = mailbox.folders.get(&folder).ok_or(Problem::FolderNotFound)?;
        let mut body = folder_value(mailbox, folder);
        if let Some(fields) = body.as_object_mut() {
            fields.retain(|name, _| ask.options.wants(name));
        }
        if let Some(names) = &ask.options.expand {
            let shown = folder.extended.iter().filter(|(id, _)| names.takes(id));
            let shown: Vec<Value> = shown.map(|(id, value)| json!({"id": id, "value": value})).collect();
            if !shown.is_empty() {
                body["singleValueExtendedProperties"] = json!(shown);
            }
        }
        body["@odata.context"] = json!(self.context(&format!("users('{key}')/contactFolders/$entity")));
        Ok(Made::json(status, &body))
    }

    fn folder(&self, key: &str, id: &str, ask: &Ask<'_>) -> Result<Made, Problem> {
        let (folder, _) = contact_folder(self.mailbox(key)?, id)?;
        self.shown_folder(200, key, folder, ask)
    }

    fn add_folder(&mut self, key: &str, parent: Option<&str>, ask: &Ask<'_>) -> Result<Made, Problem> {
        let given = ask.request.object()?;
        let name = given.get("displayName").and_then(Value::as_str).unwrap_or_default();
        let (mailbox, pen) = self.open(key)?;
        let above = parent.map(|id| contact_folder(mailbox, id).map(|(key, _)| key)).transpose()?;
        let folder = mailbox.add_folder(FolderKind::Contacts, above, name, pen.seeded)?;
        if let Some(found) = mailbox.folders.get_mut(&folder) {
            write_extended(&mut found.extended, &given)?;
        }
        self.shown_folder(201, key, folder, ask)
    }

    fn rename_folder(&mut self, key: &str, id: &str, ask: &Ask<'_>) -> Result<Made, Problem> {
        let given = ask.request.object()?;
        let (mailbox, _) = self.open(key)?;
        let (folder, _) = contact_folder(mailbox, id)?;
        if let Some(name) = given.get("displayName").and_then(Value::as_str) {
            mailbox.rename_folder(folder, name)?;
        }
        if let Some(found) = mailbox.folders.get_mut(&folder) {
            write_extended(&mut found.extended, &given)?;
        }
        self.shown_folder(200, key, folder, ask)
    }

    fn remove_folder(&mut self, key: &str, id: &str) -> Result<Made, Problem> {
        let (mailbox, _) = self.open(key)?;
        let (folder, _) = contact_folder(mailbox, id)?;
        mailbox.remove_folder(folder)?;
        Ok(Made::nothing())
    }

    // Contacts

    fn contacts(&self, key: &str, name: &FolderName, ask: &Ask<'_>) -> Result<Made, Problem> {
        let (_, folder) = folder_of(self.mailbox(key)?, name, FolderKind::Contacts)?;
        let options = &ask.options;
        let fits = |contact: &&Item| options.filter.as_ref().is_none_or(|filter| filter.fits(*contact));
        let size = self.page_size(ask, self.knobs.page_size);
        let mut found: Vec<&Item>;
        let count = options.count.then(|| folder.items.values().filter(fits).count());
        if options.order.is_empty() {
            found = folder.items.values().filter(fits).skip(options.skip).take(size + 1).collect();
        } else {
            found = folder.items.values().filter(fits).collect();
            found.sort_by(|one, other| in_order(one, other, options));
            found = found.into_iter().skip(options.skip).take(size + 1).collect();
        }
        let next = (found.len() > size).then(|| next_link(ask, options.skip + size));
        found.truncate(size);
        let context = self.context(&format!("users('{key}')/contactFolders('{}')/contacts", folder.id));
        let list = List { context, count, found, folder: &folder.id, form: ask.form, options, next };
        Ok(Made::json(200, &list))
    }

    pub(super) fn page_size(&self, ask: &Ask<'_>, default: usize) -> usize {
        let wanted = ask.options.top.or_else(|| ask.request.max_page_size()).unwrap_or(default);
        wanted.clamp(1, self.knobs.max_page_size.max(1))
    }

    fn shown(&self, status: u16, key: &str, place: Place, ask: &Ask<'_>) -> Result<Made, Problem> {
        let (folder, contact) = self.mailbox(key)?.at(place).ok_or(Problem::ItemNotFound)?;
        let context = self.context(&format!("users('{key}')/contacts/$entity"));
        let (context, folder) = (Some(context.as_str()), folder.id.as_str());
        let shown = Shown { contact, folder, form: ask.form, options: &ask.options, context, typed: false };
        Ok(Made { etag: Some(contact.etag()), ..Made::json(status, &shown) })
    }

    fn contact(&self, key: &str, folder: Option<&str>, id: &str, ask: &Ask<'_>) -> Result<Made, Problem> {
        let place = contact_by_id(self.mailbox(key)?, folder, id, ask.form)?;
        self.shown(200, key, place, ask)
    }

    fn create(&mut self, key: &str, name: &FolderName, ask: &Ask<'_>) -> Result<Made, Problem> {
        let given = ask.request.object()?;
        let (mailbox, mut pen) = self.open(key)?;
        let (folder, _) = folder_of(mailbox, name, FolderKind::Contacts)?;
        let place = mailbox.create(folder, &given, &mut pen)?;
        self.announce_at(key, place, ChangeType::Created, ask.hit.notifications);
        self.shown(201, key, place, ask)
    }

    fn patch(&mut self, key: &str, folder: Option<&str>, id: &str, ask: &Ask<'_>) -> Result<Made, Problem> {
        let given = ask.request.object()?;
        let place = self.expected(key, folder, id, ask)?;
        let (mailbox, mut pen) = self.open(key)?;
        mailbox.write(place, &given, false, &mut pen)?;
        self.announce_at(key, place, ChangeType::Updated, ask.hit.notifications);
        self.shown(200, key, place, ask)
    }

    fn delete(&mut self, key: &str, folder: Option<&str>, id: &str, ask: &Ask<'_>) -> Result<Made, Problem> {
        let place = self.expected(key, folder, id, ask)?;
        self.announce_at(key, place, ChangeType::Deleted, ask.hit.notifications);
        let (mailbox, _) = self.open(key)?;
        mailbox.delete(place)?;
        Ok(Made::nothing())
    }

    /// Tells whoever subscribed of a change of the item at a place.
    pub(super) fn announce_at(&mut self, key: &str, place: Place, change: ChangeType, faults: NotificationFaults) {
        if self.subscriptions.is_empty() {
            return;
        }
        let found = self.mailboxes.get(key).and_then(|mailbox| mailbox.at(place));
        if let Some((kind, folder, item)) = found.map(|(folder, item)| (folder.kind, folder.id.clone(), item.clone())) {
            self.announce(key, (kind, &folder), &item, change, faults);
        }
    }

    /// The contact of a write, when it is as `If-Match` expects.
    fn expected(&self, key: &str, folder: Option<&str>, id: &str, ask: &Ask<'_>) -> Result<Place, Problem> {
        let mailbox = self.mailbox(key)?;
        let place = contact_by_id(mailbox, folder, id, ask.form)?;
        let own = mailbox.at(place).map(|(_, contact)| contact.etag()).unwrap_or_default();
        self.matches(&own, ask)?;
        Ok(place)
    }

    /// Refuses a write when the item is not as `If-Match` expects.
    pub(super) fn matches(&self, own: &str, ask: &Ask<'_>) -> Result<(), Problem> {
        let looked_at = self.knobs.if_match && !ask.hit.if_match_ignored;
        let Some(expected) = ask.request.first("if-match").filter(|_| looked_at) else { return Ok(()) };
        let same = expected.split(',').map(str::trim).any(|tag| tag == "*" || strong(tag) == strong(own));
        if same { Ok(()) } else { Err(Problem::Conflict(412)) }
    }

    /// A page of what changed in a folder of contacts or a calendar.
    pub(super) fn delta(
        &mut self,
        key: &str,
        kind: FolderKind,
        name: &FolderName,
        ask: &Ask<'_>,
    ) -> Result<Made, Problem> {
        let size = self.page_size(ask, self.knobs.delta_page_size);
        let mut chance = self.chance.fork();
        let mailbox = self.mailbox(key)?;
        let (folder, found) = folder_of(mailbox, name, kind)?;
        let context = match kind {
            FolderKind::Contacts => self.context(&format!("users('{key}')/contactFolders('{}')/contacts", found.id)),
            FolderKind::Calendar => self.context("Collection(event)"),
        };
        let (options, form, address) = (ask.options.clone(), ask.form, ask.address.as_str());
        let look = Look::of(key, ask, &self.knobs)?;
        let asked = Asked { options, form, size, address, context, look, chance: &mut chance };
        Ok(Made::json(200, &delta::page(mailbox, folder, asked, ask.hit.page)?))
    }

    /// The other forms of ids, one by one: an id that is unknown fails for itself.
    fn translate(&self, key: &str, ask: &Ask<'_>) -> Result<Made, Problem> {
        let mailbox = self.mailbox(key)?;
        let given = ask.request.object()?;
        let form = |name: &str| given.get(name).and_then(Value::as_str).and_then(form_of);
        let unknown = || {
            Problem::Invalid("sourceIdType and targetIdType must be restId, ewsId or restImmutableEntryId.".to_owned())
        };
        let (from, to) = (form("sourceIdType").ok_or_else(unknown)?, form("targetIdType").ok_or_else(unknown)?);
        let list = given.get("inputIds").and_then(Value::as_array).filter(|list| list.len() <= MOST_IDS);
        let list = list.ok_or_else(|| Problem::Invalid(format!("inputIds: a list of at most {MOST_IDS} ids.")))?;
        let value: Vec<Value> = list.iter().map(|id| translated(mailbox, id, from, to)).collect();
        let context = self.context("Collection(microsoft.graph.convertIdResult)");
        Ok(Made::json(200, &json!({"@odata.context": context, "value": value})))
    }
}

/// The most ids translated at once.
const MOST_IDS: usize = 1000;

/// A form of ids, and whether it is written as EWS does.
fn form_of(name: &str) -> Option<(IdForm, bool)> {
    match name {
        "restId" => Some((IdForm::Regular, false)),
        "ewsId" => Some((IdForm::Regular, true)),
        "restImmutableEntryId" => Some((IdForm::Immutable, false)),
        _ => None,
    }
}

fn translated(mailbox: &Mailbox, id: &Value, from: (IdForm, bool), to: (IdForm, bool)) -> Value {
    let source = id.as_str().unwrap_or_default();
    let item = mailbox.find(source, from.0).and_then(|place| mailbox.at(place)).map(|(_, item)| item.shown_id(to.0));
    let occurrence = || mailbox.found(source, from.0).and_then(|found| Some(mailbox.event(found)?.shown_id(to.0)));
    let Some(target) = item.map(str::to_owned).or_else(occurrence) else {
        let problem = Problem::ItemNotFound;
        return json!({"sourceId": source, "errorDetails": {"code": problem.code(), "message": problem.to_string()}});
    };
    json!({"sourceId": source, "targetId": if to.1 { ids::ews(&target) } else { target }})
}

fn strong(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"')
}

pub(super) fn next_link(ask: &Ask<'_>, skip: usize) -> String {
    format!("{}?{}", ask.address, ask.options.link(&[("$skip", &skip.to_string())]))
}

fn folder_value(mailbox: &Mailbox, folder: &Folder) -> Value {
    json!({"id": folder.id, "parentFolderId": mailbox.parent_id(folder), "displayName": folder.name})
}

fn contact_folder<'a>(mailbox: &'a Mailbox, id: &str) -> Result<(u64, &'a Folder), Problem> {
    folder_by_id(mailbox, id, FolderKind::Contacts)
}

fn folder_by_id<'a>(mailbox: &'a Mailbox, id: &str, kind: FolderKind) -> Result<(u64, &'a Folder), Problem> {
    let found = mailbox.folder(id).filter(|(_, folder)| folder.kind == kind);
    found.ok_or_else(|| if ids::is_item_id(id) { Problem::FolderNotFound } else { Problem::MalformedId })
}

pub(super) fn folder_of<'a>(
    mailbox: &'a Mailbox,
    name: &FolderName,
    kind: FolderKind,
) -> Result<(u64, &'a Folder), Problem> {
    match name {
        FolderName::Id(id) => folder_by_id(mailbox, id, kind),
        FolderName::Default => {
            let key = mailbox.own(kind);
            mailbox.folders.get(&key).map(|folder| (key, folder)).ok_or(Problem::FolderNotFound)
        }
    }
}

fn contact_by_id(mailbox: &Mailbox, folder: Option<&str>, id: &str, form: IdForm) -> Result<Place, Problem> {
    if !ids::is_item_id(id) {
        return Err(Problem::MalformedId);
    }
    let folder = folder.map(|folder| contact_folder(mailbox, folder)).transpose()?;
    let place = mailbox.find(id, form).filter(|place| folder.is_none_or(|(key, _)| key == place.folder));
    let of_contacts =
        |place: &Place| mailbox.folders.get(&place.folder).is_some_and(|folder| folder.kind == FolderKind::Contacts);
    place.filter(of_contacts).ok_or(Problem::ItemNotFound)
}

/// By the properties asked for, empty ones first, as Exchange sorts: without regard to letter case.
fn in_order(one: &Item, other: &Item, options: &Options) -> Ordering {
    let text = |contact: &Item, name: &str| contact.value(name).as_str().unwrap_or_default().to_lowercase();
    let by = |(name, down): &(String, bool)| {
        let order = text(one, name).cmp(&text(other, name));
        if *down { order.reverse() } else { order }
    };
    options.order.iter().map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// A page of a list.
struct List<'a> {
    context: String,
    count: Option<usize>,
    found: Vec<&'a Item>,
    folder: &'a str,
    form: IdForm,
    options: &'a Options,
    next: Option<String>,
}

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("@odata.context", &self.context)?;
        if let Some(count) = self.count {
            map.serialize_entry("@odata.count", &count)?;
        }
        map.serialize_entry("value", &Rows(self))?;
        if let Some(next) = &self.next {
            map.serialize_entry("@odata.nextLink", next)?;
        }
        map.end()
    }
}

struct Rows<'a>(&'a List<'a>);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let List { found, folder, form, options, .. } = self.0;
        let row = |contact| Shown { contact, folder, form: *form, options, context: None, typed: false };
        serializer.collect_seq(found.iter().map(|contact| row(contact)))
    }
}
