//! Keeping the segments few: when there are several of about the same size, they become one. Each
//! revision is moved a number of times that grows with the logarithm of how many there are.

use super::roster::{Indexed, indexed_of};
use super::write::put_segment;
use crate::entity::{publication, search_list, search_segment};
use crate::error::Result;
use crate::row::Row;
use domain::publication::PublicationKey;
use domain::search::{Gram, appended};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, HashMap};

/// So many segments of one tier become one. A tier's sizes are within one power of this.
const FEW: usize = 8;

/// Puts segments together until each tier has few.
pub async fn tidy(db: &impl ConnectionTrait) -> Result<()> {
    while let Some(together) = crowded(db).await? {
        put_together(db, &together).await?;
    }
    Ok(())
}

/// The segments of a tier that has too many, oldest first.
async fn crowded(db: &impl ConnectionTrait) -> Result<Option<Vec<i64>>> {
    let segments: Vec<(i64, i64)> = search_segment::Entity::find()
        .select_only()
        .columns([search_segment::Column::Id, search_segment::Column::Size])
        .order_by_asc(search_segment::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let mut tiers: BTreeMap<u32, Vec<i64>> = BTreeMap::new();
    for (id, size) in segments {
        let tier = size.max(1).ilog2() / FEW.ilog2();
        tiers.entry(tier).or_default().push(id);
    }
    Ok(tiers.into_values().find(|ids| ids.len() >= FEW))
}

async fn put_together(db: &impl ConnectionTrait, segments: &[i64]) -> Result<()> {
    let current = current_revisions(db).await?;
    let mut kept: Vec<Indexed> = Vec::new();
    let mut numbers: HashMap<i64, Vec<Option<u32>>> = HashMap::new();
    for row in segments_of(db, segments).await? {
        let mut numbers_here = Vec::new();
        for one in indexed_of(row.id, &row.indexed)? {
            if current.get(&one.key) == Some(&i64::from(one.revision)) {
                let first = u32::try_from(2 * kept.len()).ok();
                numbers_here.extend([first, first.map(|first| first + 1)]);
                kept.push(one);
            } else {
                numbers_here.extend([None, None]);
            }
        }
        numbers.insert(row.id, numbers_here);
    }
    let rows = search_list::Entity::find()
        .filter(search_list::Column::SegmentId.is_in(segments.iter().copied()))
        .order_by_asc(search_list::Column::Gram)
        .order_by_asc(search_list::Column::SegmentId)
        .all(db)
        .await?;
    let lists = rows.chunk_by(|a, b| a.gram == b.gram).map(|rows| {
        let lists = rows.iter().filter_map(|row| Some((row.list.as_slice(), numbers.get(&row.segment_id)?.as_slice())));
        (Gram(rows[0].gram), appended(lists))
    });
    let lists = lists.filter(|(_, list)| !list.is_empty()).collect();
    search_list::Entity::delete_many()
        .filter(search_list::Column::SegmentId.is_in(segments.iter().copied()))
        .exec(db)
        .await?;
    search_segment::Entity::delete_many()
        .filter(search_segment::Column::Id.is_in(segments.iter().copied()))
        .exec(db)
        .await?;
    put_segment(db, &kept, lists).await
}

async fn segments_of(db: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<search_segment::Model>> {
    let rows = search_segment::Entity::find()
        .filter(search_segment::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(search_segment::Column::Id)
        .all(db)
        .await?;
    Ok(rows)
}

async fn current_revisions(db: &impl ConnectionTrait) -> Result<HashMap<PublicationKey, i64>> {
    let rows: Vec<(i64, String, String, i64)> = publication::Entity::find()
        .select_only()
        .columns([
            publication::Column::Id,
            publication::Column::Kind,
            publication::Column::Name,
            publication::Column::CurrentRevision,
        ])
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|(id, kind, name, current)| Ok((Row::of("publication", &id).key(&kind, &name)?, current)))
        .collect()
}
