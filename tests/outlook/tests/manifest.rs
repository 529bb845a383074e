//! What the stand-in makes of a manifest: the product's own, and broken copies.

mod support;

use outlook::manifest::{Action, Control, read};
use std::path::Path;
use support::FIXTURE_MANIFEST;

fn fixture() -> String {
    FIXTURE_MANIFEST.replace("{origin}", "https://localhost:8444")
}

#[test]
fn the_products_own_manifest_draws_its_ribbon() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../manifest/manifest.xml");
    let addin = read(&std::fs::read_to_string(file).unwrap()).unwrap();
    let kinds: Vec<_> = addin.surfaces.iter().map(|surface| surface.kind.as_str()).collect();
    for kind in ["AppointmentOrganizerCommandSurface", "AppointmentAttendeeCommandSurface", "MessageReadCommandSurface"]
    {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
    assert!(addin.function_file.is_some());
    assert_eq!(addin.permissions, "ReadWriteItem");
}

#[test]
fn buttons_menus_and_their_texts_are_read() {
    let addin = read(&fixture()).unwrap();
    assert_eq!((addin.display_name.as_str(), addin.version.as_str()), ("Fixture", "1.2.3.0"));
    assert_eq!(addin.images["Icon.16"], "https://localhost:8444/icon.png");
    let Control::Button(pane) = &addin.surfaces[0].groups[0].controls[1] else { panic!("a button") };
    assert_eq!((pane.label.as_str(), pane.tip.as_str(), pane.icons.len()), ("Open & look", "Opens the pane.", 3));
    assert_eq!(
        pane.action,
        Action::ShowTaskpane { url: "https://localhost:8444/pane.html".into(), supports_pinning: false }
    );
    let Control::Menu(menu) = &addin.surfaces[0].groups[0].controls[2] else { panic!("a menu") };
    assert_eq!(menu.items[0].action, Action::ExecuteFunction { function: "nowhere".into() });
    let Control::Button(message) = &addin.surfaces[2].groups[0].controls[0] else { panic!("a button") };
    assert!(matches!(message.action, Action::ShowTaskpane { supports_pinning: true, .. }));
}

/// Each broken copy: what is replaced, by what, and what the refusal says.
const BROKEN: [(&str, &str, &str); 10] = [
    (r#"<IconUrl DefaultValue="https:"#, r#"<IconUrl DefaultValue="http:"#, "is not an https address"),
    (
        r#"<bt:Url id="Pane.Url" DefaultValue="https:"#,
        r#"<bt:Url id="Pane.Url" DefaultValue="http:"#,
        "is not an https address",
    ),
    (
        r#"<SourceLocation resid="Pane.Url" />"#,
        r#"<SourceLocation resid="Pain.Url" />"#,
        "'Pain.Url', which does not exist",
    ),
    (r#"<bt:Image size="32" resid="Icon.32" />"#, "", "has no icon of 32 pixels"),
    ("<Permissions>ReadWriteItem</Permissions>", "", "'Permissions' is missing"),
    ("<Id>7d1c9d0e-", "<Id>", "is not a GUID"),
    (r#"xsi:type="VersionOverridesV1_0""#, r#"xsi:type="VersionOverridesV1_1""#, "must stand inside"),
    (r#"id="organizerPane""#, r#"id="organizerSay""#, "is used twice"),
    (r#"xsi:type="ExecuteFunction""#, r#"xsi:type="Dance""#, "no action that Outlook knows"),
    ("</OfficeApp>", "", "not well-formed"),
];

#[test]
fn each_broken_copy_is_refused_with_its_reason() {
    for (from, to, expected) in BROKEN {
        let broken = fixture().replace(from, to);
        assert_ne!(broken, fixture(), "{from}");
        let reason = read(&broken).unwrap_err().to_string();
        assert!(reason.contains(expected), "{from}: {reason}");
    }
    let long = "Pane.Url.That.Has.Far.More.Than.32.Characters";
    let reason = read(&fixture().replace("Pane.Url", long)).unwrap_err().to_string();
    assert!(reason.contains("more than 32 characters"), "{reason}");
}
