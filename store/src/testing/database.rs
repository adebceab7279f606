//! A fresh, migrated database for one test, gone when the test ends.

use crate::connection::Store;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use tempfile::TempDir;

/// The environment variable with the URL of a PostgreSQL the tests may make databases in.
pub const POSTGRES_VARIABLE: &str = "KAIRAN_TEST_POSTGRES";

/// Every table, and what writes a row of it as text.
const POSTGRES_TABLES: &str = "SELECT table_name::text AS one, 't::text' AS two FROM information_schema.tables \
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'";
const SQLITE_TABLES: &str = "SELECT m.name AS one, group_concat('quote(\"' || c.name || '\")', '||'',''||') AS two \
     FROM sqlite_master m JOIN pragma_table_info(m.name) c \
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' GROUP BY m.name";

/// Which engine a test runs on. Every test of the store runs on both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file in a folder of its own.
    Sqlite,
    /// A database of its own in the cluster that `KAIRAN_TEST_POSTGRES` names.
    Postgres,
}

/// A fresh database. Dropping it deletes it.
pub struct TestDatabase {
    /// The store over it, migrated.
    pub store: Store,
    statements: Arc<AtomicU64>,
    place: Place,
}

enum Place {
    Folder { url: String, _folder: TempDir },
    Cluster { server: String, name: String },
}

impl TestDatabase {
    /// Makes a database and migrates it.
    ///
    /// # Panics
    /// When it cannot be made; for PostgreSQL also when nothing says where one is.
    pub async fn create(engine: Engine) -> Self {
        let database = Self::create_empty(engine).await;
        database.store.migrate().await.unwrap_or_else(|error| panic!("the database migrates: {error:?}"));
        database
    }

    /// Makes a database without any table in it.
    ///
    /// # Panics
    /// As [`TestDatabase::create`].
    pub async fn create_empty(engine: Engine) -> Self {
        let place = match engine {
            Engine::Sqlite => Place::in_folder(),
            Engine::Postgres => Place::in_cluster().await,
        };
        let mut store = open(&place.url()).await;
        let statements = store.count_statements();
        Self { store, statements, place }
    }

    /// A second store over the same database, as another node would have it.
    ///
    /// # Panics
    /// When the database cannot be opened.
    pub async fn second_node(&self) -> Store {
        open(&self.place.url()).await
    }

    /// Where the database is, for [`Store::open`].
    pub fn url(&self) -> String {
        self.place.url()
    }

    /// How many statements the store has sent so far.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Runs a statement as it stands, past everything the store would check.
    ///
    /// # Panics
    /// When the database refuses it.
    pub async fn tamper(&self, statement: &str) {
        let connection = connect(&self.place.url()).await;
        let done = connection.execute_unprepared(statement).await;
        done.unwrap_or_else(|error| panic!("{statement}: {error}"));
        close(connection).await;
    }

    /// Makes the disk full for the store, its clones and nobody else: its file cannot grow any more. Only
    /// `SQLite` has its data on a disk of ours.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn fill_disk(&self) {
        self.store.fill().await.unwrap_or_else(|error| panic!("the disk fills: {error:?}"));
    }

    /// Makes room on the disk again.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn make_room(&self) {
        self.store.make_room().await.unwrap_or_else(|error| panic!("there is room again: {error:?}"));
    }

    /// Takes the database away: every connection ends and none is made. Only PostgreSQL is elsewhere.
    ///
    /// # Panics
    /// When it stays.
    pub async fn go_away(&self) {
        self.admit(false).await;
        let ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname =";
        self.as_administrator(|name| format!("{ended} '{name}'")).await;
    }

    /// Gives the database back.
    ///
    /// # Panics
    /// When it stays away.
    pub async fn come_back(&self) {
        self.admit(true).await;
    }

    async fn admit(&self, is_open: bool) {
        self.as_administrator(|name| format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {is_open}")).await;
    }

    async fn as_administrator(&self, statement: impl FnOnce(&str) -> String) {
        let Place::Cluster { server, name } = &self.place else { panic!("a file does not go away") };
        let connection = connect(&address(server, "postgres")).await;
        let done = connection.execute_unprepared(&statement(name)).await;
        done.unwrap_or_else(|error| panic!("{name}: {error}"));
        close(connection).await;
    }

    /// How many rows a table has, counted by the database itself.
    ///
    /// # Panics
    /// When there is no such table.
    pub async fn count(&self, table: &str) -> i64 {
        let connection = connect(&self.place.url()).await;
        let statement =
            Statement::from_string(connection.get_database_backend(), format!("SELECT count(*) AS rows FROM {table}"));
        let row = connection.query_one_raw(statement).await.unwrap_or_else(|error| panic!("{table}: {error}"));
        let rows = row.and_then(|row| row.try_get("", "rows").ok()).unwrap_or_else(|| panic!("{table}: no count"));
        close(connection).await;
        rows
    }

    /// Every row of every table as text, by table. What was written between two looks is their difference.
    ///
    /// # Panics
    /// When the database cannot be read.
    pub async fn contents(&self) -> BTreeMap<String, Vec<String>> {
        let which = match self.store.reader().get_database_backend() {
            DbBackend::Postgres => POSTGRES_TABLES,
            _ => SQLITE_TABLES,
        };
        let tables = self.texts(which).await;
        let tables =
            tables.iter().map(|[table, row]| format!("SELECT '{table}' AS one, {row} AS two FROM \"{table}\" t"));
        let mut contents = BTreeMap::<_, Vec<_>>::new();
        for [table, row] in self.texts(&tables.collect::<Vec<_>>().join(" UNION ALL ")).await {
            contents.entry(table).or_default().push(row);
        }
        for rows in contents.values_mut() {
            rows.sort_unstable();
        }
        contents
    }

    /// The rows of a query with the columns `one` and `two`.
    async fn texts(&self, query: &str) -> Vec<[String; 2]> {
        let reader = self.store.reader();
        let rows = reader.query_all_raw(Statement::from_string(reader.get_database_backend(), query)).await;
        let rows = rows.unwrap_or_else(|error| panic!("{query}: {error}"));
        let text = |row: &sea_orm::QueryResult, column| {
            row.try_get("", column).unwrap_or_else(|error| panic!("{column} of {query}: {error}"))
        };
        rows.iter().map(|row| [text(row, "one"), text(row, "two")]).collect()
    }
}

impl Place {
    fn in_folder() -> Self {
        let folder = TempDir::new().unwrap_or_else(|error| panic!("a folder for the test: {error}"));
        let url = format!("sqlite:{}", folder.path().join("new/kairan.db").display());
        Self::Folder { url, _folder: folder }
    }

    async fn in_cluster() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var(POSTGRES_VARIABLE).unwrap_or_else(|_| {
            panic!(
                "this test needs a PostgreSQL: run bin/test, which starts one, or \
                 export {POSTGRES_VARIABLE}=\"$(bin/postgres start)\""
            )
        });
        let name = format!("kairan_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        drop_database(&server, &name).await;
        let connection = connect(&address(&server, "postgres")).await;
        let made = connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await;
        made.unwrap_or_else(|error| panic!("a database for the test: {error}"));
        close(connection).await;
        Self::Cluster { server, name }
    }

    fn url(&self) -> String {
        match self {
            Self::Folder { url, .. } => url.clone(),
            Self::Cluster { server, name } => address(server, name),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Self::Cluster { server, name } = self else {
            return;
        };
        let (server, name) = (std::mem::take(server), std::mem::take(name));
        // A runtime of its own: the test's may be the one that is unwinding.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map(|runtime| runtime.block_on(drop_database(&server, &name)))
        });
        let dropped = dropping.join();
        if !std::thread::panicking() {
            assert!(matches!(dropped, Ok(Ok(()))), "the database of a test is left behind");
        }
    }
}

async fn drop_database(server: &str, name: &str) {
    let connection = connect(&address(server, "postgres")).await;
    let dropped = connection.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    dropped.unwrap_or_else(|error| panic!("{name} is dropped: {error}"));
    close(connection).await;
}

fn address(server: &str, name: &str) -> String {
    format!("{}/{name}", server.trim_end_matches('/'))
}

async fn open(url: &str) -> Store {
    Store::open(url).await.unwrap_or_else(|error| panic!("the database opens: {error:?}"))
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap_or_else(|error| panic!("the database can be reached: {error}"))
}

async fn close(connection: DatabaseConnection) {
    connection.close().await.unwrap_or_else(|error| panic!("the connection closes: {error}"));
}
