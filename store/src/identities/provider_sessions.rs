//! The provider's side of sessions: kept while they last, so that signing out here ends them there, and the
//! provider's word ends them here.

use super::under_way::{OnceToken, use_up};
use crate::connection::Store;
use crate::entity::{provider_session, session};
use crate::error::Result;
use crate::sessions::TokenHash;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};

/// The provider's side of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderSession {
    /// The provider's key in the settings.
    pub provider: String,
    /// The provider's name for the person.
    pub subject: String,
    /// The provider's name for its session (`sid`).
    pub session_id: Option<String>,
    /// The ID token as it came.
    pub id_token: String,
    /// Where the provider ends its session; `None` where it has no such address.
    pub end_session_address: Option<String>,
}

/// How it ended when a provider said that sessions are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndedSessions {
    /// That many were ended.
    Ended(u64),
    /// The token has been used before; nothing was changed.
    Replayed,
}

impl Store {
    /// Ends the sessions that a provider says are over: of one person, of one of the provider's own
    /// sessions, or of both where both are given (`OpenID` Connect Back-Channel Logout 1.0 §2.4).
    ///
    /// # Errors
    /// [`crate::StoreError::Database`]; nothing was changed then.
    pub async fn end_sessions_of_provider(
        &self,
        provider: &str,
        subject: Option<&str>,
        session_id: Option<&str>,
        once: &OnceToken,
    ) -> Result<EndedSessions> {
        let transaction = self.begin().await?;
        if !use_up(&transaction, once).await? {
            return Ok(EndedSessions::Replayed);
        }
        let mut named = provider_session::Entity::find()
            .select_only()
            .column(provider_session::Column::TokenHash)
            .filter(provider_session::Column::Provider.eq(provider));
        if let Some(subject) = subject {
            named = named.filter(provider_session::Column::Subject.eq(subject));
        }
        if let Some(session_id) = session_id {
            named = named.filter(provider_session::Column::Sid.eq(session_id));
        }
        let hashes: Vec<Vec<u8>> = match (subject, session_id) {
            (None, None) => vec![],
            _ => named.into_tuple().all(&transaction).await?,
        };
        let over = session::Column::TokenHash.is_in(hashes);
        let ended = session::Entity::delete_many().filter(over).exec(&transaction).await?;
        transaction.commit().await?;
        Ok(EndedSessions::Ended(ended.rows_affected))
    }
}

/// Writes down the provider's side of a session that begins.
pub(crate) async fn keep(
    transaction: &DatabaseTransaction,
    token_hash: &TokenHash,
    of_provider: &ProviderSession,
) -> Result<()> {
    let row = provider_session::ActiveModel {
        token_hash: Set(token_hash.to_vec()),
        provider: Set(of_provider.provider.clone()),
        subject: Set(of_provider.subject.clone()),
        sid: Set(of_provider.session_id.clone()),
        id_token: Set(of_provider.id_token.clone()),
        end_session_address: Set(of_provider.end_session_address.clone()),
    };
    provider_session::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

impl ProviderSession {
    /// What has to be told when the session ends.
    pub(crate) fn of(row: provider_session::Model) -> Self {
        Self {
            provider: row.provider,
            subject: row.subject,
            session_id: row.sid,
            id_token: row.id_token,
            end_session_address: row.end_session_address,
        }
    }
}
