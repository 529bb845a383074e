//! What has to hold when everything has come to rest.

use std::collections::{BTreeMap, BTreeSet};

use rules::{
    conflict::Direction,
    filter::{ClientFacts, ClientsById},
    mapping::item,
    merge::Side,
    normalize,
    record::{Image, RecordKind, contact},
};
use sea_orm::ConnectionTrait as _;
use serde_json::Value as Json;
use server::{
    practice::{FolderKey, LinkState, Pair, Practice, Record, StaffSettings, Which},
    runs::Outcome,
};

use super::{Failure, Knob, person::World, play::Play};
use crate::{mailbox_of, staff_id};

/// What both sides hold at the end, without identifiers: to be compared with another history's end (P12).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// The contents of all records that are not in the bin.
    pub records: Vec<String>,
    /// Those of each folder's items.
    pub items: Vec<Vec<String>>,
}

const KIND: RecordKind = RecordKind::Contact;

/// A staff member's folder as it stands.
struct Books<'a> {
    world: &'a World,
    staff: usize,
    settings: StaffSettings,
    pairs: Vec<Pair>,
    items: BTreeMap<String, Image>,
    outcome: Outcome,
    open: BTreeSet<String>,
}

pub(super) fn all(play: &Play<'_>) -> Result<Ends, Failure> {
    let world = &*play.world;
    let records = world.records();
    for staff in 0..world.setting.staff {
        let outcome = play.last_run(staff)?;
        let folder = read(world, staff, outcome);
        folder.pairs_agree()?;
        folder.nothing_is_missing(&records)?;
    }
    nothing_typed_is_lost(world)?;
    nobody_is_doubled(world, &records)?;
    nothing_is_deleted_unasked(world)?;
    one_to_one(world)?;
    Ok(ends(world, &records))
}

fn read(world: &World, staff: usize, outcome: Outcome) -> Books<'_> {
    let wait = |work| world.runtime.block_on(work);
    let practice = world.practice();
    let key = FolderKey::default_of(&mailbox_of(staff), KIND);
    let folder = world.runtime.block_on(practice.folder(&key)).expect("reads");
    let pairs = world.runtime.block_on(practice.pairs(&folder.id, &Which::All)).expect("reads");
    let open = wait(practice.open_questions(&staff_id(staff))).expect("reads");
    let open = open.iter().flat_map(|asked| {
        let ids = asked.candidates.iter().chain([&asked.record.id]).cloned();
        ids.chain(asked.item_id.clone()).collect::<Vec<_>>()
    });
    let items = world.items_of(staff).iter().map(|item| (id(item), image(item))).collect();
    let open = open.collect();
    Books { world, staff, settings: world.settings(staff), pairs, items, outcome, open }
}

fn id(item: &Json) -> String {
    item["id"].as_str().unwrap_or_default().to_owned()
}

fn image(item: &Json) -> Image {
    let properties = item.as_object().cloned().unwrap_or_default();
    item::get(KIND, &properties).0.image
}

impl Books<'_> {
    /// The run named it, or a person is asked: it does not have to agree.
    fn is_excused(&self, record: &str, item: &str) -> bool {
        let held = self.outcome.report.held.iter();
        let mut named = held.flat_map(|held| held.record.iter().chain(&held.item));
        named.any(|id| id == record || id == item) || self.open.contains(record) || self.open.contains(item)
    }

    fn direction(&self) -> Direction {
        let ways = self.settings.contact_direction;
        Direction::from_switches(ways.to_outlook, ways.to_practice)
    }

    fn selects(&self, record: &Image) -> bool {
        let Some(id) = &self.settings.filter else { return true };
        let practice = self.world.practice();
        let filter = self.world.runtime.block_on(practice.filter(id)).expect("reads").filter;
        filter.selects(record, &clients(self.world, &*practice), &staff_id(self.staff))
    }

    /// P1, C4.
    fn pairs_agree(&self) -> Result<(), Failure> {
        for pair in self.pairs.iter().filter(|pair| pair.link.state == LinkState::Joined) {
            if !self.is_excused(&pair.link.record.id, &pair.link.item_id) {
                self.agrees(pair)?;
            }
        }
        Ok(())
    }

    fn agrees(&self, pair: &Pair) -> Result<(), Failure> {
        let who = format!("{} of {}", pair.link.record, mailbox_of(self.staff));
        let record = pair.record.as_ref().filter(|record| record.binned_at.is_none());
        let Some(record) = record else { return Err(Failure::of("P1", format!("{who} is joined and gone"))) };
        let Some(item) = self.items.get(&pair.link.item_id) else {
            return Err(Failure::of("P1", format!("the item of {who} is joined and gone")));
        };
        if !self.selects(&record.image) {
            return Err(Failure::of("C4", format!("{who} fails the filter and is there: {:?}", self.settings)));
        }
        let firm = self.world.runtime.block_on(self.world.practice().firm()).expect("reads");
        let held = item::comparable_record(KIND, &record.image);
        for field in KIND.synced() {
            let ways = firm.direction(KIND, field.id).and(self.direction());
            // The service makes a name of its own where there is none.
            let same = normalize::same(field, held.get(field.id), item.get(field.id));
            if ways == Direction::Both && !same && field.id != contact::FILE_AS {
                let (ours, theirs) = (held.get(field.id), item.get(field.id));
                return Err(Failure::of("P1", format!("{} of {who}: {ours:?}, and {theirs:?}", field.id)));
            }
            let base = pair.base.as_ref();
            let agreed = base.is_some_and(|base| {
                normalize::same(field, base.practice.get(field.id), held.get(field.id))
                    && normalize::same(field, base.outlook.get(field.id), item.get(field.id))
            });
            if ways == Direction::Both && !agreed {
                return Err(Failure::of("P1", format!("{} of {who} is not what was agreed on: {base:?}", field.id)));
            }
        }
        Ok(())
    }

    /// P1: whatever one side has and the other may have, is there.
    fn nothing_is_missing(&self, records: &[Record]) -> Result<(), Failure> {
        let linked: BTreeSet<&str> = self.pairs.iter().map(|pair| pair.link.record.id.as_str()).collect();
        let tied: BTreeSet<&str> = self.pairs.iter().map(|pair| pair.link.item_id.as_str()).collect();
        let writes = |side| self.direction().writes(side);
        let lacks = |record: &&Record| {
            let id = record.id();
            !linked.contains(id) && !self.is_excused(id, id) && self.selects(&record.image)
        };
        if let Some(record) = records.iter().filter(|_| writes(Side::Outlook)).find(lacks) {
            return Err(Failure::of("P1", format!("{} is not in {}", record.record, mailbox_of(self.staff))));
        }
        let strange = |id: &&String| !tied.contains(id.as_str()) && !self.is_excused(id, id);
        match self.items.keys().filter(|_| writes(Side::Practice)).find(strange) {
            Some(item) => {
                let who = self.items.get(item).map(|image| image.text(contact::SURNAME).to_owned());
                Err(Failure::of("P1", format!("an item of {} has no record: {who:?}", mailbox_of(self.staff))))
            }
            None => Ok(()),
        }
    }
}

fn clients(world: &World, practice: &dyn Practice) -> ClientsById {
    let clients = world.runtime.block_on(practice.all_clients()).expect("reads");
    let facts = |client: server::practice::Client| {
        let facts = ClientFacts {
            associate: client.associate.unwrap_or_default(),
            number: client.number,
            name: client.name,
            client_type: client.client_type,
            status: client.status,
            office: client.office,
        };
        (client.id, facts)
    };
    clients.into_iter().map(facts).collect()
}

/// P3: what a person typed is on a side, in the history, or asked about. The one window that remains is an edit between
/// a read and a write of a service that ignores `If-Match`.
fn nothing_typed_is_lost(world: &World) -> Result<(), Failure> {
    let everything = world.everything();
    let ignores = world.setting.knobs.contains(&Knob::IfMatchIgnored);
    let ledger = world.ledger();
    let lost = ledger.typed.iter().find(|(token, _)| {
        let excepted = ignores && ledger.during.contains(*token);
        !excepted && !everything.contains(token.as_str())
    });
    lost.map_or(Ok(()), |(token, place)| Err(Failure::of("P3", format!("{token} is lost: {place}"))))
}

/// P6, P7: nobody is there more often than somebody made them.
fn nobody_is_doubled(world: &World, records: &[Record]) -> Result<(), Failure> {
    let ledger = world.ledger();
    for (surname, times) in &ledger.people {
        let count = records.iter().filter(|record| record.image.text(contact::SURNAME) == surname).count();
        if count > *times {
            return Err(Failure::of("P7", format!("{surname} is {count} records, and was added {times} times")));
        }
        for staff in 0..world.setting.staff {
            let items = world.items_of(staff);
            let count = items.iter().filter(|item| item["surname"] == surname.as_str()).count();
            if count > *times {
                return Err(Failure::of("P7", format!("{surname} is {count} items, and was added {times} times")));
            }
        }
    }
    Ok(())
}

/// P8, P11: no record is binned and no item removed but because a person, a filter, or M7 wanted it.
fn nothing_is_deleted_unasked(world: &World) -> Result<(), Failure> {
    let program = world.program();
    let rows = |sql: &str| world.runtime.block_on(program.query_all_raw(super::person::statement(sql))).expect("reads");
    let ledger = world.ledger();
    for row in rows("SELECT id FROM contact WHERE binned_at IS NOT NULL") {
        let id: String = row.try_get("", "id").expect("is text");
        if !ledger.binned.contains(&id) && !ledger.follows {
            return Err(Failure::of("P8", format!("contact {id} was deleted, and nobody wanted it")));
        }
    }
    let mut deletes = BTreeMap::new();
    for row in rows("SELECT item_id, record_id FROM journal WHERE side = 'outlook' AND action = 'delete'") {
        let item: Option<String> = row.try_get("", "item_id").expect("is text");
        let record: String = row.try_get("", "record_id").expect("is text");
        deletes.insert(item.unwrap_or_default(), record);
    }
    for (item, staff) in &ledger.items {
        let store = world.firm.outlook.store();
        if store.contact(&mailbox_of(*staff), item).is_ok() || ledger.removed.contains(item) {
            continue;
        }
        let Some(record) = deletes.get(item) else {
            return Err(Failure::of("P8", format!("an item of {} is gone, and nobody knows why", mailbox_of(*staff))));
        };
        let wanted = ledger.binned.contains(record) || ledger.follows || ledger.filtered.contains(staff);
        if !wanted {
            return Err(Failure::of("P8", format!("the item of contact {record} was removed, and nobody wanted it")));
        }
    }
    Ok(())
}

/// P6: of each link's two ends there is one in the folder.
fn one_to_one(world: &World) -> Result<(), Failure> {
    let sql = "SELECT folder_id FROM link GROUP BY folder_id, kind, record_id HAVING count(*) > 1 UNION ALL \
               SELECT folder_id FROM link GROUP BY folder_id, item_id HAVING count(*) > 1";
    let twice = world.runtime.block_on(world.program().query_all_raw(super::person::statement(sql))).expect("reads");
    if twice.is_empty() { Ok(()) } else { Err(Failure::of("P6", "a link is not one to one")) }
}

fn ends(world: &World, records: &[Record]) -> Ends {
    let sorted = |mut texts: Vec<String>| {
        texts.sort();
        texts
    };
    let content = |image: &Image| serde_json::to_string(&normalize::clean_image(image)).unwrap_or_default();
    let items = |staff| sorted(world.items_of(staff).iter().map(|item| content(&image(item))).collect());
    Ends {
        records: sorted(records.iter().map(|record| content(&record.image)).collect()),
        items: (0..world.setting.staff).map(items).collect(),
    }
}
