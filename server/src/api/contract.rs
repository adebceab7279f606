//! What there is to be asked, read back from the `OpenAPI` document: the gate holds requests to the same
//! words that the documentation shows.

use super::document;
use domain::token::Scope;
use http::Method;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

/// One operation, as the document describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// What a token has to be allowed.
    pub scope: Scope,
    /// The query parameters there are.
    pub queries: BTreeSet<String>,
    /// Whether a body belongs to it.
    pub has_body: bool,
    /// Whether it changes anything.
    pub is_write: bool,
}

/// All operations.
pub struct Contract {
    /// The `OpenAPI` document.
    pub document: Value,
    operations: HashMap<(String, Method), Operation>,
}

impl Contract {
    /// Reads the document.
    pub fn new() -> Self {
        let document = document::document();
        let mut operations = HashMap::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes());
                if let (Ok(method), Some(operation)) = (method, operation_of(operation)) {
                    let is_write = method != Method::GET;
                    operations.insert((path.clone(), method), Operation { is_write, ..operation });
                }
            }
        }
        Self { document, operations }
    }

    /// The operation of a route; a HEAD is looked at as a GET.
    pub fn operation(&self, path: &str, method: &Method) -> Option<&Operation> {
        let method = if method == Method::HEAD { Method::GET } else { method.clone() };
        self.operations.get(&(path.to_owned(), method))
    }

    /// Every path and method there is.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &Method, &Operation)> {
        self.operations.iter().map(|((path, method), operation)| (path.as_str(), method, operation))
    }
}

impl Default for Contract {
    fn default() -> Self {
        Self::new()
    }
}

fn operation_of(operation: &Value) -> Option<Operation> {
    let scope = operation["security"][0]["bearer"][0].as_str().and_then(Scope::from_word)?;
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let queries = parameters.filter(|parameter| parameter["in"] == "query");
    let queries = queries.filter_map(|parameter| parameter["name"].as_str().map(str::to_owned)).collect();
    Some(Operation { scope, queries, has_body: operation["requestBody"].is_object(), is_write: false })
}
