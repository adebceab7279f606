//! What a console shows of the portal inside its own pages: the bell's numbers, read with a token for the
//! bell, and the way into a frame. Only the pages of the token's own console may read an answer (CORS);
//! nothing here changes anything.

use crate::limits::streams::{Full, Slot};
use crate::middleware::error_page;
use crate::single_sign_on::launch::{Console, LaunchRefusal};
use crate::state::ServerState;
use app::actions::account::complete_second_step::step_of_browser;
use app::actions::local_address;
use app::ssr::bell::bell;
use app::ssr::page_request::{PageRequest, session_token};
use app::ssr::session;
use axum::Json;
use axum::extract::{Request, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use domain::identity::Vouched;
use domain::viewer::Viewer;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use store::StoreError;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// How often is looked whether something was published.
const LOOK: Duration = Duration::from_secs(1);

/// How long one stream lasts at most; the bell comes back with a fresh token.
const LONGEST_STREAM: Duration = Duration::from_mins(10);

/// When a bell is to come back that had no stream, in seconds; until then it asks by itself.
const WITHOUT_STREAM: u64 = 60;

/// Whose bell it is.
struct Asker {
    vouched: Vouched,
    viewer: Viewer,
    until: DateTime<Utc>,
}

/// Why a bell is not answered, and for how many seconds not, where that is known.
struct Refusal(StatusCode, Option<u64>);

impl From<StatusCode> for Refusal {
    fn from(status: StatusCode) -> Self {
        Self(status, None)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.0.into_response();
        if let Some(seconds) = self.1 {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// `/embed/summary`
pub async fn summary(State(state): State<ServerState>, request: Request) -> Response {
    let headers = request.headers();
    if request.method() == Method::OPTIONS {
        return preflight(&state, headers);
    }
    let answer = match asker(&state, headers).await {
        Ok(asker) => match page_request(&state, &asker).await {
            Ok(request) => Json(bell(&request)).into_response(),
            Err(error) => {
                tracing::error!(error = %error, "a bell cannot be filled");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        },
        Err(refusal) => refusal.into_response(),
    };
    readable(&state, headers, answer)
}

/// `/embed/events`: one event whenever something was published or recorded, until the token ends. There are only
/// so many streams; whoever gets none asks for the summary instead.
pub async fn events(State(state): State<ServerState>, request: Request) -> Response {
    let headers = request.headers();
    if request.method() == Method::OPTIONS {
        return preflight(&state, headers);
    }
    let answer = match asker(&state, headers).await {
        Ok(asker) => match state.limits.streams.open(person(&asker.vouched), asker.viewer.tenant().cloned()) {
            Ok(slot) => stream(&state, asker.until, slot).into_response(),
            Err(full) => {
                tracing::debug!(bell.full = ?full, "a bell gets no stream");
                let status = match full {
                    Full::Theirs => StatusCode::TOO_MANY_REQUESTS,
                    Full::Node => StatusCode::SERVICE_UNAVAILABLE,
                };
                Refusal(status, Some(WITHOUT_STREAM)).into_response()
            }
        },
        Err(refusal) => refusal.into_response(),
    };
    readable(&state, headers, answer)
}

/// `/embed/open`: where a launch into a frame leads first. A browser that keeps the cookie, of the session or of
/// the second step, goes on; one that does not is shown the way into a tab of its own.
pub async fn open(State(state): State<ServerState>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default();
    let next = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "next").map(|(_, next)| next);
    let next = local_address(next.as_deref().unwrap_or_default()).to_owned();
    let now = state.portal.clock.now();
    match keeps_cookie(&state, &parts, now).await {
        Ok(true) => Redirect::to(&next).into_response(),
        Ok(false) => error_page::cookie_blocked(&next, &state.portal.consoles.origins()),
        Err(error) => {
            tracing::error!(error = %error, "a frame cannot be opened");
            error_page::failed()
        }
    }
}

async fn keeps_cookie(state: &ServerState, parts: &Parts, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let store = &state.portal.store;
    if let Some(token) = session_token(&state.portal, parts)
        && store.viewer_by_session(&session::token_hash(&token), now).await?.is_some()
    {
        return Ok(true);
    }
    match step_of_browser(&state.portal.site.public_url, parts) {
        Some(step) => Ok(store.second_step(&step, now).await?.is_some()),
        None => Ok(false),
    }
}

async fn asker(state: &ServerState, headers: &HeaderMap) -> Result<Asker, Refusal> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = given.strip_prefix("Bearer ").unwrap_or_default();
    let console = Console::of_token(&state.single_sign_on.consoles, token).ok_or(LaunchRefusal::UnknownIssuer);
    let now = state.portal.clock.now();
    let checked = match console {
        Ok(console) => {
            let checked = console.check_bell(token, &state.portal.site.public_url, now).await;
            checked.map(|(vouched, until)| (console, vouched, until))
        }
        Err(refusal) => Err(refusal),
    };
    let (console, vouched, until) = checked.map_err(|refusal| {
        tracing::debug!(bell.refusal = %refusal, "a bell was refused");
        StatusCode::UNAUTHORIZED
    })?;
    // A page of another console has no use for this one's token.
    let is_its_own = origin_of(headers).is_none_or(|origin| console.settings.origins.iter().any(|own| own == origin));
    if !is_its_own {
        return Err(StatusCode::FORBIDDEN.into());
    }
    let within = state.limits.bell.take(&person(&vouched));
    within.map_err(|seconds| Refusal(StatusCode::TOO_MANY_REQUESTS, Some(seconds)))?;
    match state.portal.store.vouched_viewer(&vouched).await {
        Ok(Some(viewer)) => Ok(Asker { vouched, viewer, until }),
        Ok(None) => Err(StatusCode::FORBIDDEN.into()),
        Err(error) => {
            tracing::error!(error = %error, "whose bell it is cannot be told");
            Err(StatusCode::INTERNAL_SERVER_ERROR.into())
        }
    }
}

/// Whom limits are counted under: a person has as many tokens as their console makes.
fn person(vouched: &Vouched) -> String {
    format!("{} {}", vouched.issuer, vouched.subject)
}

async fn page_request(state: &ServerState, asker: &Asker) -> Result<PageRequest, StoreError> {
    let marks = Arc::new(state.portal.store.marks(&asker.viewer).await?);
    let path = asker.vouched.locale.address("/embed/summary");
    let now = state.portal.clock.now();
    Ok(PageRequest::new(&state.portal, asker.viewer.clone(), marks, &path, "", now))
}

/// The slot is free when the stream ends or the client goes.
fn stream(state: &ServerState, until: DateTime<Utc>, slot: Slot) -> impl IntoResponse + use<> {
    let (events, stream) = mpsc::channel::<Result<Event, Infallible>>(1);
    let (portal, stopping) = (state.portal.clone(), state.stopping.clone());
    let tokens_rest = (until - portal.clock.now()).to_std().unwrap_or_default();
    tokio::spawn(async move {
        let _slot = slot;
        let over = tokio::time::sleep(tokens_rest.min(LONGEST_STREAM));
        tokio::pin!(over);
        let mut look = tokio::time::interval(LOOK);
        let mut told = None;
        loop {
            tokio::select! {
                () = stopping.cancelled() => break,
                () = events.closed() => break,
                () = &mut over => break,
                _ = look.tick() => {}
            }
            // The first says that the stream has begun.
            let version = portal.catalogue().version;
            if told.replace(version) == Some(version) {
                continue;
            }
            // Whoever does not read is not waited for beyond the stream's time.
            tokio::select! {
                sent = events.send(Ok(Event::default().data(version.to_string()))) => if sent.is_err() { break },
                () = stopping.cancelled() => break,
                () = &mut over => break,
            }
        }
    });
    Sse::new(ReceiverStream::new(stream)).keep_alive(KeepAlive::default())
}

fn preflight(state: &ServerState, headers: &HeaderMap) -> Response {
    let mut answer = readable(state, headers, StatusCode::NO_CONTENT.into_response());
    if answer.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        let headers = answer.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization"));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    }
    answer
}

/// Lets the pages of a console read an answer; whose token it was has been looked at.
fn readable(state: &ServerState, headers: &HeaderMap, mut answer: Response) -> Response {
    let origin = origin_of(headers).filter(|origin| state.portal.consoles.origins().iter().any(|own| own == origin));
    if let Some(origin) = origin.and_then(|origin| HeaderValue::from_str(origin).ok()) {
        answer.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        answer.headers_mut().insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
    }
    answer.headers_mut().append(header::VARY, HeaderValue::from_static("origin"));
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    answer
}

fn origin_of(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ORIGIN).map(|value| value.to_str().unwrap_or_default())
}
