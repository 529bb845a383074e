//! JSON Schemas of the types whose JSON is written by hand.

use std::borrow::Cow;
use std::collections::BTreeSet;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::json::Json;
use crate::record::{
    FieldId, RecordKind,
    recurrence::{Weekday, Weekdays},
};

impl JsonSchema for FieldId {
    fn schema_name() -> Cow<'static, str> {
        "FieldId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let kinds = [RecordKind::Appointment, RecordKind::Contact];
        let names: BTreeSet<_> = kinds.iter().flat_map(|kind| kind.fields()).map(|field| field.id.as_str()).collect();
        json_schema!({
            "description": "The name of a field.",
            "type": "string",
            "enum": names,
        })
    }
}

impl JsonSchema for Weekdays {
    fn schema_name() -> Cow<'static, str> {
        "Weekdays".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Days of the week.",
            "type": "array",
            "items": generator.subschema_for::<Weekday>(),
        })
    }
}

/// Anything.
impl JsonSchema for Json {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Json".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        true.into()
    }
}
