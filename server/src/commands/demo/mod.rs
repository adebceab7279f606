//! `kairan demo`: fills an empty database with fictional tenants and people, and lets them subscribe
//! and acknowledge as anyone would. A database that has people in it is left exactly as it is.

mod people;

use crate::clock::SystemClock;
use crate::content::{self, Content};
use crate::settings::Settings;
use anyhow::Context;
use chrono::{DateTime, Utc};
use domain::audience::Tenant;
use domain::clock::Clock;
use domain::id::{ComponentKey, InvalidId, PlanKey, RegionKey, TenantId, UserId};
use domain::locale::Localized;
use domain::mail_address::MailAddress;
use domain::subscription::MailSubscription;
use people::{Acknowledges, DemoMember, DemoTenant, Mail, PASSWORD, STAFF, TENANTS};
use std::process::ExitCode;
use store::{AckOutcome, NewUser, Place, Store};

/// Fills the database, or says that it is not empty.
pub async fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = super::open_store(settings).await?;
    if !store.is_empty_of_people().await.context("cannot look whether anyone is there")? {
        println!("There are people in this database already; nothing was changed.");
        return Ok(ExitCode::SUCCESS);
    }
    let now = SystemClock.now();
    let mut members = vec![];
    for tenant in TENANTS {
        store.put_tenant(&value_of(tenant)?).await.context("cannot add a tenant")?;
        for member in tenant.people {
            members.push((add_member(&store, tenant, member, now).await?, member));
        }
    }
    for staff in STAFF {
        let address = format!("{}@simple-connect.example", staff.role.word());
        let place = Place::Staff { roles: [staff.role].into() };
        add(&store, &address, staff.name, staff.locale, place, now).await?;
    }
    // Subscribed before anything is published, so that what is still news reaches them.
    let content = Content::read(&settings.content.dir, &mut |_, _| {})?;
    let summary = content::publish(&store, content, false, &SystemClock).await?.published;
    let acknowledged = acknowledge(&store, &members, now).await?;
    println!("Published: {}.", summary.unwrap_or_default());
    println!(
        "Added {} tenants, {} people, {acknowledged} acknowledgements.\n",
        TENANTS.len(),
        members.len() + STAFF.len()
    );
    tell();
    Ok(ExitCode::SUCCESS)
}

/// Who can sign in.
fn tell() {
    println!("Everyone signs in with the password {PASSWORD}");
    for tenant in TENANTS {
        println!("\n{} ({})", tenant.name.0, tenant.plan);
        for member in tenant.people {
            let address = format!("{}@{}.example", member.address, tenant.id);
            println!("  {address:<32} {:<14} {}", member.role.word(), member.name);
        }
    }
    println!("\nSimple Connect");
    for staff in STAFF {
        let address = format!("{}@simple-connect.example", staff.role.word());
        println!("  {address:<32} {:<14} {}", staff.role.word(), staff.name);
    }
}

fn value_of(tenant: &DemoTenant) -> Result<Tenant, InvalidId> {
    Ok(Tenant {
        id: TenantId::parse(tenant.id)?,
        name: Localized::both(tenant.name.0.to_owned(), tenant.name.1.to_owned()),
        plan: PlanKey::parse(tenant.plan)?,
        regions: tenant.regions.iter().map(|key| RegionKey::parse(key)).collect::<Result<_, _>>()?,
        components: tenant.components.iter().map(|key| ComponentKey::parse(key)).collect::<Result<_, _>>()?,
        joined_on: None,
    })
}

async fn add_member(
    store: &Store,
    tenant: &DemoTenant,
    member: &DemoMember,
    now: DateTime<Utc>,
) -> anyhow::Result<UserId> {
    let address = format!("{}@{}.example", member.address, tenant.id);
    let place = Place::Member { tenant: TenantId::parse(tenant.id)?, role: member.role };
    let user = add(store, &address, member.name, member.locale, place, now).await?;
    let wanted = match &member.mail {
        Mail::Everything => MailSubscription::everything(),
        Mail::Only(topics) => MailSubscription { is_active: true, topics: topics.iter().copied().collect() },
        Mail::Nothing => return Ok(user),
    };
    if let Some(viewer) = store.viewer_of(user).await? {
        store.set_mail_subscription(&viewer, &wanted, now).await.context("cannot subscribe")?;
    }
    Ok(user)
}

async fn add(
    store: &Store,
    address: &str,
    name: &str,
    locale: domain::locale::Locale,
    place: Place,
    now: DateTime<Utc>,
) -> anyhow::Result<UserId> {
    let user = NewUser {
        address: MailAddress::parse(address)?,
        name: name.to_owned(),
        password_hash: Some(app::ssr::password::hash(PASSWORD)?),
        locale,
        place,
    };
    store.add_user(&user, now).await.with_context(|| format!("cannot add {address}"))
}

/// Lets people read and acknowledge, as far as each of them is.
async fn acknowledge(store: &Store, members: &[(UserId, &DemoMember)], now: DateTime<Utc>) -> anyhow::Result<usize> {
    let catalogue = store.load_catalogue().await.context("cannot load what was published")?;
    let mut acknowledged = 0;
    for (user, demo) in members.iter().filter(|(_, demo)| demo.acknowledges != Acknowledges::None) {
        let Some(viewer) = store.viewer_of(*user).await? else { continue };
        let Some(member) = viewer.member() else { continue };
        let asked = catalogue.visible(&viewer, now).filter(|publication| publication.asks(member));
        let step = if demo.acknowledges == Acknowledges::All { 1 } else { 2 };
        let mut read = vec![];
        for publication in asked.step_by(step) {
            let head = &publication.current.head;
            let outcome = store.acknowledge(member, &publication.key, &head.digest, now).await?;
            acknowledged += usize::from(matches!(outcome, Some(AckOutcome::Accepted(_))));
            read.push((publication.key.clone(), publication.sight()));
        }
        store.mark_read(&viewer, now, &read).await?;
    }
    Ok(acknowledged)
}
