//! What is published, read back: the catalogue as a whole, and past revisions and files one by one.

use crate::connection::Store;
use crate::entity::{attachment, attachment_file, catalogue_version, portal};
use crate::error::Result;
use crate::loading;
use crate::publish::version_is_missing;
use crate::row::Row;
use chrono::{DateTime, Utc};
use domain::catalogue::Catalogue;
use domain::publication::PublicationKey;
use domain::revision::{Attachment, WholeRevision};
use domain::viewer::Viewer;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

impl Store {
    /// The version of the catalogue: it rises with every publish that changed something. One row by
    /// its primary key, cheap enough to be asked for every second.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn catalogue_version(&self) -> Result<i64> {
        version(self.reader()).await
    }

    /// Everything that is published or will be, as it stood at one moment: one query for some hundred
    /// publications, and four besides.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn load_catalogue(&self) -> Result<Catalogue> {
        let snapshot = self.snapshot().await?;
        let version = version(&snapshot).await?;
        let portal = portal::Entity::find_by_id(portal::ONLY).one(&snapshot).await?;
        let publications = loading::all(&snapshot).await?;
        snapshot.commit().await?;
        let portal = portal.map(|row| Row::of("portal", &row.id).json("content", &row.content)).transpose()?;
        let publications = publications.into_iter().map(|loaded| loaded.publication).collect();
        Ok(Catalogue::new(version, portal, publications))
    }

    /// A revision with its text, current or past. `None` unless the publication exists for the viewer at `now`.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn revision(
        &self,
        viewer: &Viewer,
        now: DateTime<Utc>,
        key: &PublicationKey,
        number: u32,
    ) -> Result<Option<WholeRevision>> {
        match loading::visible_row(self.reader(), viewer, now, key).await? {
            Some(row) => loading::revision(self.reader(), row.id, number).await,
            None => Ok(None),
        }
    }

    /// A file published with a revision, and its bytes. `None` unless the publication exists for the
    /// viewer at `now`.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn attachment(
        &self,
        viewer: &Viewer,
        now: DateTime<Utc>,
        key: &PublicationKey,
        revision: u32,
        name: &str,
    ) -> Result<Option<(Attachment, Vec<u8>)>> {
        let Some(publication) = loading::visible_row(self.reader(), viewer, now, key).await? else {
            return Ok(None);
        };
        let found = attachment::Entity::find()
            .find_both_related(attachment_file::Entity)
            .filter(attachment::Column::PublicationId.eq(publication.id))
            .filter(attachment::Column::Revision.eq(i64::from(revision)))
            .filter(attachment::Column::Name.eq(name))
            .one(self.reader())
            .await?;
        found.map(|(row, file)| Ok((loading::attachment_of(&row)?, file.bytes))).transpose()
    }
}

/// The version of the catalogue, seen from that connection.
pub(crate) async fn version(db: &impl ConnectionTrait) -> Result<i64> {
    let row = catalogue_version::Entity::find_by_id(portal::ONLY).one(db).await?;
    Ok(row.ok_or_else(version_is_missing)?.version)
}
