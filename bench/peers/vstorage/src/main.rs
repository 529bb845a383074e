//! One synchronization by vstorage's engine of the collection `contacts` in two folders of vCards, with its links in a
//! database on disk: `vstorage-peer <one> <two> <status.db>`. It prints how many operations there were.

use std::env;
use std::error::Error;
use std::sync::Arc;

use camino::Utf8PathBuf;
use futures_util::StreamExt as _;
use vstorage::ItemKind;
use vstorage::sync::declare::{OnEmpty, StoragePair, SyncedCollection};
use vstorage::sync::execute::Executor;
use vstorage::sync::plan::Plan;
use vstorage::sync::status::StatusDatabase;
use vstorage::vdir::VdirStorage;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let mut next = || arguments.next().ok_or("two folders and a database are wanted");
    let (one, two, database) = (open(next()?)?, open(next()?)?, next()?);
    let status = Arc::new(StatusDatabase::open_or_create(database)?);
    let pair = StoragePair::new(one.clone(), two.clone())
        .with_mapping(SyncedCollection::direct("contacts".parse()?))
        .on_empty(OnEmpty::Sync);
    let mut operations = Plan::new(pair, Some(status.clone())).await?;
    let executor = Executor::new(one, two, status);
    let mut done = 0;
    while let Some(operation) = operations.next().await {
        executor.execute_operation(operation?).await??;
        done += 1;
    }
    println!("{done} operations");
    Ok(())
}

fn open(folder: String) -> Result<Arc<VdirStorage>, Box<dyn Error>> {
    Ok(Arc::new(VdirStorage::builder(Utf8PathBuf::from(folder))?.build(ItemKind::AddressBook)))
}
