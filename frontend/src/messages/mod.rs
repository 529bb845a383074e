//! Every word the pane says: one table a language, keys to text with `{placeholders}`.
//!
//! Where a number decides the form, the text holds the forms with ` | ` between them, in the order that the
//! language's [`Language::form`] counts them.

mod en;

/// A language: its table and its plural.
pub struct Language {
    /// The beginning of the language tags that it serves: `en`.
    pub tag: &'static str,
    /// Keys and texts.
    pub table: &'static [(&'static str, &'static str)],
    /// Which of a text's forms goes with that number.
    pub form: fn(usize) -> usize,
}

/// The languages that there are; the first is the one for all others.
pub const LANGUAGES: &[Language] = &[en::ENGLISH];

/// The table in use.
#[derive(Clone, Copy)]
pub struct Words(&'static Language);

impl Default for Words {
    fn default() -> Self {
        Self::of("")
    }
}

impl Words {
    /// The table for a language tag such as `de-AT`.
    pub fn of(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        let found = LANGUAGES.iter().find(|language| language.tag.eq_ignore_ascii_case(primary));
        Self(found.unwrap_or(&LANGUAGES[0]))
    }

    /// Is there a text of that key?
    pub fn has(self, key: &str) -> bool {
        self.find(key).is_some()
    }

    fn find(self, key: &str) -> Option<&'static str> {
        self.0.table.iter().find(|(known, _)| *known == key).map(|(_, text)| *text)
    }

    /// The text of that key; the key itself, which a test keeps from happening, when there is none.
    pub fn say(self, key: &str) -> String {
        self.find(key).unwrap_or(key).to_owned()
    }

    /// The text with its placeholders filled.
    pub fn with(self, key: &str, values: &[(&str, &str)]) -> String {
        fill(&self.say(key), values)
    }

    /// The text in the form that goes with the number, which fills `{n}`.
    pub fn count(self, key: &str, number: usize, values: &[(&str, &str)]) -> String {
        let text = self.say(key);
        let forms: Vec<&str> = text.split(" | ").collect();
        let form = forms.get((self.0.form)(number)).or(forms.last()).copied().unwrap_or_default();
        let number = number.to_string();
        fill(form, &[values, &[("n", &number)]].concat())
    }

    /// The label of a field.
    pub fn field(self, id: rules::record::FieldId) -> String {
        self.say(&format!("field-{id}"))
    }
}

fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, end) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = end;
    }
    filled + rest
}

#[cfg(test)]
mod tests;
