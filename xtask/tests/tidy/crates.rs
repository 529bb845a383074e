//! Which crate may depend on which: `frontend -> api -> rules <- server`, `server -> api`, and nothing else is shared.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::none;
use crate::workspace::{each, native, pane, root, text};

/// One crate of the workspace, and the crates of the workspace that it may use.
struct Crate {
    name: &'static str,
    /// In what it is built from.
    uses: &'static [&'static str],
    /// In its tests besides.
    tests_use: &'static [&'static str],
}

const CRATES: &[Crate] = &[
    Crate { name: "rules", uses: &[], tests_use: &[] },
    Crate { name: "api", uses: &["rules"], tests_use: &[] },
    Crate { name: "frontend", uses: &["api", "rules"], tests_use: &[] },
    Crate { name: "manifest", uses: &[], tests_use: &[] },
    Crate { name: "server", uses: &["api", "manifest", "rules"], tests_use: &["outlook"] },
    // It plays Microsoft's side, so it knows nothing of ours.
    Crate { name: "outlook", uses: &[], tests_use: &[] },
    // It runs the real engine against the stand-in: it needs both sides, and nobody needs it but who measures in its time.
    Crate { name: "simulation", uses: &["outlook", "rules", "server"], tests_use: &[] },
    Crate { name: "e2e", uses: &[], tests_use: &["api", "manifest", "outlook", "rules", "server"] },
    Crate { name: "bench", uses: &["api", "manifest", "outlook", "rules", "server", "simulation"], tests_use: &[] },
    Crate { name: "xtask", uses: &["manifest"], tests_use: &[] },
];

/// What does I/O, waits, or draws random numbers: none of it may be anywhere beneath `rules`.
const NOT_BENEATH_RULES: &[&str] =
    &["actix-web", "getrandom", "hyper", "mio", "rand", "reqwest", "sea-orm", "sqlx", "sqlx-core", "tokio"];

fn members(metadata: &Value) -> impl Iterator<Item = &Value> {
    let ids: BTreeSet<_> = each(&metadata["workspace_members"]).map(text).collect();
    each(&metadata["packages"]).filter(move |package| ids.contains(text(&package["id"])))
}

fn forbidden_dependencies(metadata: &Value) -> Vec<String> {
    let ours: BTreeSet<_> = members(metadata).map(|package| text(&package["name"])).collect();
    members(metadata).flat_map(|package| forbidden_in(package, &ours)).collect()
}

fn forbidden_in(package: &Value, ours: &BTreeSet<&str>) -> Vec<String> {
    let name = text(&package["name"]);
    let Some(known) = CRATES.iter().find(|known| known.name == name) else {
        return vec![format!("{name}: a crate of which nothing says what it may depend on")];
    };
    let dependencies = each(&package["dependencies"]).filter(|one| ours.contains(text(&one["name"])));
    dependencies
        .filter(|one| !known.may_use(text(&one["name"]), one["kind"] == "dev"))
        .map(|one| format!("{name} must not depend on {}", text(&one["name"])))
        .collect()
}

impl Crate {
    fn may_use(&self, other: &str, in_tests: bool) -> bool {
        self.uses.contains(&other) || in_tests && self.tests_use.contains(&other)
    }
}

/// The names of all that `name` is built from, itself included.
fn beneath<'a>(metadata: &'a Value, name: &str) -> BTreeSet<&'a str> {
    let names: BTreeMap<_, _> =
        each(&metadata["packages"]).map(|package| (text(&package["id"]), text(&package["name"]))).collect();
    let built_from: BTreeMap<_, _> =
        each(&metadata["resolve"]["nodes"]).map(|node| (text(&node["id"]), normal_dependencies(node))).collect();
    let mut open: Vec<_> =
        members(metadata).filter(|member| member["name"] == name).map(|member| text(&member["id"])).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            open.extend(built_from.get(id).into_iter().flatten());
        }
    }
    seen.into_iter().filter_map(|id| names.get(id).copied()).collect()
}

fn normal_dependencies(node: &Value) -> Vec<&str> {
    let normal = |one: &&Value| each(&one["dep_kinds"]).any(|kind| kind["kind"].is_null());
    each(&node["deps"]).filter(normal).map(|one| text(&one["pkg"])).collect()
}

#[test]
fn crates_depend_only_on_what_they_may() {
    none(&forbidden_dependencies(native()));
}

#[test]
fn a_dependency_the_wrong_way_is_found() {
    let package = |name: &str, on: &str, kind: Value| json!({ "id": name, "name": name, "dependencies": [{ "name": on, "kind": kind }] });
    let metadata = json!({
        "workspace_members": ["rules", "server", "outlook", "new"],
        "packages": [
            package("rules", "server", Value::Null),
            package("server", "outlook", json!("dev")),
            package("outlook", "rules", json!("dev")),
            package("new", "serde", Value::Null),
        ],
    });
    assert_eq!(
        forbidden_dependencies(&metadata),
        [
            "rules must not depend on server",
            "outlook must not depend on rules",
            "new: a crate of which nothing says what it may depend on",
        ]
    );
}

#[test]
fn p18_nothing_beneath_the_rules_does_io_or_draws_random_numbers() {
    for metadata in [native(), pane()] {
        let all = beneath(metadata, "rules");
        assert!(all.contains("rules") && all.contains("jiff"), "{all:?}");
        let found: Vec<_> = NOT_BENEATH_RULES.iter().filter(|name| all.contains(**name)).collect();
        assert!(found.is_empty(), "beneath rules: {found:?}");
    }
}

#[test]
fn what_lies_beneath_is_found_through_others() {
    let all = beneath(native(), "server");
    assert!(all.contains("tokio") && all.contains("mio"), "{all:?}");
    assert!(!all.contains("outlook") && !all.contains("proptest"), "the server ships its tests: {all:?}");
}

#[test]
fn every_crate_has_a_readme() {
    let folders = members(native()).map(|package| text(&package["manifest_path"]).replace("Cargo.toml", ""));
    let bare = folders.filter(|folder| !std::path::Path::new(folder).join("README.md").is_file());
    let faults: Vec<_> = bare.map(|folder| format!("{folder} has no README.md")).collect();
    none(&faults);
}

#[test]
fn every_known_crate_is_there() {
    let there: BTreeSet<_> = members(native()).map(|package| text(&package["name"])).collect();
    let known: BTreeSet<_> = CRATES.iter().map(|known| known.name).collect();
    assert_eq!(there, known, "in {}", root().display());
}
