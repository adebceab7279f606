//! Sign-ins under way at a provider, and tokens that are good for one use: what is remembered for minutes,
//! so that nobody comes back who did not leave from here, and nothing is used twice on any node.

use crate::connection::Store;
use crate::entity::{pending_sign_in, used_token};
use crate::error::Result;
use crate::row::{Micros, Row};
use crate::sessions::TokenHash;
use crate::throttle::lock;
use chrono::{DateTime, TimeDelta, Utc};
use domain::network::network_of;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use std::net::IpAddr;

/// How long a used token is remembered after its end: so far may a clock jump ahead and come back without
/// anything being good twice.
pub const USED_TOKENS_KEPT: TimeDelta = TimeDelta::days(7);

/// A token that is good for one use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnceToken {
    /// Who made it.
    pub issuer: String,
    /// Its `jti`.
    pub id: String,
    /// When it ends by itself; it need not be remembered much longer.
    pub expires_at: DateTime<Utc>,
}

/// A sign-in under way at a provider.
#[derive(Clone, PartialEq, Eq)]
pub struct PendingSignIn {
    /// The SHA-256 of `state`.
    pub state_hash: TokenHash,
    /// The SHA-256 of the browser's cookie.
    pub browser_hash: TokenHash,
    /// The provider's key in the settings.
    pub provider: String,
    /// What the ID token has to repeat.
    pub nonce: String,
    /// What proves that the code is for us (RFC 7636).
    pub verifier: String,
    /// Where the reader wanted to go.
    pub next: String,
    /// Until when they can come back.
    pub expires_at: DateTime<Utc>,
}

/// Where a sign-in begins, and how many of one network may be under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnderWay {
    /// From which address; nothing is counted where that is not known.
    pub network: Option<IpAddr>,
    /// How many.
    pub most: u64,
}

impl Store {
    /// Remembers a sign-in that begins. `under_way` names the network it began in and how many of one network
    /// may be under way, on all nodes together: those that came back or are over do not count. `false` when
    /// there are as many; then nothing is remembered.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn keep_pending_sign_in(
        &self,
        pending: &PendingSignIn,
        under_way: &UnderWay,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let network = under_way.network.map(|address| network_of(address).to_string());
        let row = pending_sign_in::ActiveModel {
            state_hash: Set(pending.state_hash.to_vec()),
            browser_hash: Set(pending.browser_hash.to_vec()),
            provider: Set(pending.provider.clone()),
            nonce: Set(pending.nonce.clone()),
            verifier: Set(pending.verifier.clone()),
            next: Set(pending.next.clone()),
            expires_at: Set(Micros::from(pending.expires_at)),
            network: Set(network.clone()),
        };
        let transaction = self.begin().await?;
        if let Some(network) = network {
            let key = format!("under way from {network}");
            lock(&transaction, std::iter::once(key.as_str())).await?;
            let those = pending_sign_in::Entity::find()
                .filter(pending_sign_in::Column::Network.eq(network))
                .filter(pending_sign_in::Column::ExpiresAt.gt(Micros::from(now)));
            if those.count(&transaction).await? >= under_way.most {
                return Ok(false);
            }
        }
        pending_sign_in::Entity::insert(row).exec_without_returning(&transaction).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Takes the sign-in that a reader comes back with: it is there once. `None` when there is none of
    /// that state, provider and browser, or its time is over.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn take_pending_sign_in(
        &self,
        provider: &str,
        state_hash: &TokenHash,
        browser_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<PendingSignIn>> {
        let transaction = self.begin().await?;
        let found = pending_sign_in::Entity::find_by_id(state_hash.to_vec())
            .filter(pending_sign_in::Column::Provider.eq(provider))
            .filter(pending_sign_in::Column::BrowserHash.eq(browser_hash.to_vec()))
            .filter(pending_sign_in::Column::ExpiresAt.gt(Micros::from(now)))
            .one(&transaction)
            .await?;
        let Some(row) = found else {
            return Ok(None);
        };
        // Two that come back at once both find it; one of them deletes it.
        let deleted = pending_sign_in::Entity::delete_by_id(state_hash.to_vec()).exec(&transaction).await?;
        transaction.commit().await?;
        if deleted.rows_affected != 1 {
            return Ok(None);
        }
        let expires_at = Row::of("pending_sign_in", &row.provider).instant("expires_at", row.expires_at)?;
        Ok(Some(PendingSignIn {
            state_hash: *state_hash,
            browser_hash: *browser_hash,
            provider: row.provider,
            nonce: row.nonce,
            verifier: row.verifier,
            next: row.next,
            expires_at,
        }))
    }

    /// Forgets sign-ins nobody came back from, and used tokens that ended [`USED_TOKENS_KEPT`] ago.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn sweep_sign_ins(&self, now: DateTime<Utc>) -> Result<()> {
        let transaction = self.begin().await?;
        let is_over = pending_sign_in::Column::ExpiresAt.lte(Micros::from(now));
        pending_sign_in::Entity::delete_many().filter(is_over).exec(&transaction).await?;
        let is_long_over = used_token::Column::ExpiresAt.lte(Micros::from(now - USED_TOKENS_KEPT));
        used_token::Entity::delete_many().filter(is_long_over).exec(&transaction).await?;
        Ok(transaction.commit().await?)
    }
}

/// Whether the token had not been used before: the unique key decides, on whatever node.
pub(super) async fn use_up(transaction: &DatabaseTransaction, once: &OnceToken) -> Result<bool> {
    let row = used_token::ActiveModel {
        issuer: Set(once.issuer.clone()),
        token_id: Set(once.id.clone()),
        expires_at: Set(Micros::from(once.expires_at)),
    };
    let columns = [used_token::Column::Issuer, used_token::Column::TokenId];
    let written = used_token::Entity::insert(row)
        .on_conflict(OnConflict::columns(columns).do_nothing().to_owned())
        .exec_without_returning(transaction)
        .await?;
    Ok(written == 1)
}
