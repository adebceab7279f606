//! Who did what. Rows are added and never changed; triggers see to that.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_record")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub happened_at: Micros,
    /// `system`, `anonymous`, `member` or `staff`.
    pub actor: String,
    pub person_id: Option<i64>,
    pub name: Option<String>,
    pub address: Option<String>,
    pub tenant_id: Option<String>,
    /// A word of `domain::audit::AuditAction`.
    pub action: String,
    pub subject: String,
    /// JSON record of texts.
    pub details: String,
    pub network: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
