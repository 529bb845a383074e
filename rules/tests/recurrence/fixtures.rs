//! Every recurrence in the collected answers of Graph, where they are at hand.

use std::fs;
use std::path::Path;

use jiff::civil::Date;
use rules::mapping::recurrence::{from_graph, same_series, to_graph};
use rules::mapping::zones::time_zone;
use rules::outlook::recurrence::PatternedRecurrence;
use serde_json::Value;

/// Every non-null `recurrence` anywhere in the JSON.
fn recurrences(json: &Value, found: &mut Vec<Value>) {
    match json {
        Value::Object(fields) => {
            found.extend(fields.get("recurrence").filter(|value| value.is_object()).cloned());
            fields.values().for_each(|value| recurrences(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| recurrences(value, found)),
        _ => {}
    }
}

#[test]
fn p13_every_collected_recurrence_is_read_and_put_back_as_it_was() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/graph/fixtures");
    if !folder.is_dir() {
        println!("skipped: the collected answers of Graph are not here");
        return;
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        recurrences(&serde_json::from_str(&text).unwrap_or_default(), &mut found);
    }
    assert!(found.len() >= 2, "{} recurrences", found.len());
    for json in found {
        check(&json);
    }
}

fn check(json: &Value) {
    let read: PatternedRecurrence = serde_json::from_value(json.clone()).unwrap();
    let got = from_graph(&read).unwrap_or_else(|error| panic!("{error}: {json}"));
    let start: Date = read.range.start_date.as_deref().unwrap().parse().unwrap();
    let zone = read.range.recurrence_time_zone.as_deref().unwrap_or_default();
    assert!(zone.is_empty() || time_zone(zone).is_ok(), "{zone}");
    let put = to_graph(&got, start, zone);
    assert!(same_series(&from_graph(&put).unwrap(), &got, start), "{json}");
    assert_eq!(put.range.start_date, read.range.start_date);
}
