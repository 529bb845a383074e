//! No text that reaches a person stands outside the tables: not in the program, not in the pages and their scripts.
//!
//! What is looked for is prose: letters with a blank between words, a sign that no identifier has, or, where it is drawn
//! or told, a single word. What an API wants to hear is none; the few that look like it are listed with the reason.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};
use syn::{Attribute, ItemMod, LitStr, Macro, visit::Visit};

/// What looks like prose and reaches nobody, or is the same in every language.
const ALLOWED: &[(&str, &str)] = &[
    ("Concordat", "the product's name"),
    ("Bearer {token}", "what HTTP takes"),
    ("${DIALOG}#${new URLSearchParams(asked)}", "an address"),
    ("{class} {options:?}", "a name in a table of formatters"),
    ("{from} – {to}", "dates, where the browser cannot write them"),
    ("it is empty", "a detail, as the rules give theirs"),
    ("it is not between the years -9999 and 9999", "a detail, as the rules give theirs"),
    ("no address was given", "a detail, as Office.js gives its own"),
    ("Outlook failed", "a detail, as Office.js gives its own"),
    ("office.js is not there", "a detail, as the browser gives its own"),
    ("Office.onReady did not come within ${LIMIT / 1000} seconds", "a detail, as the browser gives its own"),
    ("the program did not come within ${LIMIT / 1000} seconds", "a detail, as the browser gives its own"),
];

/// Attributes of HTML that are read to a person.
const SPOKEN: [&str; 7] =
    ["alt", "aria-description", "aria-label", "aria-placeholder", "aria-roledescription", "placeholder", "title"];

/// Attributes of Rust whose texts are for whoever reads the source or a log.
const FOR_PROGRAMMERS: [&str; 5] = ["allow", "cfg", "doc", "error", "expect"];

/// Calls that are given a text for whoever reads the source or a log.
const FOR_LOGS: [&str; 3] = ["expect", "panic", "unreachable"];

/// A text where it should not be.
struct Found {
    file: String,
    line: usize,
    text: String,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {:?}", self.file, self.line, self.text)
    }
}

fn is_allowed(text: &str) -> bool {
    ALLOWED.iter().any(|(allowed, _)| *allowed == text)
}

/// Letters with a blank between words, or with a sign that no identifier has.
fn is_prose(text: &str) -> bool {
    let words = text.split_whitespace().filter(|word| word.chars().filter(|sign| sign.is_alphabetic()).count() > 1);
    let foreign = text.chars().any(|sign| !sign.is_ascii() && sign.is_alphabetic() || "…„“”".contains(sign));
    (words.count() > 1 || foreign) && !is_allowed(text)
}

fn has_letters(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !is_allowed(text)
}

/// Walks one source.
struct Reader {
    file: String,
    found: Vec<Found>,
}

impl Reader {
    fn note(&mut self, line: usize, text: &str) {
        self.found.push(Found { file: self.file.clone(), line, text: text.to_owned() });
    }

    fn literal(&mut self, literal: &Literal, spoken: bool) {
        let Ok(text) = syn::parse_str::<LitStr>(&literal.to_string()) else {
            return;
        };
        let text = text.value();
        if if spoken { has_letters(&text) } else { is_prose(&text) } {
            self.note(literal.span().start().line, &text);
        }
    }

    /// Tokens of a macro. In HTML a text stands after a tag or alone in braces, and attributes have names.
    fn tokens(&mut self, tokens: TokenStream) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, tree) in trees.iter().enumerate() {
            let attribute = attribute(&trees[..at]);
            match tree {
                TokenTree::Literal(literal) => match attribute.as_deref() {
                    Some("class") => {}
                    name => {
                        let text = name.is_none() && ends_with(&trees[..at], '>');
                        self.literal(literal, text || name.is_some_and(|name| SPOKEN.contains(&name)));
                    }
                },
                TokenTree::Group(group) => match (alone(group), attribute.as_deref()) {
                    (Some(literal), Some(name)) => self.literal(&literal, SPOKEN.contains(&name)),
                    (Some(literal), None) => self.literal(&literal, !is_branch(&trees[..at])),
                    (None, _) => self.tokens(group.stream()),
                },
                _ => {}
            }
        }
    }
}

/// The literal that a pair of braces holds and nothing else.
fn alone(group: &Group) -> Option<Literal> {
    let mut trees = group.stream().into_iter();
    match (group.delimiter(), trees.next(), trees.next()) {
        (Delimiter::Brace, Some(TokenTree::Literal(literal)), None) => Some(literal),
        _ => None,
    }
}

/// Do these tokens say that the braces that follow are code, `if open { "key" } else { "other" }`, and no text?
fn is_branch(before: &[TokenTree]) -> bool {
    let code = |delimiter| matches!(delimiter, Delimiter::Parenthesis | Delimiter::Bracket);
    match before.last() {
        Some(TokenTree::Ident(_)) => true,
        Some(TokenTree::Group(group)) => code(group.delimiter()),
        _ => false,
    }
}

fn ends_with(before: &[TokenTree], sign: char) -> bool {
    matches!(before.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

/// The name of the attribute whose value comes next: `aria-label=`.
fn attribute(before: &[TokenTree]) -> Option<String> {
    let (last, name) = before.split_last()?;
    if !ends_with(std::slice::from_ref(last), '=') {
        return None;
    }
    let mut parts = Vec::new();
    for pair in name.rchunks(2) {
        match pair {
            [TokenTree::Punct(dash), TokenTree::Ident(part)] if dash.as_char() == '-' => parts.push(part.to_string()),
            [.., TokenTree::Ident(part)] => {
                parts.push(part.to_string());
                break;
            }
            _ => break,
        }
    }
    parts.reverse();
    Some(parts.join("-"))
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_lit_str(&mut self, literal: &'ast LitStr) {
        if is_prose(&literal.value()) {
            self.note(literal.span().start().line, &literal.value());
        }
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if !FOR_PROGRAMMERS.iter().any(|name| attribute.path().is_ident(name)) {
            syn::visit::visit_attribute(self, attribute);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.visit_expr(&call.receiver);
        if !FOR_LOGS.iter().any(|name| call.method == name) {
            call.args.iter().for_each(|argument| self.visit_expr(argument));
        }
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        if !FOR_LOGS.iter().any(|name| called.path.is_ident(name)) {
            self.tokens(called.tokens.clone());
        }
    }

    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        let test = module.attrs.iter().any(|attribute| attribute.path().is_ident("cfg"));
        if !test {
            syn::visit::visit_item_mod(self, module);
        }
    }
}

fn in_rust(file: &str, source: &str) -> Vec<Found> {
    let parsed =
        syn::parse_file(source).unwrap_or_else(|error| panic!("{file}:{}: {error}", error.span().start().line));
    let mut reader = Reader { file: file.to_owned(), found: Vec::new() };
    reader.visit_file(&parsed);
    reader.found
}

/// The texts in quotes of a script, with their lines.
fn quoted(script: &str) -> Vec<(usize, String)> {
    let mut texts = Vec::new();
    let mut rest = script;
    // The last sign that was no blank: a slash after a value divides, another one begins a pattern.
    let mut before = ';';
    while let Some(sign) = rest.chars().next() {
        let line = || script[..script.len() - rest.len()].matches('\n').count() + 1;
        let tail = &rest[sign.len_utf8()..];
        let skip = match sign {
            '/' if tail.starts_with('/') => rest.find('\n').unwrap_or(rest.len()),
            '/' if tail.starts_with('*') => rest.find("*/").map_or(rest.len(), |at| at + 2),
            '"' | '\'' | '`' => {
                let end = closing(tail, sign);
                texts.push((line(), tail[..end].to_owned()));
                end + 2
            }
            '/' if "(,=:[!&|?{};".contains(before) => closing(tail, '/') + 2,
            _ => sign.len_utf8(),
        };
        if !sign.is_whitespace() && skip == sign.len_utf8() {
            before = sign;
        }
        rest = rest.get(skip..).unwrap_or_default();
    }
    texts
}

/// Where the closing sign stands.
fn closing(text: &str, sign: char) -> usize {
    let mut escaped = false;
    for (at, one) in text.char_indices() {
        if one == sign && !escaped {
            return at;
        }
        escaped = one == '\\' && !escaped;
    }
    text.len()
}

fn in_script(file: &str, source: &str) -> Vec<Found> {
    let found = |(line, text): (usize, String)| Found { file: file.to_owned(), line, text };
    quoted(source).into_iter().filter(|(_, text)| is_prose(text)).map(found).collect()
}

/// A style sheet says something by `content`.
fn in_style(file: &str, source: &str) -> Vec<Found> {
    let said = |(at, line): (usize, &str)| {
        let text = line.trim().strip_prefix("content:").filter(|text| has_letters(text.trim_start_matches("var")))?;
        Some(Found { file: file.to_owned(), line: at + 1, text: text.to_owned() })
    };
    source.lines().enumerate().filter_map(said).collect()
}

/// A page says what a table's key stands at, what says its language itself, and the product's name.
fn in_page(file: &str, source: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        let line = source[..source.len() - rest.len() + at].matches('\n').count() + 1;
        rest = &rest[at..];
        let end = if rest.starts_with("<!--") { rest.find("-->").map(|at| at + 2) } else { rest.find('>') };
        let (tag, after) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
        let text = after.split('<').next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        let known = tag.contains(" data-say=\"") || tag.contains(" lang=\"") && !tag.starts_with("<html");
        let mut note = |text: &str| found.push(Found { file: file.to_owned(), line, text: text.to_owned() });
        if !known && has_letters(&text) {
            note(&text);
        }
        SPOKEN.iter().filter(|name| tag.contains(&format!(" {name}=\""))).for_each(|name| note(name));
        rest = after;
    }
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the folder is readable").path();
        match path.file_name().and_then(|name| name.to_str()) {
            Some("messages" | "tests" | "tests.rs" | "words.js") => {}
            _ if path.is_dir() => files.extend(self::files(&path)),
            _ => files.push(path),
        }
    }
    files
}

fn look(path: &Path) -> Vec<Found> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = path.strip_prefix(root).unwrap_or(path).display().to_string();
    let source = fs::read_to_string(path).expect("a source is text");
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("rs") => in_rust(&file, &source),
        Some("js") => in_script(&file, &source),
        Some("html") => in_page(&file, &source),
        Some("css") => in_style(&file, &source),
        other => panic!("{file}: nobody knows what a person reads in {other:?}"),
    }
}

#[test]
fn no_text_stands_outside_the_tables() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let all = [files(&root.join("src")), files(&root.join("static"))].concat();
    let found: Vec<String> = all.iter().flat_map(|path| look(path)).map(|found| found.to_string()).collect();
    assert!(found.is_empty(), "these belong into messages/*.ftl:\n{}", found.join("\n"));
}

#[test]
fn a_text_outside_the_tables_is_found_with_its_line() {
    let said = |found: Vec<Found>| found.iter().map(Found::to_string).collect::<Vec<_>>().join("; ");
    let rust = |code: &str| said(in_rust("a.rs", &format!("fn f() {{\n{code}\n}}")));
    assert_eq!(rust(r#"html! { <p>{ "Cancel" }</p> };"#), r#"a.rs:2: "Cancel""#);
    assert_eq!(rust(r#"html! { <p>{ "cancel" }</p> };"#), r#"a.rs:2: "cancel""#);
    assert_eq!(rust(r#"html! { <b>"cancel"</b> };"#), r#"a.rs:2: "cancel""#);
    assert_eq!(rust(r#"html! { <b aria-label="Close" /> };"#), r#"a.rs:2: "Close""#);
    assert_eq!(rust(r#"html! { <b title={"Close"} /> };"#), r#"a.rs:2: "Close""#);
    assert_eq!(rust(r#"html! { if x { <b>{ f("Not now") }</b> } };"#), r#"a.rs:2: "Not now""#);
    assert_eq!(rust(r#"let a = format!("{n} fields differ");"#), r#"a.rs:2: "{n} fields differ""#);
    assert_eq!(rust(r#"model.say("Nothing to do".to_owned());"#), r#"a.rs:2: "Nothing to do""#);
    assert_eq!(rust(r#"let a = "Schließen";"#), r#"a.rs:2: "Schließen""#);
    assert_eq!(rust(r#"html! { <p id="a" class="b c" data-testid="d">{ say("e") }{ " " }{ ": " }</p> };"#), "");
    assert_eq!(rust(r#"html! { <p>{ say(if a { "b" } else { "c" }) }{ "d" }</p> };"#), r#"a.rs:2: "d""#);
    assert_eq!(rust(r#"x.expect("it is there"); let a = ("field-subject", "getAsync", "de-AT");"#), "");
    assert_eq!(said(in_rust("a.rs", "#[cfg(test)]\nmod tests { const A: &str = \"some prose\"; }")), "");
    assert_eq!(said(in_script("a.js", "// a b c\nf(/\"x y/);\ng(`Try ${h} again`);")), r#"a.js:3: "Try ${h} again""#);
    assert_eq!(said(in_script("a.js", "const a = b / c; fail('went wrong');")), r#"a.js:1: "went wrong""#);
    assert_eq!(said(in_page("a.html", "<p>\nSigning in</p>")), r#"a.html:1: "Signing in""#);
    assert_eq!(said(in_page("a.html", "<b title=\"x\"></b>")), r#"a.html:1: "title""#);
    assert_eq!(said(in_page("a.html", "<html lang=\"en\"><p data-say=\"x\">Yes</p><i lang=\"de\">Ja</i></html>")), "");
    assert_eq!(said(in_style("a.css", "b::after {\n  content: \"new\";\n}")), r#"a.css:2: " \"new\";""#);
}

#[test]
fn what_is_allowed_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let all = [files(&root.join("src")), files(&root.join("static"))].concat();
    let sources: String = all.iter().map(|path| fs::read_to_string(path).expect("a source is text")).collect();
    let idle: Vec<_> = ALLOWED.iter().filter(|(text, _)| !sources.contains(text)).collect();
    assert!(idle.is_empty(), "nobody says {idle:?}");
}
