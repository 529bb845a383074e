//! Unlink and rejoin: a person parts a pair, or brings it together again.

use api::{ItemStatus, UnlinkItem};
use rules::plan::Tie;

use super::{Error, Sync, access, status::check, target::Target};
use crate::{
    identity::Person,
    practice::{AuditEntry, Commit, PartedBy, Step},
    write::WriteContext,
};

impl Sync {
    /// Parts the pair: it is remembered and left alone. Record and item stay as they are.
    pub async fn unlink(&self, person: &Person, request: UnlinkItem, write: WriteContext) -> Result<ItemStatus, Error> {
        self.set_tie(person, request, write, Tie::Parted).await
    }

    /// Brings a parted pair together again; what became different is shown as such.
    pub async fn rejoin(&self, person: &Person, request: UnlinkItem, write: WriteContext) -> Result<ItemStatus, Error> {
        self.set_tie(person, request, write, Tie::Joined).await
    }

    async fn set_tie(
        &self,
        person: &Person,
        request: UnlinkItem,
        write: WriteContext,
        tie: Tie,
    ) -> Result<ItemStatus, Error> {
        access::may_write(person)?;
        check(&request.item)?;
        let Target::Pair(mut pair) = self.target(person, &request.item).await? else {
            return Err(Error::NotFound("record of this appointment in the practice database".to_owned()));
        };
        let Some(link) = &pair.link else {
            return Err(Error::invalid("item.itemId", "this day follows its series: open the series to unlink it"));
        };
        let (step, action) = match tie {
            Tie::Parted => (Step::Part { link_id: link.id.clone(), by: PartedBy::Person }, "unlink"),
            Tie::Joined => (Step::Rejoin { link_id: link.id.clone() }, "rejoin"),
        };
        let audit = AuditEntry {
            action: action.to_owned(),
            record: Some(pair.record_ref()),
            outcome: "done".to_owned(),
            detail: format!("in {}", request.item.mailbox),
        };
        pair.known.tie = tie;
        let status = ItemStatus { state: self.shown(&pair).await?, part: request.item.part() };
        let body = serde_json::to_string(&status).map_err(|error| Error::Internal(error.to_string()))?;
        let commit = Commit::new(write.now, &person.staff)
            .step(step)
            .step(Step::Audit(audit))
            .answering(write.answer(person, 200, body));
        self.practice.commit(commit).await?;
        Ok(status)
    }
}
