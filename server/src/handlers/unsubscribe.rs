//! Ends a mail subscription by the address in the mail, without sign-in and without cookies (RFC 8058
//! §3.2): the address carries a tag only this portal can make. A mail provider posts
//! `List-Unsubscribe=One-Click` and is answered plainly, never redirected; the form on the page posts
//! `from=page` and is led back to it. A post that says neither changes nothing, and neither does any
//! GET. Ending twice is the same as ending once.

use super::page;
use crate::middleware::error_page;
use crate::state::ServerState;
use app::ssr::labels::subscription_ended;
use app::ssr::token::is_unsubscribe_tag;
use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::locale::Locale;
use http::{Method, StatusCode, header};

/// Who asks for the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AskedBy {
    /// A mail provider, on a reader's behalf.
    OneClick,
    /// The form on the page, which says in which language it was.
    Page(Locale),
    /// Something else that was posted here.
    Nobody,
}

/// `POST /unsubscribe/{subscription}/{tag}`.
pub async fn end(
    State(state): State<ServerState>,
    Path((subscription, tag)): Path<(String, String)>,
    request: Request,
) -> Response {
    let valid = subscription.parse().ok().filter(|id| is_unsubscribe_tag(&state.portal.site.key, *id, &tag));
    let uri = request.uri().clone();
    let (locale, path) = Locale::split_address(uri.path());
    let Some(subscription) = valid else {
        return not_found(state, request).await;
    };
    let asked_by = asked_by(request).await;
    if asked_by == AskedBy::Nobody {
        return Redirect::to(&locale.address(path)).into_response();
    }
    if let Err(error) = state.portal.store.end_subscription(subscription, state.portal.clock.now()).await {
        let cause = std::error::Error::source(&error);
        tracing::error!(error = %error, cause, "a subscription could not be ended");
        return error_page::failed();
    }
    if let AskedBy::Page(locale) = asked_by {
        return Redirect::to(&format!("{}?done=1", locale.address(path))).into_response();
    }
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    let said = Locale::ALL.map(|locale| subscription_ended(locale) + "\n").concat();
    (StatusCode::OK, headers, said).into_response()
}

async fn not_found(state: ServerState, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    parts.method = Method::GET;
    let mut response = page::page(State(state), Request::from_parts(parts, Body::empty())).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

async fn asked_by(request: Request) -> AskedBy {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if content_type.is_some_and(|value| value.starts_with("multipart/form-data")) {
        asked_in_multipart(request).await
    } else {
        let body = axum::body::to_bytes(request.into_body(), crate::router::LARGEST_BODY).await.unwrap_or_default();
        asked_in(form_urlencoded::parse(&body).map(|(name, value)| (name.into_owned(), value.into_owned())))
    }
}

async fn asked_in_multipart(request: Request) -> AskedBy {
    let mut fields = vec![];
    if let Ok(mut parts) = Multipart::from_request(request, &()).await {
        while let Ok(Some(field)) = parts.next_field().await {
            let name = field.name().unwrap_or_default().to_owned();
            fields.push((name, field.text().await.unwrap_or_default()));
        }
    }
    asked_in(fields)
}

fn asked_in(fields: impl IntoIterator<Item = (String, String)>) -> AskedBy {
    let (mut is_page, mut locale) = (false, Locale::Ja);
    for (name, value) in fields {
        if name == "List-Unsubscribe" && value == "One-Click" {
            return AskedBy::OneClick;
        }
        match name.as_str() {
            "from" if value == "page" => is_page = true,
            "back" => locale = Locale::split_address(&value).0,
            _ => {}
        }
    }
    if is_page { AskedBy::Page(locale) } else { AskedBy::Nobody }
}
