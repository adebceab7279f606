//! People whom others vouch for, and their sessions. Who somebody is, `domain::identity` decides, inside
//! the transaction that also takes note of the token, makes or brings up to date the account and begins
//! the session: all of it or nothing.

pub(crate) mod provider_sessions;
mod under_way;

pub use provider_sessions::{EndedSessions, ProviderSession};
pub use under_way::{OnceToken, PendingSignIn, UnderWay};

use crate::audit::append;
use crate::connection::Store;
use crate::entity::{external_identity, person, session, tenant};
use crate::error::{Result, StoreError};
use crate::people::viewer;
use crate::row::{Micros, Row, to_json};
use crate::second_factors::{Arrival, has_factor, remember};
use crate::sessions::{Beginning, TokenHash, begin};
use crate::tenants::tenant_of;
use chrono::{DateTime, Utc};
use domain::audit::{Act, Actor, AuditAction};
use domain::id::{TenantId, UserId};
use domain::identity::{Account, IdentityRefusal, Recognition, Vouched, VouchedPlace, recognise};
use domain::session::SessionRules;
use domain::viewer::{Member, TenantRole, Viewer};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter,
};
use std::net::IpAddr;
use std::sync::Arc;
use under_way::use_up;

/// Whoever has no account yet: no row has this number.
const NOBODY_YET: UserId = UserId(0);

/// A session that is to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VouchedSession {
    /// The SHA-256 of its token.
    pub token_hash: TokenHash,
    /// How long it lasts.
    pub rules: SessionRules,
    /// The session the browser came with, which ends.
    pub replaces: Option<TokenHash>,
    /// What the browser calls itself.
    pub device: Option<String>,
    /// From which network address it came, where that is known.
    pub network: Option<IpAddr>,
    /// What the provider has to be told when it ends; `None` where no provider is in it.
    pub of_provider: Option<ProviderSession>,
    /// Until when the code may take of whoever has a second factor here; `None` where it is not asked for. The
    /// token is then of that step.
    pub second_step_until: Option<DateTime<Utc>>,
    /// Whether it is for a frame of a console.
    pub is_framed: bool,
}

/// How it ended when somebody vouched for was to be signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedIn {
    /// The session has begun.
    Started(UserId),
    /// It begins once their code has come.
    AsksFactor(UserId),
    /// Nobody was signed in, and nothing was changed.
    Refused(IdentityRefusal),
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
        // In this order: an account that another sign-in makes in between is seen with its link, or not at all.
        let at_address = person::Entity::find()
            .filter(person::Column::Address.eq(vouched.address.as_str()))
            .one(&transaction)
            .await?;
        let linked = linked_person(&transaction, vouched).await?;
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
        if let Some(until) = new.second_step_until
            && has_factor(&transaction, user).await?
        {
            let arrival = Arrival {
                issuer: vouched.issuer.clone(),
                is_framed: new.is_framed,
                of_provider: new.of_provider.clone(),
            };
            remember(&transaction, &new.token_hash, user, until, Some(&arrival)).await?;
            transaction.commit().await?;
            return Ok(SignedIn::AsksFactor(user));
        }
        let signed_in = person::Entity::find_by_id(user.0).find_also_related(tenant::Entity).one(&transaction).await?;
        if let Some((person, tenant)) = signed_in {
            let viewer = viewer(person, tenant.as_ref())?;
            let act = Act { actor: Actor::of(&viewer), network: new.network, at: now };
            start(&transaction, &viewer, new, &act).await?;
            let record = act.record(AuditAction::SignedIn, viewer.tenant(), vouched.address.as_str());
            append(&transaction, &record.with("by", vouched.issuer.as_str())).await?;
        }
        transaction.commit().await?;
        self.in_use.begins(&new.token_hash, now);
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

async fn start(transaction: &DatabaseTransaction, viewer: &Viewer, new: &VouchedSession, act: &Act) -> Result<()> {
    if let Some(before) = &new.replaces {
        session::Entity::delete_by_id(before.to_vec()).exec(transaction).await?;
    }
    let beginning = Beginning { token_hash: &new.token_hash, rules: &new.rules, device: new.device.as_deref() };
    begin(transaction, viewer, &beginning, act).await?;
    if let Some(of_provider) = &new.of_provider {
        provider_sessions::keep(transaction, &new.token_hash, of_provider).await?;
    }
    Ok(())
}
