//! What is not published yet, for whoever has its token. Nobody may keep it, no search engine may list
//! it, and its address goes nowhere else.

use super::{file, page};
use crate::middleware::error_page;
use crate::state::ServerState;
use app::mail::{ComposedMail, compose_preview};
use app::ssr::page_request::PageRequest;
use app::ssr::preview;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{Html, IntoResponse, Response};
use http::request::Parts;
use http::{HeaderName, HeaderValue, header};
use store::StoreError;

const GUARDED: [(HeaderName, HeaderValue); 3] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
    // The path has the token in it. Forms on the page still say where they come from.
    (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin")),
];

/// The mail as a document of its own: it may show what is written in it and do nothing.
const MAIL_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox allow-popups; frame-ancestors 'none'",
);

/// `/preview/{token}` and `/preview/{token}/mail`
pub async fn page(State(state): State<ServerState>, request: Request) -> Response {
    guarded(page::page(State(state), request).await)
}

/// `/preview/{token}/mail/html`
pub async fn mail(State(state): State<ServerState>, Path(token): Path<String>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    match compose(&state, &parts, &token).await {
        Ok(Some(mail)) => {
            let mut response = guarded(Html(mail.html).into_response());
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, MAIL_POLICY);
            response
        }
        Ok(None) => missing(state, parts).await,
        Err(error) => failed(&error),
    }
}

/// `/preview/{token}/files/{file}`
pub async fn file(
    State(state): State<ServerState>,
    Path((token, name)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    match preview::find_file(&state.portal, &token, &name, state.portal.clock.now()).await {
        Ok(Some((attachment, bytes))) => guarded(file::answer(&parts.headers, &attachment, bytes, false)),
        Ok(None) => missing(state, parts).await,
        Err(error) => failed(&error),
    }
}

async fn compose(state: &ServerState, parts: &Parts, token: &str) -> Result<Option<ComposedMail>, StoreError> {
    let request = PageRequest::for_request(&state.portal, parts).await?;
    let preview = preview::find(&state.portal, token, request.now).await?;
    Ok(preview.and_then(|preview| compose_preview(&request, &preview)))
}

/// The same 404 page as for every address that leads nowhere.
async fn missing(state: ServerState, parts: Parts) -> Response {
    guarded(page::page(State(state), Request::from_parts(parts, Body::empty())).await)
}

fn guarded(mut response: Response) -> Response {
    for (name, value) in GUARDED {
        response.headers_mut().insert(name, value);
    }
    response
}

fn failed(error: &StoreError) -> Response {
    tracing::error!(error = %error, cause = ?std::error::Error::source(error), "a preview could not be made");
    error_page::failed()
}
