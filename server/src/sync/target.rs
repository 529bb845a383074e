//! Which record the open item is tied to, and all that the plan is made from.

use jiff::civil::Date;
use rules::{
    mapping::{appointment::first_day, occurrence},
    merge::{Base, Pending},
    outlook::item::{Part, Snapshot},
    plan::{Known, RecordState, Settings, Tie},
    record::{Image, RecordKind, Value, appointment as field},
};

use super::{Error, Sync, access};
use crate::{
    identity::Person,
    practice::{Folder, FolderKey, JournalEntry, Link, LinkState, OpenedLink, Record, RecordRef, SeriesDay},
};

/// What the open item is tied to.
pub(super) enum Target {
    /// It has no identifier yet.
    Unsaved,
    /// Nothing.
    Unlinked,
    /// A day of that series' record, nobody knows which.
    UnknownOccurrence(String),
    /// A record.
    Pair(Box<Pair>),
}

/// An item and its record.
pub(super) struct Pair {
    /// The mailbox's calendar.
    pub(super) folder: Folder,
    /// The tie; `None` for a day that follows its series or whose changed record has no item yet.
    pub(super) link: Option<Link>,
    /// The record; the series' for a day that follows it, and `None` when it is gone.
    pub(super) record: Option<Record>,
    /// The day of the series that the item stands for.
    pub(super) day: Option<SeriesDay>,
    /// The day has no record of its own yet.
    pub(super) follows: bool,
    /// What the rules need.
    pub(super) known: Known,
    /// What the names and settings were read at.
    pub(super) revision: Option<i64>,
}

impl Pair {
    /// The record's reference: of the series for a day that follows it.
    pub(super) fn record_ref(&self) -> RecordRef {
        let linked = self.link.as_ref().map(|link| link.record.clone());
        let series = || self.day.as_ref().map(|day| RecordRef::appointment(&day.series_id));
        self.record
            .as_ref()
            .map(|record| record.record.clone())
            .or(linked)
            .or_else(series)
            .unwrap_or_else(|| RecordRef::appointment(""))
    }
}

impl Sync {
    pub(super) async fn target(&self, person: &Person, item: &Snapshot) -> Result<Target, Error> {
        let Some(item_id) = &item.item_id else { return Ok(Target::Unsaved) };
        let opened = self.practice.opened(&calendar_of(item), item_id).await?;
        let Some(folder) = opened.folder else { return Ok(Target::Unlinked) };
        if let Some(linked) = opened.linked {
            return self.linked(person, item, folder, linked, opened.revision).await;
        }
        if let Some(series) = item.series_id.as_ref().filter(|_| item.part() == Part::Occurrence)
            && let Some(link) = self.practice.link_of_item(&folder.id, series).await?
            && link.state == LinkState::Joined
        {
            return self.day_of(person, item, folder, &link).await;
        }
        Ok(Target::Unlinked)
    }

    async fn linked(
        &self,
        person: &Person,
        item: &Snapshot,
        folder: Folder,
        linked: OpenedLink,
        revision: Option<i64>,
    ) -> Result<Target, Error> {
        let OpenedLink { link, record, base, in_doubt } = linked;
        // A record that is gone is as private as what is still known of it.
        let gone =
            || base.as_ref().map(|base| &base.practice).or(in_doubt.as_ref().and_then(|form| form.after.as_ref()));
        if let Some(image) = record.as_ref().map(|record| &record.image).or_else(gone) {
            access::may_open(person, item, image)?;
        }
        let base = base.map(|base| Base { practice: base.practice, outlook: base.outlook });
        let tie = match link.state {
            LinkState::Joined => Tie::Joined,
            LinkState::Parted => Tie::Parted,
        };
        let settings = self.settings(person, revision).await?;
        let known = known(settings, record.as_ref(), tie, base, in_doubt.as_ref());
        let day = record.as_ref().and_then(|record| record.series.clone());
        Ok(Target::Pair(Box::new(Pair { folder, link: Some(link), record, day, follows: false, known, revision })))
    }

    /// A day of a linked series that has no link of its own.
    async fn day_of(&self, person: &Person, item: &Snapshot, folder: Folder, link: &Link) -> Result<Target, Error> {
        let Some(series) = self.loaded(&link.record).await?.filter(|series| series.binned_at.is_none()) else {
            return Ok(Target::Unlinked);
        };
        access::may_open(person, item, &series.image)?;
        let Some(day) = shown_day(item, &series.image).filter(|day| takes_part(&series.image, *day)) else {
            return Ok(Target::UnknownOccurrence(series.record.id));
        };
        let pair = match self.practice.series_day(&series.record.id, day).await? {
            Some(record) => self.changed_day(person, item, folder, record).await?,
            None => self.following_day(person, folder, link, series, day).await?,
        };
        Ok(Target::Pair(Box::new(pair)))
    }

    /// The day has a record of its own, that the item is not tied to yet.
    async fn changed_day(
        &self,
        person: &Person,
        item: &Snapshot,
        folder: Folder,
        record: Record,
    ) -> Result<Pair, Error> {
        access::may_open(person, item, &record.image)?;
        let known = known(self.settings(person, None).await?, Some(&record), Tie::Joined, None, None);
        let day = record.series.clone();
        Ok(Pair { folder, link: None, record: Some(record), day, follows: false, known, revision: None })
    }

    /// The day is as the series says: it is compared with what the series would be on that day.
    async fn following_day(
        &self,
        person: &Person,
        folder: Folder,
        link: &Link,
        series: Record,
        day: Date,
    ) -> Result<Pair, Error> {
        let base = self.practice.base(&link.id).await?.map_or_else(|| series.image.clone(), |base| base.outlook);
        let mut known = known(self.settings(person, None).await?, Some(&series), Tie::Joined, None, None);
        known.record = occurrence::on(&series.image, day);
        // What the practice side changed in the series goes to the series, not to one day of it.
        known.base = Some(Base { practice: known.record.clone(), outlook: occurrence::on(&base, day) });
        let day = SeriesDay { series_id: series.record.id.clone(), original: day };
        Ok(Pair { folder, link: None, record: Some(series), day: Some(day), follows: true, known, revision: None })
    }
}

/// What the rules need of a record and its tie.
fn known(
    settings: Settings,
    record: Option<&Record>,
    tie: Tie,
    base: Option<Base>,
    in_doubt: Option<&JournalEntry>,
) -> Known {
    let state = match record {
        None => RecordState::Missing,
        Some(record) if record.binned_at.is_some() => RecordState::Binned,
        Some(_) => RecordState::Present,
    };
    let pending = in_doubt.map(|entry| Pending {
        shown: entry.before.clone().unwrap_or_default(),
        agreed: entry.after.clone().unwrap_or_default(),
    });
    Known {
        kind: RecordKind::Appointment,
        record: record.map(|record| record.image.clone()).unwrap_or_default(),
        state,
        version: record.map_or(0, |record| record.version),
        edited_at: record.map_or(jiff::Timestamp::MIN, |record| record.edited_at),
        tie,
        base,
        pending,
        settings,
    }
}

/// The calendar that the item lies in.
pub(super) fn calendar_of(item: &Snapshot) -> FolderKey {
    FolderKey::default_of(&item.mailbox, RecordKind::Appointment)
}

/// Not cancelled, and a day of the pattern.
fn takes_part(series: &Image, day: Date) -> bool {
    first_day(series).is_some() && occurrence::takes_place(series, day)
}

/// The day that an occurrence's window shows.
fn shown_day(item: &Snapshot, series: &Image) -> Option<Date> {
    let start = item.start?;
    if series.get(field::ALL_DAY).is_some() {
        let zone = rules::mapping::zones::time_zone(&item.time_zone).ok()?;
        return Some(start.to_zoned(zone).date());
    }
    occurrence::day_of(series, &Value::Instant(start))
}
