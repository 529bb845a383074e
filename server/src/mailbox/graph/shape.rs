//! What differs between the kinds of items, as a table.

use rules::record::RecordKind;

use crate::mailbox::Error;

/// Where items of one kind are, and how they are made.
#[derive(Debug)]
pub(super) struct Shape {
    kind: RecordKind,
    /// The segment of a mailbox's folders of that kind.
    pub(super) folders: &'static str,
    /// The segment of a folder's items, and of the default folder's.
    pub(super) items: &'static str,
    /// The segments of the default folder by a name that the service may know.
    pub(super) default: &'static [&'static str],
    /// What the default folder is called where the service does not say.
    pub(super) name: &'static str,
    /// The segment of the folders in a folder, if it can have some.
    pub(super) inner: Option<&'static str>,
}

const SHAPES: &[Shape] = &[Shape {
    kind: RecordKind::Contact,
    folders: "contactFolders",
    items: "contacts",
    default: &["contactFolders", "contacts"],
    name: "Contacts",
    inner: Some("childFolders"),
}];

impl Shape {
    /// The row of that kind.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a kind that has none.
    pub(super) fn of(kind: RecordKind) -> Result<&'static Self, Error> {
        let unknown =
            || Error::Invalid { code: "kind".to_owned(), reason: format!("folders of {kind:?} are not synchronized") };
        SHAPES.iter().find(|shape| shape.kind == kind).ok_or_else(unknown)
    }
}
