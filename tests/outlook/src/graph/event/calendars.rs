//! What is done with calendars.

use super::super::extended::write_extended;
use super::super::folder::{Folder, FolderKind};
use super::super::handlers::{folder_of, next_link};
use super::super::mailbox::Mailbox;
use super::super::problem::Problem;
use super::super::request::Made;
use super::super::route::FolderName;
use super::super::world::{Ask, World};
use serde_json::{Value, json};

impl World {
    pub(super) fn calendars(&self, key: &str, ask: &Ask<'_>) -> Result<Made, Problem> {
        let mailbox = self.mailbox(key)?;
        let all: Vec<(&u64, &Folder)> =
            mailbox.folders.iter().filter(|(_, folder)| folder.kind == FolderKind::Calendar).collect();
        let (size, skip) = (self.page_size(ask, self.knobs.page_size), ask.options.skip);
        let page = all.iter().skip(skip).take(size).map(|(number, folder)| {
            let mut value = calendar_value(mailbox, **number, folder);
            select(&mut value, ask);
            value
        });
        let mut body = json!({"@odata.context": self.context(&format!("users('{key}')/calendars")), "value": page.collect::<Vec<_>>()});
        if skip + size < all.len() {
            body["@odata.nextLink"] = json!(next_link(ask, skip + size));
        }
        Ok(Made::json(200, &body))
    }

    pub(super) fn shown_calendar(&self, status: u16, key: &str, number: u64, ask: &Ask<'_>) -> Result<Made, Problem> {
        let mailbox = self.mailbox(key)?;
        let folder = mailbox.folders.get(&number).ok_or(Problem::FolderNotFound)?;
        let mut body = calendar_value(mailbox, number, folder);
        select(&mut body, ask);
        if let Some(names) = &ask.options.expand {
            let shown = folder.extended.iter().filter(|(id, _)| names.takes(id));
            let shown: Vec<Value> = shown.map(|(id, value)| json!({"id": id, "value": value})).collect();
            if !shown.is_empty() {
                body["singleValueExtendedProperties"] = json!(shown);
            }
        }
        body["@odata.context"] = json!(self.context(&format!("users('{key}')/calendars/$entity")));
        Ok(Made::json(status, &body))
    }

    pub(super) fn add_calendar(&mut self, key: &str, ask: &Ask<'_>) -> Result<Made, Problem> {
        let given = ask.request.object()?;
        let name = given.get("name").and_then(Value::as_str).unwrap_or_default();
        let (mailbox, pen) = self.open(key)?;
        let number = mailbox.add_folder(FolderKind::Calendar, None, name, pen.seeded)?;
        if let Some(found) = mailbox.folders.get_mut(&number) {
            write_extended(&mut found.extended, &given)?;
        }
        self.shown_calendar(201, key, number, ask)
    }

    pub(super) fn change_calendar(&mut self, key: &str, name: &FolderName, ask: &Ask<'_>) -> Result<Made, Problem> {
        let given = ask.request.object()?;
        let (mailbox, _) = self.open(key)?;
        let (number, _) = folder_of(mailbox, name, FolderKind::Calendar)?;
        if let Some(name) = given.get("name").and_then(Value::as_str) {
            mailbox.rename_folder(number, name)?;
        }
        if let Some(found) = mailbox.folders.get_mut(&number) {
            write_extended(&mut found.extended, &given)?;
        }
        self.shown_calendar(200, key, number, ask)
    }

    pub(super) fn remove_calendar(&mut self, key: &str, name: &FolderName) -> Result<Made, Problem> {
        let (mailbox, _) = self.open(key)?;
        let (number, _) = folder_of(mailbox, name, FolderKind::Calendar)?;
        mailbox.remove_folder(number)?;
        Ok(Made::nothing())
    }
}

fn calendar_value(mailbox: &Mailbox, number: u64, folder: &Folder) -> Value {
    let own = number == mailbox.calendar;
    json!({"id": folder.id, "name": folder.name, "color": "auto", "hexColor": "", "isDefaultCalendar": own, "isRemovable": !own,
        "changeKey": crate::ids::change_key_of(folder.id.as_bytes().get(..16).unwrap_or_default()), "canShare": true, "canViewPrivateItems": true,
        "canEdit": true, "allowedOnlineMeetingProviders": ["teamsForBusiness"], "defaultOnlineMeetingProvider": "teamsForBusiness",
        "isTallyingResponses": own, "owner": {"name": mailbox.name, "address": mailbox.address}})
}

fn select(value: &mut Value, ask: &Ask<'_>) {
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|name, _| ask.options.wants(name));
    }
}
