//! What the practice database needs of a contact, by what it is to the firm (C6).
//!
//! An item of Outlook knows nothing of a client's number or of who looks after it, so a contact that was imported may lack
//! what the firm's own screens would have asked for.

use crate::{
    normalize,
    record::{FieldId, Image, contact},
};

/// Something that the practice database needs of a contact (C6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// Of which kinds of contact ([`contact::KINDS`]).
    pub kinds: &'static [&'static str],
    /// The fields that give it: any one of them does. All of them hold one line of text or a reference.
    pub any_of: &'static [FieldId],
}

/// What an imported contact is when nothing says what it is (C5): tied to no client.
pub const USUAL_KIND: &str = "standalone";

const CLIENT: &[&str] = &["client"];

const fn need(kinds: &'static [&'static str], any_of: &'static [FieldId]) -> Need {
    Need { kinds, any_of }
}

/// The table: a name by which anybody can be found, and of a client what the firm files and bills it under.
pub const NEEDS: &[Need] = &[
    need(contact::KINDS, &[contact::SURNAME, contact::COMPANY]),
    need(CLIENT, &[contact::CLIENT_ID]),
    need(CLIENT, &[contact::ASSOCIATE]),
    need(CLIENT, &[contact::CLIENT_TYPE]),
    need(CLIENT, &[contact::STATUS]),
];

/// What a contact is to the firm: a word of [`contact::KINDS`], or whatever else stands there.
pub fn kind(contact: &Image) -> &str {
    match contact.text(contact::KIND) {
        "" => USUAL_KIND,
        kind => kind,
    }
}

/// What is needed of contacts of that kind.
pub fn of_kind(kind: &str) -> impl Iterator<Item = &'static Need> {
    NEEDS.iter().filter(move |need| need.kinds.contains(&kind))
}

/// What a contact lacks, in the order of the table. A blank is nothing (C9).
pub fn lacking(contact: &Image) -> impl Iterator<Item = &'static Need> {
    let gives = |id: &FieldId| contact.get(*id).and_then(normalize::clean).is_some();
    of_kind(kind(contact)).filter(move |need| !need.any_of.iter().any(gives))
}
