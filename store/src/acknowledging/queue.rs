//! The queue of acknowledgements that wait to be written, safe against askers and writers that give
//! up at any moment.

use super::AckOutcome;
use crate::error::Result;
use crate::loading::Loaded;
use chrono::{DateTime, Utc};
use domain::digest::Digest;
use domain::id::{TenantId, UserId};
use domain::publication::PublicationKey;
use domain::viewer::{Member, Viewer};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The requests that wait to be written, and what is known for deciding them.
#[derive(Default)]
pub struct Queue {
    waiting: Mutex<Vec<Arc<Request>>>,
    /// Held by the one who writes.
    pub(super) turn: tokio::sync::Mutex<Known>,
}

/// The publications acknowledged lately, as they stood at a version of the catalogue.
#[derive(Default)]
pub(super) struct Known {
    pub(super) version: i64,
    pub(super) publications: HashMap<PublicationKey, Loaded>,
}

/// One acknowledgement asked for, and the place for its answer.
pub(super) struct Request {
    pub(super) viewer: Viewer,
    pub(super) user: UserId,
    pub(super) tenant: TenantId,
    pub(super) key: PublicationKey,
    pub(super) seen: Digest,
    pub(super) now: DateTime<Utc>,
    answer: Mutex<Option<Result<Option<AckOutcome>>>>,
}

impl Request {
    /// A request that has no answer yet.
    pub(super) fn of(member: &Member, key: &PublicationKey, seen: &Digest, now: DateTime<Utc>) -> Self {
        Self {
            viewer: Viewer::Member(member.clone()),
            user: member.user,
            tenant: member.tenant.id.clone(),
            key: key.clone(),
            seen: *seen,
            now,
            answer: Mutex::new(None),
        }
    }

    /// Leaves the answer for whoever asked.
    pub(super) fn answer(&self, answer: Result<Option<AckOutcome>>) {
        *lock(&self.answer) = Some(answer);
    }

    /// The answer, once it is there.
    pub(super) fn take_answer(&self) -> Option<Result<Option<AckOutcome>>> {
        lock(&self.answer).take()
    }

    fn is_answered(&self) -> bool {
        lock(&self.answer).is_some()
    }
}

/// A request in the queue; takes it out again when its asker gives up.
pub(super) struct Waiting<'a> {
    queue: &'a Queue,
    pub(super) request: Arc<Request>,
}

impl<'a> Waiting<'a> {
    /// Puts a request at the end.
    pub(super) fn join(queue: &'a Queue, request: Request) -> Self {
        let request = Arc::new(request);
        lock(&queue.waiting).push(Arc::clone(&request));
        Self { queue, request }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        // Once answered the request is out of the queue; nearly always it is one of the first.
        lock(&self.queue.waiting).retain(|request| !Arc::ptr_eq(request, &self.request));
    }
}

/// The requests being written; puts back those left unanswered when the writer gives up.
pub(super) struct Group<'a> {
    queue: &'a Queue,
    pub(super) requests: Vec<Arc<Request>>,
}

impl<'a> Group<'a> {
    /// Takes at most `most` requests from the front.
    pub(super) fn take(queue: &'a Queue, most: usize) -> Self {
        let mut waiting = lock(&queue.waiting);
        let count = waiting.len().min(most);
        Self { queue, requests: waiting.drain(..count).collect() }
    }
}

impl Drop for Group<'_> {
    fn drop(&mut self) {
        let unanswered = self.requests.drain(..).filter(|request| !request.is_answered());
        let mut waiting = lock(&self.queue.waiting);
        waiting.splice(0..0, unanswered);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
