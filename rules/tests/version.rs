//! The version by which pane and server notice that they were built from different sources.

#[path = "../build/version.rs"]
mod version;

use std::path::Path;

const LOCK: &str =
    "[[package]]\nname = \"jiff\"\nversion = \"0.2.43\"\n\n[[package]]\nname = \"serde\"\nversion = \"1.0.1\"\n";

fn files(content: &str) -> Vec<(String, Vec<u8>)> {
    [("rules/src/a.rs", content), ("api/src/b.rs", "pub struct B;\n")]
        .map(|(name, content)| (name.to_owned(), content.as_bytes().to_vec()))
        .into()
}

#[test]
fn p18_the_version_is_that_of_the_sources_whatever_machine_or_target_builds_them() {
    let now = version::version(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).expect("the sources are there");
    assert_eq!(rules::VERSION, now);
    assert!(now.len() == 16 && now.bytes().all(|digit| digit.is_ascii_hexdigit()), "{now}");
}

#[test]
fn line_ends_and_the_order_of_a_folder_make_no_other_version() {
    let one = version::hash(files("fn a() {}\nfn b() {}\n"), LOCK);
    assert_eq!(one, version::hash(files("fn a() {}\r\nfn b() {}\r\n"), &LOCK.replace('\n', "\r\n")));
    assert_eq!(one, version::hash(files("fn a() {}\nfn b() {}\n").into_iter().rev().collect(), LOCK));
}

#[test]
fn any_other_source_name_or_time_zone_data_is_another_version() {
    let one = version::hash(files("fn a() {}\n"), LOCK);
    let renamed = files("fn a() {}\n").into_iter().map(|(name, content)| (name.replace("a.rs", "c.rs"), content));
    let others = [
        version::hash(files("fn a() { }\n"), LOCK),
        version::hash(renamed.collect(), LOCK),
        version::hash(files("fn a() {}\n"), &LOCK.replace("0.2.43", "0.2.44")),
        version::hash(files("fn a() {}\n").into_iter().skip(1).collect(), LOCK),
    ];
    assert!(!others.contains(&one), "{one}: {others:?}");
    assert_eq!(one, version::hash(files("fn a() {}\n"), &LOCK.replace("1.0.1", "1.0.2")), "not what decides nothing");
}
