//! Which locale dates and numbers are written in.

/// Languages that are written from right to left, by the beginning of their tags.
const RIGHT_TO_LEFT: [&str; 12] = ["ar", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi"];

/// Is a locale's language written from right to left?
pub fn is_right_to_left(tag: &str) -> bool {
    RIGHT_TO_LEFT.contains(&primary(tag).to_ascii_lowercase().as_str())
}

/// The locale for dates, of the tags that Outlook and the browser name, Outlook's language first: that language with
/// the first region that it is named with. `de` with `en-GB` and `de-CH` is `de-CH`.
pub fn locale<'a>(tags: impl IntoIterator<Item = &'a str> + Clone) -> &'a str {
    let Some(first) = tags.clone().into_iter().find(|tag| !tag.is_empty()) else {
        return "";
    };
    let same = |tag: &&str| primary(tag).eq_ignore_ascii_case(primary(first)) && tag.len() > primary(tag).len();
    tags.into_iter().find(same).unwrap_or(first)
}

fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}
