//! `concordat staff`: who may sign in with Microsoft 365, for whoever runs the server. So a firm is never locked out.

use std::collections::HashMap;

use anyhow::{Context, Result, bail};
use api::Tie;
use jiff::Timestamp;
use server::http;
use server::identity::ties::{self, Author};
use server::practice::{Identities, Role, Staff as _, StaffMember, Store};

use crate::cli::{self, Configured, RoleName, Staff, What};
use crate::configured;

pub(crate) async fn run(args: Staff) -> Result<()> {
    match args.what {
        What::List(args) => list(&open(&args).await?).await,
        What::Tie(args) => tie(args).await,
        What::Untie(args) => {
            let store = open(&args.configured).await?;
            let staff = find(&store, &args.staff).await?;
            ties::untie(&store, Author::Operator(Timestamp::now()), &staff.id).await?;
            println!("Nobody signs in as {} any more", staff.name);
            Ok(())
        }
        What::Role(args) => {
            let store = open(&args.member.configured).await?;
            let staff = find(&store, &args.member.staff).await?;
            ties::change_role(&store, Timestamp::now(), &staff.id, role(args.role)).await?;
            println!("{} is {}", staff.name, word(role(args.role)));
            Ok(())
        }
    }
}

async fn tie(args: cli::Tie) -> Result<()> {
    let config = configured(&args.member.configured)?;
    let Some(entra) = &config.entra else {
        bail!("entra.client_id: is missing: nobody signs in with Microsoft 365 here");
    };
    let store = http::open(&config).await.context("database.url")?;
    let staff = find(&store, &args.member.staff).await?;
    let person = Tie { tenant: args.tenant, object: args.object };
    ties::tie(&store, &entra.tenants, Author::Operator(Timestamp::now()), &staff.id, person).await?;
    println!("That account signs in as {}", staff.name);
    Ok(())
}

async fn list(store: &Store) -> Result<()> {
    let identities = store.identities().await?;
    let accounts: HashMap<_, _> = identities.iter().map(|tied| (tied.staff_id.as_str(), &tied.key)).collect();
    for staff in store.staff().await? {
        let account = accounts.get(staff.id.as_str());
        let account = account.map_or_else(|| "-".to_owned(), |key| format!("{}/{}", key.tenant, key.object));
        let left = if staff.active { "" } else { " (left)" };
        println!("{}\t{}{left}\t{}\t{}\t{account}", staff.id, staff.name, staff.mailbox, word(staff.role));
    }
    for person in store.waiting().await? {
        let (tenant, object) = (person.key.tenant, person.key.object);
        println!("waiting\t{}\t{}\t{}\t{tenant}/{object}", person.name, person.username, person.at);
    }
    Ok(())
}

async fn open(args: &Configured) -> Result<Store> {
    let config = configured(args)?;
    http::open(&config).await.context("database.url")
}

/// By mailbox or id.
async fn find(store: &Store, staff: &str) -> Result<StaffMember> {
    match store.staff_by_mailbox(staff).await? {
        Some(found) => Ok(found),
        None => {
            store.staff_member(staff).await.context("--staff: expected an id or a mailbox of `concordat staff list`")
        }
    }
}

const fn role(name: RoleName) -> Role {
    match name {
        RoleName::Staff => Role::Staff,
        RoleName::Admin => Role::Admin,
        RoleName::Auditor => Role::Auditor,
    }
}

const fn word(role: Role) -> &'static str {
    match role {
        Role::Staff => "staff",
        Role::Admin => "admin",
        Role::Auditor => "auditor",
    }
}
