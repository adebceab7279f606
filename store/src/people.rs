//! People: who there is, who may sign in, and as whom they read.

use crate::connection::Store;
use crate::entity::{person, tenant};
use crate::error::{Result, StoreError};
use crate::roster::end_access;
use crate::row::{Micros, Row, to_json};
use crate::tenants::tenant_of;
use chrono::{DateTime, Utc};
use domain::id::{TenantId, UserId};
use domain::locale::Locale;
use domain::mail_address::MailAddress;
use domain::viewer::{Member, Staff, StaffRole, TenantRole, Viewer};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Someone to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// Where mail goes, and the name to sign in with.
    pub address: MailAddress,
    /// As shown.
    pub name: String,
    /// In PHC string form; `None` for someone who cannot sign in with a password.
    pub password_hash: Option<String>,
    /// The language of pages and mail.
    pub locale: Locale,
    /// Where they belong.
    pub place: Place,
}

/// Where someone belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// To a tenant.
    Member {
        /// Which one.
        tenant: TenantId,
        /// What they may do there.
        role: TenantRole,
    },
    /// To the provider.
    Staff {
        /// What they may do.
        roles: BTreeSet<StaffRole>,
    },
}

impl Store {
    /// Adds a person.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the address is taken; [`StoreError::Database`], also when there
    /// is no such tenant.
    pub async fn add_user(&self, user: &NewUser, now: DateTime<Utc>) -> Result<UserId> {
        let (tenant_id, role, staff_roles) = match &user.place {
            Place::Member { tenant, role } => (Some(tenant.as_str().to_owned()), Some(role.word().to_owned()), None),
            Place::Staff { roles } => (None, None, Some(to_json(roles)?)),
        };
        let row = person::ActiveModel {
            address: Set(user.address.as_str().to_owned()),
            name: Set(user.name.clone()),
            password_hash: Set(user.password_hash.clone()),
            locale: Set(user.locale.tag().to_owned()),
            tenant_id: Set(tenant_id),
            role: Set(role),
            staff_roles: Set(staff_roles),
            created_at: Set(Micros::from(now)),
            ..Default::default()
        };
        let transaction = self.begin().await?;
        let person = row.insert(&transaction).await.map_err(StoreError::conflict_over("a user with that address"))?;
        transaction.commit().await?;
        Ok(UserId(person.id))
    }

    /// Takes someone's access away: they cannot sign in, their sessions end, they get no mail. What
    /// they did stays on record. Twice is the same as once.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn disable_user(&self, user: UserId, now: DateTime<Utc>) -> Result<()> {
        let transaction = self.begin().await?;
        person::Entity::update_many()
            .col_expr(person::Column::DisabledAt, Expr::value(Micros::from(now)))
            .filter(person::Column::Id.eq(user.0))
            .filter(person::Column::DisabledAt.is_null())
            .exec(&transaction)
            .await?;
        end_access(&transaction, user).await?;
        Ok(transaction.commit().await?)
    }

    /// Whether nobody has been added yet.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn is_empty_of_people(&self) -> Result<bool> {
        let anyone: Option<i64> =
            person::Entity::find().select_only().column(person::Column::Id).into_tuple().one(self.reader()).await?;
        Ok(anyone.is_none())
    }

    /// Who signs in with that address, and the hash their password must match. `None` for an address
    /// nobody has, for someone without a password and for someone whose access was taken away.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn credentials(&self, address: &MailAddress) -> Result<Option<(UserId, String)>> {
        let found: Option<(i64, Option<String>)> = person::Entity::find()
            .select_only()
            .columns([person::Column::Id, person::Column::PasswordHash])
            .filter(person::Column::Address.eq(address.as_str()))
            .filter(person::Column::DisabledAt.is_null())
            .into_tuple()
            .one(self.reader())
            .await?;
        Ok(found.and_then(|(id, hash)| hash.map(|hash| (UserId(id), hash))))
    }

    /// As whom a person reads. `None` when there is no such person or their access was taken away.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn viewer_of(&self, user: UserId) -> Result<Option<Viewer>> {
        let found = person::Entity::find_by_id(user.0)
            .filter(person::Column::DisabledAt.is_null())
            .find_also_related(tenant::Entity)
            .one(self.reader())
            .await?;
        found.map(|(person, tenant)| viewer(person, tenant.as_ref())).transpose()
    }
}

/// The viewer of a person's row and, for a member, their tenant's.
pub(crate) fn viewer(person: person::Model, tenant: Option<&tenant::Model>) -> Result<Viewer> {
    let at = Row::of("person", &person.id);
    let user = UserId(person.id);
    let address = at.parse("address", &person.address, MailAddress::parse)?;
    let locale = at.word("locale", &person.locale, Locale::from_tag)?;
    if let Some(roles) = &person.staff_roles {
        let roles = at.json("staff_roles", roles)?;
        return Ok(Viewer::Staff(Staff { user, name: person.name, address, locale, roles }));
    }
    let tenant = Arc::new(tenant_of(tenant.ok_or_else(|| at.corrupt("tenant_id"))?)?);
    let role = at.word("role", person.role.as_deref().unwrap_or_default(), TenantRole::from_word)?;
    Ok(Viewer::Member(Member { user, name: person.name, address, locale, tenant, role }))
}
