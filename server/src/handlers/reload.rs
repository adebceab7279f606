//! Tells open pages to reload when the content was published again, with `--watch` only.

use crate::state::ServerState;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use std::convert::Infallible;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// `/dev/reload`: one event for each publish, until the page goes or the server stops.
pub async fn reload(State(state): State<ServerState>) -> Response {
    let Some(mut published) = state.reload.as_ref().map(tokio::sync::broadcast::Sender::subscribe) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (events, stream) = mpsc::channel::<Result<Event, Infallible>>(1);
    tokio::spawn(async move {
        loop {
            let next = tokio::select! {
                () = state.stopping.cancelled() => break,
                () = events.closed() => break,
                next = published.recv() => next,
            };
            // To have missed some is reason enough to reload once.
            let is_over = matches!(next, Err(tokio::sync::broadcast::error::RecvError::Closed));
            if is_over || events.send(Ok(Event::default().data("published"))).await.is_err() {
                break;
            }
        }
    });
    Sse::new(ReceiverStream::new(stream)).keep_alive(KeepAlive::default()).into_response()
}
