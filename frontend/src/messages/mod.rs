//! Every word that the pane says: `messages/*.ftl`, which the build turns into one table a language.
//!
//! A term (`-client`) is a word of which a firm may have its own (C13): [`Words::with_terms`] puts it in everywhere.

mod marks;
mod pattern;

use std::sync::LazyLock;

use marks::NEXT;
use pattern::Filling;

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// A language as the build leaves it: the texts in the order of their keys, with [`NEXT`] between them.
struct Source {
    tag: &'static str,
    messages: &'static str,
    terms: &'static str,
}

/// The texts of one language.
struct Table {
    tag: &'static str,
    messages: Vec<(&'static str, &'static str)>,
    terms: Vec<(&'static str, &'static str)>,
}

impl Table {
    fn new(source: &Source) -> Self {
        let rows = |keys: &'static str, texts: &'static str| keys.split(NEXT).zip(texts.split(NEXT)).collect();
        Self { tag: source.tag, messages: rows(MESSAGES, source.messages), terms: rows(TERMS, source.terms) }
    }
}

/// English first: it stands in for the languages that nobody wrote.
static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| SOURCES.iter().map(Table::new).collect());

fn find(rows: &[(&'static str, &'static str)], key: &str) -> Option<&'static str> {
    rows.binary_search_by(|(known, _)| (*known).cmp(key)).ok().map(|at| rows[at].1)
}

/// What fills a placeable.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    /// A text, as it is.
    Text(&'a str),
    /// A number, which also chooses the form that goes with it.
    Number(usize),
}

/// The words in use: a language, and the firm's own terms.
#[derive(Clone, Copy)]
pub struct Words {
    table: &'static Table,
    own: &'static [(String, String)],
}

impl Default for Words {
    fn default() -> Self {
        Self::of("")
    }
}

impl Words {
    /// The table for a language tag such as `de-AT`; English where nobody wrote one.
    pub fn of(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        let found = TABLES.iter().find(|table| table.tag.eq_ignore_ascii_case(primary));
        Self { table: found.unwrap_or(&TABLES[0]), own: &[] }
    }

    /// The same words with the firm's own terms in the place of the standard ones (C13). A term is named as in the
    /// tables (`client`); one of its forms by a name of its own (`client.many`), for which the plain one stands in.
    ///
    /// They are kept as long as the page lives: a firm changes a few words once in a long while.
    pub fn with_terms(self, terms: impl IntoIterator<Item = (String, String)>) -> Self {
        let filled = |(_, word): &(String, String)| !word.trim().is_empty();
        let own: Vec<_> = terms.into_iter().filter(filled).collect();
        if own == self.own { self } else { Self { own: own.leak(), ..self } }
    }

    /// The tag of the language that is spoken, for the page's `lang`.
    pub fn tag(self) -> &'static str {
        self.table.tag
    }

    /// Is there a text of that key?
    pub fn has(self, key: &str) -> bool {
        find(&self.table.messages, key).is_some()
    }

    /// The text of that key; the key itself, which a test keeps from happening, when there is none.
    pub fn say(self, key: &str) -> String {
        self.fill(key, &[])
    }

    /// The text with its placeables filled.
    pub fn with(self, key: &str, values: &[(&str, &str)]) -> String {
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, Value::Text(value))).collect();
        self.fill(key, &values)
    }

    /// The text in the form that goes with the number, which fills `$n`.
    pub fn count(self, key: &str, number: usize, values: &[(&str, &str)]) -> String {
        let values = values.iter().map(|(name, value)| (*name, Value::Text(value)));
        let values: Vec<_> = values.chain([("n", Value::Number(number))]).collect();
        self.fill(key, &values)
    }

    /// The label of a field.
    pub fn field(self, id: rules::record::FieldId) -> String {
        self.say(&format!("field-{id}"))
    }

    fn fill(self, key: &str, values: &[(&str, Value)]) -> String {
        find(&self.table.messages, key)
            .map_or_else(|| key.to_owned(), |text| Filling { words: self, values }.fill(text))
    }

    /// A term in that form: the firm's own word for it, or the standard one.
    fn term(self, name: &str, form: &str) -> String {
        let own = |wanted: &str| self.own.iter().find(|(known, _)| known == wanted).map(|(_, word)| word.clone());
        own(&format!("{name}.{form}")).or_else(|| own(name)).unwrap_or_else(|| {
            let text = find(&self.table.terms, name).unwrap_or_default();
            Filling { words: self, values: &[("form", Value::Text(form))] }.fill(text)
        })
    }

    /// The plural category of a number, after Unicode CLDR, in every language there is so far.
    fn category(number: usize) -> &'static str {
        // English, German and all the languages that tell one from many.
        if number == 1 { "one" } else { "other" }
    }
}

#[cfg(test)]
mod tests;
