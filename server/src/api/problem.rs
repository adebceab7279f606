//! Problem details (RFC 9457) of the API. Each kind has one name, which is the fragment of its
//! explanation on `/api`, one status and one title. What does not exist for a token is one and the same
//! problem, whatever was asked.

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A parameter or header cannot be taken.
    InvalidRequest,
    /// There is no token, or one that is worth nothing.
    Unauthenticated,
    /// The token may not do this.
    InsufficientScope,
    /// It does not exist for this token.
    NotFound,
    /// The address takes other methods.
    MethodNotAllowed,
    /// A request with this key is under way.
    InFlight,
    /// The domain's rules refuse it.
    Refused,
    /// What stands is not what the writer expects.
    PreconditionFailed,
    /// The body is too large.
    TooLarge,
    /// The body is of a type not known here.
    UnsupportedMediaType,
    /// The body cannot be taken.
    InvalidBody,
    /// The key belongs to another request.
    KeyReused,
    /// A write has to say what it expects to stand.
    PreconditionRequired,
    /// Too many requests.
    RateLimited,
    /// Something failed on our side.
    Failed,
    /// It took too long.
    Unavailable,
}

impl Kind {
    /// All of them, in the order they are explained.
    pub const ALL: [Self; 16] = [
        Self::InvalidRequest,
        Self::Unauthenticated,
        Self::InsufficientScope,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::InFlight,
        Self::Refused,
        Self::PreconditionFailed,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::InvalidBody,
        Self::KeyReused,
        Self::PreconditionRequired,
        Self::RateLimited,
        Self::Failed,
        Self::Unavailable,
    ];

    const fn parts(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::InvalidRequest => ("invalid-request", StatusCode::BAD_REQUEST, "A parameter or header is not valid"),
            Self::Unauthenticated => ("unauthenticated", StatusCode::UNAUTHORIZED, "A valid token is needed"),
            Self::InsufficientScope => ("insufficient-scope", StatusCode::FORBIDDEN, "The token may not do this"),
            Self::NotFound => ("not-found", StatusCode::NOT_FOUND, "Not found"),
            Self::MethodNotAllowed => {
                ("method-not-allowed", StatusCode::METHOD_NOT_ALLOWED, "This address does not take that method")
            }
            Self::InFlight => ("in-flight", StatusCode::CONFLICT, "A request with this key is under way"),
            Self::Refused => ("refused", StatusCode::CONFLICT, "The state does not allow this"),
            Self::PreconditionFailed => {
                ("precondition-failed", StatusCode::PRECONDITION_FAILED, "It has changed since it was read")
            }
            Self::TooLarge => ("too-large", StatusCode::PAYLOAD_TOO_LARGE, "The body is too large"),
            Self::UnsupportedMediaType => {
                ("unsupported-media-type", StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body has to be JSON")
            }
            Self::InvalidBody => ("invalid-body", StatusCode::UNPROCESSABLE_ENTITY, "The body is not valid"),
            Self::KeyReused => ("key-reused", StatusCode::UNPROCESSABLE_ENTITY, "The key was used for another request"),
            Self::PreconditionRequired => {
                ("precondition-required", StatusCode::PRECONDITION_REQUIRED, "A precondition is needed")
            }
            Self::RateLimited => ("rate-limited", StatusCode::TOO_MANY_REQUESTS, "Too many requests"),
            Self::Failed => ("failed", StatusCode::INTERNAL_SERVER_ERROR, "Something failed on our side"),
            Self::Unavailable => ("unavailable", StatusCode::SERVICE_UNAVAILABLE, "It took too long"),
        }
    }

    /// Its name: the fragment of its explanation.
    pub const fn name(self) -> &'static str {
        self.parts().0
    }

    /// Its status.
    pub const fn status(self) -> StatusCode {
        self.parts().1
    }

    /// The one that says no more than a status does.
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::BAD_REQUEST | StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => Self::InvalidRequest,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable,
            status if status.is_server_error() => Self::Failed,
            _ => Self::NotFound,
        }
    }
}

/// A problem, ready to be answered.
#[derive(Debug, Clone)]
pub struct Problem {
    /// What its body says.
    details: Box<Details>,
    /// Headers that belong to it.
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// A problem's details (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Details {
    /// The address of the explanation of this kind of problem; it does not change.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference", example = "/api#not-found")]
    address: String,
    /// The kind of problem in a few words.
    #[schema(example = "Not found")]
    title: String,
    /// The HTTP status.
    #[schema(example = 404)]
    status: u16,
    /// What to know about this one.
    #[schema(example = "There is nothing at this address for this token.")]
    detail: String,
    /// The values that cannot be taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FieldError>,
    /// Why the state does not allow it, in one word.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "not-started")]
    reason: Option<String>,
}

/// A value that cannot be taken: one of pointer, parameter and header says where it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct FieldError {
    /// Where it is in the body, as a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/name/ja")]
    pub pointer: Option<String>,
    /// The name of the query parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The name of the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// What is wrong with it.
    #[schema(example = "the tenant has no name")]
    pub detail: String,
}

impl Problem {
    /// A problem with what to know about it.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        let (name, status, title) = kind.parts();
        let details = Details {
            address: format!("/api#{name}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            errors: vec![],
            reason: None,
        };
        Self { details: Box::new(details), headers: vec![] }
    }

    fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.details.errors = errors;
        self
    }

    /// What does not exist for a token, and what never existed.
    pub fn not_found() -> Self {
        Self::new(Kind::NotFound, "There is nothing at this address for this token.")
    }

    /// A query parameter that cannot be taken.
    pub fn parameter(name: &str, detail: impl Into<String>) -> Self {
        let error = FieldError { parameter: Some(name.to_owned()), detail: detail.into(), ..FieldError::default() };
        Self::new(Kind::InvalidRequest, format!("The parameter {name} cannot be taken.")).with_errors(vec![error])
    }

    /// A header that cannot be taken.
    pub fn header(name: &str, detail: impl Into<String>) -> Self {
        let error = FieldError { header: Some(name.to_owned()), detail: detail.into(), ..FieldError::default() };
        Self::new(Kind::InvalidRequest, format!("The header {name} cannot be taken.")).with_errors(vec![error])
    }

    /// Values of the body that cannot be taken.
    pub fn body(errors: Vec<FieldError>) -> Self {
        Self::new(Kind::InvalidBody, "Nothing was changed. See errors for each value.").with_errors(errors)
    }

    /// What the rules of a notice's life refuse.
    pub fn refused(reason: &str) -> Self {
        let detail = "Nothing was recorded. The reason is among the refusals that the operation describes.";
        let mut problem = Self::new(Kind::Refused, detail);
        problem.details.reason = Some(reason.to_owned());
        problem
    }

    /// With another sentence.
    #[must_use]
    pub fn and(mut self, sentence: &str) -> Self {
        self.details.detail = format!("{} {sentence}", self.details.detail);
        self
    }

    /// With a header.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }
}

impl FieldError {
    /// One in the body.
    pub fn at(pointer: &str, detail: impl Into<String>) -> Self {
        Self { pointer: Some(pointer.to_owned()), detail: detail.into(), ..Self::default() }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = %error, cause = ?std::error::Error::source(&error), "the API could not answer");
        Self::new(Kind::Failed, "Nothing is known to have been changed. Try again with the same Idempotency-Key.")
    }
}

impl Problem {
    /// What its body says.
    pub fn details(&self) -> &Details {
        &self.details
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.details.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self.details).unwrap_or_default();
        let headers = [(header::CONTENT_TYPE, MEDIA_TYPE), (header::CACHE_CONTROL, "no-store")];
        let mut response = (status, headers, body).into_response();
        for (name, value) in self.headers {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// The media type of problems.
pub const MEDIA_TYPE: &str = "application/problem+json";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_name_of_its_own_and_an_error_status() {
        let names: std::collections::BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), Kind::ALL.len());
        assert!(Kind::ALL.iter().all(|kind| kind.status().is_client_error() || kind.status().is_server_error()));
    }
}
