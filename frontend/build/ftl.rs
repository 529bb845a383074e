//! From Fluent to the tables that the pane carries: each text as one line of them, with marks for its placeables.
//!
//! What of Fluent the pane does not do is refused here: attributes, functions, messages within messages, and arguments
//! of a term but its `form`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

use fluent_syntax::{
    ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey},
    parser,
};

use super::marks::{CLOSE, DEFAULT, END, FORM, NEXT, SELECT, TERM, VARIABLE, VARIANT};

/// The variable that a term chooses its form by.
const FORM_OF_TERM: &str = "form";

/// One language's texts.
#[derive(Default)]
pub(crate) struct Language {
    /// Its tag, the name of its file.
    pub(crate) tag: String,
    /// Its messages by key.
    pub(crate) messages: BTreeMap<String, Text>,
    /// Its terms by name.
    pub(crate) terms: BTreeMap<String, Text>,
    /// What is wrong with the file.
    pub(crate) faults: Vec<String>,
}

/// A text, and what it asks for.
#[derive(Default)]
pub(crate) struct Text {
    /// The text with its marks.
    pub(crate) marked: String,
    /// The variables in it.
    pub(crate) variables: BTreeSet<String>,
    /// The terms in it.
    pub(crate) terms: BTreeSet<String>,
}

/// Every `.ftl` file of the folder, English first: it stands in for the languages that nobody wrote.
pub(crate) fn read_all(folder: &Path) -> io::Result<Vec<Language>> {
    let mut files: Vec<_> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "ftl"));
    let tag = |file: &Path| file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    files.sort_by_key(|file| (tag(file) != "en", tag(file)));
    files.iter().map(|file| Ok(read(&tag(file), &fs::read_to_string(file)?))).collect()
}

/// One file.
pub(crate) fn read(tag: &str, source: &str) -> Language {
    let (resource, errors) = match parser::parse(source) {
        Ok(resource) => (resource, Vec::new()),
        Err(broken) => broken,
    };
    let line = |at: usize| source[..at].matches('\n').count() + 1;
    let mut language = Language { tag: tag.to_owned(), ..Language::default() };
    language.faults =
        errors.iter().map(|error| format!("{tag}.ftl:{}: {}", line(error.pos.start), error.kind)).collect();
    for entry in resource.body {
        match entry {
            Entry::Message(message) => {
                let Some(value) = message.value.filter(|_| message.attributes.is_empty()) else {
                    language.faults.push(format!("{tag}.ftl: {}: a text and no attributes", message.id.name));
                    continue;
                };
                language.add(message.id.name, &value, false);
            }
            Entry::Term(term) if term.attributes.is_empty() => language.add(term.id.name, &term.value, true),
            Entry::Term(term) => language.faults.push(format!("{tag}.ftl: -{}: no attributes", term.id.name)),
            _ => {}
        }
    }
    language
}

impl Language {
    fn add(&mut self, name: &str, pattern: &Pattern<&str>, term: bool) {
        let mut text = Text::default();
        if let Err(fault) = text.pattern(pattern) {
            self.faults.push(format!("{}.ftl: {name}: {fault}", self.tag));
        }
        let table = if term { &mut self.terms } else { &mut self.messages };
        if table.insert(name.to_owned(), text).is_some() {
            self.faults.push(format!("{}.ftl: {name} stands twice", self.tag));
        }
    }
}

impl Text {
    fn pattern(&mut self, pattern: &Pattern<&str>) -> Result<(), String> {
        pattern.elements.iter().try_for_each(|element| match element {
            PatternElement::TextElement { value } => {
                self.marked.push_str(value);
                Ok(())
            }
            PatternElement::Placeable { expression: Expression::Inline(inline) } => self.inline(inline),
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                self.select(selector, variants)
            }
        })
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) -> Result<(), String> {
        match inline {
            InlineExpression::StringLiteral { value } => {
                self.marked.push_str(&fluent_syntax::unicode::unescape_unicode_to_string(value));
                Ok(())
            }
            InlineExpression::VariableReference { id } => {
                self.variables.insert(id.name.to_owned());
                self.marked.extend([VARIABLE.to_string(), id.name.to_owned(), END.to_string()]);
                Ok(())
            }
            InlineExpression::TermReference { id, attribute: None, arguments } => {
                self.terms.insert(id.name.to_owned());
                self.marked.extend([TERM.to_string(), id.name.to_owned()]);
                if let Some(form) = arguments.as_ref().map(form).transpose()? {
                    self.marked.extend([FORM.to_string(), form]);
                }
                self.marked.push(END);
                Ok(())
            }
            other => Err(format!("the pane knows nothing like {other:?}")),
        }
    }

    fn select(&mut self, selector: &InlineExpression<&str>, variants: &[Variant<&str>]) -> Result<(), String> {
        let InlineExpression::VariableReference { id } = selector else {
            return Err("only a variable can be chosen by".to_owned());
        };
        self.variables.insert(id.name.to_owned());
        self.marked.extend([SELECT.to_string(), id.name.to_owned(), END.to_string()]);
        for variant in variants {
            let (VariantKey::Identifier { name: key } | VariantKey::NumberLiteral { value: key }) = variant.key;
            self.marked.push(if variant.default { DEFAULT } else { VARIANT });
            self.marked.push_str(key);
            self.marked.push(END);
            self.pattern(&variant.value)?;
        }
        self.marked.push(CLOSE);
        Ok(())
    }
}

/// The form that a term is asked for in.
fn form(arguments: &CallArguments<&str>) -> Result<String, String> {
    match (arguments.positional.as_slice(), arguments.named.as_slice()) {
        ([], [named]) if named.name.name == FORM_OF_TERM => match &named.value {
            InlineExpression::StringLiteral { value } => Ok((*value).to_owned()),
            other => Err(format!("a form is a text, not {other:?}")),
        },
        _ => Err("a term takes its form and nothing else".to_owned()),
    }
}

/// What is wrong with the files, each for itself and compared with the first.
pub(crate) fn faults(languages: &[Language]) -> Vec<String> {
    let mut faults: Vec<String> = languages.iter().flat_map(|language| language.faults.clone()).collect();
    let Some(first) = languages.first().filter(|first| first.tag == "en") else {
        return vec!["en.ftl is missing".to_owned()];
    };
    for language in languages {
        faults.extend(of_terms(language));
        faults.extend(different(language, "", &language.messages, &first.messages));
        faults.extend(different(language, "-", &language.terms, &first.terms));
    }
    faults
}

fn of_terms(language: &Language) -> Vec<String> {
    let tag = &language.tag;
    let unknown = |(key, text): (&String, &Text)| {
        let missing = text.terms.iter().find(|name| !language.terms.contains_key(*name))?;
        Some(format!("{tag}.ftl: {key}: there is no term -{missing}"))
    };
    let nested = |(name, text): (&String, &Text)| {
        let plain = text.terms.is_empty() && text.variables.iter().all(|variable| variable == FORM_OF_TERM);
        (!plain).then(|| format!("{tag}.ftl: -{name}: a term chooses by its form and holds nothing else"))
    };
    // Fluent's own crate keeps both in one table.
    let named_twice = |name: &&String| language.messages.contains_key(*name);
    let twice =
        language.terms.keys().filter(named_twice).map(|name| format!("{tag}.ftl: {name} is a term and a message"));
    let messages = language.messages.iter().filter_map(unknown);
    messages.chain(language.terms.iter().filter_map(nested)).chain(twice).collect()
}

fn different(
    language: &Language,
    dash: &str,
    own: &BTreeMap<String, Text>,
    first: &BTreeMap<String, Text>,
) -> Vec<String> {
    let tag = &language.tag;
    let lacks = first.keys().filter(|key| !own.contains_key(*key)).map(|key| format!("{tag}.ftl lacks {dash}{key}"));
    let extra = own.keys().filter(|key| !first.contains_key(*key)).map(|key| format!("en.ftl lacks {dash}{key}"));
    let others = own.iter().filter(|_| dash.is_empty()).filter_map(|(key, text)| {
        let (here, there) = (&text.variables, &first.get(key)?.variables);
        (here != there).then(|| format!("{tag}.ftl: {key} asks for {here:?}, en.ftl for {there:?}"))
    });
    lacks.chain(extra).chain(others).collect()
}

/// What the keys begin with that are said before the program is there: they are in `words.js`, not in the program.
const BOOT: &str = "boot-";

/// The tables as Rust: the keys once for all languages, then each language's texts in their order.
pub(crate) fn rust(languages: &[Language]) -> String {
    let next = NEXT.to_string();
    let join = |parts: Vec<String>| parts.join(&next);
    let keys = |table: &BTreeMap<String, Text>| join(said(table).map(|(key, _)| key.clone()).collect());
    let texts = |table: &BTreeMap<String, Text>| join(said(table).map(|(_, text)| text.marked.clone()).collect());
    let rows = languages.iter().map(|language| {
        let (messages, terms) = (texts(&language.messages), texts(&language.terms));
        format!("    Source {{ tag: {:?}, messages: {messages:?}, terms: {terms:?} }},\n", language.tag)
    });
    let (messages, terms) =
        languages.first().map(|first| (keys(&first.messages), keys(&first.terms))).unwrap_or_default();
    format!(
        "const MESSAGES: &str = {messages:?};\nconst TERMS: &str = {terms:?};\nconst SOURCES: [Source; {}] = [\n{}];\n",
        languages.len(),
        rows.collect::<String>()
    )
}

/// Those that the program says.
pub(crate) fn said(table: &BTreeMap<String, Text>) -> impl Iterator<Item = (&String, &Text)> {
    table.iter().filter(|(key, _)| !key.starts_with(BOOT))
}
