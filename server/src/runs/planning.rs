//! From both sides to a plan: whatever the rules want proven is asked for first.

use rules::plan::{RunPlan, plan_run};

use super::{Error, doubt::Doubts, sides::Sides, terms::Terms};
use crate::mailbox::Mailbox;

/// What is asked for in one round may lead to another question; it never takes more rounds than this.
const ROUNDS: usize = 4;

/// Plans, with every deletion proven (M6).
pub(super) async fn plan(
    mailbox: &dyn Mailbox,
    terms: &Terms,
    first: bool,
    sides: &mut Sides,
    doubts: &Doubts,
) -> Result<RunPlan, Error> {
    sides.ask_for_loose(mailbox, &terms.key).await?;
    sides.clock = mailbox.clock_difference(&terms.key.mailbox);
    let mut plan = plan_run(&terms.for_rules(first), sides.found(terms, doubts));
    for _ in 0..ROUNDS {
        if plan.prove.is_empty() {
            break;
        }
        sides.prove(mailbox, &terms.key, &plan.prove).await?;
        plan = plan_run(&terms.for_rules(first), sides.found(terms, doubts));
    }
    plan.held.extend(sides.held(terms.key.kind));
    Ok(plan)
}
