//! The OpenAPI document as a page: no script, nothing from elsewhere, every operation and every schema to unfold.

use std::fmt::Write;

use serde_json::{Map, Value};

const STYLE: &str = "\
    :root{color-scheme:light dark;--line:#8886;--soft:#8881}\
    body{font:15px/1.5 'Segoe UI',system-ui,sans-serif;max-width:64em;margin:2em auto;padding:0 1em}\
    code,pre{font:13px/1.4 ui-monospace,Consolas,monospace}\
    details{border:1px solid var(--line);border-radius:4px;margin:.4em 0;padding:0 .8em}\
    summary{cursor:pointer;padding:.5em 0}\
    summary b{display:inline-block;min-width:4em}\
    :target{background:var(--soft)}\
    table{border-collapse:collapse;width:100%;margin:.4em 0 1em}\
    th,td{border-top:1px solid var(--line);padding:.3em .6em .3em 0;text-align:left;vertical-align:top}\
    td:first-child{white-space:nowrap}";

/// The page of a document.
pub(super) fn of(document: &Value) -> String {
    let title = escaped(text(&document["info"], "title"));
    let schemas = members(&document["components"]["schemas"]);
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title} {}</h1>\
         {}<p><a href=\"openapi.json\">openapi.json</a></p>",
        escaped(text(&document["info"], "version")),
        prose(text(&document["info"], "description")),
    );
    page.extend(list(&document["tags"]).map(|tag| section(document, tag)));
    page.push_str("<h2>Schemas</h2>");
    page.extend(schemas.map(|(name, schema)| schema_entry(name, schema)));
    page.push_str("</main></body></html>\n");
    page
}

/// The operations of one tag.
fn section(document: &Value, tag: &Value) -> String {
    let name = text(tag, "name");
    let mut html = format!("<h2>{}</h2>{}", escaped(name), prose(text(tag, "description")));
    for (path, item) in members(&document["paths"]) {
        let own = members(item).filter(|(_, operation)| operation["tags"][0] == name);
        html.extend(own.map(|(method, operation)| operation_entry(document, path, method, operation)));
    }
    html
}

fn operation_entry(document: &Value, path: &str, method: &str, operation: &Value) -> String {
    let parameters: Vec<_> = list(&operation["parameters"]).map(|parameter| resolved(document, parameter)).collect();
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    let mut html = format!(
        "<details id=\"{}\"><summary><b>{}</b> <code>{}</code> {}</summary>{}",
        escaped(text(operation, "operationId")),
        escaped(&method.to_uppercase()),
        escaped(path),
        escaped(text(operation, "summary")),
        prose(text(operation, "description")),
    );
    html += &table("Parameters", parameters.into_iter().map(parameter_row));
    if !body.is_null() {
        let _ = write!(html, "<p>Body: {}</p>", type_of(body));
    }
    let answers = members(&operation["responses"]).map(|(status, answer)| (status, resolved(document, answer)));
    html += &table("Answers", answers.map(|(status, answer)| answer_row(status, answer)));
    html + "</details>"
}

fn parameter_row(parameter: &Value) -> [String; 3] {
    let need = if parameter["required"] == true { "required" } else { "optional" };
    let place = format!("{}<br>in {}, {need}", code(text(parameter, "name")), escaped(text(parameter, "in")));
    [place, type_of(&parameter["schema"]), inline(text(parameter, "description"))]
}

fn answer_row(status: &str, answer: &Value) -> [String; 3] {
    let contents = members(&answer["content"]);
    let contents: Vec<_> =
        contents.map(|(kind, content)| format!("{}<br>{}", code(kind), type_of(&content["schema"]))).collect();
    let headers: Vec<_> = members(&answer["headers"]).map(|(name, _)| code(name)).collect();
    let also = if headers.is_empty() { String::new() } else { format!("<br>with {}", headers.join(", ")) };
    [code(status), contents.join("<br>") + &also, inline(text(answer, "description"))]
}

fn schema_entry(name: &str, schema: &Value) -> String {
    let mut html = format!(
        "<details id=\"schema-{0}\"><summary><code>{0}</code></summary>{1}",
        escaped(name),
        prose(text(schema, "description")),
    );
    if members(&schema["properties"]).next().is_some() {
        html += &table("Properties", properties(schema));
    } else {
        let _ = write!(html, "<p>{}</p>", type_of(schema));
    }
    let choices = ["oneOf", "anyOf"].into_iter().flat_map(|key| list(&schema[key]));
    html += &table("One of", choices.map(choice_row));
    html + "</details>"
}

fn properties(schema: &Value) -> impl Iterator<Item = [String; 3]> {
    let required = |name: &str| list(&schema["required"]).any(|entry| entry == name);
    members(&schema["properties"]).map(move |(name, property)| {
        let need = if required(name) { "" } else { "<br>optional" };
        [code(name) + need, type_of(property), inline(text(property, "description"))]
    })
}

fn choice_row(choice: &Value) -> [String; 3] {
    let inside: Vec<_> = properties(choice).map(|[name, kind, _]| format!("{name}: {kind}")).collect();
    let name = choice["const"].as_str().map_or_else(|| type_of(choice), code);
    [name, inside.join("<br>"), inline(text(choice, "description"))]
}

/// A schema in a few words, with links to those it names.
fn type_of(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#schema-{0}\">{0}</a>", escaped(name));
    }
    let choices: Vec<_> = ["anyOf", "oneOf"].iter().flat_map(|key| list(&schema[*key])).map(type_of).collect();
    match &schema["type"] {
        Value::Array(kinds) => kinds.iter().map(|kind| kind_of(schema, kind)).collect::<Vec<_>>().join(" or "),
        Value::Null if !choices.is_empty() => choices.join(" or "),
        Value::Null => schema.get("const").map_or_else(|| "anything".to_owned(), |value| code(&value.to_string())),
        kind => kind_of(schema, kind),
    }
}

fn kind_of(schema: &Value, kind: &Value) -> String {
    let kind = kind.as_str().unwrap_or_default();
    let words: Vec<_> = list(&schema["enum"]).filter_map(Value::as_str).map(code).collect();
    match kind {
        "array" => format!("list of {}", type_of(&schema["items"])),
        "string" if !words.is_empty() => words.join(" or "),
        _ => match schema["format"].as_str() {
            Some(format) => format!("{} ({})", escaped(kind), escaped(format)),
            None => escaped(kind),
        },
    }
}

/// What a reference leads to; anything else is itself.
fn resolved<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    let pointer = value["$ref"].as_str().and_then(|path| path.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}

fn table(caption: &str, rows: impl Iterator<Item = [String; 3]>) -> String {
    let rows: Vec<_> = rows.map(|cells| format!("<tr><td>{}</td></tr>", cells.join("</td><td>"))).collect();
    let rows = rows.concat();
    if rows.is_empty() {
        rows
    } else {
        format!("<table><thead><tr><th colspan=\"3\">{caption}</th></tr></thead>{rows}</table>")
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter).map(|(name, member)| (name.as_str(), member))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

fn prose(text: &str) -> String {
    let parts = text.split("\n\n").filter(|part| !part.is_empty());
    parts.map(|part| format!("<p>{}</p>", inline(part))).collect::<Vec<_>>().concat()
}

/// Markdown's `code`, and nothing else of it.
fn inline(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(index, part)| if index % 2 == 1 { code(part) } else { escaped(part) }).collect()
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_in_a_document_becomes_markup() {
        let page = of(&json!({
            "info": { "title": "<script>", "version": "\"" },
            "tags": [{ "name": "a&b", "description": "`<b>`" }],
            "paths": { "/<x>": { "get": { "tags": ["a&b"], "operationId": "\"><x", "summary": "<i>", "responses": {} } } },
            "components": { "schemas": { "<S>": { "type": "<t>", "description": "</p>" } } },
        }));
        for markup in ["<script>", "<x", "<b>`", "<i>", "<S>", "<t>", "\"><x"] {
            assert!(!page.contains(markup), "{markup} in {page}");
        }
    }

    #[test]
    fn a_schema_is_said_in_a_few_words() {
        let table = [
            (json!({ "$ref": "#/components/schemas/Item" }), "<a href=\"#schema-Item\">Item</a>"),
            (json!({ "type": "string", "format": "date" }), "string (date)"),
            (json!({ "type": ["string", "null"] }), "string or null"),
            (json!({ "type": "array", "items": { "type": "integer" } }), "list of integer"),
            (json!({ "anyOf": [{ "type": "null" }, { "const": 1 }] }), "null or <code>1</code>"),
            (json!({ "type": "string", "enum": ["a", "b"] }), "<code>a</code> or <code>b</code>"),
            (json!(true), "anything"),
        ];
        for (schema, expected) in table {
            assert_eq!(type_of(&schema), expected);
        }
    }
}
