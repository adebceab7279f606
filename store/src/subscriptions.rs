//! What people want to be told of by mail. Each chooses for themself; ending a subscription from a
//! mail needs no sign-in (RFC 8058), so it goes by the subscription's number.

use crate::connection::Store;
use crate::entity::{mail_subscription, person};
use crate::error::Result;
use crate::row::{Micros, Row, to_json};
use chrono::{DateTime, Utc};
use domain::id::UserId;
use domain::locale::Locale;
use domain::subscription::MailSubscription;
use domain::viewer::Viewer;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

/// Whose subscription it is, for the page that ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubscriptionOwner {
    /// Who.
    pub user: UserId,
    /// Their language.
    pub locale: Locale,
}

impl Store {
    /// What the viewer wants by mail; `None` for an anonymous one. Someone who never chose gets no
    /// mail, and is offered all streams.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn mail_subscription(&self, viewer: &Viewer) -> Result<Option<MailSubscription>> {
        let Some(user) = viewer.user() else {
            return Ok(None);
        };
        let row = mail_subscription::Entity::find()
            .filter(mail_subscription::Column::PersonId.eq(user.0))
            .one(self.reader())
            .await?;
        Ok(Some(match row {
            Some(row) => subscription_of(&row)?,
            None => MailSubscription { is_active: false, ..MailSubscription::everything() },
        }))
    }

    /// Sets what the viewer wants by mail; nothing for an anonymous one.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn set_mail_subscription(
        &self,
        viewer: &Viewer,
        wanted: &MailSubscription,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let Some(user) = viewer.user() else {
            return Ok(());
        };
        let row = mail_subscription::ActiveModel {
            person_id: Set(user.0),
            topics: Set(to_json(&wanted.topics)?),
            changed_at: Set(Micros::from(now)),
            ended_at: Set((!wanted.is_active).then(|| Micros::from(now))),
            ..Default::default()
        };
        let replace = [
            mail_subscription::Column::Topics,
            mail_subscription::Column::ChangedAt,
            mail_subscription::Column::EndedAt,
        ];
        let transaction = self.begin().await?;
        mail_subscription::Entity::insert(row)
            .on_conflict(OnConflict::column(mail_subscription::Column::PersonId).update_columns(replace).to_owned())
            .exec_without_returning(&transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Ends a subscription; `false` when there is no such one. A second time changes nothing and is
    /// `true` as well.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn end_subscription(&self, subscription_id: i64, now: DateTime<Utc>) -> Result<bool> {
        let transaction = self.begin().await?;
        let ended = mail_subscription::Entity::update_many()
            .col_expr(mail_subscription::Column::EndedAt, Expr::value(Micros::from(now)))
            .col_expr(mail_subscription::Column::ChangedAt, Expr::value(Micros::from(now)))
            .filter(mail_subscription::Column::Id.eq(subscription_id))
            .filter(mail_subscription::Column::EndedAt.is_null())
            .exec(&transaction)
            .await?;
        let exists = ended.rows_affected > 0
            || mail_subscription::Entity::find_by_id(subscription_id).one(&transaction).await?.is_some();
        transaction.commit().await?;
        Ok(exists)
    }

    /// Whose subscription it is; `None` when there is no such one.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn subscription_owner(&self, subscription_id: i64) -> Result<Option<SubscriptionOwner>> {
        let found = mail_subscription::Entity::find_by_id(subscription_id)
            .find_both_related(person::Entity)
            .one(self.reader())
            .await?;
        found
            .map(|(_, person)| {
                let locale = Row::of("person", &person.id).word("locale", &person.locale, Locale::from_tag)?;
                Ok(SubscriptionOwner { user: UserId(person.id), locale })
            })
            .transpose()
    }
}

/// What a person wants, from its row.
pub(crate) fn subscription_of(row: &mail_subscription::Model) -> Result<MailSubscription> {
    let topics = Row::of("mail_subscription", &row.id).json("topics", &row.topics)?;
    Ok(MailSubscription { is_active: row.ended_at.is_none(), topics })
}
