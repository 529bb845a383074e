//! Time zone names: Windows and IANA, both ways.

use std::collections::BTreeSet;

use jiff::civil::date;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use rules::mapping::zones::{UnknownZone, iana_from, is_iana, same_zone, time_zone, windows_from, windows_names};

/// Zones whose clocks differ in 2024 to 2026 from those of the zone that their Windows name stands for, by CLDR.
const DIFFERENT: [&str; 16] = [
    // Chile's Aysén stopped turning its clocks in March 2025.
    "America/Coyhaique",
    // British Columbia, Alberta, the Northwest Territories and Manitoba stay on summer time from November 2026.
    "America/Edmonton",
    "America/Inuvik",
    "America/Rainy_River",
    // East Greenland moved by an hour in March 2024.
    "America/Scoresbysund",
    "America/Vancouver",
    "America/Winnipeg",
    "America/Yellowknife",
    // Stations that keep their supplier's time, or times of their own.
    "Antarctica/Casey",
    "Antarctica/Troll",
    "Antarctica/Vostok",
    // Kazakhstan moved its east by an hour on 1 March 2024.
    "Asia/Almaty",
    "Asia/Qostanay",
    "Canada/Central",
    "Canada/Mountain",
    "Canada/Pacific",
];

fn bundled() -> Vec<String> {
    TimeZoneDatabase::bundled().available().map(|name| name.to_string()).collect()
}

/// The seconds east of UTC on the 1st and 15th of each month from 2024 to 2026, at noon UTC.
fn offsets(zone: &TimeZone) -> Vec<i32> {
    let noon = |year, month, day| date(year, month, day).at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
    let instants =
        (2024..=2026_i16).flat_map(|year| (1..=12_i8).flat_map(move |month| [(year, month, 1), (year, month, 15)]));
    instants.map(|(year, month, day)| zone.to_offset(noon(year, month, day)).seconds()).collect()
}

#[test]
fn every_zone_of_the_bundle_has_a_windows_name_with_the_same_clocks() {
    let differs = |name: &String| {
        let windows = windows_from(name).unwrap_or_else(|| panic!("{name} has no Windows name"));
        offsets(&time_zone(windows).unwrap()) != offsets(&time_zone(name).unwrap())
    };
    let names = bundled();
    assert!(names.len() > 590, "{} zones", names.len());
    let different: BTreeSet<_> = names.into_iter().filter(differs).collect();
    assert_eq!(different, DIFFERENT.into_iter().map(str::to_owned).collect());
}

#[test]
fn every_zone_of_the_bundle_keeps_its_clocks_under_its_present_name() {
    let database = TimeZoneDatabase::bundled();
    for name in bundled() {
        let present = iana_from(&name).unwrap();
        assert_eq!(iana_from(present), Ok(present), "{name}");
        assert!(same_zone(&name, present), "{name}");
        assert_eq!(offsets(&database.get(&name).unwrap()), offsets(&time_zone(&name).unwrap()), "{name}");
    }
}

/// The moments from 1970 to 2100 at which a zone's clocks are set, and the seconds east of UTC from then on.
fn changes(zone: &TimeZone) -> Vec<(Timestamp, i32)> {
    let (first, end): (Timestamp, Timestamp) = (Timestamp::UNIX_EPOCH, "2100-01-01T00:00:00Z".parse().unwrap());
    let mut changes = vec![(first, zone.to_offset(first).seconds())];
    for change in zone.following(first).take_while(|change| change.timestamp() < end) {
        let offset = change.offset().seconds();
        if changes.last().is_some_and(|(_, last)| *last != offset) {
            changes.push((change.timestamp(), offset));
        }
    }
    changes
}

#[test]
fn every_zone_keeps_the_clocks_of_the_whole_database_from_1970_to_2100() {
    let database = TimeZoneDatabase::bundled();
    for name in bundled() {
        let (whole, ours) = (database.get(&name).unwrap(), time_zone(&name).unwrap());
        assert_eq!(changes(&whole), changes(&ours), "{name}");
    }
}

#[test]
fn before_1970_the_clocks_are_those_of_1970() {
    let early = date(1923, 6, 1).at(0, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
    for (_, iana) in windows_names() {
        let zone = time_zone(iana).unwrap();
        assert_eq!(zone.to_offset(early), zone.to_offset(Timestamp::UNIX_EPOCH), "{iana}");
    }
}

#[test]
fn every_windows_name_leads_back_to_itself() {
    let all: Vec<_> = windows_names().collect();
    assert_eq!(all.len(), 139);
    for (windows, iana) in all {
        assert_eq!(windows_from(windows), Some(windows));
        assert_eq!(windows_from(iana), Some(windows));
        assert_eq!(iana_from(windows), Ok(iana));
        assert_eq!(windows_from(&windows.to_uppercase()), Some(windows));
        assert!(time_zone(windows).is_ok(), "{windows}");
    }
}

#[test]
fn well_known_names_lead_where_they_should() {
    let cases = [
        ("UTC", "Etc/UTC", "UTC"),
        ("etc/utc", "Etc/UTC", "UTC"),
        ("tzone://Microsoft/Utc", "Etc/UTC", "UTC"),
        ("Z", "Etc/UTC", "UTC"),
        ("Greenwich", "Etc/GMT", "UTC"),
        ("GMT Standard Time", "Europe/London", "GMT Standard Time"),
        ("Pacific Standard Time", "America/Los_Angeles", "Pacific Standard Time"),
        ("US/Eastern", "America/New_York", "Eastern Standard Time"),
        ("Asia/Calcutta", "Asia/Kolkata", "India Standard Time"),
        ("India Standard Time", "Asia/Kolkata", "India Standard Time"),
        ("Europe/Kiev", "Europe/Kyiv", "FLE Standard Time"),
        (" w. europe standard time ", "Europe/Berlin", "W. Europe Standard Time"),
        ("EUROPE/OSLO", "Europe/Oslo", "W. Europe Standard Time"),
        ("Kamchatka Standard Time", "Asia/Kamchatka", "Russia Time Zone 11"),
        ("Mid-Atlantic Standard Time", "Etc/GMT+2", "UTC-02"),
    ];
    for (name, iana, windows) in cases {
        assert_eq!((iana_from(name), windows_from(name)), (Ok(iana), Some(windows)), "{name}");
    }
}

#[test]
fn names_that_lead_nowhere_say_why() {
    assert_eq!(iana_from(" "), Err(UnknownZone::Unnamed));
    assert_eq!(iana_from("tzone://microsoft/custom"), Err(UnknownZone::Custom));
    assert_eq!(iana_from("Customized Time Zone"), Err(UnknownZone::Custom));
    assert_eq!(iana_from("Mars/Phobos"), Err(UnknownZone::Unknown("Mars/Phobos".to_owned())));
    assert_eq!(windows_from("tzone://Microsoft/Custom"), None);
    assert!(time_zone("tzone://Microsoft/Custom").is_err());
}

#[test]
fn an_iana_name_is_told_from_a_windows_name() {
    assert!(bundled().iter().all(|name| is_iana(name)));
    assert!(["UTC", "europe/berlin", "Asia/Calcutta"].into_iter().all(is_iana));
    assert!(!["", "W. Europe Standard Time", "Europe/Berlin=Arctic/Longyearbyen"].into_iter().any(is_iana));
}

#[test]
fn the_same_zone_is_what_outlook_cannot_tell_apart() {
    for (a, b) in [("Europe/Paris", "Romance Standard Time"), ("Asia/Calcutta", "asia/kolkata"), ("UTC", "Etc/GMT")] {
        assert!(same_zone(a, b), "{a} {b}");
    }
    for (a, b) in [("Europe/Paris", "Europe/Berlin"), ("UTC", "Europe/London"), ("UTC", "no zone"), ("", "no zone")] {
        assert!(!same_zone(a, b), "{a} {b}");
    }
    assert!(same_zone("No zone", "no zone "));
}

/// The pane carries the table: it must stay small.
#[test]
fn the_table_is_small() {
    let bytes = include_str!("../src/mapping/zones.txt").len();
    assert!(bytes < 15_000, "{bytes} bytes, before compression");
}

#[test]
fn clocks_are_those_of_the_zone() {
    let summer: Timestamp = "2026-07-01T00:00:00Z".parse().unwrap();
    let hours = |name| time_zone(name).unwrap().to_offset(summer).seconds() / 3_600;
    assert_eq!(["Romance Standard Time", "UTC", "Tokyo Standard Time"].map(hours), [2, 0, 9]);
    assert_eq!(time_zone("Eastern Standard Time").unwrap().to_offset(summer + 4_392.hours()).seconds(), -5 * 3_600);
}

proptest! {
    #[test]
    fn p16_no_name_makes_a_panic(name in ".*", other in "[A-Za-z/ ]{0,30}") {
        for name in [&name, &other] {
            let _ = (iana_from(name), windows_from(name), time_zone(name));
            prop_assert!(same_zone(name, name));
        }
    }

    #[test]
    fn p13_a_windows_name_put_for_a_zone_is_got_as_the_same_zone(name in prop::sample::select(bundled())) {
        let put = windows_from(&name).unwrap();
        prop_assert!(same_zone(iana_from(put).unwrap(), &name));
        prop_assert_eq!(windows_from(iana_from(put).unwrap()), Some(put));
    }
}
