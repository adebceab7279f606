//! The `OpenAPI` document as the page about the API shows it: which operations there are, with their
//! parameters, an example of what they take and answer, and how one asks.

use serde_json::{Map, Value};
use std::sync::Arc;

/// The document, handed to the page with its request.
#[derive(Debug, Clone)]
pub struct ApiDocument(Arc<Value>);

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiOperation {
    /// Its name in the document.
    pub id: String,
    /// `GET`, `PUT`, `POST` or `DELETE`.
    pub method: String,
    /// Its address, `{…}` for the variable parts.
    pub path: String,
    /// What a token has to be allowed.
    pub scope: String,
    /// The name and a line or two in English, as the document has them.
    pub summary: String,
    /// More in English.
    pub description: String,
    /// Path, query and header parameters.
    pub parameters: Vec<ApiParameter>,
    /// An example of a body, where one belongs to it.
    pub body: Option<String>,
    /// What it answers, by status.
    pub answers: Vec<ApiAnswer>,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiParameter {
    /// Its name.
    pub name: String,
    /// `path`, `query` or `header`.
    pub place: String,
    /// Whether it has to be there.
    pub is_required: bool,
    /// What it is, in English.
    pub description: String,
    /// The words it can be, or its sort.
    pub values: String,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiAnswer {
    /// The status.
    pub status: String,
    /// Of a problem its names; else what it is, in English.
    pub description: String,
    /// Whether it is a problem.
    pub is_problem: bool,
    /// An example of its body.
    pub example: Option<String>,
}

impl ApiDocument {
    /// Hands it on.
    pub fn new(document: &Value) -> Self {
        Self(Arc::new(document.clone()))
    }

    /// The operations in the document's order.
    pub fn operations(&self) -> Vec<ApiOperation> {
        let paths = self.0["paths"].as_object().into_iter().flatten();
        paths
            .flat_map(|(path, item)| {
                let methods = item.as_object().into_iter().flatten();
                methods.map(|(method, operation)| self.operation(path, method, operation)).collect::<Vec<_>>()
            })
            .collect()
    }

    fn operation(&self, path: &str, method: &str, operation: &Value) -> ApiOperation {
        let text = |key: &str| operation[key].as_str().unwrap_or_default().to_owned();
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let mut answers: Vec<_> = operation["responses"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(status, answer)| self.answer(status, answer))
            .collect();
        answers.sort_by(|a, b| a.status.cmp(&b.status));
        let body = &operation["requestBody"]["content"]["application/json"]["schema"];
        ApiOperation {
            id: text("operationId"),
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            scope: operation["security"][0]["bearer"][0].as_str().unwrap_or_default().to_owned(),
            summary: text("summary"),
            description: text("description"),
            parameters: parameters.map(|parameter| self.parameter(parameter)).collect(),
            body: body.is_object().then(|| pretty(&self.example(body, 0))),
            answers,
        }
    }

    fn parameter(&self, parameter: &Value) -> ApiParameter {
        let schema = self.resolve(&parameter["schema"]);
        let schema = schema["oneOf"]
            .as_array()
            .and_then(|choices| choices.iter().find(|choice| choice["type"] != "null"))
            .map_or(schema, |choice| self.resolve(choice));
        let words = schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let words: Vec<_> = words.collect();
        let sort = match &schema["type"] {
            Value::String(sort) => sort.clone(),
            Value::Array(sorts) => {
                sorts.iter().filter_map(Value::as_str).find(|sort| *sort != "null").unwrap_or("").to_owned()
            }
            _ => String::new(),
        };
        ApiParameter {
            name: parameter["name"].as_str().unwrap_or_default().to_owned(),
            place: parameter["in"].as_str().unwrap_or_default().to_owned(),
            is_required: parameter["required"] == true,
            description: parameter["description"].as_str().unwrap_or_default().to_owned(),
            values: if words.is_empty() { sort } else { words.join(" | ") },
        }
    }

    fn answer(&self, status: &str, answer: &Value) -> ApiAnswer {
        let content = answer["content"].as_object().and_then(|content| content.iter().next());
        let is_problem = content.is_some_and(|(media_type, _)| media_type == "application/problem+json");
        ApiAnswer {
            status: status.to_owned(),
            description: answer["description"].as_str().unwrap_or_default().to_owned(),
            is_problem,
            example: content.filter(|_| !is_problem).map(|(_, content)| pretty(&self.example(&content["schema"], 0))),
        }
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
            Some(pointer) => self.0.pointer(pointer).unwrap_or(schema),
            None => schema,
        }
    }

    /// A value that a schema describes.
    fn example(&self, schema: &Value, depth: usize) -> Value {
        let schema = self.resolve(schema);
        if !schema["example"].is_null() {
            return schema["example"].clone();
        }
        if depth > 8 {
            return Value::Null;
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let objects = parts.iter().filter_map(|part| self.example(part, depth + 1).as_object().cloned());
            return Value::Object(objects.flatten().collect());
        }
        if let Some(choices) = schema["oneOf"].as_array() {
            let first = choices.iter().find(|choice| choice["type"] != "null");
            return first.map_or(Value::Null, |choice| self.example(choice, depth + 1));
        }
        if let Some(word) = schema["enum"].as_array().and_then(|words| words.first()) {
            return word.clone();
        }
        let sort = match &schema["type"] {
            Value::Array(sorts) => sorts.iter().find(|sort| *sort != "null").cloned().unwrap_or_default(),
            sort => sort.clone(),
        };
        match sort.as_str().unwrap_or_default() {
            "object" => {
                let properties = schema["properties"].as_object().into_iter().flatten();
                let shown = |(name, property): (&String, &Value)| (name.clone(), self.example(property, depth + 1));
                Value::Object(properties.map(shown).collect::<Map<_, _>>())
            }
            "array" => Value::Array(vec![self.example(&schema["items"], depth + 1)]),
            "integer" => 1.into(),
            "boolean" => true.into(),
            "string" => match schema["format"].as_str() {
                Some("date-time") => "2026-11-20T01:00:00Z".into(),
                Some("date") => "2027-02-26".into(),
                Some("uri") => "https://portal.example/…".into(),
                _ if schema["minLength"] == 64 => "9f2c41ab…".into(),
                _ => "…".into(),
            },
            _ => Value::Null,
        }
    }
}

impl ApiOperation {
    /// How one asks with `curl`, at a portal's address.
    pub fn curl(&self, public_url: &str) -> String {
        let path = [
            (
                "{id}",
                if self.path.contains("/tenants/") {
                    "hinode"
                } else if self.path.contains("/people/") {
                    "7"
                } else {
                    "SC-2026-0042"
                },
            ),
            ("{slug}", "information-security"),
        ]
        .iter()
        .fold(self.path.clone(), |path, (part, value)| path.replace(part, value));
        let mut lines =
            vec![format!("curl {public_url}{path}"), "  -H \"Authorization: Bearer $KAIRAN_TOKEN\"".to_owned()];
        if self.method != "GET" {
            lines.insert(1, format!("  -X {}", self.method));
            lines.push("  -H \"Idempotency-Key: $(uuidgen)\"".to_owned());
        }
        if self.parameters.iter().any(|parameter| parameter.name == "If-Match") {
            lines.push("  -H 'If-Match: \"…\"'".to_owned());
        }
        if let Some(body) = &self.body {
            lines.push("  -H \"Content-Type: application/json\"".to_owned());
            lines.push(format!("  -d '{body}'"));
        }
        lines.join(" \\\n")
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
