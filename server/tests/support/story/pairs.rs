//! Many records, links and bases at a time: the same as one by one.

use std::collections::BTreeSet;

use rules::record::{RecordKind, Value, contact};
use server::mailbox::Seen;
use server::practice::{
    Base, Commit, Error, Folder, FolderKey, Link, LinkState, Pair, PartedBy, Practice, Record, RecordRef, Sighting,
    Step, Which, WhichRecords,
};

use crate::support::{Foreign, base, create, link, now, person};

/// More than a statement is given at a time, twice.
const MANY: usize = 1100;

/// What becomes of a contact, from its number: each with every other in some proportion.
#[derive(Clone, Copy)]
struct Fate(usize);

impl Fate {
    const fn is(self, one_in: usize) -> bool {
        self.0.is_multiple_of(one_in)
    }

    fn id(self) -> String {
        format!("p{:04}", self.0)
    }

    /// By no order that has to do with the records'.
    fn link_id(self) -> String {
        format!("pl{:04}", self.0 * 7919 % MANY)
    }

    fn parted_by(self) -> Option<PartedBy> {
        let causes = [PartedBy::Person, PartedBy::Deletion, PartedBy::Filter];
        self.is(11).then(|| causes[self.0 % 3])
    }

    fn clients(self) -> Value {
        let tied = [(2, "c1"), (3, "c2"), (5, "c3")].into_iter().filter(|(one_in, _)| self.is(*one_in));
        Value::labels(tied.map(|(_, id)| id))
    }

    fn link(self, folder_id: &str) -> Link {
        let parted_by = self.parted_by();
        Link {
            record: RecordRef::contact(self.id()),
            immutable_id: self.is(2).then(|| format!("immutable-{}", self.0)),
            ical_uid: None,
            state: if parted_by.is_some() { LinkState::Parted } else { LinkState::Joined },
            parted_by,
            imported_by: self.is(6).then(|| "r1".to_owned()),
            sighted: self.is(4).then(|| Sighting { hash: self.id(), modified: self.is(8).then(now) }),
            ..link(&self.link_id(), folder_id, "", &format!("item-{}", self.0))
        }
    }

    fn base(self) -> Base {
        let seen = Seen { etag: self.is(2).then(|| self.id()), change_key: self.is(3).then(|| self.id()) };
        Base { seen, ..base(&person("Agreed", "agreed@example.org")) }
    }

    fn steps(self, folder: &str, elsewhere: &str) -> Vec<Step> {
        let image = person(&format!("Person {}", self.0), &format!("p{}@example.org", self.0));
        let mut steps = vec![create(RecordRef::contact(self.id()), image.with(contact::CLIENTS, self.clients()))];
        if !self.is(5) {
            steps.push(Step::Link(self.link(folder)));
            if !self.is(3) {
                steps.push(Step::Base { link_id: self.link_id(), base: self.base() });
            }
        } else if self.is(2) {
            steps.push(Step::Link(self.link(elsewhere)));
        }
        if self.is(13) {
            steps.push(Step::Bin { record: RecordRef::contact(self.id()), expected: 1 });
        }
        steps
    }
}

async fn people(practice: &dyn Practice, outlook_id: &str) -> Folder {
    let mailbox = "anna.brandt@example.com".to_owned();
    practice.folder(&FolderKey { mailbox, kind: RecordKind::Contact, outlook_id: outlook_id.into() }).await.unwrap()
}

async fn one_by_one(practice: &dyn Practice, folder: &str) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for link in practice.links_in(folder).await.unwrap() {
        let record = match practice.contact(&link.record.id).await {
            Err(Error::NotFound { .. }) => None,
            found => Some(found.unwrap()),
        };
        pairs.push(Pair { base: practice.base(&link.id).await.unwrap(), record, unread: None, link });
    }
    pairs.sort_by(|one, other| one.link.id.cmp(&other.link.id));
    pairs
}

pub(super) async fn pairs_are_what_is_read_one_by_one(practice: &dyn Practice, foreign: &dyn Foreign) {
    let (folder, elsewhere) = (people(practice, "people").await.id, people(practice, "elsewhere").await.id);
    let mut commit = Commit::new(now(), "anna");
    commit.steps = (1..=MANY).flat_map(|number| Fate(number).steps(&folder, &elsewhere)).collect();
    practice.commit(commit).await.unwrap();
    // Gone without a word, one of them out of the bin.
    for gone in [17, 26, 34] {
        foreign.sql(&format!("DELETE FROM contact WHERE id = '{}'", Fate(gone).id()));
    }
    let expected = one_by_one(practice, &folder).await;
    assert_eq!(expected.len(), MANY - MANY / 5);
    assert!(expected.iter().any(|pair| pair.record.is_none()), "a link outlives its record");
    let all = practice.pairs(&folder, &Which::All).await.unwrap();
    assert_eq!(all, expected);
    some_pairs_are_those_of_all(practice, &folder, &all).await;
    let joined = all.iter().filter(|pair| pair.link.state == LinkState::Joined).count();
    assert!(joined < all.len());
    assert_eq!(practice.count_links(&folder).await.unwrap(), joined as u64);
    assert!(practice.pairs("nowhere", &Which::All).await.is_err());
    unlinked_records(practice, &folder).await;
    what_cannot_be_read_is_not_gone(practice, foreign, &folder).await;
}

async fn some_pairs_are_those_of_all(practice: &dyn Practice, folder: &str, all: &[Pair]) {
    let some = |which: &dyn Fn(&Pair) -> bool| all.iter().filter(|pair| which(pair)).cloned().collect::<Vec<_>>();
    let records: Vec<_> =
        (1..=MANY).filter(|number| !number.is_multiple_of(3)).map(|number| Fate(number).id()).collect();
    let of_records = some(&|pair| records.contains(&pair.link.record.id));
    assert!(records.len() > 500);
    assert_eq!(practice.pairs(folder, &Which::Records(records)).await.unwrap(), of_records);
    // Each by one of its identifiers, many by both, and some that nobody knows.
    let items: BTreeSet<_> = (1..=MANY)
        .flat_map(|number| [format!("item-{}", number / 2), format!("immutable-{number}")])
        .chain(["unknown".to_owned()])
        .collect();
    let named = |pair: &Pair| {
        items.contains(&pair.link.item_id) || pair.link.immutable_id.as_ref().is_some_and(|id| items.contains(id))
    };
    let of_items = some(&named);
    assert!(of_items.len() < all.len());
    let mut asked: Vec<_> = items.iter().cloned().collect();
    asked.reverse();
    assert_eq!(practice.pairs(folder, &Which::Items(asked)).await.unwrap(), of_items, "each once");
    for nothing in [Which::Items(Vec::new()), Which::Records(Vec::new()), Which::Items(vec!["ITEM-1".into()])] {
        assert_eq!(practice.pairs(folder, &nothing).await.unwrap(), [], "{nothing:?}");
    }
}

async fn unlinked_records(practice: &dyn Practice, folder: &str) {
    let present = practice.records(RecordKind::Contact, &WhichRecords::Present).await.unwrap();
    let ids = |records: &[Record]| records.iter().map(|record| record.id().to_owned()).collect::<Vec<_>>();
    assert!(present.iter().all(|record| record.binned_at.is_none()));
    assert!(ids(&present).is_sorted());
    let linked: BTreeSet<_> = practice.links_in(folder).await.unwrap().into_iter().map(|link| link.record.id).collect();
    let free: Vec<_> = present.iter().filter(|record| !linked.contains(record.id())).cloned().collect();
    assert!(free.iter().any(|record| record.id() == Fate(10).id()), "a link in another folder does not count");
    assert_eq!(practice.unlinked(folder, RecordKind::Contact).await.unwrap(), free);
    let every: Vec<_> = (0..=MANY).map(|number| Fate(number).id()).collect();
    let found = practice.records(RecordKind::Contact, &WhichRecords::Ids(every)).await.unwrap();
    assert_eq!(found.len(), MANY - 3, "in the bin or not");
    for record in [&found[0], &found[600]] {
        assert_eq!(record, &practice.contact(record.id()).await.unwrap());
    }
    let tied = practice.contacts_of_clients(&["c2".to_owned(), "c3".to_owned(), "c2".to_owned()]).await.unwrap();
    assert!(tied.is_sorted());
    let ours: Vec<_> = tied.into_iter().filter(|id| found.iter().any(|record| record.id() == *id)).collect();
    let expected = found.iter().filter(|record| match record.image.get(contact::CLIENTS) {
        Some(Value::Labels(clients)) => clients.contains("c2") || clients.contains("c3"),
        _ => false,
    });
    assert_eq!(ours, expected.map(|record| record.id().to_owned()).collect::<Vec<_>>());
    let numbers: Vec<_> = practice.all_clients().await.unwrap().into_iter().map(|client| client.number).collect();
    assert_eq!(numbers, ["10001", "10002", "B-7"]);
}

/// P15: nonsense of another program stops no other pair, and is not taken for a deletion.
async fn what_cannot_be_read_is_not_gone(practice: &dyn Practice, foreign: &dyn Foreign, folder: &str) {
    let (record, agreed) = (Fate(1), Fate(2));
    foreign.sql(&format!("UPDATE contact SET categories = 'Court' WHERE id = '{}'", record.id()));
    foreign.sql(&format!("UPDATE base SET outlook = '{{' WHERE link_id = '{}'", agreed.link_id()));
    let all = practice.pairs(folder, &Which::All).await.unwrap();
    assert_eq!(all.len(), MANY - MANY / 5);
    let unread: Vec<_> = all.iter().filter(|pair| pair.unread.is_some()).collect();
    let of = |fate: Fate| unread.iter().find(|pair| pair.link.id == fate.link_id()).expect("named");
    assert_eq!(unread.len(), 2);
    let named = |pair: &Pair| match &pair.unread {
        Some(Error::Invalid { record: Some(record), field, .. }) => (record.id.clone(), field.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(named(of(record)), (record.id(), "categories".to_owned()));
    assert_eq!(named(of(agreed)), (agreed.id(), "outlook".to_owned()));
    assert!(of(agreed).record.is_some() && of(agreed).base.is_none());
    let ids = vec![record.id(), agreed.id()];
    assert_eq!(practice.records(RecordKind::Contact, &WhichRecords::Ids(ids)).await.unwrap().len(), 1);
    foreign.sql(&format!("UPDATE contact SET categories = NULL WHERE id = '{}'", record.id()));
}

pub(super) async fn p6_links_remember(practice: &dyn Practice) {
    let folder = people(practice, "people").await.id;
    let id = Fate(4).link_id();
    let step = async |step: Step| practice.commit(Commit::new(now(), "anna").step(step)).await;
    for by in [PartedBy::Person, PartedBy::Deletion, PartedBy::Filter] {
        step(Step::Part { link_id: id.clone(), by }).await.unwrap();
        let link = practice.link(&id).await.unwrap();
        assert_eq!((link.state, link.parted_by), (LinkState::Parted, Some(by)));
    }
    step(Step::Rejoin { link_id: id.clone() }).await.unwrap();
    assert_eq!(practice.link(&id).await.unwrap(), Link { parted_by: None, ..Fate(4).link(&folder) });
    for sighted in [Some(Sighting { hash: "h".into(), modified: Some(now()) }), None] {
        step(Step::Sight { link_id: id.clone(), sighted: sighted.clone() }).await.unwrap();
        assert_eq!(practice.link(&id).await.unwrap().sighted, sighted);
    }
    let nowhere = step(Step::Sight { link_id: "nowhere".into(), sighted: None }).await;
    assert!(matches!(nowhere, Err(Error::NotFound { what: "link", .. })), "{nowhere:?}");
    for taken in [
        Link { id: "twin".into(), ..Fate(4).link(&folder) },
        Link { id: "twin".into(), record: RecordRef::contact(Fate(5).id()), ..Fate(4).link(&folder) },
        Link { id: "twin".into(), item_id: "free".into(), immutable_id: None, ..Fate(4).link(&folder) },
    ] {
        let refused = step(Step::Link(taken)).await;
        assert!(matches!(refused, Err(Error::Taken { .. })), "{refused:?}");
    }
}

pub(super) async fn folders(practice: &dyn Practice) {
    let all = practice.folders().await.unwrap();
    let keys: Vec<_> = all.iter().map(|folder| (folder.key.mailbox.as_str(), folder.key.outlook_id.as_str())).collect();
    assert!(keys.is_sorted_by_key(|(mailbox, _)| *mailbox), "{keys:?}");
    let found = people(practice, "people").await;
    assert!(all.contains(&found));
    let known = Folder {
        staff_id: None,
        name: "Kontakte".into(),
        cursor: Some("delta".into()),
        seen: 12,
        mark: Some("epoch".into()),
        paused: Some(serde_json::json!({ "why": "restored" })),
        whole_due: true,
        settings_hash: "hash".into(),
        ..found.clone()
    };
    for folder in [known, found] {
        practice.commit(Commit::new(now(), "").step(Step::Folder(Box::new(folder.clone())))).await.unwrap();
        assert_eq!(practice.folder_by_id(&folder.id).await.unwrap(), folder);
        assert_eq!(practice.opened(&folder.key, "none").await.unwrap().folder, Some(folder));
    }
    let nowhere = Folder { id: "nowhere".into(), ..people(practice, "people").await };
    let refused = practice.commit(Commit::new(now(), "").step(Step::Folder(Box::new(nowhere)))).await;
    assert!(matches!(refused, Err(Error::NotFound { what: "folder", .. })), "{refused:?}");
}
