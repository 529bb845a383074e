//! The OpenAPI document: made from the table of routes and the types of the API, and kept in `server/openapi.json`.

mod document;
mod operations;
mod schemas;

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use serde_json::Value;
use server::http::openapi::DOCUMENT;
use server::http::routes::ENDPOINTS;

use operations::OPERATIONS;

/// Set to anything, the document is written anew instead of compared.
const WRITE: &str = "CONCORDAT_WRITE_OPENAPI";

#[test]
fn the_kept_document_is_the_one_that_routes_and_types_make() {
    let made = document::made();
    if env::var_os(WRITE).is_some() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
        fs::write(&file, serde_json::to_string_pretty(&made).expect("JSON") + "\n").expect("written");
        return;
    }
    let kept: Value = serde_json::from_str(DOCUMENT).expect("JSON");
    assert!(
        made == kept,
        "server/openapi.json is not what the API is now; what differs first is {:?}. \
         `{WRITE}=1 cargo test -p server --test openapi` writes it anew",
        first_difference(&made, &kept)
    );
}

/// The path of the first place where two documents differ.
fn first_difference(made: &Value, kept: &Value) -> String {
    let (mut path, mut pair) = (String::new(), (made, kept));
    while let (Value::Object(one), Value::Object(other)) = pair {
        let names: BTreeSet<_> = one.keys().chain(other.keys()).collect();
        let Some(name) = names.into_iter().find(|name| one.get(*name) != other.get(*name)) else { break };
        path = format!("{path}/{name}");
        match (one.get(name), other.get(name)) {
            (Some(one), Some(other)) => pair = (one, other),
            _ => break,
        }
    }
    path
}

#[test]
fn every_route_is_described_and_nothing_else() {
    let routes: BTreeSet<_> = ENDPOINTS.iter().map(|route| (route.method.as_str(), route.path)).collect();
    let described: BTreeSet<_> = OPERATIONS.iter().map(|operation| (operation.method, operation.path)).collect();
    assert_eq!(routes, described);
    let ids: BTreeSet<_> = OPERATIONS.iter().map(|operation| operation.id).collect();
    assert_eq!(ids.len(), OPERATIONS.len(), "two operations have one id");
}

/// Every schema of the document, wherever it stands.
fn schemas(document: &Value) -> Vec<&Value> {
    let (mut found, mut open) = (Vec::new(), vec![document]);
    while let Some(value) = open.pop() {
        found.extend(value.get("schema"));
        found.extend(value.get("schemas").and_then(Value::as_object).into_iter().flat_map(|all| all.values()));
        open.extend(value.as_object().into_iter().flat_map(|members| members.values()));
        open.extend(value.as_array().into_iter().flatten());
    }
    found
}

#[test]
fn every_schema_is_one() {
    let document = document::made();
    let schemas = schemas(&document);
    assert!(schemas.len() > 50, "{}", schemas.len());
    for schema in schemas {
        jsonschema::draft202012::meta::validate(schema).unwrap_or_else(|fault| panic!("{fault} in {schema}"));
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    let document = document::made();
    let text = document.to_string();
    let named: BTreeSet<_> = text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    for pointer in &named {
        assert!(document.pointer(pointer).is_some(), "{pointer} leads nowhere");
    }
    let components = document["components"].as_object().expect("components");
    let there = components.iter().filter(|(kind, _)| *kind != "securitySchemes").flat_map(|(kind, all)| {
        let keys = all.as_object().into_iter().flat_map(|all| all.keys());
        keys.map(move |name| format!("/components/{kind}/{name}"))
    });
    let unused: Vec<_> = there.filter(|path| !named.contains(path.as_str())).collect();
    assert_eq!(unused, [""; 0]);
}
