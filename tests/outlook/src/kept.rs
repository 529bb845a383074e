//! The file in which Graph's part is kept, beside the store's.

use crate::graph::Graph;
use crate::store::FileError;
use crate::{Store, store};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long nothing may change before what changed is written: a first synchronization makes thousands of changes.
const QUIET: Duration = Duration::from_secs(1);

/// After how many such times it is written although there is no quiet.
const LONGEST: u32 = 10;

/// The file for a store in `store`.
pub(crate) fn beside(store: &Path) -> PathBuf {
    store.with_extension("graph.json")
}

/// Takes over what is kept in a file.
pub(crate) fn read(graph: &Graph, file: &Path) -> Result<(), FileError> {
    let bytes = std::fs::read(file).map_err(|source| FileError::Read { file: file.to_owned(), source })?;
    graph.take(&bytes).map_err(|source| FileError::Json { file: file.to_owned(), source })
}

/// Writes the file; a failure is logged, for nobody waits.
pub(crate) fn write(graph: &Graph, file: &Path) {
    let written = graph.kept().map_err(Into::into).and_then(|bytes| store::replace(file, &bytes));
    if let Err(error) = written {
        tracing::error!(%error, file = %file.display(), "contacts and events were not written");
    }
}

/// Tells the page of changes, and writes them to the file, for as long as the runtime lives.
pub(crate) async fn follow(graph: Arc<Graph>, store: Arc<Store>, file: Option<PathBuf>) {
    let (mut revisions, mut written, mut seen, mut waited) = (graph.revisions(), 0, 0, 0);
    let mut ticks = tokio::time::interval(QUIET);
    loop {
        tokio::select! {
            changed = revisions.changed() => {
                if changed.is_err() {
                    return;
                }
                store.announce();
            }
            _ = ticks.tick() => {
                let now = *revisions.borrow();
                let quiet = now == seen || waited >= LONGEST;
                (seen, waited) = (now, if quiet { 0 } else { waited + 1 });
                if let Some(file) = file.clone().filter(|_| quiet && now != written) {
                    written = now;
                    let graph = Arc::clone(&graph);
                    // The end writes once more.
                    drop(tokio::task::spawn_blocking(move || write(&graph, &file)).await);
                }
            }
        }
    }
}
