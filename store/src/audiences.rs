//! Whom each revision was for. Staff alone ask: a customer learns of an audience only that it is in it.

use crate::connection::Store;
use crate::entity::{publication, revision};
use crate::error::Result;
use crate::row::Row;
use domain::audience::Audience;
use domain::publication::PublicationKey;
use domain::viewer::Staff;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

impl Store {
    /// Whom a revision was for when it was published. `None` when there is no such revision.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn audience_of_revision(
        &self,
        _staff: &Staff,
        key: &PublicationKey,
        number: u32,
    ) -> Result<Option<Audience>> {
        let found: Option<String> = revision::Entity::find()
            .select_only()
            .column(revision::Column::Audience)
            .inner_join(publication::Entity)
            .filter(publication::Column::Kind.eq(key.kind().word()))
            .filter(publication::Column::Name.eq(key.name()))
            .filter(revision::Column::Number.eq(i64::from(number)))
            .into_tuple()
            .one(self.reader())
            .await?;
        let place = format!("{key} {number}");
        found.map(|audience| Row::of("revision", &place).json("audience", &audience)).transpose()
    }
}
