//! A mail to one person about their own account. It holds no token: that is made when it is sent.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// A word of `domain::letter::LetterKind`.
    pub kind: String,
    pub person_id: Option<i64>,
    pub invitation_id: Option<i64>,
    /// A word of `domain::delivery::DeliveryState`.
    pub state: String,
    pub attempts: i64,
    pub next_attempt_at: Micros,
    /// When its reason came about; of letters from before that was written down, nothing.
    pub happened_at: Option<Micros>,
    pub leased_by: Option<String>,
    pub leased_until: Option<Micros>,
    pub settled_at: Option<Micros>,
}

impl ActiveModelBehavior for ActiveModel {}
