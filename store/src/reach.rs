//! How many a publication would reach, for the plan of a publish.

use crate::connection::Store;
use crate::entity::{mail_subscription, person};
use crate::error::Result;
use crate::people::all_tenants;
use crate::row::Row;
use domain::audience::Audience;
use domain::subscription::Topic;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeSet, HashSet};

/// How many there are in an audience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    /// Tenants in the audience.
    pub tenants: u64,
    /// People of those tenants who can sign in.
    pub people: u64,
    /// Mails: subscriptions to the stream among those people and among staff, who see everything.
    pub mails: u64,
}

impl Store {
    /// How many a publication with this audience, told in this stream, would reach at present.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn reach(&self, audience: &Audience, topic: Topic) -> Result<Reach> {
        let tenants = all_tenants(self.reader()).await?;
        let included: HashSet<_> =
            tenants.iter().filter(|tenant| audience.includes(tenant)).map(|tenant| tenant.id.as_str()).collect();
        let people: Vec<(Option<String>, i64)> = person::Entity::find()
            .select_only()
            .column(person::Column::TenantId)
            .column_as(person::Column::Id.count(), "people")
            .filter(person::Column::DisabledAt.is_null())
            .group_by(person::Column::TenantId)
            .into_tuple()
            .all(self.reader())
            .await?;
        let subscriptions: Vec<(Option<String>, String, i64)> = mail_subscription::Entity::find()
            .inner_join(person::Entity)
            .select_only()
            .column(person::Column::TenantId)
            .column(mail_subscription::Column::Topics)
            .column_as(mail_subscription::Column::Id.count(), "subscriptions")
            .filter(mail_subscription::Column::EndedAt.is_null())
            .filter(person::Column::DisabledAt.is_null())
            .group_by(person::Column::TenantId)
            .group_by(mail_subscription::Column::Topics)
            .into_tuple()
            .all(self.reader())
            .await?;
        let is_included = |tenant: &Option<String>| tenant.as_deref().is_some_and(|id| included.contains(id));
        let mut reach = Reach { tenants: included.len() as u64, ..Reach::default() };
        for (tenant, count) in people.iter().filter(|(tenant, _)| is_included(tenant)) {
            reach.people += Row::of("person", &tenant.as_deref().unwrap_or_default()).number::<u64>("id", *count)?;
        }
        for (tenant, topics, count) in &subscriptions {
            let place = format!("those of {}", tenant.as_deref().unwrap_or("staff"));
            let at = Row::of("mail_subscription", &place);
            let topics: BTreeSet<Topic> = at.json("topics", topics)?;
            if topics.contains(&topic) && (tenant.is_none() || is_included(tenant)) {
                reach.mails += at.number::<u64>("id", *count)?;
            }
        }
        Ok(reach)
    }
}
