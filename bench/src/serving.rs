//! Item status and item sync under load, against the bare handlers, in turns.

use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use api::{DevelopmentSignIn, IDEMPOTENCY_KEY, ItemRequest, ROOT, Signed, SyncItem};
use jiff::{SignedDuration, Timestamp};
use reqwest::Client;
use server::http::{self, Handle, Options};

use crate::bare::{self, Bare};
use crate::load::{self, Load, Request, Shape};
use crate::table::{Aim, Table, median};
use crate::{Args, firm};

/// Both are measured so often, in turns: the middle one counts.
const TURNS: usize = 3;

/// No limits on requests: they are not what is measured.
const NO_LIMITS: &str =
    "[limits]\nreads_per_minute = 1000000000\nwrites_per_minute = 1000000000\nrequests_per_minute = 1000000000\n";

/// Product and yardstick, each over a database of its own with the same content.
struct Sides {
    ours: Handle,
    token: String,
    bare: Bare,
    _folders: [tempfile::TempDir; 2],
}

impl Sides {
    async fn start(appointments: usize) -> Result<Self> {
        println!("filling a practice database with {appointments} linked appointments");
        let folders = [tempfile::tempdir()?, tempfile::tempdir()?];
        firm::fill(folders[0].path(), appointments).await?;
        std::fs::copy(folders[0].path().join("practice.db"), folders[1].path().join("practice.db"))?;
        let (ours, token) = product(folders[0].path()).await?;
        let bare = bare::start(folders[1].path(), TcpListener::bind("127.0.0.1:0")?).await?;
        Ok(Self { ours, token, bare, _folders: folders })
    }

    async fn stop(self) -> Result<()> {
        self.ours.stop().await;
        self.bare.stop().await
    }

    fn api(&self, path: &str) -> String {
        format!("{}{ROOT}/{path}", self.ours.url)
    }
}

/// The product's server over that folder, and a token for it.
async fn product(folder: &Path) -> Result<(Handle, String)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let config = firm::config(folder, listener.local_addr()?.port(), NO_LIMITS)?;
    let options = Options { development: true, listener: Some(listener), ..Options::default() };
    let handle = http::start(config, options).await?;
    let token = sign_in(&load::client()?, &handle.url).await?;
    Ok((handle, token))
}

/// Signs in by the development sign-in.
async fn sign_in(client: &Client, url: &str) -> Result<String> {
    let request = client.post(format!("{url}{ROOT}/sign-in/development")).header(IDEMPOTENCY_KEY, "bench-sign-in");
    let answer = request.json(&DevelopmentSignIn { staff: firm::MAILBOX.to_owned() }).send().await?;
    let signed: Signed = answer.error_for_status()?.json().await.context("signing in")?;
    Ok(signed.token)
}

/// How fast an item is looked up.
pub(crate) async fn status(args: &Args, table: &mut Table) -> Result<()> {
    let sides = Sides::start(args.appointments).await?;
    let (url, token, many) = (sides.api("items/status"), sides.token.clone(), args.appointments);
    let ours: Request = Arc::new(move |client, number| {
        let number = scattered(number, many);
        let item = firm::snapshot(number, &firm::subject(number), Timestamp::UNIX_EPOCH);
        client.post(&url).bearer_auth(&token).json(&ItemRequest { item })
    });
    let url = sides.bare.url.clone();
    let bare: Request = Arc::new(move |client, number| {
        let number = scattered(number, many);
        let item = firm::snapshot(number, &firm::subject(number), Timestamp::UNIX_EPOCH);
        client.post(format!("{url}/status/{}", firm::item(number))).json(&ItemRequest { item })
    });
    in_turns("item status", args, [&ours, &bare], table).await?;
    sides.stop().await
}

/// How fast an item is synchronized: its subject was edited in Outlook.
pub(crate) async fn sync(args: &Args, table: &mut Table) -> Result<()> {
    let sides = Sides::start(args.appointments).await?;
    let (url, token, many) = (sides.api("items/sync"), sides.token.clone(), args.appointments);
    let edited = firm::edited()?;
    let ours: Request = Arc::new(move |client, number| {
        let request = edit(number, many, edited);
        let key = format!("bench-{number:012}");
        client.post(&url).bearer_auth(&token).header(IDEMPOTENCY_KEY, key).json(&request)
    });
    let url = sides.bare.url.clone();
    let bare: Request = Arc::new(move |client, number| {
        client.post(format!("{url}/sync/{}/{number}", number % many)).json(&edit(number, many, edited))
    });
    in_turns("item sync", args, [&ours, &bare], table).await?;
    sides.stop().await
}

/// The edit of that number: the item's subject is new, and it was saved after everything before it.
fn edit(number: usize, many: usize, edited: Timestamp) -> SyncItem {
    let seconds = i64::try_from(number).unwrap_or_default();
    let modified = edited.saturating_add(SignedDuration::from_secs(3_600 + seconds)).unwrap_or(edited);
    let item = firm::snapshot(number % many, &format!("Review of the lease, edit {number}"), modified);
    SyncItem { item, shown: None, answers: std::collections::BTreeMap::default() }
}

/// Neighbours are not asked for one after the other.
fn scattered(number: usize, many: usize) -> usize {
    number.wrapping_mul(2_654_435_761) % many
}

async fn in_turns(what: &str, args: &Args, sides: [&Request; 2], table: &mut Table) -> Result<()> {
    let mut loads: [Vec<Load>; 2] = Default::default();
    let mut next = [0; 2];
    let shape = |from, lasts| Shape { connections: args.connections, lasts: Duration::from_secs(lasts), from };
    for side in 0..2 {
        next[side] = load::put(shape(next[side], 2), sides[side]).await?.1;
    }
    for _ in 0..TURNS {
        for side in 0..2 {
            let (load, after) = load::put(shape(next[side], args.seconds), sides[side]).await?;
            loads[side].push(load);
            next[side] = after;
        }
    }
    let middle = |side: usize, of: fn(&Load) -> f64| median(&mut loads[side].iter().map(of).collect::<Vec<_>>());
    let (rate, p99) = (|load: &Load| load.rate, |load: &Load| load.p99);
    let connections = args.connections;
    let rates = (middle(0, rate), middle(1, rate));
    table.add(format!("{what}, {connections} connections: rate"), rates.0, rates.1, "1/s", Some(Aim::AtLeast(0.5)));
    let times = (middle(0, p99), middle(1, p99));
    table.add(format!("{what}, {connections} connections: p99"), times.0, times.1, "ms", Some(Aim::AtMost(2.0)));
    Ok(())
}
