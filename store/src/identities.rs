//! People whom others vouch for, and their sessions. Who somebody is, `domain::identity` decides, inside
//! the transaction that also takes note of the token, makes or brings up to date the account and begins
//! the session: all of it or nothing.

use crate::accounts::LONGEST_DEVICE;
use crate::audit::append;
use crate::connection::Store;
use crate::entity::{external_identity, pending_sign_in, person, provider_session, session, tenant, used_token};
use crate::error::{Result, StoreError};
use crate::people::viewer;
use crate::row::{Micros, Row, to_json};
use crate::sessions::TokenHash;
use crate::tenants::tenant_of;
use chrono::{DateTime, Utc};
use domain::audit::{Act, Actor, AuditAction};
use domain::id::{TenantId, UserId};
use domain::identity::{Account, IdentityRefusal, Recognition, Vouched, VouchedPlace, recognise};
use domain::viewer::{Member, TenantRole, Viewer};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect,
};
use std::net::IpAddr;
use std::sync::Arc;

/// Whoever has no account yet: no row has this number.
const NOBODY_YET: UserId = UserId(0);

/// A session that is to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VouchedSession {
    /// The SHA-256 of its token.
    pub token_hash: TokenHash,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// The session the browser came with, which ends.
    pub replaces: Option<TokenHash>,
    /// What the browser calls itself.
    pub device: Option<String>,
    /// From which network address it came, where that is known.
    pub network: Option<IpAddr>,
    /// What the provider has to be told when it ends; `None` where no provider is in it.
    pub of_provider: Option<ProviderSession>,
}

/// The provider's side of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// A token that is good for one use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnceToken {
    /// Who made it.
    pub issuer: String,
    /// Its `jti`.
    pub id: String,
    /// When it ends by itself; it need not be remembered longer.
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

/// How it ended when somebody vouched for was to be signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedIn {
    /// The session has begun.
    Started(UserId),
    /// Nobody was signed in, and nothing was changed.
    Refused(IdentityRefusal),
    /// The token has been used before; nothing was changed.
    Replayed,
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
    /// Signs somebody in whom an issuer vouches for: makes the account where there is none, brings name,
    /// address and role up to date, and begins the session. Of two uses of one token, on whatever node,
    /// one is refused.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`]; nothing was changed then.
    pub async fn sign_in_vouched(
        &self,
        vouched: &Vouched,
        session: &VouchedSession,
        once: Option<&OnceToken>,
        now: DateTime<Utc>,
    ) -> Result<SignedIn> {
        match self.try_sign_in(vouched, session, once, now).await {
            // Somebody else made the account a moment ago: now it is there.
            Err(StoreError::Conflict { .. }) => self.try_sign_in(vouched, session, once, now).await,
            answered => answered,
        }
    }

    async fn try_sign_in(
        &self,
        vouched: &Vouched,
        new: &VouchedSession,
        once: Option<&OnceToken>,
        now: DateTime<Utc>,
    ) -> Result<SignedIn> {
        let transaction = self.begin().await?;
        if let Some(once) = once
            && !use_up(&transaction, once).await?
        {
            return Ok(SignedIn::Replayed);
        }
        if let VouchedPlace::Member { tenant, .. } = &vouched.place
            && tenant::Entity::find_by_id(tenant.as_str().to_owned()).one(&transaction).await?.is_none()
        {
            return Ok(SignedIn::Refused(IdentityRefusal::UnknownTenant));
        }
        let linked = linked_person(&transaction, vouched).await?;
        let at_address = person::Entity::find()
            .filter(person::Column::Address.eq(vouched.address.as_str()))
            .one(&transaction)
            .await?;
        let linked_account = account(&transaction, vouched, linked.as_ref()).await?;
        let address_account = account(&transaction, vouched, at_address.as_ref()).await?;
        let user = match recognise(vouched, linked_account.as_ref(), address_account.as_ref()) {
            Recognition::Refused(refusal) => return Ok(SignedIn::Refused(refusal)),
            Recognition::Known(user) => {
                bring_up_to_date(&transaction, vouched, linked, at_address.is_none()).await?;
                user
            }
            Recognition::Link(user) => {
                link(&transaction, vouched, user, now).await?;
                bring_up_to_date(&transaction, vouched, at_address, false).await?;
                user
            }
            Recognition::New => {
                let user = add(&transaction, vouched, now).await?;
                link(&transaction, vouched, user, now).await?;
                user
            }
        };
        start(&transaction, new, user, now).await?;
        let signed_in = person::Entity::find_by_id(user.0).find_also_related(tenant::Entity).one(&transaction).await?;
        if let Some((person, tenant)) = signed_in {
            let viewer = viewer(person, tenant.as_ref())?;
            let act = Act { actor: Actor::of(&viewer), network: new.network, at: now };
            let record = act.record(AuditAction::SignedIn, viewer.tenant(), vouched.address.as_str());
            append(&transaction, &record.with("by", vouched.issuer.as_str())).await?;
        }
        transaction.commit().await?;
        Ok(SignedIn::Started(user))
    }

    /// As whom somebody reads whom an issuer vouches for. Whoever has no account yet reads as a member of
    /// their tenant who has not read anything; none is made. `None` for whoever is not let in.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn vouched_viewer(&self, vouched: &Vouched) -> Result<Option<Viewer>> {
        let db = self.reader();
        let linked = linked_person(db, vouched).await?;
        let at_address =
            person::Entity::find().filter(person::Column::Address.eq(vouched.address.as_str())).one(db).await?;
        let linked = account(db, vouched, linked.as_ref()).await?;
        let at_address = account(db, vouched, at_address.as_ref()).await?;
        match recognise(vouched, linked.as_ref(), at_address.as_ref()) {
            Recognition::Known(user) | Recognition::Link(user) => self.viewer_of(user).await,
            Recognition::New => self.newcomer(vouched).await,
            Recognition::Refused(_) => Ok(None),
        }
    }

    async fn newcomer(&self, vouched: &Vouched) -> Result<Option<Viewer>> {
        let VouchedPlace::Member { tenant, role } = &vouched.place else {
            return Ok(None);
        };
        let Some(row) = tenant::Entity::find_by_id(tenant.as_str().to_owned()).one(self.reader()).await? else {
            return Ok(None);
        };
        Ok(Some(Viewer::Member(Member {
            user: NOBODY_YET,
            name: vouched.name.clone(),
            address: vouched.address.clone(),
            locale: vouched.locale,
            tenant: Arc::new(tenant_of(&row)?),
            role: role.unwrap_or(TenantRole::Member),
        })))
    }

    /// Remembers a sign-in that begins.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keep_pending_sign_in(&self, pending: &PendingSignIn) -> Result<()> {
        let row = pending_sign_in::ActiveModel {
            state_hash: Set(pending.state_hash.to_vec()),
            browser_hash: Set(pending.browser_hash.to_vec()),
            provider: Set(pending.provider.clone()),
            nonce: Set(pending.nonce.clone()),
            verifier: Set(pending.verifier.clone()),
            next: Set(pending.next.clone()),
            expires_at: Set(Micros::from(pending.expires_at)),
        };
        let transaction = self.begin().await?;
        pending_sign_in::Entity::insert(row).exec_without_returning(&transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Takes the sign-in that a reader comes back with: it is there once. `None` when there is none of
    /// that state, provider and browser, or its time is over.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
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

    /// Ends the sessions that a provider says are over: of one person, of one of the provider's own
    /// sessions, or of both where both are given (`OpenID` Connect Back-Channel Logout 1.0 §2.4).
    ///
    /// # Errors
    /// [`StoreError::Database`]; nothing was changed then.
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

    /// Forgets sign-ins nobody came back from and used tokens that are over.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn sweep_sign_ins(&self, now: DateTime<Utc>) -> Result<()> {
        let transaction = self.begin().await?;
        let now = Micros::from(now);
        let pending = pending_sign_in::Entity::delete_many().filter(pending_sign_in::Column::ExpiresAt.lte(now));
        pending.exec(&transaction).await?;
        used_token::Entity::delete_many().filter(used_token::Column::ExpiresAt.lte(now)).exec(&transaction).await?;
        Ok(transaction.commit().await?)
    }
}

/// Whether the token had not been used before: the unique key decides, on whatever node.
async fn use_up(transaction: &DatabaseTransaction, once: &OnceToken) -> Result<bool> {
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

async fn linked_person(db: &impl ConnectionTrait, vouched: &Vouched) -> Result<Option<person::Model>> {
    let found = external_identity::Entity::find()
        .find_also_related(person::Entity)
        .filter(external_identity::Column::Issuer.eq(vouched.issuer.as_str()))
        .filter(external_identity::Column::Subject.eq(vouched.subject.as_str()))
        .one(db)
        .await?;
    Ok(found.and_then(|(_, person)| person))
}

async fn account(
    db: &impl ConnectionTrait,
    vouched: &Vouched,
    person: Option<&person::Model>,
) -> Result<Option<Account>> {
    let Some(person) = person else {
        return Ok(None);
    };
    let of_issuer = external_identity::Entity::find()
        .filter(external_identity::Column::PersonId.eq(person.id))
        .filter(external_identity::Column::Issuer.eq(vouched.issuer.as_str()))
        .count(db)
        .await?;
    let at = Row::of("person", &person.id);
    Ok(Some(Account {
        user: UserId(person.id),
        tenant: person.tenant_id.as_deref().map(|id| at.parse("tenant_id", id, TenantId::parse)).transpose()?,
        is_disabled: person.disabled_at.is_some(),
        is_known_to_issuer: of_issuer > 0,
    }))
}

async fn add(transaction: &DatabaseTransaction, vouched: &Vouched, now: DateTime<Utc>) -> Result<UserId> {
    let (tenant_id, role, staff_roles) = match &vouched.place {
        VouchedPlace::Member { tenant, role } => {
            let role = role.unwrap_or(TenantRole::Member);
            (Some(tenant.as_str().to_owned()), Some(role.word().to_owned()), None)
        }
        VouchedPlace::Staff { roles } => (None, None, Some(to_json(roles)?)),
    };
    let row = person::ActiveModel {
        address: Set(vouched.address.as_str().to_owned()),
        name: Set(vouched.name.clone()),
        password_hash: Set(None),
        locale: Set(vouched.locale.tag().to_owned()),
        tenant_id: Set(tenant_id),
        role: Set(role),
        staff_roles: Set(staff_roles),
        created_at: Set(Micros::from(now)),
        disabled_at: Set(None),
        ..Default::default()
    };
    let person = row.insert(transaction).await.map_err(StoreError::conflict_over("a user with that address"))?;
    Ok(UserId(person.id))
}

async fn link(transaction: &DatabaseTransaction, vouched: &Vouched, user: UserId, now: DateTime<Utc>) -> Result<()> {
    let row = external_identity::ActiveModel {
        issuer: Set(vouched.issuer.clone()),
        subject: Set(vouched.subject.clone()),
        person_id: Set(user.0),
        linked_at: Set(Micros::from(now)),
        ..Default::default()
    };
    row.insert(transaction).await.map_err(StoreError::conflict_over("that identity"))?;
    Ok(())
}

/// Takes over what the issuer says today. The language is the reader's own choice, and a role that the
/// issuer does not speak of stays.
async fn bring_up_to_date(
    transaction: &DatabaseTransaction,
    vouched: &Vouched,
    person: Option<person::Model>,
    is_address_free: bool,
) -> Result<()> {
    let Some(person) = person else {
        return Ok(());
    };
    let before = person.clone();
    let mut row = person.into_active_model();
    if before.name != vouched.name {
        row.name = Set(vouched.name.clone());
    }
    if is_address_free {
        row.address = Set(vouched.address.as_str().to_owned());
    }
    match &vouched.place {
        VouchedPlace::Member { role: Some(role), .. } if before.role.as_deref() != Some(role.word()) => {
            row.role = Set(Some(role.word().to_owned()));
        }
        VouchedPlace::Member { .. } => {}
        VouchedPlace::Staff { roles } => row.staff_roles = Set(Some(to_json(roles)?)),
    }
    if row.is_changed() {
        row.update(transaction).await.map_err(StoreError::conflict_over("a user with that address"))?;
    }
    Ok(())
}

async fn start(
    transaction: &DatabaseTransaction,
    new: &VouchedSession,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<()> {
    if let Some(before) = &new.replaces {
        session::Entity::delete_by_id(before.to_vec()).exec(transaction).await?;
    }
    let row = session::ActiveModel {
        token_hash: Set(new.token_hash.to_vec()),
        person_id: Set(user.0),
        started_at: Set(Micros::from(now)),
        expires_at: Set(Micros::from(new.expires_at)),
        network: Set(new.network.map(|address| address.to_string())),
        device: Set(new.device.as_ref().map(|device| device.chars().take(LONGEST_DEVICE).collect())),
    };
    session::Entity::insert(row).exec_without_returning(transaction).await?;
    person::Entity::update_many()
        .col_expr(person::Column::LastSignedInAt, Expr::value(Micros::from(now)))
        .filter(person::Column::Id.eq(user.0))
        .exec(transaction)
        .await?;
    if let Some(of_provider) = &new.of_provider {
        let row = provider_session::ActiveModel {
            token_hash: Set(new.token_hash.to_vec()),
            provider: Set(of_provider.provider.clone()),
            subject: Set(of_provider.subject.clone()),
            sid: Set(of_provider.session_id.clone()),
            id_token: Set(of_provider.id_token.clone()),
            end_session_address: Set(of_provider.end_session_address.clone()),
        };
        provider_session::Entity::insert(row).exec_without_returning(transaction).await?;
    }
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
