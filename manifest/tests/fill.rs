//! Filling in the address of the server.

use manifest::{Error, PLACEHOLDER, TEMPLATE, fill};
use proptest::prelude::*;

#[test]
fn the_address_stands_everywhere_and_nothing_else_changes() {
    let filled = fill("https://concordat.example.com").unwrap();
    assert!(!filled.contains("concordat.invalid"));
    assert_eq!(filled.replace("https://concordat.example.com", PLACEHOLDER), TEMPLATE);
}

#[test]
fn an_address_is_taken_as_its_origin() {
    for (given, origin) in [
        ("https://concordat.example.com/", "https://concordat.example.com"),
        ("https://Concordat.Example.COM", "https://concordat.example.com"),
        ("https://concordat.example.com:443", "https://concordat.example.com"),
        ("https://localhost:8443/", "https://localhost:8443"),
        ("https://127.0.0.1:8443", "https://127.0.0.1:8443"),
        ("https://[::1]:8443", "https://[::1]:8443"),
        ("https://kanzlei-müller.example", "https://xn--kanzlei-mller-4ob.example"),
    ] {
        let filled = fill(given).unwrap();
        assert!(filled.contains(&format!("\"{origin}/pane.html\"")), "{given}");
    }
}

#[test]
fn what_cannot_stand_in_a_manifest_is_refused_and_said() {
    for (given, expected) in [
        ("", "expected one such as https://"),
        ("concordat.example.com", "expected one such as https://"),
        ("https://", "expected one such as https://"),
        ("http://concordat.example.com", "begin the address with https://"),
        ("ftp://concordat.example.com", "begin the address with https://"),
        (
            "https://me:secret@concordat.example.com",
            "without a user name or password: expected https://concordat.example.com",
        ),
        ("https://concordat.example.com/pane.html", "without a path: expected https://concordat.example.com"),
        ("https://concordat.example.com/?a=b", "without a query: expected https://concordat.example.com"),
        ("https://concordat.example.com?", "without a query: expected https://concordat.example.com"),
        ("https://concordat.example.com/#top", "without a fragment: expected https://concordat.example.com"),
        ("https://con\"cordat.example.com", "is not a host name"),
        ("https://a&b.example.com", "is not a host name"),
    ] {
        let message = fill(given).unwrap_err().to_string();
        assert!(message.contains(expected), "{given}: {message}");
    }
}

#[test]
fn a_password_is_not_repeated_in_the_error() {
    let error = fill("https://me:secret@concordat.example.com").unwrap_err();
    assert!(matches!(error, Error::Excess { .. }));
    assert!(!format!("{error} {error:?}").contains("secret"));
}

proptest! {
    #[test]
    fn fill_never_panics(given in "\\PC*") {
        let _ = fill(&given);
    }

    /// Whatever is accepted makes a manifest without fault: nothing in a host can break out of its attribute.
    #[test]
    fn what_is_accepted_is_sound(host in "[!-~]{1,24}") {
        if let Ok(filled) = fill(&format!("https://{host}")) {
            prop_assert_eq!(manifest::check(&filled), []);
        }
    }
}
