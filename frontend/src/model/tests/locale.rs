use crate::model::{is_right_to_left, locale};

#[test]
fn dates_follow_outlooks_language_with_the_first_region_that_it_is_named_with() {
    for (tags, expected) in [
        (&["de-AT", "en-US", "de-DE"][..], "de-AT"),
        (&["de", "en-GB", "de-CH", "de-DE"], "de-CH"),
        (&["", "en-GB"], "en-GB"),
        (&["fr", "en-GB"], "fr"),
        (&["", ""], ""),
        (&[], ""),
    ] {
        assert_eq!(locale(tags.iter().copied()), expected, "{tags:?}");
    }
}

#[test]
fn a_locale_from_right_to_left_is_known() {
    assert!(is_right_to_left("he-IL") && is_right_to_left("AR") && is_right_to_left("fa_IR"));
    assert!(!is_right_to_left("de-DE") && !is_right_to_left("") && !is_right_to_left("arn"));
}
