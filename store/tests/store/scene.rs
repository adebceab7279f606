//! The stage most tests play on: two tenants with their people, one person of the provider, and a
//! way to publish drafts as the command does.

use chrono::{DateTime, TimeDelta, Utc};
use domain::plan::{Draft, Ground, decide};
use domain::reading::{Reading, Sight};
use domain::viewer::{Member, Staff, StaffRole, TenantRole, Viewer};
use store::testing::{Engine, TestDatabase, new_member, new_staff, sample_tenant, sample_time};
use store::{NewUser, Published, Store};

pub struct Scene {
    pub database: TestDatabase,
    pub store: Store,
    /// Administrator of hinode.
    pub yumi: Member,
    /// Member of hinode.
    pub ken: Member,
    /// Administrator of aozora.
    pub sora: Member,
    /// Owner at the provider.
    pub mika: Staff,
}

impl Scene {
    pub async fn on(engine: Engine) -> Self {
        let database = TestDatabase::create(engine).await;
        let store = database.store.clone();
        store.put_tenant(&sample_tenant("hinode")).await.unwrap();
        store.put_tenant(&sample_tenant("aozora")).await.unwrap();
        let yumi = member(&store, &new_member("yumi", "hinode", TenantRole::Administrator)).await;
        let ken = member(&store, &new_member("ken", "hinode", TenantRole::Member)).await;
        let sora = member(&store, &new_member("sora", "aozora", TenantRole::Administrator)).await;
        let mika = add(&store, &new_staff("mika", &[StaffRole::Owner])).await.staff().unwrap().clone();
        Self { database, store, yumi, ken, sora, mika }
    }

    /// Publishes drafts at [`sample_time`].
    pub async fn publish(&self, drafts: &[Draft]) -> Published {
        self.publish_at(sample_time(), drafts).await
    }

    /// Plans and publishes, as the command does.
    pub async fn publish_at(&self, now: DateTime<Utc>, drafts: &[Draft]) -> Published {
        publish(&self.store, now, drafts).await
    }
}

pub async fn publish(store: &Store, now: DateTime<Utc>, drafts: &[Draft]) -> Published {
    let standings = store.standings().await.unwrap();
    let ground = Ground { now, is_empty: standings.is_empty() };
    let steps: Vec<_> = drafts
        .iter()
        .map(|draft| {
            let standing = standings.iter().find(|standing| standing.key == draft.key);
            (draft.clone(), decide(standing, draft, ground).unwrap())
        })
        .collect();
    store::testing::publish(store, None, &steps, now).await.unwrap()
}

pub async fn add(store: &Store, user: &NewUser) -> Viewer {
    let id = store.add_user(user, sample_time()).await.unwrap();
    store.viewer_of(id).await.unwrap().unwrap()
}

pub async fn member(store: &Store, user: &NewUser) -> Member {
    add(store, user).await.member().unwrap().clone()
}

/// Some minutes after the samples appear.
pub fn later(minutes: i64) -> DateTime<Utc> {
    sample_time() + TimeDelta::minutes(minutes)
}

pub fn viewer(member: &Member) -> Viewer {
    Viewer::Member(member.clone())
}

/// What a page shows of a revision without news.
pub const fn seen(revision: u32) -> Sight {
    Sight { revision, news: 0 }
}

/// That, at a time in minutes.
pub fn read(revision: u32, minutes: i64) -> Reading {
    Reading { seen: seen(revision), at: later(minutes) }
}
