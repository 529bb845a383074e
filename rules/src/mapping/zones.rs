//! Time zones by their Windows names, as Outlook gives them, and by their IANA names, as this program keeps them.
//!
//! Everything goes through one table, `zones.txt`, which knows every zone of the bundled time zone database and every
//! Windows name of CLDR. Letter case never matters. Old names of a zone (`Asia/Calcutta`, `Europe/Kiev`, `US/Eastern`)
//! are the zone's present one. The system's own time zone database is never asked.

use std::cmp::Ordering;
use std::sync::LazyLock;

use jiff::tz::TimeZone;

mod clocks;

const TABLE: &str = include_str!("zones.txt");

/// Names that Outlook and Exchange have used and CLDR does not list: read, never written.
const READ_ONLY: [(&str, &str); 8] = [
    ("tzone://Microsoft/Utc", "Etc/UTC"),
    ("Coordinated Universal Time", "Etc/UTC"),
    ("Z", "Etc/UTC"),
    ("Armenian Standard Time", "Asia/Yerevan"),
    ("Kamchatka Standard Time", "Asia/Kamchatka"),
    ("Mexico Standard Time", "America/Mexico_City"),
    ("Mexico Standard Time 2", "America/Mazatlan"),
    ("Mid-Atlantic Standard Time", "Etc/GMT+2"),
];

/// Names that say only that the zone has no name: its rules are the sender's own.
const CUSTOM: [&str; 2] = ["tzone://Microsoft/Custom", "Customized Time Zone"];

/// Why a name leads to no time zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownZone {
    /// There is no name.
    #[error("no time zone is named")]
    Unnamed,
    /// The name says that the rules are the sender's own, which Outlook does not tell
    /// (`tzone://Microsoft/Custom`, `Customized Time Zone`).
    #[error("the time zone is a custom one that Outlook gives no name to")]
    Custom,
    /// Neither a Windows nor an IANA name.
    #[error("no time zone is called {0:?}")]
    Unknown(String),
}

/// What a name stands for.
#[derive(Clone, Copy)]
struct Zone {
    iana: &'static str,
    windows: &'static str,
}

/// Each name, Windows and IANA alike, with what it stands for; sorted without regard to letter case.
static INDEX: LazyLock<Vec<(&'static str, Zone)>> = LazyLock::new(|| {
    let mut index: Vec<_> = rows().flat_map(|(windows, zones)| names(windows, zones)).collect();
    index.sort_by(|a, b| compare(a.0, b.0));
    index
});

/// Every Windows name of the table with its IANA zones.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// Each zone of the table once, by its present name.
fn present_names() -> impl Iterator<Item = &'static str> {
    rows().flat_map(|(_, zones)| zones.split(' ')).map(present)
}

fn present(zone: &'static str) -> &'static str {
    zone.split('=').next().unwrap_or(zone)
}

fn names(windows: &'static str, zones: &'static str) -> impl Iterator<Item = (&'static str, Zone)> {
    let first = zones.split(' ').next().unwrap_or(zones);
    let by_windows = (windows, Zone { iana: present(first), windows });
    let by_iana = zones
        .split(' ')
        .flat_map(move |zone| zone.split('=').map(move |name| (name, Zone { iana: present(zone), windows })));
    // A name can be both, as UTC is: then it is one entry.
    std::iter::once(by_windows).chain(by_iana.filter(move |(name, _)| !name.eq_ignore_ascii_case(windows)))
}

fn compare(a: &str, b: &str) -> Ordering {
    let lower = |byte: u8| byte.to_ascii_lowercase();
    a.bytes().map(lower).cmp(b.bytes().map(lower))
}

fn find(name: &str) -> Result<Zone, UnknownZone> {
    let name = name.trim();
    let same = |other: &&str| name.eq_ignore_ascii_case(other);
    if name.is_empty() {
        return Err(UnknownZone::Unnamed);
    }
    if CUSTOM.iter().any(same) {
        return Err(UnknownZone::Custom);
    }
    let name = READ_ONLY.iter().find(|(old, _)| same(old)).map_or(name, |(_, zone)| zone);
    let at = INDEX.binary_search_by(|(other, _)| compare(other, name));
    at.ok().and_then(|at| INDEX.get(at)).map(|(_, zone)| *zone).ok_or_else(|| UnknownZone::Unknown(name.to_owned()))
}

/// The present IANA name of the zone that is called so, by a Windows name or any IANA name, in any letter case.
///
/// A Windows name gives the zone that stands for it in the whole world: `W. Europe Standard Time` is `Europe/Berlin`.
pub fn iana_from(name: &str) -> Result<&'static str, UnknownZone> {
    find(name).map(|zone| zone.iana)
}

/// The Windows name of the zone that is called so, by any IANA name or a Windows name, in any letter case.
///
/// Every zone of the bundled database has one. Windows has fewer zones than IANA, so that several share a name.
pub fn windows_from(name: &str) -> Option<&'static str> {
    find(name).ok().map(|zone| zone.windows)
}

/// Is it an IANA name, present or old, in any letter case?
pub fn is_iana(name: &str) -> bool {
    rows().any(|(_, zones)| zones.split([' ', '=']).any(|zone| zone.eq_ignore_ascii_case(name)))
}

/// Whether two names mean the same zone as far as Outlook can tell: its Windows names are what it keeps (P13).
///
/// A name that is unknown is the same only as itself.
pub fn same_zone(a: &str, b: &str) -> bool {
    match (find(a), find(b)) {
        (Ok(a), Ok(b)) => a.windows == b.windows,
        (Err(_), Err(_)) => a.trim().eq_ignore_ascii_case(b.trim()),
        _ => false,
    }
}

/// The zone's rules, from the bundled database, by a Windows or an IANA name.
pub fn time_zone(name: &str) -> Result<TimeZone, UnknownZone> {
    let iana = iana_from(name)?;
    clocks::of(iana).ok_or_else(|| UnknownZone::Unknown(name.to_owned()))
}

/// Every Windows name that can be written, with the IANA zone that it stands for; in the order of the alphabet.
pub fn windows_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows().filter_map(|(windows, _)| Some((windows, iana_from(windows).ok()?)))
}
