//! Writes that a client may repeat without doing them twice (the `Idempotency-Key` header): the first
//! request under a key claims it, its answer is kept, and every repetition gets that answer. A claim
//! whose request died is taken over after [`LEASE`], and when it lies further ahead than that; what was done by then is found done by the rules of
//! the domain.

use crate::connection::Store;
use crate::entity::idempotency_key;
use crate::error::Result;
use crate::row::{Micros, Row, to_json};
use chrono::{DateTime, TimeDelta, Utc};
use domain::token::TokenId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// How long an answer is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// How long a request may be under way; longer than any may take.
const LEASE: TimeDelta = TimeDelta::seconds(60);

/// An answer as it went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The status code.
    pub status: u16,
    /// The headers that belong to the answer itself.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What a key stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Nothing yet: the request is to be done, and its answer to be kept.
    Claimed,
    /// This request, which is done.
    Done(StoredAnswer),
    /// This request, which is under way.
    InFlight,
    /// Another request.
    OtherRequest,
}

impl Store {
    /// Claims a key for a request with that fingerprint.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`]; then nothing was claimed.
    pub async fn claim_key(
        &self,
        token: TokenId,
        key: &str,
        fingerprint: &[u8; 32],
        now: DateTime<Utc>,
    ) -> Result<Claim> {
        let row = idempotency_key::ActiveModel {
            token_id: Set(token.0),
            given_key: Set(key.to_owned()),
            fingerprint: Set(fingerprint.to_vec()),
            claimed_at: Set(Micros::from(now)),
            status: Set(None),
            headers: Set(None),
            body: Set(None),
        };
        let transaction = self.begin().await?;
        idempotency_key::Entity::delete_many()
            .filter(idempotency_key::Column::TokenId.eq(token.0))
            .filter(idempotency_key::Column::GivenKey.eq(key))
            .filter(idempotency_key::Column::ClaimedAt.lte(Micros::from(now - KEPT)))
            .exec(&transaction)
            .await?;
        let once = OnConflict::columns([idempotency_key::Column::TokenId, idempotency_key::Column::GivenKey])
            .do_nothing()
            .to_owned();
        let claimed =
            idempotency_key::Entity::insert(row).on_conflict(once).exec_without_returning(&transaction).await?;
        if claimed > 0 {
            transaction.commit().await?;
            return Ok(Claim::Claimed);
        }
        // Two that find a dead claim at once wait here for one another.
        let standing =
            idempotency_key::Entity::find_by_id((token.0, key.to_owned())).lock_exclusive().one(&transaction).await?;
        let Some(standing) = standing else {
            return Ok(Claim::InFlight);
        };
        let at = Row::of("idempotency_key", &standing.token_id);
        if standing.fingerprint != fingerprint {
            return Ok(Claim::OtherRequest);
        }
        if let Some(status) = standing.status {
            return Ok(Claim::Done(StoredAnswer {
                status: at.number("status", status)?,
                headers: at.json("headers", standing.headers.as_deref().unwrap_or_default())?,
                body: standing.body.clone().unwrap_or_default(),
            }));
        }
        let since = now - at.instant("claimed_at", standing.claimed_at)?;
        if since.abs() < LEASE {
            return Ok(Claim::InFlight);
        }
        let again = idempotency_key::ActiveModel {
            token_id: Set(token.0),
            given_key: Set(key.to_owned()),
            claimed_at: Set(Micros::from(now)),
            ..Default::default()
        };
        again.update(&transaction).await?;
        transaction.commit().await?;
        Ok(Claim::Claimed)
    }

    /// Keeps the answer of a request that claimed its key.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn keep_answer(&self, token: TokenId, key: &str, answer: &StoredAnswer) -> Result<()> {
        let row = idempotency_key::ActiveModel {
            token_id: Set(token.0),
            given_key: Set(key.to_owned()),
            status: Set(Some(i64::from(answer.status))),
            headers: Set(Some(to_json(&answer.headers)?)),
            body: Set(Some(answer.body.clone())),
            ..Default::default()
        };
        let transaction = self.begin().await?;
        row.update(&transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Gives a key back: its request failed on our side, and may be tried again at once.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn release_key(&self, token: TokenId, key: &str) -> Result<()> {
        let transaction = self.begin().await?;
        idempotency_key::Entity::delete_by_id((token.0, key.to_owned())).exec(&transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Forgets the answers whose time is over, and returns how many there were.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn sweep_answers(&self, now: DateTime<Utc>) -> Result<u64> {
        let transaction = self.begin().await?;
        let old = idempotency_key::Column::ClaimedAt.lte(Micros::from(now - KEPT));
        let swept = idempotency_key::Entity::delete_many().filter(old).exec(&transaction).await?;
        transaction.commit().await?;
        Ok(swept.rows_affected)
    }
}
