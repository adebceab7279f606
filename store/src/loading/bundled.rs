//! Whole tables in few answers. A catalogue of ten thousand notices is fifty thousand rows, and a row on
//! its own costs more on its way here than all it holds: so the database puts hundreds of them into one
//! text. Both engines have the functions for it. Which rows are corrupt is found out where they are
//! taken apart, as with any other row.

use super::HeadRow;
use crate::entity::{attachment, event, publication, revision};
use crate::error::{Result, StoreError};
use crate::row::Micros;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

/// Between columns, between rows, and in the place of what is missing: control characters, which no text
/// that may be published has, and which JSON writes in another way.
const COLUMN_END: char = '\u{1f}';
const ROW_END: char = '\u{1e}';
const MISSING: &str = "\u{1d}";

/// Publications whose rows are put into one answer.
const PUBLICATIONS_AT_ONCE: u32 = 512;

/// Only what is current: with `publication`.
const CURRENT: &str = "JOIN publication ON publication.id = publication_id";

/// Every publication.
pub async fn publications(db: &impl ConnectionTrait) -> Result<Vec<publication::Model>> {
    const COLUMNS: [&str; 7] = ["id", "kind", "name", "audience", "publish_at", "current_revision", "topic"];
    rows(db, COLUMNS, "publication", "id", |[id, kind, name, audience, publish_at, current_revision, topic]| {
        Some(publication::Model {
            id: id.parse().ok()?,
            kind: kind.to_owned(),
            name: name.to_owned(),
            audience: audience.to_owned(),
            publish_at: Micros(publish_at.parse().ok()?),
            current_revision: current_revision.parse().ok()?,
            topic: topic.to_owned(),
        })
    })
    .await
}

/// The current revision of every publication.
pub async fn current_revisions(db: &impl ConnectionTrait) -> Result<Vec<revision::Model>> {
    const COLUMNS: [&str; 10] = [
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
    ];
    let from = format!("revision {CURRENT} AND publication.current_revision = number");
    let read = |[id, number, digest, class, note, dated_on, at, audience, facts, editions]: [&str; 10]| {
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
    };
    rows(db, COLUMNS, &from, "publication_id", read).await
}

/// The line of every revision, in order.
pub async fn heads(db: &impl ConnectionTrait) -> Result<Vec<HeadRow>> {
    const COLUMNS: [&str; 7] = ["publication_id", "number", "digest", "class", "note", "dated_on", "published_at"];
    let read = |[id, number, digest, class, note, dated_on, at]: [&str; 7]| {
        Some(HeadRow {
            publication_id: id.parse().ok()?,
            number: number.parse().ok()?,
            digest: digest.to_owned(),
            class: class.to_owned(),
            note: or_missing(note),
            dated_on: dated_on.to_owned(),
            published_at: Micros(at.parse().ok()?),
        })
    };
    let mut heads = rows(db, COLUMNS, "revision", "publication_id", read).await?;
    heads.sort_unstable_by_key(|head| (head.publication_id, head.number));
    Ok(heads)
}

/// Every event, oldest first.
pub async fn events(db: &impl ConnectionTrait) -> Result<Vec<event::Model>> {
    const COLUMNS: [&str; 10] = [
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
    ];
    let read = |[id, publication, revision, kind, happened_at, message, by, recorded_at, moved, exception]: [&str;
                    10]| {
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
    };
    let mut events = rows(db, COLUMNS, "event", "publication_id", read).await?;
    events.sort_unstable_by_key(|event| (event.happened_at, event.id));
    Ok(events)
}

/// The files of every current revision, in their authors' order.
pub async fn current_attachments(db: &impl ConnectionTrait) -> Result<Vec<attachment::Model>> {
    const COLUMNS: [&str; 8] = [
        "publication_id",
        "revision",
        "attachment.name",
        "position",
        "digest",
        "media_type",
        "size",
        "CASE WHEN is_shown_in_text THEN 1 ELSE 0 END",
    ];
    let from = format!("attachment {CURRENT} AND publication.current_revision = revision");
    let read = |[id, revision, name, position, digest, media_type, size, is_shown]: [&str; 8]| {
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
    };
    let mut files = rows(db, COLUMNS, &from, "publication_id", read).await?;
    files.sort_unstable_by_key(|file| (file.publication_id, file.position));
    Ok(files)
}

/// The rows of `from`, taken apart by `read`; `publication` names the number of the publication among its
/// columns.
async fn rows<const N: usize, T>(
    db: &impl ConnectionTrait,
    columns: [&str; N],
    from: &str,
    publication: &str,
    read: impl Fn([&str; N]) -> Option<T>,
) -> Result<Vec<T>> {
    let backend = db.get_database_backend();
    let character = if backend == DbBackend::Postgres { "chr" } else { "char" };
    let column = |name: &str| format!("coalesce(CAST({name} AS text), {character}({}))", 0x1d);
    let line = columns.map(column).join(&format!(" || {character}({}) || ", u32::from(COLUMN_END)));
    let query = format!(
        "SELECT string_agg({line}, {character}({})) FROM {from} GROUP BY {publication} / {PUBLICATIONS_AT_ONCE}",
        u32::from(ROW_END)
    );
    let mut found = vec![];
    for answer in db.query_all_raw(Statement::from_string(backend, query)).await? {
        let bundle: String = answer.try_get_by_index(0)?;
        for row in bundle.split(ROW_END) {
            let mut parts = row.split(COLUMN_END);
            let values = columns.map(|_| parts.next().unwrap_or_default());
            let is_whole = parts.next().is_none();
            found.push(read(values).filter(|_| is_whole).ok_or_else(|| unreadable(from))?);
        }
    }
    Ok(found)
}

fn or_missing(value: &str) -> Option<String> {
    (value != MISSING).then(|| value.to_owned())
}

fn unreadable(from: &str) -> StoreError {
    DbErr::Custom(format!("a row of {from} has a number or a character that no version of this program writes")).into()
}
