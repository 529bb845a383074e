//! Commits take turns. Those that wait meanwhile share the next transaction, so that the disk is waited for once; each
//! of them is written whole or not at all, whatever becomes of the others.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::sync::oneshot;

use super::rows::error;
use super::{Store, dialect, write};
use crate::practice::{Commit, Committed, Error};

/// More commits do not share a transaction: other programs want to write too.
const MOST: usize = 16;

/// Commits that wait for their turn.
pub(super) type Queue = Arc<Mutex<VecDeque<Waiting>>>;

/// A commit, and who waits for what comes of it.
pub(super) struct Waiting {
    commit: Commit,
    done: oneshot::Sender<Result<Committed, Error>>,
}

impl Store {
    /// Writes the commit when its turn comes. It is written even if nobody waits for it any more.
    pub(super) async fn in_turn(&self, commit: Commit) -> Result<Committed, Error> {
        let (done, result) = oneshot::channel();
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).push_back(Waiting { commit, done });
        let store = self.clone();
        tokio::spawn(async move { store.write_waiting().await });
        result.await.unwrap_or_else(|_| Err(Error::Unavailable("it is being closed".to_owned())))
    }

    async fn write_waiting(&self) {
        let _turn = self.turn.lock().await;
        let (commits, waiting): (Vec<_>, Vec<_>) =
            self.first_in_line().into_iter().map(|Waiting { commit, done }| (commit, done)).unzip();
        if commits.is_empty() {
            // Somebody wrote it with theirs.
            return;
        }
        let results = match self.transaction(commits).await {
            Ok(results) => results,
            Err(error) => vec![Err(error); waiting.len()],
        };
        for (done, result) in waiting.into_iter().zip(results) {
            // Whoever asked may have gone.
            let _ = done.send(result);
        }
    }

    fn first_in_line(&self) -> Vec<Waiting> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let many = queue.len().min(MOST);
        queue.drain(..many).collect()
    }

    /// Writes each commit, and gives what came of each; or nothing, and why.
    async fn transaction(&self, commits: Vec<Commit>) -> Result<Vec<Result<Committed, Error>>, Error> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = self.db.begin_with_options(options).await.map_err(error)?;
        dialect::take_turn(&tx).await?;
        let mut results = Vec::new();
        for commit in commits {
            match write::write(&tx, commit, &self.new_id).await {
                Ok(result) => results.push(result),
                Err(cause) => {
                    // It is lost already; that it cannot be ended says nothing more.
                    let _ = tx.rollback().await;
                    return Err(cause);
                }
            }
        }
        tx.commit().await.map_err(error)?;
        Ok(results)
    }
}
