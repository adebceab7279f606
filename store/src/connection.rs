//! The connection to the database, on either engine.
//!
//! On `SQLite` there is one connection that writes and a pool of others that only read. Writes run in
//! transactions that begin `IMMEDIATE`: a deferred one that turns into a write is refused with BUSY
//! whatever the timeout. A database in memory has one connection for all. On PostgreSQL one pool
//! serves both. Inside a transaction nothing may ask for a second connection.

use crate::acknowledging::Queue;
use crate::error::{Result, StoreError};
use crate::migration::Migrator;
use crate::searching;
use crate::{bodies, marks, sessions};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::sea_query::Query;
use sea_orm_migration::{MigratorTrait, SchemaManager};
use std::collections::HashSet;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// How long a writer waits for another process that writes to the same file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(20);
/// How long a request waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);
/// Connections that read, on `SQLite`.
const SQLITE_READERS: u32 = 8;
/// The pages each of them keeps, in KiB with a minus in front, as `SQLite` wants it: the system has the file in memory
/// already, and eight connections with the usual two megabytes would have most of it again.
const SQLITE_READER_PAGES: &str = "-512";
/// Connections, on PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 16;
/// The advisory lock that makes nodes migrate one after another: "kairan" in ASCII.
const MIGRATION_LOCK: i64 = 0x6b61_6972_616e;
/// Where it is kept which migrations have run.
const MIGRATIONS_TABLE: &str = "seaql_migrations";

/// The database. Clones share their connections.
#[derive(Clone)]
pub struct Store {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    pub(crate) acknowledging: Arc<Queue>,
    pub(crate) searching: Arc<searching::Cache>,
    pub(crate) bodies: Arc<bodies::Kept>,
    pub(crate) marks: Arc<marks::Kept>,
    pub(crate) in_use: Arc<sessions::InUse>,
}

/// How a schema stands to what this version needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaState {
    /// There is none: nothing was ever kept here.
    Empty,
    /// It is that of an earlier version.
    Behind,
    /// All of it is there.
    Current,
}

impl Store {
    /// Opens `sqlite:var/kairan.db`, `sqlite::memory:` or `postgres://…`. The file and its folder are
    /// made when they are missing. Every commit on `SQLite` is durable once it returns (WAL,
    /// `synchronous=FULL`).
    ///
    /// # Errors
    /// [`StoreError::UnknownEngine`] for any other address, [`StoreError::Folder`] when the folder
    /// cannot be made, [`StoreError::Database`] when the database cannot be reached.
    pub async fn open(url: &str) -> Result<Self> {
        if url.starts_with("sqlite:") {
            Self::open_sqlite(url).await
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Self::open_postgres(url).await
        } else {
            Err(StoreError::UnknownEngine)
        }
    }

    /// Brings the schema and the search index up to date. Nodes that start together wait for one another.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`]; then everything is as it was.
    pub async fn migrate(&self) -> Result<()> {
        let transaction = self.begin().await?;
        if transaction.get_database_backend() == DbBackend::Postgres {
            let lock = format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})");
            transaction.execute_raw(Statement::from_string(DbBackend::Postgres, lock)).await?;
        }
        Migrator::up(&transaction, None).await?;
        searching::bring_up_to_date(&transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// How the schema stands to what this version needs. Writes nothing.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn schema_state(&self) -> Result<SchemaState> {
        let table = MIGRATIONS_TABLE;
        if !SchemaManager::new(&self.reader).has_table(table).await? {
            return Ok(SchemaState::Empty);
        }
        let rows = self.reader.query_all(&Query::select().column("version").from(table).take()).await?;
        let applied = rows.iter().map(|row| row.try_get("", "version")).collect::<Result<HashSet<String>, _>>()?;
        let is_current = Migrator::migrations().iter().all(|migration| applied.contains(migration.name()));
        Ok(if is_current { SchemaState::Current } else { SchemaState::Behind })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it does not.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.reader.ping().await?)
    }

    /// A connection for a query that writes nothing.
    pub(crate) const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// A transaction that writes.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.writer.begin_with_options(options).await?)
    }

    /// A transaction that reads several tables as they stood at one moment.
    pub(crate) async fn snapshot(&self) -> Result<DatabaseTransaction> {
        Ok(match self.reader.get_database_backend() {
            DbBackend::Postgres => {
                self.reader.begin_with_config(Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly)).await?
            }
            _ => self.reader.begin().await?,
        })
    }

    /// Counts every statement from now on, also of clones made later.
    #[cfg(feature = "testing")]
    pub(crate) fn count_statements(&mut self) -> Arc<std::sync::atomic::AtomicU64> {
        use std::sync::atomic::{AtomicU64, Ordering};
        let statements = Arc::new(AtomicU64::new(0));
        for connection in [&mut self.reader, &mut self.writer] {
            let statements = Arc::clone(&statements);
            connection.set_metric_callback(move |_| {
                statements.fetch_add(1, Ordering::Relaxed);
            });
        }
        statements
    }

    /// On `SQLite`: lets the file not grow any more, nor use a page that is free in it.
    #[cfg(feature = "testing")]
    pub(crate) async fn fill(&self) -> Result<()> {
        self.writer.execute_unprepared("VACUUM").await?;
        self.writer.execute_unprepared("PRAGMA max_page_count = 1").await?;
        Ok(())
    }

    /// On `SQLite`: lets the file grow again.
    #[cfg(feature = "testing")]
    pub(crate) async fn make_room(&self) -> Result<()> {
        self.writer.execute_unprepared("PRAGMA max_page_count = 1073741823").await?;
        Ok(())
    }

    async fn open_sqlite(url: &str) -> Result<Self> {
        let parsed = SqliteConnectOptions::from_str(url)
            .map_err(|error| sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(Arc::new(error))))?;
        let in_memory = url.contains(":memory:") || url.contains("mode=memory");
        if !in_memory {
            make_folder_of(parsed.get_filename())?;
        }
        // A file does not go away as a server does: no connection is asked before each use whether it is still there.
        let mut options = quiet(url);
        options
            .test_before_acquire(false)
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .map_sqlx_sqlite_opts(|options| {
                options
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(BUSY_TIMEOUT)
            });
        let writer = Database::connect(options).await?;
        if in_memory {
            return Ok(Self::over(writer.clone(), writer));
        }
        let mut options = quiet(url);
        options.test_before_acquire(false).max_connections(SQLITE_READERS).map_sqlx_sqlite_opts(|options| {
            let options = options.create_if_missing(false).busy_timeout(BUSY_TIMEOUT);
            options.pragma("query_only", "ON").pragma("cache_size", SQLITE_READER_PAGES)
        });
        Ok(Self::over(Database::connect(options).await?, writer))
    }

    async fn open_postgres(url: &str) -> Result<Self> {
        let mut options = quiet(url);
        options.max_connections(POSTGRES_CONNECTIONS).set_application_name("kairan");
        let pool = Database::connect(options).await?;
        Ok(Self::over(pool.clone(), pool))
    }

    fn over(reader: DatabaseConnection, writer: DatabaseConnection) -> Self {
        Self {
            reader,
            writer,
            acknowledging: Arc::default(),
            searching: Arc::default(),
            bodies: Arc::default(),
            marks: Arc::default(),
            in_use: Arc::default(),
        }
    }
}

/// Options that keep statements out of the log: an address or a text could be in them.
fn quiet(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.sqlx_logging(false).record_stmt_in_spans(false).acquire_timeout(ACQUIRE_TIMEOUT);
    options
}

fn make_folder_of(file: &Path) -> Result<()> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => {
            std::fs::create_dir_all(folder).map_err(|source| StoreError::Folder { folder: folder.to_owned(), source })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Engine, TestDatabase};

    #[tokio::test]
    async fn on_sqlite_the_connections_that_read_cannot_write() {
        let database = TestDatabase::create(Engine::Sqlite).await;
        let error = database.store.reader().execute_unprepared("DELETE FROM portal").await.unwrap_err();
        assert!(error.to_string().contains("readonly"), "{error}");
    }

    #[tokio::test]
    async fn on_sqlite_a_commit_is_durable_and_keys_are_kept() {
        let database = TestDatabase::create(Engine::Sqlite).await;
        let writer = &database.store.writer;
        for (pragma, expected) in [("synchronous", 2), ("foreign_keys", 1)] {
            let statement = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {pragma}"));
            let row = writer.query_one_raw(statement).await.unwrap().unwrap();
            assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), expected, "{pragma}");
        }
    }
}
