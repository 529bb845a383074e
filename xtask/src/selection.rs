//! Which tests cargo runs for each check.
//!
//! cargo joins the features of the packages it is asked for: asked for `e2e` alone after the others, it would build the
//! web framework and the database layer a second time. So it is asked for the whole workspace, and told which of its
//! test programs to run.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::shell;

/// The package of the end-to-end tests.
const E2E: &str = "e2e";

/// Every test but the end-to-end ones.
pub(crate) const UNIT: [&str; 3] = ["--workspace", "--exclude", E2E];

/// The end-to-end tests.
pub(crate) fn e2e() -> Result<Vec<String>> {
    let mut cargo = shell::cargo();
    cargo.args(["metadata", "--format-version=1", "--no-deps"]);
    let text = shell::output(&mut cargo).context("`cargo metadata` failed")?;
    options(&serde_json::from_str(&text)?)
}

fn options(metadata: &Value) -> Result<Vec<String>> {
    let mut packages = metadata["packages"].as_array().into_iter().flatten();
    let package = packages.find(|package| package["name"] == E2E).context("there is no package e2e")?;
    let targets: Vec<_> =
        package["targets"].as_array().into_iter().flatten().filter(|target| has_tests(target)).collect();
    let names: Option<Vec<_>> = targets.iter().map(|target| program_name(target)).collect();
    // Tests that are no programs of their own can only be asked for by their package.
    let Some(names) = names.filter(|names| !names.is_empty()) else {
        return Ok(vec!["--package".to_owned(), E2E.to_owned()]);
    };
    let options = names.into_iter().flat_map(|name| ["--test".to_owned(), name.to_owned()]);
    Ok(std::iter::once("--workspace".to_owned()).chain(options).collect())
}

fn has_tests(target: &Value) -> bool {
    target["test"] == true || target["doctest"] == true
}

fn program_name(target: &Value) -> Option<&str> {
    target["kind"].as_array()?.iter().find(|kind| *kind == "test")?;
    target["name"].as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn selected(targets: Value) -> String {
        let metadata = json!({ "packages": [{ "name": "rules" }, { "name": "e2e", "targets": targets }] });
        options(&metadata).expect("a selection").join(" ")
    }

    fn target(kind: &str, name: &str, test: bool) -> Value {
        json!({ "kind": [kind], "name": name, "test": test, "doctest": test && kind == "lib" })
    }

    #[test]
    fn test_programs_are_named_in_the_whole_workspace() {
        let targets =
            json!([target("lib", "e2e", false), target("test", "pane", true), target("test", "ribbon", true)]);
        assert_eq!(selected(targets), "--workspace --test pane --test ribbon");
    }

    #[test]
    fn no_test_is_left_out() {
        let targets = json!([target("lib", "e2e", true), target("test", "pane", true)]);
        assert_eq!(selected(targets), "--package e2e");
        assert_eq!(selected(json!([])), "--package e2e");
        assert!(options(&json!({ "packages": [] })).is_err());
    }
}
