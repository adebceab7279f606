//! Between columns and values of `domain`. A column that does not hold what it must is an error
//! that names its table, column and row, and never its contents.
//!
//! Instants are whole microseconds since 1970 in UTC, in a 64-bit column: that sorts, compares and
//! comes back the same on both engines. Lists and localized texts are JSON in a text column.

use crate::error::{Result, StoreError};
use chrono::{DateTime, Utc};
use domain::publication::{PublicationKey, PublicationKind};
use sea_orm::DeriveValueType;
use serde::de::DeserializeOwned;
use std::fmt::Display;

/// An instant as a column has it: microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct Micros(pub i64);

impl From<DateTime<Utc>> for Micros {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_micros())
    }
}

/// An instant as the database gives it back: cut to whole microseconds.
pub fn stored_instant(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}

/// A row being read: its table, and its primary key for the error that names it.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    table: &'static str,
    id: &'a (dyn Display + Sync),
}

impl<'a> Row<'a> {
    /// The row of `table` with that primary key.
    pub fn of(table: &'static str, id: &'a (dyn Display + Sync)) -> Self {
        Self { table, id }
    }

    /// The error that names a column of this row.
    pub fn corrupt(&self, column: &'static str) -> StoreError {
        StoreError::CorruptRow { table: self.table, column, row: self.id.to_string() }
    }

    /// Reads an instant.
    pub fn instant(&self, column: &'static str, value: Micros) -> Result<DateTime<Utc>> {
        DateTime::from_timestamp_micros(value.0).ok_or_else(|| self.corrupt(column))
    }

    /// Reads JSON.
    pub fn json<T: DeserializeOwned>(&self, column: &'static str, text: &str) -> Result<T> {
        serde_json::from_str(text).map_err(|_| self.corrupt(column))
    }

    /// Reads a word of a closed list.
    pub fn word<T>(&self, column: &'static str, text: &str, from_word: impl FnOnce(&str) -> Option<T>) -> Result<T> {
        from_word(text).ok_or_else(|| self.corrupt(column))
    }

    /// Reads a name or another text with a form of its own.
    pub fn parse<T, E>(&self, column: &'static str, text: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<T> {
        parse(text).map_err(|_| self.corrupt(column))
    }

    /// Reads a number that is not negative.
    pub fn number<N: TryFrom<i64>>(&self, column: &'static str, value: i64) -> Result<N> {
        N::try_from(value).map_err(|_| self.corrupt(column))
    }

    /// Reads the name of a publication from its two columns.
    pub fn key(&self, kind: &str, name: &str) -> Result<PublicationKey> {
        let kind = self.word("kind", kind, PublicationKind::from_word)?;
        self.parse("name", name, |name| PublicationKey::parse(kind, name))
    }
}

/// A value as JSON. Values of `domain` are made of texts, numbers, lists and records, which always
/// have a JSON form.
pub fn to_json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| sea_orm::DbErr::Json(error.to_string()).into())
}
