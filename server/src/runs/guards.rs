//! What makes a run look wrong, before anything of it is done (A4, A5, M8).

use jiff::SignedDuration;
use rules::plan::{Exception, Guards, Suspension, guard};

use super::{Engine, Error, Order, mark, run::Under};

/// The hour over which automatic runs are counted together (A4).
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// What makes the run look wrong (A4, A5, M8).
pub(super) async fn suspicion(engine: &Engine, order: &Order, under: &Under) -> Result<Option<Suspension>, Error> {
    let changes = &under.plan.changes;
    if under.whole && under.sides.is_replaced() {
        return Ok(Some(Suspension::Exception(Exception::MailboxRestored)));
    }
    if changes.is_empty() {
        return Ok(None);
    }
    // C2: who changes a setting runs it at once; a change that somebody else made is looked at first (A5).
    if under.critical && is_by_itself(&order.cause) && !under.folder.whole_due {
        return Ok(Some(Suspension::Settings));
    }
    if let Some(exception) = mark::compare(engine.mailbox(), &under.folder).await? {
        return Ok(Some(Suspension::Exception(exception)));
    }
    let linked = usize::try_from(engine.practice().count_links(&under.folder.id).await?).unwrap_or(usize::MAX);
    let gone = changes.iter().filter(|change| change.deletes()).count();
    if under.whole && linked > 0 && gone == linked && under.sides.items.is_empty() {
        return Ok(Some(Suspension::Exception(Exception::Emptied)));
    }
    let already = if order.cause == "automatic" {
        engine.practice().written_since(&order.staff, engine.clock().now() - HOUR).await?
    } else {
        0
    };
    let guards = Guards {
        threshold: under.terms.settings.confirm_from,
        already: usize::try_from(already).unwrap_or(usize::MAX),
        linked,
    };
    Ok(guard(changes, &guards))
}

/// Did nobody ask for it?
pub(super) fn is_by_itself(cause: &str) -> bool {
    matches!(cause, "automatic" | "periodic")
}
