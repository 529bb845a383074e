//! Contacts made up for property tests, and a contact folder that normalises what it is given.

use jiff::civil::date;
use proptest::{
    collection::{btree_map, btree_set, vec},
    option,
    prelude::*,
    string::{RegexGeneratorStrategy, string_regex},
};
use rules::record::{Address, Field, Image, Kind, RecordKind, Value, contact as field};
use serde_json::{Map, Value as Json, json};

/// Names as people bear them: long, from right to left, with marks of their own, composed in two ways.
const NAMES: &[&str] = &[
    "Anna",
    "von der Weide-Hohenstaufen-Schleswig-Holstein-Sonderburg-Glücksb",
    "محمد بن عبد الله",
    "עמוס עוז",
    "José",
    "Jose\u{301}",
    "Nguyễn Thị Ánh",
    "李小龍",
    "Þórbjörg Guðmundsdóttir",
    "O'Neill, \"Tip\"",
    "👩\u{200d}⚖\u{fe0f} Kanzlei 🇩🇪",
    "İstanbul ΣΊΣΥΦΟΣ",
    "a\\b;c,d",
];

/// A text of that pattern, which is read once: a pattern that stands for itself is read for every value.
fn like(pattern: &str) -> RegexGeneratorStrategy<String> {
    string_regex(pattern).expect("a pattern")
}

/// One line without blanks at its ends.
pub(crate) fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(NAMES).prop_map(str::to_owned),
        like("[A-Za-zäöüß0-9&.]{1,10}( [A-Za-zé]{1,6}){0,2}")
    ]
}

/// Several lines, as kept.
pub(crate) fn note() -> impl Strategy<Value = String> {
    (vec(prop_oneof![word(), Just(String::new())], 0..4), word())
        .prop_map(|(lines, last)| [lines, vec![last]].concat().join("\n"))
}

fn address() -> impl Strategy<Value = Address> {
    let part = || prop_oneof![Just(String::new()), word()];
    (note(), part(), part(), part(), part(), any::<bool>()).prop_map(
        |(street, city, state, postal_code, country, street_too)| Address {
            street: if street_too { street } else { String::new() },
            city,
            state,
            postal_code,
            country,
        },
    )
}

/// A value of that kind as it is kept: clean.
pub(crate) fn value(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Email => like("[A-Za-z]{1,6}(\\.[a-z]{1,6})?@[a-z]{2,6}\\.(com|de)").prop_map(Value::Text).boxed(),
        Kind::Phone => like("\\+?[0-9]{2,3}[ /-][0-9]{3,6}( ext\\. [0-9]{2})?").prop_map(Value::Text).boxed(),
        Kind::Web => like("(https://)?[a-z]{2,8}\\.(com|de)(/[A-Za-z]{1,5})?").prop_map(Value::Text).boxed(),
        Kind::Note => note().prop_map(Value::Text).boxed(),
        Kind::Address => address().prop_map(Value::Address).boxed(),
        Kind::Date => {
            (0_i64..60_000).prop_map(|days| Value::Date(date(1890, 1, 1) + jiff::Span::new().days(days))).boxed()
        }
        Kind::Labels => btree_set(word(), 1..4).prop_map(Value::Labels).boxed(),
        Kind::List => vec(word(), 1..4).prop_map(Value::List).boxed(),
        Kind::Choice(words) => prop::sample::select(words).prop_map(Value::text).boxed(),
        _ => word().prop_map(Value::Text).boxed(),
    }
}

fn of_fields(fields: impl Iterator<Item = &'static Field>) -> impl Strategy<Value = Image> {
    let fields: Vec<&'static Field> = fields.collect();
    let values: Vec<_> = fields.iter().map(|field| option::of(value(field.kind))).collect();
    values.prop_map(move |values| {
        fields.iter().zip(values).fold(Image::new(), |image, (field, value)| image.with(field.id, value))
    })
}

/// What an item can hold of a contact. Its lists may have gaps, as a record's may.
pub(crate) fn contact() -> impl Strategy<Value = Image> {
    of_fields(RecordKind::Contact.synced())
}

/// Blanks and line ends as some server or some hand adds them (C9).
pub(crate) fn soiled(image: &Image) -> Image {
    image
        .iter()
        .map(|(id, value)| {
            let value = match value {
                Value::Text(text) => Value::Text(format!("{} \t", text.replace('\n', " \r\n"))),
                other => other.clone(),
            };
            (*id, value)
        })
        .collect()
}

/// JSON objects that look somewhat like a contact: its property names, with anything as values.
pub(crate) fn json_contact() -> impl Strategy<Value = Map<String, Json>> {
    let mut names: Vec<&str> = field::FIELDS.iter().filter_map(|field| field.graph.split('/').next()).collect();
    names.extend(["displayName", "id", "x-unknown"]);
    let inner = vec!["address", "name", "street", "city", "state", "postalCode", "countryOrRegion", "x-unknown"];
    let texts = vec!["", " ", "a@b.de", "1974-07-22", "1974-07-22T11:59:00Z", "9999-12-31T23:59:59Z", "2026-02-30"];
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(|number| json!(number)),
        prop::sample::select(texts).prop_map(Json::from),
        like("\\PC{0,12}").prop_map(Json::from),
    ];
    let tree = leaf.prop_recursive(3, 24, 5, move |node| {
        let names = prop::sample::select(inner.clone()).prop_map(String::from);
        let object = btree_map(names, node.clone(), 0..4).prop_map(|map| Json::Object(map.into_iter().collect()));
        prop_oneof![vec(node, 0..5).prop_map(Json::Array), object]
    });
    let names = prop::sample::select(names).prop_map(String::from);
    btree_map(names, tree, 0..10).prop_map(|map| map.into_iter().collect())
}
