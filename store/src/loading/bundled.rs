//! Whole tables in few answers. A catalogue of ten thousand notices is fifty thousand rows, and a row on
//! its own costs more on its way here than all it holds: so the database puts hundreds of them into one
//! text. Both engines have the functions for it. Which rows are corrupt is found out where they are
//! taken apart, as with any other row.

use super::{HeadRow, Parts};
use crate::entity::{attachment, event, publication, revision};
use crate::error::{Result, StoreError};
use crate::row::Micros;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use std::collections::HashMap;

/// Between columns, between rows, and in the place of what is missing: control characters, which no text
/// that may be published has, and which JSON writes in another way.
const COLUMN_END: char = '\u{1f}';
const ROW_END: char = '\u{1e}';
const MISSING: &str = "\u{1d}";

/// Publications whose rows are put into one answer.
const PUBLICATIONS_AT_ONCE: i64 = 128;

/// A table, or a part of it, as the database is asked for it.
struct Source<const N: usize> {
    columns: [&'static str; N],
    from: &'static str,
    /// The number of the publication among its columns.
    publication: &'static str,
}

const PUBLICATIONS: Source<7> = Source {
    columns: ["id", "kind", "name", "audience", "publish_at", "current_revision", "topic"],
    from: "publication",
    publication: "id",
};

const CURRENT_REVISIONS: Source<10> = Source {
    columns: [
        "publication_id",
        "number",
        "digest",
        "class",
        "note",
        "dated_on",
        "published_at",
        "revision.audience",
        "facts",
        "editions",
    ],
    from: "revision JOIN publication ON publication.id = publication_id AND publication.current_revision = number",
    publication: "publication_id",
};

const HEADS: Source<7> = Source {
    columns: ["publication_id", "number", "digest", "class", "note", "dated_on", "published_at"],
    from: "revision",
    publication: "publication_id",
};

const EVENTS: Source<10> = Source {
    columns: [
        "id",
        "publication_id",
        "revision",
        "kind",
        "happened_at",
        "message",
        "recorded_by",
        "recorded_at",
        "moved",
        "lead_time_exception",
    ],
    from: "event",
    publication: "publication_id",
};

const CURRENT_ATTACHMENTS: Source<8> = Source {
    columns: [
        "publication_id",
        "revision",
        "attachment.name",
        "position",
        "digest",
        "media_type",
        "size",
        "CASE WHEN is_shown_in_text THEN 1 ELSE 0 END",
    ],
    from: "attachment JOIN publication ON publication.id = publication_id AND publication.current_revision = revision",
    publication: "publication_id",
};

/// The numbers of the slices there are: each is the publications of some hundred numbers.
pub async fn slices(db: &impl ConnectionTrait) -> Result<Vec<i64>> {
    let query = format!("SELECT DISTINCT id / {PUBLICATIONS_AT_ONCE} FROM publication ORDER BY 1");
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), query)).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, DbErr>>()?)
}

/// Everything about the publications of a slice but who keeps them: one answer, which the database makes
/// while the one before is taken apart.
pub async fn slice(db: &impl ConnectionTrait, number: i64) -> Result<Bundles> {
    let backend = db.get_database_backend();
    let query = [
        PUBLICATIONS.select(backend),
        CURRENT_REVISIONS.select(backend),
        HEADS.select(backend),
        EVENTS.select(backend),
        CURRENT_ATTACHMENTS.select(backend),
    ];
    let query = format!("SELECT {}", query.map(|select| format!("({select})")).join(", "));
    // Its numbers are values: one statement for all slices, which the engine prepares and keeps once.
    let range = [number, number + 1].map(|number| (number * PUBLICATIONS_AT_ONCE).into());
    let answer = db.query_one_raw(Statement::from_sql_and_values(backend, query, range)).await?;
    let answer = answer.ok_or_else(|| DbErr::RecordNotFound("a slice of the publications".to_owned()))?;
    let bundle = |at| answer.try_get_by_index::<Option<String>>(at).map(Option::unwrap_or_default);
    Ok(Bundles {
        publications: bundle(0)?,
        current_revisions: bundle(1)?,
        heads: bundle(2)?,
        events: bundle(3)?,
        current_attachments: bundle(4)?,
    })
}

/// The rows of a slice, as the database put them together.
pub struct Bundles {
    publications: String,
    current_revisions: String,
    heads: String,
    events: String,
    current_attachments: String,
}

impl Bundles {
    /// Takes them apart. Who keeps what is not known here.
    pub fn open(self) -> Result<Parts> {
        let mut heads = HEADS.rows(&self.heads, head)?;
        heads.sort_unstable_by_key(|head| (head.publication_id, head.number));
        let mut events = EVENTS.rows(&self.events, event)?;
        events.sort_unstable_by_key(|event| (event.happened_at, event.id));
        let mut attachments = CURRENT_ATTACHMENTS.rows(&self.current_attachments, attachment)?;
        attachments.sort_unstable_by_key(|file| (file.publication_id, file.position));
        Ok(Parts {
            publications: PUBLICATIONS.rows(&self.publications, publication)?,
            currents: CURRENT_REVISIONS.rows(&self.current_revisions, revision)?,
            heads,
            events,
            attachments,
            kept: HashMap::new(),
        })
    }
}

impl<const N: usize> Source<N> {
    /// The query for a slice, from the number `$1` to before `$2`.
    fn select(&self, backend: DbBackend) -> String {
        let character = if backend == DbBackend::Postgres { "chr" } else { "char" };
        let column = |name: &str| format!("coalesce(CAST({name} AS text), {character}({}))", 0x1d);
        let line = self.columns.map(column).join(&format!(" || {character}({}) || ", u32::from(COLUMN_END)));
        let Self { from, publication, .. } = self;
        format!(
            "SELECT string_agg({line}, {character}({})) FROM {from} WHERE {publication} >= $1 AND {publication} < $2",
            u32::from(ROW_END)
        )
    }

    /// The rows of a bundle, each taken apart by `read`.
    fn rows<T>(&self, bundle: &str, read: impl Fn([&str; N]) -> Option<T>) -> Result<Vec<T>> {
        if bundle.is_empty() {
            return Ok(vec![]);
        }
        let rows = bundle.split(ROW_END).map(|row| {
            let mut parts = row.split(COLUMN_END);
            let values = [(); N].map(|()| parts.next().unwrap_or_default());
            let is_whole = parts.next().is_none();
            read(values).filter(|_| is_whole).ok_or_else(|| unreadable(self.from))
        });
        rows.collect()
    }
}

fn publication(
    [id, kind, name, audience, publish_at, current_revision, topic]: [&str; 7],
) -> Option<publication::Model> {
    Some(publication::Model {
        id: id.parse().ok()?,
        kind: kind.to_owned(),
        name: name.to_owned(),
        audience: audience.to_owned(),
        publish_at: Micros(publish_at.parse().ok()?),
        current_revision: current_revision.parse().ok()?,
        topic: topic.to_owned(),
    })
}

fn revision(
    [id, number, digest, class, note, dated_on, at, audience, facts, editions]: [&str; 10],
) -> Option<revision::Model> {
    Some(revision::Model {
        publication_id: id.parse().ok()?,
        number: number.parse().ok()?,
        digest: digest.to_owned(),
        class: class.to_owned(),
        note: or_missing(note),
        dated_on: dated_on.to_owned(),
        published_at: Micros(at.parse().ok()?),
        audience: audience.to_owned(),
        facts: facts.to_owned(),
        editions: editions.to_owned(),
    })
}

fn head([id, number, digest, class, note, dated_on, at]: [&str; 7]) -> Option<HeadRow> {
    Some(HeadRow {
        publication_id: id.parse().ok()?,
        number: number.parse().ok()?,
        digest: digest.to_owned(),
        class: class.to_owned(),
        note: or_missing(note),
        dated_on: dated_on.to_owned(),
        published_at: Micros(at.parse().ok()?),
    })
}

fn event(
    [id, publication, revision, kind, happened_at, message, by, recorded_at, moved, exception]: [&str; 10],
) -> Option<event::Model> {
    Some(event::Model {
        id: id.parse().ok()?,
        publication_id: publication.parse().ok()?,
        revision: revision.parse().ok()?,
        kind: kind.to_owned(),
        happened_at: Micros(happened_at.parse().ok()?),
        message: or_missing(message),
        recorded_by: by.to_owned(),
        recorded_at: Micros(recorded_at.parse().ok()?),
        moved: or_missing(moved),
        lead_time_exception: or_missing(exception),
    })
}

fn attachment(
    [id, revision, name, position, digest, media_type, size, is_shown]: [&str; 8],
) -> Option<attachment::Model> {
    Some(attachment::Model {
        publication_id: id.parse().ok()?,
        revision: revision.parse().ok()?,
        name: name.to_owned(),
        position: position.parse().ok()?,
        digest: digest.to_owned(),
        media_type: media_type.to_owned(),
        size: size.parse().ok()?,
        is_shown_in_text: is_shown == "1",
    })
}

fn or_missing(value: &str) -> Option<String> {
    (value != MISSING).then(|| value.to_owned())
}

fn unreadable(from: &str) -> StoreError {
    DbErr::Custom(format!("a row of {from} has a number or a character that no version of this program writes")).into()
}
