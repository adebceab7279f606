//! Answers requests with pages and actions: the one place where a request becomes a Leptos context.
//! The language prefix is taken off before the router sees the path, so each page is routed once.

use super::consoles::FramedBy;
use super::page_request::PageRequest;
use super::portal::Portal;
use crate::error::AppError;
use crate::shell;
use axum::body::Body;
use axum::response::Response;
use domain::locale::Locale;
use http::uri::PathAndQuery;
use http::{Request, Uri, header};
use leptos::config::LeptosOptions;
use leptos::prelude::provide_context;
use leptos::server_fn::error::ServerFnUrlError;
use store::StoreError;

/// Renders the page a request asks for; a page that does not exist is the 404 page.
///
/// # Errors
/// When the store cannot tell who asks; the caller answers with the 500 page.
pub async fn page(portal: &Portal, options: LeptosOptions, request: Request<Body>) -> Result<Response, StoreError> {
    let (mut parts, body) = request.into_parts();
    let asked = PageRequest::for_request(portal, &parts).await?;
    let framed_by = FramedBy(std::sync::Arc::clone(&asked.framed_by));
    parts.uri = without_language(&parts.uri);
    let render =
        leptos_axum::render_app_async_with_context(move || provide_context(asked.clone()), move || shell(&options));
    let mut response = render(Request::from_parts(parts, body)).await;
    if !framed_by.0.is_empty() {
        response.extensions_mut().insert(framed_by);
    }
    Ok(response)
}

/// Runs the server function a form was posted to.
///
/// # Errors
/// When the store cannot tell who asks; nothing has been done then.
pub async fn action(portal: &Portal, request: Request<Body>) -> Result<Response, StoreError> {
    let (parts, body) = request.into_parts();
    let asked = PageRequest::for_request(portal, &parts).await?;
    let handle = leptos_axum::handle_server_fns_with_context(
        move || provide_context(asked.clone()),
        Request::from_parts(parts, body),
    );
    Ok(axum::response::IntoResponse::into_response(handle.await))
}

/// Whether an action failed on our side. Leptos then leads a browser back to the form's page with a code in
/// the address, which no page shows: the caller answers with the 500 page.
pub fn has_failed(response: &Response) -> bool {
    let location = response.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
    let query = location.and_then(|location| location.split_once('?')).map_or("", |(_, query)| query);
    let code = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == "__err").last();
    code.is_some_and(|(_, code)| ServerFnUrlError::<AppError>::decode_err(&code) == AppError::Internal)
}

/// The address without `/en`.
fn without_language(uri: &Uri) -> Uri {
    let (_, path) = Locale::split_address(uri.path());
    let rest = uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = PathAndQuery::try_from(rest).ok().or(parts.path_and_query);
    Uri::from_parts(parts).unwrap_or_else(|_| uri.clone())
}
