//! A portal to test against: a fresh database, a clock that stands still until it is moved, two
//! tenants and their people, content published as the server publishes it, mail in a folder.

use crate::content::{self, Notice};
use app::ssr::portal::{Portal, Site};
use app::ssr::secret::{self, Secret};
use app::ssr::{random, session};
use axum::Router;
use axum::body::{Body, Bytes};
use chrono::{DateTime, TimeDelta, Utc};
use domain::audit::Act;
use domain::clock::{Clock, FixedClock};
use domain::id::UserId;
use domain::session::SessionRules;
use domain::subscription::MailSubscription;
use domain::token::Scope;
use domain::viewer::{StaffRole, TenantRole};
use http::{HeaderMap, Request, Response, StatusCode};
use server::mail::{Outbox, Sender};
use server::middleware::cached_responses::CachedResponses;
use server::publisher::Publisher;
use server::settings::{ApiSettings, Settings};
use server::single_sign_on::SingleSignOn;
use server::state::ServerState;
use server::worker::MailWorker;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;
use store::NewToken;
use store::testing::{Engine, TestDatabase, instant, new_member, new_staff, sample_tenant};
use tempfile::TempDir;
use tokio::sync::Notify;
use tokio_stream::StreamExt;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

pub const PUBLIC_URL: &str = "https://portal.example";

/// Four days after the samples appeared.
pub fn now() -> DateTime<Utc> {
    instant("2026-11-24T01:00:00Z")
}

pub struct TestPortal {
    database: TestDatabase,
    pub portal: Portal,
    pub clock: Arc<FixedClock>,
    pub folder: TempDir,
    service: CachedResponses<Router>,
    people: HashMap<String, UserId>,
    vouching: Vec<(String, String)>,
}

impl TestPortal {
    /// A portal with nothing published; people are `yumi` and `ken` of hinode, `sora` of aozora,
    /// `mika` of the provider.
    pub async fn new(engine: Engine) -> Self {
        let database = TestDatabase::create(engine).await;
        let store = database.store.clone();
        let mut people = HashMap::new();
        for tenant in ["hinode", "aozora"] {
            store.put_tenant(&sample_tenant(tenant)).await.unwrap();
        }
        for user in [
            new_member("yumi", "hinode", TenantRole::Administrator),
            new_member("ken", "hinode", TenantRole::Member),
            new_member("sora", "aozora", TenantRole::Administrator),
            new_staff("mika", &[StaffRole::Owner]),
        ] {
            let id = store.add_user(&user, now()).await.unwrap();
            let name = user.address.as_str().split('@').next().unwrap().to_owned();
            people.insert(name, id);
        }
        let clock = Arc::new(FixedClock::at(now()));
        let folder = TempDir::new().unwrap();
        let site = Site {
            public_url: PUBLIC_URL.to_owned(),
            mailbox: Some(folder.path().join("mailbox")),
            watches: false,
            key: vec![7; 32],
            trusted_proxies: vec![],
        };
        std::fs::create_dir_all(folder.path().join("site/pkg")).unwrap();
        std::fs::write(folder.path().join("site/pkg/kairan.css"), "main{color:inherit}").unwrap();
        let portal = Portal::open(store, Arc::clone(&clock) as Arc<dyn Clock>, site).await.unwrap();
        let state = ServerState::new(portal.clone(), &folder.path().join("site"), CancellationToken::new()).unwrap();
        Self { service: server::router::build(state), database, portal, clock, folder, people, vouching: vec![] }
    }

    /// With these notices published.
    pub async fn with(engine: Engine, notices: &[Notice]) -> Self {
        let portal = Self::new(engine).await;
        portal.publish(notices).await;
        portal
    }

    pub async fn publish(&self, notices: &[Notice]) -> server::content::Summary {
        let content = self.folder.path().join("content");
        content::write(&content, notices);
        let publisher = Publisher { portal: self.portal.clone(), wake: Arc::new(Notify::new()) };
        publisher.publish(&content).await.unwrap()
    }

    /// With other settings of the API.
    pub fn with_api(mut self, settings: &ApiSettings) -> Self {
        let site = self.folder.path().join("site");
        let state = ServerState::new(self.portal.clone(), &site, CancellationToken::new()).unwrap();
        self.service = server::router::build(state.with_api(settings));
        self
    }

    /// A program with a token that someone made a moment ago, valid for 30 days.
    pub async fn program_of(&self, name: &str, scopes: &[Scope]) -> TestReader<'_> {
        let secret = self.token_of(name, scopes).await;
        TestReader { portal: self, headers: vec![("authorization".to_owned(), format!("Bearer {secret}"))], peer: None }
    }

    /// The secret of a token that someone made.
    pub async fn token_of(&self, name: &str, scopes: &[Scope]) -> String {
        let (secret, now) = (Secret::ApiToken.of(random::bytes().unwrap()), self.clock.now());
        let maker = self.portal.store.viewer_of(self.user(name)).await.unwrap().unwrap();
        let scopes = scopes.iter().copied().collect();
        let new = NewToken { name: "監視".to_owned(), scopes, expires_at: now + TimeDelta::days(30) };
        let made =
            self.portal.store.make_token(&maker, &new, &secret::hash(&secret), &Act::of_system(now)).await.unwrap();
        made.unwrap_or_else(|| panic!("{name} may make such a token"));
        secret
    }

    /// The secret of a private feed that someone made.
    pub async fn feed_of(&self, name: &str) -> String {
        let (secret, now) = (Secret::PrivateFeed.of(random::bytes().unwrap()), self.clock.now());
        let owner = self.portal.store.viewer_of(self.user(name)).await.unwrap().unwrap();
        let act = Act::of_system(now);
        let made = self.portal.store.make_private_feed(&owner, "会社のPC", &secret::hash(&secret), &act).await.unwrap();
        made.unwrap().unwrap();
        secret
    }

    /// With these settings of who may vouch for people.
    pub fn vouched_for_by(&mut self, variables: &[(&str, &str)]) {
        self.vouching = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.service = self.service_over(self.portal.clone());
    }

    /// With these settings of limits beside those it has.
    pub fn limited_by(&mut self, variables: &[(&str, &str)]) -> ServerState {
        self.vouching.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let state = self.state_over(self.portal.clone());
        self.service = server::router::build(state.clone());
        state
    }

    /// Behind a proxy at this address.
    pub fn behind(&mut self, proxy: &str) {
        let site = Site { trusted_proxies: vec![proxy.parse().unwrap()], ..(*self.portal.site).clone() };
        self.portal.site = Arc::new(site);
    }

    fn service_over(&self, portal: Portal) -> CachedResponses<Router> {
        server::router::build(self.state_over(portal))
    }

    fn state_over(&self, portal: Portal) -> ServerState {
        let variables: Vec<_> = self.vouching.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let settings = self.settings(&variables);
        let single_sign_on = SingleSignOn::new(&settings).unwrap();
        let state = ServerState::new(portal, &self.folder.path().join("site"), CancellationToken::new()).unwrap();
        state.with_single_sign_on(single_sign_on).with_limits(&settings.limits)
    }

    /// The database, for what befalls it.
    pub const fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        self.database.count(table).await
    }

    /// Every row there is, by table.
    pub async fn contents(&self) -> BTreeMap<String, Vec<String>> {
        self.database.contents().await
    }

    /// Adds someone of a tenant.
    pub async fn join(&mut self, name: &str, tenant: &str, role: TenantRole) {
        let id = self.portal.store.add_user(&new_member(name, tenant, role), now()).await.unwrap();
        self.people.insert(name.to_owned(), id);
    }

    /// Adds someone of the provider.
    pub async fn hire(&mut self, name: &str, role: StaffRole) {
        let id = self.portal.store.add_user(&new_staff(name, &[role]), now()).await.unwrap();
        self.people.insert(name.to_owned(), id);
    }

    /// How many statements the store has sent to the database so far.
    pub fn statements(&self) -> u64 {
        self.database.statements()
    }

    /// As another node, or the command line, does: this portal is not told.
    pub async fn publish_elsewhere(&self, notices: &[Notice]) {
        let folder = self.folder.path().join("content");
        content::write(&folder, notices);
        let read = server::content::Content::read(&folder, &mut |_, _| {}).unwrap();
        server::content::publish(&self.portal.store, read, false, &*self.clock).await.unwrap();
    }

    /// Publishes the content folder as it stands.
    pub async fn publish_again(&self) -> server::content::Summary {
        self.publish(&[]).await
    }

    pub fn content(&self) -> PathBuf {
        self.folder.path().join("content")
    }

    /// Another node over the same database, with the same clock.
    pub async fn second_node(&self) -> Node {
        let store = self.database.second_node().await;
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        let portal = Portal::open(store, clock, (*self.portal.site).clone()).await.unwrap();
        Node { service: self.service_over(portal.clone()), portal }
    }

    pub fn later(&self, by: TimeDelta) {
        self.clock.set(self.clock.now() + by);
    }

    pub fn user(&self, name: &str) -> UserId {
        self.people[name]
    }

    /// Switches all mail on for someone.
    pub async fn subscribe(&self, name: &str) {
        let viewer = self.portal.store.viewer_of(self.user(name)).await.unwrap().unwrap();
        let everything = MailSubscription::everything();
        self.portal.store.set_mail_subscription(&viewer, &everything, self.clock.now()).await.unwrap();
    }

    pub fn mailbox(&self) -> PathBuf {
        self.folder.path().join("mailbox")
    }

    /// The settings this portal would have been started with, but for mail as given.
    pub fn settings(&self, variables: &[(&str, &str)]) -> Settings {
        let mut environment = BTreeMap::from([
            ("KAIRAN__SERVER__PUBLIC_URL".to_owned(), PUBLIC_URL.to_owned()),
            ("KAIRAN__MAIL__MAILBOX".to_owned(), self.mailbox().display().to_string()),
        ]);
        environment.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        Settings::read(None, "", &environment).unwrap()
    }

    /// A mail worker with the given settings of mail.
    pub fn worker(&self, variables: &[(&str, &str)]) -> MailWorker {
        let settings = self.settings(variables);
        let outbox = Outbox::new(&settings.mail).unwrap();
        let sender = Sender::new(&settings).unwrap();
        MailWorker::new(self.portal.clone(), outbox, sender, Arc::new(Notify::new())).unwrap()
    }

    /// As nobody in particular.
    pub fn anonymous(&self) -> TestReader<'_> {
        TestReader { portal: self, headers: vec![], peer: None }
    }

    /// As one of the people, with a session of their own.
    pub async fn signed_in_as(&self, name: &str) -> TestReader<'_> {
        let token = random::token().unwrap();
        let now = self.clock.now();
        let hash = session::token_hash(&token);
        let expires_at = now + SessionRules::default().longest;
        self.portal.store.start_session(&hash, self.user(name), now, expires_at).await.unwrap();
        let cookie = format!("{}={token}", session::cookie_name(PUBLIC_URL));
        TestReader { portal: self, headers: vec![("cookie".to_owned(), cookie)], peer: None }
    }
}

impl TestReader<'_> {
    /// The value of a header it sends.
    pub fn header_value(&self, name: &str) -> String {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// Sends JSON, as a program does.
    pub async fn send(&self, method: &str, path: &str, body: &str) -> TestResponse {
        self.clone().with("content-type", "application/json").ask(method, path, body).await
    }
}

/// Another node, asked by nobody in particular.
pub struct Node {
    pub portal: Portal,
    service: CachedResponses<Router>,
}

impl Node {
    pub async fn get(&self, path: &str) -> TestResponse {
        let request = Request::builder().uri(path).header("host", "portal.example").body(Body::empty()).unwrap();
        TestResponse::of(self.service.clone().oneshot(request).await.unwrap()).await
    }

    pub async fn post(&self, path: &str, form: &str) -> TestResponse {
        self.post_from("127.0.0.1", path, form).await
    }

    pub async fn post_from(&self, address: &str, path: &str, form: &str) -> TestResponse {
        let peer = std::net::SocketAddr::new(address.parse().unwrap(), 40_000);
        let request = Request::builder().method("POST").uri(path).header("host", "portal.example");
        let request = request.extension(axum::extract::ConnectInfo(peer));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let request = request.body(Body::from(form.to_owned())).unwrap();
        TestResponse::of(self.service.clone().oneshot(request).await.unwrap()).await
    }

    /// A mail worker that runs here, with the settings of the other node.
    pub fn worker(&self, like: &TestPortal) -> MailWorker {
        let settings = like.settings(&[]);
        let outbox = Outbox::new(&settings.mail).unwrap();
        let sender = Sender::new(&settings).unwrap();
        MailWorker::new(self.portal.clone(), outbox, sender, Arc::new(Notify::new())).unwrap()
    }
}

/// Someone who asks the portal.
#[derive(Clone)]
pub struct TestReader<'a> {
    portal: &'a TestPortal,
    headers: Vec<(String, String)>,
    peer: Option<std::net::IpAddr>,
}

impl TestReader<'_> {
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// From another network address.
    pub fn from(mut self, address: &str) -> Self {
        self.peer = address.parse().ok();
        self
    }

    pub async fn get(&self, path: &str) -> TestResponse {
        self.ask("GET", path, "").await
    }

    /// Posts a form, as a browser on a page of this portal does.
    pub async fn post(&self, path: &str, form: &str) -> TestResponse {
        let from_here = self.clone().with("sec-fetch-site", "same-origin");
        from_here.with("content-type", "application/x-www-form-urlencoded").ask("POST", path, form).await
    }

    pub async fn ask(&self, method: &str, path: &str, body: &str) -> TestResponse {
        TestResponse::of(self.begin(method, path, body).await).await
    }

    /// The answer as it begins, its body unread.
    pub async fn open(&self, path: &str) -> Response<Body> {
        self.begin("GET", path, "").await
    }

    async fn begin(&self, method: &str, path: &str, body: &str) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(path).header("host", "portal.example");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(peer) = self.peer {
            request = request.extension(axum::extract::ConnectInfo(std::net::SocketAddr::from((peer, 40_000))));
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        self.portal.service.clone().oneshot(request).await.unwrap()
    }
}

pub struct TestResponse {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl TestResponse {
    /// All of it; of a stream, which need not end, what comes first.
    async fn of(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let is_stream = parts.headers.get("content-type").is_some_and(|value| value == "text/event-stream");
        let body = if is_stream {
            body.into_data_stream().next().await.unwrap().unwrap()
        } else {
            axum::body::to_bytes(body, usize::MAX).await.unwrap()
        };
        Self { status: parts.status, headers: parts.headers, body }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The session this answer begins, as a request's `Cookie`.
    pub fn session(&self) -> Option<String> {
        let name = format!("{}=", session::cookie_name(PUBLIC_URL));
        let cookies = self.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
        cookies
            .filter(|cookie| cookie.starts_with(&name))
            .map(|cookie| cookie.split(';').next().unwrap().to_owned())
            .next()
    }

    /// A header's value; empty where it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// What must not differ between what does not exist and what is not this reader's to see: the whole
/// answer, but for the request's own number and the path where the page repeats it.
pub fn comparable(response: &TestResponse, path: &str) -> (StatusCode, Vec<(String, String)>, String) {
    let headers = response
        .headers
        .iter()
        .filter(|(name, _)| *name != "x-request-id" && *name != "date")
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    let encoded: String = form_urlencoded::byte_serialize(path.as_bytes()).collect();
    (response.status, headers, response.text().replace(path, "PATH").replace(&encoded, "PATH"))
}
