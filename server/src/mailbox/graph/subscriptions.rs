//! Subscriptions to changes.

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::Graph;
use super::exchange::{Call, unreadable};
use super::fault::Purpose;
use super::items::items;
use super::transport::Method;
use crate::mailbox::{Error, Subscription};
use crate::practice::FolderKey;

/// Where they are.
const SUBSCRIPTIONS: &str = "subscriptions";

impl Graph {
    /// Asks to be told of changes in the folder.
    pub(super) async fn make_subscription(
        &self,
        folder: &FolderKey,
        notify: &str,
        client_state: &str,
        until: Timestamp,
    ) -> Result<Subscription, Error> {
        let mut body = json!({
            "changeType": "created,updated,deleted",
            "notificationUrl": notify,
            "resource": items(folder)?.join("/"),
            "expirationDateTime": until.to_string(),
            "clientState": client_state,
            "latestSupportedTlsVersion": "v1_2",
        });
        if let Some(lifecycle) = self.exchange.lifecycle() {
            body["lifecycleNotificationUrl"] = json!(lifecycle.as_str());
        }
        let url = self.exchange.base.at(&[SUBSCRIPTIONS])?;
        let call = Call::write(&folder.mailbox, Method::Post, url, Purpose::Subscribe, Some(body));
        read(&self.exchange.send(&call).await?, Purpose::Subscribe, None)
    }

    /// Prolongs it.
    pub(super) async fn prolong(&self, mailbox: &str, id: &str, until: Timestamp) -> Result<Subscription, Error> {
        let url = self.exchange.base.at(&[SUBSCRIPTIONS, id])?;
        let body = Some(json!({ "expirationDateTime": until.to_string() }));
        let call = Call::write(mailbox, Method::Patch, url, Purpose::Subscription, body);
        read(&self.exchange.send(&call).await?, Purpose::Subscription, Some((id, until)))
    }

    /// Ends it.
    pub(super) async fn end_subscription(&self, mailbox: &str, id: &str) -> Result<(), Error> {
        let url = self.exchange.base.at(&[SUBSCRIPTIONS, id])?;
        let call = Call::write(mailbox, Method::Delete, url, Purpose::Subscription, None);
        match self.exchange.send(&call).await {
            Ok(_) | Err(Error::Gone) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// The subscription of an answer; what it does not say of one that is known stays as it was asked for.
fn read(answer: &Json, purpose: Purpose, known: Option<(&str, Timestamp)>) -> Result<Subscription, Error> {
    let id = answer["id"].as_str().or(known.map(|(id, _)| id));
    let until = answer["expirationDateTime"].as_str().and_then(|text| text.parse().ok()).or(known.map(|(_, at)| at));
    match (id, until) {
        (Some(id), Some(until)) if !id.is_empty() => Ok(Subscription { id: id.to_owned(), until }),
        _ => Err(unreadable(purpose, "a subscription without identifier or end")),
    }
}
