//! The `OpenAPI` 3.1 document: the operations as their handlers describe them, and what holds for all of
//! them (who asks, conditions, keys, limits, problems) said once here.

use super::problem::{Details, Kind, MEDIA_TYPE};
use super::{acknowledgements, events, notices, people, publications, read_mark, tenants, unread};
use serde_json::{Value, json};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Kairan API",
        version = "1",
        description = "Change notices, policies and disclosures for programs. Times are RFC 3339 in UTC.",
        license(name = "MIT", identifier = "MIT")
    ),
    servers((url = "/", description = "This portal")),
    paths(
        notices::list_notices,
        notices::get_notice,
        read_mark::mark_read,
        read_mark::mark_unread,
        events::record_event,
        acknowledgements::get_acknowledgements,
        unread::get_unread,
        publications::list_policies,
        publications::get_policy,
        publications::list_disclosures,
        publications::get_disclosure,
        people::list_people,
        people::get_person,
        tenants::list_tenants,
        tenants::get_tenant,
        tenants::put_tenant,
    ),
    components(schemas(Details)),
    tags(
        (name = "notices", description = "Change notices"),
        (name = "publications", description = "Policies and disclosures"),
        (name = "people", description = "The people of the token's tenant"),
        (name = "tenants", description = "The provider's customers"),
    )
)]
struct Description;

/// The document.
pub fn document() -> Value {
    let mut description = Description::openapi();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("kairan_ and 28 letters and digits")
        .description(Some("A token made on /tokens. What an operation needs is listed with it."))
        .build();
    if let Some(components) = &mut description.components {
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
    let mut document = serde_json::to_value(&description).unwrap_or_default();
    for (_, item) in document["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            complete(method, operation);
        }
    }
    document
}

/// Says of an operation what is true of all of its sort.
fn complete(method: &str, operation: &mut Value) {
    let has_body = operation["requestBody"].is_object();
    let has_path = has_parameter(operation, "path");
    let is_put_of_whole = has_parameter(operation, "header");
    let mut kinds = vec![
        Kind::InvalidRequest,
        Kind::Unauthenticated,
        Kind::InsufficientScope,
        Kind::RateLimited,
        Kind::Failed,
        Kind::Unavailable,
    ];
    if has_path || method == "get" {
        // Also what is another's alone: a list of people for a token of no tenant.
        kinds.push(Kind::NotFound);
    }
    if method == "get" {
        push_header(
            operation,
            "If-None-Match",
            "The entity tag one has: answered with 304 while it still holds.",
            false,
        );
        operation["responses"]["304"] = json!({ "description": "Not modified: what one has still holds." });
    } else {
        kinds.extend([Kind::InFlight, Kind::KeyReused]);
        let said = "1 to 255 visible characters of one's own: a repetition within 24 hours gets the first answer.";
        push_header(operation, "Idempotency-Key", said, true);
    }
    if has_body {
        kinds.extend([Kind::TooLarge, Kind::UnsupportedMediaType, Kind::InvalidBody]);
    }
    if is_put_of_whole {
        kinds.extend([Kind::PreconditionFailed, Kind::PreconditionRequired]);
    }
    for kind in kinds {
        let status = kind.status().as_str().to_owned();
        let said = operation["responses"][&status]["description"].as_str().map(str::to_owned);
        let said = said.map_or_else(|| kind.name().to_owned(), |said| format!("{said}, {}", kind.name()));
        let is_limit = kind == Kind::RateLimited;
        operation["responses"][&status] = json!({
            "description": said,
            "content": { MEDIA_TYPE: { "schema": { "$ref": "#/components/schemas/Problem" } } },
        });
        if is_limit {
            operation["responses"][&status]["headers"] = json!({
                "Retry-After": { "description": "Seconds to wait.", "schema": { "type": "integer" } }
            });
        }
    }
}

fn has_parameter(operation: &Value, place: &str) -> bool {
    operation["parameters"].as_array().is_some_and(|all| all.iter().any(|parameter| parameter["in"] == place))
}

fn push_header(operation: &mut Value, name: &str, description: &str, is_key: bool) {
    let schema = if is_key {
        json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" })
    } else {
        json!({ "type": "string" })
    };
    let parameter =
        json!({ "name": name, "in": "header", "required": false, "description": description, "schema": schema });
    match operation["parameters"].as_array_mut() {
        Some(parameters) => parameters.push(parameter),
        None => operation["parameters"] = json!([parameter]),
    }
}
