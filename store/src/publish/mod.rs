//! Publishing: everything a publish writes, in one transaction. Nothing is sent inside it; each event
//! that must be told leaves a dispatch behind, which later becomes deliveries.
//!
//! Publishers write one after another (the row of the catalogue's version is their lock), and unique
//! constraints decide between two that were planned on the same standing: the second gets
//! [`StoreError::Conflict`], nothing of it is written, and it has to read the standings again. So it is where anything
//! was published or recorded since the plan was made, or an hour has come by which it would be another
//! ([`Validity`]).

mod folder;
mod recall;
mod timeline;
mod validity;
mod write;

pub use folder::PublishedFolder;
pub use validity::Validity;

use crate::connection::Store;
use crate::entity::{catalogue_version, event, portal, publication, revision};
use crate::error::{Result, StoreError};
use crate::loading;
use crate::row::{Micros, Row, stored_instant, to_json};
use chrono::{DateTime, NaiveDate, Utc};
use domain::clock::Clock;
use domain::digest::Digest;
use domain::event::{EventKind, Moved};
use domain::plan::{Draft, Standing, StandingTerms, Step};
use domain::portal::Portal;
use domain::publication::{Publication, PublicationKey};
use domain::revision::Facts;
use domain::subscription::Topic;
use domain::zone::civil_date;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a publish did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// Publications that were not there before.
    pub new: usize,
    /// Publications that got new revisions.
    pub revised: usize,
    /// Publications left as they stand.
    pub unchanged: usize,
    /// The version of the catalogue afterwards; the same as before when nothing changed.
    pub catalogue_version: i64,
    /// Events that will be told.
    pub dispatches: usize,
}

impl Store {
    /// What stands, for the plan of a publish.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn standings(&self) -> Result<Vec<Standing>> {
        let rows: Vec<(i64, String, String, Micros, i64, String)> = revision::Entity::find()
            .inner_join(publication::Entity)
            .select_only()
            .column(publication::Column::Id)
            .column(publication::Column::Kind)
            .column(publication::Column::Name)
            .column(publication::Column::PublishAt)
            .column(revision::Column::Number)
            .column(revision::Column::Digest)
            .order_by_asc(revision::Column::PublicationId)
            .order_by_asc(revision::Column::Number)
            .into_tuple()
            .all(self.reader())
            .await?;
        let terms = self.standing_terms().await?;
        let mut standings = BTreeMap::new();
        for (id, kind, name, publish_at, number, digest) in rows {
            let row = Row::of("publication", &id);
            let (key, publish_at) = (row.key(&kind, &name)?, row.instant("publish_at", publish_at)?);
            let place = format!("{key} {number}");
            let row = Row::of("revision", &place);
            let line = (row.number("number", number)?, row.parse("digest", &digest, Digest::parse)?);
            let terms = terms.get(&id).copied();
            let standing =
                standings.entry(id).or_insert_with(|| Standing { key, publish_at, revisions: vec![], terms });
            standing.revisions.push(line);
        }
        Ok(standings.into_values().collect())
    }

    /// From when the terms hold that stand announced, by publication.
    async fn standing_terms(&self) -> Result<HashMap<i64, StandingTerms>> {
        let current = Expr::col((revision::Entity, revision::Column::Number))
            .equals((publication::Entity, publication::Column::CurrentRevision));
        let rows: Vec<(i64, i64, String)> = revision::Entity::find()
            .inner_join(publication::Entity)
            .filter(publication::Column::Topic.eq(Topic::Terms.word()))
            .filter(current)
            .select_only()
            .column(publication::Column::Id)
            .column(revision::Column::Number)
            .column(revision::Column::Facts)
            .into_tuple()
            .all(self.reader())
            .await?;
        let moved = self.moved_terms().await?;
        let mut terms = HashMap::new();
        for (id, number, facts) in rows {
            let place = format!("{id} {number}");
            let facts: Facts = Row::of("revision", &place).json("facts", &facts)?;
            let stated = facts.notice().and_then(|facts| facts.effective_on);
            terms.extend(stated.map(|stated| {
                let in_force = moved.get(&id).copied().unwrap_or(stated);
                (id, StandingTerms { stated, in_force })
            }));
        }
        Ok(terms)
    }

    /// The days to which announced terms were moved last, by publication.
    async fn moved_terms(&self) -> Result<HashMap<i64, NaiveDate>> {
        let rows: Vec<(i64, i64, Option<String>)> = event::Entity::find()
            .inner_join(publication::Entity)
            .filter(publication::Column::Topic.eq(Topic::Terms.word()))
            .filter(event::Column::Kind.eq(EventKind::Rescheduled.word()))
            .select_only()
            .column(publication::Column::Id)
            .column(event::Column::Id)
            .column(event::Column::Moved)
            .order_by_asc(event::Column::Id)
            .into_tuple()
            .all(self.reader())
            .await?;
        let mut days = HashMap::new();
        for (id, event, moved) in rows {
            let Some(moved) = moved else { continue };
            let moved: Moved = Row::of("event", &event).json("moved", &moved)?;
            days.insert(id, civil_date(moved.to.start));
        }
        Ok(days)
    }

    /// What stands of these, whole but for the texts: for a plan that amends them.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn amended(&self, keys: &[PublicationKey]) -> Result<HashMap<PublicationKey, Publication>> {
        let loaded = loading::by_keys(self.reader(), keys).await?;
        Ok(loaded.into_iter().map(|loaded| (loaded.publication.key.clone(), loaded.publication)).collect())
    }

    /// Which of these publications, being revised at `now`, would move their planned time with that: then
    /// it is told, whatever the class of the revision.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn moving(&self, drafts: &[&Draft], now: DateTime<Utc>) -> Result<HashSet<PublicationKey>> {
        let keys: Vec<_> = drafts.iter().map(|draft| draft.key.clone()).collect();
        let standing = loading::by_keys(self.reader(), &keys).await?;
        let standing: HashMap<_, _> = standing.iter().map(|loaded| (&loaded.publication.key, loaded)).collect();
        let is_moving = |draft: &&&Draft| {
            let standing = standing.get(&draft.key).map(|loaded| &loaded.publication);
            let visible = standing.filter(|publication| publication.is_published(now));
            visible.is_some_and(|publication| timeline::moved_since(publication, &draft.revisions).is_some())
        };
        Ok(drafts.iter().filter(is_moving).map(|draft| draft.key.clone()).collect())
    }

    /// Publishes what the steps say, all of it or nothing, if what was planned holds still once others who write were
    /// waited for. What is published is published then. A step that is [`Step::Unchanged`] writes nothing, and neither
    /// does a portal that is the same as before. `None` leaves the portal as it is.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the plan does not hold any more; [`StoreError::Database`].
    pub async fn publish(
        &self,
        portal: Option<&Portal>,
        steps: &[(Draft, Step)],
        validity: Validity,
        clock: &dyn Clock,
    ) -> Result<Published> {
        let transaction = self.begin().await?;
        let version = lock_version(&transaction).await?;
        let now = clock.now();
        validity.check(version, now)?;
        let published = publish_within(&transaction, portal, steps, version, now).await?;
        transaction.commit().await?;
        Ok(published)
    }
}

/// Publishes within a transaction that has the lock, on `version`.
pub(crate) async fn publish_within(
    transaction: &DatabaseTransaction,
    portal: Option<&Portal>,
    steps: &[(Draft, Step)],
    version: i64,
    now: DateTime<Utc>,
) -> Result<Published> {
    let now = stored_instant(now);
    let changes: Vec<_> = steps
        .iter()
        .filter(|(draft, step)| !draft.revisions.is_empty() && *step != Step::Unchanged)
        .map(|(draft, step)| write::Change::of(draft, *step))
        .collect();
    let new = changes.iter().filter(|change| change.is_new()).count();
    let dispatches = write::changes(transaction, &changes, now).await?;
    let is_portal_new = put_portal(transaction, portal, now).await?;
    let is_newer = is_portal_new || !changes.is_empty();
    Ok(Published {
        new,
        revised: changes.len() - new,
        unchanged: steps.len() - changes.len(),
        catalogue_version: if is_newer { raise_version(transaction).await? } else { version },
        dispatches,
    })
}

/// Reads the version and keeps others who publish or record waiting until this transaction ends.
pub(crate) async fn lock_version(transaction: &DatabaseTransaction) -> Result<i64> {
    let row = catalogue_version::Entity::find_by_id(portal::ONLY).lock_exclusive().one(transaction).await?;
    Ok(row.ok_or_else(version_is_missing)?.version)
}

pub(crate) async fn raise_version(transaction: &DatabaseTransaction) -> Result<i64> {
    let rows = catalogue_version::Entity::update_many()
        .col_expr(catalogue_version::Column::Version, Expr::col(catalogue_version::Column::Version).add(1))
        .filter(catalogue_version::Column::Id.eq(portal::ONLY))
        .exec_with_returning(transaction)
        .await?;
    Ok(rows.first().ok_or_else(version_is_missing)?.version)
}

pub(crate) fn version_is_missing() -> StoreError {
    DbErr::RecordNotFound("catalogue_version has lost its row".to_owned()).into()
}

/// Replaces the portal; `false` when it is the same as before.
async fn put_portal(db: &impl ConnectionTrait, portal: Option<&Portal>, now: DateTime<Utc>) -> Result<bool> {
    let Some(portal) = portal else {
        return Ok(false);
    };
    let content = to_json(portal)?;
    let before = portal::Entity::find_by_id(portal::ONLY).one(db).await?;
    if before.is_some_and(|before| before.content == content) {
        return Ok(false);
    }
    let row = portal::ActiveModel { id: Set(portal::ONLY), content: Set(content), updated_at: Set(Micros::from(now)) };
    portal::Entity::insert(row)
        .on_conflict(
            OnConflict::column(portal::Column::Id)
                .update_columns([portal::Column::Content, portal::Column::UpdatedAt])
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(true)
}
