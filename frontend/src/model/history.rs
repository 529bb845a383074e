//! The history of a record, grouped by the synchronization that replaced the values (M4).

use api::HistoryEntry;

/// The values that gave way together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group<'a> {
    /// The entries, as the server ordered them.
    pub entries: Vec<&'a HistoryEntry>,
}

impl Group<'_> {
    /// The entries that *restore all* brings back: the newest of each field that was not brought back yet.
    pub fn restorable(&self) -> Vec<String> {
        let mut fields = std::collections::BTreeSet::new();
        let open = self.entries.iter().filter(|entry| entry.restored_at.is_none());
        open.filter(|entry| fields.insert(entry.field)).map(|entry| entry.id.clone()).collect()
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
