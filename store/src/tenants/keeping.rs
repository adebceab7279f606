//! What a tenant keeps. When its plan, regions or components change, it drops out of audiences; what it
//! was told of while it was in them stays with it as a record: what one of its people opened or
//! acknowledged, and what was sent to one of them. What nobody there ever learnt of is gone for it, as if
//! it had never been. When an author changes the audience itself, nothing is kept: who may see a
//! publication is the author's decision at any time.

use super::ROWS_AT_ONCE;
use crate::entity::{
    acknowledgement, delivery, event, kept_publication, mail_subscription, person, publication, read_mark,
};
use crate::error::Result;
use crate::loading::audience_of;
use crate::row::Row;
use domain::audience::Tenant;
use domain::delivery::DeliveryState;
use domain::id::TenantId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A tenant and a publication, by their rows.
type Pair = (String, i64);

/// Writes down what the changed tenants keep; answers whether that was anything.
pub async fn keep_what_was_told(db: &impl ConnectionTrait, changed: &[(Tenant, Tenant)]) -> Result<bool> {
    if changed.is_empty() {
        return Ok(false);
    }
    let mut lost: HashSet<Pair> = HashSet::new();
    for row in publication::Entity::find().all(db).await? {
        let audience = audience_of(&row)?;
        let dropped = changed.iter().filter(|(before, after)| audience.includes(before) && !audience.includes(after));
        lost.extend(dropped.map(|(_, after)| (after.id.as_str().to_owned(), row.id)));
    }
    let tenants: BTreeSet<_> = lost.iter().map(|(tenant, _)| tenant.as_str()).collect();
    let tenants: Vec<_> = tenants.into_iter().collect();
    let mut rows = vec![];
    for chunk in tenants.chunks(ROWS_AT_ONCE) {
        let told: HashSet<Pair> = told(db, chunk).await?;
        rows.extend(told.into_iter().filter(|pair| lost.contains(pair)).map(|(tenant, publication)| {
            kept_publication::ActiveModel { tenant_id: Set(tenant), publication_id: Set(publication) }
        }));
    }
    for chunk in rows.chunks(ROWS_AT_ONCE) {
        let columns = [kept_publication::Column::TenantId, kept_publication::Column::PublicationId];
        kept_publication::Entity::insert_many(chunk.iter().cloned())
            .on_conflict(OnConflict::columns(columns).do_nothing().to_owned())
            .exec_without_returning(db)
            .await?;
    }
    Ok(!rows.is_empty())
}

/// Of what these tenants were told: acknowledged, opened, or sent to one of their people.
async fn told(db: &impl ConnectionTrait, tenants: &[&str]) -> Result<HashSet<Pair>> {
    let these = || tenants.iter().copied();
    let mut told: HashSet<Pair> = acknowledgement::Entity::find()
        .select_only()
        .columns([acknowledgement::Column::TenantId, acknowledgement::Column::PublicationId])
        .distinct()
        .filter(acknowledgement::Column::TenantId.is_in(these()))
        .into_tuple::<Pair>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let people: Vec<(i64, String)> = person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::TenantId])
        .filter(person::Column::TenantId.is_in(these()))
        .into_tuple()
        .all(db)
        .await?;
    let tenant_of: HashMap<i64, String> = people.into_iter().collect();
    let ids: Vec<_> = tenant_of.keys().copied().collect();
    for chunk in ids.chunks(ROWS_AT_ONCE) {
        let opened: Vec<(i64, i64)> = read_mark::Entity::find()
            .select_only()
            .columns([read_mark::Column::PersonId, read_mark::Column::PublicationId])
            .filter(read_mark::Column::PersonId.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let sent: Vec<(i64, i64)> = delivery::Entity::find()
            .select_only()
            .column(mail_subscription::Column::PersonId)
            .column(event::Column::PublicationId)
            .distinct()
            .inner_join(event::Entity)
            .inner_join(mail_subscription::Entity)
            .filter(delivery::Column::State.eq(DeliveryState::Sent.word()))
            .filter(mail_subscription::Column::PersonId.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let learnt = opened.into_iter().chain(sent);
        told.extend(learnt.filter_map(|(person, publication)| Some((tenant_of.get(&person)?.clone(), publication))));
    }
    Ok(told)
}

/// Who keeps the publications of a condition, by the publication's row.
pub async fn kept_of(db: &impl ConnectionTrait, which: &Condition) -> Result<HashMap<i64, BTreeSet<TenantId>>> {
    let rows = kept_publication::Entity::find().inner_join(publication::Entity).filter(which.clone()).all(db).await?;
    let mut kept: HashMap<i64, BTreeSet<TenantId>> = HashMap::new();
    for row in rows {
        let tenant =
            Row::of("kept_publication", &row.publication_id).parse("tenant_id", &row.tenant_id, TenantId::parse)?;
        kept.entry(row.publication_id).or_default().insert(tenant);
    }
    Ok(kept)
}

/// The rows of publications of these names that a tenant keeps. Asked whether or not there are such
/// publications: what is hidden costs no other work than what never was.
pub async fn kept_by_tenant(db: &impl ConnectionTrait, tenant: &TenantId, names: &[&str]) -> Result<HashSet<i64>> {
    let ids: Vec<i64> = kept_publication::Entity::find()
        .inner_join(publication::Entity)
        .select_only()
        .column(kept_publication::Column::PublicationId)
        .filter(kept_publication::Column::TenantId.eq(tenant.as_str()))
        .filter(publication::Column::Name.is_in(names.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().collect())
}

/// Nobody keeps the publication any more: its author decided anew who may see it.
pub async fn forget_kept(db: &impl ConnectionTrait, publication_id: i64) -> Result<()> {
    kept_publication::Entity::delete_many()
        .filter(kept_publication::Column::PublicationId.eq(publication_id))
        .exec(db)
        .await?;
    Ok(())
}
