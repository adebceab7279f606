//! What there is to be asked for: of everyone, of tenant hinode, of tenant aozora and of the provider, one of
//! each sort, and of each sort one that never was. Whatever is hinode's has its key, its notices' numbers or
//! 日の出 in it, whatever is aozora's its own or 青空.

use super::consoles::{CONSOLES, Console, vouch};
use super::publications;
use super::readers::Reader;
use super::rules::{Names, Open, Owner};
use crate::accounts::{letter_link, send_mail};
use crate::lying_provider::LyingProvider;
use crate::portal::TestPortal;
use crate::test_keys::SigningKey;
use app::ssr::preview_token::{LIFETIME, Origin, Previewed, preview_token};
use app::ssr::second_factor::new_secret;
use app::ssr::secret::{self, Secret};
use app::ssr::token::unsubscribe_tag;
use app::ssr::{random, session};
use chrono::TimeDelta;
use domain::audit::{Act, Actor};
use domain::clock::Clock;
use domain::id::UserId;
use domain::locale::Locale;
use domain::mail_address::MailAddress;
use domain::permission::{Permission, may};
use domain::person::{InvitationLimits, NewInvitation};
use domain::session::SessionRules;
use domain::token::Scope;
use domain::viewer::{StaffRole, TenantRole, Viewer};
use serde_json::json;
use std::fmt::Display;
use std::sync::atomic::{AtomicU32, Ordering};
use store::testing::{Engine, new_member, notice_key};

/// Who is invited here is invited to be asked for, however many they are.
const NO_LIMITS: InvitationLimits =
    InvitationLimits { per_tenant_a_day: u32::MAX, per_person_an_hour: u32::MAX, between: TimeDelta::zero() };

/// The two tenants.
pub const TENANTS: [&str; 2] = ["hinode", "aozora"];

/// Something to ask for.
#[derive(Debug, Clone)]
pub struct Sample {
    pub owner: Owner,
    /// What stands for what, in paths, queries and bodies.
    pub parts: Vec<(&'static str, String)>,
}

/// What stands for the one thing a line names.
const NAME: [&str; 7] = ["{name}", "{id}", "{slug}", "{token}", "{subscription}", "{provider}", "{*file}"];

impl Sample {
    fn new(owner: Owner, name: impl Display) -> Self {
        Self { owner, parts: NAME.map(|part| (part, name.to_string())).to_vec() }
    }

    /// What a part stands for here.
    pub fn part(&self, part: &str) -> Option<&str> {
        self.parts.iter().find(|(known, _)| *known == part).map(|(_, value)| value.as_str())
    }

    fn and(mut self, part: &'static str, value: impl Display) -> Self {
        self.parts.push((part, value.to_string()));
        self
    }
}

/// A portal with all of it.
pub struct Samples {
    pub portal: TestPortal,
    key: SigningKey,
    _provider: LyingProvider,
    count: AtomicU32,
    invitations: [i64; 2],
    invitation_links: [String; 2],
    reset_links: [String; 2],
    feeds: [String; 2],
}

impl Samples {
    pub async fn on(engine: Engine) -> Self {
        let mut portal = TestPortal::new(engine).await;
        portal.join("riku", "aozora", TenantRole::Member).await;
        for (name, role) in [("chika", StaffRole::Author), ("shun", StaffRole::Support), ("rachel", StaffRole::Auditor)]
        {
            portal.hire(name, role).await;
        }
        publications::publish(&portal).await;
        site(&portal);
        let provider = LyingProvider::start(portal.clock.now().timestamp()).await;
        let key = vouch(&mut portal, &provider);
        let (invitation_links, reset_links, feeds) = Default::default();
        let (count, invitations) = (AtomicU32::new(0), [0; 2]);
        let mut samples =
            Self { portal, key, _provider: provider, count, invitations, invitation_links, reset_links, feeds };
        samples.keep().await;
        samples
    }

    /// What is kept by the portal: subscriptions, second factors to be confirmed, letters, mails.
    async fn keep(&mut self) {
        let store = self.portal.portal.store.clone();
        for name in ["yumi", "sora"] {
            self.portal.subscribe(name).await;
        }
        for name in ["ken", "yumi", "riku", "sora", "chika", "shun", "rachel", "mika"] {
            self.propose(self.portal.user(name)).await;
        }
        self.invitations = self.invite().await;
        for name in ["yumi", "sora"] {
            let viewer = self.viewer(name).await;
            let address = self.act(&viewer).actor.address().unwrap().clone();
            store.ask_password_reset(&address, &self.act(&viewer)).await.unwrap();
        }
        send_mail(&self.portal).await;
        let token = |number| letter_link(&self.portal, number).rsplit('/').next().unwrap().to_owned();
        (self.invitation_links, self.reset_links) = ([token(1), token(2)], [token(3), token(4)]);
        self.feeds = [self.portal.feed_of("ken").await, self.portal.feed_of("riku").await];
        for tenant in TENANTS {
            let mail = format!("To: x@{tenant}.example\r\nSubject: x\r\n\r\nx\r\n");
            std::fs::write(self.portal.mailbox().join(format!("{tenant}.eml")), mail).unwrap();
        }
    }

    /// Someone of the people, as they are.
    pub async fn viewer(&self, name: &str) -> Viewer {
        if name.is_empty() {
            return Viewer::Anonymous;
        }
        self.portal.portal.store.viewer_of(self.portal.user(name)).await.unwrap().unwrap()
    }

    /// One of everyone's, one of each tenant's, one that never was: those there are of what a line names. What
    /// is used up by being asked for is made anew.
    pub async fn of(&self, names: Names, reader: &Reader<'_>) -> Vec<Sample> {
        let (everyone, [hinode, aozora], nobody) = (Owner::Everyone, TENANTS.map(Owner::Tenant), Owner::Nobody);
        let all = |values: [&str; 4]| {
            [everyone, hinode, aozora, nobody].into_iter().zip(values).map(|(of, name)| Sample::new(of, name)).collect()
        };
        let theirs = |values: [String; 2], nobodys: &str| {
            let [one, two] = values;
            vec![Sample::new(hinode, one), Sample::new(aozora, two), Sample::new(nobody, nobodys)]
        };
        match names {
            Names::Nothing => vec![Sample { owner: everyone, parts: vec![] }],
            Names::Words => all(["全員向け", "日の出だけ", "青空だけ", "誰も書かない"]),
            Names::MailAddress => {
                theirs(["ken@hinode.example", "riku@aozora.example"].map(str::to_owned), "none@nowhere.example")
            }
            Names::Notice => all(["SC-2026-0001", "SC-2026-0002", "SC-2026-0003", "SC-2026-0999"]),
            Names::Asked => {
                let samples: Vec<_> = all(["SC-2026-0004", "SC-2026-0005", "SC-2026-0006", "SC-2026-0998"]);
                samples.into_iter().map(|sample| self.with_digest(sample)).collect()
            }
            Names::Policy => vec![Sample::new(everyone, "for-everyone"), Sample::new(nobody, "for-nobody")],
            Names::Disclosure => all(["for-everyone", "for-hinode", "for-aozora", "for-nobody"]),
            Names::Preview => {
                let until = self.portal.clock.now() + LIFETIME;
                let draft = |id: &str| Previewed {
                    publication: notice_key(id),
                    revision: 1,
                    origin: Origin::Draft(format!("notices/2026/{id}-sample")),
                };
                let token = |key: &[u8], id: &str| preview_token(key, &draft(id), until);
                let key = &self.portal.portal.site.key;
                theirs([token(key, "SC-2026-0007"), token(key, "SC-2026-0008")], &token(b"x", "SC-2026-0007"))
            }
            Names::InvitationLink => theirs(self.invitation_links.clone(), &"x".repeat(43)),
            Names::ResetLink => theirs(self.reset_links.clone(), &"x".repeat(43)),
            Names::Unsubscribing => self.unsubscribing([(1, 1), (2, 2)]),
            Names::ForgedUnsubscribing => self.unsubscribing([(1, 2), (2, 1)]),
            Names::Tenant => {
                let samples = theirs(TENANTS.map(str::to_owned), "nowhere").into_iter();
                let titled = |sample: Sample| {
                    let title = format!("{}株式会社", sample.part("{name}").unwrap());
                    sample.and("{title}", title)
                };
                samples.map(|sample| titled(self.of_tenant(sample))).collect()
            }
            Names::Person => self.people(false).await,
            Names::Enrolled => self.people(true).await,
            Names::Invitation => {
                let may_use_it_up = |permission| may(Open::Everyone.viewer(reader), permission);
                let mut numbers = self.invitations;
                if may_use_it_up(Permission::ManageOwnPeople) || may_use_it_up(Permission::ManageTenants) {
                    numbers = self.invite().await;
                }
                let samples = theirs(numbers.map(|number| number.to_string()), "999999").into_iter();
                samples.map(|sample| self.of_tenant(sample)).collect()
            }
            Names::ApiToken => self.tokens(&reader.viewer).await,
            Names::PrivateFeed => theirs(self.feeds.clone(), &Secret::PrivateFeed.of([9; 16])),
            Names::OnesFeed => self.ones_feeds(&reader.viewer).await,
            Names::OnesSession => self.sessions(&reader.viewer).await,
            Names::TenantTable => self.tenant_tables().await,
            Names::Mail => theirs(TENANTS.map(|tenant| format!("{tenant}.eml")), "nowhere.eml"),
            Names::Letter => theirs(["letter-1.eml", "letter-2.eml"].map(str::to_owned), "letter-9.eml"),
            Names::Asset => vec![Sample::new(everyone, "kairan.css"), Sample::new(nobody, "nobody.css")],
            Names::Provider => vec![Sample::new(everyone, "elsewhere"), Sample::new(nobody, "anywhere")],
            Names::Launch => self.launches(|console| console),
            Names::ForgedLaunch => self.launches(Console::other),
        }
    }

    fn act(&self, viewer: &Viewer) -> Act {
        Act { actor: Actor::of(viewer), network: None, at: self.portal.clock.now() }
    }

    fn number(&self) -> u32 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    /// With the tenant whose it is, and somebody who is to come there.
    fn of_tenant(&self, sample: Sample) -> Sample {
        let tenant = if let Owner::Tenant(tenant) = sample.owner { tenant } else { "nowhere" };
        let newcomer = format!("newcomer-{}@somewhere.example", self.number());
        sample.and("{tenant}", tenant).and("{newcomer}", newcomer)
    }

    /// With the digest of what stands under its name; for one that never was, of another.
    fn with_digest(&self, sample: Sample) -> Sample {
        let name = sample.part("{name}").filter(|_| sample.owner != Owner::Nobody).unwrap_or("SC-2026-0004");
        let catalogue = self.portal.portal.catalogue();
        let digest = &catalogue.standing(&notice_key(name)).unwrap().current.head.digest;
        sample.and("{digest}", digest)
    }

    /// Subscriptions, each with the tag of one.
    fn unsubscribing(&self, pairs: [(i64, i64); 2]) -> Vec<Sample> {
        let key = &self.portal.portal.site.key;
        let [one, two] = pairs;
        let owned = TENANTS.map(Owner::Tenant).into_iter().zip([one, two]);
        let mut samples: Vec<_> =
            owned.map(|(owner, (of, tag))| Sample::new(owner, of).and("{tag}", unsubscribe_tag(key, tag))).collect();
        samples.push(Sample::new(Owner::Nobody, 999_999).and("{tag}", unsubscribe_tag(b"x", 1)));
        samples
    }

    /// A table of each who may import one; at one instant they have the same number.
    async fn tenant_tables(&self) -> Vec<Sample> {
        for name in ["mika", "shun"] {
            let viewer = self.viewer(name).await;
            let act = self.act(&viewer);
            self.portal.portal.store.keep_tenant_draft(&viewer, "id\n", &act).await.unwrap().unwrap();
        }
        vec![Sample::new(Owner::Provider, self.portal.clock.now().timestamp_micros())]
    }

    /// Somebody new of each tenant.
    async fn people(&self, is_enrolled: bool) -> Vec<Sample> {
        let mut samples = vec![];
        for tenant in TENANTS {
            let user = new_member(&format!("person-{}", self.number()), tenant, TenantRole::Member);
            let id = self.portal.portal.store.add_user(&user, self.portal.clock.now()).await.unwrap();
            if is_enrolled {
                self.propose(id).await;
                let viewer = self.portal.portal.store.viewer_of(id).await.unwrap().unwrap();
                let act = self.act(&viewer);
                let store = &self.portal.portal.store;
                assert!(store.confirm_second_factor(&viewer, 1, &[[1; 32]], &act).await.unwrap());
            }
            samples.push(Sample::new(Owner::Tenant(tenant), id.0));
        }
        samples.push(Sample::new(Owner::Nobody, 999_999));
        samples.into_iter().map(|sample| self.of_tenant(sample)).collect()
    }

    async fn propose(&self, user: UserId) {
        let sealed = new_secret(&self.portal.portal.site.key, user).unwrap();
        self.portal.portal.store.propose_second_factor(user, sealed).await.unwrap();
    }

    /// Has an administrator of each tenant invite somebody; the numbers of the invitations.
    async fn invite(&self) -> [i64; 2] {
        let mut numbers = [0; 2];
        for (number, name) in numbers.iter_mut().zip(["yumi", "sora"]) {
            let (viewer, store) = (self.viewer(name).await, &self.portal.portal.store);
            let tenant = viewer.tenant().unwrap().clone();
            let address = address_of(&format!("invited-{}", self.number()), tenant.as_str());
            let address = MailAddress::parse(&address).unwrap();
            let new = NewInvitation { address, name: tenant.to_string(), role: TenantRole::Member, locale: Locale::Ja };
            store.invite(&viewer, &tenant, &new, &NO_LIMITS, &self.act(&viewer)).await.unwrap().unwrap().unwrap();
            let roster = store.roster(&viewer, &tenant).await.unwrap().unwrap();
            *number = roster.invitations.iter().find(|open| open.address == new.address).unwrap().id;
        }
        numbers
    }

    /// Tokens of each tenant, of an owner, and of the reader, where they may make one.
    async fn tokens(&self, reader: &Viewer) -> Vec<Sample> {
        let makers =
            [(Owner::Tenant(TENANTS[0]), "yumi"), (Owner::Tenant(TENANTS[1]), "sora"), (Owner::Provider, "mika")];
        let mut samples = vec![Sample::new(Owner::Nobody, 999_999)];
        for (owner, maker) in makers {
            self.portal.token_of(maker, &[Scope::NoticesRead]).await;
            let made = self.portal.portal.store.tokens(&self.viewer(maker).await).await.unwrap();
            samples.push(Sample::new(owner, made[0].id.0));
        }
        if let Some(staff) = reader.staff() {
            let name = staff.name.clone();
            self.portal.token_of(&name, &[Scope::NoticesRead]).await;
            samples.push(Sample::new(Owner::Reader, self.portal.portal.store.tokens(reader).await.unwrap()[0].id.0));
        }
        samples
    }

    /// The private feed of somebody of each tenant, and a new one of the reader's.
    async fn ones_feeds(&self, reader: &Viewer) -> Vec<Sample> {
        let (mut samples, store) = (vec![Sample::new(Owner::Nobody, 999_999)], &self.portal.portal.store);
        for (tenant, name) in TENANTS.into_iter().zip(["ken", "riku"]) {
            let viewer = self.viewer(name).await;
            if viewer.user() != reader.user() {
                let theirs = store.private_feeds(&viewer).await.unwrap();
                samples.push(Sample::new(Owner::Tenant(tenant), theirs.last().unwrap().id.0));
            }
        }
        let hash = secret::hash(&self.number().to_string());
        if let Some(made) = store.make_private_feed(reader, "x", &hash, &self.act(reader)).await.unwrap() {
            samples.push(Sample::new(Owner::Reader, made.unwrap().0));
        }
        samples
    }

    /// A session of somebody of each tenant, and one more of the reader's.
    async fn sessions(&self, reader: &Viewer) -> Vec<Sample> {
        let mut samples = vec![Sample::new(Owner::Nobody, "0".repeat(16))];
        for (owner, viewer) in [
            (Owner::Tenant(TENANTS[0]), self.viewer("ken").await),
            (Owner::Tenant(TENANTS[1]), self.viewer("riku").await),
            (Owner::Reader, reader.clone()),
        ] {
            let Some(user) = viewer.user().filter(|user| owner == Owner::Reader || reader.user() != Some(*user)) else {
                continue;
            };
            let (store, now) = (&self.portal.portal.store, self.portal.clock.now());
            let hash = session::token_hash(&random::token().unwrap());
            store.start_session(&hash, user, now, now + SessionRules::default().longest).await.unwrap();
            let theirs = store.sessions_of(&viewer, Some(&hash), now).await.unwrap();
            samples.push(Sample::new(owner, &theirs[0].name));
        }
        samples
    }

    /// A token for somebody's bell.
    pub fn bell(&self, console: Console, viewer: &Viewer) -> String {
        let address = self.act(viewer).actor.address().unwrap().to_string();
        console.sign(&self.key, &address, self.portal.clock.now(), &json!({ "use": "bell" }))
    }

    /// A launch for somebody of each tenant by the console that `by` makes of its own, and by none.
    fn launches(&self, by: impl Fn(Console) -> Console) -> Vec<Sample> {
        let (mut samples, now) = (vec![], self.portal.clock.now());
        for (console, name) in CONSOLES.into_iter().zip(["ken", "riku"]) {
            let (once, address) = (json!({ "jti": self.number().to_string() }), address_of(name, console.tenant));
            let token = by(console).sign(&self.key, &address, now, &once);
            samples.push(Sample::new(Owner::Tenant(console.tenant), token));
        }
        let token = Console::UNKNOWN.sign(&self.key, &address_of("ken", TENANTS[0]), now, &json!({ "jti": "x" }));
        samples.push(Sample::new(Owner::Nobody, token));
        samples
    }
}

fn address_of(name: &str, tenant: &str) -> String {
    format!("{name}@{tenant}.example")
}

/// The files of the site folder that the table names.
fn site(portal: &TestPortal) {
    for file in ["pkg/kairan.css", "favicon.svg", "keys.js", "embed/bell.js", "embed/frame.js"] {
        let file = portal.folder.path().join("site").join(file);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, "x").unwrap();
    }
}
