//! What will not be there for ever: operations that the settings name carry `Deprecation` (RFC 9745),
//! `Sunset` (RFC 8594) and a link to the notice that announces it.

use chrono::{DateTime, Utc};
use domain::id::NoticeId;
use domain::publication::PublicationKey;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};

/// One operation that will go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deprecation {
    /// Its address as the document has it, `/api/v1/notices/{id}`.
    pub path: String,
    /// Its method; all of the address's where none is given.
    pub method: Option<Method>,
    /// Since when nobody should begin to use it.
    pub deprecated_at: DateTime<Utc>,
    /// From when on it may be gone.
    pub sunset_at: Option<DateTime<Utc>>,
    /// The notice that says so.
    pub notice: Option<NoticeId>,
}

/// All of them.
#[derive(Debug, Clone, Default)]
pub struct Deprecations(Vec<Deprecation>);

impl Deprecations {
    /// Those of the settings.
    pub const fn new(deprecations: Vec<Deprecation>) -> Self {
        Self(deprecations)
    }

    /// What is said of an operation.
    pub fn of(&self, path: &str, method: &Method) -> Option<&Deprecation> {
        let method = if method == Method::HEAD { &Method::GET } else { method };
        self.0.iter().find(|one| one.path == path && one.method.as_ref().is_none_or(|known| known == method))
    }
}

impl Deprecation {
    /// Says it in the headers of an answer.
    pub fn tell(&self, headers: &mut HeaderMap, public_url: &str) {
        let mut put = |name: HeaderName, value: String| {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.append(name, value);
            }
        };
        put(HeaderName::from_static("deprecation"), format!("@{}", self.deprecated_at.timestamp()));
        if let Some(at) = self.sunset_at {
            put(HeaderName::from_static("sunset"), at.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
        }
        if let Some(notice) = &self.notice {
            let address = format!("{public_url}{}", PublicationKey::Notice(notice.clone()).path());
            for relation in ["deprecation", "sunset"].into_iter().take(1 + usize::from(self.sunset_at.is_some())) {
                put(header::LINK, format!("<{address}>; rel=\"{relation}\"; type=\"text/html\""));
            }
        }
    }
}
