//! A person who can sign in: of a tenant (`tenant_id` and `role`), or of the provider
//! (`staff_roles`); a constraint keeps it to one of the two.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Unique, in lower case.
    pub address: String,
    pub name: String,
    pub password_hash: Option<String>,
    /// `ja` or `en`.
    pub locale: String,
    pub tenant_id: Option<String>,
    /// A word of `domain::viewer::TenantRole`.
    pub role: Option<String>,
    /// JSON list of words of `domain::viewer::StaffRole`.
    pub staff_roles: Option<String>,
    pub created_at: Micros,
    /// Set once they may no longer sign in.
    pub disabled_at: Option<Micros>,
    /// Rises with everything they mark.
    pub marks_version: i64,
    pub last_signed_in_at: Option<Micros>,
    /// Set once they left; then `disabled_at` is set too.
    pub removed_at: Option<Micros>,
    /// The address they had; `address` is then one that nobody can have, so that theirs is free again.
    pub former_address: Option<String>,
    #[sea_orm(belongs_to, from = "tenant_id", to = "id")]
    pub tenant: BelongsTo<Option<super::tenant::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
