//! Taking acknowledgements. Each is answered only once it is durable; those that arrive while others
//! are being written are written together in one transaction, so that many cost one commit.
//!
//! Whoever has the turn writes for all who wait, then each finds its answer. One who gives up takes
//! its request back; a writer that gives up in the middle hands the unanswered requests on.

mod queue;

pub use queue::Queue;

use crate::catalogue::version;
use crate::connection::Store;
use crate::entity::acknowledgement;
use crate::error::{Result, StoreError};
use crate::loading::{self, Loaded};
use crate::marks::changed;
use crate::row::{Micros, stored_instant};
use chrono::{DateTime, Utc};
use domain::acknowledgement::{Acknowledgement, Decision, decide};
use domain::digest::Digest;
use domain::publication::PublicationKey;
use domain::revision::RevisionHead;
use domain::viewer::Member;
use queue::{Group, Known, Request, Waiting};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, TryInsertResult,
};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How many requests are written in one transaction, and rows in one statement.
const GROUP: usize = 500;

/// What became of an acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AckOutcome {
    /// It stands. When it had been given before, this is the first one, with its time.
    Accepted(Acknowledgement),
    /// Refused: the text has since come to mean something else.
    Superseded {
        /// The revision the reader saw.
        seen: RevisionHead,
        /// The revision that is current.
        current: RevisionHead,
    },
    /// Refused: no revision has that digest.
    Unknown,
    /// Refused: the publication asks for none.
    NotAsked,
}

impl Store {
    /// Acknowledges the revision a member saw, named by its digest, for their tenant. A second time is
    /// the same acknowledgement. `None` when the publication does not exist for the member at `now`.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`]; then it was not taken.
    pub async fn acknowledge(
        &self,
        member: &Member,
        key: &PublicationKey,
        seen: &Digest,
        now: DateTime<Utc>,
    ) -> Result<Option<AckOutcome>> {
        let queue = &self.acknowledging;
        let waiting = Waiting::join(queue, Request::of(member, key, seen, stored_instant(now)));
        let mut known = queue.turn.lock().await;
        loop {
            if let Some(answer) = waiting.request.take_answer() {
                return answer;
            }
            let group = Group::take(queue, GROUP);
            self.write_group(&group.requests, &mut known).await;
        }
    }

    /// Writes a group and answers all of it. Where a constraint or a corrupt row is in the way of the
    /// group, each is tried by itself, so that one that cannot be written does not take the others with
    /// it; where the database is in trouble, that is the answer to all.
    async fn write_group(&self, requests: &[Arc<Request>], known: &mut Known) {
        match self.write(requests, known).await {
            Ok(answers) => {
                for (request, answer) in requests.iter().zip(answers) {
                    request.answer(Ok(answer));
                }
            }
            Err(error) if requests.len() == 1 => requests[0].answer(Err(error)),
            Err(StoreError::Database(error)) if error.sql_err().is_none() => {
                for request in requests {
                    request.answer(Err(error.clone().into()));
                }
            }
            Err(_) => {
                for request in requests {
                    let single = self.write(std::slice::from_ref(request), known).await;
                    request.answer(single.map(|mut answers| answers.pop().flatten()));
                }
            }
        }
    }

    /// Decides and writes requests in one transaction; one answer for each, in their order.
    async fn write(&self, requests: &[Arc<Request>], known: &mut Known) -> Result<Vec<Option<AckOutcome>>> {
        let transaction = self.begin().await?;
        learn(&transaction, requests, known).await?;
        let decisions: Vec<_> = requests.iter().map(|request| request.decide(known)).collect();
        let accepted: Vec<_> = requests
            .iter()
            .zip(&decisions)
            .filter_map(|(request, decision)| match decision {
                Some((id, Decision::Accept(head))) => Some(request.row(*id, head)),
                _ => None,
            })
            .collect();
        let stored = insert(&transaction, &accepted).await?;
        changed(&transaction, stored.keys().map(|(person, ..)| *person)).await?;
        transaction.commit().await?;
        requests
            .iter()
            .zip(decisions)
            .map(|(request, decision)| {
                decision.map(|(id, decision)| request.outcome(id, decision, &stored)).transpose()
            })
            .collect()
    }
}

impl Request {
    /// The decision with the publication's row; `None` when it does not exist for the member.
    fn decide(&self, known: &Known) -> Option<(i64, Decision)> {
        let Loaded { id, publication } = known.publications.get(&self.key)?;
        let visible = publication.is_published(self.now) && self.viewer.can_see(&publication.audience);
        visible.then(|| (*id, decide(publication, &self.seen)))
    }

    fn row(&self, publication_id: i64, head: &RevisionHead) -> acknowledgement::ActiveModel {
        acknowledgement::ActiveModel {
            person_id: Set(self.user.0),
            tenant_id: Set(self.tenant.as_str().to_owned()),
            publication_id: Set(publication_id),
            revision: Set(i64::from(head.number)),
            digest: Set(head.digest.to_string()),
            acknowledged_at: Set(Micros::from(self.now)),
            ..Default::default()
        }
    }

    fn outcome(&self, publication_id: i64, decision: Decision, stored: &Stored) -> Result<AckOutcome> {
        Ok(match decision {
            Decision::Accept(head) => {
                let row = stored.get(&(self.user.0, publication_id, i64::from(head.number)));
                let row = row.ok_or(sea_orm::DbErr::RecordNotInserted)?;
                AckOutcome::Accepted(crate::acknowledgements::value_of(row, self.key.clone())?)
            }
            Decision::Superseded { seen, current } => AckOutcome::Superseded { seen, current },
            Decision::Unknown => AckOutcome::Unknown,
            Decision::NotAsked => AckOutcome::NotAsked,
        })
    }
}

/// The rows that stand, by person, publication and revision.
type Stored = HashMap<(i64, i64, i64), acknowledgement::Model>;

/// Adds the rows that are not there yet, and returns those that stand afterwards.
async fn insert(db: &impl ConnectionTrait, rows: &[acknowledgement::ActiveModel]) -> Result<Stored> {
    let mut stored = Stored::new();
    for chunk in rows.chunks(GROUP) {
        let inserted = acknowledgement::Entity::insert_many(chunk.iter().cloned())
            .on_conflict_do_nothing_on([
                acknowledgement::Column::PersonId,
                acknowledgement::Column::PublicationId,
                acknowledgement::Column::Revision,
            ])
            .exec_with_returning_many(db)
            .await?;
        if let TryInsertResult::Inserted(inserted) = inserted {
            stored.extend(inserted.into_iter().map(|row| (place(&row), row)));
        }
        let before = chunk.iter().filter_map(|row| match (&row.person_id, &row.publication_id, &row.revision) {
            (Set(person), Set(publication), Set(revision)) => Some((*person, *publication, *revision)),
            _ => None,
        });
        let before: HashSet<_> = before.filter(|place| !stored.contains_key(place)).collect();
        if !before.is_empty() {
            let any = before.into_iter().fold(Condition::any(), |any, (person, publication, revision)| {
                any.add(
                    acknowledgement::Column::PersonId
                        .eq(person)
                        .and(acknowledgement::Column::PublicationId.eq(publication))
                        .and(acknowledgement::Column::Revision.eq(revision)),
                )
            });
            let found = acknowledgement::Entity::find().filter(any).all(db).await?;
            stored.extend(found.into_iter().map(|row| (place(&row), row)));
        }
    }
    Ok(stored)
}

const fn place(row: &acknowledgement::Model) -> (i64, i64, i64) {
    (row.person_id, row.publication_id, row.revision)
}

/// Makes sure that what stands of the publications asked about is known.
async fn learn(db: &impl ConnectionTrait, requests: &[Arc<Request>], known: &mut Known) -> Result<()> {
    let version = version(db).await?;
    if known.version != version {
        *known = Known { version, publications: HashMap::new() };
    }
    let unknown: HashSet<_> =
        requests.iter().map(|request| &request.key).filter(|key| !known.publications.contains_key(key)).collect();
    if !unknown.is_empty() {
        let keys: Vec<_> = unknown.into_iter().cloned().collect();
        let loaded = loading::by_keys(db, &keys).await?;
        known.publications.extend(loaded.into_iter().map(|loaded| (loaded.publication.key.clone(), loaded)));
    }
    Ok(())
}
