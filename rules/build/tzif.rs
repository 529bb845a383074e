//! Reads a time zone file (RFC 9636, version 2 and above).

/// A zone's clocks from a first moment on.
#[derive(PartialEq)]
pub(crate) struct Clocks {
    /// Seconds east of UTC at that moment.
    pub(crate) before: i32,
    /// Unix times at which they are set, and the seconds east of UTC from then on.
    pub(crate) changes: Vec<(i64, i32)>,
    /// The rule that holds after the last change, as POSIX writes it.
    pub(crate) rule: String,
}

/// The lengths that a header tells, in its order.
struct Header([usize; 6]);

impl Header {
    const LENGTH: usize = 44;

    fn read(file: &mut &[u8]) -> Option<Self> {
        let header = take(file, Self::LENGTH)?;
        let mut counts = [0; 6];
        for (count, bytes) in counts.iter_mut().zip(header.get(20..)?.chunks(4)) {
            *count = usize::try_from(u32::from_be_bytes(bytes.try_into().ok()?)).ok()?;
        }
        header.starts_with(b"TZif").then_some(Self(counts))
    }

    /// The bytes of what follows the types: names, leap seconds, two kinds of indicators.
    fn rest(&self, time: usize) -> usize {
        let [universal, standard, leaps, _, _, names] = self.0;
        names + leaps * (time + 4) + standard + universal
    }

    fn whole(&self, time: usize) -> usize {
        let [_, _, _, times, types, _] = self.0;
        times * (time + 1) + types * 6 + self.rest(time)
    }
}

fn take<'a>(file: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = file.split_at_checked(length)?;
    *file = rest;
    Some(taken)
}

/// The clocks from that Unix time on, without changes that leave them as they are; but with the last one, from which on
/// the rule holds.
pub(crate) fn read(mut file: &[u8], from: i64) -> Option<Clocks> {
    let first = Header::read(&mut file)?;
    take(&mut file, first.whole(4))?;
    let header = Header::read(&mut file)?;
    let [_, _, _, times, types, _] = header.0;
    let (at, which, kinds) = (take(&mut file, times * 8)?, take(&mut file, times)?, take(&mut file, types * 6)?);
    take(&mut file, header.rest(8))?;
    let offset = |kind: usize| Some(i32::from_be_bytes(kinds.get(kind * 6..kind * 6 + 4)?.try_into().ok()?));
    let mut clocks = Clocks { before: offset(0)?, changes: Vec::new(), rule: rule(file)? };
    for (number, (bytes, kind)) in at.chunks(8).zip(which).enumerate() {
        let (at, offset) = (i64::from_be_bytes(bytes.try_into().ok()?), offset(usize::from(*kind))?);
        let now = clocks.changes.last().map_or(clocks.before, |(_, offset)| *offset);
        if at < from {
            clocks.before = offset;
        } else if offset != now || number + 1 == times {
            clocks.changes.push((at, offset));
        }
    }
    Some(clocks)
}

fn rule(footer: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(footer).ok()?;
    Some(text.trim_matches('\n').to_owned())
}
