//! Dates, points in time and lengths of time in ISO 8601, as the library for them writes them. Its own parsers know every
//! other form too: they are as large as everything else that the pane takes from it.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};

use super::{FromJson, Json, ToJson};

/// What is left of a text.
struct Text<'a>(&'a str);

impl Text<'_> {
    fn pass(&mut self, c: char) -> Option<()> {
        self.0 = self.0.strip_prefix(c)?;
        Some(())
    }

    /// A number of so many digits.
    fn digits(&mut self, many: usize) -> Option<i32> {
        let (digits, rest) = self.0.split_at_checked(many)?;
        self.0 = rest;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    }

    fn small(&mut self, many: usize) -> Option<i8> {
        self.digits(many)?.try_into().ok()
    }

    fn date(&mut self) -> Option<Date> {
        // Years before 0 have six digits.
        let year = if self.pass('-').is_some() { -self.digits(6)? } else { self.digits(4)? };
        self.pass('-')?;
        let month = self.small(2)?;
        self.pass('-')?;
        Date::new(year.try_into().ok()?, month, self.small(2)?).ok()
    }

    fn civil(&mut self) -> Option<DateTime> {
        let date = self.date()?;
        self.pass('T')?;
        let hour = self.small(2)?;
        self.pass(':')?;
        let minute = self.small(2)?;
        self.pass(':')?;
        let second = self.small(2)?;
        let time = Time::new(hour, minute, second, self.fraction()?).ok()?;
        Some(date.to_datetime(time))
    }

    /// Nanoseconds: none, or a point and up to nine digits.
    fn fraction(&mut self) -> Option<i32> {
        if self.pass('.').is_none() {
            return Some(0);
        }
        let many = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let missing = u32::try_from(9_usize.checked_sub(many)?).ok()?;
        (many > 0).then(|| self.digits(many)).flatten().map(|digits| digits * 10_i32.pow(missing))
    }
}

/// A civil date, of a text that is one: `2026-11-22`.
pub fn date_of(text: &str) -> Option<Date> {
    let mut text = Text(text);
    let date = text.date()?;
    text.0.is_empty().then_some(date)
}

/// A time of day, of a text that is one to the minute: `10:30`.
pub fn time_of(text: &str) -> Option<Time> {
    whole(text, |text| {
        let hour = text.small(2)?;
        text.pass(':')?;
        Time::new(hour, text.small(2)?, 0, 0).ok()
    })
}

/// `2026-11-22`
pub fn date_text(date: Date) -> String {
    let mut out = String::new();
    write_date(&mut out, date);
    out
}

fn whole<T>(text: &str, read: impl FnOnce(&mut Text<'_>) -> Option<T>) -> Option<T> {
    let mut text = Text(text);
    let value = read(&mut text)?;
    text.0.is_empty().then_some(value)
}

impl FromJson for Date {
    fn from_json(json: &Json) -> Option<Self> {
        date_of(json.text()?)
    }
}

impl FromJson for Timestamp {
    fn from_json(json: &Json) -> Option<Self> {
        let civil = whole(json.text()?, |text| {
            let civil = text.civil()?;
            text.pass('Z').map(|()| civil)
        });
        Offset::UTC.to_timestamp(civil?).ok()
    }
}

/// Hours, minutes and seconds: `PT1H2M3.5S`, with a minus before it where it is negative.
impl FromJson for SignedDuration {
    fn from_json(json: &Json) -> Option<Self> {
        let text = json.text()?;
        let (text, negative) = text.strip_prefix('-').map_or((text, false), |text| (text, true));
        let mut text = Text(text.strip_prefix("PT")?);
        let mut sum = Self::ZERO;
        while !text.0.is_empty() {
            let many = text.0.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = text.0.split_at_checked(many)?;
            let number: i64 = number.parse().ok()?;
            text.0 = rest;
            let fraction = text.fraction()?;
            let unit = text.0.chars().next()?;
            text.pass(unit)?;
            let seconds = [('H', 3_600), ('M', 60), ('S', 1)].into_iter().find(|(name, _)| *name == unit)?.1;
            sum = sum.checked_add(Self::new(number.checked_mul(seconds)?, fraction))?;
        }
        Some(if negative { -sum } else { sum })
    }
}

/// A number with so many digits.
fn digits(out: &mut String, number: i32, many: usize) {
    let digits = number.unsigned_abs().to_string();
    out.extend(std::iter::repeat_n('0', many.saturating_sub(digits.len())));
    out.push_str(&digits);
}

fn write_date(out: &mut String, date: Date) {
    let year = i32::from(date.year());
    if year < 0 {
        out.push('-');
    }
    digits(out, year, if year < 0 { 6 } else { 4 });
    for part in [date.month(), date.day()] {
        out.push('-');
        digits(out, part.into(), 2);
    }
}

fn fraction(out: &mut String, nanoseconds: i32) {
    if nanoseconds != 0 {
        out.push('.');
        digits(out, nanoseconds, 9);
        out.truncate(out.trim_end_matches('0').len());
    }
}

impl ToJson for Date {
    fn write(&self, out: &mut String) {
        out.push('"');
        write_date(out, *self);
        out.push('"');
    }
}

impl ToJson for Timestamp {
    fn write(&self, out: &mut String) {
        let civil = Offset::UTC.to_datetime(*self);
        out.push('"');
        write_date(out, civil.date());
        for (before, part) in [('T', civil.hour()), (':', civil.minute()), (':', civil.second())] {
            out.push(before);
            digits(out, part.into(), 2);
        }
        fraction(out, civil.subsec_nanosecond());
        out.push_str("Z\"");
    }
}

impl ToJson for SignedDuration {
    fn write(&self, out: &mut String) {
        out.push_str(if self.is_negative() { "\"-PT" } else { "\"PT" });
        out.push_str(&self.as_secs().unsigned_abs().to_string());
        fraction(out, self.subsec_nanos());
        out.push_str("S\"");
    }
}
