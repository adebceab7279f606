//! The texts of publications, read when somebody looks at them. The catalogue has everything else in
//! memory. A revision never changes, so a text that was read may be kept; what is looked at most is.

use crate::connection::Store;
use crate::entity::{publication, revision_body};
use crate::error::{Result, StoreError};
use crate::loading::named;
use crate::row::Row;
use domain::digest::Digest;
use domain::locale::{Locale, Localized};
use domain::publication::{Publication, PublicationKey};
use domain::revision::Body;
use moka::sync::Cache;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Select};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The most that is kept in memory, in bytes.
const LARGEST: u64 = 8 * 1024 * 1024;

/// Names per query: well below what `SQLite` binds in one statement.
const KEYS_AT_ONCE: usize = 1_000;

/// Which text: of which revision, in which language.
type Place = (PublicationKey, u32, Locale);

/// Texts that were read, by the digest of their revision too: what was taken back before it appeared can come with
/// another text under the same number.
pub struct Kept(Cache<(Place, Digest), Arc<Body>>);

impl Default for Kept {
    fn default() -> Self {
        let weigh = |_: &(Place, Digest), body: &Arc<Body>| {
            u32::try_from(body.html.len() + body.text.len() + 256).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(LARGEST).weigher(weigh).build())
    }
}

impl Store {
    /// The text of a publication as it stands, in the wanted language or, where that is missing, in
    /// Japanese. Whoever has the publication found it for a viewer; nothing is asked again here.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn body(&self, publication: &Publication, wanted: Locale) -> Result<Arc<Body>> {
        let mut bodies = self.bodies(&[(publication, wanted)]).await?;
        bodies.pop().ok_or_else(|| missing(&publication.key))
    }

    /// As [`Store::bodies`], without headings: for excerpts, of which a page has many from publications that nobody
    /// may look at next. Nothing of it is kept.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn plain_bodies(&self, wanted: &[(&Publication, Locale)]) -> Result<Vec<Body>> {
        let places: Vec<Place> = wanted.iter().map(|(publication, locale)| place(publication, *locale)).collect();
        let mut found = HashMap::with_capacity(places.len());
        for chunk in places.iter().collect::<Vec<_>>().chunks(KEYS_AT_ONCE) {
            let rows: Vec<(String, String, i64, String, String, String, String)> =
                rows_of(chunk).column(revision_body::Column::Html).into_tuple().all(self.reader()).await?;
            for (kind, name, number, locale, text, guidance, html) in rows {
                let guidance = Row::of("revision_body", &name).json("guidance", &guidance)?;
                found
                    .insert(place_of(&kind, &name, number, &locale)?, Body { html, text, guidance, ..Body::default() });
            }
        }
        places.iter().map(|place| found.get(place).cloned().ok_or_else(|| missing(&place.0))).collect()
    }

    /// The texts of publications as they stand, each in the language wanted of it or, where that is
    /// missing, in Japanese; in the order given, with at most one query for a thousand of them.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn bodies(&self, wanted: &[(&Publication, Locale)]) -> Result<Vec<Arc<Body>>> {
        let places: Vec<Place> = wanted.iter().map(|(publication, locale)| place(publication, *locale)).collect();
        let mut found: HashMap<&Place, Arc<Body>> = HashMap::with_capacity(places.len());
        let mut to_read = vec![];
        for (place, (publication, _)) in places.iter().zip(wanted) {
            let kept_as = (place.clone(), publication.current.head.digest);
            match self.bodies.0.get(&kept_as) {
                Some(body) => drop(found.insert(place, body)),
                None => to_read.push((place, kept_as)),
            }
        }
        for chunk in to_read.chunks(KEYS_AT_ONCE) {
            let mut read = read(self.reader(), &chunk.iter().map(|(place, _)| *place).collect::<Vec<_>>()).await?;
            for (place, kept_as) in chunk {
                let Some(body) = read.remove(*place) else { continue };
                let body = Arc::new(body);
                self.bodies.0.insert(kept_as.clone(), Arc::clone(&body));
                found.insert(place, body);
            }
        }
        places.iter().map(|place| found.get(place).cloned().ok_or_else(|| missing(&place.0))).collect()
    }
}

fn place(publication: &Publication, wanted: Locale) -> Place {
    let (_, locale) = publication.current.editions.get_with_locale(wanted);
    (publication.key.clone(), publication.current.head.number, locale)
}

fn missing(key: &PublicationKey) -> StoreError {
    Row::of("revision_body", key).corrupt("text")
}

/// The rows of these texts, and of some others in between: whoever reads them looks for their own.
fn rows_of(places: &[&Place]) -> Select<revision_body::Entity> {
    let numbers: BTreeSet<_> = places.iter().map(|place| i64::from(place.1)).collect();
    let locales: BTreeSet<_> = places.iter().map(|place| place.2.tag()).collect();
    revision_body::Entity::find()
        .inner_join(publication::Entity)
        .select_only()
        .columns([publication::Column::Kind, publication::Column::Name])
        .columns([revision_body::Column::Number, revision_body::Column::Locale])
        .columns([revision_body::Column::Text, revision_body::Column::Guidance])
        .filter(named(places.iter().map(|place| &place.0)))
        .filter(revision_body::Column::Number.is_in(numbers))
        .filter(revision_body::Column::Locale.is_in(locales))
}

/// Which text a row is.
fn place_of(kind: &str, name: &str, number: i64, locale: &str) -> Result<Place> {
    let row = Row::of("revision_body", &name);
    let locale = row.word("locale", locale, Locale::from_tag)?;
    Ok((row.key(kind, name)?, row.number("number", number)?, locale))
}

/// Kind and name of the publication; number, locale, text, guidance, HTML and headings of the body.
type WholeRow = (String, String, i64, String, String, String, String, String);

async fn read(db: &impl ConnectionTrait, places: &[&Place]) -> Result<HashMap<Place, Body>> {
    let rows: Vec<WholeRow> = rows_of(places)
        .columns([revision_body::Column::Html, revision_body::Column::Headings])
        .into_tuple()
        .all(db)
        .await?;
    let bodies = rows.into_iter().map(|(kind, name, number, locale, text, guidance, html, headings)| {
        let at = Row::of("revision_body", &name);
        let (headings, guidance) = (at.json("headings", &headings)?, at.json("guidance", &guidance)?);
        Ok((place_of(&kind, &name, number, &locale)?, Body { html, text, headings, guidance }))
    });
    bodies.collect()
}

/// The texts of these revisions, in all languages, by the number of the publication and of the revision.
pub async fn of_rows(
    db: &impl ConnectionTrait,
    publication_ids: &[i64],
    numbers: &[i64],
) -> Result<HashMap<(i64, i64), Localized<Body>>> {
    let rows = revision_body::Entity::find()
        .filter(revision_body::Column::PublicationId.is_in(publication_ids.iter().copied()))
        .filter(revision_body::Column::Number.is_in(numbers.iter().copied()))
        .all(db)
        .await?;
    let mut bodies: HashMap<_, Localized<Body>> = HashMap::with_capacity(publication_ids.len());
    for row in rows {
        let place = format!("{} {}", row.publication_id, row.number);
        let at = Row::of("revision_body", &place);
        let locale = at.word("locale", &row.locale, Locale::from_tag)?;
        let entry =
            bodies.entry((row.publication_id, row.number)).or_insert_with(|| Localized::ja_only(Body::default()));
        let (headings, guidance) = (at.json("headings", &row.headings)?, at.json("guidance", &row.guidance)?);
        let body = Body { html: row.html, text: row.text, headings, guidance };
        match locale {
            Locale::Ja => entry.ja = body,
            Locale::En => entry.en = Some(body),
        }
    }
    Ok(bodies)
}
