//! The people of a message.

use api::{ContactKind, Who};
use rules::outlook::item::{Person, Snapshot};

use super::Teller;

/// How someone stands in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Wrote it.
    Sender,
    /// It is to them.
    To,
    /// They get a copy.
    Cc,
}

impl Role {
    /// The key of its label.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Sender => "role-sender",
            Self::To => "role-to",
            Self::Cc => "role-cc",
        }
    }
}

/// Everyone in the message but the mailbox's own person, each address once, sender first.
pub fn people(message: &Snapshot) -> Vec<(Role, &Person)> {
    let sender = message.organizer.iter().map(|person| (Role::Sender, person));
    let to = message.required.iter().map(|person| (Role::To, person));
    let cc = message.optional.iter().map(|person| (Role::Cc, person));
    let mut seen: Vec<String> = vec![message.mailbox.to_lowercase()];
    let mut first = |address: &str| {
        let address = address.to_lowercase();
        let new = !address.is_empty() && !seen.contains(&address);
        seen.push(address);
        new
    };
    sender.chain(to).chain(cc).filter(|(_, person)| first(&person.address)).collect()
}

/// Who someone is, in words.
pub fn describe(who: &Who, tell: Teller) -> String {
    let words = tell.words;
    let key = match (who.staff, who.kind) {
        (true, _) => "who-staff",
        (false, Some(ContactKind::Client)) => "who-client",
        (false, Some(ContactKind::Standalone)) => "who-standalone",
        (false, None) => return words.say("who-unknown"),
    };
    let kind = words.say(key);
    if who.clients.is_empty() {
        return kind;
    }
    let clients = tell.list(who.clients.iter().map(|client| client.name.clone()));
    words.with("who-of", &[("kind", &kind), ("clients", &clients)])
}

/// May they be added? Whoever is unknown may.
pub fn addable(who: &Who) -> bool {
    who.contact.is_none() && !who.staff
}
