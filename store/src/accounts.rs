//! Somebody's own account: coming in by an invitation, signing in and out, passwords, and the links that need
//! no sign-in. A link works once: whoever uses it up does so in the transaction of what it is for. One that
//! was used, is over or never was is `None`, all alike.

use crate::audit::append;
use crate::connection::Store;
use crate::entity::{invitation, password_reset, person, provider_session, session, tenant};
use crate::error::{Result, StoreError};
use crate::identities::{ProviderSession, provider_sessions};
use crate::letters::{enqueue, tell};
use crate::people::viewer;
use crate::roster::{end_access, invitation_of};
use crate::row::{Micros, Row};
use crate::second_factors::take_step;
use crate::sessions::{Beginning, TokenHash, begin, end_sessions_but};
use crate::tenants::tenant_of;
use crate::throttle::{Attempt, forgive};
use chrono::{DateTime, Utc};
use domain::audience::Tenant;
use domain::audit::{Act, Actor, AuditAction};
use domain::id::{TenantId, UserId};
use domain::letter::LetterKind;
use domain::locale::Locale;
use domain::mail_address::MailAddress;
use domain::person::Invitation;
use domain::session::SessionRules;
use domain::viewer::Viewer;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect,
};

/// A session that is to begin.
#[derive(Debug, Clone)]
pub struct NewSession<'a> {
    /// The SHA-256 of its token.
    pub token_hash: TokenHash,
    /// How long it lasts.
    pub rules: SessionRules,
    /// What the browser calls itself.
    pub device: Option<&'a str>,
    /// The session whose place it takes: nobody goes on with a token from before.
    pub replaces: Option<TokenHash>,
    /// The second step it ends, of whoever had one.
    pub second_step: Option<TokenHash>,
}

/// What became of an invitation that somebody accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acceptance {
    /// They are one of the people now.
    Accepted(UserId),
    /// Their address signs in somewhere else already; the invitation stays open.
    AddressTaken,
}

impl Store {
    /// Begins a session of the actor, and writes that down. Nothing for an actor who is nobody.
    ///
    /// # Errors
    /// [`StoreError::Database`]; then nobody is signed in.
    pub async fn sign_in(&self, viewer: &Viewer, new: &NewSession<'_>, attempt: &Attempt, act: &Act) -> Result<()> {
        if viewer.user().is_none() {
            return Ok(());
        }
        let transaction = self.begin().await?;
        forgive(&transaction, attempt).await?;
        if let Some(before) = new.replaces {
            session::Entity::delete_by_id(before.to_vec()).exec(&transaction).await?;
        }
        let arrival = match &new.second_step {
            Some(step) => take_step(&transaction, step).await?,
            None => None,
        };
        let beginning = Beginning { token_hash: &new.token_hash, rules: &new.rules, device: new.device };
        begin(&transaction, viewer, &beginning, act).await?;
        let mut record = act.record(AuditAction::SignedIn, viewer.tenant(), subject(&act.actor));
        if let Some(arrival) = arrival {
            record = record.with("by", arrival.issuer);
            if let Some(of_provider) = &arrival.of_provider {
                provider_sessions::keep(&transaction, &new.token_hash, of_provider).await?;
            }
        }
        append(&transaction, &record).await?;
        transaction.commit().await?;
        self.in_use.begins(&new.token_hash, act.at);
        Ok(())
    }

    /// Writes a failed try down, for the tenant whose person has that address, if any. It takes the same
    /// queries for an address nobody has.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn sign_in_failed(&self, address: &MailAddress, act: &Act) -> Result<()> {
        let transaction = self.begin().await?;
        let found =
            person::Entity::find().filter(person::Column::Address.eq(address.as_str())).one(&transaction).await?;
        let tenant = found.and_then(|person| person.tenant_id).and_then(|id| TenantId::parse(&id).ok());
        append(&transaction, &act.record(AuditAction::SignInFailed, tenant.as_ref(), address.as_str())).await?;
        Ok(transaction.commit().await?)
    }

    /// Ends a session because its owner said so; one that is over already is no error and leaves no record.
    /// Answers what its provider has to be told; `None` where no provider is in it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn sign_out(
        &self,
        viewer: &Viewer,
        token_hash: &TokenHash,
        act: &Act,
    ) -> Result<Option<ProviderSession>> {
        let transaction = self.begin().await?;
        let of_provider = provider_session::Entity::find_by_id(token_hash.to_vec()).one(&transaction).await?;
        let ended = session::Entity::delete_by_id(token_hash.to_vec()).exec(&transaction).await?;
        if ended.rows_affected > 0 && viewer.user().is_some() {
            append(&transaction, &act.record(AuditAction::SignedOut, viewer.tenant(), subject(&act.actor))).await?;
        }
        transaction.commit().await?;
        Ok(of_provider.map(ProviderSession::of))
    }

    /// The open invitation behind a link, and of which tenant.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn invitation_by_link(
        &self,
        token_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<(Invitation, Tenant)>> {
        let Some(row) = linked_invitation(self.reader(), token_hash, now).await? else { return Ok(None) };
        let tenant = tenant::Entity::find_by_id(row.tenant_id.clone()).one(self.reader()).await?;
        let tenant = tenant.ok_or_else(|| Row::of("invitation", &row.id).corrupt("tenant_id"))?;
        Ok(Some((invitation_of(&row)?, tenant_of(&tenant)?)))
    }

    /// Accepts an invitation with a password, in PHC form. Of two who do so at once one is accepted.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`]; then nothing was changed.
    pub async fn accept_invitation(
        &self,
        token_hash: &TokenHash,
        password_hash: String,
        act: &Act,
    ) -> Result<Option<Acceptance>> {
        let transaction = self.begin().await?;
        let Some(open) = linked_invitation(&transaction, token_hash, act.at).await? else { return Ok(None) };
        let taken = invitation::Entity::update_many()
            .col_expr(invitation::Column::AcceptedAt, Expr::value(Micros::from(act.at)))
            .col_expr(invitation::Column::TokenHash, Expr::value(Option::<Vec<u8>>::None))
            .filter(invitation::Column::Id.eq(open.id))
            .filter(invitation::Column::AcceptedAt.is_null())
            .filter(invitation::Column::CancelledAt.is_null())
            .exec(&transaction)
            .await?;
        if taken.rows_affected == 0 {
            return Ok(None);
        }
        let value = invitation_of(&open)?;
        let tenant = Row::of("invitation", &open.id).parse("tenant_id", &open.tenant_id, TenantId::parse)?;
        let row = person::ActiveModel {
            address: Set(open.address),
            name: Set(open.name),
            password_hash: Set(Some(password_hash)),
            locale: Set(open.locale),
            tenant_id: Set(Some(open.tenant_id)),
            role: Set(Some(open.role)),
            created_at: Set(Micros::from(act.at)),
            ..Default::default()
        };
        let person = match row.insert(&transaction).await.map_err(StoreError::conflict_over("a user with that address"))
        {
            Ok(person) => person,
            Err(StoreError::Conflict { .. }) => return Ok(Some(Acceptance::AddressTaken)),
            Err(error) => return Err(error),
        };
        let user = UserId(person.id);
        let actor = Actor::Member { user, name: value.name, address: value.address.clone() };
        let act = Act { actor, ..act.clone() };
        let record = act.record(AuditAction::InvitationAccepted, Some(&tenant), value.address.as_str());
        append(&transaction, &record.with("role", value.role.word())).await?;
        transaction.commit().await?;
        Ok(Some(Acceptance::Accepted(user)))
    }

    /// Puts down that somebody asked for a new password. A mail goes out where the address is one that signs
    /// in; whoever asks cannot tell.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn ask_password_reset(&self, address: &MailAddress, act: &Act) -> Result<()> {
        let transaction = self.begin().await?;
        let found = person::Entity::find()
            .filter(person::Column::Address.eq(address.as_str()))
            .filter(person::Column::DisabledAt.is_null())
            .one(&transaction)
            .await?;
        let tenant = match &found {
            Some(person) => {
                enqueue(&transaction, LetterKind::PasswordReset, Some(UserId(person.id)), None, act.at).await?;
                let at = Row::of("person", &person.id);
                person.tenant_id.as_deref().map(|id| at.parse("tenant_id", id, TenantId::parse)).transpose()?
            }
            None => None,
        };
        append(&transaction, &act.record(AuditAction::PasswordResetAsked, tenant.as_ref(), address.as_str())).await?;
        Ok(transaction.commit().await?)
    }

    /// Whose new password a link is for.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn password_reset_by_link(&self, token_hash: &TokenHash, now: DateTime<Utc>) -> Result<Option<Viewer>> {
        let link = password_reset::Entity::find_by_id(token_hash.to_vec())
            .filter(password_reset::Column::ExpiresAt.gt(Micros::from(now)))
            .one(self.reader())
            .await?;
        match link {
            Some(link) => self.viewer_of(UserId(link.person_id)).await,
            None => Ok(None),
        }
    }

    /// Sets a new password, in PHC form, by a link, and ends all sessions. `false` when the link does not
    /// work.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`]; then nothing was changed.
    pub async fn reset_password(&self, token_hash: &TokenHash, password_hash: String, act: &Act) -> Result<bool> {
        let transaction = self.begin().await?;
        let link = password_reset::Entity::find_by_id(token_hash.to_vec())
            .filter(password_reset::Column::ExpiresAt.gt(Micros::from(act.at)))
            .lock_exclusive()
            .one(&transaction)
            .await?;
        let Some(link) = link else { return Ok(false) };
        let found = person::Entity::find_by_id(link.person_id)
            .filter(person::Column::DisabledAt.is_null())
            .find_also_related(tenant::Entity)
            .one(&transaction)
            .await?;
        let taken = password_reset::Entity::delete_by_id(token_hash.to_vec()).exec(&transaction).await?;
        let Some((person, tenant)) = found.filter(|_| taken.rows_affected == 1) else { return Ok(false) };
        let reader = viewer(person, tenant.as_ref())?;
        set_password(&transaction, UserId(link.person_id), password_hash).await?;
        end_access(&transaction, UserId(link.person_id)).await?;
        let act = Act { actor: Actor::of(&reader), ..act.clone() };
        append(&transaction, &act.record(AuditAction::PasswordReset, reader.tenant(), subject(&act.actor))).await?;
        tell(&transaction, LetterKind::PasswordChanged, UserId(link.person_id), act.at).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Sets the viewer's own new password, in PHC form, and ends their other sessions.
    ///
    /// # Errors
    /// [`StoreError::Database`]; then nothing was changed.
    pub async fn change_password(
        &self,
        viewer: &Viewer,
        password_hash: String,
        current: &TokenHash,
        act: &Act,
    ) -> Result<()> {
        let Some(user) = viewer.user() else { return Ok(()) };
        let transaction = self.begin().await?;
        set_password(&transaction, user, password_hash).await?;
        end_sessions_but(&transaction, user, current).await?;
        append(&transaction, &act.record(AuditAction::PasswordChanged, viewer.tenant(), subject(&act.actor))).await?;
        tell(&transaction, LetterKind::PasswordChanged, user, act.at).await?;
        Ok(transaction.commit().await?)
    }

    /// Sets the language of the viewer's mails and of the page after sign-in.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_locale(&self, viewer: &Viewer, locale: Locale) -> Result<()> {
        let Some(user) = viewer.user() else { return Ok(()) };
        let transaction = self.begin().await?;
        person::Entity::update_many()
            .col_expr(person::Column::Locale, Expr::value(locale.tag()))
            .filter(person::Column::Id.eq(user.0))
            .exec(&transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Deletes links that are over.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn sweep_links(&self, now: DateTime<Utc>) -> Result<()> {
        use crate::entity::second_step;
        let now = Micros::from(now);
        let transaction = self.begin().await?;
        let over = password_reset::Column::ExpiresAt.lte(now);
        password_reset::Entity::delete_many().filter(over).exec(&transaction).await?;
        second_step::Entity::delete_many().filter(second_step::Column::ExpiresAt.lte(now)).exec(&transaction).await?;
        Ok(transaction.commit().await?)
    }
}

/// What a record about somebody's own account is about: their address.
pub(crate) fn subject(actor: &Actor) -> String {
    actor.address().map(MailAddress::to_string).unwrap_or_default()
}

async fn linked_invitation(
    db: &impl ConnectionTrait,
    token_hash: &TokenHash,
    now: DateTime<Utc>,
) -> Result<Option<invitation::Model>> {
    let open = invitation::Entity::find()
        .filter(invitation::Column::TokenHash.eq(token_hash.to_vec()))
        .filter(invitation::Column::ExpiresAt.gt(Micros::from(now)))
        .filter(invitation::Column::AcceptedAt.is_null())
        .filter(invitation::Column::CancelledAt.is_null());
    Ok(open.one(db).await?)
}

async fn set_password(transaction: &DatabaseTransaction, user: UserId, password_hash: String) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::PasswordHash, Expr::value(password_hash))
        .filter(person::Column::Id.eq(user.0))
        .exec(transaction)
        .await?;
    Ok(())
}
