//! What the pages say before the program is there comes from the same tables.

use std::{collections::BTreeMap, env, fmt::Write, fs, path::Path};

use super::{
    super::marks::{END, VARIABLE},
    oracle::{folder, ftl},
};

/// The part that does not depend on the texts.
const HEAD: &str = "\
// Made of messages/*.ftl, what begins with boot- there. To make it anew:
// CONCORDAT_WRITE=yes cargo test -p frontend words_js
";

/// What only the page itself says, where no script runs.
const WITHOUT_SCRIPTS: [&str; 2] = ["late", "no-script"];

const FOOT: &str = r#"
/** Outlook's language, as it says itself or in the address that it opened; else the browser's. */
function told() {
  const display = globalThis.Office?.context?.displayLanguage;
  if (display) return display;
  let kept = "";
  try {
    kept = sessionStorage.getItem("hostInfoValue") ?? "";
  } catch {
    // A browser may forbid it to a frame.
  }
  const host = /_host_Info=([^&#]*)/.exec(location.href)?.[1] ?? kept;
  return /[$|]([a-z]{2,3}(-[a-z0-9]+)+)/i.exec(decodeURIComponent(host))?.[1] ?? navigator.language;
}

/** The language that is spoken. */
export function language() {
  const primary = told().split(/[-_]/)[0].toLowerCase();
  return Object.hasOwn(TEXTS, primary) ? primary : "en";
}

/** The text of that key, its placeables filled. */
export function say(key, values = {}) {
  return TEXTS[language()][key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Puts the texts into the page where it names their keys, and says which language it is in. */
export function translate() {
  document.documentElement.lang = language();
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
}
"#;

/// Those texts of a language, placeables in braces.
fn texts(language: &ftl::Language) -> BTreeMap<String, String> {
    let own = |(key, text): (&String, &ftl::Text)| {
        let braced = text.marked.replace(VARIABLE, "{").replace(END, "}");
        Some((key.strip_prefix("boot-")?.to_owned(), braced))
    };
    language.messages.iter().filter_map(own).collect()
}

fn script(languages: &[ftl::Language]) -> String {
    let mut script = format!("{HEAD}\nconst TEXTS = {{\n");
    for language in languages {
        let mut texts = texts(language);
        texts.retain(|key, _| !WITHOUT_SCRIPTS.contains(&key.as_str()));
        let json = serde_json::to_string_pretty(&texts).expect("texts have a JSON form");
        writeln!(script, "  {}: {},", language.tag, json.replace('\n', "\n  ")).expect("a String takes it");
    }
    script + "};\n" + FOOT
}

fn page(name: &str) -> std::path::PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/static")).join(name)
}

#[test]
fn words_js_holds_what_the_tables_hold() {
    let made = script(&ftl::read_all(folder()).expect("the files are there"));
    assert!(!made.contains(|sign: char| sign.is_control() && sign != '\n'), "only plain texts and variables");
    if env::var_os("CONCORDAT_WRITE").is_some() {
        fs::write(page("words.js"), &made).expect("it can be written");
    }
    let there = fs::read_to_string(page("words.js")).unwrap_or_default();
    assert!(made == there, "static/words.js is not what the tables say: its first line says how to make it anew");
}

/// What a page says by itself stands in for the scripts that did not come.
#[test]
fn the_pages_say_in_english_what_the_table_says() {
    let languages = ftl::read_all(folder()).expect("the files are there");
    let english = texts(&languages[0]);
    for name in ["pane.html", "sign-in.html"] {
        let html = fs::read_to_string(page(name)).expect("the page is there");
        for part in html.split(" data-say=\"").skip(1) {
            let (key, rest) = part.split_once('"').expect("an attribute ends");
            let text = rest.split_once('>').and_then(|(_, rest)| rest.split_once('<')).map(|(text, _)| text);
            let said = text.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(Some(&said), english.get(key), "{key} in {name}");
        }
    }
}

/// No script is there to choose: each language is said.
#[test]
fn what_is_said_without_scripts_is_said_in_every_language() {
    let html = fs::read_to_string(page("pane.html")).expect("the page is there");
    let html = html.split_whitespace().collect::<Vec<_>>().join(" ");
    for language in ftl::read_all(folder()).expect("the files are there") {
        let texts = texts(&language);
        for key in WITHOUT_SCRIPTS {
            let text = format!(" lang=\"{}\">{}</p>", language.tag, texts[key]);
            assert!(html.replace("> ", ">").replace(" </p>", "</p>").contains(&text), "{text}");
        }
    }
}
