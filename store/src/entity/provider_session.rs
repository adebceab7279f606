//! What a session that began at a provider needs in order to end there too. The database deletes it with
//! its session.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "provider_session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    /// The key of the provider in the settings.
    pub provider: String,
    pub subject: String,
    /// The provider's name for its own session.
    pub sid: Option<String>,
    /// The ID token, which the provider wants to see again.
    pub id_token: String,
    /// Where the provider ends its session.
    pub end_session_address: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
