//! The ribbon's Sync and its menu: the open item, or all that takes part, is synchronized without opening the pane, and
//! the notification bar says what was done. There is no popup here: whoever cannot be signed in silently is sent to Status.

use std::collections::VecDeque;

use api::{ItemStatus, Me, ProblemKind, RunState, RunSummary, RunWhat, SyncItem, SyncReport};
use gloo_timers::future::TimeoutFuture;
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
        Answer, Changes, Edit, Effect, Failure, FormResult, Found, Kept, NoToken, NotSet, Queue, bar, bar_with,
        form_edits, not_set, ribbon, ribbon_run, ribbon_stop,
    },
    office, store,
};

/// How long it may take, in milliseconds: Outlook shows its own notice while it runs.
const LIMIT: u32 = 40_000;
/// How often a run is looked at, in milliseconds.
const LOOK: u32 = 300;

/// What the bar is to say, and whether it is a failure.
type Said = (String, bool);

/// Synchronizes the open item and says so.
pub(crate) async fn sync_item(entra: Function) {
    let words = Words::of(&office::host().language);
    say(browser::within(LIMIT, run(entra, words)).await, words).await;
}

/// Synchronizes all that takes part, or a part of it, and says so (C12). What is none of the words is everything.
pub(crate) async fn sync_run(entra: Function, what: &str) {
    let words = Words::of(&office::host().language);
    let what = match what {
        "contacts" => RunWhat::Contacts,
        "calendar" => RunWhat::Calendar,
        _ => RunWhat::Everything,
    };
    say(browser::within(LIMIT, whole(&Client::new(entra), what, words)).await, words).await;
}

async fn say(said: Option<Said>, words: Words) {
    let (text, failed) = said.unwrap_or_else(|| (bar(&words.say("ribbon-time"), words), true));
    // Without an item there is no bar to say it in.
    let _ = office::notify(&text, failed).await;
}

async fn whole(client: &Client, what: RunWhat, words: Words) -> Said {
    let nothing = if what == RunWhat::Calendar { "ribbon-no-calendar" } else { "ribbon-no-run" };
    match ended(client, what).await {
        Ok(Some(run)) => (ribbon_run(&run, words), run.state == RunState::Failed || run.failed > 0),
        Ok(None) => (bar(&words.say(nothing), words), true),
        Err(failure) => failed(&failure, words),
    }
}

/// Begins a run, and waits until it is over or waits itself. `None`: there is nothing that could run.
async fn ended(client: &Client, what: RunWhat) -> Result<Option<RunSummary>, Failure> {
    signed_in(client).await?;
    let Some(id) = client.start(what).answer().await?.run else { return Ok(None) };
    loop {
        match client.run(&id).answer().await {
            Ok(run) if !matches!(run.summary.state, RunState::Planning | RunState::Executing) => {
                return Ok(Some(run.summary));
            }
            // It is not written down yet.
            Err(failure) if failure.kind() != Some(ProblemKind::NotFound) => return Err(failure),
            _ => TimeoutFuture::new(LOOK).await,
        }
    }
}

async fn run(entra: Function, words: Words) -> Said {
    let stopped = |key: &str| (bar(&words.say(key), words), true);
    let snapshot = match office::read().await {
        Ok(Found::Item(item)) if item.item_type == ItemType::Appointment => *item,
        Ok(_) => return stopped("ribbon-no-item"),
        Err(office::OfficeError::ItemChanged) => return stopped("ribbon-changed"),
        Err(error) => return refused(&error.sentence(words), words),
    };
    if snapshot.item_id.is_none() {
        return stopped("ribbon-unsaved");
    }
    let client = Client::new(entra);
    match synchronize(&client, &snapshot, words).await {
        Ok(Done::Stopped(key)) => stopped(key),
        Ok(Done::Refused(reason)) => refused(&reason, words),
        Ok(Done::Kept) => (bar(&words.say("ribbon-kept"), words), false),
        Ok(Done::Synchronized(report)) => finish(*report, &snapshot, words).await,
        Err(failure) => failed(&failure, words),
    }
}

fn failed(failure: &Failure, words: Words) -> Said {
    let stopped = |key: &str| (bar(&words.say(key), words), true);
    match failure {
        failure if failure.kind() == Some(ProblemKind::NotAdmitted) => stopped("ribbon-not-admitted"),
        Failure::NoToken(NoToken::Away | NoToken::Refused(_)) => refused(&failure.sentence(words), words),
        failure if failure.is_sign_in() => stopped("ribbon-sign-in"),
        failure => refused(&failure.sentence(words), words),
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
    /// The server is away, and the edit is kept.
    Kept,
    /// Another window was told that it cannot be done; why.
    Refused(String),
}

async fn synchronize(client: &Client, snapshot: &Snapshot, words: Words) -> Result<Done, Failure> {
    let mut line = Line::new();
    match status(client, snapshot).await {
        Ok((status, person)) => {
            if let Some(key) = ribbon_stop(&status.state) {
                return Ok(Done::Stopped(key));
            }
            line.open(&person);
        }
        Err(failure) if failure.passes() => {
            // Who it is was told by the pane that was last open in this mailbox.
            let Some(person) = store::person_of(&office::host().address) else { return Err(failure) };
            line.queue.away();
            line.open(&person);
        }
        Err(failure) => return Err(failure),
    }
    let edit = Edit::Sync(SyncItem { item: snapshot.clone(), shown: None, answers: Answers::new() });
    line.sync(client, edit, words).await
}

/// How the item stands, and the id of the person who asks.
async fn status(client: &Client, snapshot: &Snapshot) -> Result<(ItemStatus, String), Failure> {
    let me = signed_in(client).await?;
    Ok((*client.status(snapshot.clone()).answer().await?, me.staff.id))
}

/// Who asks, signed in where nobody was.
async fn signed_in(client: &Client) -> Result<Box<Me>, Failure> {
    if !client.has_token() {
        sign_in(client).await?;
    }
    match client.me().answer().await {
        // A token from before may be over.
        Err(failure) if client.has_token() && failure.kind() == Some(ProblemKind::NotSignedIn) => {
            client.set_token(None);
            sign_in(client).await?;
            client.me().answer().await
        }
        other => other,
    }
}

/// The queue, run by the command until its own edit is answered or kept. Edits that were kept before go first.
struct Line {
    queue: Queue,
    turn: Option<store::Turn>,
    /// What is still to be done for it.
    todo: VecDeque<Effect>,
}

impl Line {
    fn new() -> Self {
        let mut queue = Queue::new(browser::new_key());
        queue.now = browser::now().as_millisecond();
        Self { queue, turn: None, todo: VecDeque::new() }
    }

    /// Whatever is kept for that person is loaded first: it goes first.
    fn open(&mut self, person: &str) {
        self.queue.open(person);
        self.todo.extend(self.queue.load(person, store::load(person)).1);
    }

    async fn sync(&mut self, client: &Client, edit: Edit, words: Words) -> Result<Done, Failure> {
        let (key, at) = self.queue.draw();
        let kept = Kept::new(edit, key, at);
        let about = kept.about.clone();
        let Ok(effects) = self.queue.add(kept) else {
            return Ok(Done::Stopped("kept-full"));
        };
        // One that is the same as before is that one.
        let Some(own) = self.queue.edits().iter().rev().find(|kept| kept.about == about).cloned() else {
            return Ok(Done::Stopped("ribbon-not-kept"));
        };
        self.todo.extend(effects);
        match self.run(client, &own.key, words).await {
            Some(answer) => report(answer?),
            None => self.after(client, &own).await,
        }
    }

    /// Runs the queue until that edit is answered, or there is nothing more to do for now.
    async fn run(&mut self, client: &Client, own: &str, words: Words) -> Option<Result<Answer, Failure>> {
        let mut answer = None;
        while let Some(effect) = self.todo.pop_front() {
            match effect {
                Effect::Store { person, kept, replaces } if store::keep(&person, &kept) => {
                    for key in &replaces {
                        store::forget(&person, key);
                    }
                }
                Effect::Store { kept, .. } => self.todo.extend(self.queue.not_stored(&kept.key)),
                Effect::LoadKept(person) => self.todo.extend(self.queue.load(&person, store::load(&person)).1),
                Effect::Forget { person, key } => store::forget(&person, &key),
                Effect::TakeTurn(person) => {
                    self.turn = Some(store::turn(&person).await);
                    self.todo.extend(self.queue.turn(&person));
                }
                Effect::EndTurn(_) => self.turn = None,
                Effect::Send { .. } if answer.is_some() => break,
                Effect::Send { person, kept } => {
                    let result = client.send(&person, &kept).await;
                    let (_, effects) = self.queue.answered(&person, &kept.key, &result, |why| why.sentence(words));
                    self.todo.extend(effects);
                    let settled = !result.as_ref().is_err_and(Failure::passes);
                    answer = Some(result).filter(|_| kept.key == own && settled);
                }
                _ => {}
            }
        }
        answer
    }

    /// What became of an edit that had no answer here: another window may have sent it.
    async fn after(&self, client: &Client, own: &Kept) -> Result<Done, Failure> {
        match (self.queue.edits().iter().find(|kept| kept.key == own.key), self.queue.person()) {
            (Some(Kept { refused: Some(refused), .. }), _) => Ok(Done::Refused(refused.reason.clone())),
            (Some(Kept { stored: true, .. }), _) => Ok(Done::Kept),
            (Some(_), _) => Ok(Done::Stopped("ribbon-time")),
            (None, _) if !own.stored || self.queue.is_away() => Ok(Done::Stopped("ribbon-not-kept")),
            // The server knows the edit by its key, and answers as it answered then.
            (None, Some(person)) => report(client.send(person, own).await?),
            (None, None) => Ok(Done::Kept),
        }
    }
}

fn report(answer: Answer) -> Result<Done, Failure> {
    match answer {
        Answer::Report(report) => Ok(Done::Synchronized(report)),
        _ => Err(Failure::Unreadable(200)),
    }
}

/// Signs in without a word to the person: with Microsoft 365, or with the mailbox's address where the server lets one.
async fn sign_in(client: &Client) -> Result<(), Failure> {
    let address = office::host().address;
    let ways = Client::ways().answer().await?;
    if let Some(entra) = ways.entra {
        if browser::kept(SWITCHED).is_some() {
            return Err(NoToken::SignedOut.into());
        }
        client.acquire(&entra, &address, None).await?;
        return Ok(());
    }
    let signed = client.sign_in(address).answer().await;
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
    failed.extend(office::set_form(&edits, sent, words).await.failed);
    match failed.first() {
        None => (ribbon(&report, words), false),
        Some(first) => {
            let (key, values) = not_set(first, words);
            (bar_with(key, &values, words), true)
        }
    }
}
