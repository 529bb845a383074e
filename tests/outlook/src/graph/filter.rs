//! `$filter` on contacts and events: comparisons, `startswith`, `any` over addresses and extended properties, and their combinations.

use super::event;
use super::folder::FolderKind;
use super::item::{Valued, second};
use super::problem::Problem;
use super::properties;
use serde_json::Value;
use std::iter::Peekable;
use std::vec::IntoIter;

/// A condition on contacts or events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    /// Property, comparison, value.
    Compare(String, Comparison, Option<String>),
    /// Of the parts of a list entry, name and value: all must hold for one entry.
    Entry(String, Vec<(String, Comparison, String)>),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    AtLeast,
    More,
    AtMost,
    Less,
    StartsWith,
}

const COMPARISONS: [(&str, Comparison); 6] = [
    ("eq", Comparison::Equal),
    ("ne", Comparison::NotEqual),
    ("ge", Comparison::AtLeast),
    ("gt", Comparison::More),
    ("le", Comparison::AtMost),
    ("lt", Comparison::Less),
];

/// Lists that `any` goes through.
const LISTS: [&str; 2] = ["singleValueExtendedProperties", "emailAddresses"];

impl Comparison {
    fn holds(self, one: &str, other: &str) -> bool {
        let (one, other) = (one.to_lowercase(), other.to_lowercase());
        match self {
            Self::Equal => one == other,
            Self::NotEqual => one != other,
            Self::AtLeast => one >= other,
            Self::More => one > other,
            Self::AtMost => one <= other,
            Self::Less => one < other,
            Self::StartsWith => one.starts_with(&other),
        }
    }
}

impl Filter {
    /// Whether a contact or event fits.
    pub(super) fn fits(&self, item: &impl Valued) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.fits(item)),
            Self::Any(parts) => parts.iter().any(|part| part.fits(item)),
            Self::Not(part) => !part.fits(item),
            Self::Compare(name, comparison, value) => compare(&item.value(name), *comparison, value.as_deref()),
            Self::Entry(list, parts) if list == LISTS[0] => {
                let fits = |(id, value): &(String, String)| extended_fits(id, value, parts);
                item.extended().iter().any(fits)
            }
            Self::Entry(list, parts) => {
                let fits = |entry: &Value| {
                    parts.iter().all(|(name, how, value)| how.holds(entry[name].as_str().unwrap_or_default(), value))
                };
                item.value(list).as_array().is_some_and(|entries| entries.iter().any(fits))
            }
        }
    }
}

/// Values of extended properties are compared letter by letter, their names are not.
fn extended_fits(id: &str, value: &str, parts: &[(String, Comparison, String)]) -> bool {
    parts.iter().all(|(name, how, wanted)| match (name.as_str(), how) {
        ("id", how) => how.holds(id, wanted),
        (_, Comparison::Equal) => value == wanted,
        (_, how) => how.holds(value, wanted),
    })
}

fn compare(own: &Value, how: Comparison, wanted: Option<&str>) -> bool {
    let own = match own {
        Value::Bool(own) => Some(if *own { "true" } else { "false" }),
        own => own.as_str(),
    };
    match (own, wanted, how) {
        (None, None, Comparison::Equal)
        | (Some(_), None, Comparison::NotEqual)
        | (None, Some(_), Comparison::NotEqual) => true,
        (Some(own), Some(wanted), how) => how.holds(own, wanted),
        _ => false,
    }
}

/// Names that a filter may compare, of contacts and of events.
pub(super) fn is_known(kind: FolderKind, name: &str) -> bool {
    let own = match kind {
        FolderKind::Contacts => properties::kind_of(name).is_some(),
        FolderKind::Calendar => event::COMPARED.contains(&name),
    };
    own || ["id", "changeKey", "createdDateTime", "lastModifiedDateTime"].contains(&name)
}

/// Reads a filter.
pub(super) fn read(text: &str, kind: FolderKind) -> Result<Filter, Problem> {
    let mut parser = Parser { text, kind, words: words(text)?.into_iter().peekable() };
    let filter = parser.any()?;
    if parser.words.next().is_some() { Err(parser.wrong()) } else { Ok(filter) }
}

/// The ids of `id eq 'A' or id eq 'B'`.
pub(super) fn ids(text: &str) -> Result<Vec<String>, Problem> {
    let wrong = || Problem::Query(format!("The filter '{text}' of the expanded properties is not supported."));
    let one = |filter: Filter| match filter {
        Filter::Compare(name, Comparison::Equal, Some(value)) if name == "id" => Ok(value),
        _ => Err(wrong()),
    };
    match read(text, FolderKind::Contacts)? {
        Filter::Any(parts) => parts.into_iter().map(one).collect(),
        filter => Ok(vec![one(filter)?]),
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    /// A name, a keyword, or a moment that is not quoted.
    Name(String),
    Text(String),
    Mark(char),
}

fn words(text: &str) -> Result<Vec<Word>, Problem> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        rest = match first {
            ' ' => &rest[1..],
            '(' | ')' | ',' => {
                found.push(Word::Mark(first));
                &rest[1..]
            }
            '\'' => {
                let (word, left) = quoted(&rest[1..]).ok_or_else(|| unreadable(text))?;
                found.push(Word::Text(word));
                left
            }
            _ => {
                let end = rest.find([' ', '(', ')', ',', '\'']).unwrap_or(rest.len());
                found.push(Word::Name(rest[..end].to_owned()));
                &rest[end..]
            }
        };
    }
    Ok(found)
}

/// A text up to its closing quote, where two quotes are one of the text, and what follows.
fn quoted(rest: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut rest = rest;
    loop {
        let end = rest.find('\'')?;
        text.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('\'') {
            Some(more) => {
                text.push('\'');
                rest = more;
            }
            None => return Some((text, rest)),
        }
    }
}

fn unreadable(text: &str) -> Problem {
    Problem::Query(format!("Invalid filter clause: '{text}'."))
}

struct Parser<'a> {
    text: &'a str,
    kind: FolderKind,
    words: Peekable<IntoIter<Word>>,
}

impl Parser<'_> {
    fn wrong(&self) -> Problem {
        unreadable(self.text)
    }

    fn any(&mut self) -> Result<Filter, Problem> {
        let mut parts = vec![self.all()?];
        while self.takes_name("or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::Any(parts) })
    }

    fn all(&mut self) -> Result<Filter, Problem> {
        let mut parts = vec![self.one()?];
        while self.takes_name("and") {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::All(parts) })
    }

    fn one(&mut self) -> Result<Filter, Problem> {
        if self.takes_name("not") {
            return Ok(Filter::Not(Box::new(self.one()?)));
        }
        if self.takes_mark('(') {
            let inner = self.any()?;
            self.mark(')')?;
            return Ok(inner);
        }
        let name = self.name()?;
        if let Some((list, quantifier)) = name.rsplit_once('/')
            && quantifier.eq_ignore_ascii_case("any")
        {
            return self.entry(list);
        }
        let (name, how, value) = self.comparison(name)?;
        if is_known(self.kind, &name) { Ok(Filter::Compare(name, how, value)) } else { Err(self.wrong()) }
    }

    /// `name eq 'x'`, or `startswith(name,'x')`.
    fn comparison(&mut self, first: String) -> Result<(String, Comparison, Option<String>), Problem> {
        if first.eq_ignore_ascii_case("startswith") {
            self.mark('(')?;
            let name = self.name()?;
            self.mark(',')?;
            let value = self.value()?;
            self.mark(')')?;
            return Ok((name, Comparison::StartsWith, value));
        }
        let word = self.name()?;
        let how = COMPARISONS.iter().find(|(name, _)| *name == word).map(|(_, how)| *how);
        Ok((first, how.ok_or_else(|| self.wrong())?, self.value()?))
    }

    /// `list/any(a: a/address eq 'x' and a/name eq 'y')`.
    fn entry(&mut self, list: &str) -> Result<Filter, Problem> {
        let list = LISTS.iter().find(|name| **name == list).ok_or_else(|| self.wrong())?;
        self.mark('(')?;
        let opening = self.name()?;
        let (variable, glued) = opening.split_once(':').ok_or_else(|| self.wrong())?;
        let mut first = if glued.is_empty() { self.name()? } else { glued.to_owned() };
        let mut parts = Vec::new();
        loop {
            let (path, how, value) = self.comparison(first)?;
            let name = path.strip_prefix(&format!("{variable}/")).ok_or_else(|| self.wrong())?;
            parts.push((name.to_owned(), how, value.ok_or_else(|| self.wrong())?));
            if !self.takes_name("and") {
                break;
            }
            first = self.name()?;
        }
        self.mark(')')?;
        Ok(Filter::Entry((*list).to_owned(), parts))
    }

    fn value(&mut self) -> Result<Option<String>, Problem> {
        match self.words.next() {
            Some(Word::Text(text)) => Ok(Some(text)),
            Some(Word::Name(name)) if name == "null" => Ok(None),
            Some(Word::Name(name)) if name == "true" || name == "false" => Ok(Some(name)),
            // A moment, which is not quoted.
            Some(Word::Name(name)) => match name.parse::<jiff::Timestamp>() {
                Ok(moment) => Ok(Some(second(moment))),
                Err(_) => Err(self.wrong()),
            },
            _ => Err(self.wrong()),
        }
    }

    fn name(&mut self) -> Result<String, Problem> {
        match self.words.next() {
            Some(Word::Name(name)) => Ok(name),
            _ => Err(self.wrong()),
        }
    }

    fn mark(&mut self, mark: char) -> Result<(), Problem> {
        if self.takes_mark(mark) { Ok(()) } else { Err(self.wrong()) }
    }

    fn takes_mark(&mut self, mark: char) -> bool {
        self.words.next_if(|word| *word == Word::Mark(mark)).is_some()
    }

    fn takes_name(&mut self, name: &str) -> bool {
        self.words.next_if(|word| matches!(word, Word::Name(own) if own.eq_ignore_ascii_case(name))).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_looked_for_whatever_the_blanks() {
        let text = "singleValueExtendedProperties/Any(ep: ep/id eq 'String {0-1} Name Key' and ep/value eq 'a''b')";
        let parts = [("id", "String {0-1} Name Key"), ("value", "a'b")];
        let parts = parts.map(|(name, value)| (name.to_owned(), Comparison::Equal, value.to_owned())).to_vec();
        assert_eq!(read(text, FolderKind::Contacts), Ok(Filter::Entry(LISTS[0].to_owned(), parts)));
        assert!(matches!(
            read("emailAddresses/any(a:a/address eq 'x@y')", FolderKind::Contacts).unwrap(),
            Filter::Entry(..)
        ));
    }

    #[test]
    fn conditions_nest() {
        let filter =
            read("(startswith(displayName,'A') or surname eq null) and not (title eq 'Dr.')", FolderKind::Contacts)
                .unwrap();
        let Filter::All(parts) = filter else { panic!("{filter:?}") };
        assert!(matches!(&parts[0], Filter::Any(two) if two.len() == 2));
        assert!(matches!(&parts[1], Filter::Not(_)));
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for text in [
            "",
            "displayName",
            "displayName eq",
            "displayName eq 'x",
            "nothing eq 'x'",
            "displayName eq 'x' 'y'",
            "photo/any(a: a/b eq 'c')",
        ] {
            assert!(read(text, FolderKind::Contacts).is_err(), "{text}");
        }
    }
}
