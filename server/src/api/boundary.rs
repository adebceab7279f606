//! The edge of the API: whatever the layers below refuse or fail at, a program is answered with a problem
//! and never with a page. Answers leave uncompressed, so that an entity tag means exactly their bytes.

use super::problem::{Kind, MEDIA_TYPE, Problem};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

/// What every address of the API begins with.
pub const PREFIX: &str = "/api/v1/";

/// Makes problems of what else would be a page.
pub async fn guard(mut request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with(PREFIX) {
        return next.run(request).await;
    }
    request.headers_mut().remove(header::ACCEPT_ENCODING);
    let response = next.run(request).await;
    let is_fine = !response.status().is_client_error() && !response.status().is_server_error();
    let is_problem = response.headers().get(header::CONTENT_TYPE).is_some_and(|value| value == MEDIA_TYPE);
    if is_fine || is_problem {
        return response;
    }
    let (status, allow) = (response.status(), response.headers().get(header::ALLOW).cloned());
    let kind = Kind::of_status(status);
    let problem = match kind {
        Kind::NotFound => Problem::not_found(),
        Kind::MethodNotAllowed => Problem::new(kind, "The methods it takes are in the Allow header."),
        Kind::TooLarge => Problem::new(kind, "A body may have 64 KiB."),
        Kind::InvalidRequest if status == StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
            Problem::new(kind, "Address and headers may have 32 KiB together.")
        }
        Kind::Failed | Kind::Unavailable => Problem::new(kind, "Try again with the same Idempotency-Key."),
        _ => Problem::new(kind, "The request cannot be understood."),
    };
    let mut answer = problem.into_response();
    if let Some(allow) = allow.filter(|_| status == StatusCode::METHOD_NOT_ALLOWED) {
        answer.headers_mut().insert(header::ALLOW, allow);
    }
    answer
}
