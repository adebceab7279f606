//! The people of one tenant, for a token that may read them.

use crate::connection::Store;
use crate::entity::person;
use crate::error::Result;
use crate::row::Row;
use chrono::{DateTime, Utc};
use domain::id::UserId;
use domain::locale::Locale;
use domain::mail_address::MailAddress;
use domain::viewer::{Member, TenantRole};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Someone of a tenant whose access was not taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantPerson {
    /// Who.
    pub user: UserId,
    /// As shown.
    pub name: String,
    /// Where mail goes.
    pub address: MailAddress,
    /// What they may do in their tenant.
    pub role: TenantRole,
    /// The language of pages and mail.
    pub locale: Locale,
    /// When they were added.
    pub added_at: DateTime<Utc>,
}

impl Store {
    /// The people of the administrator's own tenant in the order they were added, after one of them and
    /// at most so many; none for a member who is no administrator.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn people_of_tenant(
        &self,
        administrator: &Member,
        after: Option<UserId>,
        limit: u64,
    ) -> Result<Vec<TenantPerson>> {
        if administrator.role != TenantRole::Administrator {
            return Ok(vec![]);
        }
        let rows = person::Entity::find()
            .filter(person::Column::TenantId.eq(administrator.tenant.id.as_str()))
            .filter(person::Column::DisabledAt.is_null())
            .filter(person::Column::Id.gt(after.map_or(0, |after| after.0)))
            .order_by_asc(person::Column::Id)
            .limit(limit)
            .all(self.reader())
            .await?;
        rows.into_iter().map(person_of).collect()
    }

    /// Someone of the administrator's own tenant. `None` for anyone else.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn person_of_tenant(&self, administrator: &Member, user: UserId) -> Result<Option<TenantPerson>> {
        let before = UserId(user.0.saturating_sub(1));
        let found = self.people_of_tenant(administrator, Some(before), 1).await?.pop();
        Ok(found.filter(|person| person.user == user))
    }
}

fn person_of(row: person::Model) -> Result<TenantPerson> {
    let at = Row::of("person", &row.id);
    Ok(TenantPerson {
        user: UserId(row.id),
        address: at.parse("address", &row.address, MailAddress::parse)?,
        role: at.word("role", row.role.as_deref().unwrap_or_default(), TenantRole::from_word)?,
        locale: at.word("locale", &row.locale, Locale::from_tag)?,
        added_at: at.instant("created_at", row.created_at)?,
        name: row.name,
    })
}
