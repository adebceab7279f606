//! Tokens of the API. The store is handed a token's SHA-256 and keeps nothing else of it. Whose a token
//! is and what it may do is looked up with its maker on every use: it dies with the maker's access.

use crate::audit::append;
use crate::connection::Store;
use crate::entity::{api_token, api_token_mark, person, publication, tenant};
use crate::error::{Result, StoreError};
use crate::loading::{key_of, visible_row};
use crate::marks::keeping_the_most;
use crate::people::viewer;
use crate::row::{Micros, Row};
use crate::sessions::TokenHash;
use chrono::{DateTime, TimeDelta, Utc};
use domain::audit::{Act, AuditAction};
use domain::id::{TenantId, UserId};
use domain::permission::{Permission, may};
use domain::publication::PublicationKey;
use domain::reading::{Reading, Sight};
use domain::token::{ApiToken, Bearer, Scope, TokenId};
use domain::viewer::Viewer;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeSet, HashMap};

/// How much later than the last noted use another is noted.
const USE_NOTED_AFTER: TimeDelta = TimeDelta::minutes(1);

/// A token to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// What its maker calls it.
    pub name: String,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
    /// From when on it is worth nothing.
    pub expires_at: DateTime<Utc>,
}

/// What a token has marked as read.
pub type TokenMarks = HashMap<PublicationKey, Reading>;

impl Store {
    /// Makes a token for a viewer. `None` for whoever may make none, or none with these scopes.
    ///
    /// # Errors
    /// [`StoreError::Database`]; [`StoreError::Conflict`] when there is a token with that hash.
    pub async fn make_token(
        &self,
        maker: &Viewer,
        new: &NewToken,
        token_hash: &TokenHash,
        act: &Act,
    ) -> Result<Option<TokenId>> {
        let Some(user) = maker.user().filter(|_| may(maker, Permission::MakeTokens)) else {
            return Ok(None);
        };
        if !new.scopes.iter().all(|scope| scope.is_open_to(maker)) {
            return Ok(None);
        }
        let row = api_token::ActiveModel {
            token_hash: Set(token_hash.to_vec()),
            person_id: Set(user.0),
            tenant_id: Set(maker.tenant().map(|tenant| tenant.as_str().to_owned())),
            name: Set(new.name.clone()),
            scopes: Set(new.scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>().join(" ")),
            made_at: Set(Micros::from(act.at)),
            expires_at: Set(Micros::from(new.expires_at)),
            last_used_at: Set(None),
            revoked_at: Set(None),
            ..Default::default()
        };
        let transaction = self.begin().await?;
        let made = row.insert(&transaction).await.map_err(StoreError::conflict_over("a token"))?;
        let record = act.record(AuditAction::TokenMade, maker.tenant(), new.name.as_str());
        append(&transaction, &record.with("scopes", made.scopes.as_str())).await?;
        transaction.commit().await?;
        Ok(Some(TokenId(made.id)))
    }

    /// The tokens a viewer can see, the latest first: administrators those of their tenant, staff those of
    /// the provider, others none.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn tokens(&self, viewer: &Viewer) -> Result<Vec<ApiToken>> {
        let Some(which) = seen_by(viewer) else {
            return Ok(vec![]);
        };
        let rows = api_token::Entity::find()
            .find_also_related(person::Entity)
            .filter(which)
            .order_by_desc(api_token::Column::Id)
            .all(self.reader())
            .await?;
        rows.iter().map(|(row, maker)| token_of(row, maker.as_ref())).collect()
    }

    /// Revokes a token, at once and for good; twice is the same as once. Answers `false` for one that does
    /// not exist for the viewer: administrators revoke those of their tenant, staff their own, owners all
    /// of the provider's.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn revoke_token(&self, viewer: &Viewer, token: TokenId, act: &Act) -> Result<bool> {
        let (Some(mut which), Some(user)) = (seen_by(viewer), viewer.user()) else {
            return Ok(false);
        };
        if viewer.staff().is_some() && !may(viewer, Permission::RevokeEveryToken) {
            which = which.add(api_token::Column::PersonId.eq(user.0));
        }
        let transaction = self.begin().await?;
        let which = which.add(api_token::Column::Id.eq(token.0));
        let found = api_token::Entity::find().filter(which).one(&transaction).await?;
        if let Some(found) = found.as_ref().filter(|found| found.revoked_at.is_none()) {
            let record = act.record(AuditAction::TokenRevoked, viewer.tenant(), found.name.as_str());
            append(&transaction, &record).await?;
            api_token::Entity::update_many()
                .col_expr(api_token::Column::RevokedAt, Expr::value(Micros::from(act.at)))
                .filter(api_token::Column::Id.eq(token.0))
                .filter(api_token::Column::RevokedAt.is_null())
                .exec(&transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(found.is_some())
    }

    /// Whose token this is and what it may do, in one query. `None` when it is unknown, expired or
    /// revoked, and when its maker has lost their access, or is no longer who may make one for the same
    /// tenant. That it was used is noted once a minute.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn bearer(&self, token_hash: &TokenHash, now: DateTime<Utc>) -> Result<Option<Bearer>> {
        let found = api_token::Entity::find()
            .find_also_related(person::Entity)
            .find_also(person::Entity, tenant::Entity)
            .filter(api_token::Column::TokenHash.eq(token_hash.to_vec()))
            .filter(api_token::Column::ExpiresAt.gt(Micros::from(now)))
            .filter(api_token::Column::RevokedAt.is_null())
            .filter(person::Column::DisabledAt.is_null())
            .one(self.reader())
            .await?;
        let Some((row, Some(maker), tenant)) = found else {
            return Ok(None);
        };
        let viewer = viewer(maker, tenant.as_ref())?;
        if !may(&viewer, Permission::MakeTokens) || viewer.tenant().map(TenantId::as_str) != row.tenant_id.as_deref() {
            return Ok(None);
        }
        let scopes = scopes_of(&row)?.into_iter().filter(|scope| scope.is_open_to(&viewer)).collect();
        if row.last_used_at.is_none_or(|at| at < Micros::from(now - USE_NOTED_AFTER)) {
            self.note_use(row.id, now).await?;
        }
        Ok(Some(Bearer { token: TokenId(row.id), viewer, scopes }))
    }

    async fn note_use(&self, token: i64, now: DateTime<Utc>) -> Result<()> {
        let transaction = self.begin().await?;
        api_token::Entity::update_many()
            .col_expr(api_token::Column::LastUsedAt, Expr::value(Micros::from(now)))
            .filter(api_token::Column::Id.eq(token))
            .exec(&transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// What a token has marked as read.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn token_marks(&self, token: TokenId) -> Result<TokenMarks> {
        let rows = api_token_mark::Entity::find()
            .find_both_related(publication::Entity)
            .filter(api_token_mark::Column::TokenId.eq(token.0))
            .all(self.reader())
            .await?;
        let mark = |(row, publication): (api_token_mark::Model, publication::Model)| {
            Ok((key_of(&publication)?, reading_of(&row)?))
        };
        rows.into_iter().map(mark).collect()
    }

    /// Marks as read for the token what was seen; more that was marked before stays. `None` when there is no such
    /// publication or revision for the token.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn mark_read_by_token(
        &self,
        bearer: &Bearer,
        now: DateTime<Utc>,
        key: &PublicationKey,
        seen: Sight,
    ) -> Result<Option<Reading>> {
        let Some(row) = visible_row(self.reader(), &bearer.viewer, now, key).await? else {
            return Ok(None);
        };
        if !(1..=row.current_revision).contains(&i64::from(seen.revision)) {
            return Ok(None);
        }
        let mark = api_token_mark::ActiveModel {
            token_id: Set(bearer.token.0),
            publication_id: Set(row.id),
            revision: Set(i64::from(seen.revision)),
            news: Set(seen.news),
            read_at: Set(Micros::from(now)),
        };
        let transaction = self.begin().await?;
        let insert = api_token_mark::Entity::insert(mark).on_conflict(keeping_the_most("api_token_mark", "token_id"));
        insert.exec_without_returning(&transaction).await?;
        let standing = api_token_mark::Entity::find_by_id((bearer.token.0, row.id)).one(&transaction).await?;
        transaction.commit().await?;
        standing.as_ref().map(reading_of).transpose()
    }

    /// Takes the token's mark away; twice is the same as once. `None` when there is no such publication
    /// for the token.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn mark_unread_by_token(
        &self,
        bearer: &Bearer,
        now: DateTime<Utc>,
        key: &PublicationKey,
    ) -> Result<Option<()>> {
        let Some(row) = visible_row(self.reader(), &bearer.viewer, now, key).await? else {
            return Ok(None);
        };
        let transaction = self.begin().await?;
        api_token_mark::Entity::delete_by_id((bearer.token.0, row.id)).exec(&transaction).await?;
        transaction.commit().await?;
        Ok(Some(()))
    }
}

fn reading_of(row: &api_token_mark::Model) -> Result<Reading> {
    let at = Row::of("api_token_mark", &row.publication_id);
    let seen = Sight { revision: at.number("revision", row.revision)?, news: row.news };
    Ok(Reading { seen, at: at.instant("read_at", row.read_at)? })
}

/// The tokens that exist for a viewer.
fn seen_by(viewer: &Viewer) -> Option<Condition> {
    if let Some(administrator) = viewer.administrator() {
        return Some(Condition::all().add(api_token::Column::TenantId.eq(administrator.tenant.id.as_str())));
    }
    viewer.staff().map(|_| Condition::all().add(api_token::Column::TenantId.is_null()))
}

fn scopes_of(row: &api_token::Model) -> Result<BTreeSet<Scope>> {
    let at = Row::of("api_token", &row.id);
    row.scopes.split_ascii_whitespace().map(|word| at.word("scopes", word, Scope::from_word)).collect()
}

fn token_of(row: &api_token::Model, maker: Option<&person::Model>) -> Result<ApiToken> {
    let at = Row::of("api_token", &row.id);
    let tenant = row.tenant_id.as_deref().map(|id| at.parse("tenant_id", id, TenantId::parse)).transpose()?;
    let instant = |column, value: Option<Micros>| value.map(|value| at.instant(column, value)).transpose();
    Ok(ApiToken {
        id: TokenId(row.id),
        name: row.name.clone(),
        scopes: scopes_of(row)?,
        tenant,
        maker: UserId(row.person_id),
        made_by: maker.ok_or_else(|| at.corrupt("person_id"))?.name.clone(),
        made_at: at.instant("made_at", row.made_at)?,
        expires_at: at.instant("expires_at", row.expires_at)?,
        last_used_at: instant("last_used_at", row.last_used_at)?,
        revoked_at: instant("revoked_at", row.revoked_at)?,
    })
}
