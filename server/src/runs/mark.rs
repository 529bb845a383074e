//! Marks: a number that is left on the mailbox's folder and kept with ours. Whichever side has the older one went back
//! in time: it was restored from a backup.

use rules::plan::Exception;

use super::Error;
use crate::{
    mailbox::Mailbox,
    practice::{Folder, FolderKey},
};

/// The number, and whether it is yet to be left: `17`, `17+`.
fn read(mark: &str) -> Option<(u64, bool)> {
    let (number, under_way) = mark.strip_suffix('+').map_or((mark, false), |number| (number, true));
    Some((number.parse().ok()?, under_way))
}

/// What the marks say.
pub(super) async fn compare(mailbox: &dyn Mailbox, folder: &Folder) -> Result<Option<Exception>, Error> {
    let Some((ours, under_way)) = folder.mark.as_deref().and_then(read) else { return Ok(None) };
    let theirs = mailbox.mark(&folder.key).await?;
    // Some folders take no mark: that there is none proves nothing.
    let Some((theirs, _)) = theirs.as_deref().and_then(read) else { return Ok(None) };
    Ok(if theirs > ours {
        Some(Exception::PracticeRestored)
    } else if theirs == ours || (under_way && theirs + 1 == ours) {
        None
    } else {
        Some(Exception::MailboxRestored)
    })
}

/// The mark that comes next, as it is kept before it is left. One that could not be left before is tried again: the
/// mailbox's may be one behind, and no more.
pub(super) fn next(folder: &Folder) -> String {
    let (number, under_way) = folder.mark.as_deref().and_then(read).unwrap_or_default();
    format!("{}+", if under_way { number } else { number + 1 })
}

/// Leaves it, and answers how it is kept from then on.
pub(super) async fn leave(mailbox: &dyn Mailbox, key: &FolderKey, mark: &str) -> Result<String, Error> {
    let number = mark.trim_end_matches('+');
    mailbox.leave_mark(key, number).await?;
    Ok(number.to_owned())
}
