//! The unified manifest: what it says is what `manifest.xml` says, and Microsoft's schema takes it.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use manifest::{
    Application, FUNCTIONS, Fault, PACKAGE_ICONS, PLACEHOLDER, TEMPLATE, check_unified, package, pixels, unified,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const ORIGIN: &str = "https://concordat.example.com";

fn application() -> Application {
    let id = "9a0f3bb1-4f3a-4f4c-8d2e-1f6f0c3a7b55";
    Application { client_id: id.to_owned(), resource: format!("api://{id}") }
}

fn document(origin: &str, application: Option<&Application>) -> Value {
    serde_json::from_str(&unified(origin, application).expect("an origin").manifest).expect("JSON")
}

#[test]
fn the_kept_manifest_is_the_one_that_manifest_xml_makes() {
    let kept = include_str!("../manifest.json");
    let made = unified(PLACEHOLDER, None).expect("our own").manifest;
    let command = "cargo xtask manifest --json --url https://concordat.invalid --out manifest/manifest.json";
    assert_eq!(kept, made, "manifest.json is not what manifest.xml says now: `{command}` makes it anew");
}

#[test]
fn it_says_what_manifest_xml_says() {
    let made = document(ORIGIN, None);
    let between = |start: &str, end: &str| {
        let from = TEMPLATE.find(start).expect("it is there") + start.len();
        TEMPLATE[from..].split(end).next().expect("its end").to_owned()
    };
    assert_eq!(made["id"], between("<Id>", "</Id>"));
    assert_eq!(format!("{}.0", made["version"].as_str().expect("text")), between("<Version>", "</Version>"));
    assert_eq!(made["name"]["short"], between("<DisplayName DefaultValue=\"", "\""));
    assert_eq!(made["description"]["short"], between("<Description DefaultValue=\"", "\""));
    assert_eq!(made["validDomains"], json!(["concordat.example.com"]));
    let requirements = json!({
        "scopes": ["mail"],
        "capabilities": [{ "name": "Mailbox", "minVersion": between("Name=\"Mailbox\" MinVersion=\"", "\"") }],
        "formFactors": ["desktop"],
    });
    assert_eq!(made["extensions"][0]["requirements"], requirements);
}

#[test]
fn c12_the_menu_is_everywhere_only_appointments_are_synchronized_themselves_and_only_messages_pinned() {
    let made = document(ORIGIN, None);
    let ribbons = made["extensions"][0]["ribbons"].as_array().expect("a list");
    let rows: Vec<_> = ribbons
        .iter()
        .map(|ribbon| {
            let controls = ribbon["tabs"][0]["groups"][0]["controls"].as_array().expect("a list");
            let items = |control: &'_ Value| control["items"].as_array().cloned().unwrap_or_default();
            let called = controls.iter().flat_map(|control| [vec![control.clone()], items(control)].concat());
            let actions: Vec<_> =
                called.filter_map(|control| control["actionId"].as_str().map(str::to_owned)).collect();
            (ribbon["contexts"][0].as_str().expect("a context"), actions)
        })
        .collect();
    let menu = vec!["syncEverything", "syncContacts", "syncCalendar"];
    assert_eq!(
        rows,
        [
            ("meetingDetailsOrganizer", [vec!["syncItem"], menu.clone(), vec!["showPane"]].concat()),
            ("meetingDetailsAttendee", [vec!["syncItem"], menu.clone(), vec!["showPane"]].concat()),
            ("mailRead", [menu, vec!["showPinnablePane"]].concat()),
        ]
        .map(|(context, actions)| (context, actions.into_iter().map(str::to_owned).collect()))
    );
    let runtimes = &made["extensions"][0]["runtimes"];
    assert_eq!(runtimes[0]["code"]["page"], format!("{ORIGIN}/pane.html"));
    assert_eq!(runtimes[0]["actions"][1]["pinnable"], true);
    assert_eq!(runtimes[1]["code"]["page"], format!("{ORIGIN}/commands.html"));
}

#[test]
fn a_firm_that_signs_in_with_microsoft_names_its_application() {
    assert_eq!(document(ORIGIN, None).get("webApplicationInfo"), None);
    let own = application();
    let info = json!({ "id": own.client_id, "resource": own.resource });
    assert_eq!(document(ORIGIN, Some(&own))["webApplicationInfo"], info);
}

#[test]
fn each_language_has_a_file_of_what_differs() {
    let made = unified(ORIGIN, None).expect("an origin");
    let listed = document(ORIGIN, None)["localizationInfo"].clone();
    let expected =
        json!({ "defaultLanguageTag": "en", "additionalLanguages": [{ "languageTag": "de", "file": "de.json" }] });
    assert_eq!(listed, expected);
    let [(name, german)] = &made.languages[..] else { panic!("one language: {:?}", made.languages) };
    assert_eq!(name, "de.json");
    let german: BTreeMap<String, String> = serde_json::from_str(german).expect("texts");
    assert_eq!(german["extensions[0].ribbons[0].tabs[0].groups[0].controls[0].label"], "Abgleichen");
    assert_eq!(german["description.short"], "Hält Outlook und die Kanzleidatenbank im Einklang.");
    assert!(german["description.full"].contains("Kanzleidatenbank"));
    assert!(german.keys().all(|path| !path.contains("url")), "{german:?}");
}

#[test]
fn a_port_or_an_address_of_numbers_makes_no_fault() {
    for origin in [ORIGIN, PLACEHOLDER, "https://localhost:8443", "https://127.0.0.1:8443", "https://[::1]:8443"] {
        for application in [None, Some(&application())] {
            assert_eq!(check_unified(&unified(origin, application).expect("an origin").manifest), [], "{origin}");
        }
    }
}

#[test]
fn what_is_no_address_is_refused() {
    unified("http://concordat.example.com", None).expect_err("not https");
    package("https://concordat.example.com/pane.html", None).expect_err("a path");
}

/// Puts `value` at the place that a JSON pointer names.
fn with(pointer: &str, value: Value) -> String {
    let mut broken = document(ORIGIN, None);
    *broken.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is not there")) = value;
    broken.to_string()
}

#[test]
fn a_broken_copy_has_exactly_its_fault() {
    let control = "/extensions/0/ribbons/0/tabs/0/groups/0/controls/0";
    let rows = [
        ("id is `x`", with("/id", json!("x"))),
        ("version is `2.0.0`", with("/version", json!("2.0.0"))),
        (
            "begins with https://",
            with("/extensions/0/runtimes/0/code/page", json!("http://concordat.example.com/pane.html")),
        ),
        ("or its host in AppDomains", with("/developer/privacyUrl", json!("https://elsewhere.example.com/"))),
        ("the icon color is `logo.png`", with("/icons/color", json!("logo.png"))),
        ("used at 20 pixels but has 16 × 16", with(&format!("{control}/icons/0/size"), json!(20))),
        ("is none of our images", with(&format!("{control}/icons/0/url"), json!(format!("{ORIGIN}/icons/logo.png")))),
        ("which no runtime has", with(&format!("{control}/actionId"), json!("syncNothing"))),
        (
            "no button calls the action `idle`",
            with(
                "/extensions/0/runtimes/1/actions",
                [FUNCTIONS, &["idle"]].concat().iter().map(|id| json!({ "id": id })).collect(),
            ),
        ),
        (
            "the permissions are Mailbox.SharedFolder",
            with("/authorization/permissions/resourceSpecific/0", json!({ "name": "Mailbox.SharedFolder" })),
        ),
        ("there is no ribbon for mailRead", with("/extensions/0/ribbons/2/contexts", json!(["mailCompose"]))),
        ("65 characters", with(&format!("{control}/label"), json!("x".repeat(65)))),
        ("81 characters", with("/description/short", json!("x".repeat(81)))),
        ("not JSON", "<OfficeApp />".to_owned()),
    ];
    for (expected, broken) in rows {
        let faults = check_unified(&broken);
        assert_eq!(faults.len(), 1, "expected `{expected}`: {faults:#?}");
        assert!(faults[0].to_string().contains(expected), "expected `{expected}` in: {}", faults[0]);
    }
}

#[test]
fn the_package_holds_the_manifest_its_languages_and_icons_of_the_right_size() {
    let own = application();
    let bytes = package(ORIGIN, Some(&own)).expect("a package");
    assert_eq!(bytes, package(ORIGIN, Some(&own)).expect("a package"), "the same facts make the same bytes");
    let files = unpacked(bytes);
    let made = unified(ORIGIN, Some(&own)).expect("an origin");
    assert_eq!(files["manifest.json"], made.manifest.into_bytes());
    assert_eq!(files["de.json"], made.languages[0].1.as_bytes());
    let named = document(ORIGIN, None)["icons"].clone();
    for (key, icon) in PACKAGE_ICONS {
        assert_eq!(pixels(&files[named[key].as_str().expect("a file")]), Some((icon.pixels, icon.pixels)), "{key}");
    }
    assert_eq!(files.len(), 2 + PACKAGE_ICONS.len());
}

fn unpacked(bytes: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).expect("a file");
            let mut content = Vec::new();
            file.read_to_end(&mut content).expect("read");
            (file.name().expect("a name").into_owned(), content)
        })
        .collect()
}

/// Microsoft's schemas, where `cargo xtask setup app-manifest` puts them; with CI=true they must be there.
fn schema(name: &str) -> Option<Value> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/npm/node_modules/@microsoft/app-manifest");
    let folder = env::var_os("CONCORDAT_APP_MANIFEST").map_or(here, PathBuf::from);
    let version = document(ORIGIN, None)["manifestVersion"].as_str().expect("a version").to_owned();
    let file = folder.join(format!("build/json-schemas/teams/v{version}/{name}"));
    let Ok(text) = fs::read_to_string(&file) else {
        assert!(env::var("CI").as_deref() != Ok("true"), "nothing is skipped when CI=true: no {}", file.display());
        println!("skipped: {} is not there", file.display());
        return None;
    };
    Some(serde_json::from_str(&text).expect("JSON"))
}

/// What the schema says of a document: nothing, or its complaints.
fn complaints(schema: &Value, document: &Value) -> Vec<String> {
    let validator = jsonschema::draft4::options().build(schema).expect("a schema that stands alone");
    validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_schema_takes_the_manifest_and_refuses_broken_copies() {
    let Some(schema) = schema("MicrosoftTeams.schema.json") else { return };
    for application in [None, Some(&application())] {
        assert_eq!(complaints(&schema, &document(ORIGIN, application)), [""; 0]);
    }
    for (pointer, value) in [
        ("/id", json!("x")),
        ("/accentColor", json!("blue")),
        ("/extensions/0/ribbons/0/contexts", json!(["meeting"])),
        ("/extensions/0/runtimes/0/actions/0/type", json!("openWindow")),
        ("/extensions/0/ribbons/0/tabs/0/groups/0/controls/0/supertip", json!({})),
        ("/developer", json!({ "name": "Concordat" })),
    ] {
        let broken: Value = serde_json::from_str(&with(pointer, value)).expect("JSON");
        assert!(!complaints(&schema, &broken).is_empty(), "{pointer} is not looked at");
    }
}

#[test]
fn the_schema_of_languages_takes_each_file() {
    let Some(schema) = schema("MicrosoftTeams.Localization.schema.json") else { return };
    let made = unified(ORIGIN, None).expect("an origin");
    for (name, text) in made.languages {
        let mut language: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(complaints(&schema, &language), [""; 0], "{name}");
        language["extensions[0].ribbons[0].label"] = json!("nowhere");
        assert!(!complaints(&schema, &language).is_empty(), "a path that leads nowhere is not looked at");
    }
}

proptest! {
    #[test]
    fn check_unified_never_panics(text in "\\PC*") {
        prop_assert!(!check_unified(&text).is_empty());
    }

    /// Values of every kind in every place.
    #[test]
    fn check_unified_never_panics_on_any_value(place in 0..400_usize, kind in 0..5_usize) {
        let mut damaged = document(ORIGIN, None);
        let value = [json!(null), json!(7), json!("x"), json!([1]), json!({ "id": {} })][kind].clone();
        let mut open = vec![&mut damaged];
        let mut seen = 0;
        while let Some(one) = open.pop() {
            seen += 1;
            if seen == place {
                *one = value;
                break;
            }
            match one {
                Value::Array(entries) => open.extend(entries),
                Value::Object(members) => open.extend(members.values_mut()),
                _ => {}
            }
        }
        for fault in check_unified(&damaged.to_string()) {
            prop_assert!(!Fault::to_string(&fault).is_empty());
        }
    }
}
