//! The audit trail. Whoever changes something calls [`append`] inside the transaction of the change, so that
//! neither is there without the other; [`Store::audit`] is for acts that write nothing else, such as taking
//! a file out. Who may read which part is `domain::permission`'s to say.

use crate::connection::Store;
use crate::entity::audit_record;
use crate::error::Result;
use crate::row::{Micros, Row, to_json};
use domain::audit::{Actor, AuditAction, AuditFilter, AuditPage, AuditRecord};
use domain::id::{TenantId, UserId};
use domain::mail_address::MailAddress;
use domain::permission::{Permission, may};
use domain::viewer::Viewer;
use sea_orm::sea_query::{Expr, Func, LikeExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

/// Adds a record, in the caller's transaction.
///
/// # Errors
/// [`crate::StoreError::Database`].
pub(crate) async fn append(db: &impl ConnectionTrait, record: &AuditRecord) -> Result<()> {
    let row = audit_record::ActiveModel {
        happened_at: Set(Micros::from(record.at)),
        actor: Set(record.actor.word().to_owned()),
        person_id: Set(record.actor.user().map(|user| user.0)),
        name: Set(record.actor.name().map(str::to_owned)),
        address: Set(record.actor.address().map(MailAddress::to_string)),
        tenant_id: Set(record.tenant.as_ref().map(TenantId::to_string)),
        action: Set(record.action.word().to_owned()),
        subject: Set(record.subject.clone()),
        details: Set(to_json(&record.details)?),
        network: Set(record.network.map(|address| address.to_string())),
        ..Default::default()
    };
    audit_record::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

impl Store {
    /// Adds a record of an act that changes nothing else here.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn audit(&self, record: &AuditRecord) -> Result<()> {
        let transaction = self.begin().await?;
        append(&transaction, record).await?;
        Ok(transaction.commit().await?)
    }

    /// A page of at most `limit` records, the latest first: for staff who may, of everyone; for a tenant's
    /// administrator, of their tenant alone and without what concerns only the provider. `None` for
    /// everybody else.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn audit_page(&self, viewer: &Viewer, filter: &AuditFilter, limit: u64) -> Result<Option<AuditPage>> {
        let own = viewer.tenant().filter(|_| may(viewer, Permission::ReadOwnAudit));
        if own.is_none() && !may(viewer, Permission::ReadEveryAudit) {
            return Ok(None);
        }
        let mut found = audit_record::Entity::find()
            .filter(matching(filter))
            .order_by_desc(audit_record::Column::Id)
            .limit(limit.saturating_add(1));
        if let Some(tenant) = own {
            found = found.filter(audit_record::Column::TenantId.eq(tenant.as_str()));
        }
        let mut rows = found.all(self.reader()).await?;
        let has_more = rows.len() as u64 > limit;
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = rows.last().filter(|_| has_more).map(|row| row.id);
        let records = rows.iter().map(|row| {
            let record = record_of(row)?;
            Ok((row.id, if own.is_some() { record.for_tenant() } else { record }))
        });
        Ok(Some(AuditPage { records: records.collect::<Result<_>>()?, next }))
    }
}

fn matching(filter: &AuditFilter) -> Condition {
    let who = filter.who.as_deref().map(str::trim).filter(|who| !who.is_empty()).map(|who| {
        let pattern: String = who.to_lowercase().chars().flat_map(escaped).collect();
        let like = |column: audit_record::Column| {
            Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(format!("%{pattern}%")).escape('\\'))
        };
        Condition::any()
            .add(like(audit_record::Column::Name))
            .add(like(audit_record::Column::Address))
            .add(like(audit_record::Column::Subject))
    });
    Condition::all()
        .add_option(filter.action.map(|action| audit_record::Column::Action.eq(action.word())))
        .add_option(filter.tenant.as_ref().map(|tenant| audit_record::Column::TenantId.eq(tenant.as_str())))
        .add_option(filter.from.map(|from| audit_record::Column::HappenedAt.gte(Micros::from(from))))
        .add_option(filter.until.map(|until| audit_record::Column::HappenedAt.lt(Micros::from(until))))
        .add_option(filter.before.map(|before| audit_record::Column::Id.lt(before)))
        .add_option(who)
}

/// A character as `LIKE` takes it literally.
fn escaped(c: char) -> impl Iterator<Item = char> {
    matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c])
}

fn record_of(row: &audit_record::Model) -> Result<AuditRecord> {
    let at = Row::of("audit_record", &row.id);
    let user = || row.person_id.map(UserId).ok_or_else(|| at.corrupt("person_id"));
    let name = || row.name.clone().ok_or_else(|| at.corrupt("name"));
    let address = || at.parse("address", row.address.as_deref().unwrap_or_default(), MailAddress::parse);
    Ok(AuditRecord {
        at: at.instant("happened_at", row.happened_at)?,
        actor: match row.actor.as_str() {
            "system" => Actor::System,
            "command_line" => Actor::CommandLine,
            "anonymous" => Actor::Anonymous,
            "member" => Actor::Member { user: user()?, name: name()?, address: address()? },
            "staff" => Actor::Staff { user: user()?, name: name()?, address: Some(address()?) },
            _ => return Err(at.corrupt("actor")),
        },
        action: at.word("action", &row.action, AuditAction::from_word)?,
        tenant: row.tenant_id.as_deref().map(|id| at.parse("tenant_id", id, TenantId::parse)).transpose()?,
        subject: row.subject.clone(),
        details: at.json("details", &row.details)?,
        network: row.network.as_deref().map(|text| at.parse("network", text, str::parse)).transpose()?,
    })
}
