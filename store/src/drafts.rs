//! Drafts: what authors still write on, kept so that reviewers can see it before it is published. They
//! have a table of their own, which nothing that readers are shown looks at: no list, count, search,
//! feed or catalogue. Who may see one is decided above: staff, and whoever has a token for it.

use crate::connection::Store;
use crate::entity::{attachment_file, draft, draft_file};
use crate::error::Result;
use crate::row::{Micros, Row, to_json};
use chrono::{DateTime, Utc};
use domain::digest::Digest;
use domain::plan::Draft;
use domain::publication::PublicationKey;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

impl Store {
    /// The names of all drafts.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn draft_keys(&self) -> Result<Vec<PublicationKey>> {
        let rows: Vec<(String, String)> = draft::Entity::find()
            .select_only()
            .columns([draft::Column::Kind, draft::Column::Name])
            .into_tuple()
            .all(self.reader())
            .await?;
        rows.iter().map(|(kind, name)| Row::of("draft", name).key(kind, name)).collect()
    }

    /// All drafts, by name. The bytes of their files are not read.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn drafts(&self) -> Result<Vec<Draft>> {
        let rows = draft::Entity::find()
            .order_by_asc(draft::Column::Kind)
            .order_by_asc(draft::Column::Name)
            .all(self.reader())
            .await?;
        rows.iter().map(draft_of).collect()
    }

    /// The draft of that name. The bytes of its files are not read.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn draft(&self, key: &PublicationKey) -> Result<Option<Draft>> {
        row_of(self.reader(), key).await?.as_ref().map(draft_of).transpose()
    }

    /// Puts these drafts in the place of those of the same names, and takes the outdated away. One that
    /// is the same as before is left alone.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`]; then everything is as it was.
    pub async fn put_drafts(&self, drafts: &[&Draft], outdated: &[PublicationKey], now: DateTime<Utc>) -> Result<()> {
        let mut changed = Vec::new();
        for draft in drafts {
            let content = to_json(draft)?;
            let before = row_of(self.reader(), &draft.key).await?;
            if before.is_none_or(|before| before.content != content) {
                changed.push((*draft, content));
            }
        }
        if changed.is_empty() && outdated.is_empty() {
            return Ok(());
        }
        let transaction = self.begin().await?;
        for key in outdated.iter().chain(changed.iter().map(|(draft, _)| &draft.key)) {
            delete(&transaction, key).await?;
        }
        for (draft, content) in changed {
            insert(&transaction, draft, content, now).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The bytes of a file of the draft that has that name now.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn draft_file(&self, key: &PublicationKey, file: &str) -> Result<Option<Vec<u8>>> {
        let id = (key.kind().word().to_owned(), key.name().to_owned(), file.to_owned());
        let found = draft_file::Entity::find_by_id(id).one(self.reader()).await?;
        Ok(found.map(|row| row.bytes))
    }

    /// The bytes of a published file, by what they are. Whoever asks has seen that the viewer may have them.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn attachment_file(&self, digest: Digest) -> Result<Option<Vec<u8>>> {
        let found = attachment_file::Entity::find_by_id(digest.to_string()).one(self.reader()).await?;
        Ok(found.map(|row| row.bytes))
    }
}

async fn row_of(db: &impl ConnectionTrait, key: &PublicationKey) -> Result<Option<draft::Model>> {
    let id = (key.kind().word().to_owned(), key.name().to_owned());
    Ok(draft::Entity::find_by_id(id).one(db).await?)
}

fn draft_of(row: &draft::Model) -> Result<Draft> {
    let place = format!("{}/{}", row.kind, row.name);
    Row::of("draft", &place).json("content", &row.content)
}

async fn delete(db: &impl ConnectionTrait, key: &PublicationKey) -> Result<()> {
    let (kind, name) = (key.kind().word(), key.name());
    draft_file::Entity::delete_many()
        .filter(draft_file::Column::Kind.eq(kind))
        .filter(draft_file::Column::Name.eq(name))
        .exec(db)
        .await?;
    draft::Entity::delete_many()
        .filter(draft::Column::Kind.eq(kind))
        .filter(draft::Column::Name.eq(name))
        .exec(db)
        .await?;
    Ok(())
}

async fn insert(db: &impl ConnectionTrait, draft: &Draft, content: String, now: DateTime<Utc>) -> Result<()> {
    let (kind, name) = (draft.key.kind().word().to_owned(), draft.key.name().to_owned());
    for file in draft.revisions.last().into_iter().flat_map(|current| &current.attachments) {
        let row = draft_file::ActiveModel {
            kind: Set(kind.clone()),
            name: Set(name.clone()),
            file: Set(file.meta.name.clone()),
            bytes: Set(file.bytes.clone()),
        };
        draft_file::Entity::insert(row).exec_without_returning(db).await?;
    }
    let row = draft::ActiveModel {
        kind: Set(kind),
        name: Set(name),
        content: Set(content),
        stored_at: Set(Micros::from(now)),
    };
    draft::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}
