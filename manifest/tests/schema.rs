//! Microsoft's schema, asked through xmllint.

use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use manifest::fill;

/// Newer than the schema, which would refuse it; our own check holds its place.
const UNKNOWN_TO_THE_SCHEMA: &str = "<SupportsSharedFolders>true</SupportsSharedFolders>";

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared")
}

fn schema() -> PathBuf {
    shared().join("manifest-schema/OfficeAppManifestV1_1.xsd")
}

/// Why the schema cannot be asked here; with CI=true and the shared folder there, that is a failure.
fn reason_to_skip() -> Option<&'static str> {
    let xmllint = Command::new("xmllint").arg("--version").stderr(Stdio::null()).status().is_ok();
    let missing =
        [(schema().exists(), "the schema is not beside the repository"), (xmllint, "xmllint is not installed")];
    let reason = missing.into_iter().find_map(|(there, reason)| (!there).then_some(reason))?;
    let required = env::var("CI").as_deref() == Ok("true") && shared().exists();
    assert!(!required, "nothing is skipped when CI=true: {reason}");
    Some(reason)
}

/// What xmllint says of a manifest: nothing, or its complaints.
fn complaints(manifest: &str) -> Result<(), String> {
    let mut xmllint = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema())
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("xmllint starts");
    xmllint.stdin.take().expect("piped").write_all(manifest.as_bytes()).expect("xmllint reads");
    let output = xmllint.wait_with_output().expect("xmllint ends");
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

fn known_to_the_schema() -> String {
    let filled = fill("https://concordat.example.com").unwrap();
    assert_eq!(filled.matches(UNKNOWN_TO_THE_SCHEMA).count(), 1);
    filled.replace(UNKNOWN_TO_THE_SCHEMA, "")
}

#[test]
fn the_schema_takes_the_manifest_and_refuses_broken_copies() {
    if let Some(reason) = reason_to_skip() {
        println!("skipped: {reason}");
        return;
    }
    let manifest = known_to_the_schema();
    assert_eq!(complaints(&manifest), Ok(()));
    for (old, new, complaint) in [
        ("<ProviderName>Concordat</ProviderName>", "", "DefaultLocale"),
        (r#"xsi:type="ExecuteFunction""#, r#"xsi:type="RunFunction""#, "RunFunction"),
        ("<SupportsPinning>true<", "<SupportsPinning>maybe<", "SupportsPinning"),
        (r#"<Label resid="Group.Label" />"#, "", "element Control"),
    ] {
        assert!(manifest.contains(old), "the manifest does not hold `{old}`");
        let said = complaints(&manifest.replacen(old, new, 1)).unwrap_err();
        assert!(said.contains(complaint), "expected `{complaint}` in: {said}");
    }
}

/// The schema looks into the inner overrides too: what it does not know there, it refuses.
#[test]
fn the_schema_sees_the_inner_overrides() {
    if let Some(reason) = reason_to_skip() {
        println!("skipped: {reason}");
        return;
    }
    let said = complaints(&fill("https://concordat.example.com").unwrap()).unwrap_err();
    assert!(said.contains("SupportsSharedFolders"), "{said}");
}
