//! Whose tokens open which mailbox, and where they are kept.

use std::sync::Arc;

use async_trait::async_trait;

use crate::mailbox::Error;
use crate::practice::{self, Practice};

/// The people of the firm, as far as tokens go.
#[async_trait]
pub trait People: Send + Sync {
    /// The staff members whose tokens may open that mailbox, the likeliest first.
    async fn openers(&self, mailbox: &str) -> Result<Vec<String>, Error>;

    /// The sealed refresh token that a staff member left.
    async fn load(&self, staff: &str) -> Result<Option<String>, Error>;

    /// Keeps a sealed refresh token in place of the one before.
    async fn save(&self, staff: &str, sealed: &str) -> Result<(), Error>;

    /// Forgets that one; another that was left meanwhile stays.
    async fn forget(&self, staff: &str, sealed: &str) -> Result<(), Error>;
}

/// Those of the practice database: a mailbox is opened by whose it is, and a shared one by those who chose it (C1).
pub struct FirmPeople(pub Arc<dyn Practice>);

#[async_trait]
impl People for FirmPeople {
    async fn openers(&self, mailbox: &str) -> Result<Vec<String>, Error> {
        if let Some(owner) = self.0.staff_by_mailbox(mailbox).await.map_err(away)? {
            return Ok(vec![owner.id]);
        }
        let mut found = Vec::new();
        for staff in self.0.staff().await.map_err(away)?.into_iter().filter(|staff| staff.active) {
            let folder = match self.0.settings(&staff.id).await {
                Ok(settings) => settings.contact_folder,
                // What is wrong with one person's settings closes the mailbox to nobody else (P15).
                Err(practice::Error::Invalid { .. }) => continue,
                Err(error) => return Err(away(error)),
            };
            let shared = folder.and_then(|folder| folder.mailbox);
            if shared.is_some_and(|shared| shared.to_lowercase() == mailbox.to_lowercase()) {
                found.push(staff.id);
            }
        }
        Ok(found)
    }

    async fn load(&self, staff: &str) -> Result<Option<String>, Error> {
        self.0.load_refresh_token(staff).await.map_err(away)
    }

    async fn save(&self, staff: &str, sealed: &str) -> Result<(), Error> {
        self.0.save_refresh_token(staff, sealed).await.map_err(away)
    }

    async fn forget(&self, staff: &str, sealed: &str) -> Result<(), Error> {
        self.0.drop_refresh_token(staff, sealed).await.map_err(away)
    }
}

fn away(error: practice::Error) -> Error {
    Error::Later { reason: format!("the practice database: {error}"), after: None }
}
