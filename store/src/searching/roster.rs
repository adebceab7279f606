//! Who is who in the index: the documents of every segment, as they stand in one catalogue. Read once
//! for each catalogue and kept, since neither a segment nor a catalogue ever changes.

use crate::entity::search_segment;
use crate::error::Result;
use crate::row::Row;
use domain::catalogue::Catalogue;
use domain::locale::{Locale, Localized};
use domain::publication::PublicationKey;
use domain::search::{Found, Hit, Place};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A revision in a segment. Its documents are numbered one after another: the Japanese edition of the
/// one at place *n* is document 2*n*, the English one 2*n* + 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indexed {
    /// Of which publication.
    pub key: PublicationKey,
    /// Which revision.
    pub revision: u32,
    /// Where the title of each edition ends.
    pub title_ends: Localized<u32>,
}

/// Reads what a segment is of.
pub fn indexed_of(id: i64, indexed: &str) -> Result<Vec<Indexed>> {
    Row::of("search_segment", &id).json("indexed", indexed)
}

/// The segments of the index, seen from one version of the catalogue.
pub struct Roster {
    version: i64,
    segments: HashMap<i64, Slots>,
}

/// The documents of one segment.
pub struct Slots(Vec<Slot>);

struct Slot {
    /// `None` when the catalogue has another revision, or none.
    place: Option<Place>,
    title_end: u32,
}

impl Roster {
    /// All segments as they are now, with the places of their documents in the catalogue.
    pub async fn read(db: &impl ConnectionTrait, catalogue: &Catalogue) -> Result<Self> {
        let rows: Vec<(i64, String)> = search_segment::Entity::find()
            .select_only()
            .columns([search_segment::Column::Id, search_segment::Column::Indexed])
            .into_tuple()
            .all(db)
            .await?;
        let mut segments = HashMap::with_capacity(rows.len());
        for (id, indexed) in rows {
            let indexed = indexed_of(id, &indexed)?;
            segments.insert(id, Slots(indexed.iter().flat_map(|one| slots_of(one, catalogue)).collect()));
        }
        Ok(Self { version: catalogue.version, segments })
    }

    /// Whether the segment was there when the roster was read.
    pub fn knows(&self, segment: i64) -> bool {
        self.segments.contains_key(&segment)
    }

    /// The documents of a segment.
    pub fn slots(&self, segment: i64) -> Option<&Slots> {
        self.segments.get(&segment)
    }
}

fn slots_of(indexed: &Indexed, catalogue: &Catalogue) -> [Slot; 2] {
    let place = catalogue.place(&indexed.key, indexed.revision);
    let slot = |title_end| Slot { place, title_end };
    [slot(indexed.title_ends.ja), slot(indexed.title_ends.en.unwrap_or_default())]
}

impl Slots {
    /// Where the title of a document ends.
    pub fn title_end(&self, document: u32) -> u32 {
        self.slot(document).map_or(0, |slot| slot.title_end)
    }

    /// A hit as a place in the catalogue; `None` when the catalogue does not have that revision.
    pub fn found(&self, hit: Hit) -> Option<Found> {
        let place = self.slot(hit.document)?.place?;
        let locale = if hit.document.is_multiple_of(2) { Locale::Ja } else { Locale::En };
        Some(Found { place, locale, is_in_title: hit.is_in_title })
    }

    fn slot(&self, document: u32) -> Option<&Slot> {
        self.0.get(usize::try_from(document).ok()?)
    }
}

/// The roster read last.
#[derive(Default)]
pub struct Cache(Mutex<Option<Arc<Roster>>>);

impl Cache {
    /// The roster of that version of the catalogue, if it is the one that is kept.
    pub fn roster(&self, version: i64) -> Option<Arc<Roster>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|roster| roster.version == version).cloned()
    }

    /// Keeps a roster in place of the one before.
    pub fn keep(&self, roster: &Arc<Roster>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(roster));
    }
}
