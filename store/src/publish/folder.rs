//! What is remembered of the folder that was published last.

use crate::connection::Store;
use crate::entity::{portal, published_folder};
use crate::error::Result;
use crate::row::Row;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

/// A folder that was published whole, without a finding. The same folder again changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFolder {
    /// Names the list of its files: paths, sizes, times. Empty where times cannot be relied on.
    pub listing: String,
    /// Names the files themselves.
    pub files: String,
    /// How many publications it has.
    pub unchanged: usize,
    /// How many drafts.
    pub drafts: usize,
}

impl Store {
    /// The folder that was published last; `None` when something was wrong with it.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn published_folder(&self) -> Result<Option<PublishedFolder>> {
        let found = published_folder::Entity::find_by_id(portal::ONLY).one(self.reader()).await?;
        let Some(row) = found else { return Ok(None) };
        let at = Row::of("published_folder", &row.id);
        Ok(Some(PublishedFolder {
            unchanged: at.number("unchanged", row.unchanged)?,
            drafts: at.number("drafts", row.drafts)?,
            listing: row.listing,
            files: row.files,
        }))
    }

    /// Remembers the folder that was published, in the place of the one before. `None` forgets that one.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`]; then the one before stays.
    pub async fn put_published_folder(&self, folder: Option<&PublishedFolder>) -> Result<()> {
        use published_folder::{ActiveModel, Column, Entity};
        let transaction = self.begin().await?;
        match folder {
            None => {
                Entity::delete_by_id(portal::ONLY).exec(&transaction).await?;
            }
            Some(folder) => {
                let number = |count| i64::try_from(count).unwrap_or(i64::MAX);
                let row = ActiveModel {
                    id: Set(portal::ONLY),
                    listing: Set(folder.listing.clone()),
                    files: Set(folder.files.clone()),
                    unchanged: Set(number(folder.unchanged)),
                    drafts: Set(number(folder.drafts)),
                };
                let columns = [Column::Listing, Column::Files, Column::Unchanged, Column::Drafts];
                let replacing = OnConflict::column(Column::Id).update_columns(columns).to_owned();
                Entity::insert(row).on_conflict(replacing).exec_without_returning(&transaction).await?;
            }
        }
        Ok(transaction.commit().await?)
    }
}
