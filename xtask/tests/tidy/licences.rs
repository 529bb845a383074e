//! No dependency may bring a licence that would reach our own code.

use serde_json::Value;

use crate::none;
use crate::workspace::{each, native, pane, text};

/// Families whose terms cover what is built with them.
const COPYLEFT: &[&str] = &["GPL", "AGPL", "LGPL", "SSPL", "EUPL", "OSL"];

fn unusable(metadata: &Value) -> Vec<String> {
    let packages = each(&metadata["packages"]).filter(|package| !package["source"].is_null());
    packages.filter_map(fault).collect()
}

fn fault(package: &Value) -> Option<String> {
    let licence = text(&package["license"]);
    let named = !licence.is_empty() || package["license_file"].is_string();
    let fine = if licence.is_empty() { named } else { usable(licence) };
    (!fine).then(|| format!("{} {}: licence `{licence}`", text(&package["name"]), text(&package["version"])))
}

/// Whether an SPDX expression leaves a choice without copyleft: any side of `OR`, every side of `AND`.
fn usable(expression: &str) -> bool {
    // Before SPDX, crates wrote `MIT/Apache-2.0`.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<_> = spaced.split_whitespace().collect();
    any_choice(&mut words.into_iter().peekable())
}

type Words<'a> = std::iter::Peekable<std::vec::IntoIter<&'a str>>;

fn any_choice(words: &mut Words) -> bool {
    let mut fine = every_part(words);
    while words.next_if_eq(&"OR").is_some() {
        fine |= every_part(words);
    }
    fine
}

fn every_part(words: &mut Words) -> bool {
    let mut fine = one_licence(words);
    while words.next_if_eq(&"AND").is_some() {
        fine &= one_licence(words);
    }
    fine
}

fn one_licence(words: &mut Words) -> bool {
    let fine = match words.next() {
        Some("(") => {
            let fine = any_choice(words);
            words.next_if_eq(&")").is_some() && fine
        }
        Some(name) => !COPYLEFT.iter().any(|family| name.starts_with(family)),
        None => false,
    };
    if words.next_if_eq(&"WITH").is_some() {
        words.next();
    }
    fine
}

#[test]
fn no_dependency_is_copyleft() {
    none(&unusable(native()));
    none(&unusable(pane()));
}

#[test]
fn a_licence_expression_is_read_by_its_choices() {
    let cases = [
        ("MIT", true),
        ("MIT/Apache-2.0", true),
        ("GPL-3.0-only", false),
        ("GPL-3.0-or-later WITH Classpath-exception-2.0", false),
        ("MIT OR GPL-3.0-only", true),
        ("MIT OR Apache-2.0 OR LGPL-2.1-or-later", true),
        ("MIT AND LGPL-3.0-only", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("(MIT OR GPL-2.0-only) AND AGPL-3.0-only", false),
        ("Apache-2.0 WITH LLVM-exception OR MIT", true),
        ("(MIT", false),
    ];
    for (expression, expected) in cases {
        assert_eq!(usable(expression), expected, "{expression}");
    }
}

#[test]
fn a_package_without_a_licence_is_found() {
    let package = |licence: Value, file: Value| serde_json::json!({ "packages": [{ "name": "x", "version": "1", "source": "y", "license": licence, "license_file": file }] });
    assert_eq!(unusable(&package(Value::Null, Value::Null)).len(), 1);
    assert_eq!(unusable(&package("GPL-2.0-only".into(), Value::Null)).len(), 1);
    assert!(unusable(&package(Value::Null, "LICENSE".into())).is_empty());
}
