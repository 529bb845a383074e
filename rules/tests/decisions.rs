//! `decisions.txt` against the decision: every combination, none by default.

use std::collections::BTreeMap;

use rules::{
    conflict::{Direction, Policy},
    plan::{LinkState, Presence, Tie, decide},
};
use serde::Serialize;

const TABLE: &str = include_str!("decisions.txt");

/// A value as the table writes it: `prove(outlook)` for `{"prove": "outlook"}`.
fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value).expect("a plain value") {
        serde_json::Value::String(word) => word,
        serde_json::Value::Object(map) => {
            let (name, inner) = map.into_iter().next().expect("one variant");
            format!("{name}({})", inner.as_str().expect("a word"))
        }
        other => panic!("{other} is no word"),
    }
}

fn matches(pattern: &str, value: &str) -> bool {
    pattern.split(',').any(|choice| match choice {
        "any" => true,
        "there" => ["unchanged", "changed"].contains(&value),
        "ways" => ["both", "toOutlook", "toPractice"].contains(&value),
        choice => choice == value,
    })
}

fn states() -> impl Iterator<Item = LinkState> {
    let presences = || Presence::ALL.into_iter();
    presences().flat_map(move |practice| {
        presences().flat_map(move |outlook| {
            [true, false].into_iter().flat_map(move |base| {
                Tie::ALL.into_iter().flat_map(move |tie| {
                    Policy::ALL.into_iter().flat_map(move |policy| {
                        Direction::ALL.into_iter().map(move |direction| LinkState {
                            practice,
                            outlook,
                            base,
                            tie,
                            policy,
                            direction,
                        })
                    })
                })
            })
        })
    })
}

fn described(state: LinkState) -> [String; 6] {
    let base = if state.base { "yes" } else { "no" };
    [
        word(state.practice),
        word(state.outlook),
        base.to_owned(),
        word(state.tie),
        word(state.policy),
        word(state.direction),
    ]
}

fn rows() -> Vec<Vec<&'static str>> {
    let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split_whitespace().collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 9), "each row has nine columns");
    rows
}

#[test]
fn m02_m05_m06_m07_p19_every_combination_has_its_outcome_and_its_rule() {
    let rows = rows();
    let mut used: BTreeMap<usize, usize> = BTreeMap::new();
    let mut count = 0;
    for state in states() {
        let described = described(state);
        let fits = |row: &Vec<&str>| row.iter().zip(&described).all(|(pattern, value)| matches(pattern, value));
        let fitting: Vec<usize> = (0..rows.len()).filter(|at| fits(&rows[*at])).collect();
        assert_eq!(fitting.len(), 1, "{described:?} stands in {} rows", fitting.len());
        let row = &rows[fitting[0]];
        let decision = decide(state);
        let outcome = [word(decision.action), word(decision.reason), decision.reason.rule().to_owned()];
        assert_eq!(outcome.as_slice(), &row[6..], "{described:?}");
        *used.entry(fitting[0]).or_default() += 1;
        count += 1;
    }
    assert_eq!(count, 4 * 4 * 2 * 2 * 5 * 4, "the whole domain");
    assert_eq!(used.len(), rows.len(), "every row is of use");
}
