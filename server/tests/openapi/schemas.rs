//! JSON Schemas of the API's types, as serde reads and writes them.

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value};

/// What requests must be like, and what answers are like: a field with a default may be left out of the one, and is
/// always in the other.
pub(crate) struct Schemas {
    requests: SchemaGenerator,
    answers: SchemaGenerator,
}

fn settings() -> SchemaSettings {
    SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    })
}

impl Schemas {
    pub(crate) fn new() -> Self {
        Self {
            requests: settings().for_deserialize().into_generator(),
            answers: settings().for_serialize().into_generator(),
        }
    }

    /// A reference to the schema of a request's body.
    pub(crate) fn taken<T: JsonSchema>(&mut self) -> Value {
        self.requests.subschema_for::<T>().to_value()
    }

    /// A reference to the schema of an answer.
    pub(crate) fn given<T: JsonSchema>(&mut self) -> Value {
        self.answers.subschema_for::<T>().to_value()
    }

    /// All that were referred to. A type that is both taken and given must look the same both ways.
    pub(crate) fn all(mut self) -> Map<String, Value> {
        let mut all = self.answers.take_definitions(true);
        for (name, schema) in self.requests.take_definitions(true) {
            let known = all.entry(&name).or_insert_with(|| schema.clone());
            assert_eq!(*known, schema, "{name} is read otherwise than it is written");
        }
        all.sort_keys();
        all.values_mut().for_each(say_it_in_json);
        all
    }
}

/// Descriptions are the comments of Rust: on one line, without links into the code, and null where Rust says `None`.
fn say_it_in_json(schema: &mut Value) {
    let mut open = vec![schema];
    while let Some(value) = open.pop() {
        if let Some(Value::String(text)) = value.get_mut("description") {
            *text = said(text);
        }
        match value {
            Value::Array(entries) => open.extend(entries),
            Value::Object(members) => open.extend(members.values_mut()),
            _ => {}
        }
    }
}

fn said(comment: &str) -> String {
    let words = comment.replace('\n', " ").replace("`None`", "null").replace("[`", "`").replace("`]", "`");
    let short = |word: &str| word.rsplit("::").next().unwrap_or_default().to_owned();
    let parts = words.split('`').enumerate();
    let parts: Vec<_> = parts.map(|(index, part)| if index % 2 == 1 { short(part) } else { part.to_owned() }).collect();
    parts.join("`")
}

#[test]
fn comments_become_descriptions() {
    let comment = "An image, see [`super::Image`];\n`None` where\nthere is `a` none.";
    assert_eq!(said(comment), "An image, see `Image`; null where there is `a` none.");
}
