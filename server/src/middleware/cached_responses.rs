//! Answers what is ready before anything but the limit of its network looks at the request: no routing, no
//! rendering, no compression. What is not ready passes through once and, when the handler said that everyone gets
//! the same ([`Cacheable`]), is kept as it went out. What is one reader's own and fetched by a program ([`Validated`])
//! gets its validator here too, and is kept nowhere.
//!
//! Invariant: a request with a session cookie is answered from here only for addresses that do not
//! look at it (feeds and assets), so nothing of a signed-in reader is kept or given to another.

use super::network_limit;
use super::request_trace::REQUEST_ID;
use crate::limits::Limits;
use crate::response_cache::{Cacheable, Encoding, Entry, ResponseCache, Validated};
use app::ssr::portal::Portal;
use app::ssr::session;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use sha2::{Digest, Sha256};
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower::Service;

/// Addresses that are the same for everyone, whatever cookie comes along.
const ALIKE_FOR_ALL: [&str; 5] = ["/feeds/", "/pkg/", "/portal.css", "/favicon.svg", "/keys.js"];

/// The headers of a full answer that a 304 repeats (RFC 9110 §15.4.5).
const OF_NOT_MODIFIED: [HeaderName; 4] = [header::CACHE_CONTROL, header::VARY, header::LAST_MODIFIED, header::ETAG];

/// The cache in front of another service.
#[derive(Clone)]
pub struct CachedResponses<S> {
    inner: S,
    portal: Portal,
    cache: ResponseCache,
    limits: Arc<Limits>,
    session_cookie: &'static str,
}

impl<S> CachedResponses<S> {
    /// In front of `inner`.
    pub fn new(inner: S, portal: Portal, cache: ResponseCache, limits: Arc<Limits>) -> Self {
        let session_cookie = session::cookie_name(&portal.site.public_url);
        Self { inner, portal, cache, limits, session_cookie }
    }

    fn ready(&self, request: &Request, encoding: Encoding) -> Option<Response> {
        let address = request.uri().path_and_query()?.as_str();
        let entry = self.cache.get(encoding, address)?;
        let is_current = entry.holds(self.portal.catalogue().version, self.portal.clock.now());
        is_current.then(|| {
            let modified_at = entry.cacheable.modified_at;
            answer(&entry.headers, &entry.body, modified_at, request.method(), request.headers())
        })
    }
}

impl<S> Service<Request> for CachedResponses<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        if let Some(refused) = network_limit::refused(&request, &self.limits, &self.portal.site) {
            request.extensions_mut().insert(refused);
            return Box::pin(self.inner.call(request));
        }
        let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
        if !is_reading || is_personal(&request, self.session_cookie) {
            return Box::pin(self.inner.call(request));
        }
        let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
        let encoding = accepted.map_or(Encoding::Identity, Encoding::best);
        if let Some(response) = self.ready(&request, encoding) {
            return Box::pin(std::future::ready(Ok(response)));
        }
        if *request.method() == Method::HEAD {
            return Box::pin(self.inner.call(request));
        }
        let address = request.uri().path_and_query().map(|address| Box::from(address.as_str()));
        let conditions = request.headers().clone();
        request.headers_mut().insert(header::ACCEPT_ENCODING, encoding.only());
        let cache = self.cache.clone();
        let answering = self.inner.call(request);
        Box::pin(async move {
            let response = answering.await?;
            Ok(match address {
                Some(address) => keep(&cache, encoding, address, response, &conditions).await,
                None => response,
            })
        })
    }
}

/// Keeps a response if it may be kept, and answers with it, or with what says that the reader has it.
async fn keep(
    cache: &ResponseCache,
    encoding: Encoding,
    address: Box<str>,
    mut response: Response,
    conditions: &HeaderMap,
) -> Response {
    let kept = response.extensions_mut().remove::<Cacheable>();
    let is_validated = kept.is_some() || response.extensions_mut().remove::<Validated>().is_some();
    let is_plain = response.status() == StatusCode::OK && !response.headers().contains_key(header::SET_COOKIE);
    if !is_validated || !is_plain {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = axum::body::to_bytes(body, usize::MAX).await else {
        tracing::error!("a response ended early");
        return super::error_page::failed();
    };
    let etag = etag(&body);
    let number = parts.headers.remove(REQUEST_ID);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::ETAG, etag);
    let modified_at = kept.as_ref().and_then(|kept| kept.modified_at);
    if let Some(modified) = modified_at.and_then(|at| HeaderValue::from_str(&http_date(at)).ok()) {
        parts.headers.insert(header::LAST_MODIFIED, modified);
    }
    let mut response = answer(&parts.headers, &body, modified_at, &Method::GET, conditions);
    if let Some(cacheable) = kept {
        cache.put(encoding, address, Arc::new(Entry { cacheable, headers: parts.headers, body }));
    }
    if let Some(number) = number {
        response.headers_mut().insert(REQUEST_ID, number);
    }
    response
}

fn answer(
    headers: &HeaderMap,
    body: &Bytes,
    modified_at: Option<DateTime<Utc>>,
    method: &Method,
    conditions: &HeaderMap,
) -> Response {
    if is_not_modified(headers, modified_at, conditions) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        for name in OF_NOT_MODIFIED {
            if let Some(value) = headers.get(&name) {
                response.headers_mut().insert(name, value.clone());
            }
        }
        return response;
    }
    let is_head = *method == Method::HEAD;
    let mut response = Response::new(if is_head { Body::empty() } else { Body::from(body.clone()) });
    response.headers_mut().clone_from(headers);
    if is_head {
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    }
    response
}

/// RFC 9110 §13.1: `If-None-Match` decides alone where it is given. A date is taken for what the reader was told,
/// and counts only where it is exactly the one of now: it can go back, when what was the latest is not there any more.
fn is_not_modified(headers: &HeaderMap, modified_at: Option<DateTime<Utc>>, conditions: &HeaderMap) -> bool {
    if let Some(tags) = conditions.get(header::IF_NONE_MATCH) {
        let own = headers.get(header::ETAG).map(HeaderValue::as_bytes).unwrap_or_default();
        return tags.as_bytes() == own
            || tags.to_str().is_ok_and(|tags| {
                let mut tags = tags.split(',').map(|tag| tag.trim().trim_start_matches("W/"));
                tags.any(|tag| tag == "*" || tag.as_bytes() == own)
            });
    }
    let since = conditions.get(header::IF_MODIFIED_SINCE).and_then(|since| since.to_str().ok());
    match (modified_at, since.and_then(|since| DateTime::parse_from_rfc2822(since).ok())) {
        (Some(modified), Some(since)) => modified.timestamp() == since.timestamp(),
        _ => false,
    }
}

fn is_personal(request: &Request, session_cookie: &str) -> bool {
    let path = request.uri().path();
    let has_session = || {
        request.headers().get_all(header::COOKIE).iter().any(|cookies| {
            let pairs = cookies.as_bytes().split(|byte| *byte == b';');
            pairs.map(<[u8]>::trim_ascii).any(|pair| {
                pair.strip_prefix(session_cookie.as_bytes()).is_some_and(|rest| rest.first() == Some(&b'='))
            })
        })
    };
    !ALIKE_FOR_ALL.iter().any(|prefix| path.starts_with(prefix)) && has_session()
}

/// A strong validator of exactly these bytes.
fn etag(body: &Bytes) -> HeaderValue {
    let digest = Sha256::digest(body);
    HeaderValue::from_str(&format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest[..18])))
        .unwrap_or(HeaderValue::from_static("\"\""))
}

/// RFC 9110 §5.6.7.
fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
