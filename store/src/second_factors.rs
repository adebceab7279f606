//! Second factors: the encrypted secret, which steps have been used, recovery codes by their SHA-256, and who
//! is between password and code.

use crate::accounts::subject;
use crate::audit::append;
use crate::connection::Store;
use crate::entity::{recovery_code, second_factor, second_step};
use crate::error::Result;
use crate::identities::ProviderSession;
use crate::letters::tell;
use crate::roster::forget_second_factor;
use crate::row::{Micros, Row, to_json};
use crate::sessions::TokenHash;
use chrono::{DateTime, Utc};
use domain::audit::{Act, AuditAction};
use domain::id::UserId;
use domain::letter::LetterKind;
use domain::viewer::Viewer;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde::{Deserialize, Serialize};

/// Somebody whose code is still to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondStep {
    /// Who.
    pub viewer: Viewer,
    /// Whether they come inside a frame of a console.
    pub is_framed: bool,
}

/// What has to be known of somebody whom another vouched for once their code came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Arrival {
    /// Who vouched.
    pub issuer: String,
    /// Whether they come inside a frame of a console.
    pub is_framed: bool,
    /// The provider's side of the session, where there is one.
    pub of_provider: Option<ProviderSession>,
}

/// Somebody's second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// The secret as it was encrypted.
    pub sealed_secret: Vec<u8>,
    /// Whether it was confirmed with a code, and is asked for.
    pub is_confirmed: bool,
    /// How many recovery codes are left.
    pub codes_left: u64,
}

impl Store {
    /// Somebody's second factor, confirmed or not.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn second_factor(&self, user: UserId) -> Result<Option<SecondFactor>> {
        let Some(row) = second_factor::Entity::find_by_id(user.0).one(self.reader()).await? else { return Ok(None) };
        let codes_left = recovery_code::Entity::find()
            .filter(recovery_code::Column::PersonId.eq(user.0))
            .filter(recovery_code::Column::UsedAt.is_null())
            .count(self.reader())
            .await?;
        let is_confirmed = row.confirmed_at.is_some();
        Ok(Some(SecondFactor { sealed_secret: row.sealed_secret, is_confirmed, codes_left }))
    }

    /// Keeps a secret that is to be confirmed; one that is confirmed stays.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn propose_second_factor(&self, user: UserId, sealed_secret: Vec<u8>) -> Result<()> {
        let transaction = self.begin().await?;
        second_factor::Entity::delete_many()
            .filter(second_factor::Column::PersonId.eq(user.0))
            .filter(second_factor::Column::ConfirmedAt.is_null())
            .exec(&transaction)
            .await?;
        let row = second_factor::ActiveModel {
            person_id: Set(user.0),
            sealed_secret: Set(sealed_secret),
            confirmed_at: Set(None),
            last_step: Set(0),
        };
        let keep = OnConflict::column(second_factor::Column::PersonId).do_nothing().to_owned();
        second_factor::Entity::insert(row).on_conflict(keep).exec_without_returning(&transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Confirms the proposed secret with the step of a code, and keeps the recovery codes' hashes. `false`
    /// when there is none to be confirmed.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`]; then nothing was changed.
    pub async fn confirm_second_factor(
        &self,
        viewer: &Viewer,
        step: u64,
        code_hashes: &[TokenHash],
        act: &Act,
    ) -> Result<bool> {
        let Some(user) = viewer.user() else { return Ok(false) };
        let transaction = self.begin().await?;
        let confirmed = second_factor::Entity::update_many()
            .col_expr(second_factor::Column::ConfirmedAt, Expr::value(Micros::from(act.at)))
            .col_expr(second_factor::Column::LastStep, Expr::value(whole(step)))
            .filter(second_factor::Column::PersonId.eq(user.0))
            .filter(second_factor::Column::ConfirmedAt.is_null())
            .exec(&transaction)
            .await?;
        if confirmed.rows_affected == 0 {
            return Ok(false);
        }
        let rows = code_hashes.iter().map(|hash| recovery_code::ActiveModel {
            person_id: Set(user.0),
            code_hash: Set(hash.to_vec()),
            ..Default::default()
        });
        recovery_code::Entity::insert_many(rows).exec_without_returning(&transaction).await?;
        append(&transaction, &act.record(AuditAction::SecondFactorEnrolled, viewer.tenant(), subject(&act.actor)))
            .await?;
        tell(&transaction, LetterKind::SecondFactorEnrolled, user, act.at).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Uses up the time step of a code that fits: it and all before it are accepted no more. `false` when it
    /// was used already.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn use_step(&self, user: UserId, step: u64) -> Result<bool> {
        let transaction = self.begin().await?;
        let taken = second_factor::Entity::update_many()
            .col_expr(second_factor::Column::LastStep, Expr::value(whole(step)))
            .filter(second_factor::Column::PersonId.eq(user.0))
            .filter(second_factor::Column::ConfirmedAt.is_not_null())
            .filter(second_factor::Column::LastStep.lt(whole(step)))
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        Ok(taken.rows_affected == 1)
    }

    /// Uses a recovery code up. `false` when it is none of theirs, or was used already.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn use_recovery_code(&self, viewer: &Viewer, code_hash: &TokenHash, act: &Act) -> Result<bool> {
        let Some(user) = viewer.user() else { return Ok(false) };
        let transaction = self.begin().await?;
        let taken = recovery_code::Entity::update_many()
            .col_expr(recovery_code::Column::UsedAt, Expr::value(Micros::from(act.at)))
            .filter(recovery_code::Column::PersonId.eq(user.0))
            .filter(recovery_code::Column::CodeHash.eq(code_hash.to_vec()))
            .filter(recovery_code::Column::UsedAt.is_null())
            .exec(&transaction)
            .await?;
        if taken.rows_affected == 0 {
            return Ok(false);
        }
        append(&transaction, &act.record(AuditAction::RecoveryCodeUsed, viewer.tenant(), subject(&act.actor))).await?;
        tell(&transaction, LetterKind::RecoveryCodeUsed, user, act.at).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Switches the viewer's own second factor off; where there is none, nothing is written down.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn disable_second_factor(&self, viewer: &Viewer, act: &Act) -> Result<()> {
        let Some(user) = viewer.user() else { return Ok(()) };
        let transaction = self.begin().await?;
        if forget_second_factor(&transaction, user).await? {
            append(&transaction, &act.record(AuditAction::SecondFactorDisabled, viewer.tenant(), subject(&act.actor)))
                .await?;
            tell(&transaction, LetterKind::SecondFactorDisabled, user, act.at).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Remembers somebody whose password fitted until their code comes; of each person the last one only.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn start_second_step(
        &self,
        token_hash: &TokenHash,
        user: UserId,
        expires_at: DateTime<Utc>,
    ) -> Result<()> {
        let transaction = self.begin().await?;
        remember(&transaction, token_hash, user, expires_at, None).await?;
        Ok(transaction.commit().await?)
    }

    /// Whose second step it is; `None` when it is over or they may no longer sign in.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn second_step(&self, token_hash: &TokenHash, now: DateTime<Utc>) -> Result<Option<SecondStep>> {
        let step = second_step::Entity::find_by_id(token_hash.to_vec())
            .filter(second_step::Column::ExpiresAt.gt(Micros::from(now)))
            .one(self.reader())
            .await?;
        let Some(step) = step else { return Ok(None) };
        let is_framed = arrival_of(&step)?.is_some_and(|arrival| arrival.is_framed);
        let viewer = self.viewer_of(UserId(step.person_id)).await?;
        Ok(viewer.map(|viewer| SecondStep { viewer, is_framed }))
    }
}

/// Remembers somebody until their code comes, in the caller's transaction; of each person the last one only.
pub(crate) async fn remember(
    db: &impl ConnectionTrait,
    token_hash: &TokenHash,
    user: UserId,
    expires_at: DateTime<Utc>,
    arrival: Option<&Arrival>,
) -> Result<()> {
    second_step::Entity::delete_many().filter(second_step::Column::PersonId.eq(user.0)).exec(db).await?;
    let row = second_step::ActiveModel {
        token_hash: Set(token_hash.to_vec()),
        person_id: Set(user.0),
        expires_at: Set(Micros::from(expires_at)),
        vouched: Set(arrival.map(to_json).transpose()?),
    };
    second_step::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Ends a second step whose code came, in the caller's transaction, and says who had vouched.
pub(crate) async fn take_step(db: &impl ConnectionTrait, token_hash: &TokenHash) -> Result<Option<Arrival>> {
    let Some(step) = second_step::Entity::find_by_id(token_hash.to_vec()).one(db).await? else { return Ok(None) };
    second_step::Entity::delete_by_id(token_hash.to_vec()).exec(db).await?;
    arrival_of(&step)
}

/// Whether somebody has a second factor that is asked for.
pub(crate) async fn has_factor(db: &impl ConnectionTrait, user: UserId) -> Result<bool> {
    let confirmed = second_factor::Entity::find_by_id(user.0).filter(second_factor::Column::ConfirmedAt.is_not_null());
    Ok(confirmed.one(db).await?.is_some())
}

fn arrival_of(step: &second_step::Model) -> Result<Option<Arrival>> {
    let at = Row::of("second_step", &step.person_id);
    step.vouched.as_deref().map(|json| at.json("vouched", json)).transpose()
}

fn whole(step: u64) -> i64 {
    i64::try_from(step).unwrap_or(i64::MAX)
}
