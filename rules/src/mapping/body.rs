//! The text of a body: out of HTML, and apart from what Outlook adds for joining an online meeting.

/// How many underscores in a row begin the part that an online meeting adds.
const RULE: usize = 20;

/// The notes, and the online-meeting part below them with the line that begins it. Both together are the text.
pub fn split(text: &str) -> (&str, &str) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if is_rule(line) && text[at..].contains("https://") {
            return text.split_at(at);
        }
        at += line.len();
    }
    (text, "")
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= RULE && line.bytes().all(|byte| byte == b'_')
}

/// Tags that begin a new line.
const BLOCKS: [&str; 10] = ["br", "p", "div", "li", "tr", "h1", "h2", "h3", "hr", "blockquote"];

/// Elements whose content is never text.
const HIDDEN: [&str; 3] = ["head", "style", "script"];

/// The text of an HTML body, as a reader would see it.
pub fn text_of_html(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        push_words(&mut text, &rest[..open]);
        let tag = &rest[open + 1..];
        let Some(close) = tag.find('>') else {
            return tidy(&text);
        };
        let name = tag_name(&tag[..close]);
        rest = &tag[close + 1..];
        if HIDDEN.contains(&name.as_str()) && !tag.starts_with('/') {
            rest = after_end_tag(rest, &name);
        }
        if BLOCKS.contains(&name.as_str()) {
            text.push('\n');
        }
    }
    push_words(&mut text, rest);
    tidy(&text)
}

fn tag_name(tag: &str) -> String {
    let name = tag.trim_start_matches('/').split(|c: char| c.is_whitespace() || c == '/').next();
    name.unwrap_or_default().to_ascii_lowercase()
}

fn after_end_tag<'a>(html: &'a str, name: &str) -> &'a str {
    let lower = html.to_ascii_lowercase();
    lower.find(&format!("</{name}")).map_or("", |at| &html[at..])
}

/// In HTML a line end is a blank.
fn push_words(text: &mut String, raw: &str) {
    text.push_str(&entities(&raw.replace(['\r', '\n', '\t'], " ")));
}

const ENTITIES: [(&str, &str); 6] =
    [("nbsp", "\u{a0}"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("amp", "&")];

fn entities(raw: &str) -> String {
    let mut text = String::new();
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let named = rest.find(';').filter(|end| *end <= 8).and_then(|end| Some((entity(&rest[..end])?, end)));
        match named {
            Some((character, end)) => {
                text.push_str(&character);
                rest = &rest[end + 1..];
            }
            None => text.push('&'),
        }
    }
    text + rest
}

fn entity(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).map(String::from);
    }
    ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned())
}

/// Blanks and empty lines that only the markup made.
fn tidy(text: &str) -> String {
    let lines = text.lines().map(|line| line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "));
    let mut tidied: Vec<String> = Vec::new();
    for line in lines {
        let line = line.replace('\u{a0}', " ").trim_end().to_owned();
        let gap = line.is_empty() && tidied.last().is_none_or(String::is_empty);
        if !gap {
            tidied.push(line);
        }
    }
    tidied.join("\n").trim_end().to_owned()
}
