//! `$batch`: up to twenty requests in one, each with a status of its own.

use super::Graph;
use super::problem::Problem;
use super::request::{Answer, Request};
use super::route::Kind;
use super::world::Caller;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// The most requests in one.
const MOST: usize = 20;

/// One of the requests.
struct Part {
    id: String,
    depends_on: Vec<String>,
    request: Request,
}

impl Graph {
    /// Answers a batch. That one of its requests fails does not make it fail.
    pub(super) fn batch(&self, request: &Request, caller: &Caller) -> Answer {
        self.world().count(request, Kind::Batch);
        match parts(request) {
            Ok(parts) => self.run(request, parts, caller),
            Err(problem) => self.world().refusal(request, &problem),
        }
    }

    fn run(&self, request: &Request, parts: Vec<Part>, caller: &Caller) -> Answer {
        let (mut statuses, mut responses) = (BTreeMap::new(), Vec::new());
        let mut delay = Duration::ZERO;
        for part in parts {
            let failed = part.depends_on.iter().any(|id| statuses.get(id).is_none_or(|status| *status >= 400));
            let mut answer = if failed {
                self.world().refusal(&part.request, &Problem::Dependency)
            } else {
                self.answer_as(&part.request, caller)
            };
            if answer.cut {
                // Within a batch the gateway answers for the service that broke off.
                answer = self.world().refusal(&part.request, &Problem::service(504, None));
            }
            delay = delay.max(answer.delay);
            statuses.insert(part.id.clone(), answer.status);
            responses.push(response(part.id, &answer));
        }
        Answer { delay, ..self.world().plain(request, &json!({"responses": responses})) }
    }
}

fn response(id: String, answer: &Answer) -> Value {
    let headers: Map<String, Value> = answer.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let mut response = json!({"id": id, "status": answer.status, "headers": headers});
    if !answer.body.is_empty() {
        response["body"] = answer.json();
    }
    response
}

fn parts(request: &Request) -> Result<Vec<Part>, Problem> {
    if request.method != "POST" {
        return Err(Problem::Method);
    }
    let wrong = |message: &str| Problem::Batch(message.to_owned());
    let body = request.object()?;
    let list = body.get("requests").and_then(Value::as_array).ok_or_else(|| wrong("A batch has requests."))?;
    if list.is_empty() || list.len() > MOST {
        return Err(wrong("The number of batch request steps is out of range: 1 to 20."));
    }
    let parts = list.iter().map(part).collect::<Option<Vec<_>>>();
    let parts = parts.ok_or_else(|| wrong("A batch request step needs id, method and url."))?;
    for (place, part) in parts.iter().enumerate() {
        let before = |id: &String| parts[..place].iter().any(|other| other.id == *id);
        if before(&part.id) {
            return Err(wrong("The ids of batch request steps must be different."));
        }
        if !part.depends_on.iter().all(before) {
            return Err(wrong("A batch request step may depend on earlier ones only."));
        }
    }
    Ok(parts)
}

fn part(given: &Value) -> Option<Part> {
    let url = given["url"].as_str()?;
    let path = format!("/v1.0/{}", url.trim_start_matches('/'));
    let mut request = Request::new(&given["method"].as_str()?.to_uppercase(), &path);
    for (name, value) in given["headers"].as_object().into_iter().flatten() {
        request = request.header(name, value.as_str()?);
    }
    if !given["body"].is_null() {
        request.body = given["body"].to_string().into_bytes();
    }
    let depends_on = given["dependsOn"].as_array().into_iter().flatten();
    let depends_on = depends_on.map(|id| id.as_str().map(str::to_owned)).collect::<Option<_>>()?;
    Some(Part { id: given["id"].as_str()?.to_owned(), depends_on, request })
}
