//! The sources ask for every text, and for none that is not there.

use std::{collections::BTreeSet, fs, path::Path};

use super::super::{TABLES, Words};

/// Keys that are put together from a name: what they begin with.
const FAMILIES: [&str; 10] =
    ["field-", "filter-field-", "request-", "why-", "choice-", "day-", "index-", "month-", "busy-", "held-"];

fn sources(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("the sources are readable").path();
        if path.is_dir() {
            if !path.ends_with("messages") {
                sources(&path, into);
            }
        } else {
            into.push_str(&fs::read_to_string(&path).expect("a source is text"));
        }
    }
}

fn source() -> String {
    let mut text = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
    text
}

/// Calls, what of them stands before the key, and how many literals stand between.
const CALLS: [(&str, usize); 8] = [
    (".say(", 0),
    (" say(", 0),
    (".with(", 0),
    (".count(", 0),
    ("stopped(", 0),
    ("button(screen, ", 1),
    ("primary(screen, ", 1),
    ("press(screen, ", 1),
];

/// Every literal that stands where a key does.
fn asked_for(source: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for (call, between) in CALLS {
        for part in source.split(call).skip(1).filter(|part| part.starts_with('"')) {
            keys.extend(part.split('"').skip(1).step_by(2).nth(between).map(str::to_owned));
        }
    }
    keys
}

#[test]
fn every_text_that_is_asked_for_is_there() {
    let words = Words::of("en");
    let missing: Vec<_> = asked_for(&source()).into_iter().filter(|key| !words.has(key)).collect();
    assert!(missing.is_empty(), "nothing is said for {missing:?}");
}

#[test]
fn every_text_that_is_there_is_asked_for() {
    let source = source();
    let of_family = |key: &str| FAMILIES.iter().any(|family| key.starts_with(family));
    let (key_of, stem) =
        (|key: &str| source.contains(&format!("\"{key}\"")), |key: &str| key.trim_end_matches("-of").to_owned());
    let idle = |key: &&str| !of_family(key) && !key_of(key) && !source.contains(&format!("\"{}\"", stem(key)));
    let unused: Vec<_> = TABLES[0].messages.iter().map(|(key, _)| *key).filter(idle).collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

/// What the words tell people to press is what the manifest's button says.
#[test]
fn the_ribbons_buttons_are_called_by_their_labels() {
    let manifest = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../manifest/manifest.xml"));
    let manifest = manifest.expect("the manifest is there");
    let label = |id: &str, language: &str| {
        let (_, entry) = manifest.split_once(&format!("id=\"{id}\" DefaultValue=\"")).expect("the label is there");
        let entry = entry.split("<bt:String").next().unwrap_or_default();
        let own = entry.split_once(&format!("Locale=\"{language}-")).and_then(|(_, own)| own.split('"').nth(2));
        own.or(entry.split('"').next()).unwrap_or_default().to_owned()
    };
    for table in TABLES.iter() {
        let words = Words::of(table.tag);
        assert_eq!(words.say("sync"), label("Sync.Label", table.tag), "{}", table.tag);
        assert!(words.say("ribbon-changed").contains(&label("Sync.Label", table.tag)), "{}", table.tag);
        for key in ["ribbon-unlinked", "ribbon-parted", "ribbon-sign-in", "ribbon-time", "no-outlook"] {
            assert!(words.say(key).contains(&label("Status.Label", table.tag)), "{}: {key}", table.tag);
        }
    }
}
