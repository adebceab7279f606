//! How many a publication would reach, for the plan of a publish.

use crate::connection::Store;
use crate::entity::{mail_subscription, person};
use crate::error::Result;
use crate::row::Row;
use crate::tenants::all_tenants;
use domain::audience::{Audience, Tenant};
use domain::subscription::Topic;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeSet, HashMap};

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
        Ok(self.readers().await?.reach(audience, topic))
    }

    /// As [`Store::reach`] for several publications, in their order: three queries for any number.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn reaches(&self, publications: &[(Audience, Topic)]) -> Result<Vec<Reach>> {
        let readers = self.readers().await?;
        Ok(publications.iter().map(|(audience, topic)| readers.reach(audience, *topic)).collect())
    }

    async fn readers(&self) -> Result<Readers> {
        let tenants = all_tenants(self.reader()).await?;
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
        let mut readers = Readers { tenants, people: HashMap::new(), subscriptions: HashMap::new() };
        for (tenant, count) in people {
            let place = tenant.as_deref().unwrap_or("staff");
            let count = Row::of("person", &place).number("id", count)?;
            readers.people.insert(tenant, count);
        }
        for (tenant, topics, count) in subscriptions {
            let place = format!("those of {}", tenant.as_deref().unwrap_or("staff"));
            let at = Row::of("mail_subscription", &place);
            let topics: BTreeSet<Topic> = at.json("topics", &topics)?;
            let count: u64 = at.number("id", count)?;
            for topic in topics {
                *readers.subscriptions.entry((tenant.clone(), topic)).or_default() += count;
            }
        }
        Ok(readers)
    }
}

/// Who reads and who subscribed, counted by tenant; `None` stands for the provider's own people.
struct Readers {
    tenants: Vec<Tenant>,
    people: HashMap<Option<String>, u64>,
    subscriptions: HashMap<(Option<String>, Topic), u64>,
}

impl Readers {
    fn reach(&self, audience: &Audience, topic: Topic) -> Reach {
        let staff = Reach { mails: self.subscriptions_of(None, topic), ..Reach::default() };
        self.tenants.iter().filter(|tenant| audience.concerns(tenant)).fold(staff, |reach, tenant| {
            let id = Some(tenant.id.as_str().to_owned());
            Reach {
                tenants: reach.tenants + 1,
                people: reach.people + self.people.get(&id).copied().unwrap_or_default(),
                mails: reach.mails + self.subscriptions_of(id, topic),
            }
        })
    }

    fn subscriptions_of(&self, tenant: Option<String>, topic: Topic) -> u64 {
        self.subscriptions.get(&(tenant, topic)).copied().unwrap_or_default()
    }
}
