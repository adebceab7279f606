//! One request for a page: who asks, in which language, for what, when, and the viewer's small state.
//! Built once per request, before anything is rendered; a page is this and the catalogue.

use super::portal::Portal;
use super::session;
use axum_extra::extract::CookieJar;
use chrono::{DateTime, Utc};
use domain::catalogue::Catalogue;
use domain::locale::Locale;
use domain::portal::Portal as Service;
use domain::publication::{Publication, PublicationKey, PublicationKind};
use domain::viewer::Viewer;
use http::request::Parts;
use std::sync::Arc;
use store::{Marks, StoreError};

/// Who asks for what.
#[derive(Clone)]
pub struct PageRequest {
    /// Store, clock, settings.
    pub portal: Portal,
    /// What stood when the request came in; the whole page is made from this one.
    pub catalogue: Arc<Catalogue>,
    /// Who asks.
    pub viewer: Viewer,
    /// What the viewer has read and acknowledged.
    pub marks: Arc<Marks>,
    /// The language of the address.
    pub locale: Locale,
    /// The path without the language prefix.
    pub path: String,
    /// The query string, decoded, in order.
    pub query: Arc<Vec<(String, String)>>,
    /// When the request came in.
    pub now: DateTime<Utc>,
    /// Where the files are of what is not published yet, on its preview.
    pub files_at: Option<Arc<str>>,
}

impl PageRequest {
    /// Reads a request: the session cookie's viewer with their marks, the language, path and query.
    ///
    /// # Errors
    /// When the store cannot tell who it is.
    pub async fn for_request(portal: &Portal, parts: &Parts) -> Result<Self, StoreError> {
        let now = portal.clock.now();
        let viewer = match session_token(portal, parts) {
            Some(token) => portal.store.viewer_by_session(&session::token_hash(&token), now).await?.unwrap_or_default(),
            None => Viewer::Anonymous,
        };
        let marks = portal.store.marks(&viewer).await?;
        Ok(Self::new(portal, viewer, marks, parts.uri.path(), parts.uri.query().unwrap_or_default(), now))
    }

    /// From its parts.
    pub fn new(portal: &Portal, viewer: Viewer, marks: Marks, path: &str, query: &str, now: DateTime<Utc>) -> Self {
        let (locale, path) = Locale::split_address(path);
        Self {
            catalogue: portal.catalogue(),
            portal: portal.clone(),
            viewer,
            marks: Arc::new(marks),
            locale,
            path: path.to_owned(),
            query: Arc::new(decode_query(query)),
            now,
            files_at: None,
        }
    }

    /// The request being answered.
    pub fn current() -> Option<Self> {
        leptos::prelude::use_context::<Self>()
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
    /// differs from it in wording only. Nobody is told that something is unread who cannot mark it, nor
    /// that there is something to read where it was withdrawn.
    pub fn is_read(&self, publication: &Publication) -> bool {
        self.viewer.user().is_none()
            || publication.is_withdrawn()
            || self.marks.read.get(&publication.key).is_some_and(|revision| *revision >= publication.counts_from())
    }

    /// How many notices the viewer has not read.
    pub fn unread_count(&self) -> usize {
        if self.viewer.user().is_none() {
            return 0;
        }
        self.catalogue
            .of_kind(&self.viewer, self.now, PublicationKind::Notice)
            .filter(|notice| !self.is_read(notice))
            .count()
    }

    /// When the viewer acknowledged the publication, if that still counts.
    pub fn acknowledged(&self, publication: &Publication) -> Option<(u32, DateTime<Utc>)> {
        self.marks
            .acknowledged
            .get(&publication.key)
            .copied()
            .filter(|(revision, _)| domain::acknowledgement::still_counts(publication, *revision))
    }

    /// Whether the viewer themselves is asked for an acknowledgement they have not given.
    pub fn must_acknowledge(&self, publication: &Publication) -> bool {
        self.viewer.member().is_some_and(|member| {
            publication.requirement().is_some_and(|requirement| requirement.asks(member.role))
                && self.acknowledged(publication).is_none()
        })
    }
}

/// The token in the session cookie.
pub fn session_token(portal: &Portal, parts: &Parts) -> Option<String> {
    let name = session::cookie_name(&portal.site.public_url);
    CookieJar::from_headers(&parts.headers).get(name).map(|cookie| cookie.value().to_owned())
}

fn decode_query(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
