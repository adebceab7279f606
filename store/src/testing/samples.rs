//! Sample publications, tenants and people, small and fictional. Everything that varies is an
//! argument or a public field.

use crate::people::{NewUser, Place};
use chrono::{DateTime, NaiveDate, Utc};
use domain::acknowledgement::{RequiredOf, Requirement};
use domain::audience::{Audience, Tenant};
use domain::digest::Digest;
use domain::id::{ComponentKey, NoticeId, PlanKey, RegionKey, Slug, TenantId};
use domain::lead_time::LeadTimes;
use domain::locale::{Locale, Localized};
use domain::mail_address::MailAddress;
use domain::notice::{Category, Impact, NoticeFacts, NoticeKind};
use domain::plan::{Draft, DraftAttachment, DraftRevision};
use domain::portal::{Named, Portal};
use domain::publication::PublicationKey;
use domain::revision::{Attachment, Body, DisclosureFacts, DisclosureTopic, Edition, Facts, RevisionClass};
use domain::viewer::{StaffRole, TenantRole};
use std::collections::BTreeSet;

/// An instant given as RFC 3339.
///
/// # Panics
/// When the text is no instant.
pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The instant at which the samples are published: 2026-11-20, ten o'clock in Japan.
pub fn sample_time() -> DateTime<Utc> {
    instant("2026-11-20T01:00:00Z")
}

/// The digest that repeats one byte.
pub fn sample_digest(seed: u8) -> Digest {
    Digest::from_bytes([seed; 32])
}

/// The name of a notice.
///
/// # Panics
/// When it is no number of a notice.
pub fn notice_key(id: &str) -> PublicationKey {
    PublicationKey::Notice(valid(NoticeId::parse(id)))
}

/// A service with one component, two plans and one region.
pub fn sample_portal() -> Portal {
    let both = |ja: &str, en: &str| Localized::both(ja.to_owned(), en.to_owned());
    let plan = |key, ja, en| Named { key: valid(PlanKey::parse(key)), name: both(ja, en) };
    Portal {
        service: both("見本サービス", "Sample Service"),
        operator: both("見本株式会社", "Sample K.K."),
        accent: "#165e83".to_owned(),
        contact: valid(MailAddress::parse("support@service.example")),
        components: vec![Named {
            key: valid(ComponentKey::parse("recording-api")),
            name: both("通話録音API", "Call recording API"),
        }],
        plans: vec![plan("standard", "スタンダード", "Standard"), plan("enterprise", "エンタープライズ", "Enterprise")],
        regions: vec![Named { key: valid(RegionKey::parse("tokyo")), name: both("東京", "Tokyo") }],
        lead_times: LeadTimes::default(),
    }
}

/// A service change for everyone, visible from [`sample_time`], that asks every member to acknowledge
/// it. One revision for each class, each with a digest of its own.
///
/// # Panics
/// When `id` is no number of a notice.
pub fn notice_draft(id: &str, classes: &[RevisionClass]) -> Draft {
    let facts = NoticeFacts {
        kind: NoticeKind::ServiceChange,
        category: Some(Category::Specification),
        impact: Impact::MayRequireAction,
        components: vec![valid(ComponentKey::parse("recording-api"))],
        planned: None,
        effective_on: None,
        adverse: None,
        incident: None,
        act_by: None,
        acknowledgement: Some(Requirement { by: RequiredOf::EveryMember, due: None }),
        clauses: vec![],
        provider: None,
        lead_time_exception: None,
        is_automatic: false,
    };
    draft(notice_key(id), id, &Facts::Notice(facts), classes)
}

/// A disclosure for everyone that asks for nothing.
///
/// # Panics
/// When `slug` is no slug.
pub fn disclosure_draft(slug: &str, classes: &[RevisionClass]) -> Draft {
    let facts = DisclosureFacts {
        topic: DisclosureTopic::Safeguards,
        as_of: day("2026-11-01"),
        order: 1,
        is_sample_data: true,
        clauses: vec![],
        acknowledgement: None,
        register: None,
    };
    draft(PublicationKey::Disclosure(valid(Slug::parse(slug))), slug, &Facts::Disclosure(facts), classes)
}

/// Only the tenants of these names.
///
/// # Panics
/// When one of them is no name of a tenant.
pub fn only(tenants: &[&str]) -> Audience {
    Audience::named(tenants.iter().map(|id| valid(TenantId::parse(id))))
}

/// A text file.
pub fn sample_attachment(name: &str, seed: u8, bytes: &[u8]) -> DraftAttachment {
    DraftAttachment {
        meta: Attachment {
            name: name.to_owned(),
            digest: sample_digest(seed),
            media_type: "text/plain".to_owned(),
            size: bytes.len() as u64,
            is_shown_in_text: false,
        },
        bytes: bytes.to_vec(),
    }
}

/// A tenant with the standard plan in Tokyo that uses the call recording API.
///
/// # Panics
/// When `id` is no name of a tenant.
pub fn sample_tenant(id: &str) -> Tenant {
    Tenant {
        id: valid(TenantId::parse(id)),
        name: Localized::both(format!("{id}株式会社"), format!("{id} K.K.")),
        plan: valid(PlanKey::parse("standard")),
        regions: BTreeSet::from([valid(RegionKey::parse("tokyo"))]),
        components: BTreeSet::from([valid(ComponentKey::parse("recording-api"))]),
        joined_on: None,
    }
}

/// Someone of a tenant, with the address `name@tenant.example`.
///
/// # Panics
/// When that is no address, or the tenant no name of one.
pub fn new_member(name: &str, tenant: &str, role: TenantRole) -> NewUser {
    NewUser {
        address: valid(MailAddress::parse(&format!("{name}@{tenant}.example"))),
        name: name.to_owned(),
        password_hash: Some(format!("hash of {name}")),
        locale: Locale::Ja,
        place: Place::Member { tenant: valid(TenantId::parse(tenant)), role },
    }
}

/// Someone of the provider, with the address `name@service.example`.
///
/// # Panics
/// When that is no address.
pub fn new_staff(name: &str, roles: &[StaffRole]) -> NewUser {
    NewUser {
        address: valid(MailAddress::parse(&format!("{name}@service.example"))),
        name: name.to_owned(),
        password_hash: Some(format!("hash of {name}")),
        locale: Locale::En,
        place: Place::Staff { roles: roles.iter().copied().collect() },
    }
}

fn draft(key: PublicationKey, name: &str, facts: &Facts, classes: &[RevisionClass]) -> Draft {
    let base = name.bytes().fold(0u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
    let revisions = (1u8..).zip(classes).map(|(number, class)| DraftRevision {
        number: u32::from(number),
        digest: sample_digest(base.wrapping_add(number)),
        class: *class,
        on: day("2026-11-20"),
        note: (number > 1).then(|| Box::new(Localized::both(format!("改訂{number}"), format!("Revision {number}")))),
        audience: None,
        facts: facts.clone(),
        editions: Localized::both(edition(name, u32::from(number), "ja"), edition(name, u32::from(number), "en")),
        bodies: Localized::both(body(name, u32::from(number)), body(name, u32::from(number))).into(),
        attachments: vec![],
    });
    Draft {
        folder: name.to_owned(),
        audience: Audience::Everyone,
        publish_at: sample_time(),
        revisions: revisions.collect(),
        key,
    }
}

fn body(name: &str, number: u32) -> Body {
    Body { html: format!("<p>{name} {number}</p>"), text: format!("{name} {number}"), ..Body::default() }
}

fn edition(name: &str, number: u32, language: &str) -> Edition {
    Edition {
        title: format!("{name} {number} {language}"),
        summary: format!("Summary of {name}."),
        outline: vec![],
        translates: number,
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn valid<T, E: std::fmt::Display>(parsed: Result<T, E>) -> T {
    parsed.unwrap_or_else(|error| panic!("{error}"))
}
