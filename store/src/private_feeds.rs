//! Feeds with a secret address. The store is handed the SHA-256 of the secret and keeps nothing else of it. As
//! whom one reads is looked up with its owner on every fetch: it dies with the owner's access.

use crate::audit::append;
use crate::connection::Store;
use crate::entity::{person, private_feed, tenant};
use crate::error::{Result, StoreError};
use crate::letters::tell;
use crate::people::viewer;
use crate::row::{Micros, Row};
use crate::sessions::TokenHash;
use chrono::{DateTime, TimeDelta, Utc};
use domain::audit::{Act, AuditAction};
use domain::id::TenantId;
use domain::letter::LetterKind;
use domain::person::name_of;
use domain::private_feed::{MOST, PrivateFeed, PrivateFeedId, PrivateFeedRefusal};
use domain::viewer::Viewer;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// How much later than the last noted fetch another is noted: programs fetch all day long.
const FETCH_NOTED_AFTER: TimeDelta = TimeDelta::hours(1);

/// A fetch of a private feed: which one, and as whom it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedReader {
    /// The feed.
    pub feed: PrivateFeed,
    /// Its owner, as they are now.
    pub viewer: Viewer,
}

impl Store {
    /// Makes a private feed of what the viewer may read; a letter tells them of it. `None` for an anonymous one.
    ///
    /// # Errors
    /// [`StoreError::Database`]; [`StoreError::Conflict`] when there is one with that hash.
    pub async fn make_private_feed(
        &self,
        owner: &Viewer,
        name: &str,
        token_hash: &TokenHash,
        act: &Act,
    ) -> Result<Option<std::result::Result<PrivateFeedId, PrivateFeedRefusal>>> {
        let Some(user) = owner.user() else { return Ok(None) };
        let Some(name) = name_of(name) else { return Ok(Some(Err(PrivateFeedRefusal::Name))) };
        let transaction = self.begin().await?;
        // Two at once wait for one another here, so that neither overlooks the other's.
        person::Entity::find_by_id(user.0).lock_exclusive().one(&transaction).await?;
        let standing = private_feed::Column::PersonId.eq(user.0);
        let count = private_feed::Entity::find().filter(standing).count(&transaction).await?;
        if count >= u64::try_from(MOST).unwrap_or(u64::MAX) {
            return Ok(Some(Err(PrivateFeedRefusal::TooMany)));
        }
        let row = private_feed::ActiveModel {
            token_hash: Set(token_hash.to_vec()),
            person_id: Set(user.0),
            tenant_id: Set(owner.tenant().map(|tenant| tenant.as_str().to_owned())),
            name: Set(name.clone()),
            made_at: Set(Micros::from(act.at)),
            last_fetched_at: Set(None),
            ..Default::default()
        };
        let made = row.insert(&transaction).await.map_err(StoreError::conflict_over("a private feed"))?;
        append(&transaction, &act.record(AuditAction::PrivateFeedMade, owner.tenant(), name)).await?;
        tell(&transaction, LetterKind::PrivateFeedMade, user, act.at).await?;
        transaction.commit().await?;
        Ok(Some(Ok(PrivateFeedId(made.id))))
    }

    /// The viewer's own private feeds, the latest first; none for an anonymous one.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn private_feeds(&self, viewer: &Viewer) -> Result<Vec<PrivateFeed>> {
        let Some(user) = viewer.user() else { return Ok(vec![]) };
        let rows = private_feed::Entity::find()
            .filter(private_feed::Column::PersonId.eq(user.0))
            .order_by_desc(private_feed::Column::Id)
            .all(self.reader())
            .await?;
        rows.iter().map(feed_of).collect()
    }

    /// Ends one of the viewer's own private feeds, at once and for good. `None` where they have none of that
    /// number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_private_feed(&self, viewer: &Viewer, feed: PrivateFeedId, act: &Act) -> Result<Option<()>> {
        let Some(user) = viewer.user() else { return Ok(None) };
        let transaction = self.begin().await?;
        let found = private_feed::Entity::find_by_id(feed.0)
            .filter(private_feed::Column::PersonId.eq(user.0))
            .one(&transaction)
            .await?;
        let Some(found) = found else { return Ok(None) };
        private_feed::Entity::delete_by_id(found.id).exec(&transaction).await?;
        append(&transaction, &act.record(AuditAction::PrivateFeedEnded, viewer.tenant(), found.name)).await?;
        transaction.commit().await?;
        Ok(Some(()))
    }

    /// Whose feed this is, in one query. `None` when it is unknown or was ended, and when its owner has lost
    /// their access or is of another tenant now. That it was fetched is noted once an hour.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn feed_reader(&self, token_hash: &TokenHash, now: DateTime<Utc>) -> Result<Option<FeedReader>> {
        let found = private_feed::Entity::find()
            .find_also_related(person::Entity)
            .find_also(person::Entity, tenant::Entity)
            .filter(private_feed::Column::TokenHash.eq(token_hash.to_vec()))
            .filter(person::Column::DisabledAt.is_null())
            .one(self.reader())
            .await?;
        let Some((row, Some(owner), tenant)) = found else { return Ok(None) };
        let viewer = viewer(owner, tenant.as_ref())?;
        if viewer.user().is_none() || viewer.tenant().map(TenantId::as_str) != row.tenant_id.as_deref() {
            return Ok(None);
        }
        if row.last_fetched_at.is_none_or(|at| at < Micros::from(now - FETCH_NOTED_AFTER)) {
            let transaction = self.begin().await?;
            private_feed::Entity::update_many()
                .col_expr(private_feed::Column::LastFetchedAt, Expr::value(Micros::from(now)))
                .filter(private_feed::Column::Id.eq(row.id))
                .exec(&transaction)
                .await?;
            transaction.commit().await?;
        }
        Ok(Some(FeedReader { feed: feed_of(&row)?, viewer }))
    }
}

fn feed_of(row: &private_feed::Model) -> Result<PrivateFeed> {
    let at = Row::of("private_feed", &row.id);
    Ok(PrivateFeed {
        id: PrivateFeedId(row.id),
        name: row.name.clone(),
        made_at: at.instant("made_at", row.made_at)?,
        last_fetched_at: row.last_fetched_at.map(|value| at.instant("last_fetched_at", value)).transpose()?,
    })
}
