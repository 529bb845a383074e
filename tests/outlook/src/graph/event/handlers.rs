//! What is done with events.

use super::super::folder::FolderKind;
use super::super::handlers::{folder_of, next_link};
use super::super::item::{IdForm, Valued as _};
use super::super::mailbox::{Mailbox, Place};
use super::super::mails::MailKind;
use super::super::problem::Problem;
use super::super::properties::Fields;
use super::super::query::Options;
use super::super::request::Made;
use super::super::route::{Action, FolderName, Target};
use super::super::world::{Ask, World};
use super::acts::By;
use super::{Event, Found, Look, Window, Writer, invited};
use crate::ids;
use serde_json::{Value, json};
use std::cmp::Ordering;

/// An event as a path names it: its calendar where the path does, and its id.
type Named<'a> = (Option<&'a FolderName>, &'a str);

impl World {
    /// Serves a request that is about calendars or events.
    pub(in super::super) fn in_calendar(&mut self, key: &str, ask: &Ask<'_>) -> Result<Made, Problem> {
        match (&ask.route.target, ask.request.method.as_str()) {
            (Target::Calendars, "GET") => self.calendars(key, ask),
            (Target::Calendars, "POST") => self.add_calendar(key, ask),
            (Target::Calendar(name), "GET") => {
                let (number, _) = calendar_of(self.mailbox(key)?, name)?;
                self.shown_calendar(200, key, number, ask)
            }
            (Target::Calendar(name), "PATCH") => self.change_calendar(key, name, ask),
            (Target::Calendar(name), "DELETE") => self.remove_calendar(key, name),
            (Target::Events(calendar), "GET") => self.events(key, calendar, ask),
            (Target::Events(calendar), "POST") => self.post_event(key, calendar, ask),
            (Target::Event(calendar, id), "GET") => {
                let found = event_by_id(self.mailbox(key)?, (calendar.as_ref(), id), ask.form)?;
                self.shown_event(200, key, found, ask)
            }
            (Target::Event(calendar, id), "PATCH") => self.patch_event(key, (calendar.as_ref(), id), ask),
            (Target::Event(calendar, id), "DELETE") => {
                let found = self.expected_event(key, (calendar.as_ref(), id), ask)?;
                self.remove_event(key, found, By(Writer::Application, ask.hit.notifications))?;
                Ok(Made::nothing())
            }
            (Target::Instances(calendar, id), "GET") => self.instances(key, (calendar.as_ref(), id), ask),
            (Target::Act(calendar, id, action), "POST") => self.act(key, (calendar.as_ref(), id), *action, ask),
            (Target::View(calendar), "GET") => self.view(key, calendar, ask),
            (Target::ViewDelta(calendar), "GET") => {
                if ask.options.token.is_none() {
                    ask.options.window()?.within(self.knobs.view_days)?;
                }
                self.delta(key, FolderKind::Calendar, calendar, ask)
            }
            _ => Err(Problem::Method),
        }
    }

    fn shown_event(&self, status: u16, key: &str, found: Found, ask: &Ask<'_>) -> Result<Made, Problem> {
        let event = self.mailbox(key)?.event(found).ok_or(Problem::ItemNotFound)?;
        let look = Look::of(key, ask, &self.knobs)?;
        let mut body = event.shown(&look, &ask.options);
        if ask.options.exceptions && event.kind() == "seriesMaster" {
            let exceptions = event.item.series.exceptions.values();
            let place = |item: &u64| Found { place: Place { item: *item, ..found.place }, occurrence: None };
            let exceptions = exceptions.filter_map(|item| event.mailbox.event(place(item)));
            // What is selected of the series is not selected of them.
            let options = Options::default();
            body["exceptionOccurrences"] = exceptions.map(|event| event.shown(&look, &options)).collect();
        }
        body["@odata.context"] = json!(self.context(&format!("users('{key}')/events/$entity")));
        Ok(Made { etag: Some(event.item.etag()), ..Made::json(status, &body) })
    }

    // Lists

    /// The singles and the masters of series.
    fn events(&self, key: &str, calendar: &FolderName, ask: &Ask<'_>) -> Result<Made, Problem> {
        let mailbox = self.mailbox(key)?;
        let (folder, found) = calendar_of(mailbox, calendar)?;
        let own = found.items.values().filter(|item| item.of.is_none());
        let place = |item: u64| Found { place: Place { folder, item }, occurrence: None };
        let events = own.filter_map(|item| mailbox.event(place(item.key)));
        self.list(key, events, &format!("users('{key}')/calendars('{}')/events", found.id), ask)
    }

    fn view(&self, key: &str, calendar: &FolderName, ask: &Ask<'_>) -> Result<Made, Problem> {
        let mailbox = self.mailbox(key)?;
        let (folder, _) = calendar_of(mailbox, calendar)?;
        let events = mailbox.view(folder, self.window(ask)?).into_iter();
        self.list(key, events, &format!("users('{key}')/calendarView"), ask)
    }

    fn instances(&self, key: &str, event: Named<'_>, ask: &Ask<'_>) -> Result<Made, Problem> {
        let mailbox = self.mailbox(key)?;
        let found = event_by_id(mailbox, event, ask.form)?;
        let window = self.window(ask)?;
        let master = mailbox.event(found).filter(|event| event.kind() == "seriesMaster");
        master.ok_or_else(|| {
            Problem::Invalid("Your request can't be completed. Only a recurring master has instances.".to_owned())
        })?;
        let events = mailbox.instances(found.place, window).into_iter();
        self.list(key, events, &format!("users('{key}')/events('{}')/instances", event.1), ask)
    }

    fn window(&self, ask: &Ask<'_>) -> Result<Window, Problem> {
        ask.options.window()?.within(self.knobs.view_days)
    }

    fn list<'a>(
        &self,
        key: &str,
        events: impl Iterator<Item = Event<'a>>,
        context: &str,
        ask: &Ask<'_>,
    ) -> Result<Made, Problem> {
        let (options, look) = (&ask.options, Look::of(key, ask, &self.knobs)?);
        let size = self.page_size(ask, self.knobs.page_size);
        let fitting = events.filter(|event| options.filter.as_ref().is_none_or(|filter| filter.fits(event)));
        // Only who counts or sorts needs them all.
        let all = options.count || !options.order.is_empty();
        let most = if all { usize::MAX } else { options.skip + size + 1 };
        let mut found: Vec<Event<'_>> = fitting.take(most).collect();
        found.sort_by(|one, other| in_order(one, other, options));
        let page = found.iter().skip(options.skip).take(size).map(|event| event.shown(&look, options));
        let mut body = json!({"@odata.context": self.context(context), "value": page.collect::<Vec<_>>()});
        if options.count {
            body["@odata.count"] = json!(found.len());
        }
        if found.len() > options.skip + size {
            body["@odata.nextLink"] = json!(next_link(ask, options.skip + size));
        }
        Ok(Made::json(200, &body))
    }

    // Writes

    fn post_event(&mut self, key: &str, calendar: &FolderName, ask: &Ask<'_>) -> Result<Made, Problem> {
        let given = ask.request.object()?;
        let mailbox = self.mailbox(key)?;
        let (number, _) = calendar_of(mailbox, calendar)?;
        let transaction = given.get("transactionId").and_then(Value::as_str);
        if let Some(known) = transaction.and_then(|id| mailbox.transactions.get(id)) {
            // What was created may be gone meanwhile: the transaction is known all the same.
            let there = mailbox.found(known, IdForm::Immutable).filter(|_| self.knobs.duplicate_transaction == 201);
            let found = there.ok_or(Problem::DuplicateTransaction(self.knobs.duplicate_transaction.max(400)))?;
            return self.shown_event(201, key, found, ask);
        }
        let place = self.create_event(key, number, &given, By(Writer::Application, ask.hit.notifications))?;
        self.shown_event(201, key, Found { place, occurrence: None }, ask)
    }

    fn patch_event(&mut self, key: &str, event: Named<'_>, ask: &Ask<'_>) -> Result<Made, Problem> {
        let mut given = ask.request.object()?;
        let found = self.expected_event(key, event, ask)?;
        // It belongs to the creation.
        given.remove("transactionId");
        let found = self.change_event(key, found, &given, By(Writer::Application, ask.hit.notifications))?;
        self.shown_event(200, key, found, ask)
    }

    /// The event of a write, when it is as `If-Match` expects.
    fn expected_event(&self, key: &str, event: Named<'_>, ask: &Ask<'_>) -> Result<Found, Problem> {
        let mailbox = self.mailbox(key)?;
        let found = event_by_id(mailbox, event, ask.form)?;
        let own = mailbox.event(found).map(|event| event.item.etag()).unwrap_or_default();
        self.matches(&own, ask)?;
        Ok(found)
    }

    // Meetings

    fn act(&mut self, key: &str, event: Named<'_>, action: Action, ask: &Ask<'_>) -> Result<Made, Problem> {
        let found = event_by_id(self.mailbox(key)?, event, ask.form)?;
        let given = if ask.request.body.is_empty() { Fields::new() } else { ask.request.object()? };
        let refuse = |text: &str| Err(Problem::Invalid(format!("Your request can't be completed. {text}")));
        let event = self.event(key, found).ok_or(Problem::ItemNotFound)?;
        let (called, own) = (event.is_called_meeting(), event.fields.get("isOrganizer") != Some(&json!(false)));
        let organizer = event.fields.get("organizer").and_then(|person| person["emailAddress"]["address"].as_str());
        let organizer: Vec<String> = organizer.map(str::to_owned).into_iter().collect();
        let by = By(Writer::Application, ask.hit.notifications);
        match action {
            Action::DismissReminder | Action::SnoozeReminder => return Ok(Made { status: 200, ..Made::default() }),
            Action::Cancel if !called => return refuse("You need to be an organizer to cancel a meeting."),
            Action::Cancel => self.remove_event(key, found, by)?,
            Action::Forward => {
                let to = given.get("toRecipients").or_else(|| given.get("ToRecipients")).cloned().unwrap_or_default();
                let to = invited(&[("attendees".to_owned(), to)].into_iter().collect());
                self.mail(key, found, MailKind::Forward, to);
            }
            _ if own => return refuse("You can't respond to this meeting because you're the meeting organizer."),
            answer => {
                if given.get("sendResponse") != Some(&json!(false)) {
                    self.mail(key, found, MailKind::Response, organizer);
                }
                self.respond(key, found, answer, by)?;
            }
        }
        Ok(Made { status: 202, ..Made::default() })
    }

    /// A meeting that was declined leaves the calendar.
    fn respond(&mut self, key: &str, found: Found, answer: Action, by: By) -> Result<(), Problem> {
        let (response, show_as) = match answer {
            Action::Decline => return self.remove_event(key, found, by),
            Action::TentativelyAccept => ("tentativelyAccepted", "tentative"),
            _ => ("accepted", "busy"),
        };
        let status = json!({"response": response, "time": crate::clock::stamp(self.now())});
        let given = json!({"responseStatus": status, "showAs": show_as});
        let given = given.as_object().cloned().unwrap_or_default();
        self.change_event(key, found, &given, By(Writer::Person, by.1)).map(drop)
    }
}

fn calendar_of<'a>(
    mailbox: &'a Mailbox,
    name: &FolderName,
) -> Result<(u64, &'a super::super::folder::Folder), Problem> {
    folder_of(mailbox, name, FolderKind::Calendar)
}

fn event_by_id(mailbox: &Mailbox, (calendar, id): Named<'_>, form: IdForm) -> Result<Found, Problem> {
    let calendar = calendar.map(|name| calendar_of(mailbox, name)).transpose()?;
    let found = mailbox.found(id, form).filter(|found| calendar.is_none_or(|(number, _)| number == found.place.folder));
    found.ok_or_else(|| if ids::is_item_id(id) { Problem::ItemNotFound } else { Problem::MalformedId })
}

fn in_order(one: &Event<'_>, other: &Event<'_>, options: &Options) -> Ordering {
    let text = |event: &Event<'_>, name: &str| event.value(name).as_str().unwrap_or_default().to_lowercase();
    let by = |(name, down): &(String, bool)| {
        let order = text(one, name).cmp(&text(other, name));
        if *down { order.reverse() } else { order }
    };
    options.order.iter().map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}
