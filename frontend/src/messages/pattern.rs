//! Filling a text's placeables.

use super::{
    Value, Words,
    marks::{CLOSE, DEFAULT, END, FORM, SELECT, TERM, VARIABLE, VARIANT},
};

/// The marks that something begins with, or that end the text of a variant.
const MARKS: [char; 6] = [VARIABLE, TERM, SELECT, VARIANT, DEFAULT, CLOSE];

/// What a text is filled with.
#[derive(Clone, Copy)]
pub(super) struct Filling<'a> {
    pub(super) words: Words,
    pub(super) values: &'a [(&'a str, Value<'a>)],
}

impl<'a> Filling<'a> {
    pub(super) fn fill(self, text: &str) -> String {
        let mut filled = String::new();
        self.pattern(text, &mut filled);
        filled
    }

    /// Writes up to the end of the text, or of the variant that it is in; gives what is left.
    fn pattern<'t>(self, mut text: &'t str, into: &mut String) -> &'t str {
        loop {
            let Some(at) = text.find(MARKS) else {
                into.push_str(text);
                return "";
            };
            into.push_str(&text[..at]);
            // Each mark is one byte.
            let (mark, rest) = text[at..].split_at(1);
            let (name, after) = rest.split_once(END).unwrap_or((rest, ""));
            text = match mark.chars().next() {
                Some(VARIABLE) => {
                    self.variable(name, into);
                    after
                }
                Some(TERM) => {
                    let (name, form) = name.split_once(FORM).unwrap_or((name, ""));
                    into.push_str(&self.words.term(name, form));
                    after
                }
                Some(SELECT) => self.select(name, after, into),
                _ => return &text[at..],
            };
        }
    }

    fn value(self, name: &str) -> Option<Value<'a>> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    fn variable(self, name: &str, into: &mut String) {
        match self.value(name) {
            Some(Value::Text(text)) => into.push_str(text),
            Some(Value::Number(number)) => into.push_str(&number.to_string()),
            None => {}
        }
    }

    /// Writes the first variant that goes with the value, or else the default one.
    fn select<'t>(self, name: &str, mut rest: &'t str, into: &mut String) -> &'t str {
        let (mut chosen, mut default) = (None, String::new());
        while let Some(variant) = rest.strip_prefix([VARIANT, DEFAULT]) {
            let (key, text) = variant.split_once(END).unwrap_or((variant, ""));
            let mut filled = String::new();
            let left = self.pattern(text, &mut filled);
            if chosen.is_none() && self.goes_with(name, key) {
                chosen = Some(filled);
            } else if rest.starts_with(DEFAULT) {
                default = filled;
            }
            rest = left;
        }
        into.push_str(&chosen.unwrap_or(default));
        rest.strip_prefix(CLOSE).unwrap_or(rest)
    }

    fn goes_with(self, name: &str, key: &str) -> bool {
        match self.value(name) {
            Some(Value::Text(text)) => text == key,
            Some(Value::Number(number)) => Words::category(number) == key || number.to_string() == key,
            None => false,
        }
    }
}
