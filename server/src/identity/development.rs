//! The development sign-in: a staff member is picked from a list, without a password.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::{Error, random, working};
use crate::digest;
use crate::practice::{AuditEntry, Commit, Practice, Session, StaffMember, Step};

/// Sessions of people who were picked.
#[derive(Clone)]
pub(super) struct Development {
    practice: Arc<dyn Practice>,
    lasts: Duration,
}

impl Development {
    pub(super) fn new(practice: Arc<dyn Practice>, lasts: Duration) -> Self {
        Self { practice, lasts }
    }

    /// The staff member of a token's session.
    pub(super) async fn staff(&self, token: &str, now: Timestamp) -> Result<StaffMember, Error> {
        self.practice.signed_in(&hash(token), now).await?.filter(|staff| staff.active).ok_or(Error::BadToken)
    }

    pub(super) async fn choices(&self) -> Result<Vec<StaffMember>, Error> {
        Ok(self.practice.staff().await?.into_iter().filter(|staff| staff.active).collect())
    }

    pub(super) async fn sign_in(&self, who: &str, now: Timestamp) -> Result<(String, StaffMember), Error> {
        let by_mailbox = self.practice.staff_by_mailbox(who).await?;
        let id = by_mailbox.map_or_else(|| who.to_owned(), |staff| staff.id);
        let staff = working(&*self.practice, &id, Error::NoSuchStaff).await?;
        let token = digest::text(&random::<32>()?);
        let expires_at = now.saturating_add(self.lasts).unwrap_or(Timestamp::MAX);
        let session = Session { token_hash: hash(&token), staff_id: staff.id.clone(), created_at: now, expires_at };
        self.practice.open_session(&session).await?;
        self.note("sign-in", &staff.id, now).await?;
        Ok((token, staff))
    }

    pub(super) async fn sign_out(&self, token: &str, staff: &str, now: Timestamp) -> Result<(), Error> {
        self.practice.close_session(&hash(token), now).await?;
        self.note("sign-out", staff, now).await
    }

    async fn note(&self, action: &str, staff: &str, now: Timestamp) -> Result<(), Error> {
        let entry = AuditEntry::of(action, "done", "development sign-in");
        self.practice.commit(Commit::new(now, staff).step(Step::Audit(entry))).await?;
        Ok(())
    }
}

fn hash(token: &str) -> String {
    digest::hex(&[token.as_bytes()])
}
