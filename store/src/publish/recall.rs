//! Taking back what was to appear and has not yet: no reader has seen it, so nothing of it stays. What readers have
//! seen is never taken away; it can be withdrawn.

use super::{Validity, lock_version, raise_version};
use crate::connection::Store;
use crate::entity::{
    attachment, attachment_file, dispatch, event, kept_publication, publication, revision, revision_body,
};
use crate::error::{Result, StoreError};
use crate::loading;
use crate::row::Micros;
use crate::searching;
use domain::clock::Clock;
use domain::publication::PublicationKey;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

impl Store {
    /// Takes back these publications, which nobody can see yet, if what was planned holds still once others who write
    /// were waited for; answers for what the rest of the plan holds then. A name taken back is free again.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the plan does not hold any more, also where one of them has appeared;
    /// [`StoreError::Database`]. Nothing was taken back then.
    pub async fn recall(&self, keys: &[PublicationKey], validity: Validity, clock: &dyn Clock) -> Result<Validity> {
        if keys.is_empty() {
            return Ok(validity);
        }
        let transaction = self.begin().await?;
        let version = lock_version(&transaction).await?;
        let now = clock.now();
        validity.check(version, now)?;
        let ids: Vec<i64> = publication::Entity::find()
            .select_only()
            .column(publication::Column::Id)
            .filter(loading::named(keys))
            .filter(publication::Column::PublishAt.gt(Micros::from(now)))
            .into_tuple()
            .all(&transaction)
            .await?;
        if ids.len() < keys.len() {
            return Err(StoreError::Conflict { what: "what was to be taken back" });
        }
        delete(&transaction, &ids).await?;
        searching::index_anew(&transaction).await?;
        let version = raise_version(&transaction).await?;
        transaction.commit().await?;
        Ok(Validity { version, ..validity })
    }
}

/// Deletes all that belongs to them, what refers to something before that to which it refers.
async fn delete(db: &impl ConnectionTrait, ids: &[i64]) -> Result<()> {
    let of_these = || ids.iter().copied();
    let events = Query::select()
        .column(event::Column::Id)
        .from(event::Entity)
        .and_where(event::Column::PublicationId.is_in(of_these()))
        .take();
    dispatch::Entity::delete_many().filter(dispatch::Column::EventId.in_subquery(events)).exec(db).await?;
    event::Entity::delete_many().filter(event::Column::PublicationId.is_in(of_these())).exec(db).await?;
    attachment::Entity::delete_many().filter(attachment::Column::PublicationId.is_in(of_these())).exec(db).await?;
    let in_use = Query::select().column(attachment::Column::Digest).from(attachment::Entity).take();
    attachment_file::Entity::delete_many()
        .filter(attachment_file::Column::Digest.not_in_subquery(in_use))
        .exec(db)
        .await?;
    revision_body::Entity::delete_many()
        .filter(revision_body::Column::PublicationId.is_in(of_these()))
        .exec(db)
        .await?;
    kept_publication::Entity::delete_many()
        .filter(kept_publication::Column::PublicationId.is_in(of_these()))
        .exec(db)
        .await?;
    revision::Entity::delete_many().filter(revision::Column::PublicationId.is_in(of_these())).exec(db).await?;
    publication::Entity::delete_many().filter(publication::Column::Id.is_in(of_these())).exec(db).await?;
    Ok(())
}
