//! Tenants: who there is, and what the provider's own systems say of them from time to time.
//!
//! A change takes effect at once, because audiences are asked on every read. In the same transaction it
//! is written down what a tenant keeps of what it no longer is in the audience of (see [`keeping`]).

mod by_staff;
mod keeping;

use crate::connection::Store;
use crate::entity::tenant;
use crate::error::Result;
use crate::publish::{lock_version, raise_version};
use crate::row::{Row, to_json};
use by_staff::{take_over, write_down};
use chrono::NaiveDate;
use domain::audience::Tenant;
use domain::audit::Act;
use domain::id::{PlanKey, TenantId};
use domain::viewer::Staff;
use keeping::keep_what_was_told;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryOrder};
use std::collections::HashMap;

pub use by_staff::differences;
pub(crate) use keeping::{forget_kept, kept_by_tenant, kept_of};

/// Rows per statement, far within what the engines bind.
const ROWS_AT_ONCE: usize = 500;

/// What an import does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TenantImport {
    /// Not there before.
    pub new: Vec<Tenant>,
    /// As they were and as they will be.
    pub changed: Vec<(Tenant, Tenant)>,
    /// Those that stay as they are.
    pub unchanged: Vec<Tenant>,
    /// There, but not among those given; they are left as they are.
    pub not_given: Vec<TenantId>,
}

/// What became of a tenant that someone wanted to be as given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replacement {
    /// It is as given now; whether it is new.
    Done {
        /// As it stands now.
        tenant: Tenant,
        /// Whether it was not there before.
        is_new: bool,
    },
    /// What stands is not what the writer expected; nothing was changed.
    Unexpected,
}

impl Store {
    /// Makes a tenant as given, with the rules of [`Store::import_tenants`], if what stands is as the
    /// writer expects: looked at in the transaction that writes.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`]; then nothing was changed.
    pub async fn replace_tenant(
        &self,
        act: &Act,
        tenant: &Tenant,
        today: NaiveDate,
        is_expected: impl FnOnce(Option<&Tenant>) -> bool,
    ) -> Result<Replacement> {
        let transaction = self.begin().await?;
        lock_version(&transaction).await?;
        let standing = all_tenants(&transaction).await?;
        if !is_expected(standing.iter().find(|standing| standing.id == tenant.id)) {
            return Ok(Replacement::Unexpected);
        }
        let import = TenantImport::of(std::slice::from_ref(tenant), &standing, Some(today));
        write(&transaction, &import).await?;
        write_down(&transaction, &import, act).await?;
        transaction.commit().await?;
        let changed = import.changed.into_iter().map(|(_, after)| after);
        let is_new = !import.new.is_empty();
        let tenant = import.new.into_iter().chain(changed).chain(import.unchanged).next();
        Ok(tenant.map_or(Replacement::Unexpected, |tenant| Replacement::Done { tenant, is_new }))
    }

    /// Adds a tenant, or replaces what is known about it. Without a day of joining the one known is kept.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn put_tenant(&self, tenant: &Tenant) -> Result<()> {
        let transaction = self.begin().await?;
        lock_version(&transaction).await?;
        let import = TenantImport::of(std::slice::from_ref(tenant), &all_tenants(&transaction).await?, None);
        write(&transaction, &import).await?;
        Ok(transaction.commit().await?)
    }

    /// What [`Store::import_tenants`] would do; changes nothing.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn plan_tenant_import(&self, tenants: &[Tenant], today: NaiveDate) -> Result<TenantImport> {
        Ok(TenantImport::of(tenants, &all_tenants(self.reader()).await?, Some(today)))
    }

    /// Adds and changes tenants, all of them or none, and writes that down. A new one without a day of joining
    /// joins on the day of the act; those that are not given are left as they are.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`]; then nothing was changed.
    pub async fn import_tenants(&self, tenants: &[Tenant], act: &Act) -> Result<TenantImport> {
        let transaction = self.begin().await?;
        let import = take_over(&transaction, tenants, act).await?;
        transaction.commit().await?;
        Ok(import)
    }

    /// All tenants by their keys, for staff.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn tenants(&self, _staff: &Staff) -> Result<Vec<Tenant>> {
        all_tenants(self.reader()).await
    }

    /// All tenants by their keys, for commands; never for a page.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn every_tenant(&self) -> Result<Vec<Tenant>> {
        all_tenants(self.reader()).await
    }
}

impl TenantImport {
    fn of(given: &[Tenant], standing: &[Tenant], joining: Option<NaiveDate>) -> Self {
        let mut left: HashMap<&TenantId, &Tenant> = standing.iter().map(|tenant| (&tenant.id, tenant)).collect();
        let mut import = Self::default();
        for tenant in given {
            let mut after = tenant.clone();
            match left.remove(&tenant.id) {
                None => {
                    after.joined_on = after.joined_on.or(joining);
                    import.new.push(after);
                }
                Some(before) => {
                    after.joined_on = after.joined_on.or(before.joined_on);
                    if after == *before {
                        import.unchanged.push(after);
                    } else {
                        import.changed.push((before.clone(), after));
                    }
                }
            }
        }
        import.not_given =
            standing.iter().map(|tenant| &tenant.id).filter(|id| left.contains_key(id)).cloned().collect();
        import
    }
}

async fn write(transaction: &DatabaseTransaction, import: &TenantImport) -> Result<()> {
    let changed = import.changed.iter().map(|(_, after)| after);
    let rows = import.new.iter().chain(changed).map(row_of).collect::<Result<Vec<_>>>()?;
    let replace = [
        tenant::Column::Name,
        tenant::Column::Plan,
        tenant::Column::Regions,
        tenant::Column::Components,
        tenant::Column::JoinedOn,
    ];
    for chunk in rows.chunks(ROWS_AT_ONCE) {
        tenant::Entity::insert_many(chunk.iter().cloned())
            .on_conflict(OnConflict::column(tenant::Column::Id).update_columns(replace).to_owned())
            .exec_without_returning(transaction)
            .await?;
    }
    if keep_what_was_told(transaction, &import.changed).await? {
        raise_version(transaction).await?;
    }
    Ok(())
}

fn row_of(tenant: &Tenant) -> Result<tenant::ActiveModel> {
    Ok(tenant::ActiveModel {
        id: Set(tenant.id.as_str().to_owned()),
        name: Set(to_json(&tenant.name)?),
        plan: Set(tenant.plan.as_str().to_owned()),
        regions: Set(to_json(&tenant.regions)?),
        components: Set(to_json(&tenant.components)?),
        joined_on: Set(tenant.joined_on.map(|day| day.to_string())),
    })
}

/// All tenants by their keys.
pub(crate) async fn all_tenants(db: &impl ConnectionTrait) -> Result<Vec<Tenant>> {
    let rows = tenant::Entity::find().order_by_asc(tenant::Column::Id).all(db).await?;
    rows.iter().map(tenant_of).collect()
}

/// The tenant of a row.
pub(crate) fn tenant_of(row: &tenant::Model) -> Result<Tenant> {
    let at = Row::of("tenant", &row.id);
    let joined_on = row.joined_on.as_deref();
    Ok(Tenant {
        id: at.parse("id", &row.id, TenantId::parse)?,
        name: at.json("name", &row.name)?,
        plan: at.parse("plan", &row.plan, PlanKey::parse)?,
        regions: at.json("regions", &row.regions)?,
        components: at.json("components", &row.components)?,
        joined_on: joined_on.map(|day| at.parse("joined_on", day, str::parse::<NaiveDate>)).transpose()?,
    })
}
