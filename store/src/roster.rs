//! The people of a tenant, as those who manage them see and change them: its administrators, and staff who
//! may manage tenants. Every change is made together with its audit record. Whoever leaves or is disabled
//! is out at once.

use crate::audit::append;
use crate::connection::Store;
use crate::entity::{
    invitation, password_reset, person, private_feed, recovery_code, role_review, second_factor, second_step, session,
    tenant,
};
use crate::error::{Result, StoreError};
use crate::invitation_limits::count_invitation;
use crate::letters::{enqueue, tell};
use crate::row::{Micros, Row};
use domain::audit::{Act, AuditAction};
use domain::id::{TenantId, UserId};
use domain::letter::LetterKind;
use domain::locale::Locale;
use domain::mail_address::MailAddress;
use domain::permission::{Permission, may};
use domain::person::{
    Invitation, InvitationLimits, InvitationRefusal, NewInvitation, Person, PersonChange, PersonRefusal, PersonState,
    RoleReview, Roster, decide,
};
use domain::viewer::{TenantRole, Viewer};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashSet;

impl Store {
    /// Everyone of a tenant. `None` for whoever may not see them, and when there is no such tenant.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn roster(&self, viewer: &Viewer, tenant: &TenantId) -> Result<Option<Roster>> {
        let is_own = viewer.tenant() == Some(tenant) && may(viewer, Permission::ManageOwnPeople);
        if !is_own && !may(viewer, Permission::SeeTenants) {
            return Ok(None);
        }
        let snapshot = self.snapshot().await?;
        if tenant::Entity::find_by_id(tenant.as_str()).one(&snapshot).await?.is_none() {
            return Ok(None);
        }
        let roster = Roster {
            people: people_of(&snapshot, tenant).await?,
            invitations: open_invitations(&snapshot, tenant).await?,
            last_review: last_review(&snapshot, tenant).await?,
        };
        snapshot.commit().await?;
        Ok(Some(roster))
    }

    /// Invites someone; the mail goes out in the background. That the address belongs to somebody of another
    /// tenant is not for the inviting one to know, and comes out only for whoever opens the mail. `None` for
    /// whoever may not invite, and when there is no such tenant.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`]; then nobody was invited.
    pub async fn invite(
        &self,
        viewer: &Viewer,
        tenant: &TenantId,
        new: &NewInvitation,
        limits: &InvitationLimits,
        act: &Act,
    ) -> Result<Option<Result<(), InvitationRefusal>>> {
        if !manages(viewer, tenant) {
            return Ok(None);
        }
        let transaction = self.begin().await?;
        if !lock_tenant(&transaction, tenant).await? {
            return Ok(None);
        }
        let is_there = people_of(&transaction, tenant)
            .await?
            .iter()
            .any(|person| person.state != PersonState::Removed && person.address == new.address);
        if is_there {
            return Ok(Some(Err(InvitationRefusal::IsThere)));
        }
        if open_invitations(&transaction, tenant).await?.iter().any(|open| open.address == new.address) {
            return Ok(Some(Err(InvitationRefusal::IsInvited)));
        }
        if let Err(refusal) = count_invitation(&transaction, tenant, new.address.as_str(), limits, act).await? {
            transaction.commit().await?;
            return Ok(Some(Err(refusal)));
        }
        let row = invitation::ActiveModel {
            tenant_id: Set(tenant.as_str().to_owned()),
            address: Set(new.address.as_str().to_owned()),
            name: Set(new.name.clone()),
            role: Set(new.role.word().to_owned()),
            locale: Set(new.locale.tag().to_owned()),
            invited_at: Set(Micros::from(act.at)),
            ..Default::default()
        };
        let invited = row.insert(&transaction).await.map_err(StoreError::conflict_over("an invitation"))?;
        enqueue(&transaction, LetterKind::Invitation, None, Some(invited.id), act.at).await?;
        let record = act.record(AuditAction::PersonInvited, Some(tenant), new.address.as_str());
        append(&transaction, &record.with("role", new.role.word())).await?;
        transaction.commit().await?;
        Ok(Some(Ok(())))
    }

    /// Sends an invitation once more; the link in the mail before ends, unless there were too many: then it
    /// stays as it is. `None` when there is no open one of that number for the viewer.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn resend_invitation(
        &self,
        viewer: &Viewer,
        tenant: &TenantId,
        id: i64,
        limits: &InvitationLimits,
        act: &Act,
    ) -> Result<Option<Result<(), InvitationRefusal>>> {
        let transaction = self.begin().await?;
        let Some(open) = managed_invitation(&transaction, viewer, tenant, id).await? else { return Ok(None) };
        if let Err(refusal) = count_invitation(&transaction, tenant, &open.address, limits, act).await? {
            transaction.commit().await?;
            return Ok(Some(Err(refusal)));
        }
        invitation::Entity::update_many()
            .col_expr(invitation::Column::TokenHash, Expr::value(Option::<Vec<u8>>::None))
            .col_expr(invitation::Column::ExpiresAt, Expr::value(Option::<i64>::None))
            .filter(invitation::Column::Id.eq(id))
            .exec(&transaction)
            .await?;
        enqueue(&transaction, LetterKind::Invitation, None, Some(id), act.at).await?;
        append(&transaction, &act.record(AuditAction::InvitationResent, Some(tenant), open.address)).await?;
        transaction.commit().await?;
        Ok(Some(Ok(())))
    }

    /// Takes an invitation back; its link ends. `None` as for [`Store::resend_invitation`].
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn cancel_invitation(
        &self,
        viewer: &Viewer,
        tenant: &TenantId,
        id: i64,
        act: &Act,
    ) -> Result<Option<()>> {
        let transaction = self.begin().await?;
        let Some(open) = managed_invitation(&transaction, viewer, tenant, id).await? else { return Ok(None) };
        invitation::Entity::update_many()
            .col_expr(invitation::Column::CancelledAt, Expr::value(Micros::from(act.at)))
            .filter(invitation::Column::Id.eq(id))
            .exec(&transaction)
            .await?;
        append(&transaction, &act.record(AuditAction::InvitationCancelled, Some(tenant), open.address)).await?;
        transaction.commit().await?;
        Ok(Some(()))
    }

    /// Changes what someone may do, or lets them go. `Ok(false)` inside when that was so already. `None` when
    /// the viewer manages nobody of that number.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`]; then nothing was changed.
    pub async fn change_person(
        &self,
        viewer: &Viewer,
        tenant: &TenantId,
        user: UserId,
        change: PersonChange,
        act: &Act,
    ) -> Result<Option<Result<bool, PersonRefusal>>> {
        if !manages_own(viewer, tenant) {
            return Ok(None);
        }
        let transaction = self.begin().await?;
        // Two administrators who let each other go wait here: the second is then the last one.
        if !lock_tenant(&transaction, tenant).await? {
            return Ok(None);
        }
        let mut people = people_of(&transaction, tenant).await?;
        let Some(at) = people.iter().position(|person| person.user == user) else { return Ok(None) };
        let person = people.swap_remove(at);
        match decide(&person, change, &people) {
            Ok(true) => {}
            settled => return Ok(Some(settled)),
        }
        write_change(&transaction, &person, change, act).await?;
        let (action, role) = match change {
            PersonChange::Role(role) => (AuditAction::RoleChanged, Some(role)),
            PersonChange::Disable => (AuditAction::PersonDisabled, None),
            PersonChange::Enable => (AuditAction::PersonEnabled, None),
            PersonChange::Remove => (AuditAction::PersonRemoved, None),
        };
        let mut record = act.record(action, Some(tenant), person.address.as_str()).with("name", &person.name);
        if let Some(role) = role {
            record = record.with("from", person.role.word()).with("to", role.word());
        }
        append(&transaction, &record).await?;
        transaction.commit().await?;
        Ok(Some(Ok(true)))
    }

    /// Notes that an administrator looked at who may do what. `None` for whoever is none.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn review_roles(&self, viewer: &Viewer, act: &Act) -> Result<Option<()>> {
        let Some(member) = viewer.member().filter(|_| may(viewer, Permission::ManageOwnPeople)) else {
            return Ok(None);
        };
        let tenant = &member.tenant.id;
        let row = role_review::ActiveModel {
            tenant_id: Set(tenant.as_str().to_owned()),
            person_id: Set(member.user.0),
            name: Set(member.name.clone()),
            reviewed_at: Set(Micros::from(act.at)),
            ..Default::default()
        };
        let transaction = self.begin().await?;
        role_review::Entity::insert(row).exec_without_returning(&transaction).await?;
        append(&transaction, &act.record(AuditAction::RolesReviewed, Some(tenant), tenant.as_str())).await?;
        transaction.commit().await?;
        Ok(Some(()))
    }

    /// Takes someone's second factor away, for whoever lost theirs, and ends their sessions. `None` when the
    /// viewer manages nobody of that number with one.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::CorruptRow`].
    pub async fn reset_second_factor(
        &self,
        viewer: &Viewer,
        tenant: &TenantId,
        user: UserId,
        act: &Act,
    ) -> Result<Option<()>> {
        if !manages(viewer, tenant) {
            return Ok(None);
        }
        let transaction = self.begin().await?;
        let people = people_of(&transaction, tenant).await?;
        let Some(person) = people.iter().find(|person| person.user == user && person.has_second_factor) else {
            return Ok(None);
        };
        forget_second_factor(&transaction, user).await?;
        end_access(&transaction, user).await?;
        append(&transaction, &act.record(AuditAction::SecondFactorReset, Some(tenant), person.address.as_str()))
            .await?;
        tell(&transaction, LetterKind::SecondFactorReset, user, act.at).await?;
        transaction.commit().await?;
        Ok(Some(()))
    }
}

/// Whether the viewer decides who does what in that tenant: its own administrators alone.
fn manages_own(viewer: &Viewer, tenant: &TenantId) -> bool {
    viewer.tenant() == Some(tenant) && may(viewer, Permission::ManageOwnPeople)
}

/// Whether the viewer may invite people there and help those who lost their second factor.
fn manages(viewer: &Viewer, tenant: &TenantId) -> bool {
    manages_own(viewer, tenant) || may(viewer, Permission::ManageTenants)
}

/// Everything by which someone is in, ended. Other ways in that are added later end here too.
pub(crate) async fn end_access(db: &impl ConnectionTrait, user: UserId) -> Result<()> {
    session::Entity::delete_many().filter(session::Column::PersonId.eq(user.0)).exec(db).await?;
    second_step::Entity::delete_many().filter(second_step::Column::PersonId.eq(user.0)).exec(db).await?;
    password_reset::Entity::delete_many().filter(password_reset::Column::PersonId.eq(user.0)).exec(db).await?;
    private_feed::Entity::delete_many().filter(private_feed::Column::PersonId.eq(user.0)).exec(db).await?;
    Ok(())
}

/// Removes someone's second factor and its recovery codes; `false` when there was none that was asked for.
pub(crate) async fn forget_second_factor(db: &impl ConnectionTrait, user: UserId) -> Result<bool> {
    let confirmed = second_factor::Entity::delete_many()
        .filter(second_factor::Column::PersonId.eq(user.0))
        .filter(second_factor::Column::ConfirmedAt.is_not_null())
        .exec(db)
        .await?;
    second_factor::Entity::delete_by_id(user.0).exec(db).await?;
    recovery_code::Entity::delete_many().filter(recovery_code::Column::PersonId.eq(user.0)).exec(db).await?;
    Ok(confirmed.rows_affected > 0)
}

/// Locks a tenant's row until the transaction ends; `false` when there is no such tenant.
async fn lock_tenant(db: &impl ConnectionTrait, tenant: &TenantId) -> Result<bool> {
    Ok(tenant::Entity::find_by_id(tenant.as_str()).lock_exclusive().one(db).await?.is_some())
}

async fn write_change(db: &impl ConnectionTrait, person: &Person, change: PersonChange, act: &Act) -> Result<()> {
    let now = Micros::from(act.at);
    let these = person::Entity::update_many().filter(person::Column::Id.eq(person.user.0));
    let update = match change {
        PersonChange::Role(role) => these.col_expr(person::Column::Role, Expr::value(role.word())),
        PersonChange::Disable => these.col_expr(person::Column::DisabledAt, Expr::value(now)),
        PersonChange::Enable => these.col_expr(person::Column::DisabledAt, Expr::value(Option::<i64>::None)),
        PersonChange::Remove => these
            .col_expr(person::Column::DisabledAt, Expr::value(now))
            .col_expr(person::Column::RemovedAt, Expr::value(now))
            .col_expr(person::Column::PasswordHash, Expr::value(Option::<String>::None))
            .col_expr(person::Column::FormerAddress, Expr::value(person.address.as_str()))
            // Nobody has an address there (RFC 2606): the one they had is free again.
            .col_expr(person::Column::Address, Expr::value(format!("{}@removed.invalid", person.user.0))),
    };
    update.exec(db).await?;
    if matches!(change, PersonChange::Disable | PersonChange::Remove) {
        end_access(db, person.user).await?;
    }
    if change == PersonChange::Remove {
        forget_second_factor(db, person.user).await?;
    }
    Ok(())
}

/// Everyone who ever came, in the order they did, the removed last.
async fn people_of(db: &impl ConnectionTrait, tenant: &TenantId) -> Result<Vec<Person>> {
    let rows = person::Entity::find()
        .filter(person::Column::TenantId.eq(tenant.as_str()))
        .order_by_asc(person::Column::Id)
        .all(db)
        .await?;
    let secured: HashSet<i64> = second_factor::Entity::find()
        .select_only()
        .column(second_factor::Column::PersonId)
        .filter(second_factor::Column::ConfirmedAt.is_not_null())
        .filter(second_factor::Column::PersonId.is_in(rows.iter().map(|row| row.id)))
        .into_tuple()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let mut people = rows.iter().map(|row| person_of(row, secured.contains(&row.id))).collect::<Result<Vec<_>>>()?;
    people.sort_by_key(|person| person.state == PersonState::Removed);
    Ok(people)
}

fn person_of(row: &person::Model, has_second_factor: bool) -> Result<Person> {
    let at = Row::of("person", &row.id);
    Ok(Person {
        user: UserId(row.id),
        name: row.name.clone(),
        address: match &row.former_address {
            Some(former) => at.parse("former_address", former, MailAddress::parse)?,
            None => at.parse("address", &row.address, MailAddress::parse)?,
        },
        role: at.word("role", row.role.as_deref().unwrap_or_default(), TenantRole::from_word)?,
        locale: at.word("locale", &row.locale, Locale::from_tag)?,
        state: match (row.removed_at, row.disabled_at) {
            (Some(_), _) => PersonState::Removed,
            (None, Some(_)) => PersonState::Disabled,
            (None, None) => PersonState::Active,
        },
        last_signed_in_at: row.last_signed_in_at.map(|time| at.instant("last_signed_in_at", time)).transpose()?,
        has_second_factor,
    })
}

/// The invitations of a tenant nobody has answered yet.
async fn open_invitations(db: &impl ConnectionTrait, tenant: &TenantId) -> Result<Vec<Invitation>> {
    let rows = invitation::Entity::find()
        .filter(invitation::Column::TenantId.eq(tenant.as_str()))
        .filter(invitation::Column::AcceptedAt.is_null())
        .filter(invitation::Column::CancelledAt.is_null())
        .order_by_asc(invitation::Column::Id)
        .all(db)
        .await?;
    rows.iter().map(invitation_of).collect()
}

/// An open invitation that the viewer manages.
async fn managed_invitation(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    tenant: &TenantId,
    id: i64,
) -> Result<Option<invitation::Model>> {
    if !manages(viewer, tenant) {
        return Ok(None);
    }
    let open = invitation::Entity::find_by_id(id)
        .filter(invitation::Column::TenantId.eq(tenant.as_str()))
        .filter(invitation::Column::AcceptedAt.is_null())
        .filter(invitation::Column::CancelledAt.is_null());
    Ok(open.lock_exclusive().one(db).await?)
}

/// An invitation from its row.
pub(crate) fn invitation_of(row: &invitation::Model) -> Result<Invitation> {
    let at = Row::of("invitation", &row.id);
    Ok(Invitation {
        id: row.id,
        address: at.parse("address", &row.address, MailAddress::parse)?,
        name: row.name.clone(),
        role: at.word("role", &row.role, TenantRole::from_word)?,
        locale: at.word("locale", &row.locale, Locale::from_tag)?,
        invited_at: at.instant("invited_at", row.invited_at)?,
        expires_at: row.expires_at.map(|time| at.instant("expires_at", time)).transpose()?,
    })
}

async fn last_review(db: &impl ConnectionTrait, tenant: &TenantId) -> Result<Option<RoleReview>> {
    let row = role_review::Entity::find()
        .filter(role_review::Column::TenantId.eq(tenant.as_str()))
        .order_by_desc(role_review::Column::Id)
        .one(db)
        .await?;
    row.map(|row| {
        let at = Row::of("role_review", &row.id).instant("reviewed_at", row.reviewed_at)?;
        Ok(RoleReview { by: row.name, at })
    })
    .transpose()
}
