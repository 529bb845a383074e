//! What no file of the project may name: package registries (cargo and npm know theirs) and one machine's folders.

use crate::none;
use crate::workspace::{Source, sources};

/// The words are put together so that this file does not hold them.
const REGISTRIES: &[&str] = &[
    concat!("registry.", "npmjs.org"),
    concat!("registry.", "yarnpkg.com"),
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("//", "crates.io"),
    concat!("py", "pi.org"),
    concat!("python", "hosted.org"),
    concat!("deb.", "debian.org"),
    concat!("security.", "debian.org"),
];

/// Folders that exist on one machine only.
const MACHINE_FOLDERS: &[&str] = &[concat!("/wo", "rk"), concat!("/ro", "ot")];

fn foreign_names(sources: &[Source]) -> Vec<String> {
    sources.iter().flat_map(faults).collect()
}

fn faults(source: &Source) -> Vec<String> {
    let lines = source.text.lines().enumerate();
    let named = lines.filter_map(|(index, line)| Some((index + 1, registry(line).or_else(|| machine_folder(line))?)));
    named.map(|(number, name)| format!("{}:{number}: names {name}", source.path)).collect()
}

fn registry(line: &str) -> Option<&'static str> {
    REGISTRIES.iter().find(|host| line.contains(**host)).copied()
}

fn machine_folder(line: &str) -> Option<&'static str> {
    MACHINE_FOLDERS.iter().find(|folder| is_absolute_in(line, folder)).copied()
}

/// Whether `line` holds a path that starts with `folder`, and not one that goes through a folder of that name.
fn is_absolute_in(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + folder.len()..].chars().next();
        before.is_none_or(|sign| !is_of_a_path(sign)) && after == Some('/')
    })
}

fn is_of_a_path(sign: char) -> bool {
    sign.is_alphanumeric() || "/._-~*}>)".contains(sign)
}

#[test]
fn no_file_names_a_registry_or_a_folder_of_this_machine() {
    none(&foreign_names(&sources()));
}

#[test]
fn a_foreign_name_is_found() {
    let cases = [
        (format!("\"resolved\": \"https://{}/x\"", REGISTRIES[0]), true),
        (format!("cd {}/main", MACHINE_FOLDERS[0]), true),
        (format!("{}/.cargo/bin", MACHINE_FOLDERS[1]), true),
        ("the crates.io way".to_owned(), false),
        (format!("GET drive{}/children", MACHINE_FOLDERS[1]), false),
        (format!("/me/drive{}/children", MACHINE_FOLDERS[1]), false),
        (format!("src{}er/mod.rs", MACHINE_FOLDERS[0]), false),
        (format!("{}space/a", MACHINE_FOLDERS[0]), false),
    ];
    for (text, expected) in cases {
        let source = Source { path: "a".to_owned(), text };
        assert_eq!(!faults(&source).is_empty(), expected, "{}", source.text);
    }
}
