//! Which of the product's rules hold, told by the names of the tests that passed.
//!
//! A test names the rules it holds at the start of its function's name: `c08_m05_…` holds C8 and M5.

use std::collections::BTreeMap;
use std::fmt;

/// The families in the order of the rules' page, each with its highest number.
const FAMILIES: [(char, u8); 4] = [('C', 15), ('A', 11), ('M', 9), ('P', 20)];

/// One rule: the place of its family, and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rule {
    family: usize,
    number: u8,
}

impl Rule {
    fn all() -> impl Iterator<Item = Self> {
        let family = |(family, (_, last)): (usize, (char, u8))| (1..=last).map(move |number| Self { family, number });
        FAMILIES.into_iter().enumerate().flat_map(family)
    }

    /// Reads `c08`; nothing when there is no such rule.
    fn from_token(token: &str) -> Option<Self> {
        Self::all().find(|rule| rule.token() == token)
    }

    fn token(self) -> String {
        format!("{}{:02}", FAMILIES[self.family].0.to_ascii_lowercase(), self.number)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&format!("{}{}", FAMILIES[self.family].0, self.number))
    }
}

/// How many passing tests hold each rule.
#[derive(Default)]
pub(crate) struct RuleList {
    tests: BTreeMap<Rule, usize>,
}

impl RuleList {
    /// Whether no test that passed names a rule.
    pub(crate) fn is_empty(&self) -> bool {
        self.tests.is_empty()
    }

    /// Counts a line of a test program's output, if it reports a test that passed.
    pub(crate) fn read(&mut self, line: &str) {
        for rule in passed(line).map(rules_of).unwrap_or_default() {
            *self.tests.entry(rule).or_default() += 1;
        }
    }
}

impl fmt::Display for RuleList {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "Rules that passing tests hold:")?;
        for (rule, count) in &self.tests {
            writeln!(out, "{rule:<4}{count:>4} test{}", if *count == 1 { "" } else { "s" })?;
        }
        let open = Rule::all().filter(|rule| !self.tests.contains_key(rule));
        let open: Vec<_> = open.map(|rule| rule.to_string()).collect();
        write!(out, "Held by no test: {}", if open.is_empty() { "none".to_owned() } else { open.join(" ") })
    }
}

/// The path of the test that `line` reports as passed.
fn passed(line: &str) -> Option<&str> {
    let path = line.strip_prefix("test ")?.strip_suffix(" ... ok")?;
    path.split(' ').next()
}

/// The rules that a test's path names: in the function's name, or above the cases that are made from one function.
fn rules_of(path: &str) -> Vec<Rule> {
    let named = |name| leading_rules(name);
    path.rsplit("::").map(named).find(|rules| !rules.is_empty()).unwrap_or_default()
}

fn leading_rules(name: &str) -> Vec<Rule> {
    name.split('_').map_while(Rule::from_token).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(lines: &[&str]) -> String {
        let mut list = RuleList::default();
        for line in lines {
            list.read(line);
        }
        list.to_string()
    }

    #[test]
    fn rules_are_read_from_the_names_of_passing_tests() {
        let cases: &[(&str, &str)] = &[
            ("test p07_no_duplicate ... ok", "P7"),
            ("test sync::story::c08_m05_edit_wins ... ok", "C8 M5"),
            ("test merge::p04_both_survive::case_1_subject ... ok", "P4"),
            ("test c15 ... ok", "C15"),
            ("test p16_planning_ends - should panic ... ok", "P16"),
            ("test p07_no_duplicate ... FAILED", ""),
            ("test p07_no_duplicate ... ignored", ""),
            ("test c16_no_such_rule ... ok", ""),
            ("test p4_one_digit ... ok", ""),
            ("test keeps_p04_in_the_middle ... ok", ""),
            ("test rules/src/lib.rs - p04 (line 3) ... ok", ""),
            ("p04_not_a_report ... ok", ""),
            ("test result: ok. 3 passed", ""),
        ];
        for (line, expected) in cases {
            let rules = passed(line).map(rules_of).unwrap_or_default();
            let text: Vec<_> = rules.iter().map(ToString::to_string).collect();
            assert_eq!(text.join(" "), *expected, "{line}");
        }
    }

    #[test]
    fn the_list_is_sorted_and_names_what_is_open() {
        let text = list(&["test p04_a ... ok", "test p04_b ... ok", "test a10_p17_c ... ok", "test c09_d ... ok"]);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[1..5], ["C9     1 test", "A10    1 test", "P4     2 tests", "P17    1 test"]);
        assert!(lines[5].starts_with("Held by no test: C1 C2 ") && lines[5].ends_with(" P19 P20"), "{}", lines[5]);
        assert!(!lines[5].contains(" C9 ") && !lines[5].contains(" P4 "), "{}", lines[5]);
        assert_eq!(Rule::all().count(), 55);
    }
}
