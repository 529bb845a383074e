//! Subscriptions to changes of contacts and events, and the notifications that they make.

use super::faults::NotificationFaults;
use super::folder::FolderKind;
use super::item::{IdForm, Item};
use super::mailbox::ChangeType;
use super::problem::Problem;
use super::properties::Fields;
use super::request::{Made, Request};
use super::route::{self, FolderName, Target};
use super::world::{Ask, Caller, World};
use crate::clock;
use crate::entra::{CLIENT, TENANT};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;
use url::Url;
use uuid::Uuid;

/// The longest `clientState`, in characters.
const CLIENT_STATE: usize = 128;

/// A subscription.
#[derive(Debug, Clone)]
pub(super) struct Subscription {
    /// As it was given.
    resource: String,
    mailbox: String,
    kind: FolderKind,
    /// The folder by its id; none for all of them.
    folder: Option<String>,
    change_type: String,
    changes: Vec<ChangeType>,
    url: String,
    lifecycle_url: Option<String>,
    client_state: Option<String>,
    expires: Timestamp,
    form: IdForm,
    /// Nothing is sent until the application shows that it still may.
    reauthorization_required: bool,
}

/// A notification that is to be posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// Where to.
    pub url: String,
    /// `{"value": [...]}`.
    pub body: Value,
}

/// A notification on its way.
#[derive(Debug, Clone)]
pub(super) struct Queued {
    due: Timestamp,
    notification: Notification,
}

/// What is told of a subscription itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LifecycleEvent {
    /// The application must show that it still may: until then nothing is sent.
    ReauthorizationRequired,
    /// The subscription is gone.
    SubscriptionRemoved,
    /// Notifications were lost.
    Missed,
}

/// The change types by their names.
const CHANGES: [(&str, ChangeType); 3] =
    [("created", ChangeType::Created), ("updated", ChangeType::Updated), ("deleted", ChangeType::Deleted)];

impl Subscription {
    fn fits(&self, mailbox: &str, (kind, folder): (FolderKind, &str), change: ChangeType) -> bool {
        self.mailbox == mailbox
            && self.kind == kind
            && self.folder.as_deref().is_none_or(|own| own == folder)
            && self.changes.contains(&change)
            && !self.reauthorization_required
    }

    fn value(&self, id: Uuid) -> Value {
        json!({"id": id, "resource": self.resource, "applicationId": CLIENT, "changeType": self.change_type, "clientState": self.client_state,
            "notificationUrl": self.url, "notificationQueryOptions": null, "lifecycleNotificationUrl": self.lifecycle_url,
            "expirationDateTime": clock::stamp(self.expires), "creatorId": CLIENT, "includeResourceData": null,
            "latestSupportedTlsVersion": "v1_2", "encryptionCertificate": null, "encryptionCertificateId": null, "notificationUrlAppId": null})
    }

    /// What every notification says.
    fn head(&self, id: Uuid) -> Value {
        json!({"subscriptionId": id, "subscriptionExpirationDateTime": clock::stamp(self.expires), "tenantId": TENANT, "clientState": self.client_state})
    }
}

fn refused(message: impl Into<String>) -> Problem {
    Problem::Subscription(message.into())
}

fn text(given: &Fields, name: &str) -> Result<Option<String>, Problem> {
    match given.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(refused(format!("{name} must be a text."))),
    }
}

fn required(given: &Fields, name: &str) -> Result<String, Problem> {
    text(given, name)?.filter(|text| !text.is_empty()).ok_or_else(|| refused(format!("{name} is required.")))
}

/// An address that can be posted to: https, or this machine.
fn address(text: String) -> Result<String, Problem> {
    let url = Url::parse(&text).map_err(|_| refused("The notification URL is invalid."))?;
    let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let fits = url.scheme() == "https" || url.scheme() == "http" && here;
    if fits { Ok(text) } else { Err(refused("The notification URL must use https.")) }
}

impl World {
    pub(super) fn subscriptions_at(&mut self, ask: &Ask<'_>) -> Result<Made, Problem> {
        self.expire();
        match (&ask.route.target, ask.request.method.as_str()) {
            (Target::Subscriptions, "GET") => Ok(self.listed()),
            (Target::Subscriptions, "POST") => self.subscribe(ask),
            (Target::Subscription(id), method @ ("GET" | "PATCH" | "DELETE")) => self.subscription(id, method, ask),
            (Target::Reauthorize(id), "POST") => {
                self.known(id)?.1.reauthorization_required = false;
                Ok(Made::nothing())
            }
            _ => Err(Problem::Method),
        }
    }

    fn listed(&self) -> Made {
        let value: Vec<_> = self.subscriptions.iter().map(|(id, subscription)| subscription.value(*id)).collect();
        let context = format!("{}/v1.0/$metadata#subscriptions", self.origin);
        Made::json(200, &json!({"@odata.context": context, "value": value}))
    }

    /// Reads a new subscription, and refuses what Graph refuses.
    fn read_subscription(&self, request: &Request, caller: &Caller) -> Result<Subscription, Problem> {
        let given = request.object()?;
        let change_type = required(&given, "changeType")?;
        let changes = change_type.split(',').map(|name| CHANGES.iter().find(|(known, _)| *known == name.trim()));
        let changes: Option<Vec<_>> = changes.map(|found| found.map(|(_, change)| *change)).collect();
        let resource = required(&given, "resource")?;
        let (mailbox, kind, folder) = self.resource(&resource, caller)?;
        let client_state = text(&given, "clientState")?;
        if client_state.as_ref().is_some_and(|text| text.chars().count() > CLIENT_STATE) {
            return Err(refused(format!("clientState has at most {CLIENT_STATE} characters.")));
        }
        Ok(Subscription {
            mailbox,
            kind,
            folder,
            resource,
            changes: changes.ok_or_else(|| refused("changeType is invalid."))?,
            change_type,
            url: address(required(&given, "notificationUrl")?)?,
            lifecycle_url: text(&given, "lifecycleNotificationUrl")?.map(address).transpose()?,
            client_state,
            expires: self.until(&given)?,
            form: request.id_form(),
            reauthorization_required: false,
        })
    }

    /// The mailbox, and the kind of items and the folder in it, that a subscription is to.
    fn resource(&self, resource: &str, caller: &Caller) -> Result<(String, FolderKind, Option<String>), Problem> {
        let wrong = || refused(format!("The resource '{resource}' is not supported for subscriptions."));
        let route = route::read(resource.trim_start_matches('/')).map_err(|_| wrong())?;
        let (kind, name) = match &route.target {
            Target::Contacts(name) => (FolderKind::Contacts, name),
            Target::Events(name) => (FolderKind::Calendar, name),
            _ => return Err(wrong()),
        };
        let folder = match name {
            FolderName::Default => None,
            FolderName::Id(id) => Some(crate::ids::rest(id)),
        };
        let (request, options) = (Request::new("GET", resource), super::query::Options::default());
        let (form, address, hit) = (IdForm::Immutable, String::new(), super::faults::Hit::default());
        let mailbox = self.mailbox_of(&Ask { request: &request, caller, route, options, form, address, hit })?;
        let known = |id: &String| {
            self.mailboxes.get(&mailbox).is_some_and(|own| own.folder(id).is_some_and(|(_, own)| own.kind == kind))
        };
        if folder.as_ref().is_some_and(|id| !known(id)) {
            return Err(Problem::FolderNotFound);
        }
        Ok((mailbox, kind, folder))
    }

    fn until(&self, given: &Fields) -> Result<Timestamp, Problem> {
        let wrong = || refused("expirationDateTime is not a moment.");
        let until: Timestamp = required(given, "expirationDateTime")?.parse().map_err(|_| wrong())?;
        let (now, most) = (self.now(), self.knobs.subscription_minutes);
        if until <= now {
            return Err(refused("Subscription expiration must be in the future."));
        }
        if until.duration_since(now) > SignedDuration::from_mins(most) {
            return Err(refused(format!("Subscription expiration can only be {most} minutes in the future.")));
        }
        Ok(until)
    }

    /// The addresses of a new subscription that must answer first, each with the token that they must repeat.
    pub(super) fn handshakes(&mut self, request: &Request, caller: &Caller) -> Vec<(String, String)> {
        let path = route::split(&request.path, &self.origin).map(|(path, _)| path);
        if request.method != "POST"
            || path.map(route::read).and_then(Result::ok).map(|route| route.target) != Some(Target::Subscriptions)
        {
            return Vec::new();
        }
        let Ok(subscription) = self.read_subscription(request, caller) else { return Vec::new() };
        let urls = std::iter::once(subscription.url).chain(subscription.lifecycle_url);
        urls.map(|url| {
            (
                url,
                format!(
                    "Validation: Testing client application reachability for subscription Request-Id: {}",
                    self.seeded.guid()
                ),
            )
        })
        .collect()
    }

    fn subscribe(&mut self, ask: &Ask<'_>) -> Result<Made, Problem> {
        let subscription = self.read_subscription(ask.request, ask.caller)?;
        let id = self.seeded.guid();
        let made = self.shown_subscription(201, id, &subscription);
        self.subscriptions.insert(id, subscription);
        Ok(made)
    }

    fn shown_subscription(&self, status: u16, id: Uuid, subscription: &Subscription) -> Made {
        let mut value = subscription.value(id);
        value["@odata.context"] = json!(format!("{}/v1.0/$metadata#subscriptions/$entity", self.origin));
        Made::json(status, &value)
    }

    fn subscription(&mut self, id: &str, method: &str, ask: &Ask<'_>) -> Result<Made, Problem> {
        if method == "PATCH" {
            let until = self.until(&ask.request.object()?)?;
            let (_, subscription) = self.known(id)?;
            subscription.expires = until;
            subscription.reauthorization_required = false;
        }
        let (id, subscription) = self.known(id)?;
        let subscription = subscription.clone();
        if method == "DELETE" {
            self.subscriptions.remove(&id);
            return Ok(Made::nothing());
        }
        Ok(self.shown_subscription(200, id, &subscription))
    }

    fn known(&mut self, id: &str) -> Result<(Uuid, &mut Subscription), Problem> {
        let id: Uuid = id.parse().map_err(|_| Problem::NoSubscription)?;
        self.subscriptions.get_mut(&id).map(|subscription| (id, subscription)).ok_or(Problem::NoSubscription)
    }

    /// Subscriptions end by themselves, and nobody is told.
    fn expire(&mut self) {
        let now = self.now();
        self.subscriptions.retain(|_, subscription| subscription.expires > now);
    }

    // Notifications

    /// Tells whoever subscribed of a change.
    pub(super) fn announce(
        &mut self,
        mailbox: &str,
        folder: (FolderKind, &str),
        item: &Item,
        change: ChangeType,
        faults: NotificationFaults,
    ) {
        if self.subscriptions.is_empty() {
            return;
        }
        self.expire();
        let fitting = self.subscriptions.iter().filter(|(_, subscription)| subscription.fits(mailbox, folder, change));
        let fitting: Vec<_> = fitting.map(|(id, subscription)| (*id, subscription.clone())).collect();
        let user = self.mailboxes.get(mailbox).map(|mailbox| mailbox.user).unwrap_or_default();
        for (id, subscription) in fitting {
            if faults.lost {
                self.tell_missed(id, &subscription);
                continue;
            }
            let shown = item.shown_id(subscription.form);
            let (path, kind) = match folder.0 {
                FolderKind::Contacts => ("Contacts", "#Microsoft.Graph.Contact"),
                FolderKind::Calendar => ("Events", "#Microsoft.Graph.Event"),
            };
            let mut entry = subscription.head(id);
            entry["changeType"] = json!(change);
            entry["resource"] = json!(format!("Users/{user}/{path}/{shown}"));
            entry["resourceData"] =
                json!({"@odata.type": kind, "@odata.id": entry["resource"], "@odata.etag": item.etag(), "id": shown});
            let copies = if faults.doubled { 2 } else { 1 };
            for _ in 0..copies {
                self.queue(&subscription.url, entry.clone(), faults.late);
            }
        }
    }

    fn queue(&mut self, url: &str, entry: Value, late: Duration) {
        let delay = Duration::from_millis(self.knobs.notification_delay_ms) + late;
        let now = self.clock.now();
        let due = now.checked_add(delay).unwrap_or(now);
        let notification = Notification { url: url.to_owned(), body: json!({"value": [entry]}) };
        self.queue.push(Queued { due, notification });
    }

    /// Where a knob says so, the loss of a notification is told by itself.
    fn tell_missed(&mut self, id: Uuid, subscription: &Subscription) {
        if self.knobs.missed_is_told {
            self.tell(id, subscription, LifecycleEvent::Missed);
        }
    }

    fn tell(&mut self, id: Uuid, subscription: &Subscription, event: LifecycleEvent) {
        let Some(url) = &subscription.lifecycle_url else { return };
        let mut entry = subscription.head(id);
        entry["lifecycleEvent"] = json!(event);
        entry["resource"] = json!(subscription.resource);
        self.queue(url, entry, Duration::ZERO);
    }

    /// Does to a subscription what the event says, and tells it.
    pub(super) fn lifecycle(&mut self, id: &str, event: LifecycleEvent) -> Result<(), Problem> {
        let (id, subscription) = self.known(id)?;
        subscription.reauthorization_required |= event == LifecycleEvent::ReauthorizationRequired;
        let subscription = subscription.clone();
        if event == LifecycleEvent::SubscriptionRemoved {
            self.subscriptions.remove(&id);
        }
        self.tell(id, &subscription, event);
        Ok(())
    }

    /// The notifications whose time has come, in the order of their times.
    pub(super) fn due(&mut self) -> Vec<Notification> {
        let now = self.clock.now();
        let (mut due, waiting): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.queue).into_iter().partition(|queued| queued.due <= now);
        self.queue = waiting;
        due.sort_by_key(|queued| queued.due);
        due.into_iter().map(|queued| queued.notification).collect()
    }

    pub(super) fn subscription_values(&mut self) -> Vec<Value> {
        self.expire();
        self.subscriptions.iter().map(|(id, subscription)| subscription.value(*id)).collect()
    }
}
