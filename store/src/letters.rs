//! Letters on their way: mails about somebody's own account. They are put down in the transaction that gives
//! the reason and sent by the mail worker, which makes the token of a link when it sends; of that only the
//! SHA-256 comes back here, and a link sent before ends. Word of a change has no link.

use crate::connection::Store;
use crate::entity::{invitation, letter, password_reset, person, tenant};
use crate::error::Result;
use crate::people::viewer;
use crate::row::{Micros, Row};
use crate::sessions::TokenHash;
use crate::tenants::tenant_of;
use chrono::{DateTime, Utc};
use domain::delivery::{DeliveryState, FURTHEST_ATTEMPT, FURTHEST_LEASE, LEASE, Outcome, next_attempt};
use domain::id::UserId;
use domain::letter::{ClaimedLetter, LetterKind};
use domain::locale::Locale;
use domain::mail_address::MailAddress;
use domain::person::{INVITATION_LASTS, RESET_LASTS};
use domain::viewer::Viewer;
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::sync::Arc;

/// Puts a letter down, in the caller's transaction.
pub(crate) async fn enqueue(
    db: &impl ConnectionTrait,
    kind: LetterKind,
    person: Option<UserId>,
    invitation: Option<i64>,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = letter::ActiveModel {
        kind: Set(kind.word().to_owned()),
        person_id: Set(person.map(|user| user.0)),
        invitation_id: Set(invitation),
        state: Set(DeliveryState::Pending.word().to_owned()),
        attempts: Set(0),
        next_attempt_at: Set(Micros::from(now)),
        happened_at: Set(Some(Micros::from(now))),
        ..Default::default()
    };
    letter::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Tells somebody that how they sign in changed, in the caller's transaction.
pub(crate) async fn tell(db: &impl ConnectionTrait, kind: LetterKind, user: UserId, now: DateTime<Utc>) -> Result<()> {
    enqueue(db, kind, Some(user), None, now).await
}

impl Store {
    /// Claims up to `limit` letters that are due, for [`LEASE`]. Those to somebody who is no longer to get
    /// one are settled on the way.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`]; then none is claimed.
    pub async fn claim_letters(&self, worker: &str, now: DateTime<Utc>, limit: u64) -> Result<Vec<ClaimedLetter>> {
        let at = Micros::from(now);
        // What lies further ahead than any could is there because a clock has gone back.
        let is_free = Condition::any()
            .add(letter::Column::LeasedUntil.is_null())
            .add(letter::Column::LeasedUntil.lte(at))
            .add(letter::Column::LeasedUntil.gt(Micros::from(now + FURTHEST_LEASE)));
        let is_due = Condition::any()
            .add(letter::Column::NextAttemptAt.lte(at))
            .add(letter::Column::NextAttemptAt.gt(Micros::from(now + FURTHEST_ATTEMPT)));
        let due = letter::Entity::find()
            .filter(letter::Column::State.eq(DeliveryState::Pending.word()))
            .filter(is_due)
            .filter(is_free)
            .order_by_asc(letter::Column::NextAttemptAt)
            .order_by_asc(letter::Column::Id);
        if due.clone().one(self.reader()).await?.is_none() {
            return Ok(vec![]);
        }
        let transaction = self.begin().await?;
        let rows =
            due.limit(limit).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).all(&transaction).await?;
        let mut claimed = vec![];
        for row in &rows {
            if let Some(letter) = read(&transaction, row).await? {
                letter::Entity::update_many()
                    .col_expr(letter::Column::LeasedBy, Expr::value(worker))
                    .col_expr(letter::Column::LeasedUntil, Expr::value(Micros::from(now + LEASE)))
                    .filter(letter::Column::Id.eq(row.id))
                    .exec(&transaction)
                    .await?;
                claimed.push(letter);
            } else {
                write(&transaction, row, DeliveryState::Skipped, None, now).await?;
            }
        }
        transaction.commit().await?;
        Ok(claimed)
    }

    /// Makes the link of a claimed letter work from now on, and the one sent before end. `false` when there
    /// is no longer a reason for it, and for a letter that has no link.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn open_link(&self, letter_id: i64, token_hash: &TokenHash, now: DateTime<Utc>) -> Result<bool> {
        let transaction = self.begin().await?;
        let Some(letter) = letter::Entity::find_by_id(letter_id).one(&transaction).await? else { return Ok(false) };
        let has_link = LetterKind::from_word(&letter.kind).is_some_and(LetterKind::has_link);
        let is_open = if !has_link {
            false
        } else if let Some(id) = letter.invitation_id {
            let updated = invitation::Entity::update_many()
                .col_expr(invitation::Column::TokenHash, Expr::value(token_hash.to_vec()))
                .col_expr(invitation::Column::ExpiresAt, Expr::value(Micros::from(now + INVITATION_LASTS)))
                .filter(invitation::Column::Id.eq(id))
                .filter(invitation::Column::AcceptedAt.is_null())
                .filter(invitation::Column::CancelledAt.is_null())
                .exec(&transaction)
                .await?;
            updated.rows_affected == 1
        } else if let Some(person_id) = letter.person_id {
            let before = password_reset::Column::PersonId.eq(person_id);
            password_reset::Entity::delete_many().filter(before).exec(&transaction).await?;
            let row = password_reset::ActiveModel {
                token_hash: Set(token_hash.to_vec()),
                person_id: Set(person_id),
                expires_at: Set(Micros::from(now + RESET_LASTS)),
            };
            password_reset::Entity::insert(row).exec_without_returning(&transaction).await?;
            true
        } else {
            false
        };
        transaction.commit().await?;
        Ok(is_open)
    }

    /// Writes down how sending a letter went, if the worker still holds it.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn settle_letter(&self, worker: &str, id: i64, outcome: &Outcome, now: DateTime<Utc>) -> Result<()> {
        let transaction = self.begin().await?;
        let held = letter::Entity::find_by_id(id)
            .filter(letter::Column::State.eq(DeliveryState::Pending.word()))
            .filter(letter::Column::LeasedBy.eq(worker))
            .lock_exclusive()
            .one(&transaction)
            .await?;
        if let Some(held) = held {
            let attempts: u32 = Row::of("letter", &id).number("attempts", held.attempts)?;
            let (state, again) = match outcome {
                Outcome::Sent => (DeliveryState::Sent, None),
                Outcome::NotWanted => (DeliveryState::Skipped, None),
                Outcome::Rejected(_) => (DeliveryState::Failed, None),
                Outcome::Deferred(_) => match next_attempt(attempts + 1, now) {
                    Some(again) => (DeliveryState::Pending, Some(again)),
                    None => (DeliveryState::Failed, None),
                },
            };
            write(&transaction, &held, state, again, now).await?;
        }
        Ok(transaction.commit().await?)
    }
}

async fn write(
    db: &impl ConnectionTrait,
    row: &letter::Model,
    state: DeliveryState,
    again: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<()> {
    letter::Entity::update_many()
        .col_expr(letter::Column::State, Expr::value(state.word()))
        .col_expr(letter::Column::Attempts, Expr::value(row.attempts + 1))
        .col_expr(letter::Column::NextAttemptAt, Expr::value(again.map_or(row.next_attempt_at, Micros::from)))
        .col_expr(letter::Column::SettledAt, Expr::value(again.is_none().then(|| Micros::from(now))))
        .col_expr(letter::Column::LeasedBy, Expr::value(Option::<String>::None))
        .col_expr(letter::Column::LeasedUntil, Expr::value(Option::<i64>::None))
        .filter(letter::Column::Id.eq(row.id))
        .exec(db)
        .await?;
    Ok(())
}

/// What a letter needs to be written; `None` when it is not to be sent any more.
async fn read(db: &impl ConnectionTrait, row: &letter::Model) -> Result<Option<ClaimedLetter>> {
    let at = Row::of("letter", &row.id);
    let (id, kind) = (row.id, at.word("kind", &row.kind, LetterKind::from_word)?);
    let attempts = at.number("attempts", row.attempts)?;
    let happened_at = at.instant("happened_at", row.happened_at.unwrap_or(row.next_attempt_at))?;
    if let Some(invitation_id) = row.invitation_id {
        let open = invitation::Entity::find_by_id(invitation_id)
            .filter(invitation::Column::AcceptedAt.is_null())
            .filter(invitation::Column::CancelledAt.is_null())
            .one(db)
            .await?;
        let Some(open) = open else { return Ok(None) };
        let there = tenant::Entity::find_by_id(open.tenant_id.clone()).one(db).await?;
        let at = Row::of("invitation", &open.id);
        return Ok(Some(ClaimedLetter {
            id,
            kind,
            address: at.parse("address", &open.address, MailAddress::parse)?,
            locale: at.word("locale", &open.locale, Locale::from_tag)?,
            tenant: there.as_ref().map(tenant_of).transpose()?,
            name: open.name,
            happened_at,
            attempts,
        }));
    }
    let person_id = row.person_id.ok_or_else(|| at.corrupt("person_id"))?;
    let found = person::Entity::find_by_id(person_id)
        .filter(person::Column::DisabledAt.is_null())
        .find_also_related(tenant::Entity)
        .one(db)
        .await?;
    let Some((person, tenant)) = found else { return Ok(None) };
    Ok(match viewer(person, tenant.as_ref())? {
        Viewer::Anonymous => None,
        Viewer::Member(member) => Some(ClaimedLetter {
            id,
            kind,
            name: member.name,
            address: member.address,
            locale: member.locale,
            tenant: Some(Arc::unwrap_or_clone(member.tenant)),
            happened_at,
            attempts,
        }),
        Viewer::Staff(staff) => Some(ClaimedLetter {
            id,
            kind,
            name: staff.name,
            address: staff.address,
            locale: staff.locale,
            tenant: None,
            happened_at,
            attempts,
        }),
    })
}
