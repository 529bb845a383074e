//! Changing the store: as Outlook does it for a person, and as another client would.

use super::view::{around, original_start_of};
use super::{Category, Mailbox, Store, StoreError, id_of, is};
use crate::{clock::Clock, ids, series, zones};
use jiff::civil::{DateTime, Time};
use serde_json::{Map, Value, json};

impl Store {
    /// Creates an event from Graph's JSON; what is left out gets Outlook's defaults.
    pub fn create_event(&self, address: &str, given: &Value) -> Result<Value, StoreError> {
        self.change(|state, clock| {
            let mailbox = state.mailbox_mut(address)?;
            let event = new_event(mailbox, given, clock)?;
            mailbox.events.push(event.clone());
            Ok(event)
        })
    }

    /// Changes properties of an event. An occurrence becomes an exception of its series.
    pub fn patch_event(&self, id: &str, patch: &Value) -> Result<Value, StoreError> {
        self.change(|state, clock| {
            let (address, event) = state.event(id).ok_or(StoreError::NotFound)?;
            let mailbox = state.mailbox_mut(&address)?;
            let mut changed = patched(&event, patch, clock)?;
            mailbox.check_neighbours(&event, &changed)?;
            if event["type"] == "occurrence" {
                changed["type"] = json!("exception");
            }
            mailbox.settle_series(&event, &mut changed);
            mailbox.replace(changed.clone());
            Ok(changed)
        })
    }

    /// Deletes an event; of an occurrence the series remembers that it is cancelled, of a series all goes.
    pub fn delete_event(&self, id: &str) -> Result<(), StoreError> {
        self.change(|state, clock| {
            let (address, event) = state.event(id).ok_or(StoreError::NotFound)?;
            state.mailbox_mut(&address)?.remove(&event, clock);
            Ok(())
        })
    }

    /// Changes properties of a message.
    pub fn patch_message(&self, id: &str, patch: &Value) -> Result<Value, StoreError> {
        self.change(|state, clock| {
            let address = state.message(id).ok_or(StoreError::NotFound)?.0.address.clone();
            let messages = &mut state.mailbox_mut(&address)?.messages;
            let message = messages.iter_mut().find(|message| is(message, id)).ok_or(StoreError::NotFound)?;
            merge(message, patch);
            touch(message, patch, clock);
            Ok(message.clone())
        })
    }

    /// The custom properties of an item. An occurrence has its series'; an edited one has lost them.
    pub fn properties(&self, id: &str) -> Value {
        let state = self.lock();
        let owner = match state.event(id) {
            Some((_, event)) if event["type"] == "occurrence" => event["seriesMasterId"].as_str().map(str::to_owned),
            _ => Some(id.to_owned()),
        };
        let found = state.mailboxes.iter().find_map(|mailbox| mailbox.properties.get(owner.as_deref()?));
        found.cloned().unwrap_or_else(|| json!({}))
    }

    /// Keeps the custom properties of an item.
    pub fn set_properties(&self, id: &str, properties: Value) -> Result<(), StoreError> {
        self.change(|state, _| {
            let address = state.event(id).map(|found| found.0);
            let address = address.or_else(|| state.message(id).map(|found| found.0.address.clone()));
            let mailbox = state.mailbox_mut(&address.ok_or(StoreError::NotFound)?)?;
            mailbox.properties.insert(id.to_owned(), properties);
            Ok(())
        })
    }

    /// Keeps the add-in's roaming settings of a mailbox.
    pub fn set_settings(&self, address: &str, settings: Map<String, Value>) -> Result<(), StoreError> {
        self.change(|state, _| {
            state.mailbox_mut(address)?.settings = settings;
            Ok(())
        })
    }

    /// Replaces the master categories of a mailbox.
    pub fn set_categories(&self, address: &str, categories: Vec<Category>) -> Result<(), StoreError> {
        self.change(|state, _| {
            state.mailbox_mut(address)?.categories = categories;
            Ok(())
        })
    }
}

impl Mailbox {
    /// Puts an event in the place of the one with its id, or adds it.
    fn replace(&mut self, event: Value) {
        let id = id_of(&event).unwrap_or_default().to_owned();
        match self.events.iter_mut().find(|old| is(old, &id)) {
            Some(old) => *old = event,
            None => self.events.push(event),
        }
    }

    fn remove(&mut self, event: &Value, clock: &Clock) {
        let id = id_of(event).unwrap_or_default().to_owned();
        if let Some(start) = original_start_of(event)
            && let Some(master) = self.master_of(event).cloned()
        {
            self.cancel(master, start, clock);
        }
        self.events
            .retain(|other| !is(other, &id) && !other["seriesMasterId"].as_str().is_some_and(|of| ids::same(of, &id)));
        self.properties.remove(&id);
    }

    fn cancel(&mut self, mut master: Value, start: i64, clock: &Clock) {
        let date = self.zone_of(&master).and_then(|zone| zones::wall_at(start, &zone)).map(DateTime::date);
        let (Some(date), Some(id)) = (date, id_of(&master)) else {
            return;
        };
        let entry = json!(format!("OID.{id}.{date}"));
        match master["cancelledOccurrences"].as_array_mut() {
            Some(list) => list.push(entry),
            None => master["cancelledOccurrences"] = json!([entry]),
        }
        touch(&mut master, &Value::Null, clock);
        self.replace(master);
    }

    /// An exception may not reach or pass the day of its neighbours in the series.
    fn check_neighbours(&self, event: &Value, changed: &Value) -> Result<(), StoreError> {
        let (Some(original), Some(master)) = (original_start_of(event), self.master_of(event)) else {
            return Ok(());
        };
        let Some(zone) = self.zone_of(master) else {
            return Ok(());
        };
        let day_of = |event: &Value| {
            let item = self.item(event.clone())?;
            Some(zones::wall_at(item.start_ms, &zone)?.date())
        };
        let (from, until) = around(original);
        let others: Vec<_> = self
            .occurrences(master, from, until)
            .into_iter()
            .filter(|other| original_start_of(other) != Some(original))
            .collect();
        let day = day_of(changed);
        let before = others.iter().rfind(|other| original_start_of(other) < Some(original)).and_then(day_of);
        let after = others.iter().find(|other| original_start_of(other) > Some(original)).and_then(day_of);
        let crosses = before.is_some_and(|other| day <= Some(other)) || after.is_some_and(|other| day >= Some(other));
        if crosses { Err(StoreError::CrossingBoundary) } else { Ok(()) }
    }

    /// Another pattern or start makes another series: its exceptions and cancellations are gone.
    fn settle_series(&mut self, event: &Value, changed: &mut Value) {
        let differs = |key: &str| event[key] != changed[key];
        if event["type"] != "seriesMaster" || !(differs("recurrence") || differs("start") || differs("isAllDay")) {
            return;
        }
        if let Some(fields) = changed.as_object_mut() {
            fields.remove("cancelledOccurrences");
        }
        let id = id_of(event).unwrap_or_default();
        self.events.retain(|other| !other["seriesMasterId"].as_str().is_some_and(|of| ids::same(of, id)));
    }
}

fn new_event(mailbox: &Mailbox, given: &Value, clock: &Clock) -> Result<Value, StoreError> {
    let now = clock.stamp();
    let person = json!({"emailAddress": {"name": mailbox.display_name, "address": mailbox.address}});
    let mut event = json!({
        "id": ids::item(), "iCalUId": ids::ical_uid(), "createdDateTime": now, "subject": "", "bodyPreview": "",
        "body": {"contentType": "html", "content": ""}, "categories": [], "importance": "normal", "sensitivity": "normal",
        "isAllDay": false, "isCancelled": false, "isOrganizer": true, "responseRequested": true, "showAs": "busy",
        "isReminderOn": true, "reminderMinutesBeforeStart": 15, "hasAttachments": false, "recurrence": null,
        "seriesMasterId": null, "type": "singleInstance", "location": {"displayName": ""}, "locations": [],
        "attendees": [], "organizer": person, "isOnlineMeeting": false,
        "originalStartTimeZone": given["start"]["timeZone"], "originalEndTimeZone": given["end"]["timeZone"],
    });
    for key in ["start", "end"] {
        if given[key].is_null() {
            return Err(StoreError::Property(format!("The event needs '{key}'.")));
        }
    }
    let id = event["id"].clone();
    event = patched(&event, given, clock)?;
    event["id"] = id;
    Ok(event)
}

/// The event with the patch's properties, tidied and checked as Exchange does it.
fn patched(event: &Value, patch: &Value, clock: &Clock) -> Result<Value, StoreError> {
    let id = event["id"].clone();
    let mut changed = event.clone();
    merge(&mut changed, patch);
    changed["id"] = id;
    for key in ["start", "end"] {
        changed[key] = tidy_time(&changed[key], key)?;
    }
    check_times(&changed)?;
    tidy_body(&mut changed, patch);
    tidy_location(&mut changed, patch);
    tidy_recurrence(&mut changed)?;
    touch(&mut changed, patch, clock);
    Ok(changed)
}

fn merge(item: &mut Value, patch: &Value) {
    if let (Some(fields), Some(patch)) = (item.as_object_mut(), patch.as_object()) {
        fields.extend(patch.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
}

/// A change moves the item's modified time and change key, unless they are given.
fn touch(item: &mut Value, patch: &Value, clock: &Clock) {
    for (key, value) in [("lastModifiedDateTime", clock.stamp()), ("changeKey", ids::change_key())] {
        if patch[key].is_null() {
            item[key] = json!(value);
        }
    }
}

fn tidy_time(value: &Value, key: &str) -> Result<Value, StoreError> {
    let invalid = || StoreError::Property(format!("The event's '{key}' is not a date and time with a known zone."));
    let wall = zones::wall(value).ok_or_else(invalid)?;
    let name = zones::zone_name(value);
    zones::zone(name).ok_or_else(invalid)?;
    Ok(zones::graph(wall, name))
}

fn check_times(event: &Value) -> Result<(), StoreError> {
    let refuse = |text: &str| Err(StoreError::Property(text.to_owned()));
    let (start, end) = (zones::wall(&event["start"]), zones::wall(&event["end"]));
    let at_midnight = |wall: Option<DateTime>| wall.is_some_and(|wall| wall.time() == Time::midnight());
    if event["isAllDay"] == true {
        if !at_midnight(start) || !at_midnight(end) {
            return refuse("The Event.Start and Event.End properties of an all-day event need to be set to midnight.");
        }
        if event["start"]["timeZone"] != event["end"]["timeZone"] {
            return refuse("The start and end of an all-day event need to be in the same time zone.");
        }
        return if end > start {
            Ok(())
        } else {
            refuse("The duration of an all-day event needs to be at least 24 hours.")
        };
    }
    if zones::instant_of(&event["end"]) < zones::instant_of(&event["start"]) {
        return refuse("The end of the event is before its start.");
    }
    Ok(())
}

fn tidy_body(event: &mut Value, patch: &Value) {
    if patch.get("body").is_some() {
        let content = event["body"]["content"].as_str().unwrap_or_default();
        let preview: String = text_of(content).chars().take(255).collect();
        event["bodyPreview"] = json!(preview);
    }
}

/// Text without tags, for the preview.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut depth = 0_usize;
    for letter in html.chars() {
        match letter {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ if depth == 0 => text.push(letter),
            _ => {}
        }
    }
    let plain = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    plain.trim().to_owned()
}

/// Whoever sets only `location` sets the list too.
fn tidy_location(event: &mut Value, patch: &Value) {
    if patch.get("location").is_none() || patch.get("locations").is_some() {
        return;
    }
    let name = event["location"]["displayName"].as_str().unwrap_or_default().to_owned();
    event["locations"] = match name.as_str() {
        "" => json!([]),
        name => {
            json!([{"displayName": name, "locationType": "default", "uniqueId": name, "uniqueIdType": "private"}])
        }
    };
}

/// The type follows from the recurrence, and the range starts on the day of the start.
fn tidy_recurrence(event: &mut Value) -> Result<(), StoreError> {
    if event["seriesMasterId"].is_string() {
        return Ok(());
    }
    if event["recurrence"].is_null() {
        event["type"] = json!("singleInstance");
        return Ok(());
    }
    series::rule(&event["recurrence"])?;
    event["type"] = json!("seriesMaster");
    if let Some(start) = zones::wall(&event["start"]) {
        event["recurrence"]["range"]["startDate"] = json!(start.date().to_string());
    }
    if event["recurrence"]["range"]["recurrenceTimeZone"].is_null() {
        event["recurrence"]["range"]["recurrenceTimeZone"] = event["start"]["timeZone"].clone();
    }
    Ok(())
}
