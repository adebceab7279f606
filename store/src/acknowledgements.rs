//! Acknowledgements read back: a reader's own, the stamps of a tenant, and the coverage staff see.
//! What is counted are the rows themselves.

use crate::connection::Store;
use crate::entity::{acknowledgement, person, publication};
use crate::error::Result;
use crate::loading::{self, Loaded};
use crate::row::{Micros, Row};
use crate::tenants::all_tenants;
use chrono::{DateTime, Utc};
use domain::acknowledgement::{Acknowledgement, Coverage, Standing, coverage};
use domain::audience::Tenant;
use domain::digest::Digest;
use domain::id::{TenantId, UserId};
use domain::publication::{Publication, PublicationKey};
use domain::viewer::{Member, Staff, TenantRole, Viewer};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DerivePartialModel, EntityTrait, ExprTrait, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::{BTreeMap, HashMap};

/// How far one tenant is with what a publication asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantCoverage {
    /// The tenant.
    pub tenant: Tenant,
    /// Its people, asked or not, with what they did.
    pub people: Vec<Standing>,
    /// The count over those who are asked.
    pub coverage: Coverage,
}

impl Store {
    /// The viewer's own acknowledgements, the latest first; none for whoever is not of a tenant.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn acknowledgements_of(&self, viewer: &Viewer) -> Result<Vec<Acknowledgement>> {
        let Some(member) = viewer.member() else {
            return Ok(vec![]);
        };
        let rows = acknowledgement::Entity::find()
            .find_both_related(publication::Entity)
            .filter(acknowledgement::Column::PersonId.eq(member.user.0))
            .filter(acknowledgement::Column::TenantId.eq(member.tenant.id.as_str()))
            .order_by_desc(acknowledgement::Column::AcknowledgedAt)
            .order_by_desc(acknowledgement::Column::Id)
            .all(self.reader())
            .await?;
        rows.iter().map(|(row, publication)| value_of(row, loading::key_of(publication)?)).collect()
    }

    /// The stamps of a publication: everyone of the member's own tenant, with their latest
    /// acknowledgement that counts, in the order they were added. `None` when it does not exist for the
    /// member at `now`.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn stamps(
        &self,
        member: &Member,
        now: DateTime<Utc>,
        publication: &Publication,
    ) -> Result<Option<Vec<Standing>>> {
        if !publication.is_published(now) || !publication.audience.includes(&member.tenant) {
            return Ok(None);
        }
        let named = loading::named([&publication.key]);
        let number = Query::select().column(publication::Column::Id).from(publication::Entity).cond_where(named).take();
        // One answer, on every page that asks for an acknowledgement: people and what they gave together.
        let given = Condition::all()
            .add(
                Expr::col((acknowledgement::Entity, acknowledgement::Column::PersonId))
                    .equals(person::Column::Id.as_column_ref()),
            )
            .add(acknowledgement::Column::TenantId.eq(member.tenant.id.as_str()))
            .add(acknowledgement::Column::PublicationId.in_subquery(number))
            .add(acknowledgement::Column::Revision.gte(publication.counts_from()));
        let mut people = person::Entity::find()
            .select_only()
            .columns([person::Column::Id, person::Column::Name, person::Column::Role])
            .column_as(acknowledgement::Column::Revision, "revision")
            .column_as(acknowledgement::Column::AcknowledgedAt, "acknowledged_at")
            .filter(person::Column::DisabledAt.is_null())
            .filter(person::Column::TenantId.eq(member.tenant.id.as_str()))
            .order_by_asc(person::Column::Id)
            .order_by_asc(acknowledgement::Column::Revision);
        QuerySelect::query(&mut people).join(JoinType::LeftJoin, acknowledgement::Entity, given);
        let rows = people.into_tuple::<StampRow>().all(self.reader()).await?;
        let mut stamps: Vec<Standing> = vec![];
        for (id, name, role, revision, acknowledged_at) in rows {
            let at = Row::of("person", &id);
            let role = at.word("role", role.as_deref().unwrap_or_default(), TenantRole::from_word)?;
            let at = Row::of("acknowledgement of person", &id);
            let acknowledged = match revision.zip(acknowledged_at) {
                Some((revision, moment)) => {
                    Some((at.number("revision", revision)?, at.instant("acknowledged_at", moment)?))
                }
                None => None,
            };
            // Whoever acknowledged several revisions comes once for each, the highest last.
            stamps.pop_if(|last| last.user == UserId(id));
            stamps.push(Standing { user: UserId(id), name, role, acknowledged });
        }
        Ok(Some(stamps))
    }

    /// As [`Store::stamps`], for several publications at once and for administrators alone. What does
    /// not exist for them is left out; to a member who is none, everything.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn standings_in_tenant(
        &self,
        administrator: &Member,
        now: DateTime<Utc>,
        keys: &[PublicationKey],
    ) -> Result<HashMap<PublicationKey, Vec<Standing>>> {
        if administrator.role != TenantRole::Administrator {
            return Ok(HashMap::new());
        }
        let tenant = &administrator.tenant.id;
        let snapshot = self.snapshot().await?;
        let mut loaded = loading::by_keys(&snapshot, keys).await?;
        loaded.retain(|Loaded { publication, .. }| {
            publication.is_published(now) && publication.audience.includes(&administrator.tenant)
        });
        let publications: Vec<_> = loaded.iter().map(|loaded| (loaded.id, &loaded.publication)).collect();
        let people = people_by_tenant(&snapshot, Some(tenant)).await?.remove(tenant).unwrap_or_default();
        let given = Given::to(&snapshot, &publications, Some(tenant)).await?;
        snapshot.commit().await?;
        let standings =
            |(id, publication): &(i64, &Publication)| (publication.key.clone(), given.standings(*id, &people));
        Ok(publications.iter().map(standings).collect())
    }

    /// How far every tenant of which it is asked is, for staff, also of what was cancelled or withdrawn since.
    /// `None` when there is no such publication or its text asks for no acknowledgement.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn coverage_of(&self, _staff: &Staff, key: &PublicationKey) -> Result<Option<Vec<TenantCoverage>>> {
        let snapshot = self.snapshot().await?;
        let Some(Loaded { id, publication }) = loading::by_keys(&snapshot, std::slice::from_ref(key)).await?.pop()
        else {
            return Ok(None);
        };
        let Some(requirement) = publication.stated_requirement() else {
            return Ok(None);
        };
        let mut people = people_by_tenant(&snapshot, None).await?;
        let given = Given::to(&snapshot, &[(id, &publication)], None).await?;
        let tenants = all_tenants(&snapshot).await?;
        snapshot.commit().await?;
        let tenants = tenants.into_iter().filter(|tenant| publication.stated_requirement_of(tenant).is_some());
        let covered = tenants.map(|tenant| {
            let people = given.standings(id, &people.remove(&tenant.id).unwrap_or_default());
            let coverage = coverage(requirement, &people);
            TenantCoverage { tenant, people, coverage }
        });
        Ok(Some(covered.collect()))
    }
}

/// An acknowledgement from its row.
pub(crate) fn value_of(row: &acknowledgement::Model, publication: PublicationKey) -> Result<Acknowledgement> {
    let at = Row::of("acknowledgement", &row.id);
    Ok(Acknowledgement {
        user: UserId(row.person_id),
        tenant: at.parse("tenant_id", &row.tenant_id, TenantId::parse)?,
        publication,
        revision: at.number("revision", row.revision)?,
        digest: at.parse("digest", &row.digest, Digest::parse)?,
        acknowledged_at: at.instant("acknowledged_at", row.acknowledged_at)?,
    })
}

/// Number, name and role of someone, and the revision they acknowledged, and when, where they did.
type StampRow = (i64, String, Option<String>, Option<i64>, Option<Micros>);

/// Someone of a tenant whose access was not taken away.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "person::Entity")]
struct PersonRow {
    id: i64,
    name: String,
    tenant_id: Option<String>,
    role: Option<String>,
}

/// The people of one tenant, or of all, in the order they were added.
async fn people_by_tenant(
    db: &impl ConnectionTrait,
    only: Option<&TenantId>,
) -> Result<BTreeMap<TenantId, Vec<Standing>>> {
    let mut query = person::Entity::find()
        .filter(person::Column::DisabledAt.is_null())
        .filter(person::Column::TenantId.is_not_null())
        .order_by_asc(person::Column::Id);
    if let Some(tenant) = only {
        query = query.filter(person::Column::TenantId.eq(tenant.as_str()));
    }
    let mut people: BTreeMap<TenantId, Vec<Standing>> = BTreeMap::new();
    for row in query.into_partial_model::<PersonRow>().all(db).await? {
        let at = Row::of("person", &row.id);
        let tenant = at.parse("tenant_id", row.tenant_id.as_deref().unwrap_or_default(), TenantId::parse)?;
        let role = at.word("role", row.role.as_deref().unwrap_or_default(), TenantRole::from_word)?;
        let standing = Standing { user: UserId(row.id), name: row.name, role, acknowledged: None };
        people.entry(tenant).or_default().push(standing);
    }
    Ok(people)
}

/// The acknowledgements that count, the highest revision of each person.
struct Given(HashMap<(i64, UserId), (u32, DateTime<Utc>)>);

impl Given {
    /// Those to the given publications, of one tenant or of all.
    async fn to(
        db: &impl ConnectionTrait,
        publications: &[(i64, &Publication)],
        only: Option<&TenantId>,
    ) -> Result<Self> {
        let counts_from: HashMap<_, _> = publications.iter().map(|(id, it)| (*id, it.counts_from())).collect();
        let mut query = acknowledgement::Entity::find()
            .select_only()
            .columns([
                acknowledgement::Column::Id,
                acknowledgement::Column::PublicationId,
                acknowledgement::Column::PersonId,
                acknowledgement::Column::Revision,
                acknowledgement::Column::AcknowledgedAt,
            ])
            .filter(acknowledgement::Column::PublicationId.is_in(counts_from.keys().copied()))
            .order_by_asc(acknowledgement::Column::Revision);
        if let Some(tenant) = only {
            query = query.filter(acknowledgement::Column::TenantId.eq(tenant.as_str()));
        }
        let mut given = HashMap::new();
        for (id, publication, person, revision, acknowledged_at) in
            query.into_tuple::<(i64, i64, i64, i64, Micros)>().all(db).await?
        {
            let at = Row::of("acknowledgement", &id);
            let revision: u32 = at.number("revision", revision)?;
            if counts_from.get(&publication).is_some_and(|from| revision >= *from) {
                let instant = at.instant("acknowledged_at", acknowledged_at)?;
                given.insert((publication, UserId(person)), (revision, instant));
            }
        }
        Ok(Self(given))
    }

    /// People with what they gave to one publication.
    fn standings(&self, publication_id: i64, people: &[Standing]) -> Vec<Standing> {
        let with = |person: &Standing| Standing {
            acknowledged: self.0.get(&(publication_id, person.user)).copied(),
            ..person.clone()
        };
        people.iter().map(with).collect()
    }
}
