//! From values to text.

use super::{ToJson, camel, to_string};

/// Writes an object, its properties by their names in Rust.
pub fn write_object(out: &mut String, properties: &[(&str, &dyn ToJson)]) {
    let mut before = '{';
    for (name, value) in properties {
        out.push(before);
        write_word(out, name);
        out.push(':');
        value.write(out);
        before = ',';
    }
    out.push_str(if properties.is_empty() { "{}" } else { "}" });
}

/// Writes an object without the properties that are null.
pub fn write_present(out: &mut String, properties: &[(&str, &dyn ToJson)]) {
    let there: Vec<_> = properties.iter().copied().filter(|(_, value)| to_string(*value) != "null").collect();
    write_object(out, &there);
}

/// Writes a list.
pub(super) fn write_list<'a>(out: &mut String, elements: impl Iterator<Item = &'a dyn ToJson>) {
    let start = out.len();
    for element in elements {
        out.push(',');
        element.write(out);
    }
    close(out, start, "[", "]");
}

/// Makes a list of what begins with a comma, or an object.
pub(super) fn close(out: &mut String, start: usize, open: &str, end: &str) {
    if out.len() == start {
        out.push_str(open);
    } else {
        out.replace_range(start..=start, open);
    }
    out.push_str(end);
}

/// Writes a name of Rust's.
pub fn write_word(out: &mut String, name: &str) {
    write_text(out, &camel(name));
}

/// Writes a text.
pub fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\u{0}'..='\u{1f}' => {
                out.push_str("\\u00");
                for digit in [u32::from(c) >> 4, u32::from(c) & 15] {
                    out.extend(char::from_digit(digit, 16));
                }
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}
