//! One request for a page: who asks, in which language, for what, when, and the viewer's small state.
//! Built once per request, before anything is rendered; a page is this and the catalogue.

use super::portal::Portal;
use super::session;
use crate::actions::account::complete_second_step::{SECOND_STEP, step_of_browser};
use axum_extra::extract::CookieJar;
use chrono::{DateTime, Utc};
use domain::acknowledgement::Requirement;
use domain::attention;
use domain::audit::{Act, Actor};
use domain::catalogue::Catalogue;
use domain::locale::{Locale, Localized};
use domain::portal::Portal as Service;
use domain::publication::{Publication, PublicationKey, PublicationKind};
use domain::reading::Reading;
use domain::revision::Body;
use domain::search::LONGEST_QUERY;
use domain::shelf::{Mine, Shelf};
use domain::viewer::Viewer;
use http::request::Parts;
use std::net::IpAddr;
use std::sync::Arc;
use store::{Marks, StoreError, TokenHash};

/// From where a request comes, as the server found out; put among the request's extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// Who asks for what.
#[derive(Clone)]
pub struct PageRequest {
    /// Store, clock, settings.
    pub portal: Portal,
    /// What stood when the request came in; the whole page is made from this one.
    pub catalogue: Arc<Catalogue>,
    /// Who asks.
    pub viewer: Viewer,
    /// What the viewer has read, acknowledged, pinned and put away.
    pub marks: Arc<Marks>,
    /// The language of the address.
    pub locale: Locale,
    /// The path without the language prefix.
    pub path: String,
    /// The query string, decoded, in order.
    pub query: Arc<Vec<(String, String)>>,
    /// When the request came in.
    pub now: DateTime<Utc>,
    /// From which network address it came, where that is known.
    pub network: Option<IpAddr>,
    /// The SHA-256 of the session's token, where one came along.
    pub session: Option<TokenHash>,
    /// Where the files are of what is not published yet, on its preview.
    pub files_at: Option<Arc<str>>,
    /// The text of what is not published yet, on its preview.
    pub bodies: Option<Arc<Localized<Body>>>,
    /// The origins of the consoles that may frame this page; empty where it is in no frame.
    pub framed_by: Arc<[String]>,
}

impl PageRequest {
    /// Reads a request: the session cookie's viewer with their marks, the language, path and query.
    ///
    /// # Errors
    /// When the store cannot tell who it is.
    pub async fn for_request(portal: &Portal, parts: &Parts) -> Result<Self, StoreError> {
        let now = portal.clock.now();
        let session = session_token(portal, parts).map(|token| session::token_hash(&token));
        let (viewer, marks) = match &session {
            Some(hash) => {
                let found = portal.store.reader_by_session(hash, now).await?;
                found.inspect(|_| portal.note_use(hash, now)).unwrap_or_default()
            }
            None => (Viewer::Anonymous, Arc::default()),
        };
        let network = parts.extensions.get::<ClientAddress>().map(|client| client.0);
        let framed_by = framed_by(portal, &viewer, parts, now).await?;
        let query = parts.uri.query().unwrap_or_default();
        let request = Self::new(portal, viewer, marks, parts.uri.path(), query, now);
        Ok(Self { network, session, framed_by, ..request })
    }

    /// From its parts.
    pub fn new(
        portal: &Portal,
        viewer: Viewer,
        marks: Arc<Marks>,
        path: &str,
        query: &str,
        now: DateTime<Utc>,
    ) -> Self {
        let (locale, path) = Locale::split_address(path);
        Self {
            catalogue: portal.catalogue(),
            portal: portal.clone(),
            viewer,
            marks,
            locale,
            path: path.to_owned(),
            query: Arc::new(decode_query(query)),
            now,
            network: None,
            session: None,
            files_at: None,
            bodies: None,
            framed_by: Arc::from([]),
        }
    }

    /// The request being answered.
    pub fn current() -> Option<Self> {
        leptos::prelude::use_context::<Self>()
    }

    /// What the viewer does with this request, for the audit trail.
    pub fn act(&self) -> Act {
        Act { actor: Actor::of(&self.viewer), network: self.network, at: self.now }
    }

    /// The value of a query key.
    pub fn query(&self, key: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// The query as pairs of text.
    pub fn query_pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// An address of the portal in the language of this page.
    pub fn to(&self, path: &str) -> String {
        self.locale.address(path)
    }

    /// The address of a file published with revision `number`.
    pub fn file_address(&self, key: &PublicationKey, number: u32, file: &str) -> String {
        match &self.files_at {
            Some(files_at) => format!("{files_at}/{file}"),
            None => key.attachment_path(number, file),
        }
    }

    /// The text of a publication found for the viewer, in the page's language or, where that is missing, in
    /// Japanese.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn body(&self, publication: &Publication) -> Result<Arc<Body>, StoreError> {
        match &self.bodies {
            Some(bodies) => Ok(Arc::new(bodies.get(self.locale).clone())),
            None => self.portal.store.body(publication, self.locale).await,
        }
    }

    /// This page's address in a language, with its query.
    pub fn here_in(&self, locale: Locale) -> String {
        let mut address = locale.address(&self.path);
        for (at, (key, value)) in self.query.iter().enumerate() {
            address.push(if at == 0 { '?' } else { '&' });
            address.push_str(&encode(key));
            address.push('=');
            address.push_str(&encode(value));
        }
        address
    }

    /// The sign-in page, which leads back here with every filter kept.
    pub fn sign_in_address(&self) -> String {
        format!("{}?next={}", self.to("/sign-in"), encode(&self.here_in(self.locale)))
    }

    /// What `content/portal.toml` says of the service, once something was published.
    pub fn service(&self) -> Option<&Service> {
        self.catalogue.portal.as_deref()
    }

    /// Whether the viewer has read the publication as it stands: its current revision, or one that
    /// differs from it in wording only, with no news since, and did not mark it as unread since. Nobody is told that
    /// something is unread who cannot mark it, or whose tenant only keeps it, nor that there is something
    /// to read where it was withdrawn.
    pub fn is_read(&self, publication: &Publication) -> bool {
        self.viewer.user().is_none()
            || !self.viewer.is_to_read(publication)
            || (self.read(publication).is_some_and(|read| publication.stands_as(read.seen))
                && self.shelf(publication).unread_since.is_none())
    }

    /// What the viewer has read, and when.
    pub fn read(&self, publication: &Publication) -> Option<Reading> {
        self.marks.read.get(&publication.key).copied()
    }

    /// Where the viewer has put the publication.
    pub fn shelf(&self, publication: &Publication) -> Shelf {
        self.marks.shelf.get(&publication.key).copied().unwrap_or_default()
    }

    /// Whether the publication is in the viewer's archive as it stands.
    pub fn is_archived(&self, publication: &Publication) -> bool {
        self.shelf(publication).is_archived(publication, self.must_acknowledge(publication))
    }

    /// The viewer's own view of a publication, for the list.
    pub fn mine(&self, publication: &Publication) -> Mine {
        Mine {
            is_read: self.is_read(publication),
            is_pinned: self.shelf(publication).pinned_at.is_some(),
            is_archived: self.is_archived(publication),
            needs_action: match self.acknowledged(publication) {
                Some(_) => attention::has_to_act_by(publication, &self.viewer, self.now).is_some(),
                None => attention::reason(publication, &self.viewer, self.now).is_some(),
            },
        }
    }

    /// Whether the viewer is done with a notice as far as they have shown: read, and neither pinned, nor
    /// in the archive already, nor asking them for anything, nor with a day to act by that is still ahead.
    pub fn can_be_archived_in_bulk(&self, notice: &Publication) -> bool {
        let mine = self.mine(notice);
        let asks = mine.needs_action || attention::day_to_act(notice, &self.viewer, self.now).is_some();
        self.viewer.user().is_some() && mine.is_read && !mine.is_pinned && !mine.is_archived && !asks
    }

    /// Whether single keys are shortcuts for this viewer: someone is signed in, and has not switched
    /// them off.
    pub fn has_shortcuts(&self) -> bool {
        self.viewer.user().is_some() && self.marks.shortcuts_off_at.is_none()
    }

    /// How many notices the viewer has not read; those in the archive are not counted. What the viewer has
    /// marked is taken from what there is to read, which is counted once for a whole tenant.
    pub fn unread_count(&self) -> usize {
        if self.viewer.user().is_none() {
            return 0;
        }
        let to_read = self.portal.census.notices_to_read(&self.catalogue, &self.viewer, self.now);
        let is_notice = |key: &&PublicationKey| key.kind() == PublicationKind::Notice;
        let read = self.marks.read.keys();
        let shelved = self.marks.shelf.keys().filter(|key| !self.marks.read.contains_key(*key));
        let done = read
            .chain(shelved)
            .filter(is_notice)
            .filter_map(|key| self.catalogue.find(&self.viewer, self.now, key))
            .filter(|notice| self.viewer.is_to_read(notice) && (self.is_read(notice) || self.is_archived(notice)));
        to_read.saturating_sub(done.count())
    }

    /// When the viewer acknowledged the publication, if that still counts.
    pub fn acknowledged(&self, publication: &Publication) -> Option<(u32, DateTime<Utc>)> {
        self.marks.acknowledged(publication)
    }

    /// Whether the viewer themselves is asked for an acknowledgement they have not given.
    pub fn must_acknowledge(&self, publication: &Publication) -> bool {
        self.viewer.member().is_some_and(|member| publication.asks(member)) && self.acknowledged(publication).is_none()
    }

    /// The acknowledgement a publication asks for, of the viewer's tenant where the viewer has one.
    pub fn requirement<'a>(&self, publication: &'a Publication) -> Option<&'a Requirement> {
        match self.viewer.member() {
            Some(member) => publication.requirement_of(&member.tenant),
            None => publication.requirement(),
        }
    }
}

/// Who may frame the page: the consoles of the reader's own tenant, where the browser says that it is for a
/// frame. It says so of every page and every form in there, so nothing has to be handed from page to page. On
/// the page that asks for a code, whose it is says who may.
async fn framed_by(
    portal: &Portal,
    viewer: &Viewer,
    parts: &Parts,
    now: DateTime<Utc>,
) -> Result<Arc<[String]>, StoreError> {
    if parts.headers.get("sec-fetch-dest").is_none_or(|dest| dest != "iframe") {
        return Ok(Arc::from([]));
    }
    let mut tenant = viewer.tenant().cloned();
    let asks_code = Locale::split_address(parts.uri.path()).1 == SECOND_STEP;
    if asks_code && let Some(step) = step_of_browser(&portal.site.public_url, parts) {
        let step = portal.store.second_step(&step, now).await?;
        tenant = step.filter(|step| step.is_framed).and_then(|step| step.viewer.tenant().cloned()).or(tenant);
    }
    Ok(tenant.map(|tenant| portal.consoles.of_tenant(&tenant)).unwrap_or_default().into())
}

/// The token in the session cookie.
pub fn session_token(portal: &Portal, parts: &Parts) -> Option<String> {
    let name = session::cookie_name(&portal.site.public_url);
    CookieJar::from_headers(&parts.headers).get(name).map(|cookie| cookie.value().to_owned())
}

/// Of the words somebody searches for is kept what is looked at, and one character more, which says that
/// they were cut: the page's links repeat its query.
fn decode_query(query: &str) -> Vec<(String, String)> {
    let kept = |(key, value): (String, String)| match key.as_str() {
        "q" => (key, value.chars().take(LONGEST_QUERY + 1).collect()),
        _ => (key, value),
    };
    form_urlencoded::parse(query.as_bytes()).into_owned().map(kept).collect()
}

/// A value as it stands in a query string.
pub fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
