//! What may be named where in the code.

use crate::none;
use crate::workspace::{Source, sources};

/// Words that stay out of some files.
struct Bound {
    words: &'static [&'static str],
    applies: fn(&str) -> bool,
    reason: &'static str,
}

/// The words are put together so that this file does not hold them.
const BOUNDS: &[Bound] = &[
    Bound {
        words: &[concat!("sea", "_orm"), concat!("sea", "_query"), concat!("sql", "x::")],
        // What the product is measured against does the same by itself; the simulation plays other programs of the firm.
        applies: |path| {
            let others = path == "bench/src/bare.rs" || path.starts_with("tests/simulation/src/");
            !others && !path.starts_with("server/src/practice/")
        },
        reason: "only server/src/practice knows SQL",
    },
    Bound {
        words: &["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "PRAGMA "],
        applies: |path| path.starts_with("server/src/http"),
        reason: "a handler parses, calls one function and answers",
    },
    Bound {
        words: &["async fn", "async move", "async {", ".await", "impl Future", "tokio::", "reqwest::", "futures"],
        applies: |path| path.starts_with("rules/src/"),
        reason: "the rules wait for nothing",
    },
    Bound {
        words: &["std::time::", "SystemTime", "time::Instant", "::now("],
        applies: |path| path.starts_with("rules/src/"),
        reason: "P18: the time is a parameter",
    },
    Bound {
        words: &[
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "std::io",
            "std::thread",
            "println!",
            "eprintln!",
            "unsafe {",
        ],
        applies: |path| path.starts_with("rules/src/"),
        reason: "the rules do no I/O",
    },
];

fn out_of_bounds(sources: &[Source]) -> Vec<String> {
    let rust = |source: &&Source| std::path::Path::new(&source.path).extension().is_some_and(|ending| ending == "rs");
    sources.iter().filter(rust).flat_map(|source| BOUNDS.iter().flat_map(|bound| bound.faults(source))).collect()
}

impl Bound {
    fn faults(&self, source: &Source) -> Vec<String> {
        if !(self.applies)(&source.path) {
            return Vec::new();
        }
        let hits = source
            .code()
            .filter_map(|(number, line)| Some((number, self.words.iter().find(|word| line.contains(**word))?)));
        hits.map(|(number, word)| format!("{}:{number}: `{}`: {}", source.path, word.trim(), self.reason)).collect()
    }
}

#[test]
fn p18_names_stay_where_they_belong() {
    none(&out_of_bounds(&sources()));
}

#[test]
fn a_name_out_of_bounds_is_found() {
    let orm = concat!("use sea", "_orm::Entity;");
    let cases = [
        ("server/src/http/item.rs", orm, 1),
        ("server/src/sync.rs", orm, 1),
        ("server/src/practice/links.rs", orm, 0),
        ("tests/src/lib.rs", orm, 1),
        ("docs/database.md", orm, 0),
        ("server/src/http/item.rs", "let sql = \"DELETE FROM link\";", 1),
        ("server/src/practice/links.rs", "let sql = \"DELETE FROM link\";", 0),
        ("rules/src/plan/mod.rs", "pub async fn plan() {}", 1),
        ("rules/src/plan/mod.rs", "let now = Timestamp::now();", 1),
        ("rules/src/plan/mod.rs", "use std::time::{Duration, Instant};", 1),
        ("rules/src/plan/mod.rs", "Value::Instant(at) => at,", 0),
        ("rules/src/plan/mod.rs", "// std::fs is for others", 0),
        ("rules/src/plan/mod.rs", "#[cfg(test)]\nmod tests { use std::fs; }", 0),
        ("server/src/main.rs", "let now = Timestamp::now();", 0),
    ];
    for (path, text, expected) in cases {
        let source = Source { path: path.to_owned(), text: text.to_owned() };
        assert_eq!(out_of_bounds(&[source]).len(), expected, "{path}: {text}");
    }
}
