//! Sends what is to be told. A worker expands due dispatches into deliveries, claims some for itself,
//! sends them and writes down how it went, over and over. It keeps nothing in memory that matters: one
//! killed in the middle leaves its deliveries claimed, and when their lease is over another sends
//! them, each with the `Message-ID` it had before.

use crate::mail::{Outbox, Sender};
use app::ssr::portal::Portal;
use chrono::{DateTime, Utc};
use domain::delivery::{ClaimedDelivery, LEASE, Outcome};
use domain::letter::ClaimedLetter;
use domain::viewer::Viewer;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;
use store::StoreError;
use tokio::sync::Notify;
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

/// How many subscriptions are looked at in one transaction when a dispatch is expanded.
const EXPAND_AT_ONCE: u64 = 500;

/// How many deliveries are claimed at once.
const CLAIM_AT_ONCE: u64 = 64;

/// How many letters about accounts are claimed at once.
const LETTERS_AT_ONCE: u64 = 16;

/// How many are sent side by side. What a killed worker may send twice is what was in flight.
const MOST_AT_ONCE: usize = crate::mail::MOST_CONNECTIONS as usize;

/// How long a worker that found nothing to do rests, unless it is woken.
const REST: Duration = Duration::from_secs(3);

/// How often writing an outcome down is tried before the delivery is left to its lease.
const SETTLE_ATTEMPTS: u32 = 5;

/// One worker.
#[derive(Clone)]
pub struct MailWorker {
    portal: Portal,
    outbox: Outbox,
    sender: Sender,
    name: Arc<str>,
    wake: Arc<Notify>,
}

impl MailWorker {
    /// A worker of a name no other has. `wake` is notified when there may be something to do.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn new(portal: Portal, outbox: Outbox, sender: Sender, wake: Arc<Notify>) -> anyhow::Result<Self> {
        let mut name = format!("{}-", std::process::id());
        for byte in app::ssr::random::bytes::<8>()? {
            write!(name, "{byte:02x}")?;
        }
        Ok(Self { portal, outbox, sender, name: name.into(), wake })
    }

    /// Works until it is told to stop; what is in flight by then it still sends.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            match self.work_once(&stop).await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => {
                    tracing::error!(error = %error, cause = ?std::error::Error::source(&error), "mail has to wait");
                }
            }
            let rest = self.rest().await;
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.wake.notified() => {}
                () = tokio::time::sleep(rest) => {}
            }
        }
    }

    /// How long to rest: until the next instant at which something is to be told, so that it is told at
    /// its second, but never longer than it may take to notice what others publish.
    pub async fn rest(&self) -> Duration {
        let now = self.portal.clock.now();
        match self.portal.store.next_due(now).await {
            Ok(next) => next.and_then(|next| (next - now).to_std().ok()).map_or(REST, |wait| wait.min(REST)),
            Err(error) => {
                tracing::error!(error = %error, "what comes next is not known");
                REST
            }
        }
    }

    /// Expands what is due, claims some deliveries and sends them. Answers how much there was to do; 0
    /// means that nothing is due now. Once `stop` is set, or when the lease is over, because a server
    /// stalls or the clock has jumped, no further one is begun: what was claimed and not sent is another
    /// worker's when the lease is over.
    ///
    /// # Errors
    /// When the store cannot be read or written; nothing is lost then.
    pub async fn work_once(&self, stop: &CancellationToken) -> Result<usize, StoreError> {
        let letters = self.send_letters(stop).await?;
        let now = self.portal.clock.now();
        let expanded = self.portal.store.expand_dispatches(now, EXPAND_AT_ONCE).await?;
        let claimed = self.portal.store.claim_deliveries(&self.name, now, CLAIM_AT_ONCE).await?;
        // A mail tells what stands, and this node may not have seen yet what another has published.
        if !claimed.is_empty() {
            self.portal.refresh().await?;
        }
        let done = letters + expanded + claimed.len();
        let mut waiting = claimed.into_iter();
        let mut sending = JoinSet::new();
        loop {
            while sending.len() < MOST_AT_ONCE && !stop.is_cancelled() && self.still_holds(now) {
                let Some(delivery) = waiting.next() else { break };
                let worker = self.clone();
                sending.spawn(async move { worker.deliver(&delivery).await.map(|outcome| (delivery.id, outcome)) });
            }
            // What has ended meanwhile is written down together, in one durable commit.
            let Some(first) = sending.join_next().await else { break };
            let mut ended = vec![first];
            ended.extend(std::iter::from_fn(|| sending.try_join_next()));
            let outcomes: Vec<_> = ended.into_iter().filter_map(outcome_of).collect();
            self.settle(&outcomes).await;
        }
        if waiting.len() > 0 {
            tracing::warn!(left = waiting.len(), "deliveries that were not begun are left to their lease");
        }
        Ok(done)
    }

    /// Whether what was claimed at that instant is still this worker's, whichever way the clock has gone.
    fn still_holds(&self, claimed_at: DateTime<Utc>) -> bool {
        (self.portal.clock.now() - claimed_at).abs() < LEASE
    }

    /// Claims some letters and sends them, one after another: they are few. Answers how many there were.
    async fn send_letters(&self, stop: &CancellationToken) -> Result<usize, StoreError> {
        let (store, clock) = (&self.portal.store, &self.portal.clock);
        let now = clock.now();
        let claimed = store.claim_letters(&self.name, now, LETTERS_AT_ONCE).await?;
        for letter in claimed.iter().take_while(|_| !stop.is_cancelled() && self.still_holds(now)) {
            let outcome = self.send_letter(letter).await?;
            match &outcome {
                Outcome::Sent | Outcome::NotWanted => tracing::debug!(letter.id, "done"),
                Outcome::Deferred(detail) => tracing::warn!(letter.id, detail, "not accepted yet"),
                Outcome::Rejected(detail) => tracing::warn!(letter.id, detail, "rejected"),
            }
            store.settle_letter(&self.name, letter.id, &outcome, clock.now()).await?;
        }
        Ok(claimed.len())
    }

    /// Makes the link of a letter that has one, and sends it. The token is in the mail and nowhere else.
    async fn send_letter(&self, letter: &ClaimedLetter) -> Result<Outcome, StoreError> {
        let now = self.portal.clock.now();
        let mut token = None;
        if letter.kind.has_link() {
            let Ok(made) = app::ssr::random::token() else {
                return Ok(Outcome::Deferred("the system has no randomness to give".to_owned()));
            };
            if !self.portal.store.open_link(letter.id, &app::ssr::session::token_hash(&made), now).await? {
                return Ok(Outcome::NotWanted);
            }
            token = Some(made);
        }
        let mail = app::mail::compose_letter(&self.portal, letter, token.as_deref());
        Ok(match self.sender.letter(letter, &mail, now) {
            Ok(message) => self.outbox.send(format!("letter-{}", letter.id), message).await,
            Err(error) => Outcome::Rejected(error.to_string()),
        })
    }

    /// Sends one delivery. `None` when nothing can be said about it, and its lease has to end.
    async fn deliver(&self, delivery: &ClaimedDelivery) -> Option<Outcome> {
        let outcome = match self.portal.store.viewer_of(delivery.user).await {
            Ok(Some(reader)) => self.send(&reader, delivery).await?,
            Ok(None) => Outcome::NotWanted,
            Err(error) => {
                tracing::error!(error = %error, delivery.id, "a delivery has to wait");
                return None;
            }
        };
        match &outcome {
            Outcome::Sent => tracing::debug!(delivery.id, "sent"),
            Outcome::NotWanted => tracing::debug!(delivery.id, "no longer wanted"),
            Outcome::Deferred(detail) => tracing::warn!(delivery.id, detail, "not accepted yet"),
            Outcome::Rejected(detail) => tracing::warn!(delivery.id, detail, "rejected"),
        }
        Some(outcome)
    }

    /// `None` when nothing can be said about it.
    async fn send(&self, reader: &Viewer, delivery: &ClaimedDelivery) -> Option<Outcome> {
        let mail = match app::mail::compose(&self.portal, reader, delivery).await {
            Ok(Some(mail)) => mail,
            Ok(None) => return Some(Outcome::NotWanted),
            Err(error) => {
                tracing::error!(error = %error, delivery.id, "a delivery has to wait");
                return None;
            }
        };
        Some(match self.sender.message(delivery, &mail, self.portal.clock.now()) {
            Ok(message) => self.outbox.send(delivery.id.to_string(), message).await,
            Err(error) => Outcome::Rejected(error.to_string()),
        })
    }

    /// Writes outcomes down, with patience: a mail that was sent and not written down is sent twice.
    async fn settle(&self, outcomes: &[(i64, Outcome)]) {
        for attempt in 1..=SETTLE_ATTEMPTS {
            let now = self.portal.clock.now();
            match self.portal.store.settle_deliveries(&self.name, outcomes, now).await {
                Ok(()) => return,
                Err(error) => {
                    tracing::error!(error = %error, attempt, "outcomes could not be written down");
                    tokio::time::sleep(Duration::from_millis(200) * attempt).await;
                }
            }
        }
    }
}

/// The outcome of a delivery's task.
fn outcome_of(ended: Result<Option<(i64, Outcome)>, JoinError>) -> Option<(i64, Outcome)> {
    ended.unwrap_or_else(|error| {
        tracing::error!(error = %error, "a delivery was cut short; its lease will end");
        None
    })
}
