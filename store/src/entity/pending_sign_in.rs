//! A sign-in that is under way at a provider. Its row goes when the reader comes back, or with time.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pending_sign_in")]
pub struct Model {
    /// The SHA-256 of the `state` that went to the provider.
    #[sea_orm(primary_key, auto_increment = false)]
    pub state_hash: Vec<u8>,
    /// The SHA-256 of the cookie of the browser that began it.
    pub browser_hash: Vec<u8>,
    pub provider: String,
    pub nonce: String,
    /// RFC 7636 §4.1.
    pub verifier: String,
    /// Where the reader wanted to go.
    pub next: String,
    pub expires_at: Micros,
    /// From which network it began, where that is known.
    pub network: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
