//! Tenants as someone of the provider changes them: what the import does, judged by permission and written into
//! the audit trail in the same transaction.

use super::{TenantImport, all_tenants, write};
use crate::audit::append;
use crate::connection::Store;
use crate::entity::tenant_draft;
use crate::error::Result;
use crate::publish::lock_version;
use crate::row::Micros;
use domain::audience::Tenant;
use domain::audit::{Act, AuditAction};
use domain::permission::{Permission, may};
use domain::viewer::Viewer;
use domain::zone::civil_date;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait};

/// Writes down each tenant that is added or changed.
pub(super) async fn write_down(db: &impl ConnectionTrait, import: &TenantImport, act: &Act) -> Result<()> {
    for tenant in &import.new {
        let record = act.record(AuditAction::TenantAdded, Some(&tenant.id), tenant.id.as_str());
        append(db, &record.with("plan", tenant.plan.as_str())).await?;
    }
    for (before, after) in &import.changed {
        let mut record = act.record(AuditAction::TenantChanged, Some(&after.id), after.id.as_str());
        for (name, before, after) in differences(before, after) {
            record = record.with(name, format!("{before} -> {after}"));
        }
        append(db, &record).await?;
    }
    Ok(())
}

/// Writes tenants and what is to be known of it later, in the caller's transaction.
pub(super) async fn take_over(
    transaction: &DatabaseTransaction,
    tenants: &[Tenant],
    act: &Act,
) -> Result<TenantImport> {
    lock_version(transaction).await?;
    let import = TenantImport::of(tenants, &all_tenants(transaction).await?, Some(civil_date(act.at)));
    write(transaction, &import).await?;
    write_down(transaction, &import, act).await?;
    if tenants.len() > 1 {
        let count = |count: usize| count.to_string();
        let record = act.record(AuditAction::TenantsImported, None, "");
        let record = record.with("new", count(import.new.len())).with("changed", count(import.changed.len()));
        append(transaction, &record).await?;
    }
    Ok(import)
}

impl Store {
    /// Adds and changes tenants, all of them or none, as [`Store::import_tenants`]. `None` for whoever may not.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`]; then nothing was changed.
    pub async fn change_tenants(&self, viewer: &Viewer, tenants: &[Tenant], act: &Act) -> Result<Option<TenantImport>> {
        let Some(user) = viewer.user().filter(|_| may(viewer, Permission::ManageTenants)) else { return Ok(None) };
        let transaction = self.begin().await?;
        let import = take_over(&transaction, tenants, act).await?;
        tenant_draft::Entity::delete_by_id(user.0).exec(&transaction).await?;
        transaction.commit().await?;
        Ok(Some(import))
    }

    /// Keeps a table between dry run and import. `None` for whoever may not import it.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn keep_tenant_draft(&self, viewer: &Viewer, csv: &str, act: &Act) -> Result<Option<()>> {
        let Some(user) = viewer.user().filter(|_| may(viewer, Permission::ManageTenants)) else { return Ok(None) };
        let row = tenant_draft::ActiveModel {
            person_id: Set(user.0),
            csv: Set(csv.to_owned()),
            stored_at: Set(Micros::from(act.at)),
        };
        let replace = [tenant_draft::Column::Csv, tenant_draft::Column::StoredAt];
        let transaction = self.begin().await?;
        tenant_draft::Entity::insert(row)
            .on_conflict(OnConflict::column(tenant_draft::Column::PersonId).update_columns(replace).to_owned())
            .exec_without_returning(&transaction)
            .await?;
        transaction.commit().await?;
        Ok(Some(()))
    }

    /// The viewer's own table between dry run and import, and a number that tells it from another.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn tenant_draft(&self, viewer: &Viewer) -> Result<Option<(String, i64)>> {
        let Some(user) = viewer.user().filter(|_| may(viewer, Permission::ManageTenants)) else { return Ok(None) };
        let row = tenant_draft::Entity::find_by_id(user.0).one(self.reader()).await?;
        Ok(row.map(|row| (row.csv, row.stored_at.0)))
    }
}

/// What is another: the name of the column, before and after.
pub fn differences(before: &Tenant, after: &Tenant) -> Vec<(&'static str, String, String)> {
    let list = |keys: Vec<&str>| keys.join(";");
    let columns = |tenant: &Tenant| {
        [
            ("name", tenant.name.ja.clone()),
            ("name_en", tenant.name.en.clone().unwrap_or_default()),
            ("plan", tenant.plan.to_string()),
            ("regions", list(tenant.regions.iter().map(AsRef::as_ref).collect())),
            ("components", list(tenant.components.iter().map(AsRef::as_ref).collect())),
            ("joined_on", tenant.joined_on.map(|day| day.to_string()).unwrap_or_default()),
        ]
    };
    let pairs = columns(before).into_iter().zip(columns(after));
    pairs.filter(|((_, a), (_, b))| a != b).map(|((name, a), (_, b))| (name, a, b)).collect()
}
