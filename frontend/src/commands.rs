//! The ribbon's Sync: the open item is synchronized without opening the pane, and the notification bar says what was
//! done. There is no popup here: whoever cannot be signed in silently is sent to Status.

use api::{ProblemKind, SyncItem, SyncReport};
use js_sys::Function;
use rules::{
    outlook::item::{ItemType, Snapshot},
    plan::Answers,
};

use crate::{
    app::SWITCHED,
    browser,
    client::Client,
    messages::Words,
    model::{
        Answer, Changes, Edit, Failure, FormResult, Found, NoToken, NotSet, bar, bar_with, form_edits, not_set, ribbon,
        ribbon_stop,
    },
    office,
};

/// How long it may take, in milliseconds: Outlook shows its own notice while it runs.
const LIMIT: u32 = 40_000;

/// What the bar is to say, and whether it is a failure.
type Said = (String, bool);

/// Synchronizes the open item and says so.
pub(crate) async fn sync_item(entra: Function) {
    let words = Words::of(&office::host().language);
    let said = browser::within(LIMIT, run(entra, words)).await;
    let (text, failed) = said.unwrap_or_else(|| (bar(&words.say("ribbon-time"), words), true));
    // Without an item there is no bar to say it in.
    let _ = office::notify(&text, failed).await;
}

async fn run(entra: Function, words: Words) -> Said {
    let stopped = |key: &str| (bar(&words.say(key), words), true);
    let snapshot = match office::read().await {
        Ok(Found::Item(item)) if item.item_type == ItemType::Appointment => *item,
        Ok(_) => return stopped("ribbon-no-item"),
        Err(office::OfficeError::ItemChanged) => return stopped("ribbon-changed"),
        Err(error) => return refused(&error.to_string(), words),
    };
    if snapshot.item_id.is_none() {
        return stopped("ribbon-unsaved");
    }
    let client = Client::new(entra);
    match synchronize(&client, &snapshot).await {
        Ok(Done::Stopped(key)) => stopped(key),
        Ok(Done::Synchronized(report)) => finish(*report, &snapshot, words).await,
        Err(failure) if failure.kind() == Some(ProblemKind::NotAdmitted) => stopped("ribbon-not-admitted"),
        Err(failure @ Failure::NoToken(NoToken::Away | NoToken::Refused(_))) => {
            refused(&failure.sentence(words), words)
        }
        Err(failure) if failure.is_sign_in() => stopped("ribbon-sign-in"),
        Err(failure) => refused(&failure.sentence(words), words),
    }
}

fn refused(reason: &str, words: Words) -> Said {
    (bar_with("ribbon-failed", &[("reason", reason.to_owned())], words), true)
}

/// What the server was brought to.
enum Done {
    /// There is nothing to synchronize; the message that says why.
    Stopped(&'static str),
    /// It was synchronized.
    Synchronized(Box<SyncReport>),
}

async fn synchronize(client: &Client, snapshot: &Snapshot) -> Result<Done, Failure> {
    if !client.has_token() {
        sign_in(client).await?;
    }
    let status = match client.status(snapshot.clone()).await {
        // A token from before may be over.
        Err(failure) if client.has_token() && failure.kind() == Some(ProblemKind::NotSignedIn) => {
            client.set_token(None);
            sign_in(client).await?;
            client.status(snapshot.clone()).await?
        }
        other => other?,
    };
    if let Some(key) = ribbon_stop(&status.state) {
        return Ok(Done::Stopped(key));
    }
    let edit = Edit::Sync(SyncItem { item: snapshot.clone(), shown: None, answers: Answers::new() });
    match client.edit(&edit, &browser::new_key(), || {}).await? {
        Answer::Report(report) => Ok(Done::Synchronized(report)),
        _ => Err(Failure::Unreadable(200)),
    }
}

/// Signs in without a word to the person: with Microsoft 365, or with the mailbox's address where the server lets one.
async fn sign_in(client: &Client) -> Result<(), Failure> {
    let address = office::host().address;
    let ways = client.ways().await?;
    if let Some(entra) = ways.entra {
        if browser::kept(SWITCHED).is_some() {
            return Err(NoToken::SignedOut.into());
        }
        client.acquire(&entra, &address, None).await?;
        return Ok(());
    }
    let signed = client.sign_in(address).await;
    // Nobody has that mailbox, or the server does not offer it.
    let signed = signed.map_err(|failure| if failure.passes() { failure } else { NoToken::Interaction.into() })?;
    client.set_token(Some(&signed.token));
    Ok(())
}

/// Tells the form, then says what came of it all.
async fn finish(report: SyncReport, sent: &Snapshot, words: Words) -> Said {
    let changes: Changes = report.to_item.iter().map(|change| (change.field, change.value.clone())).collect();
    let (edits, unmapped) = form_edits(&changes, sent);
    let mut failed: Vec<FormResult> =
        unmapped.into_iter().map(|error| (error.field, NotSet::Refused(error.reason))).collect();
    failed.extend(office::set_form(&edits, sent).await.failed);
    match failed.first() {
        None => (ribbon(&report, words), false),
        Some(first) => {
            let (key, values) = not_set(first, words);
            (bar_with(key, &values, words), true)
        }
    }
}
