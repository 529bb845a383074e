//! The history of a record, grouped by the synchronization that replaced the values (M4).

use std::collections::BTreeSet;

use api::HistoryEntry;
use rules::record::FieldId;

use super::together;

/// The values that gave way together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group<'a> {
    /// The entries, as the server ordered them.
    pub entries: Vec<&'a HistoryEntry>,
}

impl<'a> Group<'a> {
    /// The entries that *restore all* brings back: the newest of each field, unless it was brought back already and
    /// stands alone.
    pub fn restorable(&self) -> Vec<String> {
        let open: BTreeSet<FieldId> =
            self.newest().filter(|entry| entry.restored_at.is_none()).map(|entry| entry.field).collect();
        let wanted = |entry: &&HistoryEntry| together(entry.field, open.iter().copied()).next().is_some();
        self.newest().filter(wanted).map(|entry| entry.id.clone()).collect()
    }

    /// What *restore* brings back with one entry, itself first: what makes sense only together with it.
    pub fn with(&self, entry: &'a HistoryEntry) -> Vec<&'a HistoryEntry> {
        let belongs = |other: &&HistoryEntry| {
            other.field != entry.field && together(entry.field, std::iter::once(other.field)).next().is_some()
        };
        std::iter::once(entry).chain(self.newest().filter(belongs)).collect()
    }

    fn newest(&self) -> impl Iterator<Item = &'a HistoryEntry> {
        let mut fields = BTreeSet::new();
        self.entries.iter().copied().filter(move |entry| fields.insert(entry.field))
    }
}

/// Puts together what one person's synchronization replaced at one moment; newest first, as it comes.
pub fn groups(entries: &[HistoryEntry]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for entry in entries {
        let same = |group: &&mut Group<'_>| {
            group.entries.first().is_some_and(|first| first.at == entry.at && first.by == entry.by)
        };
        match groups.last_mut().filter(same) {
            Some(group) => group.entries.push(entry),
            None => groups.push(Group { entries: vec![entry] }),
        }
    }
    groups
}
