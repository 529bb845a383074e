//! How Graph shows an event.

use super::super::item::{IdForm, Valued as _, extended};
use super::super::knobs::ZoneNames;
use super::super::mailbox::{Mailbox, Place};
use super::super::query::Options;
use super::properties::DEFAULTS;
use super::{Event, Found, Look, Window, body, occurrence_id, recurrence, times};
use crate::{clock, ids, zones};
use serde_json::{Map, Value, json};

/// What is seen of a private event by somebody who works in another's calendar.
const SEEN: [&str; 22] = [
    "@odata.etag",
    "@odata.type",
    "id",
    "changeKey",
    "createdDateTime",
    "lastModifiedDateTime",
    "iCalUId",
    "type",
    "seriesMasterId",
    "originalStart",
    "start",
    "end",
    "isAllDay",
    "showAs",
    "sensitivity",
    "recurrence",
    "originalStartTimeZone",
    "originalEndTimeZone",
    "isCancelled",
    "isOrganizer",
    "subject",
    "cancelledOccurrences",
];

impl Event<'_> {
    /// All that an event says, its defaults included; times and texts as they are kept.
    pub(super) fn whole(&self, id_of: impl Fn(&str) -> String, form: IdForm) -> Map<String, Value> {
        let mut whole = DEFAULTS.clone();
        let person = json!({"emailAddress": {"name": self.mailbox.name, "address": self.mailbox.address}});
        whole.insert("organizer".to_owned(), person);
        whole.extend(self.fields.iter().map(|(name, value)| (name.clone(), value.clone())));
        let mut set = |name: &str, value: Value| drop(whole.insert(name.to_owned(), value));
        set("id", json!(id_of(&self.shown_id(form))));
        set("type", json!(self.kind()));
        set("changeKey", json!(self.item.change_key));
        set("createdDateTime", json!(clock::stamp(self.item.created)));
        set("lastModifiedDateTime", json!(clock::stamp(self.item.modified)));
        if let (Some(master), Some(start)) = (self.master, self.original) {
            set("seriesMasterId", json!(id_of(master.shown_id(form))));
            set("originalStart", json!(jiff::Timestamp::from_millisecond(start).map(|start| start.to_string()).ok()));
        }
        let cancelled = self.item.series.cancelled.iter().filter(|_| self.original.is_none());
        let master = id_of(self.item.shown_id(form));
        let cancelled: Vec<String> = cancelled.map(|day| format!("OID.{master}.{day}")).collect();
        if !cancelled.is_empty() {
            set("cancelledOccurrences", json!(cancelled));
        }
        whole
    }

    /// As an answer shows it.
    pub(super) fn shown(&self, look: &Look, options: &Options) -> Value {
        let mut event = self.whole(str::to_owned, look.form);
        self.retell(&mut event, look);
        event.insert("@odata.etag".to_owned(), json!(self.item.etag()));
        let selected =
            options.select.as_ref().is_some_and(|names| names.iter().any(|name| name == "cancelledOccurrences"));
        if selected {
            event.entry("cancelledOccurrences").or_insert(json!([]));
        } else {
            event.remove("cancelledOccurrences");
        }
        if look.masked && self.is_private() {
            event.retain(|name, _| SEEN.contains(&name.as_str()));
            event.insert("subject".to_owned(), json!("Private Appointment"));
        }
        event.retain(|name, _| name.starts_with('@') || options.wants(name));
        if let Some(names) = &options.expand {
            let shown: Vec<Value> = self.extended().iter().filter(|(id, _)| names.takes(id)).map(extended).collect();
            if !shown.is_empty() {
                event.insert("singleValueExtendedProperties".to_owned(), json!(shown));
            }
        }
        Value::Object(event)
    }

    fn is_private(&self) -> bool {
        self.field("sensitivity") == "private" || self.field("sensitivity") == "confidential"
    }

    /// Times, bodies and names in the words of an answer.
    fn retell(&self, event: &mut Map<String, Value>, look: &Look) {
        let named = |name: &Value| match (look.names, name.as_str().and_then(zones::iana)) {
            (ZoneNames::Windows, Some(iana)) => json!(zones::windows(&iana)),
            _ => name.clone(),
        };
        for name in ["start", "end"] {
            let time = self.time(&event[name], look);
            event.insert(name.to_owned(), time);
        }
        for name in ["originalStartTimeZone", "originalEndTimeZone"] {
            let zone = event.get(name).map(named).unwrap_or_default();
            event.insert(name.to_owned(), zone);
        }
        if !event["recurrence"].is_null() {
            let mut shown = recurrence::shown(&event["recurrence"]);
            shown["range"]["recurrenceTimeZone"] = named(&shown["range"]["recurrenceTimeZone"]);
            event.insert("recurrence".to_owned(), shown);
        }
        let body = body::shown(&event["body"], look.text, look.wrap);
        event.insert("body".to_owned(), body);
        let organizer = event["isOrganizer"] != false;
        let never = json!({"response": if organizer { "organizer" } else { "none" }, "time": "0001-01-01T00:00:00Z"});
        let status = event.entry("responseStatus").or_insert_with(|| never.clone());
        fill(status, &never);
        for attendee in event.get_mut("attendees").and_then(Value::as_array_mut).into_iter().flatten() {
            fill(&mut attendee["status"], &json!({"response": "none", "time": "0001-01-01T00:00:00Z"}));
        }
        let link = format!(
            "https://outlook.office365.com/owa/?itemid={}&exvsurl=1&path=/calendar/item",
            ids::rest(&self.shown_id(IdForm::Regular))
        );
        event.insert("webLink".to_owned(), json!(link));
    }

    fn time(&self, kept: &Value, look: &Look) -> Value {
        let all_day = times::is_all_day(&self.fields);
        if all_day { times::shown_day(kept, look.zone.as_ref()) } else { times::shown(kept, look.zone.as_ref()) }
    }
}

/// What an object does not say is as in another.
fn fill(object: &mut Value, other: &Value) {
    for (name, value) in other.as_object().into_iter().flatten() {
        if object[name].is_null() {
            object[name] = value.clone();
        }
    }
}

/// What a delta tells of an item in a window: an event as it is, a series as its master and stubs of its occurrences.
pub(in super::super) fn told(mailbox: &Mailbox, place: Place, window: Window, look: &Look) -> Vec<Value> {
    let Some((_, item)) = mailbox.at(place) else { return Vec::new() };
    let Some(event) = mailbox.event(Found { place, occurrence: None }) else { return Vec::new() };
    let options = Options::default();
    let whole = || {
        let mut value = event.shown(look, &options);
        value["@odata.type"] = json!("#microsoft.graph.event");
        value
    };
    let Some(pattern) = mailbox.pattern(item).filter(|_| item.of.is_none()) else {
        let shows = event.span().is_some_and(|span| window.meets(span));
        return shows.then(whole).into_iter().collect();
    };
    let series = item.shown_id(look.form);
    let stub = |start: i64| {
        let (from, until) = pattern.walls(start)?;
        let time = |wall, name| event.time(&zones::graph(wall, name), look);
        let end_zone = zones::zone_name(item.fields.get("end")?);
        Some(
            json!({"@odata.type": "#microsoft.graph.event", "@odata.etag": item.etag(), "id": occurrence_id(item, start, look.form),
            "type": "occurrence", "seriesMasterId": series, "start": time(from, pattern.zone_name), "end": time(until, end_zone)}),
        )
    };
    let stubs: Vec<Value> = pattern.computed(window).into_iter().filter_map(stub).collect();
    let exceptions = item.series.exceptions.values().map(|key| Place { item: *key, ..place });
    let edited = || exceptions.clone().any(|place| !mailbox.showing(place, window).is_empty());
    if stubs.is_empty() && !edited() {
        return Vec::new();
    }
    std::iter::once(whole()).chain(stubs).collect()
}
