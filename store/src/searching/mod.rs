//! Search: an index of every current revision, kept beside the revisions and written with them.
//!
//! The index is made of *segments*. Each publish adds one, or several where it is large; when there are several of about the same
//! size they are put together, and what has been superseded meanwhile is left behind. A segment never
//! changes, and names for each of its documents the revision it is of. So an answer is always about
//! the revisions of the catalogue it is asked for, also while a newer one is being published: what is
//! not in that catalogue is no answer. All of it is the same on both engines: numbers and bytes.

mod merge;
mod roster;
mod write;

pub use roster::Cache;
pub use write::{Entry, Indexing, bring_up_to_date, index_anew};

use crate::connection::Store;
use crate::entity::search_list;
use crate::error::Result;
use chrono::{DateTime, Utc};
use domain::catalogue::Catalogue;
use domain::search::{Found, Gram, Query, Search, SearchPage, find};
use domain::viewer::Viewer;
use roster::Roster;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// How often the index is read again when segments are put together meanwhile.
const ATTEMPTS: usize = 3;

/// The lists of a query by segment.
type Lists = BTreeMap<i64, HashMap<Gram, Vec<u8>>>;

impl Store {
    /// One page of the publications of the catalogue that contain every word asked for, exist for the
    /// viewer at `now` and pass the filters. What is not for the viewer is neither shown nor counted.
    /// No words, no results.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn search(
        &self,
        viewer: &Viewer,
        now: DateTime<Utc>,
        catalogue: &Catalogue,
        search: &Search,
    ) -> Result<SearchPage> {
        let found = self.found(catalogue, &Query::parse(&search.text)).await?;
        Ok(catalogue.results(viewer, now, search, &found))
    }

    async fn found(&self, catalogue: &Catalogue, query: &Query) -> Result<Vec<Found>> {
        if query.is_empty() {
            return Ok(vec![]);
        }
        let mut lists = self.lists(query).await?;
        let mut roster = self.searching.roster(catalogue.version);
        for _ in 0..ATTEMPTS {
            match &roster {
                Some(roster) if lists.keys().all(|segment| roster.knows(*segment)) => break,
                Some(_) => lists = self.lists(query).await?,
                None => {}
            }
            let read = Arc::new(Roster::read(self.reader(), catalogue).await?);
            self.searching.keep(&read);
            roster = Some(read);
        }
        Ok(roster.map(|roster| found_in(&lists, &roster, query)).unwrap_or_default())
    }

    async fn lists(&self, query: &Query) -> Result<Lists> {
        let rows: Vec<(i64, i64, Vec<u8>)> = search_list::Entity::find()
            .select_only()
            .columns([search_list::Column::SegmentId, search_list::Column::Gram, search_list::Column::List])
            .filter(search_list::Column::Gram.is_in(query.grams().into_iter().map(|gram| gram.0)))
            .into_tuple()
            .all(self.reader())
            .await?;
        let mut lists = Lists::new();
        for (segment, gram, list) in rows {
            lists.entry(segment).or_default().insert(Gram(gram), list);
        }
        Ok(lists)
    }
}

fn found_in(lists: &Lists, roster: &Roster, query: &Query) -> Vec<Found> {
    let mut found = Vec::new();
    for (segment, lists) in lists {
        let Some(slots) = roster.slots(*segment) else {
            continue;
        };
        let hits = find(query, |gram| lists.get(&gram).map(Vec::as_slice), |document| slots.title_end(document));
        found.extend(hits.into_iter().filter_map(|hit| slots.found(hit)));
    }
    found
}
