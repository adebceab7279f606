//! What can go wrong in the store. That something is not there is no error but `Ok(None)`.

use sea_orm::{DbErr, SqlErr};
use std::path::PathBuf;

/// An error of the store. Its text names places, never contents.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or could not be reached.
    #[error("the database failed")]
    Database(#[source] DbErr),
    /// A row holds something that no version of this program writes.
    #[error("the database holds an invalid value: table {table}, column {column}, row {row}")]
    CorruptRow {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row, by its primary key.
        row: String,
    },
    /// Someone else was first: a unique constraint refused the write, and nothing was written.
    #[error("{what} is there already")]
    Conflict {
        /// What is there already.
        what: &'static str,
    },
    /// The folder for the database file cannot be made.
    #[error("the folder {} for the database cannot be made", .folder.display())]
    Folder {
        /// Which folder.
        folder: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The address of the database begins with neither `sqlite:` nor `postgres:`.
    #[error("the address of the database must begin with sqlite: or postgres:")]
    UnknownEngine,
    /// The text of a draft was laid aside and cannot be fetched again.
    #[error("a text that was laid aside cannot be read again")]
    LaidAside(#[source] std::io::Error),
    /// A value is too large to be stored.
    #[error("{what} is too large to be stored")]
    TooLarge {
        /// What is too large.
        what: &'static str,
    },
}

/// A result of the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl StoreError {
    /// Turns the refusal of a unique constraint into [`StoreError::Conflict`]; leaves all else as it is.
    pub(crate) fn conflict_over(what: &'static str) -> impl FnOnce(DbErr) -> Self {
        move |error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Self::Conflict { what },
            _ => Self::Database(error),
        }
    }
}
