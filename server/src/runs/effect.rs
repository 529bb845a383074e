//! What other settings would do, before they are saved (C2, C4).

use api::{FilterSample, SetupEffect};
use rules::{
    mapping::item::title,
    plan::{Change, What},
    record::RecordKind,
};

use super::{Error, doubt::Doubts, engine::Engine, planning, sides, sides::Unfinished, terms::Terms, walk::walk};
use crate::practice::{LinkState, PartedBy, Record, StaffSettings, Which};

/// How many names are shown.
const SHOWN: usize = 5;

impl Engine {
    /// What these settings would do. A folder that was read whole before is not read again for it.
    ///
    /// # Errors
    /// What the practice database says, and the mailbox for a folder that is new.
    pub async fn effect(&self, staff: &str, kind: RecordKind, settings: &StaffSettings) -> Result<SetupEffect, Error> {
        let terms = Terms::with(self.practice(), staff, kind, settings.clone()).await?;
        let folders = self.practice().folders().await?;
        let known = folders.into_iter().find(|folder| folder.key == terms.key && folder.cursor.is_some());
        let mut effect = match known {
            Some(folder) => self.of_known(&terms, &folder.id, &folder.settings_hash).await?,
            None => self.of_new(&terms).await?,
        };
        effect.filter_of = terms.holder.as_ref().map(|holder| holder.name.clone());
        if !terms.plan.direction.writes(rules::merge::Side::Outlook) {
            effect.add = FilterSample::default();
            effect.leave = FilterSample::default();
        }
        Ok(effect)
    }

    async fn of_known(&self, terms: &Terms, folder: &str, hash: &str) -> Result<SetupEffect, Error> {
        let pairs = self.practice().pairs(folder, &Which::All).await?;
        let there = |record: &&Record| record.binned_at.is_none();
        let of = |state, by: Option<PartedBy>| {
            let tied = pairs.iter().filter(move |pair| pair.link.state == state && pair.link.parted_by == by);
            tied.filter_map(|pair| pair.record.as_ref()).filter(there)
        };
        let leave = of(LinkState::Joined, None).filter(|record| !terms.selects(&record.image));
        let loose = self.practice().unlinked(folder, terms.key.kind).await?;
        let back = of(LinkState::Parted, Some(PartedBy::Filter));
        let add = loose.iter().chain(back).filter(|record| terms.selects(&record.image));
        Ok(SetupEffect {
            critical: hash != terms.critical(),
            leave: sample(leave.map(|record| title(terms.key.kind, &record.image))),
            add: sample(add.map(|record| title(terms.key.kind, &record.image))),
            ..SetupEffect::default()
        })
    }

    /// The whole plan of a first run, made and thrown away.
    async fn of_new(&self, terms: &Terms) -> Result<SetupEffect, Error> {
        let walk = walk(self.mailbox(), &terms.key, None).await?;
        let folder = self.practice().folder(&terms.key).await?;
        let mut sides = sides::read(self.practice(), &folder, walk, &Unfinished::default()).await?;
        let plan = planning::plan(self.mailbox(), terms, true, &mut sides, &Doubts::default()).await?;
        let of = |wanted: &'static [What]| {
            let changes = plan.changes.iter().filter(move |change| wanted.contains(&change.what));
            sample(changes.map(|change: &Change| change.title.clone()))
        };
        Ok(SetupEffect {
            critical: true,
            leave: of(&[What::RemoveItem]),
            add: of(&[What::AddItem]),
            import: of(&[What::AddRecord]),
            filter_of: None,
        })
    }
}

/// How many there are, and the first ones by name.
fn sample(names: impl Iterator<Item = String>) -> FilterSample {
    let mut names: Vec<String> = names.collect();
    let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
    names.sort_unstable();
    names.truncate(SHOWN);
    FilterSample { count, names }
}
