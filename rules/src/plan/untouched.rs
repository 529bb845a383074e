//! Pairs that nobody touched: nearly all of a folder that is looked through as a whole. They are told by comparing four
//! images to the letter, and not planned field by field.

use super::{ItemState, Known, Pair, RecordState, Tie};
use crate::record::{FieldId, Image, RecordKind};

/// Tells them, for one kind of record.
pub(super) struct Untouched {
    /// How many fields travel.
    synced: usize,
    /// Those that do not.
    beside: Vec<FieldId>,
}

impl Untouched {
    pub(super) fn of(kind: RecordKind) -> Self {
        let beside = kind.fields().iter().filter(|field| !field.is_synced()).map(|field| field.id);
        Self { synced: kind.synced().count(), beside: beside.collect() }
    }

    /// Are both sides there, wholly seen, the same to the letter, and as they were when they last agreed? Then nothing is
    /// to be done, whatever policy and directions are: [`super::plan_stored`] would find each field as it was.
    pub(super) fn holds(&self, pair: &Pair) -> bool {
        let Known { tie: Tie::Joined, state: RecordState::Present, base: Some(base), pending: None, record, .. } =
            &pair.known
        else {
            return false;
        };
        let item = &pair.stored.view;
        pair.stored.state == ItemState::Present
            && pair.unmapped.is_empty()
            && item.scope.len() == self.synced
            && self.same(record, &base.practice)
            && self.same(&item.image, &base.outlook)
            && self.same(record, &item.image)
    }

    /// Do they hold the same in all that travels? Both are sorted by field; what does not travel is only looked for
    /// where they differ.
    fn same(&self, a: &Image, b: &Image) -> bool {
        let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
        loop {
            match (a.peek(), b.peek()) {
                (None, None) => return true,
                (Some(one), Some(other)) if one == other => {
                    a.next();
                    b.next();
                }
                (Some((id, _)), _) if self.beside.contains(id) => drop(a.next()),
                (_, Some((id, _))) if self.beside.contains(id) => drop(b.next()),
                _ => return false,
            }
        }
    }
}
