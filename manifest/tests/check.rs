//! The checks: none fires on our manifest, and each on a copy broken in just that way.

use manifest::{FUNCTIONS, Fault, ICONS, PLACEHOLDER, SURFACES, TEMPLATE, check, fill, pixels};
use proptest::prelude::*;

const ORIGIN: &str = "https://concordat.example.com";

fn filled() -> String {
    fill(ORIGIN).expect("a plain origin is accepted")
}

/// The filled manifest with every `old` replaced; a test that edits nothing proves nothing.
fn edited(old: &str, new: &str) -> String {
    let manifest = filled();
    assert!(manifest.contains(old), "the manifest does not hold `{old}`");
    manifest.replace(old, new)
}

fn once(old: &str, new: &str) -> String {
    let manifest = filled();
    assert!(manifest.contains(old), "the manifest does not hold `{old}`");
    manifest.replacen(old, new, 1)
}

/// The one fault of a manifest, as its message.
fn only_fault(manifest: &str) -> String {
    let faults = check(manifest);
    assert_eq!(faults.len(), 1, "expected one fault: {faults:#?}");
    faults[0].to_string()
}

fn text(id: &str, value: &str) -> String {
    format!(r#"<bt:String id="{id}" DefaultValue="{value}""#)
}

#[test]
fn the_filled_manifest_has_no_fault() {
    assert_eq!(check(&filled()), []);
    assert_eq!(check(TEMPLATE), []);
}

#[test]
fn a_port_or_an_address_of_numbers_makes_no_fault() {
    for origin in ["https://localhost:8443", "https://127.0.0.1:8443", "https://[::1]:8443"] {
        assert_eq!(check(&fill(origin).unwrap()), [], "{origin}");
    }
}

/// Each row: what the one fault says, and the broken copy.
fn each_has_exactly_its_fault(rows: &[(&str, String)]) {
    for (expected, broken) in rows {
        let message = only_fault(broken);
        assert!(message.contains(expected), "expected `{expected}` in: {message}");
    }
}

#[test]
fn broken_documents_have_exactly_their_fault() {
    each_has_exactly_its_fault(&[
        ("not well-formed", once("</OfficeApp>", "")),
        ("a document type", once("<OfficeApp ", "<!DOCTYPE OfficeApp>\n<OfficeApp ")),
        ("the entity `&secret;` is unknown", once(">Concordat</ProviderName>", ">&secret;</ProviderName>")),
        ("a second root", once("</OfficeApp>", "</OfficeApp><OfficeApp/>")),
        ("the root is", once(r#"xsi:type="MailApp""#, r#"xsi:type="TaskPaneApp""#)),
    ]);
}

#[test]
fn a_broken_identity_has_exactly_its_fault() {
    let id = "c24463e8-fd66-4bce-b6af-003e661e197c";
    let version = |text: &str| once("<Version>1.0.0.0<", &format!("<Version>{text}<"));
    let set = r#"Name="Mailbox" MinVersion="1.5""#;
    each_has_exactly_its_fault(&[
        ("Id is", once(id, &format!("{{{id}}}"))),
        ("Id is", once(id, "00000000-0000-0000-0000-000000000000")),
        ("Version is `1.0`", version("1.0")),
        ("Version is `0.1.0.0`", version("0.1.0.0")),
        ("Version is `1.0.0.+1`", version("1.0.0.+1")),
        ("Permissions is `ReadItem`", once("ReadWriteItem", "ReadItem")),
        ("Permissions is missing", once("<Permissions>ReadWriteItem</Permissions>", "")),
        ("Mailbox of the manifest is `1.1`", once(set, r#"Name="Mailbox" MinVersion="1.1""#)),
        ("Mailbox of the manifest is missing", once(set, r#"Name="Other" MinVersion="1.5""#)),
        ("Mailbox of VersionOverrides is `1.8`", requiring_more_within()),
    ]);
}

/// A manifest whose inner overrides ask for more than the manifest itself.
fn requiring_more_within() -> String {
    let description = r#"<Description resid="App.Description" />"#;
    let more = r#"<Requirements><bt:Sets DefaultMinVersion="1.8"><bt:Set Name="Mailbox" /></bt:Sets></Requirements>"#;
    once(description, &format!("{description}{more}"))
}

#[test]
fn broken_resources_have_exactly_their_fault() {
    let group = text("Group.Label", "Concordat");
    let pane = format!(r#"<bt:Url id="Pane.Url" DefaultValue="{ORIGIN}/pane.html" />"#);
    each_has_exactly_its_fault(&[
        ("`Label` refers to `Nothing`", once(r#"<Label resid="Group.Label" />"#, r#"<Label resid="Nothing" />"#)),
        ("in LongStrings", once(r#"<Description resid="Sync.Tip" />"#, r#"<Description resid="Sync.Label" />"#)),
        ("`Pane.Url` is there twice", once(&pane, &pane.repeat(2))),
        ("has 33 characters; expected at most 32", edited("Group.Label", &"g".repeat(33))),
        ("has 65 characters; expected at most 64", once(&group, &text("Group.Label", &"x".repeat(65)))),
        (
            "the DisplayName",
            once(r#"<DisplayName DefaultValue=""#, r#"<DisplayName DefaultValue="The firm's own add-in, named "#),
        ),
        (
            "has 251 characters; expected at most 250",
            once("Zeigt, wie dieses Element in der Kanzleidatenbank steht.", &"x".repeat(251)),
        ),
    ]);
}

#[test]
fn what_just_fits_is_no_fault() {
    let label = text("Group.Label", "Concordat");
    let tip = "Zeigt, wie dieses Element in der Kanzleidatenbank steht.";
    assert_eq!(check(&once(&label, &text("Group.Label", &"x".repeat(64)))), []);
    assert_eq!(check(&once(tip, &"x".repeat(250))), []);
    assert_eq!(check(&edited("Group.Label", &"g".repeat(32))), []);
    assert_eq!(check(&once("1.0.0.0", "65535.0.0.65535")), []);
}

#[test]
fn a_broken_address_has_exactly_its_fault() {
    let commands = format!("{ORIGIN}/commands.html");
    let domains = "  <AppDomains><AppDomain>login.example.com</AppDomain></AppDomains>\n  <Hosts>";
    each_has_exactly_its_fault(&[
        ("begins with https://", once(&commands, "http://concordat.example.com/commands.html")),
        ("begins with https://", once(&commands, "commands.html")),
        ("begins with https://", once("  <Hosts>", domains)),
        ("an address on concordat.example.com", once(&commands, "https://elsewhere.example.com/commands.html")),
        ("an address on concordat.example.com", once(&commands, "https://concordat.example.com:8443/commands.html")),
    ]);
}

#[test]
fn a_broken_image_has_exactly_its_fault() {
    let image = format!(r#"<bt:Image id="Sync.80" DefaultValue="{ORIGIN}/icons/icon-80.png" />"#);
    let header = format!(r#"<IconUrl DefaultValue="{ORIGIN}/icons/icon-64.png" />"#);
    each_has_exactly_its_fault(&[
        ("is none of our images", once(&image, &image.replace("icon-80", "logo-80"))),
        ("used at 80 pixels but has 64 × 64", once(&image, &image.replace("icon-80", "icon-64"))),
        ("used at 64 pixels but has 128 × 128", once(&header, &header.replace("icon-64", "icon-128"))),
        ("`IconUrl` is missing", once(&header, "")),
        ("`organizerSync` has no icon of 16 pixels", once(r#"<bt:Image size="16" resid="Sync.16" />"#, "")),
    ]);
}

#[test]
fn a_broken_ribbon_has_exactly_its_fault() {
    let shared = "<SupportsSharedFolders>true</SupportsSharedFolders>";
    let file = r#"<FunctionFile resid="Commands.Url" />"#;
    let moved = once(shared, "").replacen(file, &format!("{file}{shared}"), 1);
    each_has_exactly_its_fault(&[
        ("no extension point MessageRead", once("MessageReadCommandSurface", "MessageComposeCommandSurface")),
        ("shut out of shared calendars", once(shared, "")),
        ("shut out of shared calendars", once(shared, &shared.replace("true", "false"))),
        ("`SupportsSharedFolders` comes too late", moved),
        ("`Description` comes too late in `VersionOverrides`", description_last()),
        ("two of `Control`", once(r#"id="organizerStatus""#, r#"id="organizerSync""#)),
        ("two of `Item`", once(r#"id="organizerContacts""#, r#"id="organizerEverything""#)),
        ("two of `Group`", once(r#"id="attendeeGroup""#, r#"id="organizerGroup""#)),
        ("there is no FunctionFile", once(file, "")),
        ("does not exist in the pane", once("syncItem", "syncNothing")),
    ]);
}

/// The description of the inner overrides, moved behind their resources.
fn description_last() -> String {
    let description = r#"      <Description resid="App.Description" />"#;
    let end = "      </Resources>";
    once(description, "").replacen(end, &format!("{end}\n{description}"), 1)
}

#[test]
fn an_app_domain_makes_its_addresses_ours() {
    let elsewhere = edited(&format!("{ORIGIN}/commands.html"), "https://elsewhere.example.com/commands.html");
    let domains = "  <AppDomains><AppDomain>https://elsewhere.example.com</AppDomain></AppDomains>\n  <Hosts>";
    assert_eq!(check(&elsewhere.replacen("  <Hosts>", domains, 1)), []);
}

#[test]
fn a_german_label_is_measured_too() {
    let long = edited(r#"Value="Abgleichen""#, &format!(r#"Value="{}""#, "ä".repeat(65)));
    let elements: Vec<_> = check(&long)
        .into_iter()
        .map(|fault| match fault {
            Fault::LongLabel { element, length: 65, limit: 64, .. } => element,
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(elements, ["Label", "Title"]);
}

#[test]
fn every_image_has_the_pixels_it_says_and_is_used() {
    let manifest = filled();
    for icon in ICONS {
        assert_eq!(pixels(icon.png), Some((icon.pixels, icon.pixels)), "{}", icon.name);
        assert!(manifest.contains(&format!("{ORIGIN}/icons/{}\"", icon.name)), "{} is used nowhere", icon.name);
    }
    assert_eq!(pixels(b"no image"), None);
    assert_eq!(pixels(&ICONS[0].png[..20]), None);
}

#[test]
fn every_function_of_the_pane_has_a_button() {
    for function in FUNCTIONS {
        assert!(TEMPLATE.contains(&format!("<FunctionName>{function}</FunctionName>")), "{function}");
    }
}

#[test]
fn c12_the_menu_is_everywhere_only_appointments_are_synchronized_themselves_and_only_messages_pinned() {
    let manifest = filled();
    let points: Vec<_> = manifest.split("<ExtensionPoint xsi:type=").skip(1).collect();
    assert_eq!(points.len(), SURFACES.len());
    for point in points {
        let message = point.starts_with(r#""MessageReadCommandSurface""#);
        assert_eq!(point.contains("<FunctionName>syncItem<"), !message);
        assert!(FUNCTIONS.iter().skip(1).all(|function| point.contains(&format!("<FunctionName>{function}<"))));
        assert_eq!(point.contains("<SupportsPinning>true<"), message);
        assert!(point.contains(r#"xsi:type="ShowTaskpane""#));
    }
}

#[test]
fn deep_nesting_does_not_exhaust_the_stack() {
    let depth = 100_000;
    let deep = format!("<OfficeApp xsi:type='MailApp'>{}{}</OfficeApp>", "<a>".repeat(depth), "</a>".repeat(depth));
    assert!(!check(&deep).is_empty());
}

proptest! {
    #[test]
    fn check_never_panics(text in "\\PC*") {
        prop_assert!(!check(&text).is_empty());
    }

    /// Text that is nearly a manifest reaches the checks behind the parser.
    #[test]
    fn check_never_panics_on_a_damaged_manifest(at in 0..TEMPLATE.len(), length in 0..400_usize, insert in "[ -~]{0,8}") {
        let mut from = at;
        while !TEMPLATE.is_char_boundary(from) {
            from -= 1;
        }
        let mut to = (from + length).min(TEMPLATE.len());
        while !TEMPLATE.is_char_boundary(to) {
            to -= 1;
        }
        let damaged = format!("{}{insert}{}", &TEMPLATE[..from], &TEMPLATE[to.max(from)..]);
        for fault in check(&damaged) {
            prop_assert!(!fault.to_string().is_empty());
        }
    }

    /// Values of every kind in every place, in well-formed XML.
    #[test]
    fn check_never_panics_on_any_value(value in "[^<&\"]{0,40}", place in 0..200_usize) {
        let places: Vec<_> = TEMPLATE.match_indices("=\"").collect();
        let start = places[place % places.len()].0 + 2;
        let end = start + TEMPLATE[start..].find('"').unwrap();
        let changed = format!("{}{value}{}", &TEMPLATE[..start], &TEMPLATE[end..]);
        check(&changed.replace(PLACEHOLDER, ORIGIN));
    }
}
